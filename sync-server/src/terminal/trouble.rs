//! What went wrong, as a sentence for the person at the terminal, in their language.

use fieldward::DeviceError;

use super::words::Words;

/// The sentence for an error.
#[must_use]
pub fn sentence(error: &DeviceError, words: &Words) -> String {
    match error {
        DeviceError::Pin { wait_seconds, .. } if *wait_seconds > 0 => {
            format!("{} {wait_seconds} s", words.wait_for_pin)
        }
        DeviceError::Pin { tries_left, .. } if *tries_left > 0 => format!("{} {tries_left}", words.wrong_pin),
        DeviceError::Pin { .. } => words.weak_pin.to_owned(),
        DeviceError::Refused { reason, prompt, .. } if prompt.is_empty() => reason.clone(),
        DeviceError::Refused { reason, prompt, .. } => format!("{prompt}: {reason}"),
        DeviceError::NoLink { reason } => format!("{} {reason}. {}", words.no_link, words.nothing_lost),
        DeviceError::ServerRefused { reason } => format!("{} {reason}", words.server_refused),
        DeviceError::Storage { reason } => format!("{} {reason}", words.storage_failed),
        DeviceError::NotFound { .. } => words.keeping.not_here.to_owned(),
        DeviceError::Locked => words.keeping.device_locked.to_owned(),
        DeviceError::NotEnrolled => words.keeping.not_enrolled.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::words::words;

    fn check(error: DeviceError, language: &str, expected: &str) {
        assert_eq!(sentence(&error, words(language)), expected);
    }

    #[test]
    fn a_pin_says_what_is_wrong_with_it_and_what_is_left() {
        let pin = |tries_left, wait_seconds| DeviceError::Pin { reason: String::new(), tries_left, wait_seconds };
        check(pin(4, 0), "en", "This is not the PIN. Tries before everything stored here is destroyed: 4");
        check(pin(1, 30), "fr", "Trop de codes faux. Attendez avant le prochain essai : 30 s");
        check(pin(0, 0), "fr", words("fr").weak_pin);
    }

    #[test]
    fn a_lost_link_says_that_nothing_is_lost() {
        let error = DeviceError::NoLink { reason: "le serveur n’a pas été atteint".into() };
        check(error, "fr", "Pas de connexion : le serveur n’a pas été atteint. Rien n’est perdu sur cet appareil.");
    }
}
