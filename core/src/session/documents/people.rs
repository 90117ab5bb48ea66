//! What is kept under a person's number, and that all of it goes when they withdraw.
//!
//! Names of items that were asked, and places and ids of records; never an answer, a name or an identity's id. The
//! number itself is a key of the sealed shelf and stands in no document. What visits and what the office is owed say is
//! `people`'s own.

use rand_core::CryptoRng;

use super::{ASKED, Documents, OWED, RECORDED, Shelved, TRACE, VISITS};
use crate::{
    ids::{RecordId, ReferenceNumber, StreamKind},
    session::SessionError,
};

/// All that is ever kept under a person's number. Every one of these goes when they withdraw: what was asked and how
/// often they were met, because nobody comes again; where their records are, because their keys are gone; which records
/// they had, and which of them the office is owed, once the office knows. A kind that is kept under a number and does
/// not stand here would outlast a withdrawal.
pub const OF_A_PERSON: [&str; 5] = [ASKED, VISITS, TRACE, RECORDED, OWED];

/// Forgets all that is kept under a person's number, but for what stays: what the office must still be told, and what
/// leads to the alerts of an interview in which they withdrew, for they are why help comes.
pub fn forgotten(reference: ReferenceNumber, stays: Vec<Shelved>) -> Vec<Shelved> {
    let gone = OF_A_PERSON.into_iter().filter(|kind| stays.iter().all(|document| document.kind != *kind));
    let mut changes: Vec<Shelved> = gone.map(|kind| Shelved::delete(kind, &reference.0)).collect();
    changes.extend(stays);
    changes
}

/// What was asked of a person.
pub fn asked_names(reference: ReferenceNumber, names: &[String]) -> Result<Shelved, SessionError> {
    Shelved::put(ASKED, &reference.0, &names)
}

/// Which records of a person exist, here or on the server. No identity among them: whoever reads this must not learn
/// which of those belongs to whom.
pub fn recorded(reference: ReferenceNumber, records: &[RecordId]) -> Result<Shelved, SessionError> {
    Shelved::put(RECORDED, &reference.0, &records)
}

/// Where a person's records are.
pub fn traces(reference: ReferenceNumber, at: &[(StreamKind, u64)]) -> Result<Shelved, SessionError> {
    Shelved::put(TRACE, &reference.0, &at)
}

impl Documents<'_> {
    /// Names of what this person was asked.
    pub fn asked(self, reference: ReferenceNumber) -> Result<Vec<String>, SessionError> {
        Ok(self.get(ASKED, &reference.0)?.unwrap_or_default())
    }

    /// Where this person's records are that are still here.
    pub fn traces(self, reference: ReferenceNumber) -> Result<Vec<(StreamKind, u64)>, SessionError> {
        Ok(self.get(TRACE, &reference.0)?.unwrap_or_default())
    }

    /// Ids of a person's answers and alerts, those that are no longer here too.
    pub fn recorded(self, reference: ReferenceNumber) -> Result<Vec<RecordId>, SessionError> {
        Ok(self.get(RECORDED, &reference.0)?.unwrap_or_default())
    }

    /// Whose answers or alerts these records are.
    pub fn recorded_in(self, records: &[RecordId]) -> Result<Vec<ReferenceNumber>, SessionError> {
        let mut people = Vec::new();
        for key in self.vault.shelf().keys(RECORDED)? {
            let reference = ReferenceNumber(key.try_into().map_err(|_| SessionError::Document)?);
            if self.recorded(reference)?.iter().any(|known| records.contains(known)) {
                people.push(reference);
            }
        }
        Ok(people)
    }

    /// Whose record this is, when it was sealed here and not yet forgotten.
    pub fn traced(self, stream: StreamKind, sequence: u64) -> Result<Option<ReferenceNumber>, SessionError> {
        for key in self.vault.shelf().keys(TRACE)? {
            let traces: Vec<(StreamKind, u64)> = self.get(TRACE, &key)?.unwrap_or_default();
            if traces.contains(&(stream, sequence)) {
                return key.try_into().map(|digits| Some(ReferenceNumber(digits))).map_err(|_| SessionError::Document);
            }
        }
        Ok(None)
    }

    /// Forgets the traces that lead to no record that is still here.
    pub fn forget_traces(
        self,
        is_here: impl Fn(StreamKind, u64) -> bool,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        for key in self.vault.shelf().keys(TRACE)? {
            let traces: Vec<(StreamKind, u64)> = self.get(TRACE, &key)?.unwrap_or_default();
            if !traces.iter().any(|(stream, sequence)| is_here(*stream, *sequence)) {
                self.vault.shelf().delete(TRACE, &key, rng)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outlasts_a_withdrawal_but_what_is_said_to_stay() {
        let reference = ReferenceNumber([7; 10]);
        let gone = |stays: Vec<Shelved>| -> Vec<(&str, bool)> {
            forgotten(reference, stays).iter().map(|change| (change.kind, change.bytes.is_none())).collect()
        };
        assert_eq!(gone(Vec::new()), OF_A_PERSON.map(|kind| (kind, true)));
        let stays = recorded(reference, &[]).expect("plain values");
        assert_eq!(gone(vec![stays]), [(ASKED, true), (VISITS, true), (TRACE, true), (OWED, true), (RECORDED, false)]);
    }
}
