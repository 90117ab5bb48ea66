//! Making an invite: a fresh token, and everything that a device needs to trust this server.
//!
//! The token is kept as its hash, works once and for [`TOKEN_MINUTES`]. The fingerprints in the invite travel by a code
//! on a screen, never over the network that they are to secure: that is what makes the first connection a safe one.

use std::{io, path::Path};

use fieldward_core::{
    moment::Moment,
    sync::{Invite, SealingFingerprint, TOKEN_MINUTES, Token},
};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::{
    address, clock,
    store::{InviteRow, Store, StoreError},
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
    let study = store.study()?.ok_or(StoreError::NoStudy)?;
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
