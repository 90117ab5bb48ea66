//! What a device would tell a form: options that `try`, `replay` and `submission` share. Nothing by default, but for
//! the time: an interview happens where its device is, and so at the offset that this computer keeps.
//!
//! In an interview these values are the session's, kept on the phone and asked once. A form that is tried at a desk has
//! no phone, so they are said on the command line; one that is not said reads as empty, as on a phone that was told
//! nothing.

use std::collections::BTreeMap;

use clap::Args;
use fieldward_core::{instance::Surroundings, moment::Moment};
use jiff::{Timestamp, tz::TimeZone};

/// What the device tells.
#[derive(Debug, Default, Args)]
pub struct Device {
    /// What the device answers to a question of the type deviceid.
    #[arg(long, value_name = "TEXT", default_value = "")]
    deviceid: String,
    /// ... of the type username.
    #[arg(long, value_name = "TEXT", default_value = "")]
    username: String,
    /// ... of the type phonenumber.
    #[arg(long, value_name = "TEXT", default_value = "")]
    phonenumber: String,
    /// ... of the type email.
    #[arg(long, value_name = "TEXT", default_value = "")]
    email: String,
    /// Where the device stands, as its offset from UTC, such as +07:00; this computer's own (TZ) unless it is said.
    #[arg(long, value_name = "OFFSET", value_parser = offset, allow_hyphen_values = true)]
    offset: Option<i16>,
}

impl Device {
    /// The surroundings of an interview on it.
    pub(super) fn surroundings(&self, now: Moment, seed: [u8; 32]) -> Surroundings {
        let told = [("username", &self.username), ("phonenumber", &self.phonenumber), ("email", &self.email)];
        let said = told.into_iter().filter(|(_, text)| !text.is_empty());
        let values: BTreeMap<String, String> = said.map(|(name, text)| (name.to_owned(), text.clone())).collect();
        let offset_min = self.offset.unwrap_or_else(|| offset_here(now.wall_ms));
        Surroundings { now: Moment { offset_min, ..now }, device_id: self.deviceid.clone(), seed, values }
    }
}

/// The offset that this computer keeps at a moment, in minutes.
fn offset_here(wall_ms: i64) -> i16 {
    let at = Timestamp::from_millisecond(wall_ms).unwrap_or_default();
    i16::try_from(TimeZone::system().to_offset(at).seconds() / 60).unwrap_or(0)
}

/// `+07:00`, `-3:30`, `+5` or `Z`, in minutes.
fn offset(text: &str) -> Result<i16, String> {
    /// No place on earth is further away.
    const OFFSET_MAX: i16 = 18 * 60;
    let wrong = || "write an offset from UTC, such as +07:00".to_owned();
    if matches!(text, "Z" | "z") {
        return Ok(0);
    }
    let (sign, clock) = match text.split_at_checked(1) {
        Some(("+", clock)) => (1, clock),
        Some(("-", clock)) => (-1, clock),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = clock.split_once(':').unwrap_or((clock, "0"));
    let number = |digits: &str| digits.parse::<u8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) = number(hours).zip(number(minutes)).ok_or_else(wrong)?;
    let size = i16::from(hours) * 60 + i16::from(minutes);
    if minutes < 60 && size <= OFFSET_MAX { Ok(sign * size) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_unless_it_is_said() {
        let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
        assert!(Device::default().surroundings(now, [0; 32]).values.is_empty());
        let device = Device { deviceid: "d1".to_owned(), email: "sok@example.org".to_owned(), ..Device::default() };
        let told = device.surroundings(now, [0; 32]);
        let values = BTreeMap::from([("email".to_owned(), "sok@example.org".to_owned())]);
        assert_eq!((told.device_id.as_str(), told.values), ("d1", values));
    }

    #[test]
    fn an_offset_is_read_and_counts() {
        for (text, expected) in [
            ("+07:00", Some(420)),
            ("-3:30", Some(-210)),
            ("+5", Some(300)),
            ("+05:45", Some(345)),
            ("Z", Some(0)),
            ("+18:00", Some(1080)),
            ("+18:01", None),
            ("+1:60", None),
            ("7", None),
            ("+", None),
            ("++7", None),
            ("", None),
        ] {
            assert_eq!(offset(text).ok(), expected, "{text}");
        }
        let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
        let device = Device { offset: Some(-210), ..Device::default() };
        assert_eq!(device.surroundings(now, [0; 32]).now.offset_min, -210);
        assert_eq!(Device::default().surroundings(now, [0; 32]).now.offset_min, offset_here(0));
    }
}
