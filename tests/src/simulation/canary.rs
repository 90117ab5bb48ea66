//! Words that must be read nowhere: every typed answer, name and passphrase of a simulation has the same mark in it.

/// The mark.
const MARK: &[u8] = b"zqcanary";
/// The PIN of every device.
pub const PIN: &str = "zqcanary pin 58";
/// The PIN that destroys it.
pub const DURESS_PIN: &str = "zqcanary duress 93";
/// The passphrase of the office.
pub const PASSPHRASE: &str = "zqcanary-office-words-41";

/// A typed text that is found again wherever it leaks.
#[must_use]
pub fn text(number: u64) -> String {
    format!("zqcanary answer {number}")
}

/// Whether some bytes hold a typed text or one of these keys.
#[must_use]
pub fn is_in(bytes: &[u8], keys: &[Vec<u8>]) -> bool {
    holds(bytes, MARK) || keys.iter().any(|key| holds(bytes, key))
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_and_a_key_are_found_anywhere() {
        let key = vec![7_u8; 32];
        let mut bytes = vec![0; 3000];
        assert!(!is_in(&bytes, std::slice::from_ref(&key)));
        bytes[1000..1032].copy_from_slice(&key);
        assert!(is_in(&bytes, &[key]));
        assert!(is_in(format!("...{}...", text(4)).as_bytes(), &[]));
        assert!(is_in(PIN.as_bytes(), &[]) && is_in(PASSPHRASE.as_bytes(), &[]));
    }
}
