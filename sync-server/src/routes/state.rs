//! `GET /v1/state`.

use axum::extract::{Request, State as SharedState};
use fieldward_core::{ids::StreamKind, sync::wire::State};

use super::{Answer, Answered, Shared, signed::Received};
use crate::{intake, store::StoreError, vouch};

pub(super) async fn state(SharedState(shared): SharedState<Shared>, request: Request) -> Answered<State> {
    let received = Received::read(&shared, request).await?;
    let device = received.device(&shared).await?;
    let (id, taken) = (device.id, device.returns_taken);
    let (study, heads, last, (orders_last, vouched, recordings)) = shared
        .store
        .run(move |store| {
            let study = store.study()?.ok_or(StoreError::NoStudy)?;
            let (_, last) = store.returns(id, u64::MAX)?;
            let (_, orders_last) = store.orders(u64::MAX, 1)?;
            let told = (orders_last, vouch::stored(store, id)?, store.recordings(id)?);
            Ok((study, store.heads(id)?, last, told))
        })
        .await?;
    Ok(Answer(State {
        marks: StreamKind::ALL.iter().map(|stream| intake::mark(*stream, &heads)).collect(),
        package: study.package,
        returns_last: last,
        returns_taken: taken,
        server_ms: shared.clock.now_ms(),
        orders_last,
        carrier: shared.carrier.public(),
        vouched,
        recordings,
    }))
}
