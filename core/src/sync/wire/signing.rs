//! How a request proves which device it comes from.
//!
//! A device signs with its P-256 key (ECDSA over SHA-256, in 64 bytes r and s) a message of fixed layout:
//!
//! | bytes | what |
//! |---|---|
//! | 20 | `fieldward-request-1` and a line feed |
//! | 5  | `GET` and two spaces or `POST` and one space, padded to 5 |
//! | 2 + n | length of the path (big-endian), the path |
//! | 32 | BLAKE3 hash of the body |
//! | 16 | the device's id |
//! | 16 | a random nonce |
//!
//! **Replays.** A request that is sent twice does nothing that it did not do the first time, so a server keeps no
//! list of nonces: records are taken once by their number and hash, an acknowledgement of returns only moves
//! forward, a token enrols one key pair only, and what is read is sealed to the device or signed by the study. The
//! nonce makes two signatures of the same request differ, so that a server's log cannot be mistaken for a proof of
//! what was sent when. Whoever could replay a request has broken TLS with its pinned key first.

use thiserror::Error;

use super::Method;
use crate::{
    ids::{DeviceId, Hash32},
    seal::{DeviceSigner, Signature, SignatureError, SignerPublic},
};

/// Names of the headers, lower case.
pub mod header {
    /// The device's id: 32 hexadecimal digits.
    pub const DEVICE: &str = "fieldward-device";
    /// The nonce: 32 hexadecimal digits.
    pub const NONCE: &str = "fieldward-nonce";
    /// The signature: 128 hexadecimal digits.
    pub const SIGNATURE: &str = "fieldward-signature";
}

const CONTEXT: &[u8; 20] = b"fieldward-request-1\n";

/// A random number that makes each signature differ.
pub type Nonce = [u8; 16];

/// What is signed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// GET or POST.
    pub method: Method,
    /// Path with everything after it.
    pub path: &'a str,
    /// The body; empty for GET.
    pub body: &'a [u8],
    /// Who signs.
    pub device: DeviceId,
    /// Fresh for each request.
    pub nonce: Nonce,
}

impl Signed<'_> {
    /// The message, as the table above lays it out.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        let mut message = CONTEXT.to_vec();
        message.extend(format!("{:<5}", self.method.as_str()).as_bytes());
        message.extend(u16::try_from(self.path.len()).unwrap_or(u16::MAX).to_be_bytes());
        message.extend(self.path.as_bytes());
        message.extend(Hash32::of(self.body).0);
        message.extend(self.device.0.as_bytes());
        message.extend(self.nonce);
        message
    }

    /// Signs the message.
    ///
    /// # Errors
    /// When the keystore does not sign.
    pub fn sign(&self, signer: &dyn DeviceSigner) -> Result<RequestSignature, SignatureError> {
        let signature = signer.sign(&self.message())?;
        Ok(RequestSignature { device: self.device, nonce: self.nonce, signature })
    }
}

/// Why a request is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unsigned {
    /// A header is absent or is not the hexadecimal digits that it should be.
    #[error("the request is not signed: headers fieldward-device, fieldward-nonce and fieldward-signature are needed")]
    Headers,
    /// Signed by another key, or changed on the way.
    #[error("the signature does not fit the request")]
    Wrong,
}

/// The three headers of a signed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestSignature {
    /// Who signed.
    pub device: DeviceId,
    /// Its nonce.
    pub nonce: Nonce,
    /// r and s.
    pub signature: Signature,
}

impl RequestSignature {
    /// The headers to send.
    #[must_use]
    pub fn to_headers(&self) -> [(&'static str, String); 3] {
        let hex = data_encoding::HEXLOWER;
        [
            (header::DEVICE, hex.encode(self.device.0.as_bytes())),
            (header::NONCE, hex.encode(&self.nonce)),
            (header::SIGNATURE, hex.encode(&self.signature.0)),
        ]
    }

    /// Reads the headers, asked for by name.
    pub fn from_headers<'a>(read: impl Fn(&'static str) -> Option<&'a str>) -> Result<Self, Unsigned> {
        Ok(Self {
            device: DeviceId(uuid::Uuid::from_bytes(hex(read(header::DEVICE))?)),
            nonce: hex(read(header::NONCE))?,
            signature: Signature(hex(read(header::SIGNATURE))?),
        })
    }

    /// Whether this device's key signed this request.
    ///
    /// # Errors
    /// [`Unsigned::Wrong`] when another key did, or something was changed on the way.
    pub fn verify(&self, method: Method, path: &str, body: &[u8], key: &SignerPublic) -> Result<(), Unsigned> {
        let message = Signed { method, path, body, device: self.device, nonce: self.nonce }.message();
        key.verify(&message, &self.signature).map_err(|_| Unsigned::Wrong)
    }
}

fn hex<const N: usize>(text: Option<&str>) -> Result<[u8; N], Unsigned> {
    let digits = text.ok_or(Unsigned::Headers)?.as_bytes();
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits).map_err(|_| Unsigned::Headers)?;
    bytes.try_into().map_err(|_| Unsigned::Headers)
}
