//! Room that is kept for a full disk. What is done in it on a disk that is full is in the tests' own crate.

use std::{cell::Cell, path::Path};

use super::{super::*, PIN, at, fresh, locked, rng, unlocked};
use file::ROOM_NAME;
use room::{ROOM_BYTES, Room};

fn kept(dir: &Path) -> Option<u64> {
    std::fs::metadata(dir.join(ROOM_NAME)).ok().map(|file| file.len())
}

#[test]
fn it_is_filled_given_and_filled_again() {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    assert_eq!((room::give(dir.path()), kept(dir.path())), (Room::None, None));
    room::keep(dir.path());
    let whole = std::fs::read(dir.path().join(ROOM_NAME)).expect("it was made");
    assert_eq!(whole.len() as u64, ROOM_BYTES);
    assert!(whole.chunks(512).all(|sector| sector.iter().any(|byte| *byte != 0)), "zeros may be given no room");
    assert_eq!((room::give(dir.path()), kept(dir.path())), (Room::Given, Some(0)));
    assert_eq!(room::give(dir.path()), Room::None, "there is none left");
    for part in [0, 1, 4096, ROOM_BYTES - 1, ROOM_BYTES] {
        std::fs::write(dir.path().join(ROOM_NAME), &whole[..part as usize]).expect("writable");
        room::keep(dir.path());
        assert!(std::fs::read(dir.path().join(ROOM_NAME)).expect("it is there") == whole, "from {part} bytes");
    }
}

#[test]
fn a_new_store_and_each_try_of_a_pin_fill_it() {
    let (dir, vault) = fresh();
    assert_eq!(kept(dir.path()), Some(ROOM_BYTES));
    drop(vault);
    assert_eq!(room::give(dir.path()), Room::Given);
    drop(unlocked(dir.path()));
    assert_eq!(kept(dir.path()), Some(ROOM_BYTES));
    std::fs::remove_file(dir.path().join(ROOM_NAME)).expect("it is there");
    assert!(locked(dir.path()).unlock("not the pin", &NoHardwareKey, &at(0), &mut rng(170)).is_err());
    assert_eq!(kept(dir.path()), Some(ROOM_BYTES), "a store from before it is given some too");
    let now = at(back_off_ms(9));
    assert!(locked(dir.path()).unlock(PIN, &NoHardwareKey, &now, &mut rng(171)).is_ok());
}

#[test]
fn a_change_takes_it_only_when_the_disk_is_full() {
    let (dir, vault) = fresh();
    let check = |answers: [Result<u8, VaultError>; 2], expected: Result<u8, VaultError>, times: usize, left: u64| {
        room::keep(dir.path());
        let made = Cell::new(0);
        let done = vault.store.in_kept_room(|| {
            made.set(made.get() + 1);
            answers[made.get() - 1].clone()
        });
        assert_eq!((done, made.get(), kept(dir.path())), (expected, times, Some(left)));
    };
    check([Ok(1), Ok(2)], Ok(1), 1, ROOM_BYTES);
    check([Err(VaultError::DiskFull), Ok(2)], Ok(2), 2, 0);
    check([Err(VaultError::Damaged), Ok(2)], Err(VaultError::Damaged), 1, ROOM_BYTES);
    check([Err(VaultError::DiskFull), Err(VaultError::Damaged)], Err(VaultError::Damaged), 2, 0);
    assert_eq!(room::give(dir.path()), Room::None);
    let done: Result<(), _> = vault.store.in_kept_room(|| Err(VaultError::DiskFull));
    assert_eq!(done, Err(VaultError::DiskFull), "and not twice when nothing is kept");
}
