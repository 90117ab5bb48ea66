//! What the office is told for nothing: records of people who withdrew that never came with their keys.
//!
//! Such a record is in no export and on no page, so nobody will ever order it withdrawn, and the word to the office
//! would stand for ever. Only the server knows which they are, and it may lie, so it is asked as little as can be:
//! about a record that is still here, whose tombstone it has acknowledged, and that no supervisor has signed for. Of
//! what a supervisor has seen, the office is told until two holders have withdrawn it, whatever the server says.

use rand_core::CryptoRng;

use super::{
    Session, SessionError,
    documents::{OWED, Shelved},
};
use crate::{
    ids::{RecordId, StreamKind},
    record::SealedRecord,
};

impl Session {
    /// What the office is to be told of and nobody but the server can say whether it has it.
    pub(super) fn owed_unseen(&self) -> Result<Vec<RecordId>, SessionError> {
        let mut owed = Vec::new();
        for line in self.owed()? {
            owed.extend(self.owed_of(line.reference)?);
        }
        let mut unseen = Vec::new();
        if owed.is_empty() {
            return Ok(unseen);
        }
        for stream in StreamKind::ALL {
            let outbox = self.vault.outbox();
            let (seen, acknowledged) = (self.documents().vouched(stream)?, outbox.head(stream)?.acknowledged);
            for sequence in outbox.kept(stream)?.filter(|sequence| (seen + 1..=acknowledged).contains(sequence)) {
                let Some(held) = outbox.pending(stream, sequence - 1, 1)?.into_iter().next() else { continue };
                let sealed = SealedRecord::from_bytes(&held.bytes)?;
                let record = sealed.header.record;
                unseen.extend((sealed.is_withdrawn() && owed.contains(&record)).then_some(record));
            }
        }
        Ok(unseen)
    }

    /// The server has no keys of these: of those that it was to be asked about, the office is told no more. Says how
    /// many they were.
    pub(super) fn settle_owed(&self, records: &[RecordId], rng: &mut impl CryptoRng) -> Result<u64, SessionError> {
        let (unseen, mut changes, mut settled) = (self.owed_unseen()?, Vec::new(), 0);
        for line in self.owed()? {
            let mut owed = self.owed_of(line.reference)?;
            owed.retain(|record| !(records.contains(record) && unseen.contains(record)));
            if owed.len() == line.records {
                continue;
            }
            settled += (line.records - owed.len()) as u64;
            changes.push(match owed.as_slice() {
                [] => Shelved::delete(OWED, &line.reference.0),
                rest => Shelved::put(OWED, &line.reference.0, &rest)?,
            });
        }
        if !changes.is_empty() {
            self.documents().change(&changes, rng)?;
        }
        Ok(settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::ReferenceNumber,
        interview::Step,
        session::laws::{Bench, NOW},
    };

    const ACTIONS_MAX: usize = 400;

    /// Somebody who was visited and withdrew before anything was sent.
    fn withdrew(seed: u64) -> Result<(Bench, ReferenceNumber, RecordId), SessionError> {
        let mut bench = Bench::enrolled(seed);
        let id = bench.start("child-interview", None);
        let (session, rng) = bench.session();
        let reference = session.reference(id, &NOW, rng)?;
        assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
        let record = bench.last_record(StreamKind::Answers).header.record;
        let (session, rng) = bench.session();
        session.withdraw_person(reference, &NOW, rng)?;
        assert_eq!(session.owed_of(reference)?, [record]);
        Ok((bench, reference, record))
    }

    #[test]
    fn what_never_came_is_asked_about_once_its_tombstone_has_come() -> Result<(), SessionError> {
        let (mut bench, reference, record) = withdrew(71)?;
        let (session, rng) = bench.session();
        assert_eq!(session.owed_unseen()?, [], "it may still be under way");
        assert_eq!(session.settle_owed(&[record], rng)?, 0);
        session.vault.outbox().acknowledge(StreamKind::Answers, 1, &NOW, rng)?;
        assert_eq!(session.owed_unseen()?, [record]);
        assert_eq!(session.settle_owed(&[RecordId(uuid::Uuid::nil())], rng)?, 0, "the server has keys of it");
        assert_eq!(session.owed_of(reference)?, [record]);
        assert_eq!(session.settle_owed(&[record], rng)?, 1);
        assert_eq!((session.owed()?, session.owed_unseen()?), (vec![], vec![]));
        Ok(())
    }

    #[test]
    fn what_a_supervisor_has_seen_stays_owed_whatever_the_server_says() -> Result<(), SessionError> {
        let (mut bench, reference, record) = withdrew(72)?;
        let (session, rng) = bench.session();
        session.vault.outbox().acknowledge(StreamKind::Answers, 1, &NOW, rng)?;
        session.documents().put_vouched(StreamKind::Answers, 1, rng)?;
        assert_eq!(session.owed_unseen()?, []);
        assert_eq!(session.settle_owed(&[record], rng)?, 0);
        assert_eq!(session.owed_of(reference)?, [record]);
        Ok(())
    }
}
