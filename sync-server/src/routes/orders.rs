//! `GET /v1/orders/{after}`: answered to a revoked device too, which must learn that it is to destroy its store.

use axum::extract::{Path, Request, State};
use fieldward_core::sync::wire::{FaultCode, Orders, limits};

use super::{Answer, Answered, Shared, signed::Received};

pub(super) async fn orders(
    State(shared): State<Shared>,
    Path(after): Path<String>,
    request: Request,
) -> Answered<Orders> {
    let received = Received::read(&shared, request).await?;
    received.device_or_revoked(&shared).await?;
    let after: u64 = after.parse().map_err(|_| FaultCode::Unknown)?;
    let (orders, last) = shared.store.run(move |store| store.orders(after, limits::ORDERS_MAX)).await?;
    Ok(Answer(Orders { orders, last }))
}
