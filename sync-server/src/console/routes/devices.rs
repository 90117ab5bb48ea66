//! A supervisor says of a device that was copied that it goes on: read first, written down then.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use fieldward_core::{authority::Role, ids::DeviceId};

use super::{
    answer::{Named, framed, go, store_trouble, trouble},
    decide::{may_decide, own_form},
    door::to_the_door,
    look::desk,
};
use crate::{
    audit::AuditError,
    console::{
        Break, Console, Desk, address,
        form::Fields,
        pages::{
            device::{DeviceFault, device as page},
            layout::Place,
            problem::Problem,
        },
        session::Session,
        visitor::Visitor,
    },
    store::StoreResult,
    succession::{self, SuccessionError},
};

/// The page about one device that waits for a word.
pub(super) async fn show(visitor: Visitor, State(console): State<Console>, Named(id): Named) -> Response {
    let Some(session) = visitor.session.clone() else { return to_the_door(&visitor) };
    if session.account.holder.role != Role::Supervisor {
        return trouble(&visitor, Problem::NotFound);
    }
    match desk(&console, &session, visitor.tongue).await {
        Ok(desk) => drawn(&visitor, &session, &desk, DeviceId(id.0), None),
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// Lets it go on.
pub(super) async fn confirm(
    visitor: Visitor,
    State(console): State<Console>,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let session = match own_form(&visitor, &fields) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let desk = match desk(&console, &session, visitor.tongue).await {
        Ok(desk) => desk,
        Err(error) => return store_trouble(&visitor, &error),
    };
    if let Err(response) = may_decide(&visitor, &session) {
        return *response;
    }
    let device = DeviceId(id.0);
    if predecessor(&desk, device).is_none() {
        return trouble(&visitor, Problem::NotFound);
    }
    if fields.get("known") != "yes" {
        return drawn(&visitor, &session, &desk, device, Some(DeviceFault::NotKnown));
    }
    match write(&console, &session, device).await {
        Ok(Ok(())) => go(address::OVERVIEW),
        Ok(Err(SuccessionError::NotSigned)) => drawn(&visitor, &session, &desk, device, Some(DeviceFault::NotSigned)),
        Ok(Err(SuccessionError::Nothing | SuccessionError::Account(_))) => trouble(&visitor, Problem::NotFound),
        Ok(Err(SuccessionError::Audit(AuditError::Log(_) | AuditError::OtherFounding))) => {
            trouble(&visitor, Problem::LogBroken)
        }
        Ok(Err(SuccessionError::Audit(AuditError::Store(error)) | SuccessionError::Store(error))) | Err(error) => {
            store_trouble(&visitor, &error)
        }
    }
}

async fn write(
    console: &Console,
    session: &Arc<Session>,
    device: DeviceId,
) -> StoreResult<Result<(), SuccessionError>> {
    let (session, now) = (Arc::clone(session), console.now());
    let confirm = move |store: &dyn crate::store::Store| {
        Ok(succession::confirm(store, device, &session.account, &now).map(|_| ()))
    };
    console.store().run(confirm).await
}

fn drawn(visitor: &Visitor, session: &Session, desk: &Desk, device: DeviceId, fault: Option<DeviceFault>) -> Response {
    let Some(before) = predecessor(desk, device) else { return trouble(visitor, Problem::NotFound) };
    let words = visitor.tongue.words();
    let body = page(words, desk, (device, before), fault, &session.csrf);
    framed(visitor, Place::Overview, words.devices.title, Some(&desk.study), &body)
}

/// For which device it says to go on, while nobody has said so.
fn predecessor(desk: &Desk, device: DeviceId) -> Option<DeviceId> {
    desk.breaks.iter().find_map(|broken| match broken.what {
        Break::Unconfirmed(before) if broken.device == Some(device) => Some(before),
        _ => None,
    })
}
