//! Wrong passphrases slow an account's door down, from wherever they come: guessing from many addresses at once is as
//! bad as from one. Each account has its own door, so that who guesses at one keeps nobody else out, and who can open
//! one gets no new guesses at another; and a browser that opened an account before has a door of its own there
//! ([`super::browsers`]), so that who guesses at all names keeps out nobody but strangers.

use std::collections::HashMap;

use super::browsers::Door;

/// Wrong attempts that cost nothing: people mistype.
pub const FREE_ATTEMPTS: u32 = 5;
/// The longest wait, in seconds.
pub const WAIT_SECONDS_MAX: u64 = 15 * 60;

/// The doors of all accounts. Whoever counts here knows that the name is one of the study's.
#[derive(Debug, Default)]
pub struct Doors(HashMap<Door, Attempts>);

impl Doors {
    /// Seconds to wait before the next attempt at this door.
    #[must_use]
    pub fn wait_seconds(&self, door: &Door, now_ms: i64) -> u64 {
        self.0.get(door).map_or(0, |attempts| attempts.wait_seconds(now_ms))
    }

    /// One attempt at this door begins.
    pub fn begin(&mut self, door: &Door, now_ms: i64) {
        self.0.entry(door.clone()).or_default().begin(now_ms);
    }

    /// This door opened.
    pub fn opened(&mut self, door: &Door) {
        self.0.remove(door);
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
    use fieldward_core::ids::Hash32;

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

    fn door(name: &str, browser: Option<u8>) -> Door {
        Door { name: name.to_owned(), browser: browser.map(|byte| Hash32([byte; 32])) }
    }

    #[test]
    fn a_door_that_opens_or_stays_shut_is_that_of_one_account() {
        let (one, other) = (door("supervisor", None), door("supervisor/2", None));
        let mut doors = Doors::default();
        (0..9).for_each(|_| doors.begin(&other, 0));
        assert!(doors.wait_seconds(&other, 0) > 0);
        assert_eq!(doors.wait_seconds(&one, 0), 0, "who guesses at one account keeps nobody else out");
        doors.begin(&one, 0);
        doors.opened(&one);
        assert!(doors.wait_seconds(&other, 0) > 0, "an own passphrase buys no guesses at another's");
        doors.opened(&other);
        assert_eq!(doors.wait_seconds(&other, 0), 0, "a right passphrase forgets the wrong ones");
    }

    #[test]
    fn who_guesses_at_every_name_keeps_strangers_out_and_nobody_who_was_here_before() {
        let mut doors = Doors::default();
        for name in ["supervisor", "supervisor/2", "analyst"] {
            (0..50).for_each(|_| doors.begin(&door(name, None), 0));
            assert_eq!(doors.wait_seconds(&door(name, None), 0), WAIT_SECONDS_MAX);
            assert_eq!(doors.wait_seconds(&door(name, Some(1)), 0), 0, "{name} from a browser that is known");
        }
        // Whoever has stolen a token guesses as slowly as any stranger, and opens the strangers' door to nobody.
        (0..50).for_each(|_| doors.begin(&door("supervisor", Some(1)), 0));
        assert_eq!(doors.wait_seconds(&door("supervisor", Some(1)), 0), WAIT_SECONDS_MAX);
        doors.opened(&door("supervisor", Some(1)));
        assert_eq!(doors.wait_seconds(&door("supervisor", None), 0), WAIT_SECONDS_MAX);
    }

    #[test]
    fn a_wait_ends() {
        let mut attempts = Attempts::default();
        (0..6).for_each(|_| attempts.begin(0));
        assert_eq!((attempts.wait_seconds(1_500), attempts.wait_seconds(2_000)), (1, 0));
    }
}
