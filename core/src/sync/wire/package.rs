//! `GET /v1/package/{hash}/{from}`: a part of a study package, so that a cut loses one part at most.
//!
//! The hash in the path is 64 hexadecimal digits, `from` is a decimal offset in bytes. The device puts the parts
//! together, compares the hash, and checks the signature against the key that its invite brought.

use serde::{Deserialize, Serialize};

use crate::{ids::Hash32, vault::Signature};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagePart {
    /// Bytes of the whole package.
    pub total: u64,
    /// Where this part begins.
    pub from: u64,
    /// At most [`super::limits::PACKAGE_PART_BYTES`].
    pub bytes: Vec<u8>,
    /// Of the study's package-signing key over [`PackagePart::signed`].
    pub signature: Signature,
}

impl PackagePart {
    /// What the package-signing key signs.
    #[must_use]
    pub fn signed(package: &Hash32) -> Vec<u8> {
        [b"fieldward-package-1\n".as_slice(), &package.0].concat()
    }
}
