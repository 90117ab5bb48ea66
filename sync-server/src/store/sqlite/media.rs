//! Recordings, chunk by chunk.
//!
//! A recording whose person withdrew keeps its row and loses its bytes: to a device that would send it again it is
//! here.
//!
//! A chunk is taken at the offset that is next and no other; the whole is taken only when its hash is the one that it
//! was announced by. The bytes are sealed, and what they are of stands in the sealed record that names the hash.

use fieldward_core::{
    ids::{DeviceId, Hash32},
    sync::wire::MediaMark,
};
use rusqlite::{Connection, Transaction, params};

use super::{
    quota,
    value::{every, first, number, stored},
};
use crate::store::{MediaChunk, StoreResult};

const NONE: MediaMark = MediaMark { have: 0, whole: false };

pub(super) fn add(t: &Transaction<'_>, chunk: &MediaChunk) -> StoreResult<MediaMark> {
    let known = row(t, &chunk.hash)?;
    let mark = known.map_or(NONE, |(mark, _)| mark);
    let total = known.map_or(chunk.total, |(_, total)| total);
    let next = mark.have + chunk.bytes.len() as u64;
    if mark.whole || chunk.from != mark.have || chunk.bytes.is_empty() || next > total {
        return Ok(mark);
    }
    // A chunk of one byte has a row as well, and the first brings the recording's own.
    let rows = if known.is_some() { 1 } else { 2 };
    quota::spend(t, chunk.device, chunk.bytes.len() as u64 + rows * quota::ROW_BYTES, chunk.at_ms)?;
    t.prepare_cached("INSERT INTO media_chunks VALUES (?1, ?2, ?3)")?.execute(params![
        chunk.hash.0,
        stored(chunk.from),
        chunk.bytes
    ])?;
    let whole = next == total && Hash32::of(&bytes(t, &chunk.hash)?) == chunk.hash;
    if next == total && !whole {
        t.execute("DELETE FROM media_chunks WHERE hash = ?1", params![chunk.hash.0])?;
        t.execute("DELETE FROM media WHERE hash = ?1", params![chunk.hash.0])?;
        return Ok(NONE);
    }
    t.prepare_cached(
        "INSERT INTO media VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET have = excluded.have, whole = excluded.whole",
    )?
    .execute(params![
        chunk.hash.0,
        chunk.device.0.as_bytes(),
        stored(total),
        stored(next),
        i64::from(whole),
        chunk.at_ms
    ])?;
    Ok(MediaMark { have: next, whole })
}

pub(super) fn mark(c: &Connection, hash: &Hash32) -> StoreResult<MediaMark> {
    Ok(row(c, hash)?.map_or(NONE, |(mark, _)| mark))
}

pub(super) fn whole(c: &Connection, hash: &Hash32) -> StoreResult<Option<Vec<u8>>> {
    match row(c, hash)? {
        Some((mark, _)) if mark.whole => Ok(Some(bytes(c, hash)?).filter(|bytes| !bytes.is_empty())),
        _ => Ok(None),
    }
}

/// Deletes the chunks of recordings whose person withdrew, for good: they are taken from nobody again.
pub(super) fn destroy(t: &Transaction<'_>, recordings: &[(Hash32, DeviceId)], at_ms: i64) -> StoreResult<()> {
    for (hash, device) in recordings {
        t.execute("DELETE FROM media_chunks WHERE hash = ?1", params![hash.0])?;
        t.execute(
            "INSERT INTO media VALUES (?1, ?2, 0, 0, 1, ?3)
             ON CONFLICT DO UPDATE SET have = 0, total = 0, whole = 1",
            params![hash.0, device.0.as_bytes(), at_ms],
        )?;
    }
    Ok(())
}

/// How many whole recordings there are of a device.
pub(super) fn count(c: &Connection, device: DeviceId) -> StoreResult<u64> {
    let mut rows = c.prepare_cached("SELECT count(*) FROM media WHERE device = ?1 AND whole = 1")?;
    rows.query_row(params![device.0.as_bytes()], |row| Ok(number(row, 0)))?
}

/// How far a recording is, and its bytes in all.
fn row(c: &Connection, hash: &Hash32) -> StoreResult<Option<(MediaMark, u64)>> {
    let mut rows = c.prepare_cached("SELECT have, whole, total FROM media WHERE hash = ?1")?;
    first(&mut rows, params![hash.0], |row| {
        let whole: i64 = row.get(1)?;
        Ok((MediaMark { have: number(row, 0)?, whole: whole == 1 }, number(row, 2)?))
    })
}

fn bytes(c: &Connection, hash: &Hash32) -> StoreResult<Vec<u8>> {
    let mut chunks = c.prepare_cached("SELECT bytes FROM media_chunks WHERE hash = ?1 ORDER BY at")?;
    let chunks = every(&mut chunks, params![hash.0], |row| Ok(row.get::<_, Vec<u8>>(0)?))?;
    Ok(chunks.concat())
}
