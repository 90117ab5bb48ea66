//! Who a person is: another record, in another stream, that no one person can open.
//!
//! Its key is A xor B, A a random key. A is sealed to every custodian of the first role, B to every custodian of the
//! second, so either half alone is a random number. Only the reference number, inside the sealed content of both,
//! links an identity to answers.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Capsule, RecordError, RecordKeys, SealedRecord};
use crate::vault::{Key, SealingPublic, SealingSecret};

const FIRST_USE: &[u8] = b"fieldward record 1 identity, first role";
const SECOND_USE: &[u8] = b"fieldward record 1 identity, second role";

/// One of the two roles that must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustodianRole {
    /// `custodian_1` of the study.
    First,
    /// `custodian_2` of the study.
    Second,
}

/// Public keys of everybody who holds a half. Neither role may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custodians {
    /// Custodians of the first role, recovery key included.
    pub first: Vec<SealingPublic>,
    /// Custodians of the second role, recovery key included.
    pub second: Vec<SealingPublic>,
}

/// Half of an identity's key. Wiped when dropped; opens nothing alone.
#[derive(Debug, Clone)]
pub struct Half {
    role: CustodianRole,
    key: Key,
}

impl CustodianRole {
    fn label(self) -> &'static [u8] {
        match self {
            Self::First => FIRST_USE,
            Self::Second => SECOND_USE,
        }
    }
}

impl Custodians {
    pub(super) fn split(
        &self,
        key: &Key,
        associated: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<RecordKeys, RecordError> {
        let fits = |role: &[SealingPublic]| (1..=RecordKeys::CUSTODIANS_MAX).contains(&role.len());
        if !(fits(&self.first) && fits(&self.second)) {
            return Err(RecordError::Malformed { what: "list of custodians" });
        }
        let half = Key::random(rng);
        let other = xor(key, &half);
        let mut seal_all = |to: &[SealingPublic], role: CustodianRole, half: &Key| {
            to.iter()
                .map(|public| Capsule::seal(public, role.label(), associated, half, rng))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(RecordKeys::Split {
            first: seal_all(&self.first, CustodianRole::First, &half)?,
            second: seal_all(&self.second, CustodianRole::Second, &other)?,
        })
    }
}

impl Half {
    /// Opens the half that a custodian holds.
    ///
    /// # Errors
    /// When no capsule of that role opens with this secret.
    pub fn open(record: &SealedRecord, role: CustodianRole, secret: &SealingSecret) -> Result<Self, RecordError> {
        let RecordKeys::Split { first, second } = &record.keys else {
            return Err(RecordError::WrongStream);
        };
        let capsules = match role {
            CustodianRole::First => first,
            CustodianRole::Second => second,
        };
        let associated = record.header.to_bytes();
        let key = capsules
            .iter()
            .find_map(|capsule| capsule.open(secret, role.label(), &associated).ok())
            .ok_or(RecordError::NotOpened(crate::vault::NotOpened))?;
        Ok(Self { role, key })
    }

    /// A half from its bytes, after a custodian re-sealed it to a requester.
    #[must_use]
    pub fn from_key(role: CustodianRole, key: Key) -> Self {
        Self { role, key }
    }

    /// Its bytes, to be re-sealed to a requester.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    pub(super) fn combine(first: &Self, second: &Self) -> Result<Key, RecordError> {
        if (first.role, second.role) != (CustodianRole::First, CustodianRole::Second) {
            return Err(RecordError::Malformed { what: "pair of halves" });
        }
        Ok(xor(&first.key, &second.key))
    }
}

fn xor(a: &Key, b: &Key) -> Key {
    let mut out = zeroize::Zeroizing::new([0; 32]);
    for (place, byte) in out.iter_mut().enumerate() {
        *byte = a.bytes()[place] ^ b.bytes()[place];
    }
    Key::from_bytes(*out)
}
