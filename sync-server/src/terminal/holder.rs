//! The page that says who holds the device: what it answers to forms that ask for a user name, a telephone number or an
//! e-mail address. Nothing of it is known to anybody until such a form is answered.

use std::io;

use fieldward::InterviewerView;

use super::{
    draw::{Ink, lines},
    home::{Home, Next},
};

/// What is typed to empty what stands.
const NOTHING: &str = "-";

impl Home {
    /// Asks for each of the three, with what stands until now.
    pub(super) fn who_holds(&self) -> io::Result<Next> {
        let stands = match self.device.interviewer() {
            Ok(stands) => stands,
            Err(error) => return self.pause(&self.sentence(&error)),
        };
        let words = self.words.keeping;
        let width = self.talk.width();
        let mut page = lines(Ink::Heading, "", words.holder, width);
        page.extend(lines(Ink::Faint, "", words.holder_hint, width));
        self.talk.page(&page)?;
        let Some(username) = self.ask_again(words.username, &stands.username)? else { return Ok(Next::Leave) };
        let Some(phone_number) = self.ask_again(words.phone_number, &stands.phone_number)? else {
            return Ok(Next::Leave);
        };
        let Some(email) = self.ask_again(words.email, &stands.email)? else { return Ok(Next::Leave) };
        let done = self.device.set_interviewer(InterviewerView { username, phone_number, email });
        let said = done.map_or_else(|error| self.sentence(&error), |()| words.done.to_owned());
        self.pause(&said)
    }

    fn ask_again(&self, question: &str, stands: &str) -> io::Result<Option<String>> {
        let typed = self.talk.ask(&asked(question, stands))?;
        Ok(typed.map(|typed| meant(&typed, stands)))
    }
}

fn asked(question: &str, stands: &str) -> String {
    if stands.is_empty() { format!("{question} ") } else { format!("{question} [{stands}] ") }
}

/// An empty line keeps what stands, a hyphen empties it.
fn meant(typed: &str, stands: &str) -> String {
    match typed.trim() {
        "" => stands.to_owned(),
        NOTHING => String::new(),
        typed => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_keeps_and_a_hyphen_empties() {
        for (typed, stands, expected) in [("", "amina", "amina"), (" - ", "amina", ""), ("binta ", "amina", "binta")] {
            assert_eq!(meant(typed, stands), expected, "{typed}");
        }
        assert_eq!(asked("E-mail:", ""), "E-mail: ");
        assert_eq!(asked("E-mail:", "a@b"), "E-mail: [a@b] ");
    }
}
