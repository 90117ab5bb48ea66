//! What a withdrawal finds: alerts, and people whose copies are long gone.

use crate::{
    ids::{InterviewId, ReferenceNumber, StreamKind},
    interview::{Action, Step},
    log::StopCode,
    moment::Moment,
    record::{RecordError, RecordKeys, open},
    session::{
        SessionError, Withdrawal,
        laws::{Bench, NOW},
    },
    sync::engine::Local,
    vault::DeviceSigner,
};

const ACTIONS_MAX: usize = 400;

/// An interview that has begun, and its person's number.
fn begun(bench: &mut Bench, reference: Option<ReferenceNumber>) -> (InterviewId, ReferenceNumber) {
    let id = bench.start("child-interview", reference);
    let (session, rng) = bench.session();
    let reference = session.reference(id, &NOW, rng).expect("the interview is open");
    (id, reference)
}

#[test]
fn an_alert_goes_with_the_person_whom_it_is_about() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(31);
    let (id, reference) = begun(&mut bench, None);
    bench.ordinary(id, 6);
    bench.act(id, &Action::StopFor { code: StopCode::St2 });
    let alert = bench.last_record(StreamKind::Alert);
    assert!(open(&alert, &bench.server.study_key).is_ok(), "the study's key opens it");
    let (session, rng) = bench.session();
    let done = session.withdraw_person(reference, &NOW, rng)?;
    assert_eq!(done, Withdrawal { drafts: 1, records: 1, sent: 1, unreadable: 0 }, "a server may have it already");
    let left = bench.last_record(StreamKind::Alert);
    assert_eq!((left.hash(), open(&left, &bench.server.study_key)), (alert.hash(), Err(RecordError::Withdrawn)));
    let key = bench.session().0.vault.signer()?.public();
    assert!(left.is_withdrawn_by(&key), "the office learns that nobody took its keys");
    Ok(())
}

/// The first visit was vouched for and its copy forgotten; the second is open when two holders' order comes.
#[test]
fn an_order_finds_the_open_visit_of_somebody_whose_first_copy_is_gone() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(32);
    let (first, reference) = begun(&mut bench, None);
    assert_eq!(bench.ordinary(first, ACTIONS_MAX), Step::Finalized);
    let record = bench.last_record(StreamKind::Answers).header.record;
    let (session, rng) = bench.session();
    for stream in StreamKind::ALL {
        let latest = session.link(&NOW, rng)?.latest(stream).expect("readable");
        session.link(&NOW, rng)?.acknowledge(stream, latest).expect("room");
        session.documents().put_vouched(stream, latest, rng)?;
    }
    let days = i64::from(session.study()?.limits.retention_days) + 1;
    let late = Moment { wall_ms: NOW.wall_ms + days * 24 * 60 * 60 * 1000, ..NOW };
    assert!(session.forget_sent(&late, rng)? > 0);
    assert!(session.documents().traces(reference)?.is_empty(), "no copy is here, and no trace of one");
    begun(&mut bench, Some(reference));
    let (another, _) = begun(&mut bench, None);
    let (session, rng) = bench.session();
    assert!(!session.documents().asked(reference)?.is_empty());
    session.withdraw_records(&[record], &NOW, rng)?;
    assert_eq!(session.drafts()?.iter().map(|draft| draft.id).collect::<Vec<_>>(), [another]);
    assert!(session.documents().asked(reference)?.is_empty());
    assert!(session.documents().recorded(reference)?.is_empty());
    Ok(())
}

#[test]
fn a_forgotten_copy_still_counts_among_what_the_office_looks_for() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(33);
    let (id, reference) = begun(&mut bench, None);
    bench.ordinary(id, ACTIONS_MAX);
    let (session, rng) = bench.session();
    session.documents().forget_traces(|_, _| false, rng)?;
    let done = session.withdraw_person(reference, &NOW, rng)?;
    assert_eq!((done.records, done.sent), (0, 1), "its answers are on the server");
    Ok(())
}

/// A record's id is in the clear, and that of answers tells the millisecond in which they were sealed.
#[test]
fn the_id_of_a_withdrawn_interview_tells_no_time() {
    let mut bench = Bench::enrolled(34);
    let (id, _) = begun(&mut bench, None);
    bench.ordinary(id, ACTIONS_MAX);
    let answers = bench.last_record(StreamKind::Answers).header.record;
    let (id, _) = begun(&mut bench, None);
    bench.ordinary(id, 6);
    bench.act(id, &Action::Withdraw);
    assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
    let withdrawn = bench.last_record(StreamKind::Answers);
    assert!(matches!(withdrawn.keys, RecordKeys::Study(_)) && withdrawn.header.sequence == 2);
    assert_eq!(answers.0.get_version(), Some(uuid::Version::SortRand));
    assert_eq!(withdrawn.header.record.0.get_version(), Some(uuid::Version::Random));
}
