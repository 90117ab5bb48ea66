//! What a record says in the clear, and what its seal is bound to.
//!
//! Study, form, use statement, device, stream, sequence and record id are associated data: a record that is moved to
//! another place, or opened under a changed use statement, does not open (R086-R088).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    RecordError, StreamKind,
    wire::{Reader, put_bytes, put_number},
};
use crate::ids::{DeviceId, Hash32, RecordId, StudyId};

/// Version of every layout in this room.
pub const FORMAT_VERSION: u8 = 1;
/// Longest study id that a header takes.
pub const STUDY_ID_BYTES_MAX: usize = 128;

/// Where a record belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordHeader {
    /// The study.
    pub study: StudyId,
    /// Hash of the compiled form that was filled in.
    pub form: Hash32,
    /// Hash of the use statement that was told.
    pub statement: Hash32,
    /// The device that made it.
    pub device: DeviceId,
    /// Which of the device's streams.
    pub stream: StreamKind,
    /// 1 for the first of the stream, then without gaps.
    pub sequence: u64,
    /// UUIDv7 for answers and alerts; random for identities, so that it tells no time.
    pub record: RecordId,
}

impl RecordHeader {
    /// The layout: version, study, form, statement, device, stream, sequence, record. Also the associated data.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT_VERSION];
        put_bytes(&mut out, self.study.0.as_bytes());
        out.extend_from_slice(&self.form.0);
        out.extend_from_slice(&self.statement.0);
        out.extend_from_slice(self.device.0.as_bytes());
        out.push(self.stream.code());
        put_number(&mut out, self.sequence);
        out.extend_from_slice(self.record.0.as_bytes());
        out
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, RecordError> {
        match reader.byte()? {
            FORMAT_VERSION => {}
            found => return Err(RecordError::OtherFormat { found }),
        }
        Ok(Self {
            study: StudyId(reader.text(STUDY_ID_BYTES_MAX)?),
            form: Hash32(reader.array()?),
            statement: Hash32(reader.array()?),
            device: DeviceId(Uuid::from_bytes(reader.array()?)),
            stream: read_stream(reader)?,
            sequence: reader.number()?,
            record: RecordId(Uuid::from_bytes(reader.array()?)),
        })
    }
}

pub(super) fn read_stream(reader: &mut Reader<'_>) -> Result<StreamKind, RecordError> {
    StreamKind::from_code(reader.byte()?).ok_or(RecordError::Malformed { what: "stream kind" })
}
