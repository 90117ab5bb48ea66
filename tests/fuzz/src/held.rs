//! The log of what holders did, and the orders that they give.
//!
//! The input changes bytes of a sound log, in threes (which entry and where, and into what), or is an entry after it:
//! an entry that nobody signed must never be taken, whatever it says.

use std::sync::LazyLock;

use fieldward_core::{
    authority::{
        Act, Holder, HolderId, HolderSecret, Log, LogHead, Looked, Occasion, Purpose, Request, Role, Roster, Seat,
        Signed,
    },
    ids::{Hash32, RecordId, StudyId},
    sync::wire::{SignedOrder, decode, given},
    vault::{Key, SealingPublic},
};

/// A study's holders, one of each role, and what they did.
struct Sound {
    study: StudyId,
    holders: Vec<Holder>,
    entries: Vec<Vec<u8>>,
}

static SOUND: LazyLock<Sound> = LazyLock::new(sound);

/// Changed, extended, and as an order.
pub fn holders(input: &[u8]) {
    let Sound { study, holders, entries } = &*SOUND;
    let mut changed = entries.clone();
    for change in input.chunks_exact(3) {
        let entry = usize::from(change[0]) % changed.len();
        let place = usize::from(change[1]) * 2 % changed[entry].len();
        changed[entry][place] ^= change[2];
    }
    let untouched = changed == *entries;
    match Log::read(study, changed) {
        Ok(log) => assert_eq!(log.entries().len(), entries.len(), "every entry is read"),
        Err(_) => assert!(!untouched, "a sound log is read"),
    }
    let longer: Vec<Vec<u8>> = entries.iter().cloned().chain([input.to_vec()]).collect();
    assert!(Log::read(study, longer).is_err(), "nobody has signed this entry");
    if let Ok(log) = Log::read(study, [input.to_vec()]) {
        assert!(matches!(log.entries()[0].act, Act::Founded(_)), "a log begins with its founding");
    }
    if let Ok(signed) = decode::<SignedOrder>(input) {
        assert!(given(&signed, &Roster::found(holders.clone()), study).is_err(), "nobody has signed this order");
    }
}

fn sound() -> Sound {
    let study = StudyId("fuzz".to_owned());
    let named = |number: u8, role: Role| {
        let secret = HolderSecret::from_key(Key::from_bytes([number; 32]));
        let holder = secret.holder(HolderId(format!("{}/1", role.name())), role, Seat::Person);
        (secret, holder)
    };
    let people: Vec<(HolderSecret, Holder)> = (1..).zip(Role::ALL).map(|(n, role)| named(n, role)).collect();
    let holders: Vec<Holder> = people.iter().map(|(_, holder)| holder.clone()).collect();
    let mut head = LogHead::START;
    let mut entries = Vec::new();
    let mut add = |act: &dyn Fn(LogHead) -> Act| {
        let entry = head.entry(1_000 * (1 + head.number.cast_signed()), act(head));
        head = entry.head();
        entries.push(entry.to_bytes());
    };
    let (secret, supervisor) = &people[0];
    let id = &supervisor.id;
    let records = vec![RecordId(uuid::Uuid::from_bytes([4; 16]))];
    add(&|_| Act::Founded(Roster::found(holders.clone())));
    add(&|head| {
        let statement = Looked { holder: id.clone(), records: records.clone(), occasion: Occasion::Review, head };
        Act::Looked(Signed { signatures: vec![secret.sign(id, &study, &statement)], statement })
    });
    add(&|head| {
        let (reason, expires_ms) = (Hash32([6; 32]), 1_000_000);
        let (requester, one_time, purpose) = (id.clone(), SealingPublic([9; 32]), Purpose::Safety);
        let records = records.clone();
        let statement = Request { nonce: [5; 16], requester, one_time, records, purpose, reason, expires_ms, head };
        Act::Requested(Signed { signatures: vec![secret.sign(id, &study, &statement)], statement })
    });
    Sound { study, holders, entries }
}
