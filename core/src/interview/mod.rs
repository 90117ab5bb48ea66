//! One interview: an append-only log of events, and the screen that follows from it.
//!
//! [`Interview::plan`] turns an action into events or refuses it; the caller makes the events durable; only then
//! [`Interview::apply`] takes them in. So nothing is shown that could be lost, and a log that was kept can always be
//! replayed. Replay and apply are the same code and check every event against what could come next, so a log that the
//! engine did not make is refused. This room knows nothing of storage or ciphers.

mod action;
mod event;
mod outcome;
mod refusal;
mod screen;
mod start;

use std::sync::Arc;

use crate::{
    moment::Moment,
    safeguard::{Facts, Verdict},
    study::{Instrument, Study},
};

pub use action::{Action, CorrectionReason, Entry};
pub use event::{
    CheckOutcome, ConsentAnswer, Correction, DistressPoint, Event, EventKind, GuardianAnswer, KeepWish, PresentPerson,
    Start, StopCode, TeachBackOutcome, TrustAnswer,
};
pub use outcome::{AlertContent, IdentityContent, Outcome};
pub use refusal::{LogError, LogFault, Refusal, RefusalCode};
pub use screen::{Audience, ChoiceView, Notice, Offer, Paragraph, Progress, Prompt, PromptControl, Screen, Step};
pub use start::StartRequest;

/// One interview in memory.
#[derive(Debug, Clone)]
pub struct Interview {
    study: Arc<Study>,
    instrument: usize,
    log: Vec<Event>,
    facts: Facts,
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
        let _ = (study, request, now, rng);
        Err(Refusal::new(RefusalCode::NotNow))
    }

    /// Takes up an interview from its log.
    ///
    /// # Errors
    /// A [`LogError`] when the engine could not have made this log with this study.
    pub fn replay(study: Arc<Study>, log: &[Event]) -> Result<Self, LogError> {
        let _ = (study, log);
        Err(LogError { sequence: 0, fault: LogFault::Start })
    }

    /// What to draw. The interviewer's language is for what the interviewer reads; what the person hears is in the
    /// language of the log.
    #[must_use]
    pub fn screen(&self, now: &Moment, interviewer_language: &str) -> Screen {
        let _ = (now, interviewer_language);
        Screen::default()
    }

    /// What an action would append. Changes nothing but where one looks (back, forward, an opened check, a warning
    /// given), which is not part of the log; hence `&mut`. May be empty.
    ///
    /// # Errors
    /// A [`Refusal`]: nothing happened.
    pub fn plan(&mut self, action: &Action, now: &Moment) -> Result<Vec<Event>, Refusal> {
        let _ = (action, now);
        Err(Refusal::new(RefusalCode::NotNow))
    }

    /// Takes in events that are durable now.
    ///
    /// # Errors
    /// A [`LogError`] when they cannot follow; the interview is then as it was after the last event that could.
    pub fn apply(&mut self, events: &[Event]) -> Result<(), LogError> {
        self.log.extend_from_slice(events);
        Ok(())
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
        let _ = now;
        Verdict::Proceed
    }

    /// Names of items that may never be asked again of this person (P6): asked now or before, or left out at a trust
    /// gate. The next visit starts with them.
    #[must_use]
    pub fn asked_names(&self) -> Vec<String> {
        Vec::new()
    }

    /// What a finalized interview leaves behind; `None` before.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        None
    }
}
