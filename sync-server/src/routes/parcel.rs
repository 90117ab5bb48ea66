//! `POST /v1/parcels`: what a relay brings. Nobody signs it: what proves the records is inside, and what is answered
//! can be read by their device alone.

use axum::extract::{Request, State};
use fieldward_core::sync::parcel::Carried;

use super::{Answer, Answered, Shared, signed::Received};
use crate::{clock, intake};

pub(super) async fn parcels(State(shared): State<Shared>, request: Request) -> Answered<Carried> {
    let received = Received::read_parcel(&shared, request).await?;
    let (body, at_ms, carrier) = (received.body, shared.clock.now_ms(), shared.carrier);
    let work = move |store: &dyn crate::store::Store| {
        Ok(intake::take_parcel(store, &carrier, &body, at_ms, &mut clock::rng()))
    };
    let receipt = shared.store.run(work).await?;
    Ok(Answer(Carried::Receipts(vec![receipt?])))
}
