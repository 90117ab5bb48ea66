//! Returned records, and the console's documents.
//!
//! A return is sealed to its device before it comes here. A document is sealed to the study's key. Both have numbers of
//! their own, so that a device that asks again gets the same one.

use std::ops::Range;

use fieldward_core::{
    ids::{DeviceId, RecordId},
    sync::wire::{Return, limits},
};
use rusqlite::{Connection, Transaction, params};

use super::{
    devices, quota,
    value::{every, first, number, stored},
    withdrawal,
};
use crate::store::{Document, StoreError, StoreResult};

pub(super) fn add_return(t: &Transaction<'_>, device: DeviceId, about: RecordId, sealed: &[u8]) -> StoreResult<u64> {
    let taken = devices::one(t, device)?.ok_or(StoreError::NoDevice)?.returns_taken;
    quota::check_returns(t, device, taken)?;
    if withdrawal::is_withdrawn(t, about)? {
        return Err(StoreError::NoRecord);
    }
    let next = last(t, device)? + 1;
    t.execute(
        "INSERT INTO returns (device, number, sealed, record) VALUES (?1, ?2, ?3, ?4)",
        params![device.0.as_bytes(), stored(next), sealed, about.0.as_bytes()],
    )?;
    Ok(next)
}

/// Empties the returns about a record that was withdrawn, whether or not its device has them already. The numbers stay:
/// none is given twice. A return of which nobody knows any more what it is about goes with any record of its device.
pub(super) fn empty_returns(t: &Transaction<'_>, about: RecordId) -> StoreResult<()> {
    t.execute(
        "UPDATE returns SET sealed = x'' WHERE record = ?1
            OR (record IS NULL AND device = (SELECT device FROM records WHERE record = ?1))",
        params![about.0.as_bytes()],
    )?;
    Ok(())
}

/// What a supervisor returned to a device that was copied waits for the machine that goes on under another name too,
/// under the same numbers, because that machine knows how far it had come. Both may have made the record, and both can
/// open what was returned about it.
pub(super) fn copy_returns(t: &Transaction<'_>, from: DeviceId, to: DeviceId) -> StoreResult<()> {
    t.execute(
        "INSERT OR IGNORE INTO returns (device, number, sealed, record, shown)
         SELECT ?2, number, sealed, record, shown FROM returns WHERE device = ?1",
        params![from.0.as_bytes(), to.0.as_bytes()],
    )?;
    Ok(())
}

/// Numbers beyond the last one that a device may say it has: more than a server loses when it is put back.
const AHEAD_MAX: u64 = 10_000;

/// The last number that was given to a return of this device. One that the device has counts, though the return itself
/// was lost when the server was put back from a backup: a number is never given twice.
fn last(c: &Connection, device: DeviceId) -> StoreResult<u64> {
    let mut last = c.prepare_cached(
        "SELECT max(coalesce((SELECT max(number) FROM returns WHERE device = ?1), 0),
                    coalesce((SELECT returns_taken FROM devices WHERE id = ?1), 0))",
    )?;
    let found: i64 = last.query_row(params![device.0.as_bytes()], |row| row.get(0))?;
    u64::try_from(found).map_err(|_| StoreError::Damaged("a number"))
}

/// What waits for a device, noted as handed out.
pub(super) fn returns(c: &Transaction<'_>, device: DeviceId, after: u64) -> StoreResult<(Vec<Return>, u64)> {
    let mut rows = c.prepare_cached(
        "SELECT number, sealed FROM returns WHERE device = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let of = params![device.0.as_bytes(), stored(after), limits::RETURNS_MAX as i64];
    let mut found = every(&mut rows, of, |row| Ok(Return { number: number(row, 0)?, sealed: row.get(1)? }))?;
    let mut size = 0;
    let fitting = found.iter().take_while(|returned| {
        size += returned.sealed.len();
        size <= limits::RETURNS_BYTES
    });
    let fitting = fitting.count().max(1);
    found.truncate(fitting);
    if let Some(up_to) = found.last().map(|returned| returned.number) {
        let shown = "UPDATE returns SET shown = 1 WHERE device = ?1 AND number > ?2 AND number <= ?3 AND shown = 0";
        c.execute(shown, params![device.0.as_bytes(), stored(after), stored(up_to)])?;
    }
    Ok((found, last(c, device)?))
}

pub(super) fn returns_taken(t: &Transaction<'_>, device: DeviceId, up_to: u64) -> StoreResult<u64> {
    let before = devices::one(t, device)?.ok_or(StoreError::NoDevice)?.returns_taken;
    let last = last(t, device)?;
    let taken = if up_to > last + AHEAD_MAX { before } else { up_to.max(before) };
    move_unseen(t, device, before..taken, last)?;
    t.execute("UPDATE devices SET returns_taken = ?2 WHERE id = ?1", params![device.0.as_bytes(), stored(taken)])?;
    // What the device has is no longer needed here; its numbers stay, because none is given twice.
    let emptied = "UPDATE returns SET sealed = x'' WHERE device = ?1 AND number <= ?2 AND sealed <> x''";
    t.execute(emptied, params![device.0.as_bytes(), stored(taken)])?;
    Ok(taken)
}

/// The device has numbers that were not given to it here: this store was put back. What waits under them, was never
/// handed out, or stands behind the last that was ever given, gets numbers that the device has not seen, else it would
/// never ask for it; one that it had already comes once more, which is better.
fn move_unseen(t: &Transaction<'_>, device: DeviceId, counted: Range<u64>, last: u64) -> StoreResult<()> {
    let unseen = "SELECT number FROM returns
                  WHERE device = ?1 AND number > ?2 AND number <= ?3 AND (shown = 0 OR ?3 > ?4) ORDER BY number";
    let of = params![device.0.as_bytes(), stored(counted.start), stored(counted.end), stored(last)];
    let numbers = every(&mut t.prepare(unseen)?, of, |row| number(row, 0))?;
    let mut moved = t.prepare_cached("UPDATE returns SET number = ?3, shown = 0 WHERE device = ?1 AND number = ?2")?;
    for (to, from) in (last.max(counted.end) + 1..).zip(numbers) {
        moved.execute(params![device.0.as_bytes(), stored(from), stored(to)])?;
    }
    Ok(())
}

pub(super) fn keep(t: &Transaction<'_>, document: &Document) -> StoreResult<()> {
    t.execute(
        "INSERT INTO documents VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
        params![document.kind, document.key, document.bytes],
    )?;
    Ok(())
}

pub(super) fn kept(c: &Connection, kind: &str) -> StoreResult<Vec<Document>> {
    let mut rows = c.prepare_cached("SELECT kind, key, bytes FROM documents WHERE kind = ?1 ORDER BY key")?;
    every(&mut rows, params![kind], |row| Ok(Document { kind: row.get(0)?, key: row.get(1)?, bytes: row.get(2)? }))
}

pub(super) fn one(c: &Connection, kind: &str, key: &[u8]) -> StoreResult<Option<Document>> {
    let mut rows = c.prepare_cached("SELECT kind, key, bytes FROM documents WHERE kind = ?1 AND key = ?2")?;
    let read = |row: &rusqlite::Row<'_>| Ok(Document { kind: row.get(0)?, key: row.get(1)?, bytes: row.get(2)? });
    first(&mut rows, params![kind, key], read)
}
