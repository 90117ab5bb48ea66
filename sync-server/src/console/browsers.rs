//! Browsers that somebody has signed in from before: each comes to a door of its own.
//!
//! Wrong passphrases slow an account's door down, and whoever wants to keep people out needs only guess at every name
//! for as long as they like. Locking nobody would let passphrases be guessed; a second factor would have to be given
//! out. So the door that strangers come to slows down for all strangers together, and a browser that once opened an
//! account keeps a random token that leads to another door of that account, which nobody else can shut. The token opens
//! nothing: who steals it may guess as slowly as any stranger. A browser that never opened the account waits, and
//! commands on the server's own machine never do.

use fieldward_core::{
    ids::Hash32,
    sync::wire::{decode, encode},
};
use rand_core::Rng;

use crate::{
    clock,
    store::{Document, Store, StoreResult},
};

const KIND: &str = "browser";
const TOKEN_BYTES: usize = 32;
/// Accounts that one browser may be known to: people who share a computer.
const ACCOUNTS_MAX: usize = 16;

/// The door of an account that somebody stands before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Door {
    /// Whose account.
    pub name: String,
    /// The browser that it was opened from before; `None` is where strangers come.
    pub browser: Option<Hash32>,
}

/// The door of this account that a browser with this token comes to.
///
/// # Errors
/// As the store says.
pub fn door(store: &dyn Store, name: &str, token: &str) -> StoreResult<Door> {
    let browser = Hash32::of(token.as_bytes());
    let known = names(store, &browser)?.iter().any(|known| known == name);
    Ok(Door { name: name.to_owned(), browser: known.then_some(browser) })
}

/// Remembers that an account was opened from a browser, and gives the browser its token: the one it has, or a new one.
///
/// # Errors
/// As the store says.
pub fn remember(store: &dyn Store, name: &str, token: &str) -> StoreResult<String> {
    let browser = Hash32::of(token.as_bytes());
    let mut names = names(store, &browser)?;
    if names.iter().any(|known| known == name) {
        return Ok(token.to_owned());
    }
    // A token that nobody was given here is not taken from whoever brings it.
    let token = if names.is_empty() || names.len() >= ACCOUNTS_MAX { random() } else { token.to_owned() };
    if Hash32::of(token.as_bytes()) != browser {
        names.clear();
    }
    names.push(name.to_owned());
    let key = Hash32::of(token.as_bytes()).0.to_vec();
    store.keep(&Document { kind: KIND.to_owned(), key, bytes: encode(&names) })?;
    Ok(token)
}

fn names(store: &dyn Store, browser: &Hash32) -> StoreResult<Vec<String>> {
    let kept = store.document(KIND, &browser.0)?;
    Ok(kept.and_then(|document| decode(&document.bytes).ok()).unwrap_or_default())
}

fn random() -> String {
    let mut bytes = [0; TOKEN_BYTES];
    clock::rng().fill_bytes(&mut bytes);
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;

    #[test]
    fn a_browser_that_opened_an_account_has_a_door_of_its_own_there_and_nowhere_else() -> StoreResult<()> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(folder.path())?;
        let known = |name: &str, token: &str| door(&store, name, token).map(|door| door.browser.is_some());
        assert!(!known("supervisor", "")? && !known("supervisor", "made up")?);
        let token = remember(&store, "supervisor", "made up")?;
        assert_ne!(token, "made up", "what somebody brings is not taken for a token");
        assert!(known("supervisor", &token)? && !known("analyst", &token)?);
        assert_eq!(remember(&store, "supervisor", &token)?, token);
        assert_eq!(remember(&store, "analyst", &token)?, token, "two people at one computer");
        assert!(known("supervisor", &token)? && known("analyst", &token)?);
        assert_ne!(remember(&store, "supervisor", "")?, remember(&store, "supervisor", "")?);
        Ok(())
    }

    #[test]
    fn a_browser_is_known_to_so_many_accounts() -> StoreResult<()> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(folder.path())?;
        let token = remember(&store, "0", "")?;
        for number in 1..ACCOUNTS_MAX {
            assert_eq!(remember(&store, &number.to_string(), &token)?, token);
        }
        let another = remember(&store, "one more", &token)?;
        assert_ne!(another, token);
        assert!(
            door(&store, "one more", &another)?.browser.is_some() && door(&store, "0", &another)?.browser.is_none()
        );
        Ok(())
    }
}
