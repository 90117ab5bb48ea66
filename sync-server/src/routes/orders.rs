//! `GET /v1/orders/{after}`: answered to a revoked device too, which must learn that it is to destroy its store.

use axum::extract::{Path, Request, State};
use fieldward_core::{
    ids::Hash32,
    sync::wire::{FaultCode, Orders, limits},
};

use super::{Answer, Answered, Shared, signed::Received};
use crate::store::Store;

pub(super) async fn orders(
    State(shared): State<Shared>,
    Path(after): Path<String>,
    request: Request,
) -> Answered<Orders> {
    let received = Received::read(&shared, request).await?;
    received.device_or_revoked(&shared).await?;
    let after: u64 = after.parse().map_err(|_| FaultCode::Unknown)?;
    let work = move |store: &dyn Store| {
        let package = store.study()?.map_or(Hash32([0; 32]), |study| study.package);
        let (orders, last) = store.orders(after, limits::ORDERS_MAX)?;
        Ok(Orders { orders, last, package })
    };
    Ok(Answer(shared.store.run(work).await?))
}
