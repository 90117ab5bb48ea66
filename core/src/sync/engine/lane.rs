//! One stream on its way up: where the server stands, and what the next push holds.
//!
//! A lane holds marks and no records: what waits is read from the store for each push, so that memory does not grow
//! with the outbox. Records that the server set aside are sent as their hashes alone, which keeps the chain whole
//! around them.

use super::{Local, LocalError};
use crate::{
    ids::StreamKind,
    record::{Batch, SealedRecord},
    sync::wire::{ParkedRecord, Push, limits},
    vault::Pending,
};

/// What stands around the records of a batch, at most.
const FRAME_BYTES: usize = 1024;

/// One stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lane {
    pub stream: StreamKind,
    /// The server's mark, as it last said.
    pub mark: u64,
    /// Its mark when this sync first heard of it.
    start: Option<u64>,
    /// Nothing more is sent in this sync.
    pub halted: bool,
    /// Records in the next push, fewer after a refusal.
    pub records_max: usize,
    /// Answers in a row that did not move the mark.
    pub still: u32,
}

/// The streams of a device.
#[derive(Debug)]
pub(super) struct Lanes([Lane; 3]);

impl Default for Lanes {
    fn default() -> Self {
        Self(StreamKind::ALL.map(Lane::new))
    }
}

impl Lanes {
    /// The lane of a stream.
    pub fn of(&self, stream: StreamKind) -> &Lane {
        &self.0[stream as usize]
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, stream: StreamKind) -> &mut Lane {
        &mut self.0[stream as usize]
    }

    /// All of them, in the order in which they go.
    pub fn iter(&self) -> impl Iterator<Item = &Lane> {
        self.0.iter()
    }
}

/// A push that is ready.
pub(super) struct Ready {
    pub push: Push,
    pub first: u64,
    pub last: u64,
    pub bytes: u64,
}

/// What a stream has to send.
pub(super) enum Waiting {
    /// Nothing but records that are set aside, or nothing at all.
    Nothing,
    /// More records in a row are set aside than a push may name: what comes after them cannot go, and that is said.
    ParkedOnly,
    /// This.
    Push(Ready),
}

impl Lane {
    pub fn new(stream: StreamKind) -> Self {
        Self { stream, mark: 0, start: None, halted: false, records_max: limits::RECORDS_MAX, still: 0 }
    }

    /// The server's mark is here. It may be lower than before: a server that was restored from a backup lacks some.
    pub fn stands(&mut self, mark: u64) {
        if mark > self.mark {
            self.still = 0;
            self.records_max = limits::RECORDS_MAX;
        }
        self.mark = mark;
        self.start = Some(self.start.map_or(mark, |start| start.min(mark)));
    }

    /// Records that the server acknowledged in this sync.
    pub fn done(&self) -> u64 {
        self.mark - self.start.unwrap_or(self.mark)
    }

    /// Records that are passed over. An alert never is: nobody but a supervisor may decide that it need not arrive.
    fn set_aside(&self, local: &impl Local) -> Result<Vec<u64>, LocalError> {
        if self.stream == StreamKind::Alert { Ok(Vec::new()) } else { local.parked(self.stream) }
    }

    /// A record that is set aside, offered by itself once more: with the hashes of what is set aside before it and
    /// beyond the mark, else it would not follow. `None` when it is gone from here, or others go before it.
    pub fn offer(&self, local: &impl Local, sequence: u64) -> Result<Option<Ready>, LocalError> {
        let set_aside = self.set_aside(local)?;
        let mut parked = Vec::new();
        let mut after = self.mark.min(sequence.saturating_sub(1));
        loop {
            let waiting = local.pending(self.stream, after, 0)?;
            let Some(record) = waiting.first() else { return Ok(None) };
            let sealed = read(record)?;
            if record.sequence == sequence {
                let bytes = record.bytes.len() as u64;
                let batch = Batch::sign_as(local.device(), record.previous, vec![sealed], local.signer())
                    .map_err(|_| LocalError)?;
                return Ok(Some(Ready { push: Push::new(parked, &batch), first: sequence, last: sequence, bytes }));
            }
            if !set_aside.contains(&record.sequence) || parked.len() == limits::PARKED_MAX {
                return Ok(None);
            }
            parked.push(ParkedRecord { previous: record.previous, hash: sealed.hash() });
            after = record.sequence;
        }
    }

    /// The next push: what follows the mark, up to so many bytes and to the first record that is set aside. Those that
    /// are set aside before it go as their hashes, else the first would not follow.
    pub fn ready(&self, local: &impl Local, bytes_max: usize) -> Result<Waiting, LocalError> {
        let set_aside = self.set_aside(local)?;
        let bytes_max = bytes_max.min(limits::BATCH_BYTES_MAX - FRAME_BYTES);
        let mut parked = Vec::new();
        let mut after = self.mark;
        let waiting = loop {
            let waiting = local.pending(self.stream, after, bytes_max)?;
            let front = waiting.iter().take_while(|record| set_aside.contains(&record.sequence)).count();
            for record in &waiting[..front] {
                let hash = read(record)?.hash();
                parked.push(ParkedRecord { previous: record.previous, hash });
                after = record.sequence;
            }
            if waiting.is_empty() {
                return Ok(Waiting::Nothing);
            }
            // Parked records may have used up the bytes: the rest of the batch is read after them.
            if front == 0 {
                break waiting;
            }
        };
        if parked.len() > limits::PARKED_MAX {
            return Ok(Waiting::ParkedOnly);
        }
        let first = waiting.first().ok_or(LocalError)?;
        let (previous, first) = (first.previous, first.sequence);
        let fit = waiting.iter().take_while(|record| !set_aside.contains(&record.sequence)).take(self.records_max);
        let mut records: Vec<SealedRecord> = Vec::new();
        let mut bytes = 0;
        for record in fit {
            let sealed = read(record)?;
            // What was made under another name travels by itself: a batch says study and device once.
            let shared = |one: &SealedRecord| {
                (&one.header.study, one.header.device) == (&sealed.header.study, sealed.header.device)
            };
            if !records.first().is_none_or(shared) {
                break;
            }
            bytes += record.bytes.len() as u64;
            records.push(sealed);
        }
        let last = first + records.len() as u64 - 1;
        let batch = Batch::sign_as(local.device(), previous, records, local.signer()).map_err(|_| LocalError)?;
        Ok(Waiting::Push(Ready { push: Push::new(parked, &batch), first, last, bytes }))
    }
}

fn read(record: &Pending) -> Result<SealedRecord, LocalError> {
    SealedRecord::from_bytes(&record.bytes).map_err(|_| LocalError)
}
