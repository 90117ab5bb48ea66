//! The compact form of a content: what is sealed.
//!
//! Layout: version (1 byte), then one stream of bits from an adaptive arithmetic coder: the kind of content, and for
//! answers the log, step by step. What both sides know is not said: hashes of form and statement, the sizes of choice
//! lists, the types of questions, their order. An interview of sixty questions with its audit trail takes less than
//! 256 bytes when its texts are short. Reading is bounded by named limits and never panics, whatever the bytes are.

mod brought;
mod coder;
mod kind;
mod model;
mod place;
mod session;
mod start;
mod steps;
#[cfg(test)]
pub(super) mod tests;
mod text;
mod value;
mod words;

use thiserror::Error;
use zeroize::Zeroizing;

pub use model::ITEMS_MAX;
pub use session::LIST_MAX;
pub use text::TEXT_BYTES_MAX;

use super::{AlertContent, Content, IdentityContent, LikenessToken, RecordHeader};
use crate::{
    form::Form,
    ids::{DeviceId, Hash32, ReferenceNumber, SiteId},
    log::{Event, EventKind, StopCode},
    moment::Moment,
};
use coder::{Direction, Reader, Writer};
use model::Field;
use session::Session;

/// Version of the payload: of the grammar, the primer and the words.
pub const PAYLOAD_VERSION: u8 = 1;
/// Most events of one log.
pub const LOG_EVENTS_MAX: usize = 16 * 1024;

const ANSWERS: u32 = 0;
const TOMBSTONE: u32 = 1;
const ALERT: u32 = 2;
/// An identity without tokens, as the first devices wrote it.
const IDENTITY: u32 = 3;
const IDENTITY_AND_TOKENS: u32 = 4;
const KINDS: u32 = 8;

/// What reader and writer of a payload both know.
#[derive(Debug, Clone, Copy)]
pub struct PayloadContext<'a> {
    /// The form that the header names.
    pub form: &'a Form,
    /// Its hash, as the header has it.
    pub form_hash: Hash32,
    /// The use statement's hash, as the header has it.
    pub statement_hash: Hash32,
    /// The device, as the header has it.
    pub device: DeviceId,
}

impl<'a> PayloadContext<'a> {
    /// What a record's header says, and the form that it names.
    #[must_use]
    pub fn new(form: &'a Form, header: &RecordHeader) -> Self {
        Self { form, form_hash: header.form, statement_hash: header.statement, device: header.device }
    }
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
            EventKind::BlockOpened { at, .. }
            | EventKind::Resumed { at }
            | EventKind::CameBack { at }
            | EventKind::Finalized { at } => {
                whole_second(at);
            }
            _ => {}
        }
    }
    log
}

fn whole_second(at: &mut Moment) {
    at.wall_ms = at.wall_ms.div_euclid(1000).max(i64::MIN / 1000) * 1000;
    at.monotonic_ms -= at.monotonic_ms % 1000;
}

pub(super) fn encode(content: &Content, context: &PayloadContext<'_>) -> Result<Zeroizing<Vec<u8>>, PayloadError> {
    let mut given = content.clone();
    match &mut given {
        Content::Answers(log) if !steps::in_order(log) => return Err(PayloadError::Order),
        Content::Answers(log) => *log = whole_seconds(std::mem::take(log)),
        Content::Alert(alert) => whole_second(&mut alert.at),
        Content::Tombstone | Content::Identity(_) => {}
    }
    let mut session = Session::new(Writer::new(), *context);
    code(&mut session, &mut given)?;
    let bits = Zeroizing::new(session.bits.direction.finish());
    Ok(Zeroizing::new([[PAYLOAD_VERSION].as_slice(), &bits].concat()))
}

pub(super) fn decode(bytes: &[u8], context: &PayloadContext<'_>) -> Result<Content, PayloadError> {
    let (version, bits) = bytes.split_first().ok_or(PayloadError::Malformed)?;
    if *version != PAYLOAD_VERSION {
        return Err(PayloadError::OtherVersion(*version));
    }
    let mut session = Session::new(Reader::new(bits), *context);
    let mut content = Content::Tombstone;
    code(&mut session, &mut content)?;
    Ok(content)
}

fn code<D: Direction>(session: &mut Session<'_, D>, content: &mut Content) -> Result<(), PayloadError> {
    let given = match content {
        Content::Answers(_) => ANSWERS,
        Content::Tombstone => TOMBSTONE,
        Content::Alert(_) => ALERT,
        Content::Identity(identity) if identity.tokens.is_empty() => IDENTITY,
        Content::Identity(_) => IDENTITY_AND_TOKENS,
    };
    let found = session.bits.symbol(Field::Code, 3, KINDS, given)?;
    if found != given {
        *content = blank(found)?;
    }
    match content {
        Content::Answers(log) => steps::code(session, log),
        Content::Tombstone => Ok(()),
        Content::Alert(alert) => code_alert(session, alert),
        Content::Identity(identity) => {
            session.bytes(&mut identity.reference.0)?;
            session.list(8, &mut identity.values, &(crate::form::Path::default(), value::any()), |session, item| {
                session.path(&mut item.0)?;
                session.value(item.0.node, &mut item.1)
            })?;
            if found == IDENTITY {
                return Ok(());
            }
            session.list(8, &mut identity.tokens, &LikenessToken([0; 16]), |session, token| session.bytes(&mut token.0))
        }
    }
}

fn blank(kind: u32) -> Result<Content, PayloadError> {
    let reference = ReferenceNumber([0; 10]);
    Ok(match kind {
        ANSWERS => Content::Answers(Vec::new()),
        TOMBSTONE => Content::Tombstone,
        ALERT => Content::Alert(AlertContent {
            reference: None,
            code: StopCode::Gate,
            at: Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 },
            site: None,
        }),
        IDENTITY | IDENTITY_AND_TOKENS => {
            Content::Identity(IdentityContent { reference, values: Vec::new(), tokens: Vec::new() })
        }
        _ => return Err(PayloadError::Malformed),
    })
}

fn code_alert<D: Direction>(session: &mut Session<'_, D>, alert: &mut AlertContent) -> Result<(), PayloadError> {
    session.small(6, 32, &mut alert.code)?;
    session.option(1, &mut alert.site, || SiteId(String::new()), |session, site| session.text(&mut site.0))?;
    let unknown = || ReferenceNumber([0; 10]);
    session.option(3, &mut alert.reference, unknown, |session, reference| session.bytes(&mut reference.0))?;
    session.moment(&mut alert.at)
}
