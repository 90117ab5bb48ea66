//! Stores of every version that was ever written, kept as text.

use super::{super::*, at, fresh, interview, rng};
use crate::ids::{Hash32, StreamKind};

fn filled(vault: &Vault) {
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(100)).expect("a new draft");
    let events: [(u32, &[u8]); 3] = [(0, b"started"), (1, b"told"), (2, &[7; 300])];
    vault.drafts().append(id, &events, &mut rng(101)).expect("the next events");
    let shelf = vault.shelf();
    for (seed, kind, key) in [
        (102, "device", b"id".as_slice()),
        (103, "device", b"enrolment"),
        (104, "package", &[5; 32]),
        (105, "asked", &[6; 10]),
        (106, "return", &[0, 0, 0, 0, 0, 0, 0, 7]),
        (107, "verified", &[1]),
        (108, "parked", &[1, 0, 0, 0, 0, 0, 0, 0, 2]),
    ] {
        shelf.put(kind, key, &[kind.as_bytes(), key].concat(), &mut rng(seed)).expect("there is room");
    }
    let second = interview(2);
    vault.drafts().begin(second, b"river", &mut rng(109)).expect("a new draft");
    let record = |stream, sequence: u64| {
        let bytes = vec![sequence as u8; 40];
        Outgoing { stream, sequence, link: Hash32::of(&bytes), bytes }
    };
    let records = [record(StreamKind::Answers, 1), record(StreamKind::Identity, 1)];
    let note = [ShelfChange::Put { kind: "sealed", key: &[0, 0, 0, 0, 0, 0, 0, 1], bytes: b"note" }];
    vault.outbox().finalize(second, &records, &note, &mut rng(110)).expect("both are next");
    vault.outbox().append(&[record(StreamKind::Answers, 2)], &mut rng(111)).expect("it is next");
    vault.outbox().acknowledge(StreamKind::Answers, 1, &at(0), &mut rng(112)).expect("it is there");
}

/// A store as the SQL that makes it.
fn dump(vault: &Vault) -> String {
    let connection = vault.store.connection();
    let number = |pragma: &str| -> i64 { connection.pragma_query_value(None, pragma, |row| row.get(0)).expect("SQL") };
    let mut out = format!(
        "PRAGMA application_id = {};\nPRAGMA user_version = {};\n",
        number("application_id"),
        number("user_version")
    );
    let mut query = |sql: &str, line: &dyn Fn(&rusqlite::Row<'_>) -> rusqlite::Result<String>| {
        let mut statement = connection.prepare(sql).expect("plain SQL");
        let lines: Vec<String> =
            statement.query_map([], |row| line(row)).expect("rows").map(|line| line.expect("a row")).collect();
        out.push_str(&lines.concat());
    };
    let hex = |bytes: Vec<u8>| data_encoding::HEXLOWER.encode(&bytes);
    query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name", &|row| {
        Ok(format!("{};\n", row.get::<_, String>(0)?))
    });
    query("SELECT body FROM lock", &|row| Ok(format!("INSERT INTO lock VALUES (1, x'{}');\n", hex(row.get(0)?))));
    query("SELECT name, body FROM sealed", &|row| {
        Ok(format!("INSERT INTO sealed VALUES (x'{}', x'{}');\n", hex(row.get(0)?), hex(row.get(1)?)))
    });
    out
}

#[test]
#[ignore = "writes a fixture"]
fn write_version_1() {
    let (_dir, vault) = fresh();
    filled(&vault);
    let waiting = vault.lock().expect("the lock is there");
    let refused = waiting.unlock("not the pin", &NoHardwareKey, &at(5), &mut rng(113)).expect_err("wrong");
    let waiting = refused.locked.expect("one");
    let connection = waiting.store.connection();
    let body: Vec<u8> = connection.query_row("SELECT body FROM lock", [], |row| row.get(0)).expect("SQL");
    let vault = waiting.unlock(super::PIN, &NoHardwareKey, &at(6), &mut rng(114)).expect("the PIN");
    vault.store.connection().execute("UPDATE lock SET body = ?1", [body]).expect("SQL");
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/vault/tests/stores/version-1.sql"), dump(&vault))
        .expect("writable");
}
