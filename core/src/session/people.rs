//! What a device remembers of a person under their number, and whether they are visited again (P1.6, P3, P6; R055,
//! R063, R077; ST2 to ST5).
//!
//! Names of what was asked, how often the person was met, whether the last visit ended so that nobody comes again, and,
//! after a withdrawal, which records the office must still withdraw; no answer. It is one phone's memory: what another
//! phone asked is not known here, and a screen says so. Who withdraws takes along whatever else of theirs is here.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    act::started,
    documents::{self, OWED, RECORDED, Shelved, VISITS},
    label::DraftLabel,
};
use crate::{
    ids::{InterviewId, RecordId, ReferenceNumber, StreamKind},
    interview::{Interview, Refusal},
    log::{ConsentAnswer, GuardianAnswer, StopCode, TeachBackOutcome},
    moment::Moment,
    record::SealedRecord,
    safeguard::{Facts, RefusalCode},
};

/// What is known of earlier visits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Visits {
    /// In how many the person was met.
    pub met: u8,
    /// How the last one ended, if nobody may come again after it.
    pub end: Option<LastEnd>,
}

/// An end after which nobody comes again by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum LastEnd {
    /// The person or the guardian said no, or did not say yes freely: final.
    Refused,
    /// Danger, risk of reprisal or recent harm: until a supervisor asks about this person.
    Harm,
}

/// Somebody who withdrew here, and what the office may still have of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    /// Their number, by which the office finds their records.
    pub reference: ReferenceNumber,
    /// How many records of answers and alerts.
    pub records: usize,
}

/// What else goes with somebody who withdraws in an interview.
pub(super) struct GoesAlong {
    pub drafts: Vec<InterviewId>,
    pub records: Vec<(StreamKind, u64, Vec<u8>)>,
    pub documents: Vec<Shelved>,
}

/// Whether the office has to be told of a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Office {
    /// Somebody withdrew here.
    IsTold,
    /// Two holders ordered it.
    Knows,
}

impl Session {
    /// People who withdrew on this device, and of whom the office may still have records: two holders must withdraw
    /// those. Each stands here until such an order has come, or the server has said that it never had their keys.
    ///
    /// # Errors
    /// As the store says.
    pub fn owed(&self) -> Result<Vec<OwedLine>, SessionError> {
        let mut lines = Vec::new();
        for key in self.vault.shelf().keys(OWED)? {
            let reference = ReferenceNumber(key.try_into().map_err(|_| SessionError::Document)?);
            lines.push(OwedLine { reference, records: self.owed_of(reference)?.len() });
        }
        Ok(lines)
    }

    pub(super) fn owed_of(&self, reference: ReferenceNumber) -> Result<Vec<RecordId>, SessionError> {
        Ok(self.documents().get(OWED, &reference.0)?.unwrap_or_default())
    }

    /// Of whom the office was to be told that it has one of these.
    pub(super) fn owed_in(&self, records: &[RecordId]) -> Result<Vec<ReferenceNumber>, SessionError> {
        let mut people = Vec::new();
        for line in self.owed()? {
            let named = self.owed_of(line.reference)?.iter().any(|owed| records.contains(owed));
            people.extend(named.then_some(line.reference));
        }
        Ok(people)
    }

    /// Which visit to this person begins now, if one may.
    pub(super) fn next_visit(
        &mut self,
        reference: ReferenceNumber,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<u8, SessionError> {
        let refused = |code| Err(Refusal::new(code).into());
        if !self.owed_of(reference)?.is_empty() {
            return refused(RefusalCode::Withdrawn);
        }
        let visits: Option<Visits> = self.documents().get(VISITS, &reference.0)?;
        let barred = match visits.and_then(|visits| visits.end) {
            None => false,
            Some(LastEnd::Refused) => true,
            Some(LastEnd::Harm) => self.returns_about(|returned| returned.reference == reference)?.is_empty(),
        };
        if barred {
            return refused(RefusalCode::EndedBefore);
        }
        let (open, _) = self.drafts_of(reference, now, rng)?;
        if open.into_iter().any(|id| self.label(id).is_ok_and(|label| label.note.corrects.is_none())) {
            return refused(RefusalCode::OpenAlready);
        }
        Ok(visits.map_or(2, |visits| visits.met.saturating_add(1)))
    }

    /// This person's drafts, and how many of those that do not say whose they are cannot be read.
    pub(super) fn drafts_of(
        &mut self,
        reference: ReferenceNumber,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(Vec<InterviewId>, usize), SessionError> {
        let (mut found, mut unreadable) = (Vec::new(), 0);
        for (id, label) in self.vault.drafts().list()? {
            let whose = match DraftLabel::read(&label)?.reference {
                Some(whose) => Some(whose),
                None => match self.opened(id, now, rng) {
                    Ok(open) => started(open.interview.log()).map(|start| start.reference),
                    Err(SessionError::NoSuchInterview) => None,
                    Err(_) => {
                        unreadable += 1;
                        None
                    }
                },
            };
            found.extend((whose == Some(reference)).then_some(id));
        }
        Ok((found, unreadable))
    }

    /// What is remembered when an interview is sealed: names of what was asked, with those of every visit before, and
    /// how the visit ended.
    pub(super) fn remembered(&self, interview: &Interview) -> Result<Vec<Shelved>, SessionError> {
        let Some(start) = started(interview.log()) else { return Ok(Vec::new()) };
        let (reference, mut remembered) = (start.reference, Vec::new());
        let mut names = interview.asked_names();
        if !names.is_empty() {
            names.extend(self.documents().asked(reference)?);
            names.sort_unstable();
            names.dedup();
            remembered.push(documents::asked_names(reference, &names)?);
        }
        if interview.asks_a_person() && start.correction.is_none() {
            let before: Visits = self.documents().get(VISITS, &reference.0)?.unwrap_or_default();
            let met = before.met.saturating_add(u8::from(interview.facts().has_met()));
            let visits = Visits { met, end: last_end(interview.facts()) };
            remembered.push(Shelved::put(VISITS, &reference.0, &visits)?);
        }
        Ok(remembered)
    }

    /// What else of this person is here when they withdraw in an interview: earlier records, returns about them and
    /// their corrections, other drafts. Alerts of this very interview stay, and what leads to them: they are why help
    /// comes.
    pub(super) fn goes_along(
        &self,
        id: InterviewId,
        reference: ReferenceNumber,
        alerts_here: u32,
    ) -> Result<GoesAlong, SessionError> {
        let returns = self.returns_about(|returned| returned.reference == reference)?;
        let mut drafts = Vec::new();
        for (draft, label) in self.vault.drafts().list()? {
            let label = DraftLabel::read(&label)?;
            let corrects = label.note.corrects.is_some_and(|number| returns.iter().any(|(of, _)| *of == number));
            let theirs = corrects || label.reference == Some(reference);
            drafts.extend((draft != id && theirs).then_some(draft));
        }
        let (traces, stay) = self.traces_before(reference, alerts_here)?;
        let mut records = Vec::new();
        for (stream, sequence) in traces {
            records.extend(self.without_keys(stream, sequence)?.map(|bytes| (stream, sequence, bytes)));
        }
        let mut stays = self.owing(reference, stay.len())?;
        if !stay.is_empty() {
            stays.push(documents::traces(reference, &stay)?);
        }
        let mut documents = documents::forgotten(reference, stays);
        documents.extend(returns.into_iter().map(|(number, _)| documents::dropped_return(number)));
        Ok(GoesAlong { drafts, records, documents })
    }

    /// Where this person's records of before are, and where the last so many alerts.
    #[expect(clippy::type_complexity, reason = "two lists of places in streams")]
    fn traces_before(
        &self,
        reference: ReferenceNumber,
        alerts_here: u32,
    ) -> Result<(Vec<(StreamKind, u64)>, Vec<(StreamKind, u64)>), SessionError> {
        let mut before = self.documents().traces(reference)?;
        let mut stay = Vec::new();
        for _ in 0..alerts_here {
            let last = before.iter().rposition(|(stream, _)| *stream == StreamKind::Alert);
            stay.extend(last.map(|last| before.remove(last)));
        }
        stay.reverse();
        Ok((before, stay))
    }

    /// That the office must be told of the records of before; those of the last so many alerts are only remembered.
    fn owing(&self, reference: ReferenceNumber, alerts_here: usize) -> Result<Vec<Shelved>, SessionError> {
        let recorded = self.documents().recorded(reference)?;
        let (before, stay) = recorded.split_at(recorded.len().saturating_sub(alerts_here));
        let recorded = match stay {
            [] => Shelved::delete(RECORDED, &reference.0),
            stay => documents::recorded(reference, stay)?,
        };
        let mut owed = self.owed_of(reference)?;
        owed.extend(before);
        let owed = if owed.is_empty() { None } else { Some(Shelved::put(OWED, &reference.0, &owed)?) };
        Ok(owed.into_iter().chain([recorded]).collect())
    }

    /// A record that is here, as it is without its keys, by this device's own word; `None` when it has none any more.
    pub(super) fn without_keys(&self, stream: StreamKind, sequence: u64) -> Result<Option<Vec<u8>>, SessionError> {
        let outbox = self.vault.outbox();
        if !outbox.kept(stream)?.contains(&sequence) {
            return Ok(None);
        }
        let Some(held) = outbox.pending(stream, sequence - 1, 1)?.into_iter().next() else { return Ok(None) };
        let sealed = SealedRecord::from_bytes(&held.bytes)?;
        if sealed.is_withdrawn() {
            return Ok(None);
        }
        Ok(Some(sealed.withdrawn_by(&self.vault.signer()?)?.to_bytes()))
    }

    /// Forgets all that is kept under a person's number, but what the office must be told, in one transaction.
    pub(super) fn forget_person(
        &self,
        reference: ReferenceNumber,
        office: Office,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let stays = match office {
            Office::IsTold => self.owing(reference, 0)?,
            Office::Knows => Vec::new(),
        };
        self.documents().change(&documents::forgotten(reference, stays), rng)
    }
}

/// Whether an end is one after which nobody comes again by themselves. A person's own stop is none: they may ask for
/// another visit.
fn last_end(facts: &Facts) -> Option<LastEnd> {
    let refused = matches!(facts.guardian, Some(GuardianAnswer::Refused))
        || matches!(facts.consent, Some(ConsentAnswer::Refused | ConsentAnswer::Pressed))
        || facts.teach_back.contains(&TeachBackOutcome::NotUnderstood);
    match facts.stopped {
        _ if refused => Some(LastEnd::Refused),
        Some(StopCode::St2 | StopCode::St3 | StopCode::St4) => Some(LastEnd::Harm),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
