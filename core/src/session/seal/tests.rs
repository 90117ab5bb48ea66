//! Alerts: each is sealed together with its event, whatever comes between. Stops: so goes what they drop.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rand_chacha::ChaCha20Rng;
use zeroize::Zeroizing;

use crate::{
    form::Sensitivity,
    ids::{InterviewId, StreamKind},
    interview::{Action, Step},
    log::{Event, EventKind, StopCode},
    session::{
        Session, SessionError,
        laws::{Bench, NOW, form_of},
        open::{numbered, written_all},
    },
};

const STOP: Action = Action::StopFor { code: StopCode::St2 };

/// Randomness of a phone whose battery is pulled after so many draws.
struct Battery<'a> {
    rng: &'a mut ChaCha20Rng,
    left: usize,
}

impl rand_core::TryRng for Battery<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.rng.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.rng.try_next_u64()
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => resume_unwind(Box::new("the battery is pulled")),
        }
        self.rng.try_fill_bytes(dst)
    }
}

impl rand_core::TryCryptoRng for Battery<'_> {}

/// Alerts on the disk: those of an interview's log, and those that are sealed.
fn alerts(session: &Session, id: InterviewId) -> (u64, u64) {
    let log = session.vault.drafts().log(id).expect("the log is whole");
    let events = log.iter().map(|bytes| postcard::from_bytes::<Event>(bytes).expect("an event"));
    let said = events.filter(|event| matches!(event.kind, EventKind::Alert { .. })).count() as u64;
    let head = session.vault.outbox().head(StreamKind::Alert).expect("the store works");
    (said, head.next_sequence - 1)
}

#[test]
fn an_alert_and_its_record_come_together_or_not_at_all() {
    let mut bench = Bench::enrolled(34);
    let id = bench.start("child-interview", None);
    bench.ordinary(id, 6);
    let mut cuts = 0;
    loop {
        let (session, rng) = bench.session();
        session.opened(id, &NOW, rng).expect("it is open");
        let mut battery = Battery { rng, left: cuts };
        let act = || session.act(id, &STOP, "en", &NOW, &mut battery).map(|_| ());
        let done = catch_unwind(AssertUnwindSafe(act));
        if done.is_ok() {
            break;
        }
        session.open = None;
        assert_eq!(alerts(session, id), (0, 0), "after {cuts} draws");
        cuts += 1;
    }
    assert_eq!(alerts(bench.session().0, id), (1, 1));
    assert!(cuts > 20, "{cuts} places to be cut at");
}

/// Stored by an earlier version, which was cut before it sealed: nobody opens a stopped interview again.
#[test]
fn an_alert_that_was_stored_and_not_sealed_goes_with_the_next_sync() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(35);
    let id = bench.start("child-interview", None);
    bench.ordinary(id, 6);
    let (session, rng) = bench.session();
    let events = session.opened(id, &NOW, rng)?.interview.plan(&STOP, &NOW)?;
    session.vault.drafts().append(id, &numbered(&events, &written_all(&events)?), rng)?;
    bench.killed();
    assert_eq!(alerts(bench.session().0, id), (1, 0));
    for _ in 0..2 {
        let (session, rng) = bench.session();
        session.link(&NOW, rng)?;
        assert_eq!(alerts(session, id), (1, 1), "nobody has opened it");
    }
    bench.killed();
    let (session, rng) = bench.session();
    session.screen(id, "en", &NOW, rng)?;
    assert_eq!(alerts(session, id), (1, 1), "and not a second time");
    Ok(())
}

/// What of a draft's stored events is an answer to something sensitive.
fn sensitive(bench: &mut Bench, id: InterviewId) -> usize {
    let form = form_of(bench, "key-informant");
    let log = bench.session().0.vault.drafts().log(id).expect("the log is whole");
    let said = |bytes: &Zeroizing<Vec<u8>>| match postcard::from_bytes::<Event>(bytes).expect("an event").kind {
        EventKind::Answered { at, .. } | EventKind::Declined { at, .. } | EventKind::Noted { at, .. } => {
            form.node(at.node).care.sensitivity >= Sensitivity::Sensitive
        }
        _ => false,
    };
    log.iter().filter(|bytes| said(bytes)).count()
}

/// An interview in which something sensitive was said.
fn told(seed: u64) -> (Bench, InterviewId) {
    let mut bench = Bench::enrolled(seed);
    let id = bench.start("key-informant", None);
    while sensitive(&mut bench, id) < 3 {
        assert_ne!(bench.ordinary(id, 1), Step::Finalized, "something sensitive is asked");
    }
    (bench, id)
}

#[test]
fn a_stop_leaves_nothing_sensitive_in_the_store_nor_in_memory() {
    let (mut bench, id) = told(36);
    let before = bench.session().0.vault.drafts().log(id).expect("the log is whole").len();
    bench.act(id, &STOP);
    assert_eq!(sensitive(&mut bench, id), 0, "before anything is closed");
    let (session, rng) = bench.session();
    assert!(session.vault.drafts().log(id).expect("the log is whole").len() > before);
    let open = session.opened(id, &NOW, rng).expect("it is open");
    assert!(open.interview.without_dropped(&[]).is_none() && open.interview.facts().dropped);
    assert_eq!(alerts(session, id), (1, 1), "and the alert is sealed in the same step");
    bench.killed();
    assert_eq!(bench.ordinary(id, 20), Step::Finalized, "it goes on to its end");
}

/// The battery is pulled between any two writes: all of it is there and no stop, or the stop and nothing of it.
#[test]
fn a_stop_and_what_it_drops_come_together_or_not_at_all() {
    let (mut bench, id) = told(37);
    let before = sensitive(&mut bench, id);
    let mut cuts = 0;
    loop {
        let (session, rng) = bench.session();
        session.opened(id, &NOW, rng).expect("it is open");
        let mut battery = Battery { rng, left: cuts };
        let stop = Action::StopFor { code: StopCode::St3 };
        let act = || session.act(id, &stop, "en", &NOW, &mut battery).map(|_| ());
        if catch_unwind(AssertUnwindSafe(act)).is_ok() {
            break;
        }
        session.open = None;
        assert_eq!(sensitive(&mut bench, id), before, "after {cuts} draws");
        // Each place costs a replay of the whole log.
        cuts += if cuts < 8 { 1 } else { 17 };
    }
    assert!(cuts > 40, "{cuts} places to be cut at");
    assert_eq!(sensitive(&mut bench, id), 0);
}

/// Stopped under an earlier version, which dropped only what it sealed.
#[test]
fn a_stop_of_before_drops_with_the_next_sync() -> Result<(), SessionError> {
    let (mut bench, id) = told(38);
    let (session, rng) = bench.session();
    let events = session.opened(id, &NOW, rng)?.interview.plan(&Action::StopFor { code: StopCode::St3 }, &NOW)?;
    session.vault.drafts().append(id, &numbered(&events, &written_all(&events)?), rng)?;
    bench.killed();
    assert!(sensitive(&mut bench, id) > 0);
    let (session, rng) = bench.session();
    session.link(&NOW, rng)?;
    assert_eq!(sensitive(&mut bench, id), 0, "nobody has opened it");
    Ok(())
}

/// The person stopped it, and is yet to be asked what may stay: nobody looks at it, so nothing is written.
#[test]
fn a_draft_whose_person_is_yet_to_be_asked_stays_as_it_is_over_every_unlock() -> Result<(), SessionError> {
    let (mut bench, id) = told(39);
    bench.act(id, &Action::Stop);
    assert!(sensitive(&mut bench, id) > 0, "they are asked first");
    let before = bench.session().0.vault.drafts().log(id)?;
    for unlock in 1..4 {
        bench.killed();
        let (session, rng) = bench.session();
        assert_eq!(session.half_done, [id], "it may have to be dropped");
        session.link(&NOW, rng)?;
        assert_eq!(session.vault.drafts().log(id)?, before, "unlock {unlock}");
    }
    let (session, rng) = bench.session();
    session.screen(id, "en", &NOW, rng)?;
    assert_eq!(session.vault.drafts().log(id)?.len(), before.len() + 1, "the interviewer came back to it");
    Ok(())
}
