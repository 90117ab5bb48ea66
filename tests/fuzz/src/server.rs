//! What stands in the server's store: rows of any content, in every table.
//!
//! The store is a file that a backup, another version or a failing disk may have written.

use std::sync::{LazyLock, Mutex, PoisonError};

use fieldward_core::ids::{DeviceId, Hash32, RecordId};
use fieldward_sync_server::{
    audit,
    store::{
        Store,
        sqlite::{FILE_NAME, SqliteStore},
    },
};
use rusqlite::{Connection, types::Value};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{folder, text};

struct Kept {
    store: SqliteStore,
    /// Beside it, as a program that keeps no rule.
    rows: Mutex<Connection>,
    /// Tables and how many columns each has.
    tables: Vec<(String, usize)>,
    _folder: TempDir,
}

static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let folder = folder::fresh();
    let store = SqliteStore::open(folder.path()).expect("an empty folder takes a store");
    let rows = Connection::open(folder.path().join(FILE_NAME)).expect("the store is SQLite's");
    for (rule, kept) in [("foreign_keys", false), ("ignore_check_constraints", true), ("synchronous", false)] {
        rows.pragma_update(None, rule, kept).expect("SQLite knows the rule");
    }
    let tables = tables(&rows).expect("a store has tables");
    Kept { store, rows: Mutex::new(rows), tables, _folder: folder }
});

fn tables(rows: &Connection) -> rusqlite::Result<Vec<(String, usize)>> {
    let mut listed =
        rows.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let names: Vec<String> = listed.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names
        .into_iter()
        .map(|name| Ok((name.clone(), rows.prepare(&format!("SELECT * FROM {name}"))?.column_count())))
        .collect()
}

/// Rows, each a byte that says which table, then its cells. All of them are read, and then forgotten.
pub fn server(input: &[u8]) {
    let Kept { store, rows, tables, .. } = &*KEPT;
    let connection = rows.lock().unwrap_or_else(PoisonError::into_inner);
    let mut rest = input;
    while let Some((table, cells)) = rest.split_first() {
        rest = cells;
        let (name, columns) = &tables[usize::from(*table) % tables.len()];
        let values: Vec<Value> = (0..*columns).map(|_| cell(&mut rest)).collect();
        let places = vec!["?"; *columns].join(",");
        // A row that SQLite itself refuses is not there.
        let _ = connection
            .prepare_cached(&format!("INSERT OR REPLACE INTO {name} VALUES ({places})"))
            .and_then(|mut insert| insert.execute(rusqlite::params_from_iter(values)));
    }
    look(store);
    for (name, _) in tables.iter() {
        connection.execute(&format!("DELETE FROM {name}"), []).expect("rows can be deleted");
    }
}

/// One cell: nothing, a number, a text, bytes, or bytes of the length of an id or a hash.
fn cell(rest: &mut &[u8]) -> Value {
    let kind = take(rest, 1).first().copied().unwrap_or_default();
    match kind % 6 {
        0 => Value::Null,
        1 => Value::Integer(i64::from(take(rest, 1).first().copied().unwrap_or_default())),
        2 => Value::Integer(take(rest, 8).iter().fold(0, |number, byte| number << 8 | i64::from(*byte))),
        3 => Value::Text(text(take(rest, usize::from(kind / 6))).to_owned()),
        4 => Value::Blob(take(rest, usize::from(kind / 6)).to_vec()),
        _ => Value::Blob(vec![kind / 12; if kind / 6 % 2 == 0 { 16 } else { 32 }]),
    }
}

fn take<'i>(rest: &mut &'i [u8], bytes: usize) -> &'i [u8] {
    let (taken, left) = rest.split_at(bytes.min(rest.len()));
    *rest = left;
    taken
}

fn look(store: &SqliteStore) {
    let (id, hash) = (Uuid::from_bytes([0; 16]), Hash32([0; 32]));
    let (device, record) = (DeviceId(id), RecordId(id));
    let _ = (store.study(), store.package(&hash), store.packages(), store.devices(), store.device(device));
    let _ = (store.heads(device), store.record(record), store.forks(), store.returns(device, 0));
    let _ = (store.media_mark(&hash), store.media(&hash), store.orders(0, 10), store.log(), store.pockets(&hash));
    let _ = (store.handed_over(record), store.withdrawn(), store.kept("review"), audit::read(store));
    for record in store.records(0, 10).into_iter().flatten() {
        let _ = record.sealed();
    }
}
