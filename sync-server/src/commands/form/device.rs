//! What a device would tell a form: options that `try`, `replay` and `submission` share. Nothing by default.
//!
//! In an interview these values are the session's, kept on the phone and asked once. A form that is tried at a desk has no
//! phone, so they are said on the command line; one that is not said reads as empty, as on a phone that was told nothing.

use std::collections::BTreeMap;

use clap::Args;
use fieldward_core::{instance::Surroundings, moment::Moment};

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
}

impl Device {
    /// The surroundings of an interview on it.
    pub(super) fn surroundings(&self, now: Moment, seed: [u8; 32]) -> Surroundings {
        let told = [("username", &self.username), ("phonenumber", &self.phonenumber), ("email", &self.email)];
        let said = told.into_iter().filter(|(_, text)| !text.is_empty());
        let values: BTreeMap<String, String> = said.map(|(name, text)| (name.to_owned(), text.clone())).collect();
        Surroundings { now, device_id: self.deviceid.clone(), seed, values }
    }
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
}
