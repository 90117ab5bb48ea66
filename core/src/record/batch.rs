//! Several records of one stream on the wire, with what they share said once, and one signature for all.
//!
//! Layout: version, study, device, stream, sequence of the first record, link before it, number of contexts, each a
//! form hash and a statement hash; number of records, each: context (varint), record id (16), keys, body with its
//! length; at the end the device's signature (64) over the head of the chain. A hundred interviews of size class 256
//! cost about 373 bytes each.

use uuid::Uuid;

use super::{
    ChainError, ChainHead, FORMAT_VERSION, RecordError, RecordHeader, RecordKeys, SealedRecord, StreamKind,
    header::{STUDY_ID_BYTES_MAX, read_stream},
    padding::PADDED_BYTES_MAX,
    verify_chain,
    wire::{Reader, put_bytes, put_number},
};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    seal::{DeviceSigner, Signature, SignerPublic, TAG_BYTES},
};

/// Consecutive records of one device's stream, signed. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The link before the first record.
    pub previous: Hash32,
    /// The records, in order.
    pub records: Vec<SealedRecord>,
    /// The device's signature over the head after the last record.
    pub signature: Signature,
}

impl Batch {
    /// Most records of one batch.
    pub const RECORDS_MAX: usize = 100;

    /// Signs the head after these records.
    ///
    /// # Errors
    /// When there are none or too many, they are of several studies, devices or streams, leave a gap, or the
    /// keystore does not sign.
    pub fn sign(previous: Hash32, records: Vec<SealedRecord>, signer: &dyn DeviceSigner) -> Result<Self, RecordError> {
        let device = records.first().ok_or(RecordError::Malformed { what: "batch" })?.header.device;
        Self::sign_as(device, previous, records, signer)
    }

    /// The same for a device that had another name when it made the records: it signs the head of its own chain.
    ///
    /// # Errors
    /// As [`Batch::sign`].
    pub fn sign_as(
        device: DeviceId,
        previous: Hash32,
        records: Vec<SealedRecord>,
        signer: &dyn DeviceSigner,
    ) -> Result<Self, RecordError> {
        let malformed = RecordError::Malformed { what: "batch" };
        let first = &records.first().ok_or_else(|| malformed.clone())?.header;
        let shared = records.iter().all(|record| record.header.study == first.study);
        if !shared || records.len() > Self::RECORDS_MAX {
            return Err(malformed);
        }
        let head = records
            .iter()
            .try_fold(before(first, device, previous), |head, record| head.after_brought(record, first.device))
            .map_err(|_| malformed)?;
        let signature = signer.sign(&head.signed_bytes())?;
        Ok(Self { previous, records, signature })
    }

    /// Checks order, links and signature from the head that the server knows, and returns the new head.
    ///
    /// # Errors
    /// [`ChainError`] when the records do not continue `known`, or another device signed.
    pub fn verify(&self, known: &ChainHead, device: &SignerPublic) -> Result<ChainHead, ChainError> {
        if self.previous != known.link {
            return Err(ChainError::Link);
        }
        verify_chain(known, &self.records, &self.signature, device)
    }

    /// Checks links and signature by themselves, from the link that the batch names.
    ///
    /// # Errors
    /// As [`Batch::verify`].
    pub fn verify_alone(&self, device: &SignerPublic) -> Result<ChainHead, ChainError> {
        let name = self.records.first().ok_or(ChainError::Link)?.header.device;
        self.verify_alone_as(name, device)
    }

    /// The same for a batch that a device signed which had another name when it made the records.
    ///
    /// # Errors
    /// As [`Batch::verify`].
    pub fn verify_alone_as(&self, device: DeviceId, key: &SignerPublic) -> Result<ChainHead, ChainError> {
        let first = &self.records.first().ok_or(ChainError::Link)?.header;
        let start = before(first, device, self.previous);
        let head = self.records.iter().try_fold(start, |head, record| head.after_brought(record, first.device))?;
        key.verify(&head.signed_bytes(), &self.signature)?;
        Ok(head)
    }

    /// The batch as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT_VERSION];
        let Some(first) = self.records.first().map(|record| &record.header) else {
            return out;
        };
        put_bytes(&mut out, first.study.0.as_bytes());
        out.extend_from_slice(first.device.0.as_bytes());
        out.push(first.stream.code());
        put_number(&mut out, first.sequence);
        out.extend_from_slice(&self.previous.0);
        let contexts = self.contexts();
        put_number(&mut out, contexts.len() as u64);
        for (form, statement) in &contexts {
            out.extend_from_slice(&form.0);
            out.extend_from_slice(&statement.0);
        }
        put_number(&mut out, self.records.len() as u64);
        self.records.iter().for_each(|record| write_record(&mut out, record, &contexts));
        out.extend_from_slice(&self.signature.0);
        out
    }

    /// Reads a batch. It has one form only: contexts stand in the order in which the records first need them, each
    /// once.
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
        let records =
            (0..count as u64).map(|place| shared.record(place, &mut reader)).collect::<Result<Vec<_>, _>>()?;
        let signature = Signature(reader.array()?);
        reader.finish()?;
        let batch = Self { previous: shared.previous, records, signature };
        if batch.records.is_empty() || batch.contexts() != shared.contexts {
            return Err(RecordError::Malformed { what: "batch" });
        }
        Ok(batch)
    }

    fn contexts(&self) -> Vec<(Hash32, Hash32)> {
        let mut contexts = Vec::new();
        for record in &self.records {
            let context = (record.header.form, record.header.statement);
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
    device: DeviceId,
    stream: StreamKind,
    sequence: u64,
    previous: Hash32,
    contexts: Vec<(Hash32, Hash32)>,
}

impl Shared {
    fn read(reader: &mut Reader<'_>) -> Result<Self, RecordError> {
        let study = StudyId(reader.text(STUDY_ID_BYTES_MAX)?);
        let device = DeviceId(Uuid::from_bytes(reader.array()?));
        let stream = read_stream(reader)?;
        let sequence = reader.number()?;
        let previous = Hash32(reader.array()?);
        let count = reader.count(Batch::RECORDS_MAX)?;
        let contexts = (0..count)
            .map(|_| Ok((Hash32(reader.array()?), Hash32(reader.array()?))))
            .collect::<Result<Vec<_>, RecordError>>()?;
        Ok(Self { study, device, stream, sequence, previous, contexts })
    }

    fn record(&self, place: u64, reader: &mut Reader<'_>) -> Result<SealedRecord, RecordError> {
        let malformed = RecordError::Malformed { what: "batch" };
        let context = reader.count(Batch::RECORDS_MAX)?;
        let (form, statement) = *self.contexts.get(context).ok_or_else(|| malformed.clone())?;
        let header = RecordHeader {
            study: self.study.clone(),
            form,
            statement,
            device: self.device,
            stream: self.stream,
            sequence: self.sequence.checked_add(place).ok_or(malformed)?,
            record: RecordId(Uuid::from_bytes(reader.array()?)),
        };
        let keys = RecordKeys::read(reader)?;
        let body = reader.bytes(PADDED_BYTES_MAX + TAG_BYTES)?.to_vec();
        Ok(SealedRecord { header, keys, body })
    }
}

fn write_record(out: &mut Vec<u8>, record: &SealedRecord, contexts: &[(Hash32, Hash32)]) {
    let context = (record.header.form, record.header.statement);
    let place = contexts.iter().position(|known| *known == context).expect("contexts were gathered from these records");
    put_number(out, place as u64);
    out.extend_from_slice(record.header.record.0.as_bytes());
    record.keys.write(out);
    put_bytes(out, &record.body);
}

fn before(first: &RecordHeader, device: DeviceId, previous: Hash32) -> ChainHead {
    ChainHead { device, stream: first.stream, sequence: first.sequence.saturating_sub(1), link: previous }
}
