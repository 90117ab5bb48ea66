//! Every address of the console, in one place, so that a link and its route cannot drift apart.

use fieldward_core::ids::{DeviceId, RecordId};

use crate::console::words::Tongue;

pub(super) const OVERVIEW: &str = "/console";
pub(super) const SIGN_IN: &str = "/console/sign-in";
pub(super) const SIGN_OUT: &str = "/console/sign-out";
pub(super) const RECORDS: &str = "/console/records";
pub(super) const COVERAGE: &str = "/console/coverage";
pub(super) const EXPORTS: &str = "/console/exports";
pub(super) const IDENTITIES: &str = "/console/identities";
pub(super) const WITHDRAWALS: &str = "/console/withdrawals";
const DEVICES: &str = "/console/devices";
pub(super) const STYLE: &str = "/console/style.css";
pub(super) const ICON: &str = "/console/icon.svg";
pub(super) const LANGUAGE: &str = "/console/language";

/// One record.
pub(super) fn record(id: RecordId) -> String {
    format!("{RECORDS}/{}", id.0)
}

/// Accepting a record.
pub(super) fn accept(id: RecordId) -> String {
    format!("{RECORDS}/{}/accept", id.0)
}

/// Returning a record with questions.
pub(super) fn return_form(id: RecordId) -> String {
    format!("{RECORDS}/{}/return", id.0)
}

/// Opening a record's highly sensitive answers.
pub(super) fn open_sensitive(id: RecordId) -> String {
    format!("{RECORDS}/{}/open", id.0)
}

/// Granting a request.
pub(super) fn grant(request: &str) -> String {
    format!("{IDENTITIES}/{request}/grant")
}

/// Opening a request.
pub(super) fn open_identities(request: &str) -> String {
    format!("{IDENTITIES}/{request}/open")
}

/// A device that was copied and goes on under another name.
pub(super) fn device(id: DeviceId) -> String {
    format!("{DEVICES}/{}", id.0)
}

/// Switching the language and coming back.
pub(super) fn language(tongue: Tongue, back: &str) -> String {
    format!("{LANGUAGE}?to={}&back={}", tongue.tag(), encoded(back))
}

/// The door, and where to go after it.
pub(super) fn sign_in_then(to: &str) -> String {
    format!("{SIGN_IN}?to={}", encoded(to))
}

/// Records narrowed to one value of one field.
pub(super) fn records_where(field: &str, value: &str) -> String {
    format!("{RECORDS}?{field}={}", encoded(value))
}

/// A path of ours, or the overview: never another site's address.
pub(super) fn inside(path: &str) -> &str {
    let ours = path == OVERVIEW || path.starts_with("/console/") || path.starts_with("/console?");
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours && plain && !path.contains("//") { path } else { OVERVIEW }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        for (path, expected) in [
            ("/console/records?state=new", "/console/records?state=new"),
            ("/console", "/console"),
            ("https://elsewhere.example/console/", OVERVIEW),
            ("//elsewhere.example", OVERVIEW),
            ("/console/../x\r\nSet-Cookie: a", OVERVIEW),
            ("/console/\\elsewhere.example", OVERVIEW),
        ] {
            assert_eq!(inside(path), expected, "{path}");
        }
    }

    #[test]
    fn values_are_encoded() {
        assert_eq!(records_where("site", "gare & marché"), "/console/records?site=gare%20%26%20march%C3%A9");
    }
}
