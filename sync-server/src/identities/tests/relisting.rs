//! A database from before a custodian changed: what brings the change back, and what cannot.

use std::path::PathBuf;

use fieldward_core::{
    authority::AuthorityError,
    study::{Study, package},
    sync::wire::{decode, encode},
    vault::StretchCost,
};

use super::{
    super::open,
    stage::{CANARY, HOUR, Stage, at, study},
};
use crate::{
    accounts::{package_in_force, unlock_account},
    audit, clock,
    publish::publish,
    relist::{FILE_NAME, RelistError, again, again_by, keep},
    rotation::rotate,
    store::{
        Store,
        sqlite::{self, SqliteStore},
    },
};

/// A stage where a custodian was replaced, the newcomer's passphrase, and the database from before.
fn rotated() -> (Stage, String, Vec<u8>) {
    let stage = Stage::new();
    stage.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let backup = std::fs::read(stage.folder.path().join(sqlite::FILE_NAME)).expect("the database");
    let (stays, supervisor) = (stage.account("custodian_1/2"), stage.account("supervisor"));
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let done =
        rotate(stage.store(), ("custodian_1/1", None), (&stays, &supervisor), &at(HOUR), makings).expect("both may");
    keep(stage.store(), stage.folder.path()).expect("room");
    (stage, done.passphrase.expect("it was made here").words.to_string(), backup)
}

/// The stage's server, put back; its folder keeps the file.
fn put_back(stage: Stage, backup: &[u8]) -> (tempfile::TempDir, SqliteStore, PathBuf) {
    let Stage { folder, handle, .. } = stage;
    drop(handle);
    for leftover in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(folder.path().join(format!("{}{leftover}", sqlite::FILE_NAME)));
    }
    std::fs::write(folder.path().join(sqlite::FILE_NAME), backup).expect("put back");
    let store = SqliteStore::open(folder.path()).expect("a backup opens");
    let file = folder.path().join("orders").join(FILE_NAME);
    (folder, store, file)
}

fn in_force(store: &dyn Store) -> Study {
    package_in_force(store).expect("a study is published").2
}

#[test]
fn a_change_that_a_backup_forgot_is_there_again_with_all_that_belongs_to_it() {
    let (stage, words, backup) = rotated();
    let known = in_force(stage.store());
    let theirs = stage.words("custodian_2/1").to_owned();
    let supervisors = stage.words("supervisor").to_owned();
    let references = stage.references.clone();
    let (folder, store, _) = put_back(stage, &backup);
    let without = in_force(&store).roster.continues(&known.roster, &known.id);
    assert_eq!(without, Err(AuthorityError::OtherRoster), "no device that knows the change takes this list");
    assert_eq!((again(&store, folder.path()), again(&store, folder.path())), (1, 0), "once is enough");
    let (_, log) = audit::read(&store).expect("the log is whole");
    assert!(log.roster().is_list_of(&known.roster));
    // The office goes on: it publishes, and devices take it.
    publish(&store, &study(false), Some(&supervisors), &at(2 * HOUR)).expect("the supervisor may");
    let now = in_force(&store);
    assert_eq!(now.roster.continues(&known.roster, &known.id), Ok(()));
    // The newcomer signs in, and has their halves.
    let comes = unlock_account(&store, "custodian_1/4", &words).expect("the new passphrase");
    assert!(unlock_account(&store, "custodian_1/1", "anything").is_err(), "who left is not back");
    let supervisor = unlock_account(&store, "supervisor", &supervisors).expect("as before");
    let other = unlock_account(&store, "custodian_2/1", &theirs).expect("as before");
    let wish = super::super::Wish {
        references: vec![references[0]],
        purpose: fieldward_core::authority::Purpose::Safety,
        reason: zeroize::Zeroizing::new("she asked for help".into()),
        waits_ms: HOUR,
    };
    let rng = &mut clock::rng();
    let (hash, _) = super::super::request(&store, &supervisor, &wish, &at(2 * HOUR), rng).expect("a sound request");
    for custodian in [&comes, &other] {
        super::super::grant(&store, custodian, &hash, &at(2 * HOUR), rng).expect("they hold their halves");
    }
    let (opened, _) = open(&store, &supervisor, &hash, &at(2 * HOUR)).expect("both granted");
    assert!(opened[0].lines.iter().any(|(_, answer)| answer == CANARY));
}

/// What stands in the file, in the order in which it is written.
type Kept = (
    Vec<fieldward_core::authority::Signed<fieldward_core::authority::RosterChange>>,
    Vec<u8>,
    fieldward_core::sync::wire::PackageSeal,
    i64,
    Vec<(String, Vec<u8>)>,
    Vec<(fieldward_core::ids::RecordId, String, Vec<u8>)>,
);

#[test]
fn a_file_puts_nobody_in_a_seat_and_takes_nobody_out() {
    let (stage, _, backup) = rotated();
    let known = in_force(stage.store());
    let (_folder, store, file) = put_back(stage, &backup);
    let whole: Kept = decode(&std::fs::read(&file).expect("it was kept")).expect("it is a list");
    let check = |what: &str, change: &dyn Fn(&mut Kept), fits: &dyn Fn(&RelistError) -> bool| {
        let mut changed = whole.clone();
        change(&mut changed);
        std::fs::write(&file, encode(&changed)).expect("room");
        let taken = again_by(&store, &file);
        assert!(taken.as_ref().is_err_and(fits), "{what}: {taken:?}");
        assert!(in_force(&store).roster.changes.is_empty(), "{what}: nothing has changed");
    };
    let audit = |error: &RelistError| matches!(error, RelistError::Audit(_));
    let none = |error: &RelistError| matches!(error, RelistError::File);
    check("one holder alone", &|kept| drop(kept.0[0].signatures.pop()), &audit);
    check("another who leaves", &|kept| kept.0[0].statement.leaves = None, &audit);
    check("a package of another list", &|kept| kept.1 = package::encode(&study(false)), &none);
    check("a package that nobody sealed", &|kept| kept.2.serial += 1, &none);
    std::fs::write(&file, b"no list").expect("room");
    assert!(matches!(again_by(&store, &file), Err(RelistError::File)));
    let mut shorter = whole.clone();
    shorter.0.clear();
    std::fs::write(&file, encode(&shorter)).expect("room");
    assert_eq!(again_by(&store, &file).expect("it is a list"), 0, "a shorter list changes nothing");
    std::fs::write(&file, encode(&whole)).expect("room");
    assert_eq!(again_by(&store, &file).expect("the true one"), 1);
    assert!(in_force(&store).roster.is_list_of(&known.roster));
    std::fs::write(&file, encode(&shorter)).expect("room");
    assert_eq!(again_by(&store, &file).expect("it is a list"), 0);
    assert!(in_force(&store).roster.is_list_of(&known.roster), "and takes nobody out");
}

#[test]
fn holders_who_were_changed_otherwise_since_are_not_mixed() {
    let (stage, _, backup) = rotated();
    let (stays, supervisor) = (stage.account("custodian_2/2"), stage.account("supervisor"));
    let (_folder, store, file) = put_back(stage, &backup);
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    rotate(&store, ("custodian_2/1", None), (&stays, &supervisor), &at(2 * HOUR), makings).expect("both may");
    assert!(matches!(again_by(&store, &file), Err(RelistError::Otherwise)));
}
