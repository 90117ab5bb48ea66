//! Every record arrives exactly once, whatever the link does, and nothing is acknowledged that is not stored.

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use uuid::Uuid;

use super::{
    Budget, Ending, Engine, IDENTITY_SPREAD_MS, IDENTITY_WAIT_MS, PackageChange, PackageTaken, Step,
    double::{Fate, Phone, Server, sync},
};
use crate::{
    ids::{DeviceId, Hash32, StreamKind},
    record::SealedRecord,
    sync::wire::{Decree, FaultCode, Order, Return, SignedOrder},
};

use StreamKind::{Alert, Answers, Identity};

pub(super) fn phone_with(records: &[(StreamKind, usize)]) -> (Phone, Server, Vec<SealedRecord>) {
    let mut rng = ChaCha20Rng::seed_from_u64(99);
    let mut phone = Phone::new(&mut rng);
    let made = records.iter().map(|(stream, size)| phone.finalize(*stream, *size, &mut rng)).collect();
    let server = Server::new(&phone);
    (phone, server, made)
}

pub(super) fn sort(mut records: Vec<SealedRecord>) -> Vec<SealedRecord> {
    records.sort_by_key(|record| (record.header.stream, record.header.sequence));
    records
}

#[test]
fn a_good_link_takes_everything_in_order_and_identity_in_another_sync() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300), (Identity, 300), (Alert, 300), (Answers, 300)]);
    let first = sync(&mut phone, &mut server, &mut vec![], 1);
    let Ending::IdentityLater { again_after_ms } = first.ending else { panic!("identity waits: {:?}", first.ending) };
    assert!((IDENTITY_WAIT_MS..IDENTITY_WAIT_MS + IDENTITY_SPREAD_MS).contains(&again_after_ms));
    assert_eq!((first.progress.records_done, first.progress.records_total), (3, 4));
    assert_eq!(first.package, PackageChange::Updated);
    let second = sync(&mut phone, &mut server, &mut vec![], 2);
    assert_eq!((second.ending, second.package), (Ending::Complete, PackageChange::Unchanged));
    assert_eq!(server.order, [Alert, Answers, Identity]);
    assert_eq!(sort(server.stored), sort(made));
}

#[test]
fn returns_come_in_order_and_are_acknowledged() {
    let (mut phone, mut server, _) = phone_with(&[]);
    server.returns = (1..=5).map(|number| Return { number, sealed: vec![number as u8] }).collect();
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((report.ending, report.returns, server.returns_taken), (Ending::Complete, 5, 5));
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).returns, 0);
}

#[test]
fn a_package_that_names_other_holders_is_refused_and_that_is_said() {
    for (takes, expected) in
        [(PackageTaken::OtherHolders, PackageChange::OtherHolders), (PackageTaken::Refused, PackageChange::Unchanged)]
    {
        let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
        phone.takes = takes;
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!((report.ending, report.package), (Ending::Complete, expected), "the rest goes on");
        assert_eq!((server.stored.len(), server.parts), (1, 3), "and it is fetched once in a sync");
    }
}

#[test]
fn another_devices_key_is_refused_for_good() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    server.key = crate::seal::SignerPublic([2; 33]);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Refused(FaultCode::Signature));
}

#[test]
fn a_dead_link_ends_the_sync_and_loses_nothing() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300)]);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![Fate::RequestLost; 50], 1).ending, Ending::LinkLost);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![Fate::Portal; 50], 1).ending, Ending::LinkLost);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
    assert_eq!(server.stored, made);
}

#[test]
fn a_spoilt_package_is_not_put_in_force() {
    let (mut phone, mut server, _) = phone_with(&[]);
    phone.package = Some(Hash32([0; 32]));
    let whole = server.package.clone();
    server.package.truncate(3);
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(report.package, PackageChange::Updated);
    server.package = whole;
    server.package_serial = 0;
    server.parts = 0;
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).package, PackageChange::Unchanged);
    assert_eq!(server.parts, 1, "what is not wanted is not fetched to its end");
    server.package_serial = 1;
    assert_eq!(
        sync(&mut phone, &mut server, &mut vec![Fate::Whole, Fate::ReplyCut], 1).package,
        PackageChange::Updated
    );
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Whole),
        1 => Just(Fate::RequestLost),
        1 => Just(Fate::ReplyLost),
        1 => Just(Fate::RepeatedLater),
        1 => Just(Fate::ReplyCut),
        1 => Just(Fate::RequestCut),
        1 => Just(Fate::Portal),
    ]
}

fn record() -> impl Strategy<Value = (StreamKind, usize)> {
    (prop_oneof![Just(Alert), Just(Answers), Just(Identity)], prop_oneof![Just(300_usize), Just(5000), Just(200_000)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_record_arrives_exactly_once(
        records in proptest::collection::vec(record(), 0..25),
        fates in proptest::collection::vec(fate(), 0..40),
        seed in any::<u64>(),
    ) {
        let (mut phone, mut server, made) = phone_with(&records);
        let mut fates = fates;
        let bound = fates.len() + 3;
        for round in 0..bound {
            if sync(&mut phone, &mut server, &mut fates, seed ^ round as u64).ending == Ending::Complete {
                break;
            }
        }
        prop_assert!(phone.parked.is_empty(), "a poor link is no reason to park");
        prop_assert_eq!(sort(server.stored), sort(made));
        for stream in StreamKind::ALL {
            let made = records.iter().filter(|(of, _)| *of == stream).count() as u64;
            prop_assert_eq!(phone.acknowledged.get(&stream).copied().unwrap_or(0), made);
        }
        prop_assert_eq!(phone.package, Some(Hash32::of(&server.package)));
    }
}

fn ordered(number: u64, decree: Decree) -> SignedOrder {
    SignedOrder { statement: Order { number, before: number - 1, roster: 0, decree }, signatures: Vec::new() }
}

#[test]
fn orders_come_before_anything_is_sent_and_then_the_grant() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    let other = Decree::Revoke { device: DeviceId(Uuid::from_u128(8)) };
    server.orders = (1..=3).map(|number| ordered(number, other.clone())).collect();
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(
        (report.ending, phone.obeyed.as_slice(), server.stored.len()),
        (Ending::Complete, [1, 2, 3].as_slice(), 1)
    );
    assert!(!phone.grants.is_empty(), "the server answered and no order is missing");
    let again = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((again.ending, phone.obeyed.len()), (Ending::Complete, 3));
}

#[test]
fn a_wipe_ends_the_sync_before_anything_is_sent() {
    let (mut phone, mut server, _) = phone_with(&[(Alert, 300), (Answers, 300)]);
    server.orders = vec![ordered(1, Decree::Wipe { device: phone.id })];
    for revoked in [false, true] {
        server.revoked = revoked;
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!((report.ending, server.stored.len()), (Ending::Wipe, 0));
        assert!(phone.grants.is_empty());
    }
}

#[test]
fn a_device_that_is_called_revoked_asks_for_its_orders_and_sends_nothing() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    server.orders = vec![ordered(1, Decree::Revoke { device: phone.id })];
    server.revoked = true;
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(report.ending, Ending::Refused(FaultCode::Revoked));
    assert_eq!((phone.obeyed.as_slice(), server.stored.len(), phone.grants.len()), ([1].as_slice(), 0, 0));
    server.orders.clear();
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Refused(FaultCode::Revoked));
    server.revoked = false;
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
}

#[test]
fn within_a_days_bytes_alerts_go_and_the_rest_waits() {
    let (mut phone, mut server, _) = phone_with(&[(Alert, 9_000), (Answers, 3_000), (Answers, 3_000)]);
    server.package = vec![1];
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut run = |phone: &mut Phone, server: &mut Server, bytes| {
        let mut engine = Engine::new().within(Budget(bytes));
        loop {
            match engine.next(phone, &mut rng) {
                Step::Finished(report) => return report,
                Step::Wait { .. } => {}
                Step::Send(request) => {
                    let answer = Ok(server.answer(&request));
                    engine.received(phone, &answer, 500, &mut rng);
                }
            }
        }
    };
    let report = run(&mut phone, &mut server, Some(8_000));
    assert_eq!((report.ending, server.order.as_slice()), (Ending::Budget, [Alert].as_slice()));
    assert!(report.bytes_sent > 9_000, "an alert goes whatever it costs");
    let report = run(&mut phone, &mut server, Some(6_000));
    assert_eq!((report.ending, server.stored.len()), (Ending::Budget, 2));
    assert!(report.bytes_sent + report.bytes_received <= 6_000, "{report:?}");
    let report = run(&mut phone, &mut server, None);
    assert_eq!((report.ending, server.stored.len()), (Ending::Complete, 3));
    assert_eq!(run(&mut phone, &mut server, Some(0)).ending, Ending::Complete, "nothing waits: nothing is missing");
}

#[test]
fn a_sync_that_is_dropped_at_any_moment_does_no_harm() {
    let made = [(Alert, 300), (Answers, 5_000), (Answers, 5_000), (Identity, 300)];
    for steps in 0..24 {
        let (mut phone, mut server, records) = phone_with(&made);
        let mut rng = ChaCha20Rng::seed_from_u64(steps);
        let mut engine = Engine::new();
        for half in 0..steps {
            // Dropped between a request and its answer, or after the answer.
            if let Step::Send(request) = engine.next(&mut phone, &mut rng) {
                let answer = Ok(server.answer(&request));
                if half + 1 < steps || steps % 2 == 0 {
                    engine.received(&mut phone, &answer, 500, &mut rng);
                }
            }
        }
        drop(engine);
        while sync(&mut phone, &mut server, &mut vec![], steps).ending != Ending::Complete {}
        assert_eq!(sort(server.stored), sort(records), "dropped after {steps} steps");
    }
}

#[test]
fn progress_is_records_bytes_and_time_left() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 7_000); 4]);
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut engine = Engine::new();
    let mut seen = Vec::new();
    while let Step::Send(request) = engine.next(&mut phone, &mut rng) {
        let answer = Ok(server.answer(&request));
        engine.received(&mut phone, &answer, 4_000, &mut rng);
        seen.push(engine.progress());
    }
    assert_eq!((seen[0].ms_left, seen[0].bytes_left), (None, 0), "nothing is known before the first look");
    let first = seen[1];
    assert_eq!((first.records_done, first.records_total), (1, 4));
    assert!(first.bytes_left > 0 && first.ms_left.is_some());
    let last = seen.last().expect("there were answers");
    assert_eq!((last.records_done, last.records_total, last.bytes_left), (4, 4, 0));
}

#[test]
fn a_recording_goes_last_and_a_cut_at_any_chunk_costs_that_chunk() {
    let sealed: Vec<u8> = (0..5 * 32 * 1024).map(|place| (place / 1000) as u8).collect();
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    phone.media.push(sealed.clone());
    let whole = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((whole.ending, server.chunks, phone.media.len()), (Ending::Complete, 5, 0));
    // State, package in three parts, mark, five chunks: cut after each of them, before and after the server heard it.
    for cut in 0..14 {
        for fate in [Fate::RequestLost, Fate::ReplyLost, Fate::RequestCut, Fate::ReplyCut] {
            let (mut phone, mut server, _) = phone_with(&[]);
            phone.media.push(sealed.clone());
            let mut fates = vec![Fate::Whole; cut];
            fates.push(fate);
            let report = sync(&mut phone, &mut server, &mut fates, 1);
            assert_eq!(report.ending, Ending::Complete, "{fate:?} at {cut}");
            assert!(server.chunks <= 6, "{} chunks: {fate:?} at {cut}", server.chunks);
            assert_eq!(server.media.values().next(), Some(&sealed), "{fate:?} at {cut}");
            assert!(phone.media.is_empty());
        }
    }
}

#[test]
fn a_server_that_never_has_a_recording_whole_does_not_keep_the_sync_from_ending() {
    let (mut phone, mut server, _) = phone_with(&[]);
    phone.media.push(vec![1; 64 * 1024]);
    server.media.insert(Hash32::of(&vec![1; 64 * 1024]).to_string(), vec![2; 64 * 1024]);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
    assert_eq!(phone.media.len(), 1, "it is kept");
}

/// A backup from between the records and their recordings: no mark fell, and a recording is missing all the same.
#[test]
fn recordings_go_again_to_a_server_that_was_put_back_and_no_other_time() {
    let recordings: Vec<Vec<u8>> = (1..=3).map(|byte| vec![byte; 40 * 1024]).collect();
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    let run = |phone: &mut Phone, server: &mut Server| {
        server.chunks = 0;
        assert_eq!(sync(phone, server, &mut vec![], 1).ending, Ending::Complete);
        server.chunks
    };
    phone.media.push(recordings[0].clone());
    assert_eq!(run(&mut phone, &mut server), 2);
    let backup = server.media.clone();
    phone.media.extend(recordings[1..].iter().cloned());
    assert_eq!(run(&mut phone, &mut server), 4);
    assert_eq!(run(&mut phone, &mut server), 0);
    server.media = backup;
    assert_eq!(run(&mut phone, &mut server), 4, "those that are missing, and not the first");
    assert_eq!((server.media.len(), phone.media.len()), (3, 0));
    assert_eq!(run(&mut phone, &mut server), 0);
    // The answer to the last chunk is lost: what is whole when the device asks counts once.
    phone.media.push(vec![9; 40 * 1024]);
    let mut fates = vec![Fate::Whole, Fate::Whole, Fate::Whole, Fate::ReplyLost];
    assert_eq!(sync(&mut phone, &mut server, &mut fates, 1).ending, Ending::Complete);
    assert_eq!(run(&mut phone, &mut server), 0);
    server.media.clear();
    assert_eq!(run(&mut phone, &mut server), 8);
}

#[test]
fn a_phone_that_cannot_judge_an_order_fetches_the_package_first_also_when_it_is_revoked() {
    for revoked in [false, true] {
        let (mut phone, mut server, _) = phone_with(&[(Alert, 300)]);
        phone.judges_by = Some(Hash32::of(&server.package));
        server.orders = vec![ordered(1, Decree::Wipe { device: phone.id })];
        server.revoked = revoked;
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!((report.ending, server.stored.len()), (Ending::Wipe, 0));
    }
    // A list that never comes keeps nobody from sending, and brings no grant.
    let (mut phone, mut server, _) = phone_with(&[(Alert, 300)]);
    phone.judges_by = Some(Hash32([1; 32]));
    server.orders = vec![ordered(1, Decree::Revoke { device: phone.id })];
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((report.ending, server.stored.len(), phone.grants.len()), (Ending::Complete, 1, 0));
}

#[test]
fn a_server_whose_returns_never_end_does_not_keep_the_sync_from_ending() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    server.endless = true;
    sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(phone.returns.len() as u64, crate::sync::engine::download::RETURNS_A_SYNC_MAX);
}

#[test]
fn more_parked_records_in_a_row_than_a_push_names_are_said() {
    let made = vec![(Answers, 16); crate::sync::wire::limits::PARKED_MAX + 2];
    for (parked, ending, stored) in [
        (crate::sync::wire::limits::PARKED_MAX, Ending::Complete, 2),
        (crate::sync::wire::limits::PARKED_MAX + 1, Ending::Stuck(Answers), 0),
    ] {
        let (mut phone, mut server, records) = phone_with(&made);
        server.poison = records[..parked].iter().map(|record| record.header.record).collect();
        phone.parked = (1..=parked as u64).map(|sequence| (Answers, sequence)).collect();
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!((report.ending, server.stored.len()), (ending, stored), "{parked} parked");
    }
}

/// Somebody stands in the server's place for one sync and refuses everything.
#[test]
fn what_one_lying_server_refused_the_next_honest_one_gets() {
    for lie in [FaultCode::TooLarge, FaultCode::Body] {
        let (mut phone, mut server, made) = phone_with(&[(Alert, 300), (Answers, 300), (Alert, 300), (Answers, 300)]);
        server.refuses = Some(lie);
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!(report.ending, Ending::Refused(lie), "an alert that does not go is said");
        assert!(report.parked.iter().all(|parked| parked.stream == Answers) && report.parked.len() == 2);
        server.refuses = None;
        assert_eq!(sync(&mut phone, &mut server, &mut vec![], 2).ending, Ending::Complete);
        assert_eq!(sort(server.stored), sort(made), "{lie:?}");
        assert_eq!(server.order.iter().rev().take_while(|stream| **stream == Answers).count(), 2, "alerts went first");
    }
}

/// The server has gone on without them: they take the place of their hashes.
#[test]
fn what_is_parked_is_offered_again_by_itself_once_a_sync() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300); 5]);
    server.poison.extend([1, 2].map(|place: usize| made[place].header.record));
    sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((phone.acknowledged[&Answers], server.hash_only.len()), (5, 2));
    let pushes = |phone: &mut Phone, server: &mut Server, seed| {
        server.order.clear();
        assert_eq!(sync(phone, server, &mut vec![], seed).ending, Ending::Complete);
        server.order.len()
    };
    assert_eq!(pushes(&mut phone, &mut server, 2), 2, "each once, and refused again");
    assert_eq!(server.stored.len(), 3);
    server.poison.clear();
    assert_eq!(pushes(&mut phone, &mut server, 3), 2);
    assert_eq!((sort(server.stored.clone()), server.hash_only.len()), (sort(made), 0));
    assert_eq!(phone.parked.len(), 2, "that the server took them is the server's word: a supervisor's is waited for");
}

/// An earlier version of this program set alerts aside, and the server's mark has passed one of them.
#[test]
fn an_alert_that_was_set_aside_once_goes_before_anything_else() {
    let (mut phone, mut server, made) = phone_with(&[(Alert, 300), (Alert, 300), (Answers, 300)]);
    server.take_hash(Alert, 1, made[0].hash());
    phone.acknowledged.insert(Alert, 1);
    phone.parked.extend([(Alert, 1), (Alert, 2)]);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
    assert_eq!(server.order, [Alert, Alert, Answers]);
    assert_eq!(sort(server.stored), sort(made));
}

#[test]
fn a_parked_record_that_never_goes_keeps_no_identity_waiting() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300), (Identity, 300)]);
    server.poison.insert(made[0].header.record);
    sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 2).ending, Ending::Complete);
    assert_eq!(server.order.last(), Some(&Answers), "what is offered again goes last");
    assert_eq!(server.stored, made[1..]);
}
