//! Who a person is: another record, in another stream, that no one person can open whose secret is their own.
//!
//! Its key is A xor B, A a random key. A is sealed to every custodian of the first role, B to every custodian of the
//! second, so either half alone is a random number. The reference number, inside the sealed content of both, links an
//! identity to answers. What stands in the clear narrows it down: identities of a device are numbered in the order of
//! its interviews, and the header names the form, so whoever counts a device's records of both streams can guess which
//! belong together, though not who the person is. So that a supervisor who is asked about a number can say which
//! identity it is about, and still read nothing of it, the number alone is also sealed to the study ([`Finder`]).
//!
//! Whoever made both roles' secrets can keep both: a study founded with cards (`fieldward holder card`) has nobody who
//! did.
//!
//! A custodian never hands a half out: it is sealed again, to another custodian of the role ([`Half::hand_over`]) or to
//! the one-time key of a request ([`Half::grant`]), each bound to what it is for.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Capsule, RecordError, RecordKeys, SealedRecord};
use crate::{
    ids::{Hash32, ReferenceNumber},
    seal::{Key, NotOpened, SEALING_OVERHEAD_BYTES, SealingPublic, SealingSecret},
};

const FIRST_USE: &[u8] = b"fieldward record 1 identity, first role";
const SECOND_USE: &[u8] = b"fieldward record 1 identity, second role";
const FIRST_GRANT_USE: &[u8] = b"fieldward identity grant 1, first role";
const SECOND_GRANT_USE: &[u8] = b"fieldward identity grant 1, second role";
const FINDER_USE: &[u8] = b"fieldward identity finder 1";
/// Bytes of a finder: a reference number, sealed.
pub const FINDER_BYTES: usize = SEALING_OVERHEAD_BYTES + 10;

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

/// The reference number of an identity, sealed to the study: who opens answers can find the identity that belongs to
/// them, and learns nothing else of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finder(pub(super) Vec<u8>);

/// To whom an identity is sealed.
#[derive(Debug, Clone, Copy)]
pub struct IdentityReaders<'a> {
    /// Who holds the halves.
    pub custodians: &'a Custodians,
    /// The study's key, which finds it.
    pub study: &'a SealingPublic,
    /// The number that it is found by.
    pub reference: ReferenceNumber,
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

    fn grant_label(self) -> &'static [u8] {
        match self {
            Self::First => FIRST_GRANT_USE,
            Self::Second => SECOND_GRANT_USE,
        }
    }
}

impl Finder {
    fn seal(readers: &IdentityReaders<'_>, associated: &[u8], rng: &mut impl CryptoRng) -> Result<Self, RecordError> {
        Ok(Self(readers.study.seal(FINDER_USE, associated, &readers.reference.0, rng)?))
    }
}

/// The reference number by which an identity is found, opened with the study's key. The device wrote it, so it is a
/// claim until the identity is opened.
///
/// # Errors
/// When the record has none, or it does not open.
pub fn found_by(record: &SealedRecord, study: &SealingSecret) -> Result<ReferenceNumber, RecordError> {
    let RecordKeys::Split { finder: Some(finder), .. } = &record.keys else {
        return Err(RecordError::WrongStream);
    };
    let plain = study.open(FINDER_USE, &record.header.to_bytes(), &finder.0)?;
    Ok(ReferenceNumber(plain.as_slice().try_into().map_err(|_| NotOpened)?))
}

impl IdentityReaders<'_> {
    pub(super) fn keys(
        &self,
        key: &Key,
        associated: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<RecordKeys, RecordError> {
        let (first, second) = self.custodians.split(key, associated, rng)?;
        let finder = Some(Finder::seal(self, associated, rng)?);
        Ok(RecordKeys::Split { first, second, finder })
    }
}

impl Custodians {
    fn split(
        &self,
        key: &Key,
        associated: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<(Vec<Capsule>, Vec<Capsule>), RecordError> {
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
        Ok((
            seal_all(&self.first, CustodianRole::First, &half)?,
            seal_all(&self.second, CustodianRole::Second, &other)?,
        ))
    }
}

impl Half {
    /// Opens the half that a custodian holds, from the record itself or from a capsule that was handed over since.
    ///
    /// # Errors
    /// When no capsule of that role opens with this secret.
    pub fn open(
        record: &SealedRecord,
        role: CustodianRole,
        handed_over: &[Capsule],
        secret: &SealingSecret,
    ) -> Result<Self, RecordError> {
        let RecordKeys::Split { first, second, .. } = &record.keys else {
            return Err(RecordError::WrongStream);
        };
        let capsules = match role {
            CustodianRole::First => first,
            CustodianRole::Second => second,
        };
        let associated = record.header.to_bytes();
        let key = capsules
            .iter()
            .chain(handed_over)
            .find_map(|capsule| capsule.open(secret, role.label(), &associated).ok())
            .ok_or(RecordError::NotOpened(NotOpened))?;
        Ok(Self { role, key })
    }

    /// The half for another custodian of the same role: a capsule like those in the record, kept beside it.
    ///
    /// # Errors
    /// When the key is unusable.
    pub fn hand_over(
        &self,
        record: &SealedRecord,
        to: &SealingPublic,
        rng: &mut impl CryptoRng,
    ) -> Result<Capsule, RecordError> {
        Capsule::seal(to, self.role.label(), &record.header.to_bytes(), &self.key, rng)
    }

    /// The half for the one-time key of one request. It opens under no other request, record or role.
    ///
    /// # Errors
    /// When the key is unusable.
    pub fn grant(
        &self,
        record: &SealedRecord,
        request: &Hash32,
        one_time: &SealingPublic,
        rng: &mut impl CryptoRng,
    ) -> Result<Capsule, RecordError> {
        Capsule::seal(one_time, self.role.grant_label(), &granted(record, request), &self.key, rng)
    }

    /// Opens a half that was granted.
    ///
    /// # Errors
    /// When it is of another request, record or role, or was changed.
    pub fn granted(
        record: &SealedRecord,
        role: CustodianRole,
        request: &Hash32,
        capsule: &Capsule,
        one_time: &SealingSecret,
    ) -> Result<Self, RecordError> {
        let key = capsule.open(one_time, role.grant_label(), &granted(record, request))?;
        Ok(Self { role, key })
    }

    pub(super) fn combine(first: &Self, second: &Self) -> Result<Key, RecordError> {
        if (first.role, second.role) != (CustodianRole::First, CustodianRole::Second) {
            return Err(RecordError::Malformed { what: "pair of halves" });
        }
        Ok(xor(&first.key, &second.key))
    }
}

fn granted(record: &SealedRecord, request: &Hash32) -> Vec<u8> {
    [request.0.as_slice(), &record.header.to_bytes()].concat()
}

fn xor(a: &Key, b: &Key) -> Key {
    let mut out = zeroize::Zeroizing::new([0; 32]);
    for (place, byte) in out.iter_mut().enumerate() {
        *byte = a.bytes()[place] ^ b.bytes()[place];
    }
    Key::from_bytes(*out)
}
