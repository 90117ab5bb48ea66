//! What a session keeps on the vault's sealed shelf, and under which name.
//!
//! Kinds are named here and nowhere else. What a document says, and when it changes, is its own file's: those of
//! [`people`], [`packages`], what was [`sent`], [`returns`] and [`media`] lie beside this one; grant, orders, bytes,
//! parcels and what is kept lie with the rules about them. Every document is postcard's bytes and pinned by
//! `golden.rs`: a device that was updated must read what it kept before.
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
//! | `device` | `order book` | [`OrderBook`](super::orders::OrderBook) |
//! | `device` | `orders` | [`FirstOrderBook`](super::orders::FirstOrderBook), on a device that was not updated since |
//! | `device` | `enrolled after` | the study's last order when this device was last enrolled |
//! | `device` | `grant` | [`Grant`](super::grant::Grant) |
//! | `device` | `bytes` | [`Bytes`](super::budget::Bytes) |
//! | `media` | hash | a sealed recording |
//! | `media-note` | hash | [`MediaNote`], or [`FirstMediaNote`] on a device that was not updated since |
//! | `device` | `recordings` | how many of this device's recordings the server was last known to hold |
//! | `device` | `carrier` | the server's key for what travels without a line |
//! | `device` | `packed` | the last parcels that were packed |
//! | `device` | `forked`, `succession`, `next keys`, `former keys` | see [`super::succession`] |
//! | `device` | `interviewer` | [`super::Interviewer`] |
//! | `last-saved` | instrument | answers for the next interview, see [`super::kept`] |
//! | `left` | sequence in the answers stream | what an interview changed in lists of entities |

mod device;
mod media;
mod packages;
mod people;
mod returns;
mod sent;

use rand_core::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

pub use device::Enrolment;
#[cfg(test)]
pub(super) use media::FirstMediaNote;
pub use sent::SealedNote;
pub(super) use {
    device::enrolled,
    media::{MediaNote, media_known, media_note},
    people::{asked_names, forgotten, recorded, traces},
    returns::dropped_return,
    sent::sealed_note,
};

use super::SessionError;
use crate::vault::{ShelfChange, Vault};

/// What the device is, and how far it is.
pub(super) const DEVICE: &str = "device";
/// Study packages.
pub(super) const PACKAGE: &str = "package";
/// What was asked of a person.
pub(super) const ASKED: &str = "asked";
/// Where a person's records are.
pub(super) const TRACE: &str = "trace";
/// Which records a person has.
pub(super) const RECORDED: &str = "recorded";
/// How often a person was met.
pub(super) const VISITS: &str = "visits";
/// What the office must withdraw.
pub(super) const OWED: &str = "owed";
/// What the list says of sealed interviews.
pub(super) const SEALED: &str = "sealed";
/// Returned records.
pub(super) const RETURN: &str = "return";
/// How far supervisors have signed.
pub(super) const VOUCHED: &str = "vouched";
/// What the server did not take.
pub(super) const PARKED: &str = "parked";
/// Sealed recordings.
pub(super) const MEDIA: &str = "media";
/// What is remembered of recordings.
pub(super) const MEDIA_NOTE: &str = "media-note";
/// Answers for the next interview.
pub(super) const LAST_SAVED: &str = "last-saved";
/// Changes of lists of entities.
pub(super) const LEFT: &str = "left";

/// A change of the shelf that is not made yet: with others, in one transaction.
pub(super) struct Shelved {
    kind: &'static str,
    key: Vec<u8>,
    /// `None` deletes the document.
    bytes: Option<Zeroizing<Vec<u8>>>,
}

impl Shelved {
    /// A document in place of what is there.
    pub fn put(kind: &'static str, key: &[u8], document: &impl Serialize) -> Result<Self, SessionError> {
        let bytes = postcard::to_stdvec(document).map_err(|_| SessionError::Document)?;
        Ok(Self { kind, key: key.to_vec(), bytes: Some(Zeroizing::new(bytes)) })
    }

    /// Bytes as they are.
    pub fn raw(kind: &'static str, key: &[u8], bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { kind, key: key.to_vec(), bytes: Some(bytes) }
    }

    /// A document that goes.
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

    /// As the vault takes several.
    pub fn all(changes: &[Self]) -> Vec<ShelfChange<'_>> {
        changes.iter().map(Self::change).collect()
    }
}

/// Typed access to the shelf.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    vault: &'a Vault,
}

impl<'a> Documents<'a> {
    /// On the shelf of this vault.
    pub fn new(vault: &'a Vault) -> Self {
        Self { vault }
    }

    /// The document, if there is one.
    pub fn get<T: DeserializeOwned>(self, kind: &str, key: &[u8]) -> Result<Option<T>, SessionError> {
        let Some(bytes) = self.vault.shelf().get(kind, key)? else { return Ok(None) };
        postcard::from_bytes(&bytes).map(Some).map_err(|_| SessionError::Document)
    }

    /// Puts a document in place of what is there. Durable when this returns.
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

    /// Makes these changes, all or none. Durable when this returns.
    pub fn change(self, changes: &[Shelved], rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        Ok(self.vault.shelf().change(&Shelved::all(changes), rng)?)
    }
}

/// A number as a key.
fn number(key: &[u8]) -> Result<u64, SessionError> {
    key.try_into().map(u64::from_be_bytes).map_err(|_| SessionError::Document)
}
