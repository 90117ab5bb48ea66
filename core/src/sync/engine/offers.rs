//! Records that were set aside, offered to the server once more: each by itself, once a sync.
//!
//! A record is parked on a server's word, or because a supervisor found nothing of it there but its hash. Either can be
//! past tomorrow: a server that was broken into was cleaned, a limit was raised. So what is parked is offered again in
//! every sync, alerts before anything else and the rest after everything else, until a supervisor has signed for it;
//! that the server takes it proves nothing by itself. It must not know why a record was parked.

use rand_core::CryptoRng;

use super::{Asking, Ending, Engine, Local, LocalError, Parked, Turn};
use crate::{
    ids::StreamKind,
    sync::wire::{FaultCode, Pushed},
};

/// What is set aside, as far as this sync has to do with it.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    /// Records that were parked in this sync.
    pub parked: Vec<Parked>,
    /// Parked records that this sync has offered, or parked itself.
    pub offered: Vec<(StreamKind, u64)>,
    /// Streams that the server refuses because it holds another record with the same number.
    pub forked: Vec<StreamKind>,
    /// Which of answers and identities is offered in this sync, when both wait.
    either: Option<[StreamKind; 2]>,
}

impl Engine {
    /// Alerts that were set aside go before anything else.
    pub(super) fn alerts_set_aside(&mut self, local: &impl Local) -> Result<(), Turn> {
        self.offer(&[StreamKind::Alert], local)
    }

    /// And the rest after everything else that is sent, recordings aside.
    pub(super) fn others_set_aside(&mut self, local: &impl Local, rng: &mut impl CryptoRng) -> Result<(), Turn> {
        let either = self.either(rng);
        self.offer(&either, local)
    }

    /// The next record of these streams that is offered. The rules of their streams hold: nothing of one that is left
    /// alone, no identity beside answers, nor answers beside it, nothing but alerts beyond the day's bytes.
    fn offer(&mut self, streams: &[StreamKind], local: &impl Local) -> Result<(), Turn> {
        for stream in streams.iter().copied() {
            let lane = *self.lanes.of(stream);
            let waits = match stream {
                StreamKind::Identity => self.apart.answers_sent,
                StreamKind::Answers => self.apart.identity_offered,
                StreamKind::Alert => false,
            };
            let spent = stream != StreamKind::Alert && self.budget.batch_bytes(self.pace, self.bytes()).is_none();
            if lane.halted || waits || spent {
                continue;
            }
            let mut parked = local.parked(stream)?;
            parked.sort_unstable();
            for sequence in parked {
                // An alert beyond the mark goes in its turn, as if it had never been set aside.
                let goes_anyway = stream == StreamKind::Alert && sequence > lane.mark;
                if goes_anyway || self.set_aside.offered.contains(&(stream, sequence)) {
                    continue;
                }
                match lane.offer(local, sequence) {
                    Ok(Some(ready)) => {
                        self.apart.answers_sent |= stream == StreamKind::Answers;
                        self.apart.identity_offered |= stream == StreamKind::Identity;
                        return Err(Asking::offer(stream, sequence, &ready).into());
                    }
                    Ok(None) => {}
                    // One stream that cannot be read keeps nobody else waiting.
                    Err(LocalError) => {
                        self.halt(stream, Ending::Local);
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Which of the two streams comes first in this sync, and so alone: by chance, else one would wait for ever.
    fn either(&mut self, rng: &mut impl CryptoRng) -> [StreamKind; 2] {
        *self.set_aside.either.get_or_insert_with(|| match rng.next_u32() % 2 {
            0 => [StreamKind::Answers, StreamKind::Identity],
            _ => [StreamKind::Identity, StreamKind::Answers],
        })
    }

    /// The server answered. It stays parked, whatever the answer.
    pub(super) fn offer_answered(
        &mut self,
        pushed: Pushed,
        (stream, sequence): (StreamKind, u64),
        local: &mut impl Local,
    ) -> Result<(), LocalError> {
        self.set_aside.offered.push((stream, sequence));
        self.retry.progressed();
        let mark = self.lane(stream).mark;
        if pushed.stream == stream && pushed.refused.is_none() && (mark + 1..=sequence).contains(&pushed.durable) {
            local.acknowledge(stream, pushed.durable)?;
            self.lane(stream).stands(pushed.durable);
        }
        Ok(())
    }

    /// The server refused it. What is wrong with this record alone is no news.
    pub(super) fn offer_refused(
        &mut self,
        code: FaultCode,
        (stream, sequence): (StreamKind, u64),
        local: &mut impl Local,
        rng: &mut impl CryptoRng,
    ) -> Result<(), LocalError> {
        match code {
            FaultCode::TooLarge | FaultCode::Body | FaultCode::Chain | FaultCode::Unknown | FaultCode::Gap { .. } => {
                self.set_aside.offered.push((stream, sequence));
                Ok(())
            }
            FaultCode::Fork { .. } => self.fork(stream, local),
            _ => self.fault(code, rng),
        }
    }
}
