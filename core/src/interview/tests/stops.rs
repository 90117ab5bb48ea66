//! Every stop rule with its trigger, and what follows a stop.

use super::fixture::{Run, fill, study};
use crate::{
    interview::{Action, StartRequest, Step},
    log::{EventKind, StopCode},
    safeguard::RefusalCode,
};

fn stopped(run: &Run, code: StopCode) {
    assert_eq!(run.interview.facts().stopped, Some(code));
    let alert = run.interview.facts().alerts.contains(&StopCode::St2);
    assert_eq!(alert, code == StopCode::St2, "an alert belongs to ST2");
}

fn at_check(instrument: &str, page: &str, entry: (&str, &str), code: StopCode) {
    let mut run = Run::of(instrument);
    run.calmly_to(page);
    run.fill(&[entry]);
    stopped(&run, code);
    run.calmly_to("finalized");
}

#[test]
fn checks_before_the_meeting_stop() {
    at_check("child", "P1", ("P1.3", "no"), StopCode::Gate);
    at_check("child", "P1", ("P1.6", "same_instrument"), StopCode::St9);
    at_check("child", "P1", ("P1.7", "mismatch"), StopCode::St8);
    at_check("child", "P1", ("P1.8", "no"), StopCode::Gate);
    at_check("station", "P1", ("P1.8", "no"), StopCode::Gate);
    at_check("child", "P2", ("P2.1", "yes"), StopCode::St7);
    at_check("child", "P2", ("P2.2", "family employer"), StopCode::St3);
    at_check("child", "P2", ("P2.2", "recruiter"), StopCode::St3);
    at_check("child", "P2", ("P2.3", "high"), StopCode::St3);
    at_check("station", "P2", ("P2.3", "high"), StopCode::St3);
    at_check("child", "P2", ("P2.4", "yes"), StopCode::St2);
    at_check("child", "P2", ("P2.5", "yes"), StopCode::St4);
}

#[test]
fn an_informant_may_be_met_where_no_service_is_reached() {
    let mut run = Run::of("informant");
    run.fill(&[("P1.3", "no")]);
    assert_eq!(run.interview.facts().stopped, None);
}

#[test]
fn a_contact_through_an_employer_needs_the_supervisor() {
    let mut run = Run::of("child");
    run.fill(&[("P1.5", "employer")]);
    assert!(run.screen().prompts.iter().any(|prompt| prompt.id == "P1.5s"));
    run.fill(&[("P1.5s", "no")]);
    stopped(&run, StopCode::Gate);
}

#[test]
fn what_can_be_mended_is_refused_and_not_written_down() {
    let mut run = Run::of("child");
    let before = run.interview.log().len();
    let refused = |run: &mut Run, entry| run.act(&fill(&[entry])).expect_err("refused").code;
    assert_eq!(refused(&mut run, ("P1.6", "visit_2")), RefusalCode::OpenAsSecondVisit);
    assert_eq!(refused(&mut run, ("P1.6", "maybe")), RefusalCode::BadValue);
    assert_eq!(refused(&mut run, ("P2.3", "low")), RefusalCode::UnknownPrompt);
    assert_eq!(run.interview.log().len(), before);
    run.calmly_to("P2");
    assert_eq!(refused(&mut run, ("P2.5", "unknown")), RefusalCode::AskReferrer);
}

fn at_distress(place: &str, level: &str, code: StopCode) {
    let mut run = Run::of("child");
    run.calmly_to(place);
    if place != "distress" {
        run.act(&Action::CheckDistress).expect("at any moment");
    }
    run.fill(&[("distress/level", level)]);
    stopped(&run, code);
    run.calmly_to("finalized");
    assert_eq!(run.interview.outcome().expect("finalized").alert.is_some(), code == StopCode::St2);
}

#[test]
fn distress_stops_by_level_and_place() {
    at_distress("distress", "2", StopCode::St4);
    at_distress("distress", "3", StopCode::St2);
    for place in ["I1", "P3.3", "like", "work", "trust", "free"] {
        at_distress(place, "2", StopCode::St1);
        at_distress(place, "3", StopCode::St2);
    }
}

#[test]
fn t19_a_second_first_sign_ends_the_visit_kindly() {
    let mut run = Run::of("child");
    run.calmly_to("school");
    run.act(&Action::CheckDistress).expect("at any moment");
    run.fill(&[("distress/level", "1")]);
    assert_eq!(run.step().0, Step::Paused);
    run.act(&Action::Resume).expect("after the break");
    assert_eq!(run.step().1, "presence", "who is there is noted anew");
    run.calmly_to("school");
    run.act(&Action::CheckDistress).expect("at any moment");
    run.fill(&[("distress/level", "1")]);
    stopped(&run, StopCode::St6);
    assert_eq!(run.step().1, "closing");
}

#[test]
fn agreement_that_is_none_stops() {
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("teach_back/1", &[("P3.1", "not_understood")]),
        ("P3.2", &[("P3.2", "refused")]),
        ("P3.3", &[("P3.3", "no")]),
        ("P3.3", &[("P3.3", "unsure")]),
        ("P3.3", &[("P3.3", "yes"), ("P3.4", "pressed")]),
        ("P3.3", &[("P3.3", "yes"), ("P3.4", "cannot_tell")]),
    ];
    for (place, entries) in cases {
        let mut run = Run::of("child");
        run.calmly_to(place);
        run.fill(entries);
        stopped(&run, StopCode::St5);
    }
}

#[test]
fn a_waiver_needs_a_reason_that_was_approved() {
    let mut run = Run::of("child");
    run.calmly_to("P3.2");
    let refused = run.act(&fill(&[("P3.2", "waived_child_on_own")])).expect_err("not approved");
    assert_eq!(refused.code, RefusalCode::WaiverNotApproved);
    run.fill(&[("P3.2", "waived_mature_minor")]);
    assert_eq!(run.step().1, "P3.3", "the child's own yes is still needed");
}

#[test]
fn an_age_outside_the_protocol_stops() {
    for (instrument, age, stops) in
        [("child", "9", true), ("child", "18", true), ("child", "10", false), ("informant", "17", true)]
    {
        let mut run = Run::of(instrument);
        run.calmly_to("age");
        run.fill(&[("age", age)]);
        assert_eq!(run.interview.facts().stopped == Some(StopCode::St11), stops, "{instrument} {age}");
    }
}

#[test]
fn the_time_limit_leads_to_the_closing_section() {
    let mut run = Run::of("child");
    run.calmly_to("school");
    run.wait(46);
    run.fill(&[("school", "yes")]);
    assert!(run.has(|kind| *kind == EventKind::CutShort { code: StopCode::St10 }));
    run.calmly_to("feel").calmly_to("finalized");
    assert_eq!(run.interview.facts().stopped, None);
    let work = run.interview.form().find("work").expect("in the form");
    assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == work)));
}

#[test]
fn a_break_does_not_count_as_time_with_the_person() {
    let mut run = Run::of("child");
    run.calmly_to("like");
    run.act(&Action::Pause).expect("at any moment");
    run.wait(60);
    run.act(&Action::Resume).expect("after the break");
    run.calmly_to("work");
}

#[test]
fn the_trust_gate_needs_ten_minutes_and_two_settled_checks() {
    let mut run = Run::of("child");
    run.calmly_to("work");
    run.wait(36);
    run.calmly_to("feel");
    let free = run.interview.form().find("free").expect("in the form");
    assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == free)));
    let mut run = Run::of("child");
    run.calmly_to("work").calmly_to("distress");
    run.fill(&[("distress/level", "1")]);
    run.act(&Action::Resume).expect("after the break");
    run.calmly_to("feel");
    assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == free)));
}

#[test]
fn the_interviewer_may_stop_for_reasons_of_safety() {
    for code in [StopCode::St2, StopCode::St3, StopCode::St7, StopCode::St8, StopCode::St12] {
        let mut run = Run::of("child");
        run.calmly_to("like");
        run.act(&Action::StopFor { code }).expect("at any moment");
        stopped(&run, code);
    }
    let mut run = Run::of("child");
    let refused = run.act(&Action::StopFor { code: StopCode::St9 }).expect_err("not the interviewer's to say");
    assert_eq!(refused.code, RefusalCode::NotNow);
}

/// Stop after the sensitive question, then say whether it may stay.
fn after_stop(wish: &str) -> bool {
    let mut run = Run::of("child");
    run.calmly_to("hours");
    run.act(&Action::Stop).expect("at any moment");
    stopped(&run, StopCode::St5);
    assert_eq!(run.act(&fill(&[("hours", "3")])).expect_err("closed").code, RefusalCode::Missing);
    assert_eq!(run.step().1, "keep");
    run.fill(&[("keep", wish)]);
    run.calmly_to("finalized");
    let outcome = run.interview.outcome().expect("finalized");
    let find = |name: &str| run.interview.form().find(name).expect("in the form");
    let held = |name: &str| {
        let at = find(name);
        outcome.answers.iter().any(|event| matches!(&event.kind, EventKind::Answered { at: one, .. } if *one == at))
    };
    assert!(held("school"), "what is not sensitive stays");
    assert!(run.interview.asked_names().contains(&"hours".to_owned()), "it was put, so it is never put again");
    held("work")
}

#[test]
fn sensitive_answers_stay_only_with_the_persons_yes() {
    assert!(after_stop("keep"));
    assert!(!after_stop("drop"));
}

#[test]
fn t21_a_withdrawal_leaves_a_count_and_nothing_else() {
    for place in ["P1", "P3.2", "like", "free", "closing", "P8", "ready"] {
        let mut run = Run::of("child");
        run.calmly_to(place);
        run.act(&Action::Withdraw).expect("at any point");
        run.act(&Action::Stop).expect("accepted, though there is nothing left to stop");
        run.calmly_to("finalized");
        let outcome = run.interview.outcome().expect("finalized");
        let kinds: Vec<_> = outcome.answers.iter().map(|event| std::mem::discriminant(&event.kind)).collect();
        assert_eq!(kinds.len(), 3, "{place}");
        let EventKind::Started(start) = &outcome.answers[0].kind else { panic!("a log starts") };
        assert_eq!((start.reference.0, start.at.wall_ms % 86_400_000), ([0; 10], 0));
        assert_eq!((outcome.identity, outcome.alert), (None, None));
    }
}

#[test]
fn some_risk_closes_what_belongs_to_a_second_visit() {
    let mut run = Run::of("child");
    run.calmly_to("P2");
    run.fill(&[("P2.3", "some")]);
    run.calmly_to("feel");
    let work = run.interview.form().find("work").expect("in the form");
    assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == work)));
}

#[test]
fn more_visits_than_the_protocol_allows_do_not_start() {
    use crate::{interview::Interview, moment::Moment};
    use rand_core::SeedableRng;
    let request = StartRequest { instrument: "child".to_owned(), visit: 3, ..StartRequest::default() };
    let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
    let mut rng = rand_chacha::ChaCha20Rng::from_seed([1; 32]);
    let refusal = Interview::start(std::sync::Arc::new(study()), request, &now, &mut rng).expect_err("too many");
    assert_eq!(refusal.code, RefusalCode::TooManyVisits);
}
