//! Sealed records: what leaves a device, and the only form in which it does.
//!
//! A finalized log becomes a compact payload ([`Content`]), padded to a size class, sealed under a key of its own
//! ([`seal`]); that key is sealed to the study ([`Capsule`]), or for an identity halved between custodians of two
//! roles ([`identity`]). Records of a stream are linked by hash, and a device's signature on the last link vouches for
//! all before it ([`Batch`]). Byte layouts are pinned by golden vectors. Nothing here stores or sends anything.

mod batch;
mod capsule;
mod chain;
mod content;
mod error;
mod header;
mod holder_keys;
pub mod identity;
mod likeness;
mod media;
mod package_signer;
pub mod padding;
mod payload;
pub mod returns;
mod sealed;
mod study_secret;
#[cfg(test)]
mod tests;
mod wire;
mod wrapping;

pub use batch::Batch;
pub use capsule::{CAPSULE_BYTES, Capsule};
pub use chain::{ChainError, ChainHead, verify_chain};
pub use content::{AlertContent, Content, IdentityContent};
pub use error::RecordError;
pub use header::{FORMAT_VERSION, RecordHeader};
pub use holder_keys::{
    StudyAnchor, StudyKeyKind, WrappedHolderSecret, package_key_of_holder, seal_to_holder, study_key_of_holder,
};
pub use likeness::{Likeness, LikenessToken, TOKENS_MAX, likeness, tokens};
pub use media::{MEDIA_BYTES_MAX, MEDIA_CHUNK_BYTES, MediaContext, MediaReference};
pub use package_signer::{unwrap_package_signer, wrap_package_signer};
pub use payload::{
    ITEMS_MAX, LIST_MAX, LOG_EVENTS_MAX, PAYLOAD_VERSION, PayloadContext, PayloadError, TEXT_BYTES_MAX, whole_seconds,
};
pub use sealed::{RecordKeys, SealedRecord, open, open_identity, seal, seal_identity};
pub use study_secret::{StudySecret, WrappedStudySecret};

pub use crate::ids::StreamKind;
