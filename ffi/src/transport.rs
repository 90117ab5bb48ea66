//! Carries requests over HTTP: the only part that opens a socket, and the only async one.
//!
//! No redirects, no proxy, no cookies; a limit on time and on the size of an answer. TLS trusts the public keys that
//! the invite pinned and nobody else; plain HTTP is spoken with this machine's own loopback only.

use std::{error::Error, io, sync::Arc, time::Duration};

use fieldward_core::sync::{
    Pins, is_loopback,
    wire::{Method, Request, Response, limits::ANSWER_BYTES_MAX},
};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use rustls::{ClientConfig, crypto::ring};

use crate::pinned::{OTHER_KEY, PinnedServer};

/// A link that is not made by then is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// The same while a person waits for it.
const CONNECT_TIMEOUT_WAITED_FOR: Duration = Duration::from_secs(6);
/// Longest silence within an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(45);
/// Longest time for one request: a batch aims at ten seconds.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(180);

/// Why there was no whole answer. Says nothing about what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LinkFault {
    /// The address of the enrolment is not one that may be spoken to.
    #[error("the server's address is not https with a pinned key")]
    Address,
    /// Nobody answered.
    #[error("the server was not reached")]
    Unreachable,
    /// Somebody answered, and is not the server that the invite named.
    #[error("what answered does not have the key that the invite names, so nothing was sent: tell your supervisor")]
    OtherKey,
    /// The server answered that it can take nothing now.
    #[error("the server has too much to do, or has failed: try again in a while")]
    Busy,
    /// The server answered that its disk is full.
    #[error("the server's disk is full: nothing is lost; tell the office, and try again when there is room")]
    Full,
    /// It took too long.
    #[error("the server took too long to answer")]
    TooSlow,
    /// The answer was cut, or longer than any answer of the wire.
    #[error("the answer was cut off")]
    Cut,
}

/// How long one waits for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// In the background: tries again and again, longer each time.
    Background,
    /// A person waits: says at once that there is no link.
    Person,
}

/// A way to one server.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    client: Client,
    address: String,
}

impl Transport {
    /// A way to the server at this address, which must show one of the pinned keys.
    pub fn new(address: &str, pins: Option<Pins>, patience: Patience) -> Result<Self, LinkFault> {
        let secure = address.starts_with("https://") && pins.is_some();
        if !secure && !is_loopback(address) {
            return Err(LinkFault::Address);
        }
        Self::for_sealed(address, pins, patience)
    }

    /// A way for what is sealed by itself and proves itself: plain HTTP goes anywhere then, TLS still only with pins.
    pub fn for_sealed(address: &str, pins: Option<Pins>, patience: Patience) -> Result<Self, LinkFault> {
        let secure = address.starts_with("https://") && pins.is_some();
        if !secure && !address.starts_with("http://") {
            return Err(LinkFault::Address);
        }
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|_| LinkFault::Address)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(PinnedServer::new(pins, provider)))
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(connect_timeout(patience))
            .read_timeout(READ_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .build()
            .map_err(|_| LinkFault::Address)?;
        Ok(Self { client, address: address.trim_end_matches('/').to_owned() })
    }

    /// Sends a request and waits for its whole answer.
    pub async fn send(&self, request: Request) -> Result<Response, LinkFault> {
        let mut answer = self.request(request).send().await.map_err(fault)?;
        let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(LinkFault::Cut);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status: answer.status().as_u16(), content_type, body })
    }

    fn request(&self, request: Request) -> RequestBuilder {
        let url = format!("{}{}", self.address, request.path);
        let mut builder = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        builder.body(request.body)
    }
}

fn connect_timeout(patience: Patience) -> Duration {
    match patience {
        Patience::Background => CONNECT_TIMEOUT,
        Patience::Person => CONNECT_TIMEOUT_WAITED_FOR,
    }
}

fn fault(error: reqwest::Error) -> LinkFault {
    if is_other_key(&error) {
        LinkFault::OtherKey
    } else if error.is_timeout() {
        LinkFault::TooSlow
    } else if error.is_connect() || error.is_request() {
        LinkFault::Unreachable
    } else {
        LinkFault::Cut
    }
}

/// Whether [`PinnedServer`] said no: what the handshake says is wrapped in several layers.
fn is_other_key(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.any(|cause| tls_fault(cause) == Some(&OTHER_KEY))
}

/// The handshake's fault inside of an input/output error, which names its content as no source of its own.
fn tls_fault<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map_or_else(|| error.downcast_ref(), |inner| tls_fault(inner))
}

#[cfg(test)]
mod tests {
    use fieldward_core::sync::Pin;

    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine_and_tls_is_pinned() {
        let pins = Pins { active: Pin([1; 32]), backup: Pin([2; 32]) };
        let check = |address: &str, pins, expected: Result<(), LinkFault>| {
            let made = Transport::new(address, pins, Patience::Background);
            assert_eq!(made.map(|_| ()), expected, "{address}");
        };
        check("http://127.0.0.1:8080", None, Ok(()));
        check("https://field.example:8443", Some(pins), Ok(()));
        check("https://field.example:8443", None, Err(LinkFault::Address));
        check("http://field.example:8080", Some(pins), Err(LinkFault::Address));
        check("http://127.0.0.1.example:8080", None, Err(LinkFault::Address));
    }
}
