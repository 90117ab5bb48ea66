//! Where in the store something belongs. A row's name is a keyed hash of its place, and its seal is bound to it, so
//! that a row which was moved, swapped or copied does not open.
//!
//! A place is written as the number of its kind and parts of fixed length, a name with its length before it, so that no
//! two places share their bytes. Whoever reads the file does not see which interview a row is of; what still shows is
//! said in the room's own page. Knows nothing of what a row holds.

use crate::ids::{InterviewId, StreamKind};

/// The place of one row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// The master key under itself, which version 1 kept and nobody needs.
    MasterOfVersion1,
    /// The device's signing key.
    SigningKey,
    /// The device's key for returns.
    ReturnKey,
    /// Ids of all drafts.
    DraftList,
    /// A draft's own key.
    DraftKey(InterviewId),
    /// A draft's label.
    DraftLabel(InterviewId),
    /// How many events a draft has.
    DraftCount(InterviewId),
    /// One event.
    DraftEvent(InterviewId, u32),
    /// Names of all documents of a kind.
    ShelfList(&'a str),
    /// A document.
    Document(&'a str, &'a [u8]),
    /// Where a stream stands.
    Stream(StreamKind),
    /// A sealed record.
    Record(StreamKind, u64),
    /// Every kind that the shelf has.
    ShelfKinds,
    /// The second copy of a row that is kept twice.
    Second(&'a Place<'a>),
}

impl Place<'_> {
    /// The place as bytes: a number for its kind, then its parts. No two places have the same.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut out = b"fieldward vault 1".to_vec();
        match self {
            Self::MasterOfVersion1 => out.push(1),
            Self::SigningKey => out.push(2),
            Self::ReturnKey => out.push(3),
            Self::DraftList => out.push(4),
            Self::DraftKey(id) => put(&mut out, 5, id.0.as_bytes()),
            Self::DraftLabel(id) => put(&mut out, 6, id.0.as_bytes()),
            Self::DraftCount(id) => put(&mut out, 7, id.0.as_bytes()),
            Self::DraftEvent(id, sequence) => {
                put(&mut out, 8, id.0.as_bytes());
                out.extend_from_slice(&sequence.to_le_bytes());
            }
            Self::ShelfList(kind) => put(&mut out, 9, kind.as_bytes()),
            Self::Document(kind, key) => {
                put(&mut out, 10, &(kind.len() as u64).to_le_bytes());
                out.extend_from_slice(kind.as_bytes());
                out.extend_from_slice(key);
            }
            Self::Stream(stream) => put(&mut out, 11, &[stream.code()]),
            Self::Record(stream, sequence) => {
                put(&mut out, 12, &[stream.code()]);
                out.extend_from_slice(&sequence.to_le_bytes());
            }
            Self::ShelfKinds => out.push(13),
            Self::Second(place) => put(&mut out, 14, &place.to_bytes()),
        }
        out
    }
}

fn put(out: &mut Vec<u8>, kind: u8, part: &[u8]) {
    out.push(kind);
    out.extend_from_slice(part);
}
