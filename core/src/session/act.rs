//! One action: planned, made durable, taken in, shown. In that order, so that nothing is shown that could be lost.
//!
//! A refused action has changed nothing. An interview that could not take its own stored events in is dropped from
//! memory and read anew, so that screen and disk cannot part.

use rand_core::CryptoRng;

use super::{Open, Session, SessionError, room::ends};
use crate::{
    ids::{InterviewId, ReferenceNumber},
    interview::{Action, Screen},
    log::{Event, EventKind},
    moment::Moment,
};

impl Session {
    /// What to draw. The language is the interviewer's.
    ///
    /// # Errors
    /// [`SessionError::NoSuchInterview`] when it is not open here; [`SessionError::Log`] when its log is damaged.
    pub fn screen(
        &mut self,
        id: InterviewId,
        language: &str,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Screen, SessionError> {
        self.opened(id, now, rng)?;
        let open = self.open.as_ref().ok_or(SessionError::NoSuchInterview)?;
        Ok(self.with_question(open, open.interview.screen(now, language)))
    }

    /// Does one action. When this returns, its events are on the disk. A finalized interview is sealed in the same
    /// step, and can no longer be read on this device.
    ///
    /// # Errors
    /// [`SessionError::Refused`] when nothing was done; as the store says when nothing may be believed done.
    pub fn act(
        &mut self,
        id: InterviewId,
        action: &Action,
        language: &str,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Screen, SessionError> {
        let open = self.opened(id, now, rng)?;
        let events = open.interview.plan(action, now)?;
        if open.interview.facts().withdrawn {
            return self.part(&events, language, now);
        }
        if let Some(place) = events.iter().position(|event| event.kind == EventKind::Withdrawn) {
            let (before, ending) = events.split_at(place);
            return self.withdraw((before, ending), language, now, rng);
        }
        if events.iter().any(|event| matches!(event.kind, EventKind::Finalized { .. })) {
            return self.finalize(id, &events, language, now, rng);
        }
        // Out of its place while it changes: an interview that could not take its own events in is read anew.
        let mut open = self.open.take().ok_or(SessionError::NoSuchInterview)?;
        let (bare, ends) = (open.interview.without_dropped(&events), ends(&open.interview, &events));
        let takes_in = bare.is_none();
        let mut keep = |session: &mut Self| match &bare {
            Some(bare) => session.keep_bare(&mut open, (bare.clone(), &events), now, rng),
            None => session.keep(&mut open, &events, now, rng),
        };
        let kept = if ends { self.in_kept_room(keep) } else { keep(self) };
        if let Err(refused) = kept {
            // Nothing of it is on the disk.
            self.open = Some(open);
            return Err(refused);
        }
        if takes_in {
            open.interview.apply(&events)?;
        }
        if open.interview.is_put_back() {
            return self.put_back(open, language, now, rng);
        }
        let screen = self.with_question(&open, open.interview.screen(now, language));
        self.open = Some(open);
        Ok(screen)
    }

    /// The closing event is not stored by itself: it is taken in, sealed with the rest, and the draft destroyed, all
    /// in one transaction. After a cut the interview is still open, or it is sealed.
    fn finalize(
        &mut self,
        id: InterviewId,
        events: &[Event],
        language: &str,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Screen, SessionError> {
        let Some(Open { label, mut interview, .. }) = self.open.take() else {
            return Err(SessionError::NoSuchInterview);
        };
        interview.apply(events)?;
        let mut seal = |session: &mut Self| session.seal_interview(id, &label, &interview, now, rng);
        if ends(&interview, &[]) {
            self.in_kept_room(seal)?
        } else {
            seal(self)?
        }
        Ok(interview.screen(now, language))
    }

    /// A person withdraws in this interview: it is sealed as a count at once, and its draft destroyed. After a cut it
    /// is open as it was, or it is sealed. The closing words are shown from memory, where nothing is left that was
    /// said.
    fn withdraw(
        &mut self,
        (before, ending): (&[Event], &[Event]),
        language: &str,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Screen, SessionError> {
        let mut open = self.open.take().ok_or(SessionError::NoSuchInterview)?;
        if let Err(refused) = self.in_kept_room(|session| session.keep(&mut open, before, now, rng)) {
            self.open = Some(open);
            return Err(refused);
        }
        open.interview.apply(before)?;
        open.interview.apply(ending)?;
        self.in_kept_room(|session| session.seal_withdrawn(&mut open, now, rng))?;
        let screen = open.interview.screen(now, language);
        self.open = Some(open);
        Ok(screen)
    }

    /// Closing steps after a withdrawal: nothing of them is kept.
    fn part(&mut self, events: &[Event], language: &str, now: &Moment) -> Result<Screen, SessionError> {
        let mut open = self.open.take().ok_or(SessionError::NoSuchInterview)?;
        open.interview.apply(events)?;
        let screen = open.interview.screen(now, language);
        self.open = (!open.interview.facts().finalized).then_some(open);
        Ok(screen)
    }

    /// A correction that was stopped before anything of it was done: no record is made of it, and what was asked stays
    /// in the list.
    fn put_back(
        &mut self,
        Open { id, mut interview, .. }: Open,
        language: &str,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Screen, SessionError> {
        let closing = interview.plan(&Action::Finalize, now)?;
        interview.apply(&closing)?;
        self.vault.drafts().discard(id, rng)?;
        Ok(interview.screen(now, language))
    }

    /// The person's reference number, for the card of a second visit.
    ///
    /// # Errors
    /// [`SessionError::NoSuchInterview`] when it is not open here, or the person withdrew.
    pub fn reference(
        &mut self,
        id: InterviewId,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<ReferenceNumber, SessionError> {
        let open = self.opened(id, now, rng)?;
        if open.interview.facts().withdrawn {
            return Err(SessionError::NoSuchInterview);
        }
        started(open.interview.log()).map(|start| start.reference).ok_or(SessionError::Document)
    }
}

/// The first event's content.
pub(super) fn started(log: &[Event]) -> Option<&crate::log::Start> {
    log.iter().find_map(|event| match &event.kind {
        EventKind::Started(start) => Some(&**start),
        _ => None,
    })
}
