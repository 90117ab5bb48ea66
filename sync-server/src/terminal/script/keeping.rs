//! What a script does with the store itself, and with recordings.
//!
//! The same actions that a person has on the pages of `terminal/keeping`, without asking twice: a script is a test or a
//! demonstration, and must be able to do what nobody should do by a slip of the thumb.

use std::path::Path;

use super::{
    command::Pins,
    run::{Runner, Trouble},
    search,
};
use crate::terminal::sitting::purpose;

impl Runner<'_> {
    pub(super) fn change_pin(&mut self, pins: &Pins) -> Result<(), Trouble> {
        let Pins { old, new, duress } = pins.clone();
        Ok(self.device.change_pin(old, new, duress)?)
    }

    pub(super) fn renew_keys(&mut self, pins: &Pins) -> Result<(), Trouble> {
        Ok(self.device.renew_keys(pins.old.clone(), pins.duress.clone())?)
    }

    pub(super) fn salvage(&mut self, pin: &str) -> Result<(), Trouble> {
        self.lock();
        Ok(self.device.salvage(pin.to_owned()).map(|_| ())?)
    }

    pub(super) fn panic(&mut self) -> Result<(), Trouble> {
        self.lock();
        Ok(self.device.panic()?)
    }

    /// `withdraw-person last` is the person of the interview that was started before. An interview that is open here
    /// may be theirs, so none is open afterwards.
    pub(super) fn withdraw_person(&mut self, number: &str) -> Result<(), Trouble> {
        let number = match number {
            "last" => self.last_reference.clone().ok_or("no interview was started before in this script")?,
            number => number.to_owned(),
        };
        self.device.withdraw_person(number)?;
        self.interview = None;
        self.screen = None;
        Ok(())
    }

    /// Seals a recording, and answers the question that asked for it.
    pub(super) fn record(&mut self, name: &str, file: &Path) -> Result<(), Trouble> {
        self.reach(name)?;
        let prompt = search::prompt(self.current()?, name).ok_or("the question is gone")?;
        let purpose = purpose(prompt.control).ok_or("the question asks for no recording")?;
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let interview = self.interview.clone().ok_or("no interview is open")?;
        let reference = self.device.record(interview, purpose.to_owned(), bytes)?;
        self.answer(name, &reference)
    }
}
