//! Destroying the keys of records: here, in what claims their numbers, and in every copy that comes later.
//!
//! A record's body cannot be read without the capsules that hold its key, so destroying those destroys it, and its hash
//! and link stay as the tombstone that keeps the stream whole. A number is remembered as withdrawn for ever: a copy
//! that comes later, by another device, a card or a backup, loses its capsules before it is stored.

use fieldward_core::{ids::RecordId, record::SealedRecord};
use rusqlite::{Connection, Transaction, params};

use super::{
    documents,
    value::{every, first},
};
use crate::store::{StoreError, StoreResult};

/// Deletes the keys of these records for good. Done again, it changes nothing.
pub(super) fn destroy(t: &Transaction<'_>, records: &[RecordId]) -> StoreResult<()> {
    for record in records {
        let id = record.0.as_bytes();
        t.execute("INSERT OR IGNORE INTO withdrawn VALUES (?1)", params![id])?;
        t.execute("DELETE FROM halves WHERE record = ?1", params![id])?;
        documents::empty_returns(t, *record)?;
        // Halves that custodians granted before: with the requester's key they open the identity without its record's.
        let granted = "DELETE FROM pockets WHERE request IN (SELECT request FROM pockets WHERE instr(sealed, ?1) > 0)";
        t.execute(granted, params![id])?;
        let mut held = t.prepare_cached("SELECT bytes FROM records WHERE record = ?1 AND bytes IS NOT NULL")?;
        let Some(bytes) = first(&mut held, params![id], |row| Ok(row.get::<_, Vec<u8>>(0)?))? else { continue };
        let left = without_keys(&bytes)?.to_bytes();
        t.execute("UPDATE records SET bytes = ?2 WHERE record = ?1", params![id, left])?;
    }
    destroy_forks(t, records)
}

/// A record that claims a number that is taken is kept as evidence; its keys are no evidence.
fn destroy_forks(t: &Transaction<'_>, records: &[RecordId]) -> StoreResult<()> {
    let mut forks = t.prepare_cached("SELECT other, bytes FROM forks")?;
    let kept = every(&mut forks, [], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    for (other, bytes) in kept {
        let Ok(sealed) = SealedRecord::from_bytes(&bytes) else { continue };
        if records.contains(&sealed.header.record) {
            let left = sealed.withdrawn().to_bytes();
            t.execute("UPDATE forks SET bytes = ?2 WHERE other = ?1", params![other, left])?;
        }
    }
    Ok(())
}

fn without_keys(bytes: &[u8]) -> StoreResult<SealedRecord> {
    SealedRecord::from_bytes(bytes).map(SealedRecord::withdrawn).map_err(|_| StoreError::Damaged("a record"))
}

/// A record as it may be kept: without its keys when it was withdrawn before it came.
pub(super) fn to_keep(t: &Transaction<'_>, sealed: &SealedRecord) -> StoreResult<Vec<u8>> {
    let gone = is_withdrawn(t, sealed.header.record)?;
    Ok(if gone { sealed.clone().withdrawn().to_bytes() } else { sealed.to_bytes() })
}

pub(super) fn is_withdrawn(c: &Connection, record: RecordId) -> StoreResult<bool> {
    let mut withdrawn = c.prepare_cached("SELECT 1 FROM withdrawn WHERE record = ?1")?;
    Ok(withdrawn.exists(params![record.0.as_bytes()])?)
}

pub(super) fn all(c: &Connection) -> StoreResult<Vec<RecordId>> {
    let mut rows = c.prepare_cached("SELECT record FROM withdrawn ORDER BY record")?;
    every(&mut rows, [], |row| super::value::record(row, 0))
}
