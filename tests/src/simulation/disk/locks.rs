//! Who may use a file: SQLite's five levels on the file itself, and the eight slots that a write-ahead log shares.

use std::collections::{BTreeMap, BTreeSet};

use super::Trouble;

/// Slots of the shared memory's locks.
const SLOTS: usize = 8;
const NONE: u8 = 0;
const RESERVED: u8 = 2;
const PENDING: u8 = 3;
const EXCLUSIVE: u8 = 4;

#[derive(Default)]
pub(super) struct Locks {
    levels: BTreeMap<u64, u8>,
    slots: [Slot; SLOTS],
}

#[derive(Default)]
struct Slot {
    shared: BTreeSet<u64>,
    exclusive: Option<u64>,
}

/// How a slot is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    Shared,
    Exclusive,
}

impl Locks {
    /// Raises a handle's level: 1 shared, 2 reserved, 4 exclusive.
    pub fn raise(&mut self, handle: u64, level: u8) -> Result<(), Trouble> {
        if self.level(handle) >= level {
            return Ok(());
        }
        let others = self.levels.iter().filter(|(other, _)| **other != handle).map(|(_, level)| *level);
        let highest = others.max().unwrap_or(NONE);
        let free = match level {
            EXCLUSIVE => highest == NONE,
            RESERVED => highest < RESERVED,
            _ => highest < PENDING,
        };
        if !free {
            if level == EXCLUSIVE && highest < RESERVED {
                self.levels.insert(handle, PENDING);
            }
            return Err(Trouble::Busy);
        }
        self.levels.insert(handle, level);
        Ok(())
    }

    /// Lowers a handle's level.
    pub fn lower(&mut self, handle: u64, level: u8) {
        if level == NONE {
            self.levels.remove(&handle);
        } else if self.level(handle) > level {
            self.levels.insert(handle, level);
        }
    }

    /// Whether any handle is about to write.
    pub fn is_reserved(&self) -> bool {
        self.levels.values().any(|level| *level >= RESERVED)
    }

    /// Takes slots of the shared memory, all or none.
    pub fn take(&mut self, handle: u64, slots: std::ops::Range<usize>, hold: Hold) -> Result<(), Trouble> {
        let wanted = self.slots.get_mut(slots).ok_or(Trouble::Gone)?;
        let free = wanted.iter().all(|slot| {
            let alone = slot.exclusive.is_none_or(|other| other == handle);
            alone && (hold == Hold::Shared || slot.shared.iter().all(|other| *other == handle))
        });
        if !free {
            return Err(Trouble::Busy);
        }
        for slot in wanted {
            match hold {
                Hold::Shared => _ = slot.shared.insert(handle),
                Hold::Exclusive => slot.exclusive = Some(handle),
            }
        }
        Ok(())
    }

    /// Gives slots back.
    pub fn give(&mut self, handle: u64, slots: std::ops::Range<usize>, hold: Hold) {
        for slot in self.slots.get_mut(slots).into_iter().flatten() {
            match hold {
                Hold::Shared => _ = slot.shared.remove(&handle),
                Hold::Exclusive => slot.exclusive = slot.exclusive.filter(|holder| *holder != handle),
            }
        }
    }

    /// A handle is closed: nothing is held by it any more.
    pub fn forget(&mut self, handle: u64) {
        self.lower(handle, NONE);
        self.give(handle, 0..SLOTS, Hold::Shared);
        self.give(handle, 0..SLOTS, Hold::Exclusive);
    }

    fn level(&self, handle: u64) -> u8 {
        self.levels.get(&handle).copied().unwrap_or(NONE)
    }
}
