//! A link between the device and the server in memory that loses, repeats, delays and cuts.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::{
    Engine, LinkLost, Report, Step,
    double::{Phone, Server},
};
use crate::sync::wire::{Request, Response};

/// What can happen to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Whole,
    RequestLost,
    ReplyLost,
    /// The request arrives, the reply is lost, and the request arrives once more after the next one.
    RepeatedLater,
    /// The body of the reply is cut in half.
    ReplyCut,
    /// The request's body arrives cut.
    RequestCut,
    /// A login page answers.
    Portal,
}

/// Runs one sync; `fates` are used up in order, after them the link is good.
pub(super) fn sync(phone: &mut Phone, server: &mut Server, fates: &mut Vec<Fate>, seed: u64) -> Report {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut engine = Engine::new();
    let mut late: Option<Request> = None;
    for _ in 0..2000 {
        let request = match engine.next(phone, &mut rng) {
            Step::Finished(report) => return report,
            Step::Wait { .. } => continue,
            Step::Send(request) => request,
        };
        let fate = if fates.is_empty() { Fate::Whole } else { fates.remove(0) };
        let answer = carry(server, &request, fate);
        if let Some(late) = late.take() {
            server.answer(&late);
        }
        if fate == Fate::RepeatedLater {
            late = Some(request);
        }
        engine.received(phone, &answer, 500, &mut rng);
        for (stream, mark) in &phone.acknowledged {
            assert!(server.heads[stream].sequence >= *mark, "acknowledged before it was stored");
        }
    }
    panic!("a sync has an end");
}

fn carry(server: &mut Server, request: &Request, fate: Fate) -> Result<Response, LinkLost> {
    match fate {
        Fate::Whole => Ok(server.answer(request)),
        Fate::RequestLost => Err(LinkLost),
        Fate::ReplyLost | Fate::RepeatedLater => {
            server.answer(request);
            Err(LinkLost)
        }
        Fate::ReplyCut => {
            let mut response = server.answer(request);
            response.body.truncate(response.body.len() / 2);
            Ok(response)
        }
        Fate::RequestCut => {
            let mut cut = request.clone();
            cut.body.truncate(cut.body.len() / 2);
            Ok(server.answer(&cut))
        }
        Fate::Portal => Ok(Response { status: 200, content_type: "text/html".into(), body: b"<html>".to_vec() }),
    }
}
