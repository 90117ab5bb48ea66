//! Columns to our types and back.
//!
//! SQLite's integers are signed: a number that does not fit is damage, never wrapped.

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    vault::{SealingPublic, Signature, SignerPublic},
};
use rusqlite::{Row, RowIndex};
use uuid::Uuid;

use crate::store::{StoreError, StoreResult, Verified};

pub(super) fn fixed<const N: usize>(row: &Row<'_>, at: impl RowIndex) -> StoreResult<[u8; N]> {
    let bytes: Vec<u8> = row.get(at)?;
    bytes.try_into().map_err(|_| StoreError::Damaged("a column of fixed length"))
}

pub(super) fn hash(row: &Row<'_>, at: impl RowIndex) -> StoreResult<Hash32> {
    Ok(Hash32(fixed(row, at)?))
}

pub(super) fn device(row: &Row<'_>, at: impl RowIndex) -> StoreResult<DeviceId> {
    Ok(DeviceId(Uuid::from_bytes(fixed(row, at)?)))
}

pub(super) fn record(row: &Row<'_>, at: impl RowIndex) -> StoreResult<RecordId> {
    Ok(RecordId(Uuid::from_bytes(fixed(row, at)?)))
}

pub(super) fn signature(row: &Row<'_>, at: impl RowIndex) -> StoreResult<Signature> {
    Ok(Signature(fixed(row, at)?))
}

pub(super) fn signer(row: &Row<'_>, at: impl RowIndex) -> StoreResult<SignerPublic> {
    Ok(SignerPublic(fixed(row, at)?))
}

pub(super) fn sealing(row: &Row<'_>, at: impl RowIndex) -> StoreResult<SealingPublic> {
    Ok(SealingPublic(fixed(row, at)?))
}

pub(super) fn stream(row: &Row<'_>, at: impl RowIndex) -> StoreResult<StreamKind> {
    StreamKind::from_code(row.get(at)?).ok_or(StoreError::Damaged("a stream"))
}

pub(super) fn number(row: &Row<'_>, at: impl RowIndex) -> StoreResult<u64> {
    let number: i64 = row.get(at)?;
    u64::try_from(number).map_err(|_| StoreError::Damaged("a number"))
}

/// A number as SQLite stores it. Numbers beyond 2^63 are larger than any mark.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn verified(row: &Row<'_>, at: impl RowIndex) -> StoreResult<Verified> {
    match row.get(at)? {
        0_u8 => Ok(Verified::NotYet),
        1 => Ok(Verified::Sound),
        2 => Ok(Verified::Flagged),
        3 => Ok(Verified::Broken),
        _ => Err(StoreError::Damaged("a verified state")),
    }
}

pub(super) fn verified_code(verified: Verified) -> u8 {
    match verified {
        Verified::NotYet => 0,
        Verified::Sound => 1,
        Verified::Flagged => 2,
        Verified::Broken => 3,
    }
}

/// Every row of a query, read by `read`.
pub(super) fn every<T>(
    statement: &mut rusqlite::Statement<'_>,
    parameters: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> StoreResult<T>,
) -> StoreResult<Vec<T>> {
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row of a query, if there is one.
pub(super) fn first<T>(
    statement: &mut rusqlite::Statement<'_>,
    parameters: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> StoreResult<T>,
) -> StoreResult<Option<T>> {
    let mut rows = statement.query(parameters)?;
    match rows.next()? {
        Some(row) => read(row).map(Some),
        None => Ok(None),
    }
}
