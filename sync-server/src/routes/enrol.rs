//! `POST /v1/enrol`.

use axum::extract::{Request, State};
use fieldward_core::{
    ids::Hash32,
    study::package,
    sync::wire::{self, Enrol, Enrolled, FaultCode},
};

use super::{Answer, Answered, Shared, signed::Received};
use crate::store::{Enrolment, StoreError};

pub(super) async fn enrol(State(shared): State<Shared>, request: Request) -> Answered<Enrolled> {
    let received = Received::read_enrolment(&shared, request).await?;
    let asked: Enrol = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    if received.signature()?.device != asked.device {
        return Err(FaultCode::Signature.into());
    }
    received.verify(&asked.signing_key)?;
    let enrolment = Enrolment {
        token: asked.token.hash(),
        device: asked.device,
        signing_key: asked.signing_key,
        sealing_key: asked.sealing_key,
        at_ms: shared.clock.now_ms(),
    };
    let (study, founding) = shared
        .store
        .run(move |store| {
            let study = store.study()?.ok_or(StoreError::NoStudy)?;
            store.enrol(&enrolment)?;
            // Nothing is checked here: the study's key has signed for the true one, and the device checks that.
            let package = store.package(&study.package)?.and_then(|package| package::decode(&package.bytes).ok());
            Ok((study, package.map_or(Hash32([0; 32]), |study| study.roster.founding_hash())))
        })
        .await?;
    tracing::info!("a device was enrolled");
    Ok(Answer(Enrolled {
        study: study.id,
        study_sealing_key: study.sealing_key,
        custodians: study.custodians,
        founding,
        signature: study.keys_signature,
        package: study.package,
    }))
}
