//! Watching a place: hour blocks, counts, and the difference between nothing seen and not watched (R019; invariant 9;
//! T15, T16; ST-D1, P9).

use crate::{
    moment::Moment,
    safeguard::{BlockFacts, Facts},
};

/// Most minutes of a block.
pub(crate) const BLOCK_MINUTES_MAX: u8 = 60;
/// Most passings in one tap: a bus that unloads a school, not a slip of the finger.
pub(crate) const TAP_COUNT_MAX: u16 = 99;
/// Most blocks of one shift: three days and nights.
pub(crate) const BLOCKS_MAX: usize = 72;

const MINUTE_MS: i64 = 60_000;
const HOUR_MIN: i64 = 60;

/// The local hour of a moment, counted from 1970.
pub(crate) fn local_hour(at: &Moment) -> i64 {
    (at.wall_ms.div_euclid(MINUTE_MS) + i64::from(at.offset_min)).div_euclid(HOUR_MIN)
}

/// The block that counts now: the last one, while it is open and its hour is not over.
pub(crate) fn current(facts: &Facts, now: &Moment) -> Option<u16> {
    let (place, last) = facts.blocks.iter().enumerate().next_back()?;
    let open = last.minutes.is_none() && local_hour(&last.opened) == local_hour(now);
    if open { u16::try_from(place).ok() } else { None }
}

/// The first block that waits for its minutes.
pub(crate) fn waiting(facts: &Facts) -> Option<u16> {
    let place = facts.blocks.iter().position(|block| block.minutes.is_none())?;
    u16::try_from(place).ok()
}

/// What is counted in a block.
pub(crate) fn counted(block: &BlockFacts) -> i64 {
    block.taps.iter().map(|(_, count, _)| i64::from(*count)).sum()
}

/// Minutes, counts and "nothing seen" can all be true at once. Zero minutes mean unobserved: then nothing was counted,
/// and nothing can be said to have been seen or not.
pub(crate) fn agrees(block: &BlockFacts, minutes: u8, nothing: Nothing) -> bool {
    match (minutes, counted(block), nothing) {
        (0, 0, Nothing::NotSaid) => true,
        (0, ..) => false,
        (_, 0, said) => said == Nothing::Seen,
        (_, _, said) => said == Nothing::NotSaid,
    }
}

/// Whether the observer says that nothing was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// Nothing was seen.
    Seen,
    /// Something was, or nobody looked.
    NotSaid,
}

impl From<bool> for Nothing {
    fn from(said: bool) -> Self {
        if said { Self::Seen } else { Self::NotSaid }
    }
}
