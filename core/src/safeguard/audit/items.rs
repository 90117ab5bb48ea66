//! Invariants 1, 3 and 4, item by item: after consent, once, trusted and unheard.

use crate::{
    form::{Path, Sensitivity},
    log::{CorrectionReason, Event, EventKind, PresentPerson, TrustAnswer},
    safeguard::audit::{Auditor, BreachKind},
    study::Method,
};

impl Auditor<'_> {
    pub(super) fn items(&mut self, event: &Event) {
        match &event.kind {
            EventKind::SectionEntered { section } => self.section = Some(*section),
            EventKind::Trust { section, answer: TrustAnswer::GoOn } => {
                self.trusted.insert(*section);
            }
            EventKind::Presence { who, insisted, can_hear } => {
                let feared = |one: &PresentPerson| matches!(one, PresentPerson::Employer | PresentPerson::UnknownAdult);
                self.company |= *insisted || who.iter().any(feared);
                let others = who.is_empty() || who.iter().any(|one| *one != PresentPerson::Interpreter);
                self.listeners = *can_hear && others;
            }
            EventKind::Asked { at } => self.asked(event, at),
            EventKind::Answered { at, .. } | EventKind::Declined { at, .. } => {
                self.about_person(event, at);
                if self.put.insert(at.clone(), true) != Some(false) {
                    self.breach(event, BreachKind::AskedTwice);
                }
                self.answered_last = Some(at.clone());
            }
            EventKind::Corrected { at, reason, .. } => self.corrected(event, at, *reason),
            EventKind::Noted { at, .. } => self.about_person(event, at),
            EventKind::Dropped => self.dropped = true,
            _ => {}
        }
    }

    /// Anything said or noted about a person needs that person's consent; a place that is watched gives none, and
    /// there nobody is asked.
    fn about_person(&mut self, event: &Event, _at: &Path) {
        let watched = self.instrument.method == Method::Observation && matches!(event.kind, EventKind::Noted { .. });
        let corrected = self.start.correction.is_some();
        if corrected || (!watched && !self.consent.is_given()) {
            self.breach(event, BreachKind::BeforeConsent);
        }
    }

    fn asked(&mut self, event: &Event, at: &Path) {
        self.about_person(event, at);
        let name = self.form.nodes.get(at.node.0 as usize).map(|node| node.name.clone()).unwrap_or_default();
        let again = self.put.insert(at.clone(), false).is_some() || self.start.asked_before.contains(&name);
        if again {
            self.breach(event, BreachKind::AskedTwice);
        }
        let sensitivity = self.form.nodes.get(at.node.0 as usize).map(|node| node.care.sensitivity);
        let trusted = self.section.is_some_and(|section| self.trusted.contains(&section));
        if sensitivity == Some(Sensitivity::HighlySensitive) && !(trusted && self.distress.last_level == 0) {
            self.breach(event, BreachKind::WithoutTrust);
        }
        if sensitivity >= Some(Sensitivity::Sensitive) && (self.company || self.listeners) {
            self.breach(event, BreachKind::Overheard);
        }
    }

    /// The event asks or answers an item of the highest sensitivity.
    pub(super) fn asks_highly_sensitive(&self, event: &Event) -> bool {
        let (EventKind::Asked { at } | EventKind::Answered { at, .. }) = &event.kind else { return false };
        let node = self.form.nodes.get(at.node.0 as usize);
        node.is_some_and(|node| node.care.sensitivity == Sensitivity::HighlySensitive)
    }

    fn corrected(&mut self, event: &Event, at: &Path, reason: CorrectionReason) {
        let queried = self.start.correction.iter().flat_map(|correction| &correction.queried);
        // Of an answer that a stop dropped from a draft it is not known any more whether and when it was given.
        let gone = self.dropped && self.put.contains_key(at);
        let permitted = match reason {
            CorrectionReason::Volunteered => gone || self.put.get(at) == Some(&true),
            CorrectionReason::Slip => gone || self.answered_last.as_ref() == Some(at),
            CorrectionReason::Queried => queried.into_iter().any(|(one, _)| one == at),
        };
        if !permitted {
            self.breach(event, BreachKind::AskedTwice);
        }
    }
}
