//! Bringing the file to the latest schema, one numbered script after the other, each in its own transaction.
//!
//! The number of the last script stands in the file's `user_version`. A file of a later version is refused, never
//! guessed at. A script that was released is not changed again.

use rusqlite::Connection;

use crate::store::{StoreError, StoreResult};

/// Every script, in order; the number of the schema is how many have run.
const SCRIPTS: [&str; 7] = [
    include_str!("../../../migrations/sqlite/0001_first.sql"),
    include_str!("../../../migrations/sqlite/0002_orders.sql"),
    include_str!("../../../migrations/sqlite/0003_media.sql"),
    include_str!("../../../migrations/sqlite/0004_holders.sql"),
    include_str!("../../../migrations/sqlite/0005_returns.sql"),
    include_str!("../../../migrations/sqlite/0006_recordings.sql"),
    include_str!("../../../migrations/sqlite/0007_shown.sql"),
];

pub(super) fn to_latest(connection: &mut Connection) -> StoreResult<()> {
    let known = SCRIPTS.len() as u32;
    loop {
        // The lock comes before the look, so that two programs that start together do not both migrate.
        let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: u32 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > known {
            return Err(StoreError::Later { found, known });
        }
        let Some(script) = SCRIPTS.get(found as usize) else { return Ok(()) };
        change.execute_batch(script)?;
        change.pragma_update(None, "user_version", found + 1)?;
        change.commit()?;
    }
}
