//! The course of a complete interview, correction of answers, visits, identity.

use super::fixture::{Run, fill, study};
use crate::{
    expr::World,
    form::DeclineReason,
    interview::{Action, Offer, StartRequest, Step},
    log::{CorrectionReason, EventKind, TrustAnswer},
    safeguard::RefusalCode,
};

fn volunteer(prompt: &str, value: &str) -> Action {
    Action::Correct { prompt: prompt.to_owned(), value: value.to_owned(), reason: CorrectionReason::Volunteered }
}

fn slip(prompt: &str, value: &str) -> Action {
    Action::Correct { prompt: prompt.to_owned(), value: value.to_owned(), reason: CorrectionReason::Slip }
}

fn refused(run: &mut Run, action: &Action) -> RefusalCode {
    run.act(action).expect_err("must be refused").code
}

#[test]
fn a_childs_interview_goes_through_all_gates_in_order() {
    let mut run = Run::of("child");
    let mut steps = Vec::new();
    while run.step().0 != Step::Finalized {
        let (step, id) = run.step();
        steps.push(id.clone());
        let action = super::fixture::calm(&run.screen());
        run.act(&action).unwrap_or_else(|refusal| panic!("{step:?} {id}: {refusal} {}", refusal.prompt));
    }
    let expected = [
        "P1",
        "P2",
        "distress",
        "language",
        "I1",
        "I6",
        "teach_back/1",
        "P3.2",
        "P3.3",
        "presence",
        "like",
        "age",
        "presence",
        "school",
        "nick",
        "seen",
        "distress",
        "presence",
        "work",
        "hours",
        "leg/place",
        "leg[2]",
        "distress",
        "presence",
        "distress",
        "trust",
        "free",
        "distress",
        "presence",
        "feel",
        "distress",
        "closing",
        "P8",
        "ready",
    ];
    assert_eq!(steps, expected);
    assert!(run.has(|kind| matches!(kind, EventKind::Trust { answer: TrustAnswer::GoOn, .. })));
}

#[test]
fn a_key_informant_needs_no_guardian() {
    let mut run = Run::of("informant");
    run.calmly_to("P3.3");
    assert!(!run.has(|kind| matches!(kind, EventKind::Guardian { .. })));
}

#[test]
fn identity_leaves_the_answers() {
    let mut run = Run::of("child");
    run.calmly_to("finalized");
    let outcome = run.interview.outcome().expect("finalized");
    let nick = run.interview.form().find("nick").expect("in the form");
    let held = |kind: &EventKind| matches!(kind, EventKind::Answered { at, .. } if *at == nick);
    assert!(run.has(held) && !outcome.answers.iter().any(|event| held(&event.kind)));
    let identity = outcome.identity.expect("one was asked");
    assert_eq!(identity.items.iter().map(|(at, _)| at.clone()).collect::<Vec<_>>(), [nick]);
    assert_eq!(outcome.alert, None);
}

#[test]
fn t18_a_declined_item_is_shown_and_never_asked_again_also_in_a_second_visit() {
    let mut run = Run::of("child");
    run.calmly_to("age");
    run.act(&Action::Decline { prompt: "age".to_owned(), reason: DeclineReason::PrefersNotToSay }).expect("may");
    assert_eq!(refused(&mut run, &fill(&[("age", "12")])), RefusalCode::Missing, "another step is open");
    run.act(&Action::Back).expect("looking is free");
    let screen = run.screen();
    assert_eq!(screen.id, "age");
    assert!(screen.prompts[0].read_only && screen.prompts[0].declined && !screen.prompts[0].may_decline);
    assert_eq!(refused(&mut run, &fill(&[("age", "12")])), RefusalCode::AskedOnce);
    let asked_before = run.interview.asked_names();
    assert_eq!(asked_before, ["age", "like"]);
    let again = StartRequest { instrument: "child".to_owned(), visit: 2, asked_before, ..StartRequest::default() };
    let mut second = Run::start(study(), again);
    second.calmly_to("school");
    assert!(
        !second.has(|kind| matches!(kind, EventKind::Asked { at } if second.interview.form().prompt_id(at) == "age"))
    );
}

#[test]
fn an_answer_changes_by_the_persons_offer_or_by_a_slip_before_the_next_answer() {
    let mut run = Run::of("child");
    run.calmly_to("age");
    assert_eq!(refused(&mut run, &volunteer("age", "12")), RefusalCode::NotNow);
    run.act(&slip("like", "music")).expect("the next item is not answered yet");
    run.fill(&[("age", "12")]);
    assert_eq!(refused(&mut run, &slip("like", "sport")), RefusalCode::TooLateForSlip);
    run.act(&volunteer("like", "sport")).expect("the person offered it");
    let like = run.interview.form().find("like").expect("in the form");
    let value = run.interview.instance().value(&like).expect("answered");
    assert_eq!(run.interview.form().lexical(&like, value), "sport");
}

#[test]
fn a_constraint_on_what_a_person_says_warns_once_and_one_on_a_note_refuses() {
    let mut run = Run::of("child");
    run.calmly_to("hours");
    assert_eq!(refused(&mut run, &fill(&[("hours", "130")])), RefusalCode::LooksWrong);
    assert!(!run.screen().prompts[0].warning.is_empty());
    assert!(!run.screen().prompts[0].required);
    run.fill(&[("hours", "130")]);
    let mut run = Run::of("child");
    run.calmly_to("seen");
    assert_eq!(refused(&mut run, &fill(&[("seen", "0")])), RefusalCode::Constraint);
    assert_eq!(refused(&mut run, &fill(&[("seen", "0")])), RefusalCode::Constraint);
    assert_eq!(refused(&mut run, &fill(&[])), RefusalCode::Missing);
    run.fill(&[("seen", "4")]);
    run.act(&Action::Back).expect("looking is free");
    run.fill(&[("seen", "5")]);
}

#[test]
fn what_a_person_does_not_fill_is_as_final_as_an_answer() {
    let mut run = Run::of("child");
    run.calmly_to("age");
    run.fill(&[]);
    assert!(run.has(|kind| matches!(kind, EventKind::Declined { .. })));
    assert_eq!(run.step().0, Step::Presence);
}

#[test]
fn left_out_means_never_asked_again() {
    let mut run = Run::of("child");
    run.calmly_to("trust");
    run.fill(&[("trust/private", "yes"), ("trust/relaxed", "yes"), ("trust/choice", "leave_out")]);
    run.calmly_to("finalized");
    let free = run.interview.form().find("free").expect("in the form");
    assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == free)));
    assert!(run.interview.asked_names().contains(&"free".to_owned()));
}

#[test]
fn t20_an_employers_presence_closes_what_is_sensitive() {
    let mut run = Run::of("child");
    run.calmly_to("work");
    run.act(&Action::NotePresence).expect("at any moment");
    run.fill(&[("presence/who", "employer"), ("presence/insisted", "no"), ("presence/can_hear", "no")]);
    assert!(run.screen().notices.iter().any(|notice| notice.code == "constrained"));
    run.calmly_to("feel").calmly_to("finalized");
    for closed in ["hours", "free"] {
        let at = run.interview.form().find(closed).expect("in the form");
        assert!(!run.has(|kind| matches!(kind, EventKind::Asked { at: asked } if *asked == at)), "{closed}");
    }
}

#[test]
fn somebody_who_listens_closes_sensitive_sections_and_an_interpreter_does_not() {
    for (who, open) in [("parent", "feel"), ("interpreter", "work"), ("", "feel")] {
        let mut run = Run::of("child");
        run.calmly_to("school").calmly_to("distress").calmly_to("presence");
        run.fill(&[("presence/who", who), ("presence/insisted", "no"), ("presence/can_hear", "yes")]);
        run.calmly_to(open);
        let work = run.interview.form().find("work").expect("in the form");
        assert_eq!(run.has(|kind| matches!(kind, EventKind::Asked { at } if *at == work)), open == "work", "{who}");
    }
}

#[test]
fn a_study_of_two_visits_asks_rapport_first_and_the_rest_later() {
    let request = |visit| StartRequest { instrument: "two".to_owned(), visit, ..StartRequest::default() };
    let asked = |run: &Run, name: &str| {
        let at = run.interview.form().find(name).expect("in the form");
        run.has(|kind| matches!(kind, EventKind::Asked { at: asked } if *asked == at))
    };
    let mut first = Run::start(study(), request(1));
    first.calmly_to("finalized");
    assert!(asked(&first, "like") && asked(&first, "school") && asked(&first, "feel") && !asked(&first, "work"));
    let mut second = Run::start(study(), request(2));
    second.calmly_to("finalized");
    assert!(!asked(&second, "like") && asked(&second, "work") && asked(&second, "free"));
}

#[test]
fn a_break_offers_to_go_on_or_to_stop() {
    let mut run = Run::of("child");
    run.calmly_to("like");
    run.act(&Action::Pause).expect("at any moment");
    let offers = run.screen().offers;
    assert!(offers.contains(&Offer::Resume) && offers.contains(&Offer::Stop));
    assert_eq!(refused(&mut run, &fill(&[("like", "x")])), RefusalCode::NotNow);
    run.act(&Action::Resume).expect("after the break");
    assert_eq!(run.step().1, "presence", "who is there is noted anew");
    run.calmly_to("like");
}

#[test]
fn only_queried_items_are_open_in_a_correction() {
    use crate::{form::Value, ids::Hash32, log::Correction};
    let study = study();
    let school = study.instruments[0].form.find("school").expect("in the form");
    let queried = vec![(school.clone(), Some(Value::Choice(0)))];
    let correction = Some(Correction { parent: Hash32::of(b"parent"), queried });
    let mut run =
        Run::start(study, StartRequest { instrument: "child".to_owned(), correction, ..StartRequest::default() });
    assert_eq!((run.step().1.as_str(), run.screen().prompts[0].value.as_str()), ("school", "yes"));
    assert_eq!(refused(&mut run, &fill(&[("like", "x")])), RefusalCode::NotQueried);
    assert_eq!(refused(&mut run, &volunteer("like", "x")), RefusalCode::NotQueried);
    run.fill(&[("school", "no")]);
    assert_eq!(run.step().0, Step::Ready);
    run.act(&Action::Finalize).expect("nothing else is open");
    assert_eq!(run.interview.instance().value(&school), Some(&Value::Choice(1)));
}

#[test]
fn a_log_cut_between_two_events_of_one_step_is_taken_up() {
    let mut run = Run::of("child");
    run.calmly_to("finalized");
    for length in 1..run.interview.log().len() {
        let cut = &run.interview.log()[..length];
        let interview = crate::interview::Interview::replay(run.study.clone(), cut).expect("a prefix is a log");
        let mut resumed = Run { interview, ..run.clone() };
        resumed.now.monotonic_ms = 0;
        resumed.act(&Action::Resume).expect("after a restart");
        resumed.calmly_to("finalized");
    }
}

#[test]
fn what_was_left_out_is_said_on_every_screen() {
    let run = Run::of("station");
    let said = |run: &Run| run.screen().notices.iter().any(|notice| notice.code == "cut_short");
    assert!(!said(&run));
    World::visited(&run.interview.instance, u32::MAX);
    assert!(said(&run));
}
