//! Reading a request within its limits, and knowing who signs it.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Request},
    http::{StatusCode, header::CONTENT_LENGTH, request::Parts},
};
use fieldward_core::{
    sync::wire::{FaultCode, Method, RequestSignature, limits::BODY_BYTES_MAX},
    vault::SignerPublic,
};
use tokio::sync::OwnedSemaphorePermit;

use super::{Refusal, Shared};
use crate::store::Device;

/// How long a body may take to arrive: the largest at a little over 1 KB a second.
const BODY_MS_MAX: u64 = 300_000;

/// A request that was read whole. Holds a place among those answered at once until it is dropped.
pub(super) struct Received {
    method: Method,
    path: String,
    /// The body.
    pub body: Bytes,
    signature: Option<RequestSignature>,
    _place: OwnedSemaphorePermit,
}

impl Received {
    /// Reads a request.
    pub async fn read(shared: &Shared, request: Request) -> Result<Self, Refusal> {
        let place = std::sync::Arc::clone(&shared.places).try_acquire_owned().map_err(|_| FaultCode::Busy)?;
        let (parts, body) = request.into_parts();
        let method = if parts.method == axum::http::Method::GET { Method::Get } else { Method::Post };
        let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let signature =
            RequestSignature::from_headers(|name| parts.headers.get(name).and_then(|value| value.to_str().ok())).ok();
        let body = whole(parts, body).await?;
        Ok(Self { method, path, body, signature, _place: place })
    }

    /// Who says to have signed; nothing is checked yet.
    pub fn signature(&self) -> Result<RequestSignature, Refusal> {
        self.signature.ok_or(Refusal(FaultCode::Signature))
    }

    /// Checks the signature against a key.
    pub fn verify(&self, key: &SignerPublic) -> Result<(), Refusal> {
        let signature = self.signature()?;
        signature.verify(self.method, &self.path, &self.body, key).map_err(|_| Refusal(FaultCode::Signature))
    }

    /// The enrolled device that signed. A revoked one learns that it is revoked only by its own signature.
    pub async fn device(&self, shared: &Shared) -> Result<Device, Refusal> {
        let id = self.signature()?.device;
        let device = shared.store.run(move |store| store.device(id)).await?.ok_or(FaultCode::Signature)?;
        self.verify(&device.signing_key)?;
        match device.revoked_ms {
            Some(_) => Err(Refusal(FaultCode::Revoked)),
            None => Ok(device),
        }
    }
}

async fn whole(parts: Parts, body: Body) -> Result<Bytes, Refusal> {
    let said: Option<usize> =
        parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    if said.is_some_and(|length| length > BODY_BYTES_MAX) {
        return Err(Refusal(FaultCode::TooLarge));
    }
    let mut request = Request::from_parts(parts, body);
    DefaultBodyLimit::max(BODY_BYTES_MAX).apply(&mut request);
    let reading = Bytes::from_request(request, &());
    match tokio::time::timeout(Duration::from_millis(BODY_MS_MAX), reading).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Refusal(FaultCode::TooLarge)),
        Ok(Err(_)) | Err(_) => Err(Refusal(FaultCode::Body)),
    }
}
