//! Somebody is away for a while: what was noted before holds no longer, whatever the clocks say.

use super::fixture::{Run, calm, fill};
use crate::{
    interview::{Action, Interview, Step},
    log::EventKind,
    moment::Moment,
    safeguard::{BreachKind, audit},
};

const HOUR: u64 = 60;

/// At the highly sensitive item, which the person agreed to.
fn trusted() -> Run {
    let mut run = Run::of("child");
    run.calmly_to("free");
    run
}

/// The screens that come until the item, or the closing, is put.
fn screens(run: &mut Run) -> Vec<String> {
    let mut seen = Vec::new();
    while !["free", "feel"].contains(&run.screen().id.as_str()) {
        seen.push(run.screen().id);
        let action = calm(&run.screen());
        run.act(&action).expect("a settled person, a careful interviewer");
    }
    seen.push(run.screen().id);
    seen
}

fn after_break(minutes: u64) -> Vec<String> {
    let mut run = trusted();
    run.act(&Action::Pause).expect("at any moment");
    run.wait(minutes);
    run.act(&Action::Resume).expect("after the break");
    screens(&mut run)
}

#[test]
fn a_break_ends_what_was_noted_of_the_place_and_of_the_person() {
    assert_eq!(after_break(1), ["presence", "trust", "free"]);
    assert_eq!(after_break(20), ["presence", "distress", "trust", "free"]);
    assert_eq!(after_break(20 * HOUR), ["presence", "distress", "trust", "free"]);
    assert_eq!(after_break(25 * HOUR).last().map(String::as_str), Some("feel"), "that visit is over");
}

#[test]
fn an_employer_who_came_in_the_break_closes_the_section() {
    let mut run = trusted();
    run.act(&Action::Pause).expect("at any moment");
    run.wait(12 * HOUR);
    run.act(&Action::Resume).expect("after the break");
    assert_eq!(run.act(&fill(&[("free", "yes")])).map(|events| events.len()).ok(), None, "not yet");
    run.fill(&[("presence/who", "employer"), ("presence/insisted", "no"), ("presence/can_hear", "yes")]);
    run.calmly_to("feel");
    let free = run.interview.form().find("free").expect("in the form");
    assert!(!run.has(|kind| matches!(kind, EventKind::Answered { at, .. } if *at == free)));
}

/// The battery was empty: the monotonic clock begins again, and no break was noted.
fn restarted(off_minutes: i64) -> Vec<String> {
    let mut run = trusted();
    run.now = Moment { wall_ms: run.now.wall_ms + off_minutes * 60_000, monotonic_ms: 1, ..run.now };
    run.act(&Action::Resume).expect("as a device does that takes an interview up");
    screens(&mut run)
}

#[test]
fn an_empty_battery_is_a_break_too() {
    assert_eq!(restarted(3), ["presence", "trust", "free"]);
    assert_eq!(restarted(10 * 60), ["presence", "distress", "trust", "free"]);
    assert_eq!(restarted(-10 * 60), ["presence", "distress", "trust", "free"], "nobody knows how long");
    assert_eq!(restarted(2 * 24 * 60).last().map(String::as_str), Some("feel"));
}

#[test]
fn a_program_that_was_killed_for_a_moment_finds_the_place_as_it_was() {
    let mut run = trusted();
    run.act(&Action::Resume).expect("as a device does that takes an interview up");
    assert_eq!(run.step(), (Step::Question, "free".to_owned()));
}

/// A shell that leaves the gates out: the replay refuses its log, and the audit sees each.
#[test]
fn a_log_that_goes_on_as_before_the_break_is_caught_twice() {
    type Gate = fn(&EventKind) -> bool;
    let mut run = trusted();
    run.act(&Action::Pause).expect("at any moment");
    run.wait(12 * HOUR);
    run.act(&Action::Resume).expect("after the break");
    let back = run.interview.log().len();
    run.calmly_to("feel");
    let log = run.interview.log().to_vec();
    assert_eq!(audit(&run.study, &log), []);
    let gates: [(Gate, BreachKind); 3] = [
        (|kind| matches!(kind, EventKind::Presence { .. }), BreachKind::Overheard),
        (|kind| matches!(kind, EventKind::Distress { .. }), BreachKind::DistressMissing),
        (|kind| matches!(kind, EventKind::Trust { .. }), BreachKind::WithoutTrust),
    ];
    for (is_gate, breach) in gates {
        let place = back + log[back..].iter().position(|event| is_gate(&event.kind)).expect("it stands there");
        let mut forged = log.clone();
        forged.remove(place);
        (0..).zip(&mut forged).for_each(|(sequence, event)| event.sequence = sequence);
        assert!(audit(&run.study, &forged).iter().any(|found| found.kind == breach), "{breach:?}");
        assert!(Interview::replay(run.study.clone(), &forged).is_err(), "{breach:?}");
    }
}

/// As an earlier version wrote it: nothing was noted anew, and the draft is read all the same.
#[test]
fn a_draft_of_an_earlier_version_is_taken_up_as_it_stands() {
    let mut run = trusted();
    run.act(&Action::Pause).expect("at any moment");
    run.wait(30);
    run.act(&Action::Resume).expect("after the break");
    let mut log = run.interview.log().to_vec();
    let last = log.last_mut().expect("a log has events");
    let EventKind::CameBack { at } = last.kind else { panic!("the break ended") };
    last.kind = EventKind::Resumed { at };
    let again = Interview::replay(run.study.clone(), &log).expect("it was possible then");
    assert_eq!(again.screen(&run.now, "en").id, "free");
}
