//! The people who hold the study's keys: which two of them decide together, in one simulation.
//!
//! Their accounts are unlocked once for the program, because a passphrase is slow on purpose. What they do goes through
//! the same functions as the command line's.

use std::collections::{BTreeMap, BTreeSet};

use fieldward_core::authority::{HolderSignature, Role, Statement};
use fieldward_sync_server::accounts::Account;

use super::{chance::Chance, server::BASE};

/// Everybody's account, by name.
pub type Accounts = BTreeMap<String, Account>;

/// The account of this name.
///
/// # Panics
/// When the study lists nobody by it.
#[must_use]
pub fn account(name: &str) -> &'static Account {
    &BASE.accounts[name]
}

/// Two different people who may give orders together, none of whom has left.
pub fn two(chance: &mut Chance, left: &BTreeSet<&str>) -> (&'static Account, &'static Account) {
    let may: Vec<&Account> =
        BASE.accounts.values().filter(|account| Role::ORDERING.contains(&account.holder.role)).collect();
    let may: Vec<&Account> = may.into_iter().filter(|account| !left.contains(account.holder.id.0.as_str())).collect();
    let first = *chance.pick(&may);
    let others: Vec<&Account> = may.into_iter().filter(|other| other.holder.id != first.holder.id).collect();
    (first, *chance.pick(&others))
}

/// What each of these people puts under a statement.
pub fn signed_by<T: Statement>(statement: &T, people: &[&Account]) -> Vec<HolderSignature> {
    people.iter().map(|account| account.sign(statement)).collect()
}
