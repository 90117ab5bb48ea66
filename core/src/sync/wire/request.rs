//! One request and one response, as a transport carries them, and the paths of version 1.
//!
//! The engine makes requests and reads responses; a transport adds the server's address and nothing else.

use rand_core::CryptoRng;

use super::{CONTENT_TYPE, Nonce, RequestSignature, Signed, Unsigned};
use crate::{
    ids::DeviceId,
    seal::{DeviceSigner, SignatureError, SignerPublic},
};

/// Where each request goes.
pub mod path {
    /// `POST`: a device presents its token and its keys.
    pub const ENROL: &str = "/v1/enrol";
    /// `POST`: a device that was copied enrols anew, under another name.
    pub const SUCCEED: &str = "/v1/succeed";
    /// `GET`: what the server has, and what waits for the device.
    pub const STATE: &str = "/v1/state";
    /// `POST`: records of one stream.
    pub const PUSH: &str = "/v1/push";
    /// `POST`: of which of its own records the server has no keys.
    pub const HELD: &str = "/v1/held";
    /// `GET`: a part of the study package; `/v1/package/{hash}/{from}`.
    pub const PACKAGE: &str = "/v1/package";
    /// `GET`: returned records after a number; `/v1/returns/{after}`.
    pub const RETURNS: &str = "/v1/returns";
    /// `GET` and `POST`: recordings; `/v1/media/{hash}` and `/v1/media/{hash}/{total}/{from}`.
    pub const MEDIA: &str = "/v1/media";
    /// `POST`: a parcel that was carried here; nobody signs the request.
    pub const PARCELS: &str = "/v1/parcels";
    /// `GET`: from a relay, the receipts that it has; nobody signs the request.
    pub const RECEIPTS: &str = "/v1/receipts";
    /// `GET`: orders of the study after a number; `/v1/orders/{after}`.
    pub const ORDERS: &str = "/v1/orders";
    /// `POST`: the device has stored the returned records up to a number.
    pub const RETURNS_TAKEN: &str = "/v1/returns/taken";
}

/// The two methods of HTTP that the wire uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// As HTTP writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What a transport sends.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Path from the server's root, with the version.
    pub path: String,
    /// Every header, the signature's and the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

/// What a transport received.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The header `content-type`, empty when there was none.
    pub content_type: String,
    /// The body, whole: a transport that knows it is cut reports a link error instead.
    pub body: Vec<u8>,
}

impl Request {
    /// A signed request.
    ///
    /// # Errors
    /// When the keystore does not sign.
    pub fn signed(
        method: Method,
        path: String,
        body: Vec<u8>,
        (device, signer): (DeviceId, &dyn DeviceSigner),
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SignatureError> {
        let mut nonce: Nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let signature = Signed { method, path: &path, body: &body, device, nonce }.sign(signer)?;
        let mut headers = signature.to_headers().to_vec();
        if method == Method::Post {
            headers.push(("content-type", CONTENT_TYPE.into()));
        }
        Ok(Self { method, path, headers, body })
    }

    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value.as_str())
    }

    /// Checks the signature against the device's key: what a server does with a request.
    ///
    /// # Errors
    /// When it is not signed, or not by this key.
    pub fn verify(&self, signing_key: &SignerPublic) -> Result<(), Unsigned> {
        let signed = RequestSignature::from_headers(|name| self.header(name))?;
        signed.verify(self.method, &self.path, &self.body, signing_key)
    }

    /// Bytes on the wire, nearly: the body, the path, the headers and what stands between them.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        self.method.as_str().len() + self.path.len() + headers + self.body.len() + 14
    }
}

impl Response {
    /// Bytes on the wire, nearly: the body, the content type, and the headers that every server sends.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        const HEADERS_BYTES: usize = 110;
        HEADERS_BYTES + self.content_type.len() + self.body.len()
    }
}

/// Shows no body and no signature.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method.as_str(), self.path, self.body.len())
    }
}

/// Shows no body.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}
