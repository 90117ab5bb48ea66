//! What one enrolled device may cost: a device that was taken over, or a program in its place, fills no disk.
//!
//! Counted is what is stored, in the transaction that stores it; what is sent again costs nothing. A day is one of the
//! server's clock.

use fieldward_core::ids::DeviceId;
use rusqlite::{Connection, Transaction, params};

use super::value::{number, stored};
use crate::store::{StoreError, StoreResult};

/// Bytes that one device has stored in a day.
pub const BYTES_A_DAY_MAX: u64 = 256 * 1024 * 1024;
/// Records of one device that are kept as forks.
pub const FORKS_MAX: u64 = 1_000;
/// Returns that wait for one device.
pub const RETURNS_WAITING_MAX: u64 = 1_000;
/// Bytes that a row costs, whatever is in it: a device may send rows without content.
pub const ROW_BYTES: u64 = 256;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Counts bytes that are being stored.
pub(super) fn spend(t: &Transaction<'_>, device: DeviceId, bytes: u64, at_ms: i64) -> StoreResult<()> {
    let day = at_ms.div_euclid(DAY_MS);
    let mut counted = t.prepare_cached(
        "INSERT INTO quotas VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET bytes = CASE WHEN day = excluded.day THEN bytes + excluded.bytes ELSE excluded.bytes END,
                                   day = excluded.day
         RETURNING bytes",
    )?;
    let sum = counted.query_row(params![device.0.as_bytes(), day, stored(bytes)], |row| row.get::<_, i64>(0))?;
    if stored(BYTES_A_DAY_MAX) < sum { Err(StoreError::Quota) } else { Ok(()) }
}

/// Refuses one more fork than a device may have.
pub(super) fn check_forks(c: &Connection, device: DeviceId) -> StoreResult<()> {
    let mut counted = c.prepare_cached("SELECT count(*) FROM forks WHERE device = ?1")?;
    let forks = counted.query_row(params![device.0.as_bytes()], |row| Ok(number(row, 0)))??;
    if forks >= FORKS_MAX { Err(StoreError::Quota) } else { Ok(()) }
}

/// Refuses one more return than may wait for a device.
pub(super) fn check_returns(c: &Connection, device: DeviceId, taken: u64) -> StoreResult<()> {
    let mut counted = c.prepare_cached("SELECT count(*) FROM returns WHERE device = ?1 AND number > ?2")?;
    let waiting = counted.query_row(params![device.0.as_bytes(), stored(taken)], |row| Ok(number(row, 0)))??;
    if waiting >= RETURNS_WAITING_MAX { Err(StoreError::Quota) } else { Ok(()) }
}
