//! The wire, answered: one file a request.
//!
//! Each answer is made in the same steps: read the body within its limits, check who signs, ask the store, answer. A
//! fault is answered with its code and words; its cause is logged when it is the server's own. Logs name a path and a
//! status, never a key, a person's address or a body.

mod answer;
mod asking;
mod enrol;
mod held;
mod media;
mod orders;
mod package;
mod parcel;
mod push;
mod returns;
mod signed;
mod state;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get, post},
};
use fieldward_core::{
    sync::wire::{FaultCode, path},
    vault::SealingSecret,
};
use tokio::sync::Semaphore;

use crate::{clock::Clock, store::StoreHandle};
use answer::{Answer, Refusal};
use asking::Asking;

/// Requests that are answered at the same time; more are told to come later.
const AT_ONCE_MAX: usize = 64;

/// Enrolments that are answered at the same time. They have places of their own: anybody may ask for one, and somebody
/// who sends a body a byte at a time would else keep the enrolled devices out.
const ENROLMENTS_AT_ONCE_MAX: usize = 8;
/// Parcels that are answered at the same time, in places of their own too: a parcel may take minutes to come.
const PARCELS_AT_ONCE_MAX: usize = 8;

/// What every route needs.
#[derive(Clone)]
struct Shared {
    store: StoreHandle,
    clock: Clock,
    places: Arc<Semaphore>,
    enrolments: Arc<Semaphore>,
    parcels: Arc<Semaphore>,
    asking: Asking,
    carrier: SealingSecret,
}

/// The paths of the wire.
pub fn router(store: StoreHandle, clock: Clock, carrier: SealingSecret) -> Router {
    let places = |most| Arc::new(Semaphore::new(most));
    let (at_once, enrolments) = (places(AT_ONCE_MAX), places(ENROLMENTS_AT_ONCE_MAX));
    let (parcels, asking) = (places(PARCELS_AT_ONCE_MAX), Asking::default());
    let shared = Shared { store, clock, places: at_once, enrolments, parcels, asking, carrier };
    Router::new()
        .route(path::ENROL, post(enrol::enrol))
        .route(path::SUCCEED, post(enrol::succeed))
        .route(&format!("{}/{{hash}}", path::MEDIA), get(media::mark))
        .route(&format!("{}/{{hash}}/{{total}}/{{from}}", path::MEDIA), post(media::chunk))
        .route(path::PARCELS, post(parcel::parcels))
        .route(path::STATE, get(state::state))
        .route(path::PUSH, post(push::push))
        .route(path::HELD, post(held::held))
        .route(&format!("{}/{{hash}}/{{from}}", path::PACKAGE), get(package::package))
        .route(&format!("{}/{{after}}", path::RETURNS), get(returns::returns))
        .route(&format!("{}/{{after}}", path::ORDERS), get(orders::orders))
        .route(path::RETURNS_TAKEN, post(returns::taken))
        .route("/v1/{*rest}", any(unknown))
        .method_not_allowed_fallback(unknown)
        .with_state(shared)
}

async fn unknown() -> Refusal {
    Refusal(FaultCode::Unknown)
}

/// What a route gives back.
type Answered<T> = Result<Answer<T>, Refusal>;
