//! Orders, as two holders signed them.
//!
//! An order names the order before it, so that a device sees when one was kept from it. The row, and what the order
//! does on this side, are one transaction. Whether two holders signed was judged before it came here.

use fieldward_core::sync::wire::{self, Decree, SignedOrder};
use rusqlite::{Connection, Transaction, params};

use super::{
    devices,
    value::{every, stored},
    withdrawal,
};
use crate::store::{StoreError, StoreResult};

pub(super) fn add(t: &Transaction<'_>, signed: &SignedOrder, at_ms: i64) -> StoreResult<()> {
    let order = &signed.statement;
    if order.before != last(t)? || order.number <= order.before {
        return Err(StoreError::OrderTaken);
    }
    t.execute("INSERT INTO orders VALUES (?1, ?2, ?3)", params![stored(order.number), wire::encode(signed), at_ms])?;
    match &order.decree {
        Decree::Revoke { device } | Decree::Wipe { device } => devices::revoke(t, *device, at_ms),
        Decree::Withdraw { records } => withdrawal::destroy(t, records),
    }
}

pub(super) fn after(c: &Connection, after: u64, limit: usize) -> StoreResult<(Vec<SignedOrder>, u64)> {
    let mut rows = c.prepare_cached("SELECT body FROM orders WHERE number > ?1 ORDER BY number LIMIT ?2")?;
    let orders = every(&mut rows, params![stored(after), limit as i64], |row| {
        let body: Vec<u8> = row.get(0)?;
        wire::decode(&body).map_err(|_| StoreError::Damaged("an order"))
    })?;
    Ok((orders, last(c)?))
}

/// The last order of all.
pub(super) fn newest(c: &Connection) -> StoreResult<Option<SignedOrder>> {
    Ok(after(c, last(c)?.saturating_sub(1), 1)?.0.pop())
}

fn last(c: &Connection) -> StoreResult<u64> {
    let last: i64 = c.query_row("SELECT coalesce(max(number), 0) FROM orders", [], |row| row.get(0))?;
    u64::try_from(last).map_err(|_| StoreError::Damaged("a number"))
}
