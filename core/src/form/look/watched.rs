//! The words of an observation sheet: what is watched and counted in blocks of an hour.
//!
//! Everybody who asks a form for its blocks, from the compiler to the supervisor's pages, asks by these names: a word
//! that is misspelt in one place would say nothing there, in silence. What the words do is known where they are used.

/// A repeat of blocks in which somebody watches; the clock begins the next one.
pub const HOUR_BLOCK: &str = "hour-block";

/// A number inside a block that each tap counts up.
pub const COUNTER: &str = "counter";

/// A repeat inside a block: each tap adds a row, with what was seen of the one who was counted.
pub const COUNTED_ROW: &str = "counted-row";

/// For how long of a block somebody watched.
pub const MINUTES_WATCHED: &str = "minutes-watched";

/// Whether a block was watched and nothing was to be seen.
pub const NOTHING_SEEN: &str = "nothing-seen";

/// Whether a repeat begins without repetitions: they come with the clock and the taps.
#[must_use]
pub fn begins_without(appearance: &[String]) -> bool {
    appearance.iter().any(|word| word == HOUR_BLOCK || word == COUNTED_ROW)
}
