//! Bodies and faults as HTTP answers.
//!
//! A fault has a code and nothing else: what went wrong inside is in the server's log, without names or contents, and
//! never in an answer.

use axum::{
    http::{StatusCode, header::CONTENT_TYPE as CONTENT_TYPE_HEADER},
    response::{IntoResponse, Response},
};
use fieldward_core::sync::wire::{self, CONTENT_TYPE, FaultCode};
use serde::Serialize;

use crate::{intake::IntakeError, store::StoreError};

/// A body of the wire, status 200.
pub(super) struct Answer<T>(pub T);

/// A fault, with its status.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal(pub FaultCode);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        (StatusCode::OK, [(CONTENT_TYPE_HEADER, CONTENT_TYPE)], wire::encode(&self.0)).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        tracing::debug!(status = status.as_u16(), "refused");
        (status, [(CONTENT_TYPE_HEADER, CONTENT_TYPE)], wire::encode(&self.0.fault())).into_response()
    }
}

impl From<FaultCode> for Refusal {
    fn from(code: FaultCode) -> Self {
        Self(code)
    }
}

impl From<IntakeError> for Refusal {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Fault(code) => Self(code),
            IntakeError::Store(error) => error.into(),
            IntakeError::Carried(_) => Self(FaultCode::Body),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Token => FaultCode::Token,
            StoreError::NoDevice => FaultCode::Signature,
            StoreError::NoRecord => FaultCode::Unknown,
            StoreError::NoStudy => FaultCode::NoStudy,
            StoreError::Quota => FaultCode::Quota,
            StoreError::Full => FaultCode::Full,
            StoreError::Stopping => FaultCode::Busy,
            StoreError::NoFolder
            | StoreError::OrderTaken
            | StoreError::LogMoved
            | StoreError::OtherStudy(_)
            | StoreError::Later { .. }
            | StoreError::Damaged(_)
            | StoreError::Torn
            | StoreError::Database(_) => FaultCode::Internal,
        };
        if code.status() >= 500 {
            tracing::error!(%error, "the store failed");
        }
        Self(code)
    }
}
