//! Forged logs: for every kind of breach a log that has it, caught by the audit and refused by replay.

use super::fixture::Run;
use crate::{
    form::{Path, Value},
    interview::Interview,
    log::{
        CheckOutcome, ConsentAnswer, CorrectionReason, DistressPoint, Event, EventKind, GuardianAnswer, PresentPerson,
    },
    safeguard::{BreachKind, audit},
};

fn finished(instrument: &str) -> Run {
    let mut run = Run::of(instrument);
    run.calmly_to("finalized");
    run
}

fn place(run: &Run, is: impl Fn(&EventKind) -> bool) -> usize {
    run.interview.log().iter().position(|event| is(&event.kind)).expect("a complete interview has one")
}

fn at(run: &Run, name: &str) -> Path {
    run.interview.form().find(name).expect("in the form")
}

fn asked(run: &Run, name: &str) -> usize {
    let path = at(run, name);
    place(run, |kind| matches!(kind, EventKind::Asked { at } if *at == path))
}

fn renumbered(mut log: Vec<Event>) -> Vec<Event> {
    let mut at_ms = 0;
    for (sequence, event) in (0..).zip(&mut log) {
        at_ms = event.at_ms.max(at_ms);
        (event.sequence, event.at_ms) = (sequence, at_ms);
    }
    log
}

fn check(run: &Run, kind: BreachKind, forge: impl FnOnce(&mut Vec<EventKind>)) {
    let mut kinds: Vec<EventKind> = run.interview.log().iter().map(|event| event.kind.clone()).collect();
    forge(&mut kinds);
    let log = kinds.into_iter().map(|kind| Event { sequence: 0, at_ms: 0, kind }).collect();
    let log = renumbered(log);
    let found: Vec<BreachKind> = audit(&run.study, &log).into_iter().map(|breach| breach.kind).collect();
    assert!(found.contains(&kind), "the audit sees {kind:?}, found {found:?}");
    assert!(Interview::replay(run.study.clone(), &log).is_err(), "replay refuses {kind:?}");
}

#[test]
fn every_kind_of_breach_is_caught_twice() {
    let run = finished("child");
    let consent = place(&run, |kind| matches!(kind, EventKind::Consent { .. }));
    let told = place(&run, |kind| matches!(kind, EventKind::Told { .. }));
    let guardian = place(&run, |kind| matches!(kind, EventKind::Guardian { .. }));
    let trust = place(&run, |kind| matches!(kind, EventKind::Trust { .. }));
    let presence = place(&run, |kind| matches!(kind, EventKind::Presence { .. }));
    let start = place(&run, |kind| matches!(kind, EventKind::Distress { at: DistressPoint::Start, .. }));
    let after = place(&run, |kind| matches!(kind, EventKind::Distress { at: DistressPoint::After(_), .. }));
    let last = place(&run, |kind| matches!(kind, EventKind::Distress { at: DistressPoint::End, .. }));
    let reprisal = place(&run, |kind| matches!(kind, EventKind::Checked { step, .. } if step == "P2.3"));
    let (like, work) = (asked(&run, "like"), asked(&run, "work"));
    let stop = EventKind::Stopped { code: crate::log::StopCode::St5 };

    check(&run, BreachKind::BeforeConsent, |kinds| drop(kinds.remove(consent)));
    check(&run, BreachKind::NotInformed, |kinds| drop(kinds.remove(told)));
    check(&run, BreachKind::NotInformed, |kinds| kinds.swap(told, told + 1));
    check(&run, BreachKind::AfterStop, |kinds| kinds.insert(like, stop.clone()));
    check(&run, BreachKind::CheckIgnored, |kinds| {
        kinds[reprisal] = EventKind::Checked { step: "P2.3".into(), outcome: CheckOutcome::Code("high".into()) };
    });
    check(&run, BreachKind::AskedTwice, |kinds| kinds.insert(like + 2, kinds[like].clone()));
    check(&run, BreachKind::AskedTwice, |kinds| {
        let corrected =
            EventKind::Corrected { at: at(&run, "work"), value: None, reason: CorrectionReason::Volunteered };
        kinds.insert(like, corrected);
    });
    check(&run, BreachKind::AskedTwice, |kinds| {
        let value = Some(Value::Text("x".into()));
        kinds.insert(work, EventKind::Corrected { at: at(&run, "like"), value, reason: CorrectionReason::Slip });
    });
    check(&run, BreachKind::WithoutTrust, |kinds| drop(kinds.remove(trust)));
    check(&run, BreachKind::Overheard, |kinds| {
        let who = vec![PresentPerson::Employer];
        kinds[presence] = EventKind::Presence { who, insisted: false, can_hear: false };
    });
    check(&run, BreachKind::DistressMissing, |kinds| drop(kinds.remove(start)));
    check(&run, BreachKind::DistressMissing, |kinds| drop(kinds.remove(after)));
    check(&run, BreachKind::DistressMissing, |kinds| drop(kinds.remove(last)));
    for level in 1..=3 {
        check(&run, BreachKind::DistressIgnored, |kinds| {
            kinds.insert(like, EventKind::Distress { level, at: DistressPoint::AnyMoment });
        });
    }
    check(&run, BreachKind::ConsentNotFree, |kinds| {
        kinds[guardian] = EventKind::Guardian { answer: GuardianAnswer::Refused }
    });
    check(&run, BreachKind::ConsentNotFree, |kinds| {
        let answer = GuardianAnswer::Waived { reason: "child_on_own".into() };
        kinds[guardian] = EventKind::Guardian { answer };
    });
    check(&run, BreachKind::BeforeConsent, |kinds| {
        kinds[consent] = EventKind::Consent { answer: ConsentAnswer::Refused, purposes: Vec::new() };
    });
    check(&run, BreachKind::Malformed, |kinds| drop(kinds.remove(0)));
    check(&run, BreachKind::Malformed, |kinds| kinds.push(EventKind::Paused));
}

#[test]
fn a_withdrawal_with_content_is_caught() {
    let run = finished("child");
    check(&run, BreachKind::WithdrawnContent, |kinds| {
        let end = kinds.len() - 1;
        kinds.insert(end, EventKind::Withdrawn);
        kinds.push(EventKind::Paused);
    });
}

#[test]
fn a_zero_without_minutes_is_caught() {
    let mut run = Run::of("station");
    run.calmly_to("block");
    run.fill(&[]);
    run.calmly_to("finalized");
    let watched = place(&run, |kind| matches!(kind, EventKind::Watched { .. }));
    check(&run, BreachKind::UnwatchedZero, |kinds| {
        kinds[watched] = EventKind::Watched { block: 0, minutes: 0, nothing_seen: true };
    });
}

#[test]
fn an_error_says_where_and_never_what() {
    let run = finished("child");
    let mut log = run.interview.log().to_vec();
    let like = asked(&run, "like");
    log.remove(like);
    let error = Interview::replay(run.study.clone(), &log).expect_err("a gap");
    assert_eq!(error.to_string(), format!("event {}: the sequence has a gap or a repetition", like + 1));
}

/// Taking any one event out, doubling any, or swapping any two neighbours: replay refuses, or comes to a log that the
/// engine could have made, and then the audit finds nothing in it either.
#[test]
fn whatever_replay_accepts_passes_the_audit() {
    let run = finished("child");
    let log = run.interview.log();
    for place in 1..log.len() {
        let mut without = log.to_vec();
        without.remove(place);
        let mut doubled = log.to_vec();
        doubled.insert(place, log[place].clone());
        let mut swapped = log.to_vec();
        swapped.swap(place, (place + 1).min(log.len() - 1));
        for forged in [without, doubled, swapped].map(renumbered) {
            if Interview::replay(run.study.clone(), &forged).is_ok() {
                assert_eq!(audit(&run.study, &forged), [], "event {place}");
            }
        }
    }
}
