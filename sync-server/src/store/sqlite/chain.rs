//! A stream as its links hold together, and the signatures that came over it: what shows whether a row was put in,
//! changed or taken out behind the server's back.
//!
//! Nothing is judged here: whoever could write to this database could have written this answer as well. The desk, which
//! has the devices' keys, follows the links and checks the signatures (`console/chains`).

use fieldward_core::ids::{DeviceId, RecordId, StreamKind};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::value::{every, fixed, hash, number, signature, stored};
use crate::store::{Linked, SignedLink, StoreResult};

pub(super) fn rows(c: &Connection, device: DeviceId, stream: StreamKind, after: u64) -> StoreResult<Vec<Linked>> {
    // A row without its bytes is no record, whatever id stands in it.
    let mut rows = c.prepare_cached(
        "SELECT sequence, CASE WHEN bytes IS NULL THEN NULL ELSE record END, hash, link FROM records
         WHERE device = ?1 AND stream = ?2 AND sequence > ?3 ORDER BY sequence",
    )?;
    every(&mut rows, params![device.0.as_bytes(), stream.code(), stored(after)], |row| {
        let hash_only = row.get::<_, Option<Vec<u8>>>(1)?.is_none();
        let record = if hash_only { None } else { Some(RecordId(Uuid::from_bytes(fixed(row, 1)?))) };
        Ok(Linked { sequence: number(row, 0)?, record, hash: hash(row, 2)?, link: hash(row, 3)? })
    })
}

pub(super) fn signatures(
    c: &Connection,
    device: DeviceId,
    stream: StreamKind,
    after: u64,
) -> StoreResult<Vec<SignedLink>> {
    let mut rows = c.prepare_cached(
        "SELECT sequence, link, signature FROM signatures
         WHERE device = ?1 AND stream = ?2 AND sequence > ?3 ORDER BY sequence",
    )?;
    every(&mut rows, params![device.0.as_bytes(), stream.code(), stored(after)], |row| {
        Ok(SignedLink { sequence: number(row, 0)?, link: hash(row, 1)?, signature: signature(row, 2)? })
    })
}
