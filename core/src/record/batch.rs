//! Several records of one stream on the wire, with what they share said once, and one signature for all.
//!
//! Layout: version, study, device, stream, sequence and link before the first record, number of contexts, each a form
//! hash and a statement hash; number of entries, each: context (varint from 1), record id (16), keys, body with its
//! length, or for a parked record 0, record id, hash; at the end the device's signature (64) over the head of the
//! chain. A hundred interviews of size class 256 cost about 374 bytes each.

use uuid::Uuid;

use super::{
    ChainError, ChainHead, FORMAT_VERSION, RecordError, RecordHeader, RecordKeys, SealedRecord,
    header::{STUDY_ID_BYTES_MAX, read_stream},
    padding::PADDED_BYTES_MAX,
    wire::{Reader, put_bytes, put_number},
};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    vault::{DeviceSigner, Signature, SignerPublic, TAG_BYTES},
};

/// Consecutive records of one device's stream, signed. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The study of all of them.
    pub study: StudyId,
    /// The head before the first.
    pub before: ChainHead,
    /// The records, in order.
    pub entries: Vec<BatchEntry>,
    /// The device's signature over the head after the last.
    pub signature: Signature,
}

/// One number of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchEntry {
    /// The record.
    Record(SealedRecord),
    /// A record that the server could not take: its hash keeps the chain whole, and the queue goes on.
    Parked {
        /// Its id.
        record: RecordId,
        /// Its hash.
        hash: Hash32,
    },
}

impl BatchEntry {
    /// The record's hash, which goes into the chain.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        match self {
            Self::Record(record) => record.hash(),
            Self::Parked { hash, .. } => *hash,
        }
    }

    /// The record's id.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        match self {
            Self::Record(record) => record.header.record,
            Self::Parked { record, .. } => *record,
        }
    }

    fn context(&self) -> Option<(Hash32, Hash32)> {
        match self {
            Self::Record(record) => Some((record.header.form, record.header.statement)),
            Self::Parked { .. } => None,
        }
    }
}

impl Batch {
    /// Most records of one batch.
    pub const RECORDS_MAX: usize = 100;

    /// Signs the head after these entries.
    ///
    /// # Errors
    /// When there are none or too many, they are of another study, device or stream, leave a gap, or the keystore
    /// does not sign.
    pub fn sign(
        study: StudyId,
        before: ChainHead,
        entries: Vec<BatchEntry>,
        signer: &dyn DeviceSigner,
    ) -> Result<Self, RecordError> {
        let mut batch = Self { study, before, entries, signature: Signature([0; 64]) };
        let fits = (1..=Self::RECORDS_MAX).contains(&batch.entries.len());
        let head = batch.head().ok().filter(|_| fits).ok_or(RecordError::Malformed { what: "batch" })?;
        batch.signature = signer.sign(&head.signed_bytes())?;
        Ok(batch)
    }

    /// The head after the last entry; checks that each is of this study and the next of this stream.
    ///
    /// # Errors
    /// [`ChainError`] says at which record.
    pub fn head(&self) -> Result<ChainHead, ChainError> {
        self.entries.iter().try_fold(self.before, |head, entry| match entry {
            BatchEntry::Record(record) if record.header.study != self.study => {
                Err(ChainError::Foreign { sequence: record.header.sequence })
            }
            BatchEntry::Record(record) => head.after(record),
            BatchEntry::Parked { hash, .. } => Ok(head.after_hash(hash)),
        })
    }

    /// Checks order, links and signature from the head that the reader knows, and returns the new head.
    ///
    /// # Errors
    /// [`ChainError`] when the records do not continue `known`, or another device signed.
    pub fn verify(&self, known: &ChainHead, device: &SignerPublic) -> Result<ChainHead, ChainError> {
        if self.before.sequence != known.sequence {
            let (expected, found) = (known.sequence.saturating_add(1), self.before.sequence.saturating_add(1));
            return Err(ChainError::Gap { expected, found });
        }
        if self.before != *known {
            return Err(ChainError::Link);
        }
        self.verify_alone(device)
    }

    /// Checks links and signature by themselves, from the link that the batch names.
    ///
    /// # Errors
    /// As [`Batch::verify`].
    pub fn verify_alone(&self, device: &SignerPublic) -> Result<ChainHead, ChainError> {
        let head = self.head()?;
        device.verify(&head.signed_bytes(), &self.signature)?;
        Ok(head)
    }

    /// The batch as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT_VERSION];
        put_bytes(&mut out, self.study.0.as_bytes());
        out.extend_from_slice(self.before.device.0.as_bytes());
        out.push(self.before.stream.code());
        put_number(&mut out, self.before.sequence);
        out.extend_from_slice(&self.before.link.0);
        let contexts = self.contexts();
        put_number(&mut out, contexts.len() as u64);
        for (form, statement) in &contexts {
            out.extend_from_slice(&form.0);
            out.extend_from_slice(&statement.0);
        }
        put_number(&mut out, self.entries.len() as u64);
        self.entries.iter().for_each(|entry| write_entry(&mut out, entry, &contexts));
        out.extend_from_slice(&self.signature.0);
        out
    }

    /// Reads a batch.
    ///
    /// # Errors
    /// When the bytes are of another format or malformed. The signature is not checked here.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader::new(bytes, "batch");
        match reader.byte()? {
            FORMAT_VERSION => {}
            found => return Err(RecordError::OtherFormat { found }),
        }
        let shared = Shared::read(&mut reader)?;
        let count = reader.count(Self::RECORDS_MAX)?;
        let entries =
            (1..=count as u64).map(|place| shared.entry(place, &mut reader)).collect::<Result<Vec<_>, _>>()?;
        let signature = Signature(reader.array()?);
        reader.finish()?;
        if entries.is_empty() {
            return Err(RecordError::Malformed { what: "batch" });
        }
        Ok(Self { study: shared.study, before: shared.before, entries, signature })
    }

    fn contexts(&self) -> Vec<(Hash32, Hash32)> {
        let mut contexts = Vec::new();
        for context in self.entries.iter().filter_map(BatchEntry::context) {
            if !contexts.contains(&context) {
                contexts.push(context);
            }
        }
        contexts
    }
}

/// What a batch says once.
struct Shared {
    study: StudyId,
    before: ChainHead,
    contexts: Vec<(Hash32, Hash32)>,
}

impl Shared {
    fn read(reader: &mut Reader<'_>) -> Result<Self, RecordError> {
        let study = StudyId(reader.text(STUDY_ID_BYTES_MAX)?);
        let before = ChainHead {
            device: DeviceId(Uuid::from_bytes(reader.array()?)),
            stream: read_stream(reader)?,
            sequence: reader.number()?,
            link: Hash32(reader.array()?),
        };
        let count = reader.count(Batch::RECORDS_MAX)?;
        let contexts = (0..count)
            .map(|_| Ok((Hash32(reader.array()?), Hash32(reader.array()?))))
            .collect::<Result<Vec<_>, RecordError>>()?;
        Ok(Self { study, before, contexts })
    }

    fn entry(&self, place: u64, reader: &mut Reader<'_>) -> Result<BatchEntry, RecordError> {
        let malformed = RecordError::Malformed { what: "batch" };
        let context = reader.count(Batch::RECORDS_MAX + 1)?;
        let record = RecordId(Uuid::from_bytes(reader.array()?));
        let Some(context) = context.checked_sub(1) else {
            return Ok(BatchEntry::Parked { record, hash: Hash32(reader.array()?) });
        };
        let (form, statement) = *self.contexts.get(context).ok_or_else(|| malformed.clone())?;
        let header = RecordHeader {
            study: self.study.clone(),
            form,
            statement,
            device: self.before.device,
            stream: self.before.stream,
            sequence: self.before.sequence.checked_add(place).ok_or(malformed)?,
            record,
        };
        let keys = RecordKeys::read(reader)?;
        let body = reader.bytes(PADDED_BYTES_MAX + TAG_BYTES)?.to_vec();
        Ok(BatchEntry::Record(SealedRecord { header, keys, body }))
    }
}

fn write_entry(out: &mut Vec<u8>, entry: &BatchEntry, contexts: &[(Hash32, Hash32)]) {
    let context = contexts.iter().position(|known| Some(*known) == entry.context());
    put_number(out, context.map_or(0, |place| place as u64 + 1));
    out.extend_from_slice(entry.record_id().0.as_bytes());
    match entry {
        BatchEntry::Parked { hash, .. } => out.extend_from_slice(&hash.0),
        BatchEntry::Record(record) => {
            record.keys.write(out);
            put_bytes(out, &record.body);
        }
    }
}
