//! `GET /v1/returns/{after}` and `POST /v1/returns/taken`.

use axum::extract::{Path, Request, State};
use fieldward_core::sync::wire::{self, FaultCode, Returns, Taken};

use super::{Answer, Answered, Shared, signed::Received};

pub(super) async fn returns(
    State(shared): State<Shared>,
    Path(after): Path<String>,
    request: Request,
) -> Answered<Returns> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?.id;
    let after: u64 = after.parse().map_err(|_| FaultCode::Unknown)?;
    let (returns, last) = shared.store.run(move |store| store.returns(device, after)).await?;
    Ok(Answer(Returns { returns, last }))
}

pub(super) async fn taken(State(shared): State<Shared>, request: Request) -> Answered<Taken> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?.id;
    let taken: Taken = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    let up_to = shared.store.run(move |store| store.returns_taken(device, taken.up_to)).await?;
    Ok(Answer(Taken { up_to }))
}
