//! What is on the device, for a shell's lists: open interviews, sealed ones, and what an open one holds so far.
//!
//! What a list needs is in the clear inside the vault's documents (instrument, start, count) and does not open any
//! interview. Of a sealed interview there is nothing else to show: the device can no longer read it.

use rand_core::CryptoRng;

use super::{SealedNote, Session, SessionError, label::DraftLabel};
use crate::{
    form::{Path, Value},
    ids::{InterviewId, StreamKind},
    log::{Event, EventKind},
    moment::Moment,
};

/// An open interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Its id.
    pub id: InterviewId,
    /// Instrument, start, and what it corrects.
    pub note: SealedNote,
}

/// A sealed interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLine {
    /// Its place in the answers stream.
    pub sequence: u64,
    /// Instrument, start, and what it corrected.
    pub note: SealedNote,
    /// Whether the server holds it.
    pub sent: Sent,
}

/// Whether the server holds a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It waits for a sync.
    Waiting,
    /// The server has it on its disk.
    Acknowledged,
}

/// A returned record.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnLine {
    /// Its number.
    pub number: u64,
    /// Which instrument.
    pub instrument: String,
    /// About the whole record.
    pub comment: String,
    /// The queried prompts, each with what the supervisor wrote.
    pub queries: Vec<(String, String)>,
    /// The interview that corrects it, when it is open.
    pub interview: Option<InterviewId>,
}

/// Shows no comment: it may repeat what a person said.
impl std::fmt::Debug for ReturnLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReturnLine({}, {} queries)", self.number, self.queries.len())
    }
}

/// One item of an open interview that has a value.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// The id of its prompt.
    pub prompt: String,
    /// Its value in lexical form.
    pub value: String,
}

/// Shows no value.
impl std::fmt::Debug for AnswerLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerLine({}, ..)", self.prompt)
    }
}

impl Session {
    /// Open interviews, oldest first.
    ///
    /// # Errors
    /// As the store says.
    pub fn drafts(&self) -> Result<Vec<DraftLine>, SessionError> {
        let line = |(id, label): (InterviewId, zeroize::Zeroizing<Vec<u8>>)| {
            Ok(DraftLine { id, note: DraftLabel::read(&label)?.note })
        };
        self.vault.drafts().list()?.into_iter().map(line).collect()
    }

    /// Sealed interviews, oldest first.
    ///
    /// # Errors
    /// As the store says.
    pub fn sealed_interviews(&self) -> Result<Vec<SealedLine>, SessionError> {
        let acknowledged = self.vault.outbox().head(StreamKind::Answers)?.acknowledged;
        let sent = |sequence| if sequence <= acknowledged { Sent::Acknowledged } else { Sent::Waiting };
        let notes = self.documents().sealed()?;
        Ok(notes.into_iter().map(|(sequence, note)| SealedLine { sequence, note, sent: sent(sequence) }).collect())
    }

    /// How many records this device has sealed since it was made: answers, identities and alerts.
    ///
    /// # Errors
    /// As the store says.
    pub fn sealed_count(&self) -> Result<u64, SessionError> {
        let mut count = 0;
        for stream in StreamKind::ALL {
            count += self.vault.outbox().head(stream)?.next_sequence.saturating_sub(1);
        }
        Ok(count)
    }

    /// How many sealed records wait for a sync: answers, alerts, and the identities that go in a later one.
    ///
    /// # Errors
    /// As the store says.
    pub fn waiting_count(&self) -> Result<u64, SessionError> {
        let mut count = 0;
        for stream in StreamKind::ALL {
            let head = self.vault.outbox().head(stream)?;
            count += head.next_sequence.saturating_sub(1).saturating_sub(head.acknowledged);
        }
        Ok(count)
    }

    /// How many sealed records are set aside, because a server could not take them or a supervisor found no content of
    /// them there. Each stays here and is offered again in every sync, until a supervisor has opened it.
    ///
    /// # Errors
    /// As the store says.
    pub fn parked_count(&self) -> Result<u64, SessionError> {
        let mut count = 0;
        for stream in StreamKind::ALL {
            count += self.documents().parked(stream)?.len() as u64;
        }
        Ok(count)
    }

    /// Every item of an open interview that has a value, in the order in which the values came. Nothing after a stop:
    /// what was said is shown to nobody then.
    ///
    /// # Errors
    /// [`SessionError::NoSuchInterview`] when it is not open here, or the person withdrew.
    pub fn answers(
        &mut self,
        id: InterviewId,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<AnswerLine>, SessionError> {
        let interview = &self.opened(id, now, rng)?.interview;
        if interview.facts().withdrawn {
            return Err(SessionError::NoSuchInterview);
        }
        if interview.facts().stopped.is_some() {
            return Ok(Vec::new());
        }
        let form = interview.instance().form();
        let line = |(path, value): (&Path, &Value)| AnswerLine {
            prompt: form.prompt_id(path),
            value: form.lexical(path, value),
        };
        Ok(values(interview.log()).into_iter().map(line).collect())
    }
}

/// The last value of each item, as the log has it.
fn values(log: &[Event]) -> Vec<(&Path, &Value)> {
    let mut values: Vec<(&Path, &Value)> = Vec::new();
    for event in log {
        let (at, value) = match &event.kind {
            EventKind::Answered { at, value } => (at, Some(value)),
            EventKind::Corrected { at, value, .. } | EventKind::Noted { at, value } => (at, value.as_ref()),
            _ => continue,
        };
        values.retain(|(known, _)| *known != at);
        values.extend(value.map(|value| (at, value)));
    }
    values
}
