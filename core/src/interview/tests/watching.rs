//! Observation: hour blocks, counts, nothing seen and not watched (T15, T16).

use super::fixture::{Run, calm, fill};
use crate::{
    interview::{Action, Entry, ROOM_EVENTS, Step},
    log::{Event, EventKind, StopCode},
    record::LOG_EVENTS_MAX,
    safeguard::RefusalCode,
};

fn tap(prompt: &str, row: &[(&str, &str)]) -> Action {
    let entry = |(prompt, value): &(&str, &str)| Entry { prompt: (*prompt).to_owned(), value: (*value).to_owned() };
    Action::Tally { prompt: prompt.to_owned(), row: row.iter().map(entry).collect(), count: 1 }
}

fn close(minutes: u8, nothing_seen: bool) -> Action {
    Action::CloseBlock { minutes, nothing_seen }
}

fn watching() -> Run {
    let mut run = Run::of("station");
    run.calmly_to("block");
    run
}

fn refused(run: &mut Run, action: &Action) -> RefusalCode {
    run.act(action).expect_err("must be refused").code
}

#[test]
fn t15_nothing_seen_is_a_zero_only_with_minutes_and_without_counts() {
    let mut run = watching();
    run.fill(&[]);
    for wrong in [close(0, true), close(30, false)] {
        assert_eq!(refused(&mut run, &wrong), RefusalCode::Contradiction);
    }
    assert_eq!(refused(&mut run, &close(61, true)), RefusalCode::MinutesOutOfRange);
    run.act(&close(60, true)).expect("a true zero");
    assert_eq!(run.step().1, "hour/broken", "closing questions follow");
    run.fill(&[("hour/broken", "rain")]);
    run.act(&tap("handed", &[])).expect("a new block");
    for wrong in [close(20, true), close(0, false), close(0, true)] {
        assert_eq!(refused(&mut run, &wrong), RefusalCode::Contradiction);
    }
    assert_eq!(refused(&mut run, &Action::EndShift), RefusalCode::BlockOpen);
    run.act(&close(20, false)).expect("counts and minutes");
    run.calmly_to("finalized");
}

#[test]
fn t16_a_shift_over_midnight_has_a_block_for_each_local_hour() {
    let mut run = watching();
    for minutes in [30, 60, 60, 15] {
        run.act(&tap("handed", &[])).expect("opens the hour's block");
        run.wait(minutes);
        if minutes == 15 {
            break;
        }
    }
    let hours: Vec<i64> = run
        .interview
        .log()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::BlockOpened { at, .. } => Some(crate::safeguard::observation::local_hour(at).rem_euclid(24)),
            _ => None,
        })
        .collect();
    assert_eq!(hours, [22, 23, 0, 1]);
    for minutes in [30, 60, 60, 15] {
        run.act(&close(minutes, false)).expect("the oldest waits first");
        run.calmly_to("block");
        if run.interview.facts().blocks.iter().all(|block| block.minutes.is_some()) {
            break;
        }
    }
}

#[test]
fn rows_are_counted_with_what_was_seen_and_taken_back() {
    let mut run = watching();
    run.act(&tap("passing", &[("passing/alone", "yes")])).expect("one row");
    run.act(&tap("passing", &[])).expect("nothing is known about it");
    assert_eq!(refused(&mut run, &tap("passing", &[("alone", "maybe")])), RefusalCode::BadValue);
    assert_eq!(refused(&mut run, &tap("view", &[])), RefusalCode::UnknownPrompt);
    run.act(&Action::UndoTally).expect("the last tap");
    let counted = run.screen().prompts.iter().find(|prompt| prompt.id == "passing").map(|prompt| prompt.value.clone());
    assert_eq!(counted.as_deref(), Some("1"));
    run.act(&Action::UndoTally).expect("the first tap");
    assert_eq!(refused(&mut run, &Action::UndoTally), RefusalCode::NothingToUndo);
    run.act(&close(10, true)).expect("nothing stands");
}

#[test]
fn counts_have_a_limit() {
    use crate::safeguard::observation::TAP_COUNT_MAX;
    let mut run = watching();
    let tap = |count| Action::Tally { prompt: "handed".to_owned(), row: Vec::new(), count };
    run.act(&tap(TAP_COUNT_MAX)).expect("as many as that");
    assert_eq!(refused(&mut run, &tap(TAP_COUNT_MAX + 1)), RefusalCode::BadValue);
    assert_eq!(refused(&mut run, &tap(0)), RefusalCode::BadValue);
}

#[test]
fn a_block_left_without_minutes_stays_unobserved() {
    let mut run = watching();
    run.act(&tap("handed", &[])).expect("counts");
    run.act(&Action::Stop).expect("at any moment");
    assert_eq!(run.interview.facts().stopped, Some(StopCode::St12));
    run.calmly_to("finalized");
    assert!(!run.has(|kind| matches!(kind, EventKind::Watched { .. })));
}

#[test]
fn a_child_in_danger_raises_an_alert_and_watching_goes_on() {
    let mut run = watching();
    run.act(&Action::SafetyAction).expect("at any moment");
    assert_eq!(run.step().0, Step::Block);
    run.act(&fill(&[])).expect("opens the hour");
    run.act(&close(60, true)).expect("watched");
    run.calmly_to("finalized");
    let alert = run.interview.outcome().expect("finalized").alert.expect("raised");
    assert_eq!((alert.code, alert.reference), (StopCode::StD1, None));
}

#[test]
fn nobody_is_asked_and_nobody_withdraws() {
    let mut run = watching();
    assert_eq!(refused(&mut run, &Action::Withdraw), RefusalCode::NotNow);
    assert_eq!(refused(&mut run, &Action::CheckDistress), RefusalCode::NotNow);
}

/// Three days and nights of taps: refused in time, with room for every step that closes the shift.
#[test]
fn a_shift_that_is_full_can_still_be_closed_and_sealed() {
    let mut run = watching();
    run.act(&tap("handed", &[])).expect("a new block");
    let last = run.interview.log().last().expect("a tap").clone();
    for sequence in last.sequence + 1..ROOM_EVENTS as u32 {
        assert!(
            sequence > 1000 || run.interview.screen(&run.now, "en").notices.iter().all(|n| n.code != "nearly_full")
        );
        run.interview.apply(&[Event { sequence, ..last.clone() }]).expect("one tap more");
    }
    assert!(run.screen().notices.iter().any(|notice| notice.code == "nearly_full"), "it was said before");
    let refused = run.interview.plan(&tap("handed", &[]), &run.now).expect_err("no room");
    assert_eq!(refused.code, RefusalCode::TooMany);
    for action in [Some(close(60, false)), None] {
        while run.screen().step != Step::Finalized {
            let action = action.clone().unwrap_or_else(|| calm(&run.screen()));
            let events = run.interview.plan(&action, &run.now).expect("what closes it is taken");
            run.interview.apply(&events).expect("planned");
            if matches!(action, Action::CloseBlock { .. }) {
                break;
            }
        }
    }
    let sealed = run.interview.outcome().expect("finalized").answers.len();
    assert!((ROOM_EVENTS..LOG_EVENTS_MAX).contains(&sealed));
}

#[test]
fn a_long_text_is_refused_when_there_is_no_room_and_a_short_one_is_taken() {
    let mut run = Run::of("child");
    run.calmly_to("like");
    let long = "x".repeat(60_000);
    run.fill(&[("like", &long)]);
    for place in 0..2 {
        run.now.monotonic_ms += 1_000;
        let value = format!("{place}{long}");
        let reason = crate::log::CorrectionReason::Volunteered;
        let correct = |value: String| Action::Correct { prompt: "like".to_owned(), value, reason };
        match place {
            0 => drop(run.act(&correct(value)).expect("there is room")),
            _ => assert_eq!(refused(&mut run, &correct(value)), RefusalCode::TooMany),
        }
        run.act(&correct("less".to_owned())).expect("a short one always fits");
    }
}
