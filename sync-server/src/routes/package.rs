//! `GET /v1/package/{hash}/{from}`.

use axum::extract::{Path, Request, State};
use fieldward_core::{
    ids::Hash32,
    sync::wire::{FaultCode, PackagePart, limits},
};

use super::{Answer, Answered, Shared, signed::Received};

pub(super) async fn package(
    State(shared): State<Shared>,
    Path((hash, from)): Path<(String, String)>,
    request: Request,
) -> Answered<PackagePart> {
    let received = Received::read(&shared, request).await?;
    // A revoked device too: the order that it is to obey may be signed by holders of a later list than it has.
    received.device_or_revoked(&shared).await?;
    let hash = data_encoding::HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).map_err(|_| FaultCode::Unknown)?;
    let hash = Hash32(hash.try_into().map_err(|_| FaultCode::Unknown)?);
    let from: usize = from.parse().map_err(|_| FaultCode::Unknown)?;
    let package = shared.store.run(move |store| store.package(&hash)).await?.ok_or(FaultCode::Unknown)?;
    let rest = package.bytes.get(from..).ok_or(FaultCode::Unknown)?;
    Ok(Answer(PackagePart {
        total: package.bytes.len() as u64,
        from: from as u64,
        bytes: rest[..rest.len().min(limits::PACKAGE_PART_BYTES)].to_vec(),
        seal: package.seal,
    }))
}
