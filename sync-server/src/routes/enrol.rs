//! `POST /v1/enrol`, and `POST /v1/succeed` for a device that was copied.

use axum::extract::{Request, State};
use fieldward_core::{
    ids::{DeviceId, Hash32},
    study::package,
    sync::{
        Token,
        wire::{self, Enrol, Enrolled, FaultCode, SignedOrder, Succeed},
    },
    vault::{SealingPublic, SignerPublic},
};

use super::{Answer, Answered, Shared, signed::Received};
use crate::store::{Enrolment, Store, StoreError, StoreResult};

pub(super) async fn enrol(State(shared): State<Shared>, request: Request) -> Answered<Enrolled> {
    let received = Received::read_enrolment(&shared, request).await?;
    let asked: Enrol = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    if received.signature()?.device != asked.device {
        return Err(FaultCode::Signature.into());
    }
    received.verify(&asked.signing_key)?;
    let enrolment = enrolment(&shared, asked.token, asked.device, (asked.signing_key, asked.sealing_key));
    let answer = told(&shared, move |store| store.enrol(&enrolment)).await?;
    tracing::info!("a device was enrolled");
    Ok(answer)
}

/// `POST /v1/succeed`: a device that was copied comes under another name.
pub(super) async fn succeed(State(shared): State<Shared>, request: Request) -> Answered<Enrolled> {
    let received = Received::read_enrolment(&shared, request).await?;
    let Succeed { token, signed } = wire::decode(&received.body).map_err(|_| FaultCode::Body)?;
    let succession = &signed.succession;
    if received.signature()?.device != succession.successor || !succession.is_well_formed() {
        return Err(FaultCode::Signature.into());
    }
    received.verify(&succession.signing)?;
    let enrolment = enrolment(&shared, token, succession.successor, (succession.signing, succession.sealing));
    let answer = told(&shared, move |store| store.succeed(&enrolment, &signed)).await?;
    tracing::warn!("a device that was copied goes on under another name; a supervisor has to confirm it");
    Ok(answer)
}

fn enrolment(
    shared: &Shared,
    token: Token,
    device: DeviceId,
    (signing_key, sealing_key): (SignerPublic, SealingPublic),
) -> Enrolment {
    Enrolment { token: token.hash(), device, signing_key, sealing_key, at_ms: shared.clock.now_ms() }
}

/// Enrols, and says what a device needs to know then.
async fn told(
    shared: &Shared,
    enrol: impl FnOnce(&dyn Store) -> StoreResult<Option<SignedOrder>> + Send + 'static,
) -> Answered<Enrolled> {
    let (study, founding, last_order) = shared
        .store
        .run(move |store| {
            let study = store.study()?.ok_or(StoreError::NoStudy)?;
            let last_order = enrol(store)?;
            // Nothing is checked here: the study's key has signed for the true one, and the device checks that.
            let package = store.package(&study.package)?.and_then(|package| package::decode(&package.bytes).ok());
            let founding = package.map_or(Hash32([0; 32]), |study| study.roster.founding_hash());
            Ok((study, founding, last_order))
        })
        .await?;
    Ok(Answer(Enrolled {
        study: study.id,
        study_sealing_key: study.sealing_key,
        custodians: study.custodians,
        founding,
        signature: study.keys_signature,
        package: study.package,
        last_order,
    }))
}
