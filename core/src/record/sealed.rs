//! One sealed record, and how it is made and opened.
//!
//! Layout of a record by itself (in an outbox, in a store): header, kind of keys, keys, body with its length.
//! The body is ChaCha20-Poly1305 under the record's own random key, which seals nothing else.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Capsule, RecordError, RecordHeader, StreamKind,
    capsule::CAPSULE_BYTES,
    chain::link_after,
    identity::{FINDER_BYTES, Finder, Half, IdentityReaders},
    padding::{PADDED_BYTES_MAX, pad, unpad},
    wire::{Reader, put_bytes, put_number},
};
use crate::{
    ids::Hash32,
    seal::{DeviceSigner, Key, SealingPublic, SealingSecret, Signature, SignerPublic, TAG_BYTES, open_once, seal_once},
};

const CAPSULE_USE: &[u8] = b"fieldward record 1 capsule";
const RECORD_HASH_USE: &str = "fieldward record 1 hash";
const KEYS_HASH_USE: &str = "fieldward record 1 keys";
const WITHDRAWN: u8 = 0;
const STUDY: u8 = 1;
/// An identity without a finder, as the first devices wrote it.
const SPLIT: u8 = 2;
const SPLIT_AND_FOUND: u8 = 3;
const WITHDRAWN_BY: u8 = 4;
const WITHDRAWN_BY_USE: &[u8] = b"fieldward record 1 withdrawn by its device\n";

/// How the record's key can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordKeys {
    /// Sealed to the study's public key.
    Study(Capsule),
    /// Halved: each custodian of the first role holds one half, each of the second role the other.
    Split {
        /// To the custodians of the first role, in the study's order.
        first: Vec<Capsule>,
        /// To the custodians of the second role.
        second: Vec<Capsule>,
        /// By which the study finds it.
        finder: Option<Finder>,
    },
    /// Deleted on withdrawal; the hash keeps the chain whole.
    Withdrawn(Hash32),
    /// Deleted on withdrawal by the device that made the record, before it was sent: the device signed for it, because
    /// whoever writes a server's database can delete keys too.
    WithdrawnBy(Hash32, Signature),
}

/// A record as it leaves the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRecord {
    /// Where it belongs.
    pub header: RecordHeader,
    /// How its key can be had.
    pub keys: RecordKeys,
    /// The padded content under that key.
    pub body: Vec<u8>,
}

/// Seals content to the study.
///
/// # Errors
/// When the content is too large, the key is unusable, or the stream is [`StreamKind::Identity`].
pub fn seal(
    header: RecordHeader,
    content: &[u8],
    study: &SealingPublic,
    rng: &mut impl CryptoRng,
) -> Result<SealedRecord, RecordError> {
    if header.stream == StreamKind::Identity {
        return Err(RecordError::WrongStream);
    }
    let associated = header.to_bytes();
    let key = Key::random(rng);
    let padded = pad(content)?;
    let body = seal_once(&key, &associated, &padded);
    let keys = RecordKeys::Study(Capsule::seal(study, CAPSULE_USE, &associated, &key, rng)?);
    Ok(SealedRecord { header, keys, body })
}

/// Opens content that was sealed to the study.
///
/// # Errors
/// When the record was withdrawn, is an identity, or anything was changed.
pub fn open(record: &SealedRecord, study: &SealingSecret) -> Result<Zeroizing<Vec<u8>>, RecordError> {
    let capsule = match &record.keys {
        RecordKeys::Study(capsule) => capsule,
        RecordKeys::Split { .. } => return Err(RecordError::WrongStream),
        RecordKeys::Withdrawn(_) | RecordKeys::WithdrawnBy(..) => return Err(RecordError::Withdrawn),
    };
    let associated = record.header.to_bytes();
    let key = capsule.open(study, CAPSULE_USE, &associated)?;
    open_body(record, &key, &associated)
}

/// Seals an identity: nobody can open it alone.
///
/// # Errors
/// When the content is too large, a key is unusable, a role has no custodian, or the stream is another.
pub fn seal_identity(
    header: RecordHeader,
    content: &[u8],
    readers: IdentityReaders<'_>,
    rng: &mut impl CryptoRng,
) -> Result<SealedRecord, RecordError> {
    if header.stream != StreamKind::Identity {
        return Err(RecordError::WrongStream);
    }
    let associated = header.to_bytes();
    let key = Key::random(rng);
    let padded = pad(content)?;
    let body = seal_once(&key, &associated, &padded);
    let keys = readers.keys(&key, &associated, rng)?;
    Ok(SealedRecord { header, keys, body })
}

/// Opens an identity with a half of each role.
///
/// # Errors
/// When the record was withdrawn, a half is of another record or role, or anything was changed.
pub fn open_identity(record: &SealedRecord, first: &Half, second: &Half) -> Result<Zeroizing<Vec<u8>>, RecordError> {
    // Halves that were granted before the person withdrew open nothing any more.
    if record.is_withdrawn() {
        return Err(RecordError::Withdrawn);
    }
    let key = Half::combine(first, second)?;
    open_body(record, &key, &record.header.to_bytes())
}

fn open_body(record: &SealedRecord, key: &Key, associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, RecordError> {
    let padded = open_once(key, associated, &record.body)?;
    Ok(Zeroizing::new(unpad(&padded)?.to_vec()))
}

impl SealedRecord {
    /// The record's own hash: what a correction names as its parent, and what "same key, same hash" compares.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        let header = self.header.to_bytes();
        let length = (header.len() as u64).to_le_bytes();
        Hash32::of_use(RECORD_HASH_USE, &[&length, &header, &self.keys.hash().0, &self.body])
    }

    /// The link of this record, after the link of the record before it (zeros before the first).
    #[must_use]
    pub fn link(&self, previous: &Hash32) -> Hash32 {
        link_after(previous, &self.hash())
    }

    /// The record without its keys, for good; its hash stays the same.
    #[must_use]
    pub fn withdrawn(self) -> Self {
        Self { keys: RecordKeys::Withdrawn(self.keys.hash()), ..self }
    }

    /// The same by the device that made it, which says so under its own key.
    ///
    /// # Errors
    /// When the key does not sign.
    pub fn withdrawn_by(self, signer: &dyn DeviceSigner) -> Result<Self, RecordError> {
        let signature = signer.sign(&self.withdrawal_message())?;
        Ok(Self { keys: RecordKeys::WithdrawnBy(self.keys.hash(), signature), ..self })
    }

    /// Whether its keys are gone, whoever deleted them.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        matches!(self.keys, RecordKeys::Withdrawn(_) | RecordKeys::WithdrawnBy(..))
    }

    /// Whether the device with this key deleted the keys itself.
    #[must_use]
    pub fn is_withdrawn_by(&self, device: &SignerPublic) -> bool {
        match &self.keys {
            RecordKeys::WithdrawnBy(_, signature) => device.verify(&self.withdrawal_message(), signature).is_ok(),
            _ => false,
        }
    }

    fn withdrawal_message(&self) -> Vec<u8> {
        [WITHDRAWN_BY_USE, &self.hash().0].concat()
    }

    /// The record by itself.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.header.to_bytes();
        self.keys.write(&mut out);
        put_bytes(&mut out, &self.body);
        out
    }

    /// Reads a record by itself.
    ///
    /// # Errors
    /// When the bytes are of another format or malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader::new(bytes, "record");
        let header = RecordHeader::read(&mut reader)?;
        let keys = RecordKeys::read(&mut reader)?;
        let body = reader.bytes(PADDED_BYTES_MAX + TAG_BYTES)?.to_vec();
        reader.finish()?;
        Ok(Self { header, keys, body })
    }
}

impl RecordKeys {
    /// Most custodians of one role.
    pub const CUSTODIANS_MAX: usize = 8;

    pub(super) fn hash(&self) -> Hash32 {
        if let Self::Withdrawn(hash) | Self::WithdrawnBy(hash, _) = self {
            return *hash;
        }
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        Hash32::of_use(KEYS_HASH_USE, &[&bytes])
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Withdrawn(hash) => {
                out.push(WITHDRAWN);
                out.extend_from_slice(&hash.0);
            }
            Self::WithdrawnBy(hash, signature) => {
                out.push(WITHDRAWN_BY);
                out.extend_from_slice(&hash.0);
                out.extend_from_slice(&signature.0);
            }
            Self::Study(capsule) => {
                out.push(STUDY);
                out.extend_from_slice(capsule.bytes());
            }
            Self::Split { first, second, finder } => {
                out.push(if finder.is_some() { SPLIT_AND_FOUND } else { SPLIT });
                for half in [first, second] {
                    put_number(out, half.len() as u64);
                    half.iter().for_each(|capsule| out.extend_from_slice(capsule.bytes()));
                }
                finder.iter().for_each(|finder| out.extend_from_slice(&finder.0));
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, RecordError> {
        Ok(match reader.byte()? {
            WITHDRAWN => Self::Withdrawn(Hash32(reader.array()?)),
            WITHDRAWN_BY => Self::WithdrawnBy(Hash32(reader.array()?), Signature(reader.array()?)),
            STUDY => Self::Study(Capsule::from_slice(reader.take(CAPSULE_BYTES)?)?),
            SPLIT => Self::Split { first: read_half(reader)?, second: read_half(reader)?, finder: None },
            SPLIT_AND_FOUND => Self::Split {
                first: read_half(reader)?,
                second: read_half(reader)?,
                finder: Some(Finder(reader.take(FINDER_BYTES)?.to_vec())),
            },
            _ => return Err(RecordError::Malformed { what: "record" }),
        })
    }
}

fn read_half(reader: &mut Reader<'_>) -> Result<Vec<Capsule>, RecordError> {
    let count = reader.count(RecordKeys::CUSTODIANS_MAX)?;
    (0..count).map(|_| Capsule::from_slice(reader.take(CAPSULE_BYTES)?)).collect()
}
