//! Invariants 1 and 6: informed first, agreed freely, by the person and by the guardian; and no check passed over.

use crate::{
    log::{CheckOutcome, ConsentAnswer, Event, EventKind, GuardianAnswer, TeachBackOutcome},
    safeguard::audit::{Auditor, BreachKind},
    study::Respondent,
};

/// What was told and agreed so far.
#[derive(Default)]
pub(super) struct Consent {
    told: Vec<String>,
    taught: u8,
    misunderstood: bool,
    guardian: Option<GuardianAnswer>,
    own: Option<ConsentAnswer>,
    unsafe_place: bool,
}

impl Consent {
    pub(super) fn is_given(&self) -> bool {
        self.own == Some(ConsentAnswer::Given)
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.told.is_empty() && self.own.is_none() && self.guardian.is_none()
    }
}

impl Auditor<'_> {
    pub(super) fn consent(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Checked { step, outcome } => self.consent.unsafe_place |= forbids(step, outcome),
            EventKind::Told { line } => {
                self.consent.told.push(line.clone());
                self.unsafe_place(event);
            }
            EventKind::TeachBack { outcome, .. } => {
                self.consent.taught += 1;
                self.consent.misunderstood |= *outcome == TeachBackOutcome::NotUnderstood;
            }
            EventKind::Guardian { answer } => self.consent.guardian = Some(answer.clone()),
            EventKind::Consent { answer, .. } => self.agreed(event, *answer),
            EventKind::SectionEntered { .. } | EventKind::Presence { .. } | EventKind::Trust { .. }
                if !self.consent.is_given() =>
            {
                self.breach(event, BreachKind::BeforeConsent);
            }
            _ => {}
        }
    }

    fn unsafe_place(&mut self, event: &Event) {
        if self.consent.unsafe_place {
            self.breach(event, BreachKind::CheckIgnored);
        }
    }

    fn agreed(&mut self, event: &Event, answer: ConsentAnswer) {
        self.unsafe_place(event);
        let lines: Vec<&str> =
            self.study.told_to(self.instrument.respondent).into_iter().map(|told| told.line.as_str()).collect();
        let all_told = self.consent.told == lines;
        if !all_told || usize::from(self.consent.taught) != self.study.teach_back.len() {
            self.breach(event, BreachKind::NotInformed);
        }
        let guardian = match &self.consent.guardian {
            Some(GuardianAnswer::Given) => true,
            Some(GuardianAnswer::Waived { reason }) => self.study.guardian_waivers.contains(reason),
            Some(GuardianAnswer::Refused) => false,
            None => self.instrument.respondent != Respondent::Child,
        };
        let again = self.consent.own.is_some();
        if self.consent.misunderstood || !guardian || again {
            self.breach(event, BreachKind::ConsentNotFree);
        }
        self.consent.own = Some(answer);
    }
}

/// What was found forbids an interview, whoever answers.
fn forbids(step: &str, outcome: &CheckOutcome) -> bool {
    let CheckOutcome::Code(code) = outcome else { return false };
    let stops = [
        ("P1.2", "no"),
        ("P1.5s", "no"),
        ("P1.6", "same_instrument"),
        ("P1.7", "mismatch"),
        ("P1.8", "no"),
        ("P2.1", "yes"),
        ("P2.3", "high"),
        ("P2.4", "yes"),
        ("P2.5", "yes"),
        ("P2.5", "unknown"),
    ];
    stops.contains(&(step, code.as_str()))
}
