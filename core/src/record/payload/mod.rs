//! The compact form of a content.

use thiserror::Error;

use super::Content;
use crate::{
    form::Form,
    ids::Hash32,
    interview::{Event, EventKind},
    moment::Moment,
};

/// What reader and writer of a payload both know.
#[derive(Debug, Clone, Copy)]
pub struct PayloadContext<'a> {
    /// The form that the header names.
    pub form: &'a Form,
    /// Its hash, as the header has it.
    pub form_hash: Hash32,
    /// The use statement's hash, as the header has it.
    pub statement_hash: Hash32,
}

/// Why a payload could not be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PayloadError {
    /// Written by a program with another format.
    #[error("payload version {0} is not known here")]
    OtherVersion(u8),
    /// The bytes do not follow the format.
    #[error("the payload is malformed")]
    Malformed,
    /// More than the named limit.
    #[error("the payload is over the limit of {0}")]
    Limit(&'static str),
    /// Sequence numbers or times fall.
    #[error("the log is out of order")]
    Order,
}

/// The log as a finalized record keeps it: every time that the device noted is a whole second, rounded down.
/// Answers keep their own precision.
#[must_use]
pub fn whole_seconds(mut log: Vec<Event>) -> Vec<Event> {
    for event in &mut log {
        event.at_ms -= event.at_ms % 1000;
        match &mut event.kind {
            EventKind::Started(start) => whole_second(&mut start.at),
            EventKind::BlockOpened { at, .. } | EventKind::Resumed { at } | EventKind::Finalized { at } => {
                whole_second(at);
            }
            _ => {}
        }
    }
    log
}

fn whole_second(at: &mut Moment) {
    at.wall_ms -= at.wall_ms.rem_euclid(1000);
    at.monotonic_ms -= at.monotonic_ms % 1000;
}

const VERSION: u8 = 1;

pub(super) fn encode(content: &Content, _context: &PayloadContext<'_>) -> Result<Vec<u8>, PayloadError> {
    let (kind, bytes) = match content {
        Content::Answers(log) => (1, postcard::to_stdvec(&whole_seconds(log.clone()))),
        Content::Tombstone => (2, Ok(Vec::new())),
        Content::Alert(alert) => (3, postcard::to_stdvec(alert)),
        Content::Identity(identity) => (4, postcard::to_stdvec(identity)),
    };
    let bytes = bytes.map_err(|_| PayloadError::Malformed)?;
    Ok([[VERSION, kind].as_slice(), &bytes].concat())
}

pub(super) fn decode(bytes: &[u8], _context: &PayloadContext<'_>) -> Result<Content, PayloadError> {
    let [version, kind, rest @ ..] = bytes else { return Err(PayloadError::Malformed) };
    if *version != VERSION {
        return Err(PayloadError::OtherVersion(*version));
    }
    let content = match kind {
        1 => postcard::from_bytes(rest).map(Content::Answers),
        2 => Ok(Content::Tombstone),
        3 => postcard::from_bytes(rest).map(Content::Alert),
        4 => postcard::from_bytes(rest).map(Content::Identity),
        _ => return Err(PayloadError::Malformed),
    };
    content.map_err(|_| PayloadError::Malformed)
}
