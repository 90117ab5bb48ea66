//! The pages about the store itself: PINs, keys, somebody who withdraws, what can be saved of a damaged store, and
//! destruction at once. Nothing here tells whether a duress PIN is set.

use std::io;

use fieldward::{DeviceError, SalvageView, WithdrawalView};

use super::{
    draw::{Ink, lines},
    home::{Home, Next, numbered},
    words::KeepingWords,
};

/// Typed in the place of a PIN, a choice or an answer, it destroys everything. No PIN may be this.
pub(super) const PANIC: &str = "/panic";

impl Home {
    /// What can be done with the store.
    pub(super) fn keeping(&self) -> io::Result<Next> {
        let (words, width) = (self.words.keeping, self.talk.width());
        let mut page = lines(Ink::Heading, "", words.title, width);
        page.extend(lines(Ink::Notice, "[!] ", words.panic_hint, width));
        page.extend(numbered(
            [words.change_pin, words.renew_keys, words.withdraw, words.holder, words.back].into_iter(),
            width,
        ));
        self.talk.page(&page)?;
        let Some(line) = self.talk.ask("> ")? else { return Ok(Next::Leave) };
        match line.trim() {
            "1" => self.change_pin(),
            "2" => self.renew_keys(),
            "3" => self.withdraw(),
            "4" => self.who_holds(),
            PANIC => self.panic(),
            _ => Ok(Next::Stay),
        }
    }

    /// A PIN that is typed twice; `None` when there is no more input.
    pub(super) fn chosen_pin(&self) -> io::Result<Option<String>> {
        loop {
            let Some(pin) = self.talk.ask_unseen(self.words.choose_pin)? else { return Ok(None) };
            if pin == PANIC {
                self.talk.say(self.words.weak_pin)?;
                continue;
            }
            let Some(again) = self.talk.ask_unseen(self.words.repeat_pin)? else { return Ok(None) };
            if pin == again {
                return Ok(Some(pin));
            }
            self.talk.say(self.words.pins_differ)?;
        }
    }

    /// The duress PIN, or none.
    fn duress(&self) -> io::Result<Option<String>> {
        let typed = self.talk.ask_unseen(self.words.keeping.duress_pin)?;
        Ok(typed.filter(|typed| !typed.is_empty() && typed != PANIC))
    }

    fn change_pin(&self) -> io::Result<Next> {
        let Some(old) = self.talk.ask_unseen(self.words.keeping.old_pin)? else { return Ok(Next::Leave) };
        let Some(new) = self.chosen_pin()? else { return Ok(Next::Leave) };
        let duress = self.duress()?;
        let done = self.device.change_pin(old, new, duress);
        self.said(done.map(|()| self.words.keeping.done.to_owned()))
    }

    fn renew_keys(&self) -> io::Result<Next> {
        let Some(pin) = self.talk.ask_unseen(self.words.keeping.old_pin)? else { return Ok(Next::Leave) };
        let duress = self.duress()?;
        let done = self.device.renew_keys(pin, duress);
        self.said(done.map(|()| self.words.keeping.done.to_owned()))
    }

    fn withdraw(&self) -> io::Result<Next> {
        let Some(number) = self.talk.ask(self.words.keeping.which_person)? else { return Ok(Next::Leave) };
        if number.trim().is_empty() {
            return Ok(Next::Stay);
        }
        let done = self.device.withdraw_person(number);
        self.said(done.map(|done| withdrawn(&done, self.words.keeping)))
    }

    fn said(&self, done: Result<String, DeviceError>) -> io::Result<Next> {
        let text = done.unwrap_or_else(|error| self.sentence(&error));
        self.pause(&text)
    }

    /// Destroys everything, without a question: who types it has no time for one.
    pub(super) fn panic(&self) -> io::Result<Next> {
        let text = match self.device.panic() {
            Ok(()) => self.words.keeping.destroyed.to_owned(),
            Err(error) => self.sentence(&error),
        };
        self.talk.page(&lines(Ink::Plain, "", &text, self.talk.width()))?;
        Ok(Next::Leave)
    }

    /// Saves what can be read of a damaged store, when the person wants it.
    pub(super) fn salvage(&self, pin: String) -> io::Result<Next> {
        let wanted = self.talk.ask(self.words.keeping.damaged)?;
        if wanted.is_none_or(|line| !line.trim().is_empty()) {
            return Ok(Next::Leave);
        }
        match self.device.salvage(pin) {
            Ok(report) => self.pause(&salvaged(&report, self.words.keeping)),
            Err(error) => self.talk.say(&self.sentence(&error)).map(|()| Next::Leave),
        }
    }
}

fn withdrawn(done: &WithdrawalView, words: &KeepingWords) -> String {
    let gone = format!("{} {}, {}", words.gone, done.interviews, done.records);
    let more = [(done.sent, words.sent), (done.unreadable, words.unreadable)];
    let more = more.into_iter().filter(|(count, _)| *count > 0).map(|(count, said)| format!("\n{count} {said}"));
    more.fold(gone, |said, more| said + &more)
}

/// What is whole, and every kind of loss that there was.
fn salvaged(report: &SalvageView, words: &KeepingWords) -> String {
    let SalvageView { interviews, interviews_cut, interviews_lost, events_lost, .. } = *report;
    let SalvageView { records_lost, documents_lost, lists_lost, keys_lost, .. } = *report;
    let counts =
        [interviews, interviews_cut, interviews_lost, events_lost, records_lost, documents_lost, lists_lost, keys_lost];
    let said = words.salvaged.iter().zip(counts).enumerate();
    let said = said.filter(|(place, (_, count))| *place == 0 || *count > 0);
    said.map(|(_, (words, count))| format!("{words} {count}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::words::words;

    #[test]
    fn what_was_saved_and_what_was_lost_is_said_line_by_line() {
        let report = SalvageView { interviews: 3, events_lost: 2, ..SalvageView::default() };
        let expected = "Open interviews that are whole: 3\nAnswers and steps that are lost: 2";
        assert_eq!(salvaged(&report, words("en").keeping), expected);
        let done = WithdrawalView { interviews: 1, records: 2, sent: 0, unreadable: 0 };
        assert!(withdrawn(&done, words("fr").keeping).ends_with(": 1, 2"));
        let unread = withdrawn(&WithdrawalView { unreadable: 1, ..done }, words("en").keeping);
        assert!(unread.contains("\n1 more cannot be read"));
        let sent = WithdrawalView { sent: 4, ..done };
        assert!(withdrawn(&sent, words("en").keeping).contains("\n4 may have been sent before."));
    }
}
