//! One device's sync as a state machine: [`Engine::next`] says what to send or how long to wait, the shell does it
//! and tells what came back with [`Engine::received`].
//!
//! The order is fixed: ask for the state, fetch orders, send alerts, answers and identity, offer once more what the
//! server had refused, then fetch the study package and what was returned. After any doubt (a lost reply, a gap, a mark
//! that does not move) it begins again from the state, because sending the same record twice is harmless and missing
//! one is not. It must not know how bytes travel or what a record holds; it keeps nothing that a crash could lose,
//! since all of it is in the [`Local`] store.

mod answers;
mod budget;
mod download;
mod lane;
mod local;
mod media;
mod offers;
mod orders;
mod pace;
mod packing;
mod report;
mod retry;

use rand_core::CryptoRng;
use thiserror::Error;

pub use budget::{Budget, TYPICAL_RECORD_BYTES};
pub use local::{Local, LocalError, MediaCame, Obeyed, PackageTaken};
pub use pace::Pace;
pub use packing::waiting_pushes;
pub use report::{Ending, PackageChange, Parked, Progress, Report};
pub use retry::Retry;

use crate::{
    ids::{Hash32, StreamKind},
    sync::wire::{FaultCode, Method, Request, State, Taken, encode, path},
};
use download::{Downloads, Wanted};
use lane::{Lane, Waiting};
use media::MediaLane;

/// Answers in a row that do not move a stream's mark, after which it is left alone for this sync.
pub const STILL_MAX: u32 = 3;
/// The sync that sends held identity records comes no sooner.
pub const IDENTITY_WAIT_MS: u64 = 10 * 60 * 1000;
/// And up to so much later.
pub const IDENTITY_SPREAD_MS: u64 = 110 * 60 * 1000;

/// What the shell does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this, and call [`Engine::received`] with what came back.
    Send(Request),
    /// Wait so long, then ask again. Ending the sync instead loses nothing.
    Wait {
        /// How long.
        ms: u64,
    },
    /// The sync is over.
    Finished(Report),
}

/// There was no whole answer: no link, a time-out, a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the link was lost")]
pub struct LinkLost;

/// What is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    State,
    Orders,
    Push { stream: StreamKind, first: u64, last: u64, bytes: u64 },
    Offer { stream: StreamKind, sequence: u64 },
    Download(Wanted),
    Media(Hash32),
}

/// What the server says of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing against it.
    Enrolled,
    /// It is revoked: its orders are fetched, and nothing else.
    Revoked,
}

/// One sync, from its first request to its report.
#[derive(Debug)]
pub struct Engine {
    lanes: [Lane; 3],
    state: Option<State>,
    asked: Option<(Asked, usize)>,
    wait_ms: Option<u64>,
    ending: Option<Ending>,
    /// What remains wrong although the rest went on.
    blemish: Option<Ending>,
    pace: Pace,
    retry: Retry,
    downloads: Downloads,
    media: MediaLane,
    apart: Apart,
    /// Which of the two is offered in this sync, when both wait.
    offers: Option<[StreamKind; 2]>,
    signature_doubted: bool,
    /// No more orders are asked for in this sync.
    ordered: bool,
    /// A package that an order has to be judged by, to be fetched before anything else.
    unjudged: Option<Hash32>,
    standing: Standing,
    waiting: u64,
    bytes_done: u64,
    bytes_sent: u64,
    bytes_received: u64,
    /// How long pushes that were acknowledged took in all.
    pushing_ms: u64,
    budget: Budget,
    parked: Vec<Parked>,
    /// Parked records that this sync has offered, or parked itself.
    offered: Vec<(StreamKind, u64)>,
    forked: Vec<StreamKind>,
}

/// Answers and the identity that belongs to them never go in one sync.
#[derive(Debug, Default)]
struct Apart {
    /// Answers went up, so identity records wait for another one.
    answers_sent: bool,
    /// An identity that had been set aside was offered, so answers that were wait for another one.
    identity_offered: bool,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// A sync that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self {
            lanes: StreamKind::ALL.map(Lane::new),
            state: None,
            asked: None,
            wait_ms: None,
            ending: None,
            blemish: None,
            pace: Pace::default(),
            retry: Retry::default(),
            downloads: Downloads::default(),
            media: MediaLane::default(),
            apart: Apart::default(),
            offers: None,
            signature_doubted: false,
            ordered: false,
            unjudged: None,
            standing: Standing::Enrolled,
            waiting: 0,
            bytes_done: 0,
            bytes_sent: 0,
            bytes_received: 0,
            pushing_ms: 0,
            budget: Budget::default(),
            parked: Vec::new(),
            offered: Vec::new(),
            forked: Vec::new(),
        }
    }

    /// What to do now. Asking again before an answer was given counts as a lost link.
    pub fn next(&mut self, local: &mut impl Local, rng: &mut impl CryptoRng) -> Step {
        if self.asked.is_some() {
            self.lost(Ending::LinkLost, rng);
        }
        if let Some(ending) = self.ending {
            return Step::Finished(self.report(ending));
        }
        if let Some(ms) = self.wait_ms.take() {
            return Step::Wait { ms };
        }
        match self.request(local, rng) {
            Ok(Some(request)) => {
                self.bytes_sent += request.size_bytes() as u64;
                Step::Send(request)
            }
            Ok(None) => {
                let ending = self.ending.unwrap_or_else(|| self.ending_now(local, rng));
                self.ending = Some(ending);
                Step::Finished(self.report(ending))
            }
            Err(LocalError) => {
                self.ending = Some(Ending::Local);
                Step::Finished(self.report(Ending::Local))
            }
        }
    }

    /// The same sync within what is left of a day's bytes. Alerts go whatever is left.
    #[must_use]
    pub fn within(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// Bytes that went either way so far, as a phone bill counts them, nearly.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes_sent + self.bytes_received
    }

    fn request(&mut self, local: &mut impl Local, rng: &mut impl CryptoRng) -> Result<Option<Request>, LocalError> {
        if let Some(package) = self.unjudged {
            if let Some(wanted) = self.downloads.package_wanted(package, local)? {
                let path = self.downloads.path(wanted, local)?;
                return self.ask(Asked::Download(wanted), Method::Get, (path, Vec::new()), local, rng).map(Some);
            }
            self.unjudged = None;
        }
        if self.standing == Standing::Revoked && self.ordered {
            self.refused(FaultCode::Revoked);
            return Ok(None);
        }
        if let Some(path) = self.orders_path(local)? {
            return self.ask(Asked::Orders, Method::Get, (path, Vec::new()), local, rng).map(Some);
        }
        let Some(state) = self.state.clone() else {
            return self.ask(Asked::State, Method::Get, (path::STATE.into(), Vec::new()), local, rng).map(Some);
        };
        self.count(local)?;
        if let Some((asked, body)) = self.offer(&[StreamKind::Alert], local)? {
            return self.ask(asked, Method::Post, (path::PUSH.into(), body), local, rng).map(Some);
        }
        for place in 0..self.lanes.len() {
            let lane = self.lanes[place];
            if lane.halted || (lane.stream == StreamKind::Identity && self.apart.answers_sent) {
                continue;
            }
            let bytes_max = match lane.stream {
                StreamKind::Alert => Some(self.pace.batch_bytes()),
                _ => self.budget.batch_bytes(self.pace, self.bytes()),
            };
            let Some(bytes_max) = bytes_max else {
                self.wait_for_tomorrow(local)?;
                continue;
            };
            match lane.ready(local, bytes_max) {
                Ok(Waiting::Nothing) => {}
                Ok(Waiting::ParkedOnly) => self.halt(lane.stream, Ending::Stuck(lane.stream)),
                Ok(Waiting::Push(ready)) => {
                    let asked =
                        Asked::Push { stream: lane.stream, first: ready.first, last: ready.last, bytes: ready.bytes };
                    let body = encode(&ready.push);
                    return self.ask(asked, Method::Post, (path::PUSH.into(), body), local, rng).map(Some);
                }
                // One stream that cannot be read keeps nobody else waiting.
                Err(LocalError) => self.halt(lane.stream, Ending::Local),
            }
        }
        let either = self.either(rng);
        if let Some((asked, body)) = self.offer(&either, local)? {
            return self.ask(asked, Method::Post, (path::PUSH.into(), body), local, rng).map(Some);
        }
        let wanted = self.downloads.wanted(&state, local)?;
        let media = if wanted.is_none() { self.media_request(local)? } else { None };
        if (wanted.is_some() || media.is_some()) && self.budget.batch_bytes(self.pace, self.bytes()).is_none() {
            self.blemish = self.blemish.or(Some(Ending::Budget));
            return Ok(None);
        }
        if let Some((asked, method, path, body)) = media {
            return self.ask(asked, method, (path, body), local, rng).map(Some);
        }
        let Some(wanted) = wanted else { return Ok(None) };
        let path = self.downloads.path(wanted, local)?;
        let (method, body) = match wanted {
            Wanted::Taken { up_to } => (Method::Post, encode(&Taken { up_to })),
            Wanted::Part | Wanted::Returns => (Method::Get, Vec::new()),
        };
        self.ask(Asked::Download(wanted), method, (path, body), local, rng).map(Some)
    }

    fn ask(
        &mut self,
        asked: Asked,
        method: Method,
        (path, body): (String, Vec<u8>),
        local: &impl Local,
        rng: &mut impl CryptoRng,
    ) -> Result<Request, LocalError> {
        let by = (local.device(), local.signer());
        let request = Request::signed(method, path, body, by, rng).map_err(|_| LocalError)?;
        self.asked = Some((asked, request.size_bytes()));
        Ok(request)
    }

    /// How many records still have to go, identity records that wait for another sync included.
    fn count(&mut self, local: &impl Local) -> Result<(), LocalError> {
        self.waiting = 0;
        for lane in self.lanes.iter().filter(|lane| !lane.halted) {
            self.waiting += local.latest(lane.stream)?.saturating_sub(lane.mark);
        }
        Ok(())
    }

    fn ending_now(&self, local: &impl Local, rng: &mut impl CryptoRng) -> Ending {
        if let Some(blemish) = self.blemish {
            return blemish;
        }
        let identity = self.lanes[StreamKind::Identity as usize];
        let held = self.apart.answers_sent && !identity.halted;
        match local.latest(StreamKind::Identity) {
            Ok(latest) if held && latest > identity.mark => {
                Ending::IdentityLater { again_after_ms: IDENTITY_WAIT_MS + rng.next_u64() % IDENTITY_SPREAD_MS }
            }
            _ => Ending::Complete,
        }
    }

    fn report(&self, ending: Ending) -> Report {
        Report {
            ending,
            progress: self.progress(),
            bytes_sent: self.bytes_sent,
            bytes_received: self.bytes_received,
            returns: self.downloads.returns,
            package: self.downloads.change,
            parked: self.parked.clone(),
            forked: self.forked.clone(),
        }
    }

    fn lane(&mut self, stream: StreamKind) -> &mut Lane {
        &mut self.lanes[stream as usize]
    }

    fn halt(&mut self, stream: StreamKind, why: Ending) {
        self.lane(stream).halted = true;
        self.blemish = self.blemish.or(Some(why));
    }

    /// No answer that can be used: wait and begin again from the state, or give up.
    fn lost(&mut self, ending: Ending, rng: &mut impl CryptoRng) {
        if let Some((Asked::Push { stream, .. }, _)) = self.asked.take() {
            self.pace.lost();
            // They may have arrived all the same: an identity that went now would lie beside its answers.
            self.apart.answers_sent |= stream == StreamKind::Answers;
        }
        self.state = None;
        self.media.doubt();
        match self.retry.failed(rng) {
            Some(ms) => self.wait_ms = Some(ms),
            None => self.ending = Some(ending),
        }
    }

    fn refused(&mut self, code: FaultCode) {
        self.ending = Some(Ending::Refused(code));
    }
}

#[cfg(test)]
mod apart;
#[cfg(test)]
mod double;
#[cfg(test)]
mod doubts;
#[cfg(test)]
mod tests;
