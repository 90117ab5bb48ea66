//! Carries requests over HTTP: the only part that opens a socket, and the only async one.
//!
//! No redirects, no proxy, no cookies; a limit on time and on the size of an answer. TLS trusts the public keys that
//! the invite pinned and nobody else; plain HTTP is spoken with this machine's own loopback only.

use std::{sync::Arc, time::Duration};

use fieldward_core::sync::{
    Pins, is_loopback,
    wire::{Method, Request, Response, limits::ANSWER_BYTES_MAX},
};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use rustls::{ClientConfig, crypto::ring};
use thiserror::Error;

use crate::pinned::PinnedServer;

/// A link that is not made by then is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest silence within an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(45);
/// Longest time for one request: a batch aims at ten seconds.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(180);

/// Why there was no whole answer. Says nothing about what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum LinkFault {
    /// The address of the enrolment is not one that may be spoken to.
    #[error("the server's address is not https with a pinned key")]
    Address,
    /// Nobody answered, or not the server that the invite named.
    #[error("the server was not reached")]
    Unreachable,
    /// It took too long.
    #[error("the server took too long to answer")]
    TooSlow,
    /// The answer was cut, or longer than any answer of the wire.
    #[error("the answer was cut off")]
    Cut,
}

/// A way to one server.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    client: Client,
    address: String,
}

impl Transport {
    /// A way to the server at this address, which must show one of the pinned keys.
    pub fn new(address: &str, pins: Option<Pins>) -> Result<Self, LinkFault> {
        let secure = address.starts_with("https://") && pins.is_some();
        if !secure && !is_loopback(address) {
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
            .connect_timeout(CONNECT_TIMEOUT)
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

fn fault(error: reqwest::Error) -> LinkFault {
    if error.is_timeout() {
        LinkFault::TooSlow
    } else if error.is_connect() || error.is_request() {
        LinkFault::Unreachable
    } else {
        LinkFault::Cut
    }
}

#[cfg(test)]
mod tests {
    use fieldward_core::sync::Pin;

    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine_and_tls_is_pinned() {
        let pins = Pins { active: Pin([1; 32]), backup: Pin([2; 32]) };
        let check = |address: &str, pins, expected: Result<(), LinkFault>| {
            assert_eq!(Transport::new(address, pins).map(|_| ()), expected, "{address}");
        };
        check("http://127.0.0.1:8080", None, Ok(()));
        check("https://field.example:8443", Some(pins), Ok(()));
        check("https://field.example:8443", None, Err(LinkFault::Address));
        check("http://field.example:8080", Some(pins), Err(LinkFault::Address));
        check("http://127.0.0.1.example:8080", None, Err(LinkFault::Address));
    }
}
