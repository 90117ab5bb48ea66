//! Seven days: how long a device takes new interviews without having heard from its server.
//!
//! A grant begins when the server has answered and no order is missing. Past it nothing is lost: open interviews are
//! finished, sealed and sent, and the next sync renews it; only new ones wait. What has passed is counted and not read
//! from a calendar, because a clock can be set back. Between two looks at the clocks the longer of two steps counts:
//!
//! - the monotonic clock's, which begins again at a restart: then it counts from there, so that a phone whose clock was
//!   set back gains only the time that it was off;
//! - the wall clock's, unless one of the two readings lies before the server's own time at the last sync. Such a
//!   reading is known to be wrong (a phone whose battery was out begins in 1970), and the step is then no evidence.
//!
//! A clock that jumps ahead ends the grant early; a sync mends that. A restart is seen by the monotonic clock being
//! smaller than before, and it is looked for at each unlock, because later that clock may have passed what it was. So
//! only a phone that was set back, and after its restart lay locked for longer than it had run before, counts too
//! little, by as much as it had run before.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    documents::{DEVICE, Documents},
};
use crate::{
    interview::Refusal,
    moment::{DAY_MS, HOUR_MS, Moment},
    safeguard::RefusalCode,
};

/// Days without the server in which new interviews are taken.
pub const GRANT_DAYS: u64 = 7;
/// The same in milliseconds.
pub const GRANT_MS: u64 = GRANT_DAYS * DAY_MS.unsigned_abs();
/// A wall clock may be behind the server's by so much and still be believed.
const BEHIND_MS: i64 = HOUR_MS;

/// What a device remembers of its last grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Grant {
    /// The server's clock when it was given.
    server_ms: i64,
    /// How much of it has passed.
    used_ms: u64,
    /// The last look at the device's clocks.
    seen: Moment,
}

impl Grant {
    /// A new one.
    pub fn given(server_ms: i64, now: &Moment) -> Self {
        Self { server_ms, used_ms: 0, seen: *now }
    }

    /// Counts what has passed since the last look.
    pub fn look(&mut self, now: &Moment) {
        let monotonic = now.monotonic_ms.checked_sub(self.seen.monotonic_ms).unwrap_or(now.monotonic_ms);
        let believed = self.seen.wall_ms.min(now.wall_ms) >= self.server_ms.saturating_sub(BEHIND_MS);
        let wall = if believed { now.wall_ms.saturating_sub(self.seen.wall_ms).max(0).unsigned_abs() } else { 0 };
        self.used_ms = self.used_ms.saturating_add(monotonic.max(wall));
        self.seen = *now;
    }

    /// The server spoke at this time of its own, and the word came by another way, perhaps late: what had passed until
    /// then is given back. A word that is not newer than the last gives nothing, so that an old one cannot be used
    /// again.
    pub fn heard(&mut self, server_ms: i64) {
        if let Ok(newer @ 1..) = u64::try_from(server_ms.saturating_sub(self.server_ms)) {
            self.used_ms = self.used_ms.saturating_sub(newer);
            self.server_ms = server_ms;
        }
    }

    /// Whether new interviews must wait.
    pub fn is_over(&self) -> bool {
        self.used_ms > GRANT_MS
    }

    /// How much is left.
    pub fn left_ms(&self) -> u64 {
        GRANT_MS.saturating_sub(self.used_ms)
    }
}

impl Documents<'_> {
    /// The last grant; `None` before the first sync.
    pub fn grant(self) -> Result<Option<Grant>, SessionError> {
        self.get(DEVICE, b"grant")
    }

    /// Keeps it.
    pub fn put_grant(self, grant: &Grant, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put(DEVICE, b"grant", grant, rng)
    }
}

impl Session {
    /// The server answered, and every order up to its last was obeyed: a new grant. While one is missing there is none.
    ///
    /// # Errors
    /// As the store says.
    pub fn grant(&mut self, server_ms: i64, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if self.misses_orders()? {
            return Ok(());
        }
        self.documents().put_grant(&Grant::given(server_ms, now), rng)
    }

    /// The server spoke at this time of its own, and its word came by another way than a line.
    pub(super) fn heard(&mut self, server_ms: i64, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if self.misses_orders()? {
            return Ok(());
        }
        let Some(mut grant) = self.documents().grant()? else { return Ok(()) };
        grant.look(now);
        grant.heard(server_ms);
        self.documents().put_grant(&grant, rng)
    }

    /// Writes the clocks down when the device was restarted since the last look at them. Only then: an unlock of a
    /// device that went on running writes nothing.
    pub(super) fn note_restart(&self, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let Some(mut grant) = self.documents().grant()? else { return Ok(()) };
        if now.monotonic_ms >= grant.seen.monotonic_ms {
            return Ok(());
        }
        grant.look(now);
        self.documents().put_grant(&grant, rng)
    }

    /// How long new interviews may still be taken without a sync.
    ///
    /// # Errors
    /// As the store says.
    pub fn grant_left_ms(&self, now: &Moment) -> Result<u64, SessionError> {
        Ok(self.current_grant(now)?.left_ms())
    }

    /// Refuses a new interview when the device was revoked or its grant is over.
    pub(super) fn check_grant(&self, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if self.is_revoked()? {
            return Err(Refusal::new(RefusalCode::Revoked).into());
        }
        let grant = self.current_grant(now)?;
        self.documents().put_grant(&grant, rng)?;
        if grant.is_over() { Err(Refusal::new(RefusalCode::GrantOver).into()) } else { Ok(()) }
    }

    /// The grant after a look at the clocks. Before the first sync there is none, and it begins with the look.
    fn current_grant(&self, now: &Moment) -> Result<Grant, SessionError> {
        let mut grant = self.documents().grant()?.unwrap_or_else(|| Grant::given(now.wall_ms, now));
        grant.look(now);
        Ok(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::laws::Bench;

    const HOUR: i64 = HOUR_MS;
    const DAY: i64 = DAY_MS;
    const START: i64 = 1_790_000_000_000;

    fn at(wall_ms: i64, monotonic_ms: i64) -> Moment {
        Moment { wall_ms, offset_min: 0, monotonic_ms: monotonic_ms.unsigned_abs() }
    }

    /// Looks at the clocks in turn (wall and monotonic, since the grant) and says how much has passed.
    fn check(looks: &[(i64, i64)], expected_ms: i64) {
        let mut grant = Grant::given(START, &at(START, 5 * DAY));
        for (wall, monotonic) in looks {
            grant.look(&at(START + wall, 5 * DAY + monotonic));
        }
        assert_eq!(grant.used_ms, expected_ms.unsigned_abs(), "{looks:?}");
    }

    #[test]
    fn it_counts_by_either_clock() {
        check(&[(DAY, DAY), (3 * DAY, 3 * DAY)], 3 * DAY);
        check(&[(-6 * DAY, DAY), (-5 * DAY, 2 * DAY)], 2 * DAY);
        check(&[(0, 2 * DAY), (0, 7 * DAY)], 7 * DAY);
        // Off for two days after the first: the monotonic clock began again, the wall clock went on.
        check(&[(DAY, DAY), (3 * DAY, -5 * DAY + HOUR)], 3 * DAY);
        // Off, and the clock set back meanwhile: the hours since the restart count.
        check(&[(DAY, DAY), (-9 * DAY, -5 * DAY + HOUR)], DAY + HOUR);
    }

    #[test]
    fn a_clock_that_began_in_1970_is_no_evidence_when_it_is_put_right() {
        check(&[(-START, -5 * DAY + HOUR), (DAY, -5 * DAY + 2 * HOUR)], 2 * HOUR);
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_it() {
        let mut grant = Grant::given(START, &at(START, 0));
        for day in 1..=8 {
            grant.look(&at(START - 30 * DAY, day * DAY));
            assert_eq!(grant.is_over(), day > 7, "day {day}");
        }
        assert_eq!(grant.left_ms(), 0);
    }

    #[test]
    fn a_late_word_renews_it_to_when_it_was_spoken_and_only_once() {
        let mut grant = Grant::given(START, &at(START, 0));
        grant.look(&at(START + 8 * DAY, 8 * DAY));
        assert!(grant.is_over());
        grant.heard(START + 6 * DAY);
        assert_eq!(grant.left_ms(), GRANT_MS - (2 * DAY).unsigned_abs());
        for replayed in [START + 6 * DAY, START, i64::MIN] {
            grant.heard(replayed);
            assert_eq!(grant.left_ms(), GRANT_MS - (2 * DAY).unsigned_abs());
        }
    }

    /// Restarted, set back, and then used for longer than it had run before.
    #[test]
    fn what_a_phone_runs_counts_from_the_first_unlock_after_a_restart() -> Result<(), SessionError> {
        let mut bench = Bench::enrolled(61);
        let (session, rng) = bench.session();
        session.grant(START, &at(START, 2 * DAY), rng)?;
        bench.unlocked_at(&at(START - 30 * DAY, 0));
        let (session, _) = bench.session();
        assert_eq!(session.grant_left_ms(&at(START - 23 * DAY, 7 * DAY - HOUR))?, HOUR.unsigned_abs());
        assert_eq!(session.grant_left_ms(&at(START - 23 * DAY, 7 * DAY))?, 0);
        Ok(())
    }

    #[test]
    fn an_unlock_without_a_restart_writes_nothing() -> Result<(), SessionError> {
        let mut bench = Bench::enrolled(62);
        let (session, rng) = bench.session();
        session.grant(START, &at(START, DAY), rng)?;
        let seen = session.documents().grant()?;
        bench.unlocked_at(&at(START + DAY, 2 * DAY));
        assert_eq!(bench.session().0.documents().grant()?, seen);
        bench.unlocked_at(&at(START + DAY, HOUR));
        assert_ne!(bench.session().0.documents().grant()?, seen, "it was restarted");
        Ok(())
    }
}
