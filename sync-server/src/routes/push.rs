//! `POST /v1/push`: the records are checked, committed, and then acknowledged, in this order.

use axum::extract::{Request, State};
use fieldward_core::sync::wire::{self, FaultCode, Push, Pushed};

use super::{Answer, Answered, Refusal, Shared, signed::Received};
use crate::{intake, store::Store};

pub(super) async fn push(State(shared): State<Shared>, request: Request) -> Answered<Pushed> {
    let received = Received::read(&shared, request).await?;
    let at_ms = shared.clock.now_ms();
    // One thread does all of it: a second way to another thread would cost more than the checks.
    let taken = shared.store.run(move |store| Ok(take(store, &received, at_ms))).await?;
    Ok(Answer(taken?))
}

fn take(store: &dyn Store, received: &Received, at_ms: i64) -> Result<Pushed, Refusal> {
    let device = received.device_in(store)?;
    let pushed: Push = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    Ok(intake::take_push(store, &device, &pushed, at_ms)?)
}
