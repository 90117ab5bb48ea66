//! What is filled in at the form's items: a participant's answer, an observer's note, a queried item.

use super::{Planned, codes::single};
use crate::{
    form::{AskedBy, DeclineReason, Path, Value},
    interview::{Entry, Interview, Refusal},
    log::{CorrectionReason, EventKind},
    safeguard::{ItemFacts, RefusalCode},
};

impl Interview {
    /// Nothing entered means that the person said nothing: as final as an answer, and never asked again.
    pub(super) fn fill_item(&mut self, entries: &[Entry], at: &Path) -> Planned {
        let prompt = self.form().prompt_id(at);
        let typed = self.entry_of_item(entries, &prompt)?;
        if typed.trim().is_empty() {
            return Ok(vec![EventKind::Declined { at: at.clone(), reason: DeclineReason::PrefersNotToSay }]);
        }
        let value = self.read(at, &prompt, &typed)?;
        Ok(vec![EventKind::Answered { at: at.clone(), value }])
    }

    fn entry_of_item(&self, entries: &[Entry], prompt: &str) -> Result<String, Refusal> {
        if let Some(other) = entries.iter().find(|entry| entry.prompt != prompt) {
            let asked = self.form().find(&other.prompt).is_some_and(|at| self.facts.items.contains_key(&at));
            let code = if asked { RefusalCode::AskedOnce } else { RefusalCode::UnknownPrompt };
            return Err(Refusal::at(code, &other.prompt));
        }
        Ok(entries.first().map(|entry| entry.value.clone()).unwrap_or_default())
    }

    pub(super) fn fill_note(&mut self, entries: &[Entry], at: &Path) -> Planned {
        let prompt = self.form().prompt_id(at);
        let typed = self.entry_of_item(entries, &prompt)?;
        let value = self.observed(at, &prompt, &typed)?;
        Ok(vec![EventKind::Noted { at: at.clone(), value }])
    }

    fn observed(&mut self, at: &Path, prompt: &str, typed: &str) -> Result<Option<Value>, Refusal> {
        if !typed.trim().is_empty() {
            return self.read(at, prompt, typed).map(Some);
        }
        let required = self.form().node(at.node).care.by != AskedBy::Participant && self.instance.is_required(at);
        if required {
            let words = self.instance.required_message(at, &self.facts.language);
            return Err(Refusal::in_words(RefusalCode::Missing, prompt, words));
        }
        Ok(None)
    }

    /// Looking back: an observer's item may be filled again, a participant's may not.
    pub(super) fn refill(&mut self, entries: &[Entry], at: &Path) -> Planned {
        let prompt = self.form().prompt_id(at);
        if self.facts.items.contains_key(at) {
            return Err(Refusal::at(RefusalCode::AskedOnce, &prompt));
        }
        self.fill_note(entries, at)
    }

    pub(super) fn fill_query(&mut self, entries: &[Entry], open: &Path) -> Planned {
        let queried = |entry: &Entry| self.queried().iter().any(|(at, _)| self.form().prompt_id(at) == entry.prompt);
        if let Some(other) = entries.iter().find(|entry| !queried(entry)) {
            return Err(Refusal::at(RefusalCode::NotQueried, &other.prompt));
        }
        let prompt = self.form().prompt_id(open);
        let typed = single(entries, &prompt)?;
        let value = if typed.is_empty() { None } else { Some(self.read(open, &prompt, &typed)?) };
        Ok(vec![EventKind::Corrected { at: open.clone(), value, reason: CorrectionReason::Queried }])
    }

    /// What can be looked back at, in document order: answered items and the observer's own.
    pub(in crate::interview) fn looked_over(&self) -> Vec<Path> {
        let answered = self.facts.items.iter().filter(|(_, state)| **state == ItemFacts::Final);
        let noted = self
            .facts
            .noted
            .iter()
            .filter(|at| self.form().question(at.node).is_some_and(|question| question.control.is_asked()));
        let mut seen: Vec<Path> = answered.map(|(at, _)| at).chain(noted).cloned().collect();
        seen.sort();
        seen
    }
}
