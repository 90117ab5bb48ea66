//! One file of a [`Disk`](super::Disk): what is in it now, what a power cut would leave, and the writes between them.

use std::sync::{Arc, atomic::AtomicU64};

use rand_core::Rng;

use super::{Counts, locks::Locks};

/// A torn write ends at a multiple of this.
const SECTOR_BYTES: usize = 512;

/// A piece of the memory that connections to one file share.
pub(super) type Region = Arc<[AtomicU64]>;

#[derive(Default)]
pub(super) struct File {
    current: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
    /// Its name in the folder is durable.
    pub named: bool,
    pub locks: Locks,
    pub regions: Vec<Region>,
}

enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Resize { length: usize },
}

impl File {
    /// A file that is wholly on the disk.
    pub fn holding(bytes: Vec<u8>) -> Self {
        Self { current: bytes.clone(), durable: bytes, named: true, ..Self::default() }
    }

    pub fn current(&self) -> &[u8] {
        &self.current
    }

    /// What is in it now, and what would be in it after a cut when every unsynced write is lost.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let pending = self.pending.iter().filter_map(|change| match change {
            Change::Write { bytes, .. } => Some(("(not synced)", bytes.as_slice())),
            Change::Resize { .. } => None,
        });
        [("", self.current.as_slice()), ("(after a cut)", self.durable.as_slice())].into_iter().chain(pending)
    }

    pub fn read(&self, at: usize, into: &mut [u8]) -> usize {
        let there = self.current.get(at..).unwrap_or_default();
        let length = there.len().min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        length
    }

    /// Bytes by which a write makes it longer.
    pub fn growth(&self, at: usize, length: usize) -> usize {
        (at + length).saturating_sub(self.current.len())
    }

    pub fn write(&mut self, at: usize, bytes: &[u8]) {
        put(&mut self.current, at, bytes);
        self.pending.push(Change::Write { at, bytes: bytes.to_vec() });
    }

    pub fn resize(&mut self, length: usize) {
        self.current.resize(length, 0);
        self.pending.push(Change::Resize { length });
    }

    pub fn sync(&mut self) {
        for change in self.pending.drain(..) {
            match change {
                Change::Write { at, bytes } => put(&mut self.durable, at, &bytes),
                Change::Resize { length } => self.durable.resize(length, 0),
            }
        }
    }

    /// A power cut: each unsynced change is kept, lost or torn, whatever came of those before it.
    pub fn cut(&mut self, counts: &mut Counts, rng: &mut impl Rng) {
        for change in self.pending.drain(..) {
            match (change, rng.next_u32() % 3) {
                (_, 0) => counts.lost += 1,
                (Change::Write { at, bytes }, 1) => {
                    let kept = rng.next_u64() as usize % bytes.len().div_ceil(SECTOR_BYTES).max(1) * SECTOR_BYTES;
                    put(&mut self.durable, at, &bytes[..kept.min(bytes.len())]);
                    counts.torn += 1;
                }
                (Change::Write { at, bytes }, _) => put(&mut self.durable, at, &bytes),
                (Change::Resize { length }, _) => self.durable.resize(length, 0),
            }
        }
        self.current.clone_from(&self.durable);
        self.named = true;
        self.locks = Locks::default();
        self.regions.clear();
    }
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if bytes.is_empty() {
        return;
    }
    if content.len() < end {
        // In one piece: without optimisation `resize` goes from byte to byte.
        content.extend_from_slice(&vec![0; end - content.len()]);
    }
    content[at..end].copy_from_slice(bytes);
}
