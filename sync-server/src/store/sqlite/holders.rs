//! The log of holders, and everything that changes together with it.
//!
//! An act and what follows from it (keys, halves, pockets) are one transaction. The log only grows, and an entry is
//! taken only at the place for which it was signed, so that of two acts at once one is judged again.

use fieldward_core::ids::{Hash32, RecordId};
use rusqlite::{Connection, Transaction, params};

use super::{
    media, orders, study,
    value::{every, stored},
};
use crate::store::{HandedOver, LogStep, Pocket, StoreError, StoreResult};

pub(super) fn log(c: &Connection) -> StoreResult<Vec<Vec<u8>>> {
    let mut entries = c.prepare_cached("SELECT entry FROM log ORDER BY number")?;
    every(&mut entries, [], |row| Ok(row.get(0)?))
}

pub(super) fn extend(t: &Transaction<'_>, step: &LogStep) -> StoreResult<()> {
    let last: i64 = t.query_row("SELECT coalesce(max(number), 0) FROM log", [], |row| row.get(0))?;
    if last != stored(step.after) {
        return Err(StoreError::LogMoved);
    }
    for (number, entry) in (step.after + 1..).zip(&step.entries) {
        t.execute("INSERT INTO log VALUES (?1, ?2)", params![stored(number), entry])?;
    }
    for request in &step.closed {
        t.execute("DELETE FROM pockets WHERE request = ?1", params![request.0])?;
    }
    for Pocket { request, slot, sealed } in &step.pockets {
        t.execute("INSERT INTO pockets VALUES (?1, ?2, ?3)", params![request.0, slot, sealed])?;
    }
    for HandedOver { record, holder, capsule } in &step.handed_over {
        let sql = "INSERT OR REPLACE INTO halves VALUES (?1, ?2, ?3)";
        t.execute(sql, params![record.0.as_bytes(), holder, capsule])?;
    }
    for key in &step.wrapped {
        t.execute("INSERT OR REPLACE INTO wrapped_keys VALUES (?1, ?2)", params![key.holder, key.wrapped])?;
    }
    for left in &step.left {
        t.execute("DELETE FROM wrapped_keys WHERE holder = ?1", params![left])?;
        t.execute("DELETE FROM halves WHERE holder = ?1", params![left])?;
    }
    if let Some((study, package)) = &step.publication {
        study::publish(t, study, package)?;
    }
    media::destroy(t, &step.recordings, step.at_ms)?;
    match &step.order {
        Some(order) => orders::add(t, order, step.at_ms),
        None => Ok(()),
    }
}

pub(super) fn pockets(c: &Connection, request: &Hash32) -> StoreResult<Vec<Pocket>> {
    let mut rows = c.prepare_cached("SELECT slot, sealed FROM pockets WHERE request = ?1 ORDER BY slot")?;
    every(&mut rows, params![request.0], |row| Ok(Pocket { request: *request, slot: row.get(0)?, sealed: row.get(1)? }))
}

pub(super) fn handed_over(c: &Connection, record: RecordId) -> StoreResult<Vec<HandedOver>> {
    let mut rows = c.prepare_cached("SELECT holder, capsule FROM halves WHERE record = ?1 ORDER BY holder")?;
    every(&mut rows, params![record.0.as_bytes()], |row| {
        Ok(HandedOver { record, holder: row.get(0)?, capsule: row.get(1)? })
    })
}
