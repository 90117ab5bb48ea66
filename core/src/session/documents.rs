//! What a session keeps on the vault's sealed shelf, and under which name.
//!
//! | kind | key | document |
//! |---|---|---|
//! | `device` | `id` | the device's own id |
//! | `device` | `enrolment` | [`Enrolment`] |
//! | `device` | `founding` | what names the list of holders that founded the study; absent when enrolled by version 1 |
//! | `device` | `package` | hash of the study package in force, and the serial of its publication |
//! | `package` | hash | a study package, kept while drafts or returns may need it |
//! | `asked` | reference number | names of the items asked of that person (P6), nothing else |
//! | `trace` | reference number | streams and sequences of that person's records that are still here |
//! | `recorded` | reference number | ids of that person's answers and alerts, as long as it is known what they were asked |
//! | `visits` | reference number | how often that person was met, and whether nobody comes again: [`super::people`] |
//! | `owed` | reference number | ids of what the office must withdraw of somebody who withdrew here |
//! | `sealed` | sequence in the answers stream | [`SealedNote`] |
//! | `return` | number | a returned record as it came, sealed to this device |
//! | `device` | `returns` | number of the last returned record that is stored |
//! | `vouched` | stream | number up to which a supervisor has signed for this device's records |
//! | `parked` | stream and sequence | why the server does not have a record's content |
//! | `device` | `order book` | [`OrderBook`] |
//! | `device` | `orders` | [`FirstOrderBook`], on a device that was not updated since |
//! | `device` | `enrolled after` | the study's last order when this device was last enrolled |
//! | `device` | `grant` | [`Grant`] |
//! | `device` | `bytes` | [`Bytes`] |
//! | `media` | hash | a sealed recording |
//! | `media-note` | hash | [`MediaNote`], or [`FirstMediaNote`] on a device that was not updated since |
//! | `device` | `recordings` | how many of this device's recordings the server was last known to hold |
//! | `device` | `carrier` | the server's key for what travels without a line |
//! | `device` | `packed` | the last parcels that were packed |
//! | `device` | `forked`, `succession`, `next keys`, `former keys` | see [`super::succession`] |
//! | `device` | `interviewer` | [`super::Interviewer`] |
//! | `last-saved` | instrument | answers for the next interview, see [`super::kept`] |
//! | `left` | sequence in the answers stream | what an interview changed in lists of entities |

use std::sync::Arc;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::{
    SessionError,
    budget::Bytes,
    carry::Packed,
    grant::Grant,
    media::{FirstMediaNote, MediaNote},
    orders::{FirstOrderBook, OrderBook},
};
use crate::{
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind, StudyId},
    record::identity::Custodians,
    study::{Study, package},
    sync::{
        Pins,
        wire::{FaultCode, SignedOrder},
    },
    vault::{SealingPublic, ShelfChange, SignerPublic, Vault},
};

/// Where a device is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The device's own id.
    pub device: DeviceId,
    /// The server's address.
    pub address: String,
    /// Which certificate keys it may show.
    pub pins: Option<Pins>,
    /// The key that signs study packages.
    pub package_signing_key: SignerPublic,
    /// The study.
    pub study: StudyId,
    /// The key that records are sealed to.
    pub study_key: SealingPublic,
    /// Who holds the halves of an identity's key.
    pub custodians: Custodians,
}

/// What the list of interviews still says about a sealed one. Holds no answer and no reference number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedNote {
    /// Which instrument.
    pub instrument: String,
    /// When the interview began, by the device's clock.
    pub started_ms: i64,
    /// The returned record that it corrects.
    pub corrects: Option<u64>,
}

/// A change that an interview's sealing makes to the shelf, in the same transaction.
pub(super) struct Shelved {
    kind: &'static str,
    key: Vec<u8>,
    /// `None` deletes the document.
    bytes: Option<Zeroizing<Vec<u8>>>,
}

impl Shelved {
    pub fn put(kind: &'static str, key: &[u8], document: &impl Serialize) -> Result<Self, SessionError> {
        let bytes = postcard::to_stdvec(document).map_err(|_| SessionError::Document)?;
        Ok(Self { kind, key: key.to_vec(), bytes: Some(Zeroizing::new(bytes)) })
    }

    /// Bytes as they are.
    pub fn raw(kind: &'static str, key: &[u8], bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { kind, key: key.to_vec(), bytes: Some(bytes) }
    }

    pub fn delete(kind: &'static str, key: &[u8]) -> Self {
        Self { kind, key: key.to_vec(), bytes: None }
    }

    /// As the vault takes it.
    pub fn change(&self) -> ShelfChange<'_> {
        let Self { kind, key, bytes } = self;
        match bytes {
            Some(bytes) => ShelfChange::Put { kind, key, bytes },
            None => ShelfChange::Delete { kind, key },
        }
    }
}

/// What remains of an interview in the list.
pub(super) fn sealed_note(sequence: u64, note: &SealedNote) -> Result<Shelved, SessionError> {
    Shelved::put("sealed", &sequence.to_be_bytes(), note)
}

/// What was asked of a person.
pub(super) fn asked_names(reference: ReferenceNumber, names: &[String]) -> Result<Shelved, SessionError> {
    Shelved::put("asked", &reference.0, &names)
}

/// Which records of a person exist, here or on the server. No identity among them: whoever reads this must not learn
/// which of those belongs to whom.
pub(super) fn recorded(reference: ReferenceNumber, records: &[RecordId]) -> Result<Shelved, SessionError> {
    Shelved::put("recorded", &reference.0, &records)
}

/// Where a person's records are.
pub(super) fn traces(reference: ReferenceNumber, at: &[(StreamKind, u64)]) -> Result<Shelved, SessionError> {
    Shelved::put("trace", &reference.0, &at)
}

/// A return that is answered.
pub(super) fn dropped_return(number: u64) -> Shelved {
    Shelved::delete("return", &number.to_be_bytes())
}

/// Where the device is enrolled, and what names the list of holders that founded the study.
pub(super) fn enrolled(enrolment: &Enrolment, founding: &Hash32) -> Result<[Shelved; 2], SessionError> {
    Ok([Shelved::put("device", b"founding", founding)?, Shelved::put("device", b"enrolment", enrolment)?])
}

/// The book of orders.
pub(super) fn order_book(book: &OrderBook) -> Result<Shelved, SessionError> {
    Shelved::put("device", b"order book", book)
}

/// The study's last order when the device was enrolled.
pub(super) fn order_at_enrolment(order: &SignedOrder) -> Result<Shelved, SessionError> {
    Shelved::put("device", b"enrolled after", order)
}

/// What is remembered of a recording.
pub(super) fn media_note(hash: &Hash32, note: &MediaNote) -> Result<Shelved, SessionError> {
    Shelved::put("media-note", &hash.0, note)
}

/// How many recordings the server holds.
pub(super) fn media_known(count: u64) -> Result<Shelved, SessionError> {
    Shelved::put("device", b"recordings", &count)
}

/// Typed access to the shelf.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    vault: &'a Vault,
}

impl<'a> Documents<'a> {
    pub fn new(vault: &'a Vault) -> Self {
        Self { vault }
    }

    pub fn device(self) -> Result<Option<DeviceId>, SessionError> {
        self.get("device", b"id")
    }

    pub fn put_device(self, id: DeviceId, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("device", b"id", &id, rng)
    }

    pub fn enrolment(self) -> Result<Option<Enrolment>, SessionError> {
        self.get("device", b"enrolment")
    }

    /// The package that new interviews run, and the number of the publication that put it in force.
    pub fn package_in_force(self) -> Result<Option<(Hash32, u64)>, SessionError> {
        self.get("device", b"package")
    }

    /// A whole study package that was checked.
    pub fn study(self, hash: &Hash32) -> Result<Arc<Study>, SessionError> {
        let bytes = self.vault.shelf().get("package", &hash.0)?.ok_or(SessionError::Document)?;
        Ok(Arc::new(package::decode(&bytes)?))
    }

    /// All packages that are on the device.
    pub fn packages(self) -> Result<Vec<Hash32>, SessionError> {
        let keys = self.vault.shelf().keys("package")?;
        keys.into_iter().map(|key| key.try_into().map(Hash32).map_err(|_| SessionError::Document)).collect()
    }

    /// Stores a package and puts it in force, in one transaction.
    pub fn put_package(
        self,
        hash: Hash32,
        serial: u64,
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let in_force = Shelved::put("device", b"package", &(hash, serial))?;
        let package = ShelfChange::Put { kind: "package", key: &hash.0, bytes };
        Ok(self.vault.shelf().change(&[package, in_force.change()], rng)?)
    }

    pub fn asked(self, reference: ReferenceNumber) -> Result<Vec<String>, SessionError> {
        Ok(self.get("asked", &reference.0)?.unwrap_or_default())
    }

    pub fn traces(self, reference: ReferenceNumber) -> Result<Vec<(StreamKind, u64)>, SessionError> {
        Ok(self.get("trace", &reference.0)?.unwrap_or_default())
    }

    /// Ids of a person's answers and alerts, those that are no longer here too.
    pub fn recorded(self, reference: ReferenceNumber) -> Result<Vec<RecordId>, SessionError> {
        Ok(self.get("recorded", &reference.0)?.unwrap_or_default())
    }

    /// Whose answers or alerts these records are.
    pub fn recorded_in(self, records: &[RecordId]) -> Result<Vec<ReferenceNumber>, SessionError> {
        let mut people = Vec::new();
        for key in self.vault.shelf().keys("recorded")? {
            let reference = ReferenceNumber(key.try_into().map_err(|_| SessionError::Document)?);
            if self.recorded(reference)?.iter().any(|known| records.contains(known)) {
                people.push(reference);
            }
        }
        Ok(people)
    }

    /// Whose record this is, when it was sealed here and not yet forgotten.
    pub fn traced(self, stream: StreamKind, sequence: u64) -> Result<Option<ReferenceNumber>, SessionError> {
        for key in self.vault.shelf().keys("trace")? {
            let traces: Vec<(StreamKind, u64)> = self.get("trace", &key)?.unwrap_or_default();
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
        for key in self.vault.shelf().keys("trace")? {
            let traces: Vec<(StreamKind, u64)> = self.get("trace", &key)?.unwrap_or_default();
            if !traces.iter().any(|(stream, sequence)| is_here(*stream, *sequence)) {
                self.vault.shelf().delete("trace", &key, rng)?;
            }
        }
        Ok(())
    }

    /// Notes of sealed interviews by sequence.
    pub fn sealed(self) -> Result<Vec<(u64, SealedNote)>, SessionError> {
        let mut notes = Vec::new();
        for key in self.vault.shelf().keys("sealed")? {
            let sequence = number(&key)?;
            if let Some(note) = self.get("sealed", &key)? {
                notes.push((sequence, note));
            }
        }
        notes.sort_by_key(|(sequence, _)| *sequence);
        Ok(notes)
    }

    pub fn returns_mark(self) -> Result<u64, SessionError> {
        Ok(self.get("device", b"returns")?.unwrap_or(0))
    }

    pub fn drop_return(self, number: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        Ok(self.vault.shelf().delete("return", &number.to_be_bytes(), rng)?)
    }

    /// Stores a return and moves the mark, in one transaction. An empty one is what a server has of a return whose
    /// person withdrew: its number is past, and nothing is kept.
    pub fn put_return(self, number: u64, sealed: &[u8], rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let mark = Shelved::put("device", b"returns", &number.max(self.returns_mark()?))?;
        let key = &number.to_be_bytes();
        let returned = match sealed {
            [] => ShelfChange::Delete { kind: "return", key },
            bytes => ShelfChange::Put { kind: "return", key, bytes },
        };
        Ok(self.vault.shelf().change(&[returned, mark.change()], rng)?)
    }

    pub fn returned(self, number: u64) -> Result<Option<Vec<u8>>, SessionError> {
        Ok(self.vault.shelf().get("return", &number.to_be_bytes())?.map(|bytes| bytes.to_vec()))
    }

    pub fn return_numbers(self) -> Result<Vec<u64>, SessionError> {
        let mut numbers: Vec<u64> =
            self.vault.shelf().keys("return")?.iter().map(|key| number(key)).collect::<Result<_, _>>()?;
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// What names the founding list, as the invite's key signed it.
    pub fn founding(self) -> Result<Option<Hash32>, SessionError> {
        self.get("device", b"founding")
    }

    pub fn vouched(self, stream: StreamKind) -> Result<u64, SessionError> {
        Ok(self.get("vouched", &[stream.code()])?.unwrap_or(0))
    }

    pub fn put_vouched(self, stream: StreamKind, to: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("vouched", &[stream.code()], &to, rng)
    }

    pub fn parked(self, stream: StreamKind) -> Result<Vec<u64>, SessionError> {
        let keys = self.vault.shelf().keys("parked")?;
        keys.iter().filter(|key| key.first() == Some(&stream.code())).map(|key| number(&key[1..])).collect()
    }

    pub fn park(
        self,
        stream: StreamKind,
        sequence: u64,
        reason: FaultCode,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        self.put("parked", &parked_key(stream, sequence), &reason, rng)
    }

    pub fn unpark(self, stream: StreamKind, sequence: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        Ok(self.vault.shelf().delete("parked", &parked_key(stream, sequence), rng)?)
    }

    pub fn order_book(self) -> Result<OrderBook, SessionError> {
        if let Some(book) = self.get("device", b"order book")? {
            return Ok(book);
        }
        Ok(self.get::<FirstOrderBook>("device", b"orders")?.map(OrderBook::from).unwrap_or_default())
    }

    pub fn put_order_book(self, book: &OrderBook, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("device", b"order book", book, rng)
    }

    /// The study's last order when this device was last enrolled, as the server told it: nothing is checked here.
    pub fn order_at_enrolment(self) -> Result<Option<SignedOrder>, SessionError> {
        self.get("device", b"enrolled after")
    }

    /// The last grant; `None` before the first sync.
    pub fn grant(self) -> Result<Option<Grant>, SessionError> {
        self.get("device", b"grant")
    }

    pub fn put_grant(self, grant: &Grant, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("device", b"grant", grant, rng)
    }

    /// Recordings that are here, the oldest first.
    pub fn media(self) -> Result<Vec<(Hash32, MediaNote)>, SessionError> {
        let mut found = Vec::new();
        for key in self.vault.shelf().keys("media-note")? {
            let hash = Hash32(key.as_slice().try_into().map_err(|_| SessionError::Document)?);
            found.extend(self.media_note(&hash)?.map(|note| (hash, note)));
        }
        Ok(found)
    }

    fn media_note(self, hash: &Hash32) -> Result<Option<MediaNote>, SessionError> {
        let Some(bytes) = self.vault.shelf().get("media-note", &hash.0)? else { return Ok(None) };
        let first = |_| postcard::from_bytes::<FirstMediaNote>(&bytes).map(MediaNote::from);
        postcard::from_bytes(&bytes).or_else(first).map(Some).map_err(|_| SessionError::Document)
    }

    /// Stores a sealed recording and the note of it, in one transaction.
    pub fn put_media(
        self,
        hash: &Hash32,
        note: &MediaNote,
        sealed: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let media = ShelfChange::Put { kind: "media", key: &hash.0, bytes: sealed };
        Ok(self.vault.shelf().change(&[media, media_note(hash, note)?.change()], rng)?)
    }

    /// How many recordings the server was last known to hold.
    pub fn media_known(self) -> Result<u64, SessionError> {
        Ok(self.get("device", b"recordings")?.unwrap_or(0))
    }

    /// A sealed recording.
    pub fn sealed_media(self, hash: &Hash32) -> Result<Zeroizing<Vec<u8>>, SessionError> {
        self.vault.shelf().get("media", &hash.0)?.ok_or(SessionError::Document)
    }

    pub fn drop_media(self, hash: &Hash32, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let gone = ["media-note", "media"].map(|kind| ShelfChange::Delete { kind, key: &hash.0 });
        Ok(self.vault.shelf().change(&gone, rng)?)
    }

    /// The server's key for what travels without a line; `None` before the first sync.
    pub fn carrier(self) -> Result<Option<SealingPublic>, SessionError> {
        self.get("device", b"carrier")
    }

    /// Keeps it, when it is another than before.
    pub fn put_carrier(self, key: &SealingPublic, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if self.carrier()? == Some(*key) { Ok(()) } else { self.put("device", b"carrier", key, rng) }
    }

    /// The last parcels that were packed, the oldest first.
    pub fn packed(self) -> Result<Vec<Packed>, SessionError> {
        Ok(self.get("device", b"packed")?.unwrap_or_default())
    }

    pub fn put_packed(self, packed: &[Packed], rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("device", b"packed", &packed, rng)
    }

    pub fn bytes(self) -> Result<Bytes, SessionError> {
        Ok(self.get("device", b"bytes")?.unwrap_or_default())
    }

    pub fn put_bytes(self, bytes: &Bytes, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put("device", b"bytes", bytes, rng)
    }

    pub fn get<T: DeserializeOwned>(self, kind: &str, key: &[u8]) -> Result<Option<T>, SessionError> {
        let Some(bytes) = self.vault.shelf().get(kind, key)? else { return Ok(None) };
        postcard::from_bytes(&bytes).map(Some).map_err(|_| SessionError::Document)
    }

    pub fn put(
        self,
        kind: &str,
        key: &[u8],
        document: &impl Serialize,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let bytes = postcard::to_stdvec(document).map_err(|_| SessionError::Document)?;
        Ok(self.vault.shelf().put(kind, key, &bytes, rng)?)
    }
}

fn parked_key(stream: StreamKind, sequence: u64) -> [u8; 9] {
    let mut key = [stream.code(); 9];
    key[1..].copy_from_slice(&sequence.to_be_bytes());
    key
}

fn number(key: &[u8]) -> Result<u64, SessionError> {
    key.try_into().map(u64::from_be_bytes).map_err(|_| SessionError::Document)
}
