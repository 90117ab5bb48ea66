//! Whose turn it is: the fixed order in which a sync asks, as one list.
//!
//! The order is the specification. Orders come before anything is sent; alerts come before everything that is; nothing
//! is fetched before what waits has gone, so that nothing that arrives is older than what was sent; recordings, which
//! may take hours, keep nothing waiting. It must not know how a request is signed or what an answer means.

use rand_core::CryptoRng;

use super::{
    Asked, Asking, Ending, Engine, Local, LocalError, Standing, Wanted,
    lane::{Lane, Waiting},
};
use crate::{
    ids::StreamKind,
    sync::wire::{FaultCode, Taken, encode, path},
};

/// Why the list is left before its end.
pub(super) enum Turn {
    /// This is asked for now.
    Ask(Asking),
    /// Nothing more is asked for in this sync.
    End,
    /// The device's own store failed.
    Failed,
}

impl From<Asking> for Turn {
    fn from(asking: Asking) -> Self {
        Self::Ask(asking)
    }
}

impl From<LocalError> for Turn {
    fn from(_: LocalError) -> Self {
        Self::Failed
    }
}

impl Engine {
    /// The order, and the whole of it. Each of these leaves the list when it has something to ask for; when none has,
    /// the sync is over.
    pub(super) fn turn(&mut self, local: &mut impl Local, rng: &mut impl CryptoRng) -> Result<(), Turn> {
        self.unjudged_package(local)?;
        self.enrolled()?;
        self.orders(local)?;
        self.state_of_server()?;
        self.count(local)?;
        self.alerts_set_aside(local)?;
        self.streams(local)?;
        self.others_set_aside(local, rng)?;
        self.held(local)?;
        self.download(local)?;
        self.recording(local)
    }

    /// A device that the server calls revoked has had its orders, and is asked for nothing more.
    fn enrolled(&mut self) -> Result<(), Turn> {
        if self.standing == Standing::Revoked && self.ordered {
            self.refused(FaultCode::Revoked);
            return Err(Turn::End);
        }
        Ok(())
    }

    fn state_of_server(&self) -> Result<(), Turn> {
        match self.state {
            Some(_) => Ok(()),
            None => Err(Asking::get(Asked::State, path::STATE).into()),
        }
    }

    /// What waits in the streams: alerts, answers, identities, and these never beside answers.
    fn streams(&mut self, local: &impl Local) -> Result<(), Turn> {
        for stream in StreamKind::ALL {
            let lane = *self.lanes.of(stream);
            if lane.halted || (stream == StreamKind::Identity && self.apart.answers_sent) {
                continue;
            }
            match self.bytes_for(lane) {
                Some(bytes_max) => self.push(lane, bytes_max, local)?,
                None => self.wait_for_tomorrow(local)?,
            }
        }
        Ok(())
    }

    /// How much of a stream goes at once; `None` when the day's share is used up. Alerts go all the same.
    fn bytes_for(&self, lane: Lane) -> Option<usize> {
        match lane.stream {
            StreamKind::Alert => Some(self.pace.batch_bytes()),
            StreamKind::Answers | StreamKind::Identity => self.budget.batch_bytes(self.pace, self.bytes()),
        }
    }

    fn push(&mut self, lane: Lane, bytes_max: usize, local: &impl Local) -> Result<(), Turn> {
        match lane.ready(local, bytes_max) {
            Ok(Waiting::Nothing) => {}
            Ok(Waiting::ParkedOnly) => self.halt(lane.stream, Ending::Stuck(lane.stream)),
            Ok(Waiting::Push(ready)) => return Err(Asking::push(lane.stream, &ready).into()),
            // One stream that cannot be read keeps nobody else waiting.
            Err(LocalError) => self.halt(lane.stream, Ending::Local),
        }
        Ok(())
    }

    /// The study package, and what was returned.
    fn download(&mut self, local: &impl Local) -> Result<(), Turn> {
        let Some(state) = &self.state else { return Ok(()) };
        let Some(wanted) = self.downloads.wanted(state, local)? else { return Ok(()) };
        self.within_the_day()?;
        Err(self.asking_for(wanted, local)?.into())
    }

    /// The request for a download.
    pub(super) fn asking_for(&self, wanted: Wanted, local: &impl Local) -> Result<Asking, LocalError> {
        let path = self.downloads.path(wanted, local)?;
        Ok(match wanted {
            Wanted::Taken { up_to } => Asking::post(Asked::Download(wanted), path, encode(&Taken { up_to })),
            Wanted::Part | Wanted::Returns => Asking::get(Asked::Download(wanted), path),
        })
    }

    /// What is not urgent waits for another day when this one's share of bytes is used up.
    pub(super) fn within_the_day(&mut self) -> Result<(), Turn> {
        if self.budget.batch_bytes(self.pace, self.bytes()).is_none() {
            self.blemish = self.blemish.or(Some(Ending::Budget));
            return Err(Turn::End);
        }
        Ok(())
    }
}
