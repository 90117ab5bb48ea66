//! Reading a request within its limits, and knowing who signs it.
//!
//! Size and time are bounded before a byte of a body is read, and the places of those answered at once are counted, so
//! that slow or large requests cost the sender more than us. A signature covers method, path, body, device and a nonce,
//! and no time; it is checked when all of that is here, against the key that the device enrolled with. A request that
//! somebody plays again does what it did before, and no more.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Request},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH, request::Parts},
};
use fieldward_core::{
    sync::{
        parcel::PARCEL_BYTES_MAX,
        wire::{FaultCode, Method, RequestSignature, limits::BODY_BYTES_MAX},
    },
    vault::SignerPublic,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Refusal, Shared, asking::Place};
use crate::store::{Device, Store};

/// What a body may be.
#[derive(Clone, Copy)]
struct Bounds {
    bytes: usize,
    ms: u64,
}

/// Of an enrolled device: the largest body, at a little over 1 KB a second.
const BODY: Bounds = Bounds { bytes: BODY_BYTES_MAX, ms: 300_000 };
/// Of anybody: an enrolment is a few hundred bytes.
const ENROLMENT: Bounds = Bounds { bytes: 1024, ms: 20_000 };

/// Of anybody: a parcel, at a little over 1 KB a second.
const PARCEL: Bounds = Bounds { bytes: PARCEL_BYTES_MAX, ms: 300_000 };

/// A request that was read whole. Holds a place among those answered at once until it is dropped.
pub(super) struct Received {
    method: Method,
    path: String,
    /// The body.
    pub body: Bytes,
    signature: Option<RequestSignature>,
    _place: OwnedSemaphorePermit,
    _of_device: Option<Place>,
}

impl Received {
    /// Reads a request of an enrolled device. Who names none gets no place and nothing is read of its body; whether the
    /// device really asks is checked by [`Received::device`], when all that was signed is here.
    pub async fn read(shared: &Shared, request: Request) -> Result<Self, Refusal> {
        let id = signature_of(request.headers()).ok_or(FaultCode::Signature)?.device;
        shared.store.run(move |store| store.device(id)).await?.ok_or(FaultCode::Signature)?;
        let of_device = shared.asking.place(id).ok_or(FaultCode::Busy)?;
        let received = Self::read_within(&shared.places, BODY, request).await?;
        Ok(Self { _of_device: Some(of_device), ..received })
    }

    /// Reads a request of somebody who may become a device.
    pub async fn read_enrolment(shared: &Shared, request: Request) -> Result<Self, Refusal> {
        Self::read_within(&shared.enrolments, ENROLMENT, request).await
    }

    /// Reads a parcel that somebody carried here.
    pub async fn read_parcel(shared: &Shared, request: Request) -> Result<Self, Refusal> {
        Self::read_within(&shared.parcels, PARCEL, request).await
    }

    async fn read_within(places: &Arc<Semaphore>, bounds: Bounds, request: Request) -> Result<Self, Refusal> {
        let place = Arc::clone(places).try_acquire_owned().map_err(|_| FaultCode::Busy)?;
        let (parts, body) = request.into_parts();
        let method = if parts.method == axum::http::Method::GET { Method::Get } else { Method::Post };
        let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let signature = signature_of(&parts.headers);
        let body = whole(parts, body, bounds).await?;
        Ok(Self { method, path, body, signature, _place: place, _of_device: None })
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
        not_revoked(self.device_or_revoked(shared).await?)
    }

    /// The same, on a thread that may block.
    pub fn device_in(&self, store: &dyn Store) -> Result<Device, Refusal> {
        let device = store.device(self.signature()?.device)?.ok_or(FaultCode::Signature)?;
        self.verify(&device.signing_key)?;
        not_revoked(device)
    }

    /// The device that signed, whether it was revoked or not.
    pub async fn device_or_revoked(&self, shared: &Shared) -> Result<Device, Refusal> {
        let id = self.signature()?.device;
        let device = shared.store.run(move |store| store.device(id)).await?.ok_or(FaultCode::Signature)?;
        self.verify(&device.signing_key)?;
        Ok(device)
    }
}

fn not_revoked(device: Device) -> Result<Device, Refusal> {
    match device.revoked_ms {
        Some(_) => Err(Refusal(FaultCode::Revoked)),
        None => Ok(device),
    }
}

fn signature_of(headers: &HeaderMap) -> Option<RequestSignature> {
    RequestSignature::from_headers(|name| headers.get(name).and_then(|value| value.to_str().ok())).ok()
}

async fn whole(parts: Parts, body: Body, bounds: Bounds) -> Result<Bytes, Refusal> {
    let said: Option<usize> =
        parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    if said.is_some_and(|length| length > bounds.bytes) {
        return Err(Refusal(FaultCode::TooLarge));
    }
    let mut request = Request::from_parts(parts, body);
    DefaultBodyLimit::max(bounds.bytes).apply(&mut request);
    let reading = Bytes::from_request(request, &());
    match tokio::time::timeout(Duration::from_millis(bounds.ms), reading).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Refusal(FaultCode::TooLarge)),
        Ok(Err(_)) | Err(_) => Err(Refusal(FaultCode::Body)),
    }
}
