//! Slots: keys come, go and are found again, and none gets in the way of another.

use std::collections::BTreeSet;

use super::{super::*, fresh, rng};
use slots::{SLOTS_AT_ONCE, Slots};

fn key(number: u8) -> Key {
    Key::from_bytes([number; 32])
}

fn change(vault: &Vault, statement: &str) {
    vault.store.connection().execute_batch(statement).expect("plain SQL");
}

#[test]
fn a_key_is_found_until_it_is_written_over() {
    let (_dir, vault) = fresh();
    let (key, mut rng) = (key(1), rng(190));
    let slots = Slots::new(vault.store.connection(), &key);
    let number = slots.take(&mut rng).expect("the disk works");
    let bytes = |key: Option<Key>| key.map(|key| *key.bytes());
    let first = slots.renew(number, &mut rng).expect("it is there");
    assert_eq!(slots.key(number).map(bytes), Ok(Some(*first.bytes())));
    let second = slots.renew(number, &mut rng).expect("it is there");
    assert_ne!(first.bytes(), second.bytes());
    assert_eq!(slots.key(number).map(bytes), Ok(Some(*second.bytes())));
    slots.destroy(number, &mut rng).expect("it is there");
    assert_eq!(slots.key(number).map(bytes), Ok(None));
    assert_eq!(slots.renew(9999, &mut rng).map(|_| ()), Err(VaultError::Damaged), "there is no such slot");
}

#[test]
fn each_table_is_enough_and_a_key_opens_in_its_own_slot_only() {
    let (_dir, vault) = fresh();
    let (key, mut rng) = (key(2), rng(191));
    let slots = Slots::new(vault.store.connection(), &key);
    let numbers: Vec<u32> = (0..2)
        .map(|_| {
            let number = slots.take(&mut rng).expect("the disk works");
            slots.renew(number, &mut rng).expect("it is there");
            number
        })
        .collect();
    let is_there = |number: u32| slots.key(number).map(|key| key.is_some());
    change(&vault, "UPDATE slots SET body = zeroblob(72)");
    assert_eq!(is_there(numbers[0]), Ok(true), "from the second");
    change(&vault, "UPDATE slots SET body = (SELECT body FROM slots_second s WHERE s.id = slots.id)");
    change(&vault, "UPDATE slots_second SET body = zeroblob(72)");
    assert_eq!(is_there(numbers[0]), Ok(true), "from the first");
    let (one, other) = (numbers[0], numbers[1]);
    change(&vault, &format!("UPDATE slots SET body = (SELECT body FROM slots WHERE id = {other}) WHERE id = {one}"));
    assert_eq!((is_there(one), is_there(other)), (Ok(false), Ok(true)));
}

#[test]
fn no_slot_is_taken_twice_nor_one_of_the_former_key() {
    let (_dir, vault) = fresh();
    let ([former, key], mut rng) = ([3, 4].map(key), rng(192));
    let connection = vault.store.connection();
    let (old, new) = (Slots::new(connection, &former), Slots::new(connection, &key).beside(&former));
    let mut taken = BTreeSet::new();
    for slots in [old, new] {
        for _ in 0..SLOTS_AT_ONCE {
            let number = slots.take(&mut rng).expect("the disk works");
            slots.renew(number, &mut rng).expect("it is there");
            assert!(taken.insert(number));
        }
    }
    let kept =
        |slots: Slots<'_>| taken.iter().filter(|number| slots.key(**number).is_ok_and(|key| key.is_some())).count();
    assert_eq!((kept(old), kept(new)), (SLOTS_AT_ONCE as usize, SLOTS_AT_ONCE as usize));
    let made: u32 = connection.query_row("SELECT count(*) FROM slots", [], |row| row.get(0)).expect("plain SQL");
    assert!(made < 4 * SLOTS_AT_ONCE, "{made} slots for {} keys", taken.len());
}

/// By what is in use and what is not, and by the order in which they were made.
#[test]
fn slots_tell_nothing_of_what_is_in_them() {
    let (_dir, vault) = fresh();
    let shape = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?]);
    let read = "SELECT count(DISTINCT length(body)), min(length(body)), count(*), max(id) FROM slots";
    let shape = vault.store.connection().query_row(read, [], shape).expect("plain SQL");
    assert_eq!(shape, [1, 72, i64::from(SLOTS_AT_ONCE), i64::from(SLOTS_AT_ONCE)]);
    let taken = |seed| {
        let (key, mut rng) = (key(5), rng(seed));
        let slots = Slots::new(vault.store.connection(), &key);
        [(); 4].map(|()| slots.take(&mut rng).expect("the disk works"))
    };
    assert_ne!(taken(193), taken(194), "in no order");
}
