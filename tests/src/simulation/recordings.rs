//! Recordings: made during interviews, with a yes and without, sent a chunk at a time over a line that breaks.
//!
//! What was recorded is remembered. At the end the server has it whole, it opens with what the interview was given for
//! an answer, and says the same; and whoever was recorded had agreed to that purpose before.

use fieldward_core::{
    ids::InterviewId,
    log::{Event, EventKind},
    record::{MediaContext, MediaReference},
    session::SessionError,
};

use super::{
    canary,
    planted::Planted,
    server::BASE,
    witness::{Rule, Violation, hold},
    world::World,
};

/// Screens in a thousand after which somebody records.
pub(super) const RECORDS: u64 = 40;
/// Recordings of one simulation.
const RECORDINGS_MAX: usize = 6;
/// Bytes of the longest: several chunks.
const BYTES_MAX: u64 = 80 * 1024;
/// Recordings in a thousand that may be so long; the others are one chunk.
const LONG: u64 = 250;
/// Bytes of the others.
const SHORT_BYTES_MAX: u64 = 4 * 1024;

/// A recording that a device kept.
pub struct Recording {
    machine: usize,
    interview: InterviewId,
    purpose: String,
    reference: MediaReference,
    bytes: Vec<u8>,
}

impl Recording {
    /// What was recorded in an interview, if the log of that interview has no yes to it.
    #[must_use]
    pub fn is_without_yes(&self, machine: usize, interview: InterviewId, log: &[Event]) -> bool {
        let agreed = log.iter().any(|event| match &event.kind {
            EventKind::Consent { purposes, .. } => purposes.contains(&self.purpose),
            _ => false,
        });
        (self.machine, self.interview) == (machine, interview) && !agreed
    }

    fn context(&self) -> MediaContext {
        let statement = BASE.study.use_statement.hash;
        MediaContext { study: BASE.study.id.clone(), statement, purpose: self.purpose.clone() }
    }
}

impl World {
    /// Records something, for any purpose: without a yes to it the device says no.
    pub(super) fn record(&mut self, machine: usize, id: InterviewId) -> Result<(), Violation> {
        if self.recordings.len() >= RECORDINGS_MAX {
            return Ok(());
        }
        let purpose = self.chance.pick(&BASE.study.use_statement.purposes).code.clone();
        let most = if self.chance.happens(LONG) { BYTES_MAX } else { SHORT_BYTES_MAX };
        let length = self.chance.below(most) as usize;
        let bytes: Vec<u8> =
            canary::text(self.chance.below(1_000_000)).into_bytes().into_iter().cycle().take(length).collect();
        let (session, now, rng) = self.devices[machine].session();
        let mut done = session.record_media(id, &purpose, &bytes, &now, rng);
        let (planted, refused) = (self.planted, matches!(done, Err(SessionError::Refused(_))));
        let statement = BASE.study.use_statement.hash;
        let context = MediaContext { study: BASE.study.id.clone(), statement, purpose: purpose.clone() };
        if planted == Planted::RecordedWithoutYes && refused {
            let sealed = context.seal(&bytes, self.devices[machine].chance.rng());
            done = sealed.map(|(_, reference)| reference).map_err(|_| SessionError::NotEnrolled);
        }
        if let Some(reference) = self.settle(machine, done.map(Some))? {
            self.recordings.push(Recording { machine, interview: id, purpose, reference, bytes });
            self.history.note(format!("{} recorded {length} bytes", self.devices[machine].name));
        }
        Ok(())
    }

    /// Everything that was recorded is on the server, whole, for its purpose and no other.
    pub(super) fn recordings_held(&self) -> Result<(), Violation> {
        let store = self
            .server
            .store()
            .ok_or_else(|| Violation { rule: Rule::NoStrangeErrors, what: "the server is down".into() })?;
        for recording in &self.recordings {
            let machine = recording.machine;
            let gone = self.devices[machine].ended.is_some() || self.ordered.is_revoked(machine);
            if gone || self.copied.contains(&machine) {
                continue;
            }
            let name = &self.devices[machine].name;
            let sealed = store.media(&recording.reference.hash).ok().flatten().unwrap_or_default();
            let opened = recording.context().open(&sealed, &recording.reference);
            let same = opened.is_ok_and(|opened| *opened == recording.bytes);
            hold(Rule::RecordingsAreKept, same.into(), || {
                format!(
                    "{} bytes of {name} are not on the server, {} sealed ones are",
                    recording.bytes.len(),
                    sealed.len()
                )
            })?;
        }
        Ok(())
    }
}
