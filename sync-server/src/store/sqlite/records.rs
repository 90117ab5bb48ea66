//! Reading records, marks and forks.
//!
//! Reads are by number or by order of arrival, a page at a time: a console that looks at a large study holds one page
//! of sealed records, never all.

use fieldward_core::{
    ids::{DeviceId, RecordId},
    record::ChainHead,
};
use rusqlite::{Connection, Row, Transaction, params};

use super::value::{device, every, first, hash, number, record, stored, stream, verified, verified_code};
use crate::store::{Fork, Head, StoreError, StoreResult, StoredRecord, Verified};

const COLUMNS: &str = "arrival, device, stream, sequence, record, hash, bytes, received_ms, verified";

/// The verified mark is the number before the first record that was not opened yet, or did not open: a row that has
/// only a hash is one, since its bytes may come, and a mark never falls.
const HEADS: &str = "SELECT stream, sequence, link, coalesce(
        (SELECT min(r.sequence) - 1 FROM records r
         WHERE r.device = h.device AND r.stream = h.stream AND r.verified IN (0, 3)),
        sequence)
    FROM heads h WHERE device = ?1 ORDER BY stream";

pub(super) fn heads(c: &Connection, of: DeviceId) -> StoreResult<Vec<Head>> {
    let mut heads = c.prepare_cached(HEADS)?;
    every(&mut heads, params![of.0.as_bytes()], |row| {
        let chain = ChainHead { device: of, stream: stream(row, 0)?, sequence: number(row, 1)?, link: hash(row, 2)? };
        Ok(Head { chain, verified: number(row, 3)? })
    })
}

pub(super) fn after(c: &Connection, arrival: u64, limit: u32) -> StoreResult<Vec<StoredRecord>> {
    let mut records = c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM records WHERE arrival > ?1 AND bytes IS NOT NULL AND record IS NOT NULL
         ORDER BY arrival LIMIT ?2"
    ))?;
    every(&mut records, params![stored(arrival), limit], read)
}

pub(super) fn one(c: &Connection, wanted: RecordId) -> StoreResult<Option<StoredRecord>> {
    let mut records =
        c.prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE record = ?1 AND bytes IS NOT NULL"))?;
    first(&mut records, params![wanted.0.as_bytes()], read)
}

fn read(row: &Row<'_>) -> StoreResult<StoredRecord> {
    Ok(StoredRecord {
        arrival: number(row, 0)?,
        device: device(row, 1)?,
        stream: stream(row, 2)?,
        sequence: number(row, 3)?,
        record: record(row, 4)?,
        hash: hash(row, 5)?,
        bytes: row.get(6)?,
        received_ms: row.get(7)?,
        verified: verified(row, 8)?,
    })
}

pub(super) fn mark_verified(t: &Transaction<'_>, wanted: RecordId, state: Verified) -> StoreResult<()> {
    let sql = "UPDATE records SET verified = ?2 WHERE record = ?1";
    match t.execute(sql, params![wanted.0.as_bytes(), verified_code(state)])? {
        0 => Err(StoreError::NoRecord),
        _ => Ok(()),
    }
}

pub(super) fn forks(c: &Connection) -> StoreResult<Vec<Fork>> {
    let mut forks = c.prepare_cached(
        "SELECT device, stream, sequence, held, other, bytes, received_ms FROM forks ORDER BY received_ms, sequence",
    )?;
    every(&mut forks, [], |row| {
        Ok(Fork {
            device: device(row, 0)?,
            stream: stream(row, 1)?,
            sequence: number(row, 2)?,
            held: hash(row, 3)?,
            other: hash(row, 4)?,
            bytes: row.get(5)?,
            received_ms: row.get(6)?,
        })
    })
}
