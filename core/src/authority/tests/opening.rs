//! Every rule of requests, grants and openings.

use super::{
    super::*,
    log::{Desk, HOUR},
};
use crate::ids::Hash32;

fn rule<T>(outcome: Result<T, LogFault>) -> Option<OpeningError> {
    match outcome {
        Ok(_) => None,
        Err(LogFault::Rule(error)) => Some(error),
        Err(other) => panic!("another fault: {other:?}"),
    }
}

#[test]
fn requests_name_few_records_for_a_short_time() {
    let check = |records: &[u128], hours: i64, expected: Option<OpeningError>| {
        let mut desk = Desk::new();
        let mut request = desk.request(1, records, 0);
        request.expires_ms = HOUR * hours;
        let signed = desk.signed(1, "supervisor", request);
        assert_eq!(rule(desk.act(0, Act::Requested(signed))), expected, "{} records, {hours} hours", records.len());
    };
    let many: Vec<u128> = (1..=REQUEST_RECORDS_MAX as u128 + 1).collect();
    check(&[7], 24, None);
    check(&[7], REQUEST_MS_MAX / HOUR, None);
    check(&[7], REQUEST_MS_MAX / HOUR + 1, Some(OpeningError::Expiry));
    check(&[7], 0, Some(OpeningError::Expiry));
    check(&[], 24, Some(OpeningError::Records));
    check(&[7, 8, 7], 24, Some(OpeningError::Records));
    check(&many[1..], 24, None);
    check(&many, 24, Some(OpeningError::Records));
}

#[test]
fn one_request_at_a_time_for_one_identity() {
    let mut desk = Desk::new();
    let first = desk.ask(1, &[7, 8], HOUR).expect("a sound request");
    assert_eq!(rule(desk.ask(2, &[8, 9], 2 * HOUR)), Some(OpeningError::Waiting));
    assert_eq!(rule(desk.ask(1, &[9], 2 * HOUR)), Some(OpeningError::Again));
    desk.ask(3, &[9], 2 * HOUR).expect("another identity");
    desk.grant((3, "custodian_1/1"), first, 3 * HOUR).expect("the first role");
    assert_eq!(rule(desk.ask(4, &[7], 3 * HOUR)), Some(OpeningError::Waiting), "granted by one");
    desk.ask(5, &[7], 25 * HOUR).expect("the first has expired");
}

#[test]
fn requests_and_identities_a_day_are_bounded() {
    let mut desk = Desk::new();
    for number in 0..REQUESTS_A_DAY_MAX {
        desk.ask(number as u8, &[number as u128], HOUR).expect("within the rate");
    }
    assert_eq!(rule(desk.ask(50, &[99], HOUR + RATE_MS - 1)), Some(OpeningError::TooOften));
    desk.ask(51, &[99], HOUR + RATE_MS).expect("a day later");
    let mut desk = Desk::new();
    for request in 0..(RECORDS_A_DAY_MAX / REQUEST_RECORDS_MAX) as u128 {
        let first = request * 100;
        let records: Vec<u128> = (first..first + REQUEST_RECORDS_MAX as u128).collect();
        desk.ask(request as u8, &records, HOUR).expect("within the rate");
    }
    let left = (RECORDS_A_DAY_MAX % REQUEST_RECORDS_MAX) as u128;
    let records: Vec<u128> = (1000..1000 + left + 1).collect();
    assert_eq!(rule(desk.ask(60, &records, HOUR)), Some(OpeningError::TooMany));
    desk.ask(61, &records[1..], HOUR).expect("up to the limit");
}

#[test]
fn a_request_is_granted_by_one_of_each_role_before_its_end() {
    let (one, also_one, two) = ((3, "custodian_1/1"), (4, "custodian_1/2"), (5, "custodian_2/1"));
    let mut desk = Desk::new();
    let request = desk.ask(1, &[7], 0).expect("a sound request");
    assert_eq!(rule(desk.open((1, "supervisor"), request, HOUR)), Some(OpeningError::NotGranted));
    desk.grant(one, request, HOUR).expect("the first role");
    assert_eq!(rule(desk.grant(one, request, HOUR)), Some(OpeningError::Granted), "the same person again");
    assert_eq!(rule(desk.grant(also_one, request, HOUR)), Some(OpeningError::Granted), "the same role again");
    assert_eq!(rule(desk.open((1, "supervisor"), request, HOUR)), Some(OpeningError::NotGranted));
    assert_eq!(rule(desk.grant(two, Hash32([1; 32]), HOUR)), Some(OpeningError::Unknown));
    assert_eq!(rule(desk.grant(two, request, 24 * HOUR)), Some(OpeningError::Expired));
    let mut late = Desk::new();
    let request = late.ask(1, &[7], 0).expect("a sound request");
    late.grant(one, request, HOUR).expect("the first role");
    late.grant(two, request, 24 * HOUR - 1).expect("just before the end");
    assert_eq!(rule(late.open((2, "supervisor/2"), request, HOUR)), Some(OpeningError::NotRequester));
    assert_eq!(rule(late.open((1, "supervisor"), request, 24 * HOUR)), Some(OpeningError::Expired));
}

#[test]
fn an_opening_happens_once() {
    let mut desk = Desk::new();
    let request = desk.ask(1, &[7], 0).expect("a sound request");
    desk.grant((3, "custodian_1/1"), request, 1).expect("the first role");
    desk.grant((5, "custodian_2/1"), request, 2).expect("the second role");
    desk.open((1, "supervisor"), request, 3).expect("both granted");
    assert_eq!(rule(desk.open((1, "supervisor"), request, 4)), Some(OpeningError::Closed));
    assert_eq!(rule(desk.grant((4, "custodian_1/2"), request, 4)), Some(OpeningError::Closed));
    desk.ask(2, &[7], 5).expect("a new request after the opening");
}

/// A supervisor who is a custodian too, under the same name: the rule is by name, whatever the role.
#[test]
fn nobody_grants_their_own_request() {
    let mut desk = Desk::new();
    desk.ask(1, &[7], 0).expect("a sound request");
    let view = desk.log.requests()[0].clone();
    let mut holder = desk.log.holders()[2].clone();
    assert_eq!(may_grant(&view, &holder, 1), Ok(()));
    holder.id = view.request.requester.clone();
    assert_eq!(may_grant(&view, &holder, 1), Err(OpeningError::Own));
    assert_eq!(may_grant(&view, &desk.log.holders()[1], 1), Err(OpeningError::NotCustodian));
}

/// A clock that was once years ahead keeps nobody from asking afterwards, and no request waits until then.
#[test]
fn a_clock_that_was_ahead_is_no_reason_to_refuse_and_revives_nothing() {
    const AHEAD: i64 = 9 * 365 * 24 * HOUR;
    let mut desk = Desk::new();
    let before = desk.ask(1, &[7], HOUR).expect("a sound request");
    let far = desk.ask(2, &[8], AHEAD).expect("by a clock that is ahead");
    let state = |desk: &Desk, hash: Hash32, now_ms: i64| {
        desk.log.requests().iter().find(|view| view.hash == hash).map(|view| view.state(now_ms))
    };
    assert_eq!(state(&desk, before, 2 * HOUR), Some(RequestState::Expired), "what was over once stays over");
    assert_eq!(state(&desk, far, 2 * HOUR), Some(RequestState::Expired), "nothing waits for years");
    for (number, record) in (0..REQUESTS_A_DAY_MAX as u8 - 1).zip(20..) {
        desk.ask(10 + number, &[record], 2 * HOUR).expect("the clock is right again");
    }
    assert_eq!(rule(desk.ask(50, &[60], 2 * HOUR)), Some(OpeningError::TooOften), "the rates hold as ever");
    assert_eq!(rule(desk.grant((3, "custodian_1/1"), far, AHEAD + HOUR)), Some(OpeningError::Expired), "for good");
    desk.ask(60, &[7, 8], HOUR + RATE_MS).expect("both identities can be asked for again");
    assert_eq!(desk.log.clock_set_back().collect::<Vec<_>>(), [4], "and it is seen where the clock was set back");
}
