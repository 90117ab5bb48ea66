//! What the files themselves show, and how a file that is not right is named.

use std::path::Path;

use super::{super::*, fresh, interview, locked, rng, unlocked};
use crate::ids::{Hash32, StreamKind};

/// Whether any file of the directory holds these bytes.
pub(super) fn holds(dir: &Path, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(dir).expect("readable");
    files
        .map(|file| std::fs::read(file.expect("readable").path()).expect("readable"))
        .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
}

#[test]
fn no_text_label_name_or_id_is_in_any_file_at_any_time() {
    let (dir, vault) = fresh();
    let id = interview(0x5ea5_1dea_0bad_cafe_5ea5_1dea_0bad_cafe);
    let canaries: [&[u8]; 6] =
        [b"canary-label", b"canary-answer", b"canary-kind", b"canary-key", b"canary-document", b"canary-record"];
    let check = |when: &str| {
        for canary in canaries.iter().chain([&id.0.as_bytes().as_slice()]) {
            assert!(!holds(dir.path(), canary), "{:?} after {when}", String::from_utf8_lossy(canary));
        }
    };
    vault.drafts().begin(id, canaries[0], &mut rng(40)).expect("a new draft");
    vault.drafts().append(id, &[(0, canaries[1])], &mut rng(41)).expect("the next event");
    check("an append");
    vault.shelf().put("canary-kind", canaries[3], canaries[4], &mut rng(42)).expect("there is room");
    check("a document");
    let bytes = canaries[5].to_vec();
    let record = Outgoing { stream: StreamKind::Answers, sequence: 1, link: Hash32::of(&bytes), bytes };
    vault.outbox().finalize(id, &[record], &[], &mut rng(43)).expect("it is next");
    check("finalizing");
    drop(vault);
    check("closing");
    assert!(holds(dir.path(), b"sealed"), "the search does find what is there");
}

#[test]
fn rows_have_rounded_sizes_and_names_without_order() {
    let (_dir, vault) = fresh();
    vault.drafts().begin(interview(1), b"x", &mut rng(44)).expect("a new draft");
    let events: [(u32, &[u8]); 3] = [(0, b""), (1, b"yes"), (2, &[7; 90])];
    vault.drafts().append(interview(1), &events, &mut rng(45)).expect("the next events");
    let sizes = "SELECT count(DISTINCT length(body)), count(*) FROM sealed";
    let (classes, rows): (i64, i64) =
        vault.store.connection().query_row(sizes, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("plain SQL");
    assert_eq!((classes, rows), (1, 10), "two keys, two lists, key, label, count and three events look alike");
}

#[test]
fn a_finalized_drafts_rows_are_in_no_file() {
    let (dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(46)).expect("a new draft");
    let name = vault.rows(vault.store.connection()).name_of(Place::DraftKey(id));
    let read = "SELECT body FROM sealed WHERE name = ?1";
    let wrapped: Vec<u8> =
        vault.store.connection().query_row(read, [name], |row| row.get(0)).expect("the key's row is there");
    assert!(holds(dir.path(), &wrapped), "the search would find it");
    vault.outbox().finalize(id, &[], &[], &mut rng(47)).expect("the disk works");
    assert!(!holds(dir.path(), &wrapped), "neither in the file nor in its log");
}

#[test]
fn the_shelf_keeps_replaces_and_deletes() {
    let (dir, vault) = fresh();
    let mut rng = rng(48);
    vault.shelf().put("package", b"one", b"first", &mut rng).expect("there is room");
    vault.shelf().put("package", b"two", &[9; 100_000], &mut rng).expect("there is room");
    vault.shelf().put("package", b"one", b"second", &mut rng).expect("there is room");
    drop(vault);
    let vault = unlocked(dir.path());
    let get = |key: &[u8]| vault.shelf().get("package", key).expect("readable").map(|document| document.to_vec());
    assert_eq!(get(b"one"), Some(b"second".to_vec()));
    assert_eq!(get(b"two"), Some(vec![9; 100_000]));
    assert_eq!(vault.shelf().keys("package"), Ok(vec![b"one".to_vec(), b"two".to_vec()]));
    assert_eq!(vault.shelf().keys("other"), Ok(Vec::new()));
    vault.shelf().delete("package", b"one", &mut rng).expect("the disk works");
    assert_eq!((get(b"one"), vault.shelf().keys("package")), (None, Ok(vec![b"two".to_vec()])));
    let large = vec![0; DOCUMENT_BYTES_MAX + 1];
    let refused = vault.shelf().put("package", b"three", &large, &mut rng);
    assert_eq!(refused, Err(VaultError::TooLarge { size: DOCUMENT_BYTES_MAX + 1 }));
}

#[test]
fn a_file_that_is_not_right_is_named() {
    let (dir, vault) = fresh();
    assert_eq!(Vault::find(dir.path()).err(), Some(VaultError::HeldElsewhere), "while another has it");
    vault.store.connection().pragma_update(None, "user_version", 7).expect("plain SQL");
    drop(vault);
    assert_eq!(Vault::find(dir.path()).err(), Some(VaultError::NewerVersion { found: 7 }));

    let (dir, vault) = fresh();
    vault.shelf().put("kind", b"key", &[1; 50_000], &mut rng(49)).expect("there is room");
    drop(vault);
    let path = dir.path().join(file::FILE_NAME);
    let whole = std::fs::read(&path).expect("readable");
    std::fs::write(&path, b"this is a letter and no database, and it is long enough to be looked at")
        .expect("writable");
    assert_eq!(Vault::find(dir.path()).err(), Some(VaultError::NotAStore));
    let mut torn = whole;
    let middle = 2 * 4096;
    torn[middle..].fill(0xa5);
    std::fs::write(&path, torn).expect("writable");
    let found = Vault::find(dir.path())
        .map(drop)
        .and_then(|()| unlocked_or(dir.path()).and_then(|vault| vault.shelf().get("kind", b"key").map(drop)));
    assert_eq!(found, Err(VaultError::Damaged));
}

fn unlocked_or(dir: &Path) -> Result<Vault, VaultError> {
    locked(dir).unlock(super::PIN, &NoHardwareKey, &super::at(0), &mut rng(50)).map_err(|refused| {
        match refused.reason {
            UnlockError::Vault(error) => error,
            other => panic!("{other}"),
        }
    })
}

#[test]
fn a_full_disk_is_named_and_loses_nothing() {
    let (_dir, vault) = fresh();
    vault.shelf().put("kind", b"key", b"before", &mut rng(51)).expect("there is room");
    // SQLite answers as on a full disk when the file may not grow.
    let limit = "PRAGMA max_page_count = 8";
    vault.store.connection().query_row(limit, [], |_| Ok(())).expect("plain SQL");
    let refused = vault.shelf().put("kind", b"large", &[1; 200_000], &mut rng(52));
    assert_eq!(refused, Err(VaultError::DiskFull));
    let before = vault.shelf().get("kind", b"key").expect("readable").map(|document| document.to_vec());
    assert_eq!(before, Some(b"before".to_vec()));
    assert_eq!(vault.shelf().keys("kind"), Ok(vec![b"key".to_vec()]));
}

#[test]
fn a_commit_is_on_the_disk_and_what_was_deleted_is_overwritten() {
    let (_dir, vault) = fresh();
    let setting = |pragma: &str| -> i64 {
        vault.store.connection().pragma_query_value(None, pragma, |row| row.get(0)).expect("a setting of SQLite")
    };
    let durable = ["synchronous", "secure_delete", "fullfsync", "checkpoint_fullfsync"].map(setting);
    assert_eq!(durable, [2, 1, 1, 1]);
    let mode: String = vault
        .store
        .connection()
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .expect("a setting of SQLite");
    assert_eq!(mode, "wal");
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let above = tempfile::tempdir().expect("the system has a directory for temporary files");
    let dir = above.path().join("store");
    let pin = Pin::new(super::PIN).expect("long and rare enough");
    let vault = Vault::create(&dir, &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(48)).expect("room");
    vault.drafts().begin(interview(1), b"tree", &mut rng(48)).expect("a new draft");
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    let files: Vec<_> = std::fs::read_dir(&dir).expect("readable").map(|file| file.expect("readable").path()).collect();
    assert_eq!(files.len(), 3, "the store, its log and its room");
    files.iter().for_each(|file| assert_eq!(mode(file), 0o600));
}

/// One call for every state in which a directory can be.
#[test]
fn a_directory_is_destroyed_whatever_is_in_it() {
    let keystore = super::Keystore::default();
    let check = |prepare: &dyn Fn(&Path)| {
        let (dir, vault) = super::fresh_with(&keystore);
        vault.shelf().put("kind", b"key", &[1; 50_000], &mut rng(53)).expect("there is room");
        drop(vault);
        prepare(dir.path());
        for _ in 0..2 {
            assert_eq!(destroy(dir.path(), &keystore, &mut rng(54)), Ok(()), "and again");
            assert!(keystore.numbers().is_empty());
            assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 0);
        }
    };
    let change = |dir: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let path = dir.join(file::FILE_NAME);
        let mut bytes = std::fs::read(&path).expect("readable");
        change(&mut bytes);
        std::fs::write(&path, bytes).expect("writable");
    };
    check(&|_| {});
    check(&|dir| change(dir, &|bytes| bytes[..100].fill(7)));
    check(&|dir| change(dir, &|bytes| bytes[4096..8192].fill(7)));
    check(&|dir| change(dir, &|bytes| bytes.truncate(5000)));
    check(&|dir| change(dir, &|bytes| bytes.clear()));
    check(&|dir| {
        let connection = rusqlite::Connection::open(dir.join(file::FILE_NAME)).expect("readable");
        connection.pragma_update(None, "user_version", 99).expect("plain SQL");
    });
    let (dir, vault) = super::fresh_with(&keystore);
    assert_eq!(destroy(dir.path(), &keystore, &mut rng(55)), Err(VaultError::HeldElsewhere));
    assert_eq!(keystore.numbers().len(), 1, "whoever has it open destroys it");
    assert_eq!(vault.destroy(&keystore, &mut rng(56)), Ok(()));
    assert!(keystore.numbers().is_empty());
}

#[test]
fn no_temporary_file_stands_beside_the_store() {
    let (dir, mut vault) = fresh();
    let names = || {
        let files = std::fs::read_dir(dir.path()).expect("readable");
        let mut names: Vec<_> = files.map(|file| file.expect("readable").file_name()).collect();
        names.sort();
        names
    };
    let expected = ["fieldward.room", "fieldward.vault", "fieldward.vault-wal"];
    vault.shelf().put("kind", b"key", &[1; 2_000_000], &mut rng(57)).expect("there is room");
    assert_eq!(names(), expected);
    vault.shelf().delete("kind", b"key", &mut rng(58)).expect("it is there");
    vault.store.compact();
    assert_eq!(names(), expected);
    let size = std::fs::metadata(dir.path().join("fieldward.vault")).expect("there").len();
    assert!(size < 100_000, "{size} bytes tell of what was there");
    vault.rekey(&super::pin(super::PIN), StretchCost::FLOOR, &NoHardwareKey, &mut rng(59)).expect("room");
    assert_eq!(names(), expected);
}
