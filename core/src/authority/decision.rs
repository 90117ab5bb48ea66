//! What a supervisor decided about a record, in the supervisor's own name.
//!
//! Which records were accepted decides what a report rests on, so the server's word for it will not do: whoever writes
//! its database would accept what nobody looked at. A [`Decision`] names the record and its hash and is signed by the
//! supervisor who made it. Whoever writes the database can still take one away: then the record waits for review again,
//! and nobody's name stands under it. It knows no answer.
//!
//! A decision of a supervisor who left stays: it was theirs to make. That it was made before they left is only their
//! word, so what somebody accepted who was removed for cause is looked at again by another.

use serde::{Deserialize, Serialize};

use super::{AuthorityError, Holder, HolderId, Role, Signed, Statement, statement::one_signed};
use crate::ids::{Hash32, RecordId, StudyId};

/// Corrections over which one decision can put another.
pub const DECISION_OVER_MAX: usize = 64;

/// What was decided about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// It stands.
    Accepted,
    /// It went back to its device with questions.
    Returned,
}

/// A supervisor's decision about one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub holder: HolderId,
    /// About which record.
    pub record: RecordId,
    /// Its hash: the decision is about these bytes and no others.
    pub hash: Hash32,
    /// What.
    pub verdict: Verdict,
    /// Hashes of accepted corrections that say otherwise and that the supervisor saw beside this one, which counts in
    /// their place. At most [`DECISION_OVER_MAX`].
    pub over: Vec<Hash32>,
    /// When, by the server's clock, milliseconds since 1970.
    pub at_ms: i64,
}

/// A decision as it is kept.
pub type SignedDecision = Signed<Decision>;

impl Statement for Decision {
    const LABEL: &'static str = "decision about a record";
}

impl Signed<Decision> {
    /// What was decided, when one of these holders said so who is a supervisor.
    ///
    /// # Errors
    /// [`AuthorityError`] says why it is nobody's decision.
    pub fn by_supervisor(&self, holders: &[Holder], study: &StudyId) -> Result<&Decision, AuthorityError> {
        if self.statement.over.len() > DECISION_OVER_MAX {
            return Err(AuthorityError::TooMany);
        }
        let holder = one_signed(study, holders, self, &self.statement.holder)?;
        if holder.role == Role::Supervisor { Ok(&self.statement) } else { Err(AuthorityError::Stranger) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        authority::{HolderSecret, Seat, message},
        seal::Key,
    };

    fn study() -> StudyId {
        StudyId("river".into())
    }

    fn secret() -> HolderSecret {
        HolderSecret::from_key(Key::from_bytes([1; 32]))
    }

    fn holder(name: &str, role: Role) -> Holder {
        secret().holder(HolderId(name.into()), role, Seat::Person)
    }

    fn signed() -> SignedDecision {
        let statement = Decision {
            holder: HolderId("supervisor".into()),
            record: RecordId(Uuid::from_u128(7)),
            hash: Hash32([9; 32]),
            verdict: Verdict::Accepted,
            over: vec![Hash32([8; 32])],
            at_ms: 3_600_000,
        };
        let signatures = vec![secret().sign(&statement.holder, &study(), &statement)];
        Signed { statement, signatures }
    }

    #[test]
    fn only_the_supervisor_who_is_named_decides_and_only_what_was_signed() {
        let supervisor = [holder("supervisor", Role::Supervisor)];
        let check = |signed: &SignedDecision, holders: &[Holder], study: &StudyId| {
            signed.by_supervisor(holders, study).map(|decision| decision.verdict)
        };
        assert_eq!(check(&signed(), &supervisor, &study()), Ok(Verdict::Accepted));
        let other = StudyId("hill".into());
        assert_eq!(check(&signed(), &supervisor, &other), Err(AuthorityError::Signature), "another study");
        let analyst = [holder("supervisor", Role::Analyst)];
        assert_eq!(check(&signed(), &analyst, &study()), Err(AuthorityError::Stranger));
        assert_eq!(check(&signed(), &[holder("else", Role::Supervisor)], &study()), Err(AuthorityError::Stranger));
        let changes: [fn(&mut Decision); 5] = [
            |decision| decision.record = RecordId(Uuid::from_u128(8)),
            |decision| decision.hash = Hash32([8; 32]),
            |decision| decision.verdict = Verdict::Returned,
            |decision| decision.over.clear(),
            |decision| decision.at_ms += 1,
        ];
        for change in changes {
            let mut changed = signed();
            change(&mut changed.statement);
            assert_eq!(check(&changed, &supervisor, &study()), Err(AuthorityError::Signature));
        }
        let unsigned = Signed { signatures: Vec::new(), ..signed() };
        assert_eq!(check(&unsigned, &supervisor, &study()), Err(AuthorityError::TooMany));
    }

    #[test]
    fn a_decision_over_too_many_is_none() {
        let mut statement = signed().statement;
        let with = |over: usize, statement: &mut Decision| {
            statement.over = vec![Hash32([8; 32]); over];
            let signatures = vec![secret().sign(&statement.holder, &study(), statement)];
            let signed = Signed { statement: statement.clone(), signatures };
            signed.by_supervisor(&[holder("supervisor", Role::Supervisor)], &study()).map(|_| ())
        };
        assert_eq!(with(DECISION_OVER_MAX, &mut statement), Ok(()));
        assert_eq!(with(DECISION_OVER_MAX + 1, &mut statement), Err(AuthorityError::TooMany));
    }

    /// What the signature is over, and the bytes that are kept.
    #[test]
    fn golden() {
        let kept = postcard::to_stdvec(&signed()).expect("plain values");
        let both = [message(&study(), &signed().statement), kept].concat();
        let digits: String = include_str!("tests/decision.hex").split_whitespace().collect();
        assert_eq!(data_encoding::HEXLOWER.encode(&both), digits);
    }
}
