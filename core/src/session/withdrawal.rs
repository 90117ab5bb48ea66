//! A person withdraws on the device where their records still are.
//!
//! The device cannot read what it has sealed, so each sealing, an alert's too, leaves a trace on the shelf: which
//! streams and numbers a reference number leads to. With it the keys of those records are deleted; what is left of each
//! keeps the chain whole and goes to the server as a tombstone. What the server has already, only two holders withdraw.

use rand_core::CryptoRng;

use super::{Session, SessionError, people::Office};
use crate::{
    ids::{RecordId, ReferenceNumber, StreamKind},
    moment::Moment,
    record::SealedRecord,
};

/// What came of a withdrawal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Interviews that were not finished.
    pub drafts: usize,
    /// Sealed records whose keys were here.
    pub records: usize,
    /// Of this person's records, alerts too, how many a server may have: what was sent and never acknowledged may have
    /// arrived all the same, so every sealed one counts, and the office looks for them.
    pub sent: usize,
    /// Drafts that do not open, and do not say whose they are: one of them may be this person's.
    pub unreadable: usize,
}

impl Session {
    /// Destroys whatever is here of a person: drafts, keys of sealed records, what a supervisor returned about them,
    /// what they left for later interviews, and that they were ever asked. What the office must withdraw is remembered
    /// until it has: see [`Session::owed`].
    ///
    /// # Errors
    /// As the store says. What was destroyed stays destroyed; called again, it goes on.
    pub fn withdraw_person(
        &mut self,
        reference: ReferenceNumber,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Withdrawal, SessionError> {
        self.in_kept_room(|session| session.destroy_person(reference, Office::IsTold, now, rng))
    }

    fn destroy_person(
        &mut self,
        reference: ReferenceNumber,
        office: Office,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Withdrawal, SessionError> {
        let (drafts, unreadable) = self.discard_drafts(reference, now, rng)?;
        let mut done = Withdrawal { drafts, unreadable, ..Withdrawal::default() };
        let traces = self.documents().traces(reference)?;
        for (stream, sequence) in traces.iter().copied() {
            done.records += usize::from(self.delete_key(stream, sequence, rng)?);
        }
        // What a supervisor has signed for and this device has forgotten leads nowhere here, and is on the server.
        let recorded = self.documents().recorded(reference)?.len() + self.owed_of(reference)?.len();
        done.sent = traces.len().max(recorded);
        self.drop_returns(|returned| returned.reference == reference, rng)?;
        self.forget_left(|by, _| *by == reference, rng)?;
        // Last: until here, a cut leaves the traces, and the same number finds the rest.
        self.forget_person(reference, office, rng)?;
        Ok(done)
    }

    /// Destroys what is here of the people whose records were withdrawn elsewhere: two holders ordered it, by records.
    /// A record leads to its person by the trace of its sealing, by its id, which is known for longer than the record
    /// is here, or by what was returned about it.
    pub(super) fn withdraw_records(
        &mut self,
        records: &[RecordId],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let returns = self.returns_about(|returned| returned.record.is_some_and(|record| records.contains(&record)))?;
        let mut people: Vec<ReferenceNumber> = returns.into_iter().map(|(_, reference)| reference).collect();
        for stream in StreamKind::ALL {
            for sequence in self.vault.outbox().kept(stream)? {
                let Some(held) = self.vault.outbox().pending(stream, sequence - 1, 1)?.into_iter().next() else {
                    continue;
                };
                let sealed = SealedRecord::from_bytes(&held.bytes)?;
                if records.contains(&sealed.header.record) {
                    people.extend(self.documents().traced(stream, sequence)?);
                    self.vault.outbox().replace(stream, sequence, sealed.withdrawn().to_bytes(), rng)?;
                }
            }
        }
        people.extend(self.documents().recorded_in(records)?);
        people.extend(self.owed_in(records)?);
        self.forget_left(|_, record| records.contains(record), rng)?;
        people.sort_unstable();
        people.dedup();
        // What else this device has of them was not named, because no server has it: it goes all the same.
        people.into_iter().try_for_each(|reference| self.destroy_person(reference, Office::Knows, now, rng).map(|_| ()))
    }

    fn discard_drafts(
        &mut self,
        reference: ReferenceNumber,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(usize, usize), SessionError> {
        let (theirs, unreadable) = self.drafts_of(reference, now, rng)?;
        for id in &theirs {
            self.open = None;
            self.vault.drafts().discard(*id, rng)?;
        }
        Ok((theirs.len(), unreadable))
    }

    /// Whether there was a key to delete.
    fn delete_key(&self, stream: StreamKind, sequence: u64, rng: &mut impl CryptoRng) -> Result<bool, SessionError> {
        let Some(bytes) = self.without_keys(stream, sequence)? else { return Ok(false) };
        self.vault.outbox().replace(stream, sequence, bytes, rng)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
