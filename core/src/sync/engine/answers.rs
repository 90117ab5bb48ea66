//! What an answer means: the other half of the engine.
//!
//! An answer counts only when it is whole, of our content type and of the request that was asked: a captive portal's
//! page is noise, and noise is a lost link. A mark is believed as far as it agrees with the device's own chain; one
//! that is beyond it, or that names another record, is a fork and is never "corrected". Whatever must outlast a power
//! cut goes through [`Local`] before the engine forgets what it asked.

use rand_core::CryptoRng;
use serde::de::DeserializeOwned;

use super::{Asked, Downloads, Ending, Engine, LinkLost, Local, LocalError, Parked, STILL_MAX, Standing, Wanted};
use crate::{
    ids::StreamKind,
    sync::wire::{CONTENT_TYPE, Fault, FaultCode, Mark, MediaMark, Orders, Pushed, Response, State, decode},
};

/// An answer as the engine tells them apart.
enum Answer<T> {
    Body(T),
    Fault(FaultCode),
    /// Not from our server, or not whole.
    Noise,
}

fn read<T: DeserializeOwned>(answer: &Result<Response, LinkLost>) -> Answer<T> {
    let Ok(response) = answer else { return Answer::Noise };
    if response.content_type != CONTENT_TYPE {
        return Answer::Noise;
    }
    if response.status == 200 {
        return decode(&response.body).map_or(Answer::Noise, Answer::Body);
    }
    decode::<Fault>(&response.body).map_or(Answer::Noise, |fault| Answer::Fault(fault.code))
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
        self.bytes_received += answer.as_ref().map_or(0, Response::size_bytes) as u64;
        let done = match asked {
            Asked::State => match read::<State>(answer) {
                Answer::Body(state) => self.take_state(state, local),
                Answer::Fault(code) => self.fault(code, rng),
                Answer::Noise => return self.lost(Ending::LinkLost, rng),
            },
            Asked::Media(hash) => match read::<MediaMark>(answer) {
                Answer::Body(mark) => self.media_marked(hash, mark, local),
                // The server does not take this recording: the rest is not kept from coming to an end.
                Answer::Fault(FaultCode::TooLarge | FaultCode::Chain | FaultCode::Unknown | FaultCode::Body) => {
                    self.media.ended = true;
                    Ok(())
                }
                Answer::Fault(code) => self.fault(code, rng),
                Answer::Noise => return self.lost(Ending::LinkLost, rng),
            },
            Asked::Orders => match read::<Orders>(answer) {
                Answer::Body(orders) => self.order(&orders, local),
                Answer::Fault(code) => self.fault(code, rng),
                Answer::Noise => return self.lost(Ending::LinkLost, rng),
            },
            Asked::Push { stream, first, last, bytes } => match read::<Pushed>(answer) {
                Answer::Body(pushed) => {
                    self.pace.measured(sent_bytes, took_ms);
                    self.pushing_ms += took_ms;
                    self.pushed(pushed, (stream, first, last, bytes), local)
                }
                Answer::Fault(code) => self.push_fault(code, (stream, first, last), local, rng),
                Answer::Noise => return self.lost(Ending::LinkLost, rng),
            },
            Asked::Offer { stream, sequence } => match read::<Pushed>(answer) {
                Answer::Body(pushed) => self.offer_answered(pushed, (stream, sequence), local),
                Answer::Fault(code) => self.offer_refused(code, (stream, sequence), local, rng),
                Answer::Noise => return self.lost(Ending::LinkLost, rng),
            },
            Asked::Download(wanted) => match self.downloaded(wanted, answer, local) {
                Ok(Answer::Body(())) => {
                    self.retry.progressed();
                    Ok(())
                }
                Ok(Answer::Fault(code)) => self.fault(code, rng),
                Ok(Answer::Noise) => return self.lost(Ending::LinkLost, rng),
                Err(error) => Err(error),
            },
        };
        self.asked = None;
        if done.is_err() {
            self.ending = Some(Ending::Local);
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
                // Its own are sent from where the two last agreed, and the server keeps both.
                self.lane(stream).stands(local.acknowledged(stream)?.min(mark));
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
        (stream, first, last, bytes): (StreamKind, u64, u64, u64),
        local: &mut impl Local,
    ) -> Result<(), LocalError> {
        if pushed.stream != stream || pushed.durable > last.max(self.lane(stream).mark) {
            return self.doubt(stream);
        }
        match stream {
            StreamKind::Answers => self.apart.answers_sent = true,
            // Alerts that were set aside once go with the others, and were offered by that.
            StreamKind::Alert => self.offered.extend((first..=last).map(|sequence| (stream, sequence))),
            StreamKind::Identity => {}
        }
        let moved = pushed.durable > self.lane(stream).mark;
        if moved {
            local.acknowledge(stream, pushed.durable)?;
            self.retry.progressed();
            self.waiting = self.waiting.saturating_sub(pushed.durable - self.lane(stream).mark);
            self.lane(stream).stands(pushed.durable);
        }
        if pushed.durable == last {
            self.bytes_done += bytes;
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
        self.offered.push((stream, sequence));
        self.parked.push(Parked { stream, sequence, reason });
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
        if !self.forked.contains(&stream) {
            self.forked.push(stream);
        }
        local.forked(stream)
    }

    fn push_fault(
        &mut self,
        code: FaultCode,
        (stream, first, last): (StreamKind, u64, u64),
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
    ) -> Result<Answer<()>, LocalError> {
        Ok(match wanted {
            Wanted::Part => match read(answer) {
                Answer::Body(part) => Answer::Body(self.downloads.part(&part, local)?),
                Answer::Fault(code) => Answer::Fault(code),
                Answer::Noise => Answer::Noise,
            },
            Wanted::Returns => match read(answer) {
                Answer::Body(returns) => Answer::Body(self.downloads.returned(&returns, local)?),
                Answer::Fault(code) => Answer::Fault(code),
                Answer::Noise => Answer::Noise,
            },
            Wanted::Taken { up_to } => match read(answer) {
                Answer::Body(taken) => {
                    if let Some(state) = &mut self.state {
                        Downloads::taken(state, up_to, taken);
                    }
                    Answer::Body(())
                }
                Answer::Fault(code) => Answer::Fault(code),
                Answer::Noise => Answer::Noise,
            },
        })
    }
}
