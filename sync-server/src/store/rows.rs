//! What the store takes and gives: plain rows.
//!
//! Secrets in here are wrapped under a passphrase that the server does not know.

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{ChainHead, RecordError, SealedRecord, identity::Custodians},
    sync::wire::{PackageSeal, SignedOrder},
    vault::{SealingPublic, Signature, SignerPublic},
};

/// A secret key under somebody's passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// A holder's name for their own secret under their passphrase, such as `supervisor` or `custodian_1/2`;
    /// `records>` or `packages>` and a name for a secret of the study that is sealed to that holder.
    pub holder: String,
    /// `WrappedHolderSecret`, or what `seal_to_holder` made.
    pub wrapped: Vec<u8>,
}

/// The study that this server serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedStudy {
    /// Which study.
    pub id: StudyId,
    /// The package in force.
    pub package: Hash32,
    /// What records are sealed to.
    pub sealing_key: SealingPublic,
    /// What signs packages.
    pub signing_key: SignerPublic,
    /// Who holds the halves of identities.
    pub custodians: Custodians,
    /// By the signing key over `Enrolled::signed`.
    pub keys_signature: Signature,
    /// Every secret key, wrapped.
    pub wrapped: Vec<WrappedKey>,
}

/// One package of the study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPackage {
    /// Hash of the bytes.
    pub hash: Hash32,
    /// The package.
    pub bytes: Vec<u8>,
    /// By the study's signing key, with the number of the publication.
    pub seal: PackageSeal,
    /// When it was published, milliseconds since 1970.
    pub published_ms: i64,
}

/// An invite, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRow {
    /// Hash of the token.
    pub token: Hash32,
    /// What the supervisor calls the device; never a person's name.
    pub label: String,
    /// Until when it can be used, milliseconds since 1970.
    pub expires_ms: i64,
}

/// A device that presents a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Hash of the token that it presented.
    pub token: Hash32,
    /// The device's id, chosen by itself.
    pub device: DeviceId,
    /// Its signing key.
    pub signing_key: SignerPublic,
    /// Its X25519 key.
    pub sealing_key: SealingPublic,
    /// Now, milliseconds since 1970.
    pub at_ms: i64,
}

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// From the invite.
    pub label: String,
    /// Its signing key.
    pub signing_key: SignerPublic,
    /// Its X25519 key: returns are sealed to it.
    pub sealing_key: SealingPublic,
    /// When it was enrolled.
    pub enrolled_ms: i64,
    /// When it was revoked, if it was.
    pub revoked_ms: Option<i64>,
    /// The last return that it has stored.
    pub returns_taken: u64,
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last durable record and its link.
    pub chain: ChainHead,
    /// Every record up to this number was opened and found sound.
    pub verified: u64,
}

/// One record of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivedRecord {
    /// Its number.
    pub sequence: u64,
    /// Hash of the record.
    pub hash: Hash32,
    /// Link after it.
    pub link: Hash32,
    /// The record; `None` when the device has parked it and only its hash came.
    pub sealed: Option<SealedRecord>,
}

/// Records that come in together, their links and signature checked from `before` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The head that the first record follows, as the device says.
    pub before: ChainHead,
    /// The records, in order and without gaps.
    pub records: Vec<ArrivedRecord>,
    /// The device's signature over the head after the last.
    pub signature: Signature,
    /// Now, milliseconds since 1970.
    pub at_ms: i64,
}

/// What came of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// On disk, all of it, now or already.
    Durable {
        /// The stream's mark.
        sequence: u64,
    },
    /// Up to here on disk; the next one has an id that another record has, and nothing after it was taken.
    IdTaken {
        /// The stream's mark.
        durable: u64,
    },
    /// Records are missing between the mark and the first; nothing was taken.
    Gap {
        /// The stream's mark.
        durable: u64,
    },
    /// Another record holds this number: nothing was taken, both are kept.
    Fork {
        /// The number.
        sequence: u64,
    },
}

/// Whether a record was opened with the study's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// Not yet.
    NotYet,
    /// It opened, and its log keeps the rules.
    Sound,
    /// It opened, and its log breaks a rule: a person looks at it.
    Flagged,
    /// It does not open.
    Broken,
}

/// A record on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Order of arrival, over all devices; grows, may have gaps.
    pub arrival: u64,
    /// Who sent it.
    pub device: DeviceId,
    /// Which stream.
    pub stream: StreamKind,
    /// Its number in the stream.
    pub sequence: u64,
    /// Its id.
    pub record: RecordId,
    /// Its hash: what a correction names as its parent.
    pub hash: Hash32,
    /// `SealedRecord::to_bytes`.
    pub bytes: Vec<u8>,
    /// When it arrived, milliseconds since 1970.
    pub received_ms: i64,
    /// What came of opening it.
    pub verified: Verified,
}

impl StoredRecord {
    /// The record, ready to be opened with `fieldward_core::record::open`.
    ///
    /// # Errors
    /// When it is of a format that is not known here.
    pub fn sealed(&self) -> Result<SealedRecord, RecordError> {
        SealedRecord::from_bytes(&self.bytes)
    }
}

/// A row of a stream, as far as its links go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub sequence: u64,
    /// Its id; `None` when its device has parked it and only its hash came.
    pub record: Option<RecordId>,
    /// Its hash.
    pub hash: Hash32,
    /// The link after it.
    pub link: Hash32,
}

/// A device's signature over a link of one of its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLink {
    /// Number of the record that the link is after.
    pub sequence: u64,
    /// The link.
    pub link: Hash32,
    /// The signature.
    pub signature: Signature,
}

/// Two records that claim one number of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Whose stream.
    pub device: DeviceId,
    /// Which stream.
    pub stream: StreamKind,
    /// The number.
    pub sequence: u64,
    /// Hash of the record that came first and holds the number.
    pub held: Hash32,
    /// Hash of the other.
    pub other: Hash32,
    /// The other, `SealedRecord::to_bytes`.
    pub bytes: Vec<u8>,
    /// When the other came.
    pub received_ms: i64,
}

/// A chunk of a sealed recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaChunk {
    /// Hash of the whole recording.
    pub hash: Hash32,
    /// Who sends it.
    pub device: DeviceId,
    /// Bytes of the whole.
    pub total: u64,
    /// Where this chunk begins.
    pub from: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Now, milliseconds since 1970.
    pub at_ms: i64,
}

/// Something that belongs to an open request, sealed to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pocket {
    /// Hash of the request.
    pub request: Hash32,
    /// What it is.
    pub slot: String,
    /// Sealed.
    pub sealed: Vec<u8>,
}

/// A half of an identity for a custodian who came later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// Which identity.
    pub record: RecordId,
    /// To whom.
    pub holder: String,
    /// `Half::hand_over`.
    pub capsule: Vec<u8>,
}

/// Entries of the log of holders, and what changes together with them.
#[derive(Debug, Clone, Default)]
pub struct LogStep {
    /// How many entries there are before these.
    pub after: u64,
    /// The entries.
    pub entries: Vec<Vec<u8>>,
    /// Requests whose pockets are emptied.
    pub closed: Vec<Hash32>,
    /// What a request brings.
    pub pockets: Vec<Pocket>,
    /// Halves for a new custodian.
    pub handed_over: Vec<HandedOver>,
    /// Secrets of a new holder.
    pub wrapped: Vec<WrappedKey>,
    /// Names of secrets that are deleted, because their holder left.
    pub left: Vec<String>,
    /// A publication.
    pub publication: Option<(PublishedStudy, PublishedPackage)>,
    /// An order.
    pub order: Option<SignedOrder>,
    /// Recordings of somebody who withdrew, and the devices that made them: their chunks are deleted.
    pub recordings: Vec<(Hash32, DeviceId)>,
    /// Now, milliseconds since 1970.
    pub at_ms: i64,
}

/// A document of the console's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Such as `review`.
    pub kind: String,
    /// What it is about, such as a record's id.
    pub key: Vec<u8>,
    /// Sealed, unless it says nothing about a person.
    pub bytes: Vec<u8>,
}
