//! What an answer means: the other half of the engine.
//!
//! An answer counts only when it is whole, of our content type and of the request that was asked: a captive portal's
//! page is noise, and noise is a lost link. A mark is believed as far as it agrees with the device's own chain; one
//! that is beyond it, or that names another record, is a fork and is never "corrected". Whatever must outlast a power
//! cut goes through [`Local`] before the engine forgets what it asked.

use rand_core::CryptoRng;
use serde::de::DeserializeOwned;

use super::{
    Asked, Downloads, Ending, Engine, LinkLost, Local, LocalError, Parked, Pushing, STILL_MAX, Standing, Wanted,
};
use crate::{
    ids::StreamKind,
    sync::wire::{CONTENT_TYPE, Fault, FaultCode, Mark, Pushed, Response, State, decode},
};

/// Why an answer was not taken.
enum NotTaken {
    /// The server refused.
    Fault(FaultCode),
    /// Not from our server, or not whole.
    Noise,
    /// The device's own store failed.
    Failed,
}

impl From<LocalError> for NotTaken {
    fn from(_: LocalError) -> Self {
        Self::Failed
    }
}

fn read<T: DeserializeOwned>(answer: &Result<Response, LinkLost>) -> Result<T, NotTaken> {
    let Ok(response) = answer else { return Err(NotTaken::Noise) };
    if response.content_type != CONTENT_TYPE {
        return Err(NotTaken::Noise);
    }
    if response.status == 200 {
        return decode(&response.body).map_err(|_| NotTaken::Noise);
    }
    let fault: Fault = decode(&response.body).map_err(|_| NotTaken::Noise)?;
    Err(NotTaken::Fault(fault.code))
}

impl Engine {
    /// What came back for the last request, and how long it took from the first byte sent. An answer that nobody
    /// waits for is passed over.
    pub fn received(
        &mut self,
        local: &mut impl Local,
        answer: &Result<Response, LinkLost>,
        took_ms: u64,
        rng: &mut impl CryptoRng,
    ) {
        let Some((asked, sent_bytes)) = self.asked else { return };
        self.counted.bytes_received += answer.as_ref().map_or(0, Response::size_bytes) as u64;
        let done = match self.taken(asked, answer, (sent_bytes, took_ms), local) {
            Ok(()) => Ok(()),
            Err(NotTaken::Fault(code)) => self.not_taken(asked, code, local, rng),
            Err(NotTaken::Noise) => return self.lost(Ending::LinkLost, rng),
            Err(NotTaken::Failed) => Err(LocalError),
        };
        self.asked = None;
        if done.is_err() {
            self.ending = Some(Ending::Local);
        }
    }

    /// The answer to what was asked, taken in.
    fn taken(
        &mut self,
        asked: Asked,
        answer: &Result<Response, LinkLost>,
        (sent_bytes, took_ms): (usize, u64),
        local: &mut impl Local,
    ) -> Result<(), NotTaken> {
        match asked {
            Asked::State => self.take_state(read(answer)?, local)?,
            Asked::Orders => self.order(&read(answer)?, local)?,
            Asked::Push(pushing) => {
                let pushed = read(answer)?;
                self.pace.measured(sent_bytes, took_ms);
                self.counted.pushing_ms += took_ms;
                self.pushed(pushed, pushing, local)?;
            }
            Asked::Offer { stream, sequence } => self.offer_answered(read(answer)?, (stream, sequence), local)?,
            Asked::Held => self.held_answered(&read(answer)?, local)?,
            Asked::Download(wanted) => {
                self.downloaded(wanted, answer, local)?;
                self.retry.progressed();
            }
            Asked::Media(hash) => self.media_marked(hash, read(answer)?, local)?,
        }
        Ok(())
    }

    /// What a refusal means depends on what was refused.
    fn not_taken(
        &mut self,
        asked: Asked,
        code: FaultCode,
        local: &mut impl Local,
        rng: &mut impl CryptoRng,
    ) -> Result<(), LocalError> {
        match (asked, code) {
            (Asked::Push(pushing), _) => self.push_fault(code, pushing, local, rng),
            (Asked::Offer { stream, sequence }, _) => self.offer_refused(code, (stream, sequence), local, rng),
            // The server does not take this recording: the rest is not kept from coming to an end.
            (Asked::Media(_), FaultCode::TooLarge | FaultCode::Chain | FaultCode::Unknown | FaultCode::Body) => {
                self.media.ended = true;
                Ok(())
            }
            // A server of an earlier version: the office stays to be told.
            (Asked::Held, FaultCode::TooLarge | FaultCode::Unknown | FaultCode::Body) => {
                self.held_asked = true;
                Ok(())
            }
            _ => self.fault(code, rng),
        }
    }

    fn take_state(&mut self, state: State, local: &mut impl Local) -> Result<(), LocalError> {
        for stream in StreamKind::ALL {
            let Mark { durable: mark, link, .. } = state.mark(stream);
            if mark > local.latest(stream)? {
                // The server has records of this device that the device has not: its store was put back.
                self.fork(stream, local)?;
                continue;
            }
            if local.link(stream, mark)?.is_some_and(|own| own != link) {
                // The server has other records under these numbers: the device was copied, or put back and went on.
                // Its own are sent from where the two last agreed, and the server keeps both. Noted before any is sent,
                // because a server that was put back may have another's in the place of one that it acknowledged: who
                // knows of a fork forgets nothing.
                self.lane(stream).stands(local.acknowledged(stream)?.min(mark));
                self.note_fork(stream, local)?;
                continue;
            }
            local.acknowledge(stream, mark)?;
            if mark > self.lane(stream).mark {
                self.retry.progressed();
            }
            self.lane(stream).stands(mark);
        }
        if let Some(vouch) = &state.vouched {
            local.vouched(vouch)?;
        }
        local.media_held(state.recordings)?;
        self.state = Some(state);
        Ok(())
    }

    fn pushed(
        &mut self,
        pushed: Pushed,
        Pushing { stream, first, last, bytes }: Pushing,
        local: &mut impl Local,
    ) -> Result<(), LocalError> {
        if pushed.stream != stream || pushed.durable > last.max(self.lane(stream).mark) {
            return self.doubt(stream);
        }
        match stream {
            StreamKind::Answers => self.apart.answers_sent = true,
            // Alerts that were set aside once go with the others, and were offered by that.
            StreamKind::Alert => self.set_aside.offered.extend((first..=last).map(|sequence| (stream, sequence))),
            StreamKind::Identity => {}
        }
        let moved = pushed.durable > self.lane(stream).mark;
        if moved {
            local.acknowledge(stream, pushed.durable)?;
            self.retry.progressed();
            let came = pushed.durable - self.lane(stream).mark;
            self.counted.waiting = self.counted.waiting.saturating_sub(came);
            self.lane(stream).stands(pushed.durable);
        }
        if pushed.durable == last {
            self.counted.bytes_done += bytes;
        }
        match pushed.refused {
            Some(refused) if (first..=last).contains(&refused.sequence) => {
                self.park(stream, refused.sequence, refused.code, local)
            }
            None if moved => Ok(()),
            _ => self.doubt(stream),
        }
    }

    fn park(
        &mut self,
        stream: StreamKind,
        sequence: u64,
        reason: FaultCode,
        local: &mut impl Local,
    ) -> Result<(), LocalError> {
        if stream == StreamKind::Alert {
            // It stays the next to go, in this stream's place before all others: no answer takes it out of the way.
            self.halt(stream, Ending::Refused(reason));
            return Ok(());
        }
        local.park(stream, sequence, reason)?;
        self.set_aside.offered.push((stream, sequence));
        self.set_aside.parked.push(Parked { stream, sequence, reason });
        Ok(())
    }

    /// The mark did not move as it should: begin again from the state; after some times, leave the stream alone.
    fn doubt(&mut self, stream: StreamKind) -> Result<(), LocalError> {
        self.state = None;
        self.lane(stream).still += 1;
        if self.lane(stream).still >= STILL_MAX {
            self.halt(stream, Ending::Stuck(stream));
        }
        Ok(())
    }

    pub(super) fn fork(&mut self, stream: StreamKind, local: &mut impl Local) -> Result<(), LocalError> {
        self.lane(stream).halted = true;
        self.note_fork(stream, local)
    }

    fn note_fork(&mut self, stream: StreamKind, local: &mut impl Local) -> Result<(), LocalError> {
        if !self.set_aside.forked.contains(&stream) {
            self.set_aside.forked.push(stream);
        }
        local.forked(stream)
    }

    fn push_fault(
        &mut self,
        code: FaultCode,
        Pushing { stream, first, last, .. }: Pushing,
        local: &mut impl Local,
        rng: &mut impl CryptoRng,
    ) -> Result<(), LocalError> {
        let records = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
        match code {
            FaultCode::Fork { .. } => self.fork(stream, local),
            FaultCode::Gap { .. } => self.doubt(stream),
            // Something in this batch: find it by halves.
            FaultCode::TooLarge | FaultCode::Body | FaultCode::Chain if records > 1 => {
                self.lane(stream).records_max = records / 2;
                Ok(())
            }
            FaultCode::TooLarge => self.park(stream, first, code, local),
            // A body that was spoilt on the way looks the same as a record that the server cannot read: ask twice.
            FaultCode::Body if self.lane(stream).still > 0 => {
                self.lane(stream).still = 0;
                self.park(stream, first, code, local)
            }
            FaultCode::Body | FaultCode::Chain => self.doubt(stream),
            _ => self.fault(code, rng),
        }
    }

    pub(super) fn fault(&mut self, code: FaultCode, rng: &mut impl CryptoRng) -> Result<(), LocalError> {
        match code {
            FaultCode::Busy | FaultCode::Full | FaultCode::Internal | FaultCode::NoStudy | FaultCode::Body => {
                self.lost(Ending::Refused(code), rng);
            }
            // A request that was spoilt on the way has a wrong signature too: one more try.
            FaultCode::Signature if !self.signature_doubted => {
                self.signature_doubted = true;
                self.state = None;
            }
            FaultCode::Revoked if self.standing == Standing::Enrolled => {
                self.standing = Standing::Revoked;
                self.ordered = false;
                self.state = None;
            }
            _ => self.refused(code),
        }
        Ok(())
    }

    fn downloaded(
        &mut self,
        wanted: Wanted,
        answer: &Result<Response, LinkLost>,
        local: &mut impl Local,
    ) -> Result<(), NotTaken> {
        match wanted {
            Wanted::Part => self.downloads.part(&read(answer)?, local)?,
            Wanted::Returns => self.downloads.returned(&read(answer)?, local)?,
            Wanted::Taken { up_to } => {
                let taken = read(answer)?;
                if let Some(state) = &mut self.state {
                    Downloads::taken(state, up_to, taken);
                }
            }
        }
        Ok(())
    }
}
