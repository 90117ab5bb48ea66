//! The contract between a device and its server, version 1.
//!
//! Bodies are postcard (a compact, documented byte format without field names), paths carry the version, and every
//! request is signed by the device. `sync-server/WIRE.md` shows each request and answer with a worked example that a
//! test compares with this code. A field is never changed or removed in version 1; new requests get new paths. This
//! room must not know how bytes travel, nor what is sealed inside a record.

mod enrol;
mod fault;
mod held;
pub mod limits;
mod media;
mod orders;
mod package;
mod push;
mod request;
mod returns;
mod signing;
mod state;
mod succeed;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

pub use enrol::{Enrol, Enrolled};
pub use fault::{Fault, FaultCode};
pub use held::{Held, NotHeld};
pub use media::MediaMark;
pub use orders::{Decree, ORDER_NUMBER_MAX, Order, Orders, SignedOrder, given};
pub use package::{PackagePart, PackageSeal};
pub use push::{ParkedRecord, Push, Pushed, Refused};
pub use request::{Method, Request, Response, path};
pub use returns::{Return, Returns, Taken};
pub use signing::{Nonce, RequestSignature, Signed, Unsigned, header};
pub use state::{Mark, State};
pub use succeed::Succeed;

/// Media type of every body, in both directions. An answer of another type did not come from the server: it is what
/// a café's login page looks like.
pub const CONTENT_TYPE: &str = "application/vnd.fieldward.v1";

/// Bytes that are not the body that was expected: cut, or of another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the body cannot be read: it is cut short, has extra bytes, or is of another version")]
pub struct BodyError;

/// The bytes of a body.
///
/// # Panics
/// Never: the bodies of this room have no type that postcard cannot write.
#[must_use]
pub fn encode(body: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(body).expect("bodies of the wire are plain structs")
}

/// Reads a body to its last byte.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyError> {
    match postcard::take_from_bytes(bytes) {
        Ok((body, [])) => Ok(body),
        _ => Err(BodyError),
    }
}

#[cfg(test)]
mod tests;
