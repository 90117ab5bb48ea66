//! What the disk under the server can do by itself: flushes, and commits of a bare SQLite file.
//!
//! A server that acknowledges only what is durable can answer one sender no faster than this, so its rate one by one is
//! shown as a part of it.

use std::{fs::File, io::Write, path::Path, time::Instant};

use rusqlite::Connection;

use crate::Outcome;

/// Flushes, and commits, that are timed.
const TIMES: usize = 200;
/// Bytes before each: a page of the database.
const PAGE_BYTES: usize = 4096;
/// Bytes of a row: a sealed record.
const ROW_BYTES: usize = 400;

/// Flushes a second and commits a second in this folder.
pub fn measure(folder: &Path) -> Outcome<(f64, f64)> {
    Ok((flushes(&folder.join("flushes"))?, commits(&folder.join("commits.sqlite"))?))
}

fn flushes(path: &Path) -> Outcome<f64> {
    let mut file = File::create(path)?;
    let begun = Instant::now();
    for _ in 0..TIMES {
        file.write_all(&[7; PAGE_BYTES])?;
        file.sync_data()?;
    }
    Ok(TIMES as f64 / begun.elapsed().as_secs_f64())
}

fn commits(path: &Path) -> Outcome<f64> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch("CREATE TABLE rows (bytes BLOB NOT NULL)")?;
    let begun = Instant::now();
    for _ in 0..TIMES {
        connection.execute("INSERT INTO rows VALUES (?1)", [[7_u8; ROW_BYTES].as_slice()])?;
    }
    Ok(TIMES as f64 / begun.elapsed().as_secs_f64())
}
