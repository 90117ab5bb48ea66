//! From a finalized interview to sealed records: answers, identity in its own stream under an unrelated id, alerts.
//!
//! An alert is sealed in the transaction in which it comes into the log, because the phone may be gone before the
//! interview is closed.

use rand_core::CryptoRng;
use uuid::Uuid;

use super::{
    Open, Session, SessionError,
    act::started,
    documents::{self, Shelved},
    kept::Leaver,
    label::DraftLabel,
    open::{numbered, written, written_all},
    random_id,
};
use crate::{
    ids::{InterviewId, RecordId, ReferenceNumber, StreamKind},
    interview::{self, Interview, Outcome},
    log::{Event, EventKind, KeepWish, Start},
    moment::Moment,
    record::{
        AlertContent, Content, IdentityContent, PayloadContext, RecordHeader, SealedRecord, identity::IdentityReaders,
        seal, seal_identity, tokens,
    },
    study::Respondent,
    vault::{Gone, Outgoing, StreamHead, Vault},
};

impl Session {
    /// Seals what an interview leaves behind and destroys its draft, in one transaction.
    pub(super) fn seal_interview(
        &self,
        id: InterviewId,
        label: &DraftLabel,
        interview: &Interview,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let outcome = interview.outcome().ok_or(SessionError::NoSuchInterview)?;
        let mut records = Vec::new();
        let answers = self.sealed(interview, &answers(&outcome), StreamKind::Answers, now, rng)?;
        let (sequence, record) = (answers.sequence, SealedRecord::from_bytes(&answers.bytes)?.header.record);
        records.push(answers);
        if let Some(identity) = &outcome.identity {
            let content = identity_content(interview, identity);
            records.push(self.sealed(interview, &Content::Identity(content), StreamKind::Identity, now, rng)?);
        }
        let mut documents = vec![documents::sealed_note(sequence, &label.note)?];
        documents.extend(self.media_sealed(id, sequence)?);
        documents.extend(self.traced(interview, &outcome, &records)?);
        if is_withdrawn(&outcome.answers) {
            return self.seal_away((id, label), interview, &records, documents, rng);
        }
        documents.extend(self.remembered(interview)?);
        documents.extend(self.left(interview, (sequence, record), rng)?);
        documents.extend(label.note.corrects.map(documents::dropped_return));
        Ok(self.vault.outbox().finalize(id, &records, &Shelved::all(&documents), rng)?)
    }

    /// The same of an interview whose person withdrew: whatever else of theirs is here goes in the same transaction.
    fn seal_away(
        &self,
        (id, label): (InterviewId, &DraftLabel),
        interview: &Interview,
        records: &[Outgoing],
        mut documents: Vec<Shelved>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let reference = started(interview.log()).ok_or(SessionError::Document)?.reference;
        let along = self.goes_along(id, reference, label.alerts_sealed)?;
        documents.extend(self.unleave(|by, _| *by == reference)?);
        documents.extend(along.documents);
        documents.extend(label.note.corrects.map(documents::dropped_return));
        let documents = Shelved::all(&documents);
        let gone = Gone { drafts: &along.drafts, records: &along.records, documents: &documents };
        Ok(self.vault.outbox().finalize_withdrawn(id, records, gone, rng)?)
    }

    /// Seals an interview whose person withdrew; what was said is in no memory afterwards either.
    pub(super) fn seal_withdrawn(
        &self,
        open: &mut Open,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        self.seal_interview(open.id, &open.label, &open.interview, now, rng)?;
        open.interview.forget_answers();
        Ok(())
    }

    /// What the interview leaves for later ones.
    fn left(
        &self,
        interview: &Interview,
        (sequence, record): (u64, RecordId),
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Shelved>, SessionError> {
        let Some(start) = started(interview.log()) else { return Ok(Vec::new()) };
        let leaver = Leaver { instrument: &start.instrument, by: (start.reference, record), sequence };
        self.leave(&leaver, interview.leaving(), rng)
    }

    /// Which records a person's number leads to, so that a withdrawal on this device finds them.
    fn traced(
        &self,
        interview: &Interview,
        outcome: &Outcome,
        records: &[Outgoing],
    ) -> Result<Vec<Shelved>, SessionError> {
        match started(interview.log()) {
            Some(start) if !is_withdrawn(&outcome.answers) => self.leads_to(start.reference, records),
            _ => Ok(Vec::new()),
        }
    }

    /// That these records are a person's too.
    fn leads_to(&self, reference: ReferenceNumber, records: &[Outgoing]) -> Result<Vec<Shelved>, SessionError> {
        let (mut traces, mut ids) = (self.documents().traces(reference)?, self.documents().recorded(reference)?);
        traces.extend(records.iter().map(|record| (record.stream, record.sequence)));
        for record in records.iter().filter(|record| record.stream != StreamKind::Identity) {
            ids.push(SealedRecord::from_bytes(&record.bytes)?.header.record);
        }
        Ok(vec![documents::traces(reference, &traces)?, documents::recorded(reference, &ids)?])
    }

    /// Makes the next events of an interview durable, and in the same transaction seals the alerts that are not sealed
    /// yet, those among these events too, and notes in the draft's label how many are and whose. A person who withdraws
    /// within this interview leaves them: somebody is in danger now, and the alert is why help comes. Who asks for it
    /// later has their key destroyed with those of the answers.
    pub(super) fn keep(
        &self,
        open: &mut Open,
        events: &[Event],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let bytes = written_all(events)?;
        let events_kept = numbered(events, &bytes);
        let records = self.sealed_alerts(open, events, now, rng)?;
        if records.is_empty() {
            let none = events.is_empty();
            return if none { Ok(()) } else { Ok(self.vault.drafts().append(open.id, &events_kept, rng)?) };
        }
        let (label, traces) = self.labelled(open, &records)?;
        let traces = Shelved::all(&traces);
        self.vault.outbox().append_from((open.id, &written(&label)?), &events_kept, &records, &traces, rng)?;
        open.label = label;
        Ok(())
    }

    /// The same when these events stop the interview and drop something of what was said: what is left takes the place
    /// of the draft, in the same transaction, and of what is in memory.
    pub(super) fn keep_bare(
        &self,
        open: &mut Open,
        (bare, events): (Interview, &[Event]),
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let bytes = written_all(bare.log())?;
        let records = self.sealed_alerts(open, events, now, rng)?;
        let (label, traces) = self.labelled(open, &records)?;
        let (log, traces) = (numbered(bare.log(), &bytes), Shelved::all(&traces));
        self.vault.outbox().rewrite_from((open.id, &written(&label)?), &log, &records, &traces, rng)?;
        (open.label, open.interview) = (label, bare);
        Ok(())
    }

    /// A draft's label once these alerts are sealed, and what leads to them.
    fn labelled(&self, open: &Open, records: &[Outgoing]) -> Result<(DraftLabel, Vec<Shelved>), SessionError> {
        let sealed = open.label.alerts_sealed.saturating_add(u32::try_from(records.len()).unwrap_or(u32::MAX));
        let traces = match started(open.interview.log()) {
            Some(start) if !records.is_empty() => self.leads_to(start.reference, records)?,
            _ => Vec::new(),
        };
        Ok((DraftLabel { alerts_sealed: sealed, ..open.label.clone() }, traces))
    }

    /// A record of each alert that has none yet, in the log of an interview and in the events that follow it.
    fn sealed_alerts(
        &self,
        open: &Open,
        events: &[Event],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Outgoing>, SessionError> {
        let alerts: Vec<AlertContent> =
            alerts(&open.interview, events).skip(open.label.alerts_sealed as usize).collect();
        let mut records = Vec::new();
        if alerts.is_empty() {
            return Ok(records);
        }
        let mut head = self.vault.outbox().head(StreamKind::Alert)?;
        for alert in alerts {
            let place = (StreamKind::Alert, head);
            let record = self.sealed_at(place, &open.interview, &Content::Alert(alert), now, rng)?;
            head = StreamHead { next_sequence: record.sequence + 1, link: record.link, ..head };
            records.push(record);
        }
        Ok(records)
    }

    /// One record, sealed for the next place of its stream.
    fn sealed(
        &self,
        interview: &Interview,
        content: &Content,
        stream: StreamKind,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Outgoing, SessionError> {
        self.sealed_at((stream, self.vault.outbox().head(stream)?), interview, content, now, rng)
    }

    /// One record, sealed for a place of a stream.
    fn sealed_at(
        &self,
        (stream, head): (StreamKind, StreamHead),
        interview: &Interview,
        content: &Content,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Outgoing, SessionError> {
        let enrolment = self.enrolment()?;
        let instrument = interview.instrument();
        let header = RecordHeader {
            study: enrolment.study.clone(),
            form: instrument.form_hash,
            statement: interview.study().use_statement.hash,
            device: enrolment.device,
            stream,
            sequence: head.next_sequence,
            record: RecordId(record_id(stream, content, now, rng)),
        };
        let context = PayloadContext::new(&instrument.form, &header);
        let bytes = content.encode(&context)?;
        let record: SealedRecord = if stream == StreamKind::Identity {
            let reference = content.reference().ok_or(SessionError::Document)?;
            let readers = IdentityReaders { custodians: &self.custodians()?, study: &enrolment.study_key, reference };
            seal_identity(header, &bytes, readers, rng)?
        } else {
            seal(header, &bytes, &enrolment.study_key, rng)?
        };
        let link = record.link(&head.link);
        Ok(Outgoing { stream, sequence: head.next_sequence, link, bytes: record.to_bytes() })
    }
}

fn identity_content(interview: &Interview, identity: &interview::IdentityContent) -> IdentityContent {
    let (form, study) = (&interview.instrument().form, &interview.study().id);
    IdentityContent {
        reference: identity.reference,
        values: identity.items.clone(),
        tokens: tokens(study, form, &identity.items),
    }
}

/// Open interviews that an earlier version left half done: their logs have alerts that no record says, a withdrawal
/// that is no count yet, or a stop after which something stands that may have to be dropped. A log that does not open
/// says nothing.
pub(super) fn left_half_done(vault: &Vault) -> Result<Vec<InterviewId>, SessionError> {
    let mut left = Vec::new();
    for (id, label) in vault.drafts().list()? {
        let (Ok(label), Ok(log)) = (DraftLabel::read(&label), vault.drafts().log(id)) else { continue };
        let kinds: Vec<EventKind> =
            log.iter().filter_map(|event| postcard::from_bytes::<Event>(event).ok()).map(|event| event.kind).collect();
        let alerts = kinds.iter().filter(|kind| matches!(kind, EventKind::Alert { .. })).count();
        let unsealed = alerts > label.alerts_sealed as usize || kinds.contains(&EventKind::Withdrawn);
        if unsealed || is_whole_after_a_stop(&kinds) {
            left.push(id);
        }
    }
    Ok(left)
}

/// Stopped, and nothing was dropped, though nobody said that it may stay.
fn is_whole_after_a_stop(kinds: &[EventKind]) -> bool {
    use EventKind::{Answered, Corrected, Declined, Dropped, Kept, Noted, Stopped};
    let said = |kind: &EventKind| matches!(kind, Answered { .. } | Declined { .. } | Corrected { .. } | Noted { .. });
    let settled = |kind: &EventKind| matches!(kind, Dropped | Kept { wish: KeepWish::Keep });
    kinds.iter().any(|kind| matches!(kind, Stopped { .. })) && kinds.iter().any(said) && !kinds.iter().any(settled)
}

/// What the alerts of a log and of the events that follow it say. An observation's number stands for nobody, so it is
/// left out.
fn alerts<'a>(interview: &'a Interview, events: &'a [Event]) -> impl Iterator<Item = AlertContent> + use<'a> {
    let start = started(interview.log());
    let observed = interview.instrument().respondent == Respondent::Nobody;
    interview.log().iter().chain(events).filter_map(move |event| match (&event.kind, start) {
        (EventKind::Alert { code }, Some(start)) => Some(AlertContent {
            reference: (!observed).then_some(start.reference),
            code: *code,
            at: moment_of(event, start),
            site: start.site.clone(),
        }),
        _ => None,
    })
}

/// By the record's content, as the payload has it.
fn answers(outcome: &Outcome) -> Content {
    if is_withdrawn(&outcome.answers) { Content::Tombstone } else { Content::Answers(outcome.answers.clone()) }
}

fn is_withdrawn(log: &[Event]) -> bool {
    log.iter().any(|event| matches!(event.kind, EventKind::Withdrawn))
}

/// An identity's id tells no time, so that it cannot be laid beside the answers that were sealed with it; nor does that
/// of a person who withdrew, of whom a day and an instrument remain.
fn record_id(stream: StreamKind, content: &Content, now: &Moment, rng: &mut impl CryptoRng) -> Uuid {
    if stream == StreamKind::Identity || matches!(content, Content::Tombstone) {
        return random_id(rng);
    }
    let mut random = [0; 10];
    rng.fill_bytes(&mut random);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.wall_ms).unwrap_or(0), &random).into_uuid()
}

fn moment_of(event: &Event, start: &Start) -> Moment {
    let later = i64::try_from(event.at_ms).unwrap_or(i64::MAX);
    Moment {
        wall_ms: start.at.wall_ms.saturating_add(later),
        offset_min: start.at.offset_min,
        monotonic_ms: start.at.monotonic_ms.saturating_add(event.at_ms),
    }
}

#[cfg(test)]
mod tests;
