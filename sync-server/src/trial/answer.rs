//! An answer at a stop: read, checked as Collect checks it, stored, or refused in the author's words.

use std::io;

use fieldward_core::{
    form::{Control, Path, Value},
    instance::{Instance, Validity},
};

use super::{
    entry::{Read, read},
    run::{Then, Trial},
    stops::{Stop, stops},
    surface::Surface,
};
use crate::terminal::draw::Ink;

impl Trial {
    pub(super) fn answer(&mut self, text: &str, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        match stop {
            Stop::Ask { at, .. } => self.answer_question(text, at, surface),
            Stop::More { .. } => match text.to_lowercase().as_str() {
                "y" | "yes" => self.add(stop, surface),
                _ => {
                    self.at += 1;
                    Ok(Then::Draw)
                }
            },
            Stop::End => self.end(),
        }
    }

    fn answer_question(&mut self, text: &str, at: &Path, surface: &mut Surface<'_>) -> io::Result<Then> {
        let is_note = self.instance.form().question(at.node).is_some_and(|asked| asked.control == Control::Note);
        if is_note || self.instance.is_read_only(at) {
            return self.go_on();
        }
        if text.is_empty() {
            return match self.instance.value(at).cloned() {
                Some(value) if self.instance.check(at, Some(&value)) == Validity::Ok => self.go_on(),
                value => self.give(at, value, surface),
            };
        }
        match read(&self.instance, at, text, &self.language) {
            Read::Value(value) => self.give(at, Some(value), surface),
            Read::Refused(words) => {
                surface.say(Ink::Notice, &words)?;
                Ok(Then::Ask)
            }
            Read::Several(places) => {
                let lines = self.page(surface.width(), 0).listed(at, &places);
                surface.put(&lines)?;
                Ok(Then::Ask)
            }
        }
    }

    pub(super) fn clear(&mut self, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        match stop {
            Stop::Ask { at, .. } => self.give(at, None, surface),
            _ => Ok(Then::Ask),
        }
    }

    /// Stores a value, or none, if it can stand there. What is refused is not stored.
    fn give(&mut self, at: &Path, value: Option<Value>, surface: &mut Surface<'_>) -> io::Result<Then> {
        let form = self.instance.form().clone();
        let text = value.as_ref().map(|value| form.lexical(at, value)).unwrap_or_default();
        let validity = self.instance.check(at, value.as_ref());
        if value != self.instance.value(at).cloned() || validity != Validity::Ok {
            self.transcript.answered(&form, at, &text);
        }
        if validity != Validity::Ok {
            surface.say(Ink::Notice, &refused(&self.instance, at, validity, &self.language))?;
            return Ok(Then::Ask);
        }
        let changed = self.changing(Some(at), surface, |instance| instance.answer(at, value))?;
        if let Err(error) = changed {
            surface.say(Ink::Notice, &format!("Not stored: {error}."))?;
            return Ok(Then::Ask);
        }
        // The answer may have opened or closed stops before this one.
        let stops = stops(&self.instance);
        let here = stops.iter().position(|stop| matches!(stop, Stop::Ask { at: other, .. } if other == at));
        self.at = here.unwrap_or(self.at);
        self.go_on()
    }

    fn go_on(&mut self) -> io::Result<Then> {
        self.at += 1;
        Ok(Then::Draw)
    }

    /// Behind the last question: the first fault, or the end.
    fn end(&mut self) -> io::Result<Then> {
        let faults = self.instance.validate();
        let Some((first, _)) = faults.first() else { return Ok(Then::Leave) };
        self.stand_at(first);
        Ok(Then::Draw)
    }
}

/// Why a value cannot stand, as the author says it; else the expression.
pub(super) fn refused(instance: &Instance, at: &Path, validity: Validity, language: &str) -> String {
    let said = match validity {
        Validity::Required => instance.required_message(at, language),
        _ => instance.constraint_message(at, language),
    };
    let constraint = instance.form().question(at.node).and_then(|question| question.constraint.as_ref());
    match (validity, constraint) {
        _ if !said.is_empty() => said,
        (Validity::Required, _) => "This must be answered.".to_owned(),
        (_, Some(constraint)) => format!("This cannot stand: the constraint is {}", constraint.source),
        _ => "This cannot stand: it is not among the choices offered.".to_owned(),
    }
}
