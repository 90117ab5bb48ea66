//! Stores of every version that was ever written, kept as text.

use super::{super::*, at, fresh, interview, locked, rng};
use crate::ids::{Hash32, StreamKind};

const DOCUMENTS: [(u64, &str, &[u8]); 7] = [
    (102, "device", b"id"),
    (103, "device", b"enrolment"),
    (104, "package", &[5; 32]),
    (105, "asked", &[6; 10]),
    (106, "return", &[0, 0, 0, 0, 0, 0, 0, 7]),
    (107, "verified", &[1]),
    (108, "parked", &[1, 0, 0, 0, 0, 0, 0, 0, 2]),
];

/// Something of everything.
pub(super) fn fill(vault: &Vault) {
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(100)).expect("a new draft");
    let events: [(u32, &[u8]); 3] = [(0, b"started"), (1, b"told"), (2, &[7; 300])];
    vault.drafts().append(id, &events, &mut rng(101)).expect("the next events");
    for (seed, kind, key) in DOCUMENTS {
        vault.shelf().put(kind, key, &[kind.as_bytes(), key].concat(), &mut rng(seed)).expect("there is room");
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
    for table in ["slots", "slots_second"] {
        query(&format!("SELECT id, body FROM {table} ORDER BY id"), &|row| {
            Ok(format!("INSERT INTO {table} VALUES ({}, x'{}');\n", row.get::<_, u32>(0)?, hex(row.get(1)?)))
        });
    }
    out
}

/// That all of [`fill`] is there.
pub(super) fn check(vault: &Vault) {
    let drafts = vault.drafts().list().expect("readable");
    assert_eq!(
        drafts.iter().map(|(id, label)| (*id, label.to_vec())).collect::<Vec<_>>(),
        [(interview(1), b"tree".to_vec())]
    );
    let log: Vec<Vec<u8>> =
        vault.drafts().log(interview(1)).expect("readable").into_iter().map(|event| event.to_vec()).collect();
    assert_eq!(log, [b"started".to_vec(), b"told".to_vec(), vec![7; 300]]);
    for (_, kind, key) in DOCUMENTS {
        let document = vault.shelf().get(kind, key).expect("readable").map(|document| document.to_vec());
        assert_eq!(document, Some([kind.as_bytes(), key].concat()));
        assert!(vault.shelf().keys(kind).expect("readable").contains(&key.to_vec()));
    }
    assert_eq!(vault.shelf().keys("sealed").map(|keys| keys.len()), Ok(1));
    let head = vault.outbox().head(StreamKind::Answers).expect("readable");
    assert_eq!((head.next_sequence, head.acknowledged), (3, 1));
    assert_eq!(vault.outbox().pending(StreamKind::Answers, 0, 10_000).map(|pending| pending.len()), Ok(2));
    assert_eq!(vault.outbox().pending(StreamKind::Identity, 0, 10_000).map(|pending| pending.len()), Ok(1));
    assert!(vault.signer().is_ok() && vault.return_key().is_ok());
}

/// The file that a dump makes, in a directory of its own.
fn made_from(dump: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let connection = rusqlite::Connection::open(dir.path().join(file::FILE_NAME)).expect("writable");
    connection.execute_batch(dump).expect("a dump is SQL");
    drop(connection);
    dir
}

const VERSION_1: &str = include_str!("stores/version-1.sql");
const VERSION_2: &str = include_str!("stores/version-2.sql");
const VERSION_3: &str = include_str!("stores/version-3.sql");

#[test]
fn a_store_of_version_1_opens_and_is_one_of_today_then() {
    let dir = made_from(VERSION_1);
    let waiting = locked(dir.path());
    assert_eq!(waiting.attempts_left(), 9, "one wrong PIN was typed before");
    let refused = waiting.unlock("not the pin", &NoHardwareKey, &at(0), &mut rng(115)).expect_err("a wrong PIN");
    drop(refused);
    assert_eq!(locked(dir.path()).attempts_left(), 8, "counted by the new version too");
    let vault = super::unlocked(dir.path());
    check(&vault);
    let rows = vault.rows(vault.store.connection());
    assert_eq!(rows.sealed(Place::MasterOfVersion1), Ok(None));
    assert_eq!(vault.store.version(), Ok(store::SCHEMA_VERSION));
    drop(vault);
    let mut vault = super::unlocked(dir.path());
    check(&vault);
    let new = super::pin("teak 91 valley");
    vault.rekey(&new, StretchCost::FLOOR, &NoHardwareKey, &mut rng(116)).expect("every row is in a list");
    check(&vault);
}

/// Rows of a store as they stand.
fn bodies(dir: &Path) -> Vec<Vec<u8>> {
    let connection = rusqlite::Connection::open(dir.join(file::FILE_NAME)).expect("readable");
    let mut all = connection.prepare("SELECT body FROM sealed").expect("plain SQL");
    all.query_map([], |row| row.get(0)).expect("plain SQL").map(|body| body.expect("readable")).collect()
}

fn is_unswept(vault: &Vault) -> bool {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'unswept'";
    vault.store.connection().query_row(tables, [], |row| row.get::<_, i64>(0)) == Ok(1)
}

#[test]
fn a_store_of_version_2_opens_and_every_row_has_a_key_of_its_own_then() {
    let dir = made_from(VERSION_2);
    let before = bodies(dir.path());
    let vault = super::unlocked(dir.path());
    check(&vault);
    let rows = vault.rows(vault.store.connection());
    let own = [Place::DraftKey(interview(1)), Place::SigningKey, Place::Stream(StreamKind::Answers)];
    assert!(own.iter().all(|place| rows.of_version_2().get(*place) == Err(VaultError::Damaged)));
    drop(vault);
    let of_the_draft = 5;
    let kept = before.iter().filter(|body| super::files::holds(dir.path(), body)).count();
    assert_eq!(kept, of_the_draft, "label, count and three events are under the draft's key as before");
    let mut vault = super::unlocked(dir.path());
    check(&vault);
    assert!(!is_unswept(&vault), "the whole file was written again");
    vault.rekey(&super::pin("teak 91 valley"), StretchCost::FLOOR, &NoHardwareKey, &mut rng(118)).expect("all listed");
    check(&vault);
}

#[test]
fn a_cut_in_an_upgrade_leaves_a_store_that_the_next_try_upgrades() {
    for version in [VERSION_1, VERSION_2] {
        let dir = made_from(version);
        let (cuts, after) = super::kill::copies_of(dir.path(), |rng| {
            let unlocked = locked(dir.path()).unlock(super::PIN, &NoHardwareKey, &at(0), rng);
            drop(unlocked.expect("the right PIN"));
        });
        assert!(cuts.len() > 40, "{}", cuts.len());
        for cut in cuts.iter().step_by(9).chain([&after]) {
            let vault = super::unlocked(cut.path());
            check(&vault);
            assert!(!is_unswept(&vault));
        }
    }
}

/// The tables that it never had are made with it, and nothing tells it from one that a duress PIN emptied later.
#[test]
fn a_duress_pin_empties_a_store_of_version_2_into_one_of_today() {
    let (unlock, duress) = (super::pin(super::PIN), super::pin("amber 36 finch"));
    let tables = |vault: &Vault| -> Vec<String> {
        let all = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rootpage";
        let mut all = vault.store.connection().prepare(all).expect("plain SQL");
        all.query_map([], |row| row.get(0)).expect("plain SQL").map(|sql| sql.expect("readable")).collect()
    };
    let emptied = [lock::WrappedBy::Version2, lock::WrappedBy::Version3].map(|by| {
        let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
        let pins = Pins { unlock: &unlock, duress: Some(&duress) };
        let vault = Vault::create(dir.path(), pins, StretchCost::FLOOR, &NoHardwareKey, &mut rng(121)).expect("room");
        fill(&vault);
        if by == lock::WrappedBy::Version2 {
            let mut lock = Lock::read(&vault.store).expect("readable").expect("a lock");
            let key = lock.key(super::PIN, &NoHardwareKey).expect("the floor is cheap");
            lock.by = by;
            lock.wrap(&key, &vault.keys.master, &mut rng(122));
            lock.write(vault.store.connection()).expect("plain SQL");
            let gone = "DROP TABLE slots; DROP TABLE slots_second";
            vault.store.connection().execute_batch(gone).expect("plain SQL");
        }
        drop(vault);
        let vault = super::unlocked_by(dir.path(), duress.as_str(), &NoHardwareKey);
        assert_eq!(vault.drafts().list(), Ok(Vec::new()));
        vault.shelf().put("kind", b"key", b"it works", &mut rng(123)).expect("there is room");
        drop(vault);
        let vault = super::unlocked_by(dir.path(), duress.as_str(), &NoHardwareKey);
        (tables(&vault), std::fs::metadata(dir.path().join(file::FILE_NAME)).expect("there").len())
    });
    assert_eq!(emptied[0], emptied[1]);
}

/// Whatever kept the file from being written again: it is tried again, though the store is too large to be compacted.
#[test]
fn what_an_upgrade_left_in_pages_is_swept_by_a_later_unlock() {
    let (dir, vault) = fresh();
    vault.shelf().put("kind", b"key", &vec![1; 600_000], &mut rng(119)).expect("there is room");
    let pages = |vault: &Vault| -> i64 {
        vault
            .store
            .connection()
            .pragma_query_value(None, "freelist_count", |row| row.get(0))
            .expect("a setting of SQLite")
    };
    vault.shelf().put("kind", b"other", &[2; 20_000], &mut rng(119)).expect("there is room");
    vault.shelf().delete("kind", b"other", &mut rng(119)).expect("it is there");
    drop(vault);
    let vault = super::unlocked(dir.path());
    assert!(pages(&vault) > 0, "too few to be given back");
    store::note_unswept(vault.store.connection()).expect("plain SQL");
    drop(vault);
    let vault = super::unlocked(dir.path());
    assert!(!is_unswept(&vault) && pages(&vault) <= 1);
}

#[test]
fn a_row_that_does_not_open_stays_damaged_and_stops_no_upgrade() {
    let dir = made_from(VERSION_2);
    let connection = rusqlite::Connection::open(dir.path().join(file::FILE_NAME)).expect("writable");
    connection.execute("UPDATE sealed SET body = zeroblob(168) WHERE length(body) = 168", []).expect("plain SQL");
    drop(connection);
    let vault = super::unlocked(dir.path());
    assert_eq!(vault.drafts().list().map(|list| list.len()), Err(VaultError::Damaged));
    let (_, counts) = vault.salvage(|_| true, &mut rng(120)).expect("the disk works");
    assert!(counts.lists_lost > 0 && counts.keys_lost == 2, "{counts:?}");
}

#[test]
fn a_wrong_pin_destroys_a_store_of_version_1_as_well() {
    let dir = made_from(VERSION_1);
    let mut waiting = Some(locked(dir.path()));
    let mut now = at(0);
    while let Some(locked) = waiting {
        now.monotonic_ms += back_off_ms(ATTEMPTS_MAX);
        waiting = locked.unlock("not the pin", &NoHardwareKey, &now, &mut rng(117)).expect_err("wrong").locked;
    }
    assert!(matches!(Vault::find(dir.path()), Ok(Found::Nothing)));
}

/// Every stored format at once: keys derived, names, padding, sealing, lists, the lock.
#[test]
fn what_is_written_today_is_what_was_written_before() {
    let (_dir, vault) = fresh();
    fill(&vault);
    let written = dump(&vault);
    if std::env::var_os("FIELDWARD_WRITE_DUMP").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/vault/tests/stores/version-3.sql");
        std::fs::write(path, &written).expect("writable");
        return;
    }
    assert_eq!(written, VERSION_3);
    let dir = made_from(VERSION_3);
    check(&super::unlocked(dir.path()));
}

#[test]
fn a_newer_store_is_refused_and_not_changed() {
    let dir = made_from(VERSION_3);
    let connection = rusqlite::Connection::open(dir.path().join(file::FILE_NAME)).expect("writable");
    connection.pragma_update(None, "user_version", store::SCHEMA_VERSION + 1).expect("plain SQL");
    drop(connection);
    let refused = Vault::find(dir.path()).expect_err("this program cannot know what is in it");
    assert_eq!(refused, VaultError::NewerVersion { found: store::SCHEMA_VERSION + 1 });
    assert!(refused.to_string().contains("newer program"));
    for version in [0, -1] {
        let dir = made_from(VERSION_3);
        let connection = rusqlite::Connection::open(dir.path().join(file::FILE_NAME)).expect("writable");
        connection.pragma_update(None, "user_version", version).expect("plain SQL");
        drop(connection);
        assert_eq!(Vault::find(dir.path()).err(), Some(VaultError::NotAStore), "version {version}");
    }
}
