//! Wrong passphrases slow an account's door down, from wherever they come: guessing from many addresses at once is as
//! bad as from one. Each account has its own door, so that who guesses at one keeps nobody else out, and who can open
//! one gets no new guesses at another.

use std::collections::HashMap;

/// Wrong attempts that cost nothing: people mistype.
pub const FREE_ATTEMPTS: u32 = 5;
/// The longest wait, in seconds.
pub const WAIT_SECONDS_MAX: u64 = 15 * 60;

/// The doors of all accounts, by their names. Whoever counts here knows that the name is one of the study's.
#[derive(Debug, Default)]
pub struct Doors(HashMap<String, Attempts>);

impl Doors {
    /// Seconds to wait before the next attempt at this account.
    #[must_use]
    pub fn wait_seconds(&self, name: &str, now_ms: i64) -> u64 {
        self.0.get(name).map_or(0, |attempts| attempts.wait_seconds(now_ms))
    }

    /// One attempt at this account begins.
    pub fn begin(&mut self, name: &str, now_ms: i64) {
        self.0.entry(name.to_owned()).or_default().begin(now_ms);
    }

    /// This account's door opened.
    pub fn opened(&mut self, name: &str) {
        self.0.remove(name);
    }
}

/// Attempts since the door last opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attempts {
    wrong: u32,
    closed_until_ms: i64,
}

impl Attempts {
    /// Seconds to wait before the next attempt; 0 when the door may be tried.
    #[must_use]
    pub fn wait_seconds(&self, now_ms: i64) -> u64 {
        let left = u64::try_from(self.closed_until_ms - now_ms).unwrap_or(0);
        left.div_ceil(1000).min(WAIT_SECONDS_MAX)
    }

    /// One attempt begins: it counts as wrong until it proves right, so that attempts side by side gain nothing.
    pub fn begin(&mut self, now_ms: i64) {
        self.wrong = self.wrong.saturating_add(1);
        if let Some(over) = self.wrong.checked_sub(FREE_ATTEMPTS).filter(|over| *over > 0) {
            let seconds = 1_u64.checked_shl(over).unwrap_or(u64::MAX).min(WAIT_SECONDS_MAX);
            self.closed_until_ms = now_ms + i64::try_from(seconds * 1000).unwrap_or(i64::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(wrong: u32) -> u64 {
        let mut attempts = Attempts::default();
        (0..wrong).for_each(|_| attempts.begin(0));
        attempts.wait_seconds(0)
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        for (wrong, expected) in [(0, 0), (FREE_ATTEMPTS, 0), (6, 2), (7, 4), (8, 8), (20, 900), (200, 900)] {
            assert_eq!(after(wrong), expected, "{wrong} wrong attempts");
        }
    }

    #[test]
    fn a_door_that_opens_or_stays_shut_is_that_of_one_account() {
        let mut doors = Doors::default();
        (0..9).for_each(|_| doors.begin("supervisor/2", 0));
        assert!(doors.wait_seconds("supervisor/2", 0) > 0);
        assert_eq!(doors.wait_seconds("supervisor", 0), 0, "who guesses at one account keeps nobody else out");
        doors.begin("supervisor", 0);
        doors.opened("supervisor");
        assert!(doors.wait_seconds("supervisor/2", 0) > 0, "an own passphrase buys no guesses at another's");
        doors.opened("supervisor/2");
        assert_eq!(doors.wait_seconds("supervisor/2", 0), 0, "a right passphrase forgets the wrong ones");
    }

    #[test]
    fn a_wait_ends() {
        let mut attempts = Attempts::default();
        (0..6).for_each(|_| attempts.begin(0));
        assert_eq!((attempts.wait_seconds(1_500), attempts.wait_seconds(2_000)), (1, 0));
    }
}
