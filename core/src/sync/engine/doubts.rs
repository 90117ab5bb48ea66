//! What the engine does when an answer is not what it should be, or a part of the device's own store cannot be read:
//! laws that an ordinary sync never meets.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::{
    Ending, Engine, Report, STILL_MAX, Step,
    double::{Phone, Server, sync},
    lane::Lane,
    tests::{phone_with, sort},
    waiting_pushes,
};
use crate::{
    authority::{Signed, Vouch},
    ids::StreamKind::{Alert, Answers, Identity},
    sync::wire::{CONTENT_TYPE, FaultCode, Request, Response, Return, encode, limits, path},
};

/// A sync in which the server says something else to some requests; how often it had to wait, too.
fn sync_but(
    phone: &mut Phone,
    server: &mut Server,
    mut says: impl FnMut(&Request) -> Option<FaultCode>,
) -> (Report, usize) {
    let (mut engine, mut rng, mut waits) = (Engine::new(), ChaCha20Rng::seed_from_u64(1), 0);
    for _ in 0..500 {
        match engine.next(phone, &mut rng) {
            Step::Finished(report) => return (report, waits),
            Step::Wait { .. } => waits += 1,
            Step::Send(request) => {
                let answer = says(&request).map_or_else(|| server.answer(&request), refused);
                engine.received(phone, &Ok(answer), 20, &mut rng);
            }
        }
    }
    panic!("a sync has an end");
}

fn refused(code: FaultCode) -> Response {
    Response { status: code.status(), content_type: CONTENT_TYPE.into(), body: encode(&code.fault()) }
}

#[test]
fn a_server_that_cannot_now_is_asked_again_and_then_left_for_later() {
    for code in [FaultCode::Busy, FaultCode::Full, FaultCode::Internal, FaultCode::NoStudy] {
        let (mut phone, mut server, made) = phone_with(&[(Answers, 300)]);
        let (report, waits) = sync_but(&mut phone, &mut server, |request| (request.path == path::PUSH).then_some(code));
        assert_eq!(report.ending, Ending::Refused(code));
        assert!(waits > 0 && phone.parked.is_empty(), "it waits between, and sets nothing aside for it: {code:?}");
        let mut once = Some(code);
        let (report, waits) = sync_but(&mut phone, &mut server, |_| once.take());
        assert_eq!((report.ending, waits, server.stored.len()), (Ending::Complete, 1, made.len()), "{code:?}");
    }
}

#[test]
fn a_gap_begins_again_from_the_state_and_after_some_times_leaves_the_stream_alone() {
    let gap = FaultCode::Gap { stream: Answers, durable: 0 };
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300), (Identity, 300)]);
    let (mut states, mut once) = (0, Some(gap));
    let (report, _) = sync_but(&mut phone, &mut server, |request| {
        states += usize::from(request.path == path::STATE);
        if request.path == path::PUSH { once.take() } else { None }
    });
    assert!(matches!(report.ending, Ending::IdentityLater { .. }) && states == 2, "{report:?} {states}");
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    let mut pushes = 0;
    let (report, _) = sync_but(&mut phone, &mut server, |request| {
        pushes += u32::from(request.path == path::PUSH);
        (request.path == path::PUSH).then_some(gap)
    });
    assert_eq!((report.ending, pushes), (Ending::Stuck(Answers), STILL_MAX));
}

#[test]
fn a_recording_that_a_server_does_not_take_stays_and_keeps_nothing_from_its_end() {
    for code in [FaultCode::TooLarge, FaultCode::Chain, FaultCode::Unknown, FaultCode::Body] {
        let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
        phone.media.push(vec![1; 40 * 1024]);
        let mut asked = 0;
        let (report, _) = sync_but(&mut phone, &mut server, |request| {
            asked += usize::from(request.path.starts_with(path::MEDIA));
            request.path.starts_with(path::MEDIA).then_some(code)
        });
        assert_eq!((report.ending, asked, phone.media.len()), (Ending::Complete, 1, 1), "{code:?}");
    }
}

#[test]
fn a_supervisors_word_is_handed_on_whatever_else_the_server_says() {
    let (mut phone, mut server, _) = phone_with(&[]);
    let word = Signed {
        statement: Vouch { device: phone.id, marks: Vec::new(), unopened: Vec::new() },
        signatures: Vec::new(),
    };
    server.vouched = Some(word.clone());
    sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(phone.words, [word]);
}

#[test]
fn asking_again_before_an_answer_came_counts_as_a_lost_link() {
    let (mut phone, _, _) = phone_with(&[(Answers, 300)]);
    let (mut engine, mut rng) = (Engine::new(), ChaCha20Rng::seed_from_u64(1));
    assert!(matches!(engine.next(&mut phone, &mut rng), Step::Send(_)));
    assert!(matches!(engine.next(&mut phone, &mut rng), Step::Wait { .. }));
    assert!(matches!(engine.next(&mut phone, &mut rng), Step::Send(_)), "and then it begins anew");
}

#[test]
fn one_stream_that_cannot_be_read_keeps_no_other_waiting() {
    for (unreadable, sent) in [(Alert, Answers), (Answers, Alert)] {
        let (mut phone, mut server, made) = phone_with(&[(Alert, 300), (Answers, 300)]);
        // Its alert was set aside once, so that it is offered before anything else.
        phone.parked.insert((Alert, 1));
        server.take_hash(Alert, 1, made[0].hash());
        phone.acknowledged.insert(Alert, 1);
        phone.unreadable = Some(unreadable);
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        let stored: Vec<_> = server.stored.iter().map(|record| record.header.stream).collect();
        assert_eq!((report.ending, stored), (Ending::Local, vec![sent]), "{unreadable:?}");
    }
}

#[test]
fn what_is_offered_carries_the_hashes_of_what_was_set_aside_before_it() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300); 3]);
    phone.parked.extend((1..=3).map(|sequence| (Answers, sequence)));
    server.poison.extend([0, 1].map(|place: usize| made[place].header.record));
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
    assert_eq!((server.stored.as_slice(), server.hash_only.len()), (&made[2..], 2));
    assert_eq!(phone.acknowledged[&Answers], 3);
}

#[test]
fn nothing_is_offered_past_a_record_that_was_not_set_aside_or_past_more_than_a_push_names() {
    let (mut phone, _, _) = phone_with(&vec![(Answers, 16); limits::PARKED_MAX + 2]);
    let offered = |phone: &Phone, sequence: u64| {
        Lane::new(Answers).offer(phone, sequence).expect("readable").map(|ready| ready.push.parked.len())
    };
    phone.parked.extend([(Answers, 2), (Answers, 3)]);
    assert_eq!((offered(&phone, 1), offered(&phone, 2)), (Some(0), None), "the first has to go before it");
    phone.parked.extend((1..=limits::PARKED_MAX as u64 + 2).map(|sequence| (Answers, sequence)));
    let last = limits::PARKED_MAX as u64 + 1;
    assert_eq!((offered(&phone, 3), offered(&phone, last)), (Some(2), Some(limits::PARKED_MAX)));
    assert_eq!(offered(&phone, last + 1), None, "one more than a push may name");
    assert_eq!(offered(&phone, last + 2), None, "there is none");
}

#[test]
fn an_offer_that_is_refused_is_made_once_a_sync_and_stops_nothing() {
    let codes = [FaultCode::TooLarge, FaultCode::Body, FaultCode::Chain, FaultCode::Unknown];
    for code in codes.into_iter().chain([FaultCode::Gap { stream: Answers, durable: 0 }]) {
        let (mut phone, mut server, _) = phone_with(&[(Answers, 300), (Answers, 300)]);
        phone.parked.extend([(Answers, 1), (Answers, 2)]);
        let mut offers = 0;
        let (report, _) = sync_but(&mut phone, &mut server, |request| {
            offers += usize::from(request.path == path::PUSH);
            (request.path == path::PUSH).then_some(code)
        });
        assert_eq!((report.ending, offers, phone.parked.len()), (Ending::Complete, 2, 2), "{code:?}");
    }
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    phone.parked.insert((Answers, 1));
    let fork = FaultCode::Fork { stream: Answers, sequence: 1 };
    let (report, _) = sync_but(&mut phone, &mut server, |request| (request.path == path::PUSH).then_some(fork));
    assert!(report.forked == [Answers] && phone.forked.contains(&Answers), "another record holds its number");
}

/// What goes on a card keeps the rule of a sync: an identity never lies beside answers.
#[test]
fn a_card_takes_everything_from_the_mark_on_and_identities_only_alone() {
    let (mut phone, mut server, made) = phone_with(&[(Alert, 300), (Answers, 300), (Answers, 300), (Identity, 300)]);
    let packed = |phone: &Phone, bytes_max: usize| -> Vec<_> {
        let pushes = waiting_pushes(phone, bytes_max).expect("readable");
        let batches = pushes.iter().map(|push| push.read().expect("a batch").records);
        batches.map(|records| (records[0].header.stream, records[0].header.sequence, records.len())).collect()
    };
    assert_eq!(packed(&phone, 100 * 1024), [(Alert, 1, 1), (Answers, 1, 2)]);
    assert_eq!(packed(&phone, 1), [(Alert, 1, 1), (Answers, 1, 1), (Answers, 2, 1)], "one at least in each");
    phone.acknowledged.extend([(Alert, 1), (Answers, 1)]);
    assert_eq!(packed(&phone, 100 * 1024), [(Answers, 2, 1)]);
    phone.acknowledged.insert(Answers, 2);
    assert_eq!(packed(&phone, 100 * 1024), [(Identity, 1, 1)]);
    phone.acknowledged.clear();
    while sync(&mut phone, &mut server, &mut vec![], 1).ending != Ending::Complete {}
    assert!(packed(&phone, 100 * 1024).is_empty() && server.stored.len() == made.len());
}

#[test]
fn what_a_server_that_was_put_back_numbered_anew_comes_in_the_same_sync() {
    let (mut phone, mut server, _) = phone_with(&[]);
    let numbered =
        |first: u8, last: u8| (first..=last).map(|number| Return { number: number.into(), sealed: vec![number] });
    server.returns = numbered(1, 5).collect();
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).returns, 5);
    (server.returns, server.returns_taken) = (numbered(1, 3).collect(), 0);
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!((report.ending, report.returns, server.returns_taken), (Ending::Complete, 3, 8));
}

#[test]
fn a_poisoned_record_is_parked_and_the_queue_goes_on() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300); 5]);
    server.poison.insert(made[1].header.record);
    server.poison.insert(made[2].header.record);
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(report.ending, Ending::Complete);
    let parked: Vec<u64> = report.parked.iter().map(|parked| parked.sequence).collect();
    assert_eq!(parked, [2, 3]);
    assert_eq!(phone.acknowledged[&Answers], 5);
    let stored: Vec<u64> = server.stored.iter().map(|record| record.header.sequence).collect();
    assert_eq!(stored, [1, 4, 5]);
}

#[test]
fn a_parked_record_at_the_end_waits_for_the_next_and_ends_the_sync() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300); 2]);
    server.poison.insert(made[1].header.record);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 2).ending, Ending::Complete);
    assert_eq!(phone.acknowledged[&Answers], 1);
    phone.finalize(Answers, 300, &mut ChaCha20Rng::seed_from_u64(5));
    assert_eq!(sync(&mut phone, &mut server, &mut vec![], 3).ending, Ending::Complete);
    assert_eq!(phone.acknowledged[&Answers], 3);
    assert_eq!(server.stored.len(), 2);
}

#[test]
fn a_mark_that_does_not_move_is_noticed_and_other_streams_go_on() {
    let (mut phone, mut server, _) = phone_with(&[(Alert, 300), (Answers, 300)]);
    server.forgets.insert(Alert);
    let report = sync(&mut phone, &mut server, &mut vec![], 1);
    assert_eq!(report.ending, Ending::Stuck(Alert));
    assert_eq!(phone.acknowledged[&Answers], 1);
    assert_eq!(phone.acknowledged.get(&Alert), Some(&0), "nothing was stored, so nothing is acknowledged");
}

#[test]
fn another_record_with_the_same_number_stops_the_stream_and_is_said() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300), (Answers, 300)]);
    sync(&mut phone, &mut server, &mut vec![], 1);
    // A store that was put back from a copy makes other records with the same numbers.
    phone.streams.insert(Answers, Vec::new());
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    phone.finalize(Answers, 300, &mut rng);
    phone.acknowledged.clear();
    let report = sync(&mut phone, &mut server, &mut vec![], 2);
    assert_eq!(report.forked, [Answers]);
    assert!(phone.forked.contains(&Answers), "it is remembered beyond this sync");
    assert_eq!(phone.acknowledged.get(&Answers), None);
}

#[test]
fn a_server_that_was_put_back_gets_again_what_it_lost() {
    let (mut phone, mut server, made) = phone_with(&[(Answers, 300); 4]);
    sync(&mut phone, &mut server, &mut vec![], 1);
    let mut restored = Server::new(&phone);
    phone.acknowledged.clear();
    assert_eq!(sync(&mut phone, &mut restored, &mut vec![], 2).ending, Ending::Complete);
    assert_eq!(sort(restored.stored), sort(made));
}

/// Both copies of a device have a second record; the one that comes second must not take the other's for its own.
#[test]
fn a_copied_device_does_not_take_the_others_records_for_its_own() {
    let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
    sync(&mut phone, &mut server, &mut vec![], 1);
    let mut copy =
        Phone { streams: phone.streams.clone(), acknowledged: phone.acknowledged.clone(), ..phone_with(&[]).0 };
    phone.finalize(Answers, 300, &mut ChaCha20Rng::seed_from_u64(5));
    copy.finalize(Answers, 300, &mut ChaCha20Rng::seed_from_u64(6));
    sync(&mut phone, &mut server, &mut vec![], 2);
    let report = sync(&mut copy, &mut server, &mut vec![], 3);
    assert_eq!((report.forked, copy.acknowledged[&Answers]), (vec![Answers], 1));
    assert_eq!((server.stored.len(), server.order.len()), (2, 3), "the copy's record was offered, and not taken");
}

/// Its record was acknowledged, the server was put back, and the copy's came into the place: what is noted of that
/// before anything is sent keeps the only copy there is.
#[test]
fn anothers_record_in_the_place_of_one_that_was_acknowledged_is_noted_though_nothing_of_its_stream_is_sent() {
    let (mut phone, mut server, _) = phone_with(&[(Identity, 300)]);
    sync(&mut phone, &mut server, &mut vec![], 1);
    let mut copy = phone_with(&[]).0;
    copy.finalize(Identity, 300, &mut ChaCha20Rng::seed_from_u64(6));
    let mut restored = Server::new(&phone);
    sync(&mut copy, &mut restored, &mut vec![], 2);
    phone.finalize(Answers, 300, &mut ChaCha20Rng::seed_from_u64(7));
    phone.finalize(Identity, 300, &mut ChaCha20Rng::seed_from_u64(8));
    let report = sync(&mut phone, &mut restored, &mut vec![], 3);
    assert!(matches!(report.ending, Ending::IdentityLater { .. }), "{:?}", report.ending);
    assert!(report.forked == [Identity] && phone.forked.contains(&Identity));
}
