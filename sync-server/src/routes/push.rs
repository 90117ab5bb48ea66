//! `POST /v1/push`: the records are checked, committed, and then acknowledged, in this order.

use axum::extract::{Request, State};
use fieldward_core::sync::wire::{self, FaultCode, Push, Pushed};

use super::{Answer, Answered, Shared, signed::Received};
use crate::intake;

pub(super) async fn push(State(shared): State<Shared>, request: Request) -> Answered<Pushed> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?;
    let pushed: Push = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    let at_ms = shared.clock.now_ms();
    let taken = shared.store.run(move |store| Ok(intake::take_push(store, &device, &pushed, at_ms))).await?;
    Ok(Answer(taken?))
}
