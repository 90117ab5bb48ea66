//! Those who mean harm: somebody on the line who replays and floods, and somebody in the server's place who lies.
//!
//! Neither has a key. A liar in the server's place answers for the server: false acknowledgements, marks that are too
//! high, a package that was replaced, answers without end.

use std::{collections::BTreeSet, sync::LazyLock};

use axum::{
    body::Body,
    http::{Method as HttpMethod, Request as HttpRequest},
};
use fieldward_core::{
    authority::{ChainMark, HolderSecret, HolderSignature, SignedVouch, Vouch},
    ids::{DeviceId, Hash32, RecordId},
    study::{Study, package},
    sync::{
        engine::LinkLost,
        wire::{
            self, CONTENT_TYPE, Decree, FaultCode, Mark, Order, Orders, PackagePart, PackageSeal, Push, Pushed,
            Request, Response, SignedOrder, State, limits, path,
        },
    },
    vault::{Key, Signature, SoftwareSigner},
};
use fieldward_sync_server::accounts::Account;

use super::{
    chance::Chance,
    holders,
    server::{BASE, Server},
};

/// Requests that somebody on the line remembers.
pub const REMEMBERED_MAX: usize = 40;

/// Something that a hostile client sends; whatever the answer, nothing may come of it.
pub fn attack(server: &Server, seen: &[Request], chance: &mut Chance) {
    let Some(base) = (!seen.is_empty()).then(|| chance.pick(seen)) else { return };
    let mut builder = HttpRequest::builder();
    let mut body = base.body.clone();
    let kind = chance.below(5);
    let path = match kind {
        0 => "/v1/push".to_owned(),
        1 => format!("/v1/package/{}/{}", "0".repeat(64), u64::MAX),
        2 => format!("/v1/returns/{}", u64::MAX),
        _ => base.path.clone(),
    };
    match kind {
        0 => body = vec![0xff; limits::BODY_BYTES_MAX + 1 + chance.below(100_000) as usize],
        3 => body.reverse(),
        _ => {}
    }
    let method = if base.body.is_empty() && kind != 0 { HttpMethod::GET } else { HttpMethod::POST };
    builder = builder.method(method).uri(path);
    for (name, value) in &base.headers {
        // One attack in five names another device than the one that signed.
        let value =
            if kind == 4 && *name == "fieldward-device" { value.chars().rev().collect() } else { value.clone() };
        builder = builder.header(*name, value);
    }
    if let Ok(request) = builder.body(Body::from(body)) {
        let _ = server.ask(request);
    }
}

/// What a liar answers in the server's place; `None` when this request is let through.
pub fn lie(
    request: &Request,
    given: &[SignedOrder],
    honest: impl FnOnce() -> Option<Response>,
    chance: &mut Chance,
) -> Result<Response, LinkLost> {
    let answer = |body: Vec<u8>| Response { status: 200, content_type: CONTENT_TYPE.into(), body };
    if chance.happens(150) {
        // More than a transport reads: it hangs up.
        return Err(LinkLost);
    }
    if request.path == path::PUSH {
        let push: Push = wire::decode(&request.body).map_err(|_| LinkLost)?;
        let last =
            push.read().map_err(|_| LinkLost)?.records.last().map(|record| record.header.clone()).ok_or(LinkLost)?;
        return Ok(answer(wire::encode(&Pushed { stream: last.stream, durable: last.sequence, refused: None })));
    }
    if request.path == path::STATE {
        let true_answer = honest().ok_or(LinkLost)?;
        let Ok(mut state) = wire::decode::<State>(&true_answer.body) else { return Ok(true_answer) };
        let true_marks = state.marks.clone();
        for mark in &mut state.marks {
            match chance.below(4) {
                0 => mark.durable += chance.below(3),
                1 => mark.durable = 0,
                2 => mark.link.0[0] ^= 1,
                _ => {}
            }
        }
        match chance.below(10) {
            0..=2 => state.package = BASE.package,
            3..=5 => state.package = chance.pick(&*FORGED).0,
            _ => {}
        }
        if chance.happens(300) {
            state.vouched = vouched_by_nobody(request, &true_marks, chance);
        }
        state.returns_last += chance.below(3);
        state.orders_last += chance.below(3);
        return Ok(answer(wire::encode(&state)));
    }
    if let Some(part) = forged_part(&request.path) {
        return Ok(answer(wire::encode(&part)));
    }
    if request.path.starts_with(path::ORDERS) {
        return Ok(answer(wire::encode(&forged(request, given, chance))));
    }
    let code =
        chance.pick(&[FaultCode::Revoked, FaultCode::Busy, FaultCode::Unknown, FaultCode::Full, FaultCode::Internal]);
    Ok(Response { status: code.status(), content_type: CONTENT_TYPE.into(), body: wire::encode(&code.fault()) })
}

/// The word that everything was opened and seen, signed by nobody, by somebody who may not, or in a supervisor's name
/// by somebody else.
fn vouched_by_nobody(request: &Request, marks: &[Mark], chance: &mut Chance) -> Option<SignedVouch> {
    let device = DeviceId(request.header("fieldward-device")?.parse().ok()?);
    let marks = marks.iter().filter(|mark| mark.durable > 0);
    let marks = marks.map(|mark| ChainMark { stream: mark.stream, sequence: mark.durable, link: mark.link }).collect();
    let statement = Vouch { device, marks, unopened: Vec::new() };
    let (analyst, supervisor) = (holders::account("analyst"), holders::account("supervisor"));
    let signatures = match chance.below(3) {
        0 => Vec::new(),
        1 => vec![analyst.sign(&statement)],
        _ => vec![HolderSignature { holder: supervisor.holder.id.clone(), ..analyst.sign(&statement) }],
    };
    Some(SignedVouch { statement, signatures })
}

/// Orders about the device that asks which nobody gave: signed by nobody, by one holder, by one twice, by one and an
/// analyst, changed after two signed, or shown again.
fn forged(request: &Request, given: &[SignedOrder], chance: &mut Chance) -> Orders {
    let device = request.header("fieldward-device").and_then(|id| id.parse().ok()).map(DeviceId);
    let package = FORGED[0].0;
    let Some(device) = device else { return Orders { orders: given.to_vec(), last: u64::MAX, package } };
    let decree = match chance.below(3) {
        0 => Decree::Wipe { device },
        1 => Decree::Revoke { device },
        _ => Decree::Withdraw { records: vec![RecordId(device.0)] },
    };
    let last = given.last().map_or(0, |order| order.statement.number);
    let statement = Order { number: last + 1 + chance.below(1 << 40), before: last, roster: chance.below(2), decree };
    let one = holders::two(chance, &BTreeSet::new()).0;
    let signed = |people: &[&Account]| holders::signed_by(&statement, people);
    let signatures = match chance.below(5) {
        0 => Vec::new(),
        1 => signed(&[one]),
        2 => signed(&[one, one]),
        3 => signed(&[one, holders::account("analyst")]),
        _ => given.last().map(|order| order.signatures.clone()).unwrap_or_default(),
    };
    let mut orders = given.to_vec();
    if chance.happens(500) && !orders.is_empty() {
        // One is kept back, and those after it are shown.
        orders.remove(chance.below(orders.len() as u64) as usize);
    }
    orders.push(SignedOrder { statement, signatures });
    let last = orders.last().map_or(0, |order| order.statement.number);
    Orders { orders, last, package }
}

/// Packages that the study did not make: their hash, their bytes, and what stands for a seal.
type Forged = (Hash32, Vec<u8>, PackageSeal);

/// Changed and signed by nobody; changed and signed by a key of somebody else; with other holders in it, whom no two
/// holders named, and signed by a supervisor who was bribed.
static FORGED: LazyLock<[Forged; 3]> = LazyLock::new(|| {
    let serial = u64::MAX / 2;
    let changed = Study { lead_organisation: "nobody".to_owned(), ..in_force() };
    let mut others = in_force();
    let stranger = HolderSecret::from_key(Key::from_bytes([9; 32]));
    for holder in &mut others.roster.founding {
        *holder = stranger.holder(holder.id.clone(), holder.role, holder.seat);
    }
    let forged = |study: &Study, signer: Option<&SoftwareSigner>| {
        let bytes = package::encode(study);
        let hash = Hash32::of(&bytes);
        let nobody = PackageSeal { serial, signature: Signature([3; 64]) };
        let seal = signer.and_then(|signer| PackageSeal::sign(&hash, serial, signer).ok()).unwrap_or(nobody);
        (hash, bytes, seal)
    };
    let else_key = SoftwareSigner::random(Chance::new(0, 11).rng());
    [forged(&changed, None), forged(&changed, Some(&else_key)), forged(&others, Some(&BASE.package_key))]
});

/// The study as it was first published, with its holders.
fn in_force() -> Study {
    package::decode(&BASE.package_bytes).expect("it was published")
}

fn forged_part(asked: &str) -> Option<PackagePart> {
    let (hash, from) = asked.strip_prefix(path::PACKAGE)?.strip_prefix('/')?.split_once('/')?;
    let (_, bytes, seal) = FORGED.iter().find(|(known, ..)| known.to_string() == hash)?;
    let from: usize = from.parse().ok()?;
    let rest = bytes.get(from..)?;
    let part = rest[..rest.len().min(limits::PACKAGE_PART_BYTES)].to_vec();
    Some(PackagePart { total: bytes.len() as u64, from: from as u64, bytes: part, seal: *seal })
}
