//! What a number brings back, and what goes with somebody who withdraws.

use super::*;
use crate::{
    interview::{Action, Entry, Step},
    log::EventKind,
    record::{Content, PayloadContext, RecordError, open},
    session::{
        Withdrawal,
        laws::{Bench, NOW, form_of, returned, training_study},
    },
    study::package,
};

const ACTIONS_MAX: usize = 400;
const CHILD: &str = "child-interview";

fn number(bench: &mut Bench, id: InterviewId) -> ReferenceNumber {
    let (session, rng) = bench.session();
    session.reference(id, &NOW, rng).expect("the interview is open")
}

/// A first visit that was sealed.
fn visited(bench: &mut Bench) -> ReferenceNumber {
    let id = bench.start(CHILD, None);
    let reference = number(bench, id);
    assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
    reference
}

fn begin(bench: &mut Bench, reference: ReferenceNumber) -> Result<InterviewId, RefusalCode> {
    let (session, rng) = bench.session();
    let wish = super::super::StartWish { instrument: CHILD.into(), site: None, reference: Some(reference) };
    session.start(wish, &NOW, rng).map_err(|error| match error {
        SessionError::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    })
}

/// In the ordinary way to a screen that asks for this.
fn to(bench: &mut Bench, id: InterviewId, prompt: &str) {
    for _ in 0..ACTIONS_MAX {
        let (session, rng) = bench.session();
        let screen = session.screen(id, "en", &NOW, rng).expect("the interview is open");
        if screen.prompts.iter().any(|one| one.id == prompt) {
            return;
        }
        bench.ordinary(id, 1);
    }
    panic!("{prompt} never came");
}

fn said(prompt: &str, value: &str) -> Action {
    Action::Fill { entries: vec![Entry { prompt: prompt.into(), value: value.into() }] }
}

fn owed(bench: &mut Bench) -> Vec<(ReferenceNumber, usize)> {
    let lines = bench.session().0.owed().expect("readable");
    lines.into_iter().map(|line| (line.reference, line.records)).collect()
}

fn drafts(bench: &mut Bench) -> usize {
    bench.session().0.drafts().expect("readable").len()
}

#[test]
fn who_withdraws_on_a_second_visit_takes_the_first_along() -> Result<(), SessionError> {
    for (seed, is_here) in [(61, true), (62, false)] {
        let mut bench = Bench::enrolled(seed);
        let reference = visited(&mut bench);
        let first = returned(&mut bench, reference);
        let (session, rng) = bench.session();
        session.start_correction(1, &NOW, rng)?;
        if !is_here {
            session.documents().forget_traces(|_, _| false, rng)?;
        }
        let second = begin(&mut bench, reference).expect("a correction is no visit");
        assert_eq!(drafts(&mut bench), 2);
        bench.act(second, &Action::Withdraw);
        let study_key = bench.server.study_key.clone();
        let (session, rng) = bench.session();
        let held = session.vault.outbox().pending(StreamKind::Answers, 0, 1)?.remove(0);
        let opened = open(&SealedRecord::from_bytes(&held.bytes)?, &study_key).map(|_| ());
        assert_eq!(opened, if is_here { Err(RecordError::Withdrawn) } else { Ok(()) }, "its trace is what leads to it");
        assert!(session.returns()?.is_empty() && session.documents().return_numbers()?.is_empty());
        assert!(session.documents().asked(reference)?.is_empty());
        let typed = session.withdraw_person(reference, &NOW, rng)?;
        assert_eq!(typed, Withdrawal { sent: 1, ..Withdrawal::default() }, "the card still says what the office has");
        assert_eq!((owed(&mut bench), drafts(&mut bench)), (vec![(reference, 1)], 0));
        assert_eq!(begin(&mut bench, reference), Err(RefusalCode::Withdrawn));

        let (session, rng) = bench.session();
        session.withdraw_records(&[first.header.record], &NOW, rng)?;
        assert_eq!(owed(&mut bench), [], "the office has done it");
    }
    Ok(())
}

#[test]
fn who_withdraws_in_a_correction_takes_along_what_it_corrects() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(63);
    let reference = visited(&mut bench);
    returned(&mut bench, reference);
    let (session, rng) = bench.session();
    let correction = session.start_correction(1, &NOW, rng)?;
    bench.act(correction, &Action::Withdraw);
    let study_key = bench.server.study_key.clone();
    let held = bench.session().0.vault.outbox().pending(StreamKind::Answers, 0, 1)?.remove(0);
    assert_eq!(open(&SealedRecord::from_bytes(&held.bytes)?, &study_key).map(|_| ()), Err(RecordError::Withdrawn));
    assert!(bench.session().0.returns()?.is_empty());
    assert_eq!(owed(&mut bench), [(reference, 1)]);
    Ok(())
}

/// The power fails right after somebody withdrew: nothing is there to be read, and the count waits to be sent.
#[test]
fn a_withdrawal_is_sealed_before_the_closing_words() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(64);
    let id = bench.start(CHILD, None);
    to(&mut bench, id, "A08");
    bench.act(id, &Action::StopFor { code: StopCode::St2 });
    let alert = bench.last_record(StreamKind::Alert);
    assert_eq!(bench.answers(id), [], "after a stop nobody looks at what was said");
    bench.act(id, &Action::Withdraw);
    assert_eq!(drafts(&mut bench), 0);
    let (session, rng) = bench.session();
    assert_eq!(session.answers(id, &NOW, rng), Err(SessionError::NoSuchInterview));
    assert_eq!(session.reference(id, &NOW, rng), Err(SessionError::NoSuchInterview));
    let values = |kind: &EventKind| matches!(kind, EventKind::Answered { .. } | EventKind::Noted { .. });
    let log = session.opened(id, &NOW, rng)?.interview.log().to_vec();
    assert!(!log.iter().any(|event| values(&event.kind)), "not in memory either");

    let study_key = bench.server.study_key.clone();
    let record = bench.last_record(StreamKind::Answers);
    let plain = open(&record, &study_key)?;
    let form = form_of(&bench, CHILD);
    assert_eq!(Content::decode(&plain, &PayloadContext::new(&form, &record.header)), Ok(Content::Tombstone));
    assert!(open(&bench.last_record(StreamKind::Alert), &study_key).is_ok(), "help still comes");
    assert_eq!(bench.last_record(StreamKind::Alert).hash(), alert.hash());
    assert_eq!(owed(&mut bench), [], "of before there is nothing");
    let before = bench.session().0.sealed_count()?;
    assert_eq!(bench.ordinary(id, 10), Step::Finalized, "the closing words are said");
    assert_eq!(bench.session().0.sealed_count()?, before);

    let another = bench.start(CHILD, None);
    to(&mut bench, another, "A08");
    bench.act(another, &Action::Withdraw);
    bench.killed();
    let (session, rng) = bench.session();
    assert_eq!(session.screen(another, "en", &NOW, rng).err(), Some(SessionError::NoSuchInterview));
    assert_eq!((session.drafts()?.len(), session.sealed_interviews()?.len()), (0, 2));
    Ok(())
}

/// An earlier version left it in its draft until it was closed.
#[test]
fn a_draft_that_was_left_after_a_withdrawal_is_sealed_when_it_is_opened() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(65);
    let id = bench.start(CHILD, None);
    to(&mut bench, id, "A08");
    let (session, rng) = bench.session();
    let events = session.opened(id, &NOW, rng)?.interview.plan(&Action::Withdraw, &NOW)?;
    let mut open = session.open.take().expect("it was opened");
    session.keep(&mut open, &events, &NOW, rng)?;
    bench.killed();
    assert_eq!(drafts(&mut bench), 1);
    let (session, rng) = bench.session();
    assert!(session.screen(id, "en", &NOW, rng).is_ok());
    assert_eq!((session.drafts()?.len(), session.sealed_interviews()?.len()), (0, 1));
    Ok(())
}

#[test]
fn nobody_comes_again_after_a_refusal_and_after_harm_only_when_a_supervisor_asks() {
    let mut bench = Bench::enrolled(66);
    for (prompt, value, lifted) in
        [("P3.2", "refused", false), ("P3.3", "no", false), ("P2.3", "high", true), ("distress/level", "2", true)]
    {
        let id = bench.start(CHILD, None);
        let reference = number(&mut bench, id);
        to(&mut bench, id, prompt);
        bench.act(id, &said(prompt, value));
        assert_eq!(begin(&mut bench, reference), Err(RefusalCode::OpenAlready), "{prompt}");
        assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
        assert_eq!(begin(&mut bench, reference), Err(RefusalCode::EndedBefore), "{prompt}");
        returned(&mut bench, reference);
        assert_eq!(begin(&mut bench, reference).is_ok(), lifted, "{prompt}");
    }
    let id = bench.start(CHILD, None);
    let reference = number(&mut bench, id);
    to(&mut bench, id, "A04");
    bench.act(id, &Action::Stop);
    bench.ordinary(id, ACTIONS_MAX);
    assert!(begin(&mut bench, reference).is_ok(), "who stopped may ask for another visit");
}

#[test]
fn what_was_asked_is_what_every_visit_asked_and_visits_are_counted() -> Result<(), SessionError> {
    let mut study = package::decode(&training_study())?;
    study.limits.visits = 3;
    let mut bench = Bench::running(67, package::encode(&study));
    let reference = visited(&mut bench);
    let known = |bench: &mut Bench| bench.session().0.documents().asked(reference).expect("readable");
    let mut before = known(&mut bench);
    for visit in [2, 3] {
        let id = begin(&mut bench, reference).expect("there is room for it");
        assert_eq!(begin(&mut bench, reference), Err(RefusalCode::OpenAlready));
        let (session, rng) = bench.session();
        let log = session.opened(id, &NOW, rng)?.interview.log();
        assert_eq!(started(log).map(|start| (start.visit, start.asked_before.clone())), Some((visit, before.clone())));
        bench.ordinary(id, ACTIONS_MAX);
        let after = known(&mut bench);
        assert!(before.iter().all(|name| after.contains(name)), "visit {visit}");
        before = after;
    }
    assert_eq!(begin(&mut bench, reference), Err(RefusalCode::TooManyVisits));
    // On another phone: it is a later visit, and the screen says that nothing is known.
    let unknown = begin(&mut bench, ReferenceNumber([9; 10])).expect("a card of another team");
    let (session, rng) = bench.session();
    let screen = session.screen(unknown, "en", &NOW, rng)?;
    assert!(screen.notices.iter().any(|notice| notice.code == "nothing_known"));
    Ok(())
}

#[test]
fn a_draft_that_does_not_open_goes_with_its_person() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(68);
    let id = bench.start(CHILD, None);
    let reference = number(&mut bench, id);
    let (session, rng) = bench.session();
    let next = u32::try_from(session.vault.drafts().log(id)?.len()).expect("few");
    session.vault.drafts().append(id, &[(next, b"no event")], rng)?;
    session.open = None;
    assert!(session.screen(id, "en", &NOW, rng).is_err());
    let done = session.withdraw_person(reference, &NOW, rng)?;
    assert_eq!((done.drafts, done.unreadable, session.drafts()?.len()), (1, 0, 0));

    let id = bench.start(CHILD, None);
    let (session, rng) = bench.session();
    let label = session.label(id)?;
    let old = super::super::open::written(&DraftLabel { reference: None, ..label })?;
    session.vault.drafts().relabel(id, &old, rng)?;
    session.vault.drafts().append(id, &[(next, b"no event")], rng)?;
    session.open = None;
    let done = session.withdraw_person(reference, &NOW, rng)?;
    assert_eq!((done.drafts, done.unreadable, session.drafts()?.len()), (0, 1, 1), "it may be theirs, and is counted");
    Ok(())
}

#[test]
fn a_correction_that_is_stopped_at_once_makes_no_record_and_is_asked_again() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(69);
    let reference = visited(&mut bench);
    returned(&mut bench, reference);
    for _ in 0..2 {
        let (session, rng) = bench.session();
        let correction = session.start_correction(1, &NOW, rng)?;
        let screen = bench.act(correction, &Action::Stop);
        assert_eq!(screen.step, Step::Finalized);
        assert!(screen.notices.iter().any(|notice| notice.code == "put_back"));
        let session = bench.session().0;
        assert_eq!((session.sealed_interviews()?.len(), session.drafts()?.len(), session.returns()?.len()), (1, 0, 1));
    }
    Ok(())
}

#[test]
fn nothing_that_was_said_is_in_a_debug_line() {
    let mut bench = Bench::enrolled(70);
    let id = bench.start(CHILD, None);
    to(&mut bench, id, "A08");
    let shown = format!("{:?}", bench.session().0);
    assert!(shown.contains("Interview(") && !shown.contains("as she said it") && !shown.contains("Answered"));
    let facts = Facts { age: Some(13), ..Facts::default() };
    assert!(!format!("{facts:?}").contains("13"));
}
