//! Who holds the device: what it answers when a form asks for `username`, `phonenumber` or `email`.
//!
//! A setting of the device, kept on the sealed shelf and empty until somebody sets it. It is handed to those interviews
//! only whose form asks, and of it only what the form asks for; it stands in their logs and records then. So whoever
//! opens answers (with the study's key: supervisors and analysts) sees by it who took the interview; the server that
//! stores them, custodians, and whoever finds the phone locked do not. It is the interviewer's name and never a
//! person's: it is told before anything is known of whoever will be asked. A withdrawn interview does not carry it.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Session, SessionError, documents::DEVICE};
use crate::form::{Control, Form, Preload, explain::Influence};

/// Most bytes of one of the texts.
pub const INTERVIEWER_BYTES_MAX: usize = 200;

/// Who holds the device. Empty texts are not set.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interviewer {
    username: String,
    phone_number: String,
    email: String,
}

/// Says nothing of anybody.
impl std::fmt::Debug for Interviewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interviewer").finish_non_exhaustive()
    }
}

impl Interviewer {
    /// Trimmed; `None` when one is longer than [`INTERVIEWER_BYTES_MAX`].
    #[must_use]
    pub fn new(username: &str, phone_number: &str, email: &str) -> Option<Self> {
        let texts = [username, phone_number, email].map(str::trim);
        let fit = texts.iter().all(|text| text.len() <= INTERVIEWER_BYTES_MAX);
        let [username, phone_number, email] = texts.map(str::to_owned);
        fit.then_some(Self { username, phone_number, email })
    }

    /// `username`.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// `phonenumber`.
    #[must_use]
    pub fn phone_number(&self) -> &str {
        &self.phone_number
    }

    /// `email`.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What a form asks for, by the names under which an instance is told.
    #[must_use]
    pub fn told_to(&self, form: &Form) -> Vec<(String, String)> {
        let known = [
            (Preload::Username, "username", &self.username),
            (Preload::PhoneNumber, "phonenumber", &self.phone_number),
            (Preload::Email, "email", &self.email),
        ];
        let set: Vec<_> = known.into_iter().filter(|(_, _, text)| !text.is_empty()).collect();
        if set.is_empty() {
            return Vec::new();
        }
        let calls = Influence::of(form).rulings().iter().any(|ruling| ruling.source.contains("property"));
        let asks = |preload: Preload| {
            let mut questions =
                (0_u32..).zip(&form.nodes).filter_map(|(node, _)| form.question(crate::form::NodeIndex(node)));
            calls || questions.any(|question| question.control == Control::Preload(preload))
        };
        let asked = set.into_iter().filter(|(preload, ..)| asks(*preload));
        asked.map(|(_, name, text)| (name.to_owned(), text.clone())).collect()
    }
}

impl Session {
    /// Who holds the device.
    ///
    /// # Errors
    /// As the store says.
    pub fn interviewer(&self) -> Result<Interviewer, SessionError> {
        Ok(self.documents().get(DEVICE, b"interviewer")?.unwrap_or_default())
    }

    /// Sets it, for interviews that begin from now on.
    ///
    /// # Errors
    /// As the store says.
    pub fn set_interviewer(&mut self, holds: &Interviewer, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.documents().put(DEVICE, b"interviewer", holds, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{DraftKind, fixture};

    #[test]
    fn a_form_is_told_what_it_asks_for_and_no_more() {
        let holds = Interviewer::new(" sok ", "", "sok@example.org").expect("short");
        let check = |lines: &[&str], control: Control, told: &[&str]| {
            let mut draft = fixture::draft(lines);
            if let DraftKind::Question { control: known, .. } = &mut draft.rows[0].kind {
                *known = control;
            }
            let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
            let found: Vec<String> =
                holds.told_to(&form).into_iter().map(|(name, text)| format!("{name}={text}")).collect();
            assert_eq!(found, told, "{lines:?}");
        };
        check(&["text a"], Control::Input, &[]);
        check(&["text a"], Control::Preload(Preload::Username), &["username=sok"]);
        check(&["text a"], Control::Preload(Preload::PhoneNumber), &[]);
        check(&["text a | default: property('email')"], Control::Input, &["username=sok", "email=sok@example.org"]);
    }

    #[test]
    fn a_name_has_an_end() {
        let long = "x".repeat(INTERVIEWER_BYTES_MAX + 1);
        assert!(Interviewer::new(&long[1..], "", "").is_some());
        assert!(Interviewer::new("", &long, "").is_none());
        assert!(!format!("{:?}", Interviewer::new("sok", "", "")).contains("sok"));
    }
}
