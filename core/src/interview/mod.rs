//! One interview: an append-only log of events, and the screen that follows from it.
//!
//! [`Interview::plan`] turns an action into events or refuses it; the caller makes the events durable; only then
//! [`Interview::apply`] takes them in. So nothing is shown that could be lost, and a log that was kept can always be
//! replayed. Replay and apply are the same code and check every event against what could come next, so a log that the
//! engine did not make is refused. This room knows nothing of storage or ciphers.

mod action;
mod admit;
mod course;
mod dropped;
mod fill;
mod leaving;
mod named;
mod outcome;
mod plan;
mod refusal;
mod room;
mod screen;
mod screens;
mod stand;
mod start;
mod view;
mod walk;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::{
    instance::Instance,
    log::{Event, EventKind, Start},
    moment::Moment,
    safeguard::{Facts, Outline, RefusalCode, Verdict, verdict_of},
    study::{Instrument, Study},
};

pub use action::{Action, Entry};
pub use fill::{ACKNOWLEDGED, NOT_TAKEN};
pub use leaving::{LEFT_CHANGES_MAX, LEFT_TEXT_BYTES_MAX, Leaving};
pub use outcome::{AlertContent, IdentityContent, Outcome};
pub use refusal::{LogError, LogFault, Refusal};
pub use room::{ROOM_BYTES, ROOM_EVENTS};
pub use screen::{
    Audience, ChoiceView, MediaView, Notice, Offer, Paragraph, Progress, Prompt, PromptControl, ScaleView, Screen, Step,
};
pub use start::StartRequest;

/// One interview in memory.
#[derive(Clone)]
pub struct Interview {
    study: Arc<Study>,
    instrument: usize,
    outline: Arc<Outline>,
    log: Vec<Event>,
    facts: Facts,
    instance: Instance,
    view: view::View,
}

/// Says how much happened, and nothing of what.
impl std::fmt::Debug for Interview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Interview({}, {} events)", self.instrument().id, self.log.len())
    }
}

/// Two interviews are the same when their logs are; what follows from the log is compared too, so that a replay that
/// came to other answers is noticed. Where one looks does not count.
impl PartialEq for Interview {
    fn eq(&self, other: &Self) -> bool {
        self.log == other.log && self.facts == other.facts && self.instance.leaves() == other.instance.leaves()
    }
}

impl Interview {
    /// Opens an interview, and makes its first events. The interview has taken them in already; the caller makes them
    /// durable before showing a screen.
    ///
    /// # Errors
    /// A [`Refusal`] when the protocol does not allow it.
    pub fn start(
        study: Arc<Study>,
        request: StartRequest,
        now: &Moment,
        rng: &mut impl rand_core::CryptoRng,
    ) -> Result<(Self, Vec<Event>), Refusal> {
        let visit = request.visit.max(1);
        let instrument = course::startable(&study, &request.instrument, visit, now)?;
        let reference = request.reference.unwrap_or_else(|| crate::ids::ReferenceNumber::random(rng));
        let start = Start {
            form_hash: instrument.form_hash,
            statement_hash: study.use_statement.hash,
            reference,
            visit,
            site: request.site,
            at: *now,
            training: study.is_training(now),
            asked_before: request.asked_before,
            correction: request.correction,
            device_id: request.device_id,
            instrument: request.instrument,
        };
        let first = Event { sequence: 0, at_ms: 0, kind: EventKind::Started(Box::new(start)) };
        let refused = |_| Refusal::new(RefusalCode::Safeguard);
        let mut interview = Self::open(study, &first).map_err(|_| Refusal::new(RefusalCode::StudyNotReady))?;
        for brought in request.brought {
            interview.append(EventKind::Brought(Box::new(brought)), now).map_err(refused)?;
        }
        interview.settle(now).map_err(refused)?;
        let log = interview.log.clone();
        Ok((interview, log))
    }

    /// Takes up an interview from its log. A log that was cut off between two events of one step is taken up too:
    /// what should have followed by itself follows with the next action. Of a log out of which a stop dropped answers,
    /// what stood before the stop is not looked at again: without those answers nobody can say what had to follow.
    ///
    /// # Errors
    /// A [`LogError`] when the engine could not have made this log with this study.
    pub fn replay(study: Arc<Study>, log: &[Event]) -> Result<Self, LogError> {
        let first = log.first().ok_or(LogError { sequence: 0, fault: LogFault::Start })?;
        let mut interview = Self::open(study, first).map_err(|fault| LogError { sequence: first.sequence, fault })?;
        let (before, after) = log[1..].split_at(dropped::unchecked(&log[1..])?);
        before.iter().try_for_each(|event| interview.take_unchecked(event))?;
        interview.apply(after)?;
        Ok(interview)
    }

    /// What to draw. The interviewer's language is for what the interviewer reads; what the person hears is in the
    /// language of the log.
    #[must_use]
    pub fn screen(&self, now: &Moment, interviewer_language: &str) -> Screen {
        let mut shown = self.clone();
        // What cannot follow is never planned either; then the screen stays where the log stands.
        let _ = shown.settle(now);
        screens::draw(&shown, now, interviewer_language)
    }

    /// What an action would append. Changes nothing but where one looks (back, forward, an opened check, a warning
    /// given), which is not part of the log; hence `&mut`. May be empty.
    ///
    /// # Errors
    /// A [`Refusal`]: nothing happened.
    pub fn plan(&mut self, action: &Action, now: &Moment) -> Result<Vec<Event>, Refusal> {
        let mut scratch = self.clone();
        let planned = scratch.carry_out(action, now);
        self.view = scratch.view;
        planned.map(|()| scratch.log.split_off(self.log.len()))
    }

    /// Takes in events that are durable now.
    ///
    /// # Errors
    /// A [`LogError`] when they cannot follow; the interview is then as it was after the last event that could.
    pub fn apply(&mut self, events: &[Event]) -> Result<(), LogError> {
        events.iter().try_for_each(|event| self.take(event))
    }

    /// What is left after these events, when a stop drops what was said of sensitive things: the same interview with a
    /// log that has no such answer any more, to take the place of this one wherever it is kept. `None` when there is
    /// nothing to drop, or the person is yet to be asked.
    #[must_use]
    pub fn without_dropped(&self, events: &[Event]) -> Option<Self> {
        dropped::of(self, events)
    }

    /// Everything that happened.
    #[must_use]
    pub fn log(&self) -> &[Event] {
        &self.log
    }

    /// What the log says about gates and checks.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The answers.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The study.
    #[must_use]
    pub fn study(&self) -> &Arc<Study> {
        &self.study
    }

    /// The instrument.
    #[must_use]
    pub fn instrument(&self) -> &Instrument {
        &self.study.instruments[self.instrument]
    }

    /// What the safeguards say now.
    #[must_use]
    pub fn verdict(&self, now: &Moment) -> Verdict {
        verdict_of(&self.case(self.facts.log_time(now)))
    }

    /// A person answers, so that consent, distress and withdrawal mean something.
    #[must_use]
    pub fn asks_a_person(&self) -> bool {
        self.is_with_person()
    }

    /// A question is put now, or something is noted beside it: the only moments for a recording.
    #[must_use]
    pub fn takes_recordings(&self, now: &Moment) -> bool {
        let mut settled = self.clone();
        let follows = settled.settle(now).is_ok();
        let stand = settled.stand(settled.facts.log_time(now));
        follows && matches!(stand, stand::Stand::Put(_) | stand::Stand::Note(_))
    }

    /// Names of items that may never be asked again of this person (P6): asked now or before, or left out at a trust
    /// gate. The next visit starts with them.
    #[must_use]
    pub fn asked_names(&self) -> Vec<String> {
        outcome::asked_names(self)
    }

    /// What this interview leaves on the device for later ones; nothing before it is finalized.
    #[must_use]
    pub fn leaving(&self) -> Leaving {
        leaving::of(self)
    }

    /// What a finalized interview leaves behind, or one whose person withdrew; `None` before.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        (self.facts.finalized || self.facts.withdrawn).then(|| outcome::of(self))
    }

    /// After a withdrawal: lets go of everything that was said, and keeps what the closing words need. Nothing of what
    /// follows is kept either, so this is for an interview that is sealed already.
    pub fn forget_answers(&mut self) {
        course::forget(self);
    }
}
