//! The contract suite on SQLite, and what only SQLite can get wrong.

use super::{FILE_NAME, SqliteStore};
use crate::store::{Store, StoreError, StoreResult, contract};

#[test]
fn keeps_the_contract() -> StoreResult<()> {
    let folders = tempfile::tempdir().expect("a temporary folder");
    let made = std::cell::Cell::new(0);
    let folder = |number: i32| folders.path().join(number.to_string());
    let fresh = || {
        made.set(made.get() + 1);
        std::fs::create_dir(folder(made.get())).expect("a new folder");
        SqliteStore::open(&folder(made.get())).expect("an empty store opens")
    };
    let again = |store: SqliteStore| {
        drop(store);
        SqliteStore::open(&folder(made.get())).expect("a closed store opens")
    };
    contract::run(fresh, again)
}

#[test]
fn commits_are_flushed_and_the_journal_is_ahead_of_the_file() -> StoreResult<()> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path())?;
    store.change(|t| {
        let synchronous: i64 = t.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        let journal: String = t.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        assert_eq!((synchronous, journal.as_str()), (2, "wal"), "2 is FULL");
        Ok(())
    })
}

#[test]
fn a_folder_of_a_later_version_is_left_alone() -> StoreResult<()> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    drop(SqliteStore::open(folder.path())?);
    let file = rusqlite::Connection::open(folder.path().join(FILE_NAME))?;
    file.pragma_update(None, "user_version", 99)?;
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::Later { found: 99, .. })));
    Ok(())
}

#[test]
fn two_programs_share_a_folder() -> StoreResult<()> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (server, command) = (SqliteStore::open(folder.path())?, SqliteStore::open(folder.path())?);
    let document = crate::store::Document { kind: "one".into(), key: vec![1], bytes: vec![2] };
    command.keep(&document)?;
    assert_eq!(server.kept("one")?, [document]);
    Ok(())
}
