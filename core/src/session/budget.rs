//! How many bytes syncs may use in a day: the device's own setting, and what of it is used up.
//!
//! A day is a day of the device's wall clock. A clock that is set back to an earlier day begins no new share, so that
//! nothing is won by it; one that is set ahead does, which costs money and nothing else.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    documents::{DEVICE, Documents},
};
use crate::moment::{DAY_MS, MINUTE_MS, Moment};

/// The setting, and what is used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bytes {
    a_day: Option<u64>,
    day: i64,
    used: u64,
}

impl Bytes {
    fn on(self, now: &Moment) -> Self {
        let day = now.wall_ms.saturating_add(i64::from(now.offset_min) * MINUTE_MS).div_euclid(DAY_MS);
        if day > self.day { Self { day, used: 0, ..self } } else { self }
    }

    fn left(self) -> Option<u64> {
        self.a_day.map(|whole| whole.saturating_sub(self.used))
    }
}

impl Documents<'_> {
    fn bytes(self) -> Result<Bytes, SessionError> {
        Ok(self.get(DEVICE, b"bytes")?.unwrap_or_default())
    }

    fn put_bytes(self, bytes: &Bytes, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put(DEVICE, b"bytes", bytes, rng)
    }
}

impl Session {
    /// Sets how many bytes syncs may use in a day; `None` for as many as they need.
    ///
    /// # Errors
    /// As the store says.
    pub fn set_bytes_a_day(&mut self, bytes: Option<u64>, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let known = self.documents().bytes()?;
        self.documents().put_bytes(&Bytes { a_day: bytes, ..known }, rng)
    }

    /// What is left of today's bytes; `None` when there is no limit.
    ///
    /// # Errors
    /// As the store says.
    pub fn bytes_left(&self, now: &Moment) -> Result<Option<u64>, SessionError> {
        Ok(self.documents().bytes()?.on(now).left())
    }

    /// A sync has used so many bytes. Nothing is written when there is no limit.
    ///
    /// # Errors
    /// As the store says.
    pub fn spend(&mut self, bytes: u64, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let today = self.documents().bytes()?.on(now);
        if today.a_day.is_none() || bytes == 0 {
            return Ok(());
        }
        self.documents().put_bytes(&Bytes { used: today.used.saturating_add(bytes), ..today }, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight_and_never_twice() {
        let at = |hours: i64| Moment { wall_ms: hours * 60 * MINUTE_MS, offset_min: 60, monotonic_ms: 0 };
        let used = Bytes { a_day: Some(100), day: 10, used: 70 };
        let check = |hours, left| assert_eq!(used.on(&at(hours)).left(), Some(left), "hour {hours}");
        check(10 * 24, 30);
        check(11 * 24 - 2, 30);
        check(11 * 24 - 1, 100);
        check(9 * 24, 30);
        assert_eq!(Bytes { a_day: None, ..used }.left(), None);
        assert_eq!(Bytes { used: 200, ..used }.left(), Some(0));
    }
}
