//! One device's sync as a state machine: [`Engine::next`] says what to send or how long to wait, the shell does it
//! and tells what came back with [`Engine::received`].
//!
//! The order is fixed, and stands in `turn.rs`: ask for the state, fetch orders, send alerts, answers and identity,
//! offer once more what the server had refused, ask what it has of people who withdrew, then fetch the study package
//! and what was returned, and send recordings last. After any doubt (a lost reply, a gap, a mark that does not move) it
//! begins again from the state, because sending the same record twice is harmless and missing one is not. It must not
//! know how bytes travel or what a record holds; it keeps nothing that a crash could lose, since all of it is in the
//! [`Local`] store.

mod answers;
mod asking;
mod budget;
mod download;
mod held;
mod lane;
mod local;
mod media;
mod offers;
mod orders;
mod pace;
mod packing;
mod report;
mod retry;
mod turn;

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
    sync::wire::{FaultCode, Request, State},
};
use asking::{Asked, Asking, Pushing};
use download::{Downloads, Wanted};
use lane::{Lane, Lanes};
use media::MediaLane;
use offers::SetAside;
use report::Counted;
use turn::Turn;

/// Answers in a row that do not move a mark, a stream's or a recording's, after which it is left alone for this sync.
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

/// What the server says of this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Standing {
    /// Nothing against it.
    #[default]
    Enrolled,
    /// It is revoked: its orders are fetched, and nothing else.
    Revoked,
}

/// One sync, from its first request to its report.
#[derive(Debug, Default)]
pub struct Engine {
    lanes: Lanes,
    state: Option<State>,
    /// What is on its way, and how many bytes it had.
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
    set_aside: SetAside,
    signature_doubted: bool,
    /// Whether the server has keys of what is owed was asked in this sync.
    held_asked: bool,
    /// No more orders are asked for in this sync.
    ordered: bool,
    /// A package that an order has to be judged by, to be fetched before anything else.
    unjudged: Option<Hash32>,
    standing: Standing,
    budget: Budget,
    counted: Counted,
}

/// Answers and the identity that belongs to them never go in one sync.
#[derive(Debug, Default)]
struct Apart {
    /// Answers went up, so identity records wait for another one.
    answers_sent: bool,
    /// An identity that had been set aside was offered, so answers that were wait for another one.
    identity_offered: bool,
}

impl Engine {
    /// A sync that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        let step = match self.turn(local, rng) {
            Err(Turn::Ask(asking)) => self.ask(asking, local, rng),
            Ok(()) | Err(Turn::End) => {
                let ending = self.ending.unwrap_or_else(|| self.ending_now(local, rng));
                Ok(self.finish(ending))
            }
            Err(Turn::Failed) => Err(LocalError),
        };
        step.unwrap_or_else(|LocalError| self.finish(Ending::Local))
    }

    /// The same sync within what is left of a day's bytes. Alerts go whatever is left.
    #[must_use]
    pub fn within(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// Bytes that went either way so far, as a phone bill counts them, nearly.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.counted.bytes_sent + self.counted.bytes_received
    }

    fn ask(&mut self, asking: Asking, local: &impl Local, rng: &mut impl CryptoRng) -> Result<Step, LocalError> {
        let Asking { asked, method, path, body } = asking;
        let by = (local.device(), local.signer());
        let request = Request::signed(method, path, body, by, rng).map_err(|_| LocalError)?;
        self.asked = Some((asked, request.size_bytes()));
        self.counted.bytes_sent += request.size_bytes() as u64;
        Ok(Step::Send(request))
    }

    fn finish(&mut self, ending: Ending) -> Step {
        self.ending = Some(ending);
        Step::Finished(self.report(ending))
    }

    /// How many records still have to go, identity records that wait for another sync included.
    fn count(&mut self, local: &impl Local) -> Result<(), LocalError> {
        self.counted.waiting = 0;
        for lane in self.lanes.iter().filter(|lane| !lane.halted) {
            self.counted.waiting += local.latest(lane.stream)?.saturating_sub(lane.mark);
        }
        Ok(())
    }

    fn ending_now(&self, local: &impl Local, rng: &mut impl CryptoRng) -> Ending {
        if let Some(blemish) = self.blemish {
            return blemish;
        }
        let identity = self.lanes.of(StreamKind::Identity);
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
            bytes_sent: self.counted.bytes_sent,
            bytes_received: self.counted.bytes_received,
            returns: self.downloads.returns,
            package: self.downloads.change,
            parked: self.set_aside.parked.clone(),
            forked: self.set_aside.forked.clone(),
            settled: self.counted.settled,
        }
    }

    fn lane(&mut self, stream: StreamKind) -> &mut Lane {
        self.lanes.of_mut(stream)
    }

    fn halt(&mut self, stream: StreamKind, why: Ending) {
        self.lane(stream).halted = true;
        self.blemish = self.blemish.or(Some(why));
    }

    /// No answer that can be used: wait and begin again from the state, or give up.
    fn lost(&mut self, ending: Ending, rng: &mut impl CryptoRng) {
        if let Some((Asked::Push(Pushing { stream, .. }), _)) = self.asked.take() {
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
mod fate;
#[cfg(test)]
mod tests;
