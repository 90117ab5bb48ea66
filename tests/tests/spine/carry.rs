//! Without a line: a file there and receipts back, a relay, and the same record by several ways.

use std::{net::SocketAddr, path::Path};

use fieldward::{Courier, Handed};
use fieldward_core::{
    authority::{Act, Ordering},
    sync::parcel::FileKind,
};
use fieldward_sync_server::{
    accounts::unlock_account,
    audit, carrier, clock, intake, orders,
    relay::{RelaySettings, relay},
};
use fieldward_tests::stage::{PASSPHRASE, Stage};

use crate::run;

const PIN: &str = "river-bend-739164";
const INTERVIEW: &str = "gates pass\nstart child-interview site=reed-village language=en\nstop\npass\nfinalize\n";

/// What `fieldward take-in` does: receipts for the parcels of a file.
fn take_in(stage: &Stage, file: &Path) -> Vec<u8> {
    let bytes = std::fs::read(file).expect("the device wrote it");
    let key = carrier::key(&stage.data()).expect("the server made its key");
    let take = |parcel: &&[u8]| {
        let now_ms = clock::now().wall_ms;
        intake::take_parcel(stage.server.store.blocking(), &key, parcel, now_ms, &mut clock::rng())
            .expect("it is for this server")
    };
    let parcels = FileKind::Outbox.read(&bytes).expect("a file of parcels");
    FileKind::Receipts.write(&parcels.iter().map(take).collect::<Vec<_>>()).expect("a few receipts")
}

fn stored(stage: &Stage) -> usize {
    stage.server.store.blocking().records(0, 100).expect("the store reads").len()
}

#[test]
fn a_file_there_and_receipts_back_and_the_same_record_by_two_ways_is_one() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let (device, out, back) = (stage.device("device"), stage.device("out"), stage.device("back"));
    let [file, receipts] = [&out, &back].map(|path| path.display().to_string());
    let begin = format!("create {PIN}\nenrol {}\n{INTERVIEW}outbox {file}\nexpect waiting 1\n", stage.invite());
    run(&device, &begin, &runtime).unwrap_or_else(|error| panic!("{error}"));
    let shown = std::fs::read(&out).expect("it was written");
    for secret in [b"child-labour".as_slice(), b"fieldward record", b"training"] {
        assert!(memchr::memmem::find(&shown, secret).is_none(), "a file shows its kind and its size");
    }
    let first = take_in(&stage, &out);
    assert_eq!(stored(&stage), 1);
    // Brought once more, and over the line before the receipt comes back: still one.
    take_in(&stage, &out);
    let synced = run(&device, &format!("unlock {PIN}\nsync\nexpect waiting 0\n"), &runtime);
    synced.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(stored(&stage), 1);
    // A second interview goes by file alone, and only its own receipt moves the mark.
    let second = format!("unlock {PIN}\n{INTERVIEW}outbox {file}\n");
    run(&device, &second, &runtime).unwrap_or_else(|error| panic!("{error}"));
    let latest = take_in(&stage, &out);
    for (bytes, waiting) in [(first, 1), (latest, 0)] {
        std::fs::write(&back, bytes).expect("the receipts can be written");
        let read = format!("unlock {PIN}\nreceipts {receipts}\nexpect waiting {waiting}\n");
        run(&device, &read, &runtime).unwrap_or_else(|error| panic!("{error}"));
    }
    assert_eq!(stored(&stage), 2);
    // Receipts are for one device: to another they say nothing.
    let other = format!("create {PIN}\nenrol {}\n{INTERVIEW}receipts {receipts}\nexpect waiting 1\n", stage.invite());
    run(&stage.device("other"), &other, &runtime).unwrap_or_else(|error| panic!("{error}"));
}

/// A phone that never has a line again: the order comes on a card.
#[test]
fn an_order_in_a_file_empties_a_device_without_a_line() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let (device, card) = (stage.device("device"), stage.device("card"));
    let begin = format!("create {PIN}\nenrol {}\nsync\n", stage.invite());
    run(&device, &begin, &runtime).unwrap_or_else(|error| panic!("{error}"));
    let store = stage.server.store.blocking();
    let found = store.devices().expect("the store reads")[0].id;
    let supervisor = unlock_account(store, "supervisor", PASSPHRASE).expect("its passphrase");
    let words = stage.published.passphrases.iter().find(|one| one.holder == "custodian_1/1").expect("there are three");
    let other = unlock_account(store, "custodian_1/1", &words.words).expect("its passphrase");
    let given = orders::give(store, (Ordering::Wipe, found), (&supervisor, &other), &clock::now()).expect("two may");
    std::fs::write(&card, orders::as_file(&given).expect("one order")).expect("the card has room");
    let (_, log) = audit::read(store).expect("the log is whole");
    assert!(matches!(log.entries().last().map(|entry| &entry.act), Some(Act::Ordered(_))), "it left a trace");
    let read = format!("unlock {PIN}\norders {}\n", card.display());
    assert!(run(&device, &read, &runtime).is_err(), "the device says that it is empty now");
    assert!(run(&device, &format!("unlock {PIN}\n"), &runtime).is_err(), "nothing is left to unlock");
}

#[test]
fn a_relay_keeps_what_it_cannot_read_and_its_word_is_no_acknowledgement() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let stage = runtime.block_on(Stage::training());
    let settings = RelaySettings { data: stage.device("relay"), listen: SocketAddr::from(([127, 0, 0, 1], 0)) };
    let hotspot = runtime.block_on(relay(&settings)).expect("a relay starts on a free port");
    let device = stage.device("device");
    let begin = format!("create {PIN}\nenrol {}\n{INTERVIEW}", stage.invite());
    run(&device, &begin, &runtime).unwrap_or_else(|error| panic!("{error}"));
    let by_relay = |waiting: u32| {
        let script = format!("unlock {PIN}\nrelay {}\nexpect waiting {waiting}\n", hotspot.address);
        run(&device, &script, &runtime).unwrap_or_else(|error| panic!("{error}"));
    };
    by_relay(1);
    by_relay(1);
    assert_eq!(stored(&stage), 0, "the relay has no line yet");
    let nowhere = Courier::new("http://127.0.0.1:1", None).expect("an address");
    let without = runtime.block_on(hotspot.forward(&nowhere)).expect("the relay's folder works");
    assert_eq!((without.brought, without.left), (0, 2), "without a line all of it stays");
    let line = Courier::new(&stage.server.address, None).expect("an address");
    let forwarded = runtime.block_on(hotspot.forward(&line)).expect("the relay's folder works");
    assert_eq!((forwarded.brought, forwarded.left, stored(&stage)), (2, 0, 1));
    by_relay(0);
    // What is no parcel is set aside and stands in nobody's way.
    let near = Courier::new(&hotspot.address, None).expect("an address");
    assert_eq!(runtime.block_on(near.hand_over(b"no parcel".to_vec())), Handed::Kept);
    let forwarded = runtime.block_on(hotspot.forward(&line)).expect("the relay's folder works");
    assert_eq!((forwarded.refused, forwarded.left), (1, 0));
    hotspot.stop();
}
