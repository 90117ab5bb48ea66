//! Making an invite: a fresh token, and everything that a device needs to trust this server.
//!
//! The token is kept as its hash, works once and for [`TOKEN_MINUTES`]. The fingerprints in the invite travel by a code
//! on a screen, never over the network that they are to secure: that is what makes the first connection a safe one.
//!
//! The keys come from the database. That they fit together is always checked; that they are the study's, and not those
//! of somebody who can write the database and made a whole study of their own there, only a holder's passphrase can say
//! ([`by`]). A device that is enrolled already takes no other keys whatever an invite says.

use std::{io, path::Path};

use fieldward_core::{
    moment::Moment,
    sync::{Invite, SealingFingerprint, TOKEN_MINUTES, Token, wire::Enrolled},
};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::{
    accounts::{self, Account, package_in_force},
    address, clock,
    store::{InviteRow, PublishedStudy, Store, StoreError, StoreResult},
    tls::{self, TlsError},
};

/// Why no invite was made.
#[derive(Debug, Error)]
pub enum InviteError {
    /// Nobody knows by which address a device would come.
    #[error("the server was not started on this data folder yet: start `fieldward serve`, or give --address")]
    NoAddress,
    /// The folder cannot be read.
    #[error("the data folder cannot be read")]
    Folder(#[from] io::Error),
    /// The certificate cannot be read.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The store failed, or no study was published.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an invite for one device. It works once, and for [`TOKEN_MINUTES`].
///
/// # Errors
/// See [`InviteError`].
pub fn make(
    store: &dyn Store,
    data: &Path,
    address: Option<String>,
    label: &str,
    now: &Moment,
) -> Result<Invite, InviteError> {
    make_with(store, data, address, label, now, &mut clock::rng())
}

/// The same in the name of a holder: made only when the study is the one that the account was made for.
///
/// # Errors
/// See [`InviteError`].
pub fn by(
    store: &dyn Store,
    account: &Account,
    data: &Path,
    (address, label): (Option<String>, &str),
    now: &Moment,
) -> Result<Invite, InviteError> {
    accounts::study_of(store, account)?;
    let invite = make(store, data, address, label, now)?;
    let founding = &account.founding;
    let same = (invite.package_signing_key, invite.sealing_key)
        == (founding.packages, SealingFingerprint::of(&founding.records));
    if same {
        Ok(invite)
    } else {
        Err(StoreError::Damaged("the study's keys: they are not those of this account").into())
    }
}

/// The study, when its keys signed its package and one another.
fn checked(store: &dyn Store) -> StoreResult<PublishedStudy> {
    let (published, _, study) = package_in_force(store)?;
    let founding = study.roster.founding_hash();
    let signed = Enrolled::signed(&published.id, &published.sealing_key, &published.custodians, &founding);
    let holds = published.signing_key.verify(&signed, &published.keys_signature).is_ok();
    if holds {
        Ok(published)
    } else {
        Err(StoreError::Damaged("the study's keys: what was signed of them does not hold"))
    }
}

/// The same with a randomness of the caller's, for a simulation.
///
/// # Errors
/// See [`InviteError`].
pub fn make_with(
    store: &dyn Store,
    data: &Path,
    address: Option<String>,
    label: &str,
    now: &Moment,
    rng: &mut impl CryptoRng,
) -> Result<Invite, InviteError> {
    let study = checked(store)?;
    let address = match address {
        Some(given) => given,
        None => address::for_invites(data)?.ok_or(InviteError::NoAddress)?,
    };
    let pins = if address::needs_pins(&address) { Some(tls::pins(data)?) } else { None };
    let mut token = Token([0; 16]);
    rng.fill_bytes(&mut token.0);
    let expires_ms = now.wall_ms + i64::from(TOKEN_MINUTES) * 60_000;
    store.invite(&InviteRow { token: token.hash(), label: label.to_owned(), expires_ms })?;
    Ok(Invite {
        address,
        pins,
        package_signing_key: study.signing_key,
        sealing_key: SealingFingerprint::of(&study.sealing_key),
        token,
    })
}
