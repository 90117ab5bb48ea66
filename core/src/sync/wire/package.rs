//! `GET /v1/package/{hash}/{from}`: a part of a study package, so that a cut loses one part at most.
//!
//! The hash in the path is 64 hexadecimal digits, `from` is a decimal offset in bytes. The device puts the parts
//! together, compares the hash, and checks the seal against the key that its invite brought. The serial in the seal
//! grows with every publication: without it a server could put an older package in force, which the study once signed
//! and has since mended.

use serde::{Deserialize, Serialize};

use crate::{
    ids::Hash32,
    seal::{DeviceSigner, Signature, SignatureError, SignerPublic},
};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagePart {
    /// Bytes of the whole package.
    pub total: u64,
    /// Where this part begins.
    pub from: u64,
    /// At most [`super::limits::PACKAGE_PART_BYTES`].
    pub bytes: Vec<u8>,
    /// What puts the package in force.
    pub seal: PackageSeal,
}

/// The study's word that a package is in force, and since which publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSeal {
    /// Number of the publication, which grows with each. A device takes none that is lower than the one it has.
    pub serial: u64,
    /// Of the study's package-signing key over [`PackageSeal::message`].
    pub signature: Signature,
}

impl PackageSeal {
    /// Signs a package as this publication.
    ///
    /// # Errors
    /// The key could not sign.
    pub fn sign(package: &Hash32, serial: u64, signer: &dyn DeviceSigner) -> Result<Self, SignatureError> {
        Ok(Self { serial, signature: signer.sign(&Self::message(package, serial))? })
    }

    /// Whether the key made this seal for this package.
    #[must_use]
    pub fn holds(&self, package: &Hash32, key: &SignerPublic) -> bool {
        key.verify(&Self::message(package, self.serial), &self.signature).is_ok()
    }

    /// What the package-signing key signs: a title, the serial (eight bytes, the highest first), the hash.
    #[must_use]
    pub fn message(package: &Hash32, serial: u64) -> Vec<u8> {
        [b"fieldward-package-2\n".as_slice(), &serial.to_be_bytes(), &package.0].concat()
    }
}
