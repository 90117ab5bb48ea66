//! Invites and devices.
//!
//! An invite is used up in the transaction that enrols, so that it works once. A device that enrols again keeps its id
//! and its streams; its keys may only be the same.

use fieldward_core::{authority::SignedSuccession, ids::DeviceId};
use rusqlite::{Connection, Row, Transaction, params};

use super::{
    documents,
    value::{device, every, first, number, sealing, signer, stored},
};
use crate::{
    store::{Device, Enrolment, InviteRow, StoreError, StoreResult},
    succession,
};

const COLUMNS: &str = "id, label, signing_key, sealing_key, enrolled_ms, revoked_ms, returns_taken";

pub(super) fn invite(t: &Transaction<'_>, invite: &InviteRow) -> StoreResult<()> {
    t.execute(
        "INSERT INTO tokens (hash, label, expires_ms) VALUES (?1, ?2, ?3)",
        params![invite.token.0, invite.label, invite.expires_ms],
    )?;
    Ok(())
}

struct Token {
    label: String,
    expires_ms: i64,
    used_by: Option<Vec<u8>>,
}

/// Tokens are found by the hash of 128 random bits: how long a look-up takes tells nothing about a token.
pub(super) fn enrol(t: &Transaction<'_>, enrolment: &Enrolment) -> StoreResult<()> {
    let mut tokens = t.prepare_cached("SELECT label, expires_ms, used_by FROM tokens WHERE hash = ?1")?;
    let token = first(&mut tokens, params![enrolment.token.0], |row| {
        Ok(Token { label: row.get(0)?, expires_ms: row.get(1)?, used_by: row.get(2)? })
    })?
    .ok_or(StoreError::Token)?;
    if let Some(user) = token.used_by {
        return enrolled_before(t, enrolment, &user);
    }
    if token.expires_ms <= enrolment.at_ms {
        return Err(StoreError::Token);
    }
    // A device that is known comes with a second invite when the answer to the first was lost, or the server moved.
    if let Some(known) = one(t, enrolment.device)? {
        return if has_keys(&known, enrolment) { readmit(t, enrolment) } else { Err(StoreError::Token) };
    }
    t.execute(
        "INSERT INTO devices (id, label, signing_key, sealing_key, enrolled_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            enrolment.device.0.as_bytes(),
            token.label,
            enrolment.signing_key.0,
            enrolment.sealing_key.0,
            enrolment.at_ms
        ],
    )?;
    use_up(t, enrolment)
}

/// A device that was copied takes another name. What it proves, it proves with the key of the one that was copied, when
/// that one is known here; a store that was put back may not know it.
pub(super) fn succeed(t: &Transaction<'_>, enrolment: &Enrolment, signed: &SignedSuccession) -> StoreResult<()> {
    let succession = &signed.succession;
    let known = one(t, succession.predecessor)?;
    if known.is_some_and(|known| !signed.is_by(&known.signing_key)) {
        return Err(StoreError::Token);
    }
    enrol(t, enrolment)?;
    let said = succession::document(signed);
    if documents::one(t, &said.kind, &said.key)?.is_some() {
        return Ok(());
    }
    documents::keep(t, &said)?;
    documents::copy_returns(t, succession.predecessor, enrolment.device)?;
    let mut begin = t.prepare_cached("INSERT OR IGNORE INTO heads VALUES (?1, ?2, ?3, ?4)")?;
    for mark in &succession.begins {
        let id = enrolment.device.0.as_bytes();
        begin.execute(params![id, mark.stream.code(), stored(mark.sequence), mark.link.0])?;
    }
    Ok(())
}

/// A device that comes back, perhaps after it was revoked: its streams go on where they stand.
fn readmit(t: &Transaction<'_>, enrolment: &Enrolment) -> StoreResult<()> {
    t.execute("UPDATE devices SET revoked_ms = NULL WHERE id = ?1", params![enrolment.device.0.as_bytes()])?;
    use_up(t, enrolment)
}

fn use_up(t: &Transaction<'_>, enrolment: &Enrolment) -> StoreResult<()> {
    let used = "UPDATE tokens SET used_by = ?2 WHERE hash = ?1";
    t.execute(used, params![enrolment.token.0, enrolment.device.0.as_bytes()])?;
    Ok(())
}

/// The answer to the first request may have been lost: the same device with the same keys is told again.
fn enrolled_before(t: &Transaction<'_>, enrolment: &Enrolment, user: &[u8]) -> StoreResult<()> {
    let known = one(t, enrolment.device)?.ok_or(StoreError::Token)?;
    // A token that was used before the device was revoked does not bring it back.
    let same = user == enrolment.device.0.as_bytes() && has_keys(&known, enrolment) && known.revoked_ms.is_none();
    if same { Ok(()) } else { Err(StoreError::Token) }
}

fn has_keys(known: &Device, enrolment: &Enrolment) -> bool {
    known.signing_key == enrolment.signing_key && known.sealing_key == enrolment.sealing_key
}

pub(super) fn all(c: &Connection) -> StoreResult<Vec<Device>> {
    let mut devices = c.prepare_cached(&format!("SELECT {COLUMNS} FROM devices ORDER BY enrolled_ms, id"))?;
    every(&mut devices, [], read)
}

pub(super) fn one(c: &Connection, wanted: DeviceId) -> StoreResult<Option<Device>> {
    let mut devices = c.prepare_cached(&format!("SELECT {COLUMNS} FROM devices WHERE id = ?1"))?;
    first(&mut devices, params![wanted.0.as_bytes()], read)
}

fn read(row: &Row<'_>) -> StoreResult<Device> {
    Ok(Device {
        id: device(row, 0)?,
        label: row.get(1)?,
        signing_key: signer(row, 2)?,
        sealing_key: sealing(row, 3)?,
        enrolled_ms: row.get(4)?,
        revoked_ms: row.get(5)?,
        returns_taken: number(row, 6)?,
    })
}

pub(super) fn revoke(t: &Transaction<'_>, wanted: DeviceId, at_ms: i64) -> StoreResult<()> {
    let sql = "UPDATE devices SET revoked_ms = coalesce(revoked_ms, ?2) WHERE id = ?1";
    match t.execute(sql, params![wanted.0.as_bytes(), at_ms])? {
        0 => Err(StoreError::NoDevice),
        _ => Ok(()),
    }
}
