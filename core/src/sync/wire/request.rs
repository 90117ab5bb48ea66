//! One request and one response, as a transport carries them, and the paths of version 1.
//!
//! The engine makes requests and reads responses; a transport adds the server's address and nothing else.

use super::SignatureError;

/// Where each request goes.
pub mod path {
    /// `POST`: a device presents its token and its keys.
    pub const ENROL: &str = "/v1/enrol";
    /// `GET`: what the server has, and what waits for the device.
    pub const STATE: &str = "/v1/state";
    /// `POST`: records of one stream.
    pub const PUSH: &str = "/v1/push";
    /// `GET`: a part of the study package; `/v1/package/{hash}/{from}`.
    pub const PACKAGE: &str = "/v1/package";
    /// `GET`: returned records after a number; `/v1/returns/{after}`.
    pub const RETURNS: &str = "/v1/returns";
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
    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value.as_str())
    }

    /// Checks the signature against the device's key: what a server does with a request.
    pub fn verify(&self, signing_key: &[u8; 33]) -> Result<(), SignatureError> {
        let signed = super::RequestSignature::from_headers(|name| self.header(name))?;
        signed.verify(self.method, &self.path, &self.body, signing_key)
    }
}
