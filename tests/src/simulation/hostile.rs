//! Those who mean harm: somebody on the line who replays and floods, and somebody in the server's place who lies.
//!
//! Neither has a key. A liar in the server's place answers for the server: false acknowledgements, marks that are too
//! high, a package that was replaced, answers without end.

use axum::{
    body::Body,
    http::{Method as HttpMethod, Request as HttpRequest},
};
use fieldward_core::sync::{
    engine::LinkLost,
    wire::{self, CONTENT_TYPE, FaultCode, Push, Pushed, Request, Response, State, limits, path},
};

use super::{
    chance::Chance,
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
        for mark in &mut state.marks {
            match chance.below(4) {
                0 => mark.durable += chance.below(3),
                1 => mark.durable = 0,
                2 => mark.link.0[0] ^= 1,
                _ => {}
            }
        }
        if chance.happens(300) {
            state.package = BASE.package;
        }
        state.returns_last += chance.below(3);
        return Ok(answer(wire::encode(&state)));
    }
    let code = chance.pick(&[FaultCode::Busy, FaultCode::Unknown, FaultCode::Full, FaultCode::Internal]);
    Ok(Response { status: code.status(), content_type: CONTENT_TYPE.into(), body: wire::encode(&code.fault()) })
}
