//! From a finalized interview to sealed records: answers, identity in its own stream under an unrelated id, alerts.
//!
//! An alert is sealed as soon as it stands in the log, because the phone may be gone before the interview is closed.

use rand_core::CryptoRng;
use uuid::Uuid;

use super::{
    Open, Session, SessionError,
    act::started,
    documents::{self, DraftLabel, Shelved},
    kept::Leaver,
    open::written,
    random_id,
};
use crate::{
    ids::{InterviewId, RecordId, ReferenceNumber, StreamKind},
    interview::{self, Interview, Outcome},
    log::{Event, EventKind, Start},
    moment::Moment,
    record::{
        AlertContent, Content, IdentityContent, PayloadContext, RecordHeader, SealedRecord, identity::IdentityReaders,
        seal, seal_identity, tokens,
    },
    study::Respondent,
    vault::{Outgoing, ShelfChange},
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
        documents.extend(self.traced(interview, &outcome, &records)?);
        documents.extend(remembered(interview, &outcome)?);
        documents.extend(self.media_sealed(id, sequence)?);
        documents.extend(self.left(interview, &outcome, (sequence, record), rng)?);
        documents.extend(label.note.corrects.map(documents::dropped_return));
        let changes: Vec<ShelfChange<'_>> = documents.iter().map(Shelved::change).collect();
        Ok(self.vault.outbox().finalize(id, &records, &changes, rng)?)
    }

    /// What the interview leaves for later ones; after a withdrawal, that whatever this person left goes too.
    fn left(
        &self,
        interview: &Interview,
        outcome: &Outcome,
        (sequence, record): (u64, RecordId),
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Shelved>, SessionError> {
        let Some(start) = started(interview.log()) else { return Ok(Vec::new()) };
        if is_withdrawn(&outcome.answers) {
            return self.unleave(|by, _| *by == start.reference);
        }
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

    /// Seals the alerts of an interview that are not sealed yet, and notes in the draft's label how many are and whose,
    /// in the same transaction. A person who withdraws within this interview leaves them: somebody is in danger now, and
    /// the alert is why help comes. Who asks for it later has their key destroyed with those of the answers.
    pub(super) fn seal_alerts(
        &self,
        open: &mut Open,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let alerts: Vec<AlertContent> = alerts(&open.interview).skip(open.label.alerts_sealed as usize).collect();
        for alert in alerts {
            let record = self.sealed(&open.interview, &Content::Alert(alert), StreamKind::Alert, now, rng)?;
            let label = DraftLabel { alerts_sealed: open.label.alerts_sealed + 1, ..open.label.clone() };
            let records = [record];
            let traces = match started(open.interview.log()) {
                Some(start) => self.leads_to(start.reference, &records)?,
                None => Vec::new(),
            };
            let changes: Vec<ShelfChange<'_>> = traces.iter().map(Shelved::change).collect();
            self.vault.outbox().append_from((open.id, &written(&label)?), &records, &changes, rng)?;
            open.label = label;
        }
        Ok(())
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
        let (enrolment, head) = (self.enrolment()?, self.vault.outbox().head(stream)?);
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

/// What was asked of this person, names only, so that a second visit asks nothing twice. A person who withdrew is
/// forgotten.
fn remembered(interview: &Interview, outcome: &Outcome) -> Result<Vec<Shelved>, SessionError> {
    let Some(start) = started(interview.log()) else { return Ok(Vec::new()) };
    if is_withdrawn(&outcome.answers) {
        return Ok(documents::forgotten(start.reference));
    }
    let names = interview.asked_names();
    if names.is_empty() { Ok(Vec::new()) } else { Ok(vec![documents::asked_names(start.reference, &names)?]) }
}

/// What the alerts of a log say. An observation's number stands for nobody, so it is left out.
fn alerts(interview: &Interview) -> impl Iterator<Item = AlertContent> {
    let start = started(interview.log());
    let observed = interview.instrument().respondent == Respondent::Nobody;
    interview.log().iter().filter_map(move |event| match (&event.kind, start) {
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
