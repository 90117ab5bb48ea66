//! What is filled in at gates: checks, language, teach-back, consent, presence, distress, trust.

use super::{
    Planned,
    codes::{
        FREEDOM, GUARDIAN, LEVELS, OWN_ANSWER, PEOPLE, TEACH_BACK, TRUST, YES_NO, bad, code, id, no_entries, optional,
        single,
    },
    outcome_of,
};
use crate::{
    form::NodeIndex,
    interview::{Entry, Interview, Refusal},
    log::{ConsentAnswer, DistressPoint, EventKind, GuardianAnswer, TeachBackOutcome, TrustAnswer},
    safeguard::{Check, Code, Gate, RefusalCode, outcome_fits},
};

impl Interview {
    pub(super) fn fill_gate(&self, entries: &[Entry], gate: &Gate) -> Planned {
        match gate {
            Gate::Check(_) => self.fill_checks(entries),
            Gate::Distress(at) => fill_distress(entries, *at),
            Gate::Language => {
                let language = single(entries, id::LANGUAGE).unwrap_or_default();
                if language.trim().is_empty() {
                    return Err(Refusal::new(RefusalCode::NoLanguage));
                }
                let known = self.spoken_languages().contains(&language);
                if known { Ok(vec![EventKind::Language { language }]) } else { bad(id::LANGUAGE) }
            }
            Gate::Tell(index) => {
                let lines = self.study.told_to(self.instrument().respondent);
                let line = lines.get(*index).ok_or_else(|| Refusal::new(RefusalCode::NotNow))?;
                no_entries(entries)?;
                Ok(vec![EventKind::Told { line: line.line.clone() }])
            }
            Gate::TeachBack(question) => {
                let outcome = match code(entries, id::TEACH_BACK, &TEACH_BACK)? {
                    Code::Understood => TeachBackOutcome::Understood,
                    Code::ExplainedAgain => TeachBackOutcome::ExplainedAgain,
                    _ => TeachBackOutcome::NotUnderstood,
                };
                Ok(vec![EventKind::TeachBack { question: *question, outcome }])
            }
            Gate::Guardian => self.fill_guardian(entries),
            Gate::Consent => self.fill_consent(entries),
            Gate::Presence(_) => fill_presence(entries),
            Gate::Trust(section) => fill_trust(entries, *section),
        }
    }

    fn fill_checks(&self, entries: &[Entry]) -> Planned {
        let open = self.open_checks();
        if entries.is_empty() {
            let first = open.first().map_or("", |check| check.id());
            return Err(Refusal::at(RefusalCode::Missing, first));
        }
        entries.iter().map(|entry| self.fill_check(entry, &open)).collect()
    }

    fn fill_check(&self, entry: &Entry, open: &[Check]) -> Result<EventKind, Refusal> {
        let refused = |code| Refusal::at(code, &entry.prompt);
        let check = Check::from_id(&entry.prompt).filter(|check| open.contains(check));
        let check = check.ok_or_else(|| refused(RefusalCode::UnknownPrompt))?;
        if entry.value.trim().is_empty() {
            return Err(refused(RefusalCode::Missing));
        }
        let outcome = outcome_of(check, &entry.value);
        if !outcome_fits(check, &outcome) {
            return Err(refused(RefusalCode::BadValue));
        }
        match (check, entry.value.as_str()) {
            (Check::RecentAbuse, "unknown") => Err(refused(RefusalCode::AskReferrer)),
            (Check::Before, "visit_2") if self.facts.visit() < 2 => Err(refused(RefusalCode::OpenAsSecondVisit)),
            _ => Ok(EventKind::Checked { step: check.id().to_owned(), outcome }),
        }
    }

    fn fill_guardian(&self, entries: &[Entry]) -> Planned {
        let found = code(entries, id::GUARDIAN, &GUARDIAN)?;
        let answer = match found {
            Code::Given => GuardianAnswer::Given,
            Code::Refused => GuardianAnswer::Refused,
            waived => GuardianAnswer::Waived { reason: waived.name().trim_start_matches("waived_").to_owned() },
        };
        if !self.waiver_is_approved(&answer) {
            return Err(Refusal::at(RefusalCode::WaiverNotApproved, id::GUARDIAN));
        }
        Ok(vec![EventKind::Guardian { answer }])
    }

    /// Purposes default to no, and have no effect on taking part (P3.5).
    fn fill_consent(&self, entries: &[Entry]) -> Planned {
        let own = code(entries, id::CONSENT, &OWN_ANSWER)?;
        let mut purposes = Vec::new();
        let known = |prompt: &str| {
            [id::CONSENT, id::FREE].contains(&prompt)
                || self.separate_purposes().any(|purpose| format!("{}{}", id::PURPOSE, purpose.code) == prompt)
        };
        if let Some(stray) = entries.iter().find(|entry| !known(&entry.prompt)) {
            return Err(Refusal::at(RefusalCode::UnknownPrompt, &stray.prompt));
        }
        if own != Code::Yes {
            return Ok(vec![EventKind::Consent { answer: ConsentAnswer::Refused, purposes }]);
        }
        if code(entries, id::FREE, &FREEDOM)? != Code::Free {
            return Ok(vec![EventKind::Consent { answer: ConsentAnswer::Pressed, purposes }]);
        }
        for purpose in self.separate_purposes() {
            let prompt = format!("{}{}", id::PURPOSE, purpose.code);
            if optional(entries, &prompt, &YES_NO)? == Some(Code::Yes) {
                purposes.push(purpose.code.clone());
            }
        }
        Ok(vec![EventKind::Consent { answer: ConsentAnswer::Given, purposes }])
    }
}

pub(super) fn fill_distress(entries: &[Entry], at: DistressPoint) -> Planned {
    let level = match code(entries, id::LEVEL, &LEVELS)? {
        Code::Level0 => 0,
        Code::Level1 => 1,
        Code::Level2 => 2,
        _ => 3,
    };
    Ok(vec![EventKind::Distress { level, at }])
}

pub(super) fn fill_presence(entries: &[Entry]) -> Planned {
    let typed = entries.iter().find(|entry| entry.prompt == id::WHO).map_or("", |entry| entry.value.as_str());
    let mut who = Vec::new();
    for name in typed.split_whitespace().filter(|name| *name != Code::Nobody.name()) {
        let person = PEOPLE.into_iter().find(|(code, _)| code.name() == name);
        let (_, person) = person.ok_or_else(|| Refusal::at(RefusalCode::BadValue, id::WHO))?;
        if !who.contains(&person) {
            who.push(person);
        }
    }
    let yes = |prompt| code(entries, prompt, &YES_NO).map(|code| code == Code::Yes);
    Ok(vec![EventKind::Presence { who, insisted: yes(id::INSISTED)?, can_hear: yes(id::CAN_HEAR)? }])
}

fn fill_trust(entries: &[Entry], section: NodeIndex) -> Planned {
    let private = code(entries, id::PRIVATE, &YES_NO)?;
    let relaxed = code(entries, id::RELAXED, &YES_NO)?;
    let answer = if private != Code::Yes || relaxed != Code::Yes {
        TrustAnswer::NotMet
    } else if code(entries, id::CHOICE, &TRUST)? == Code::GoOn {
        TrustAnswer::GoOn
    } else {
        TrustAnswer::LeaveOut
    };
    Ok(vec![EventKind::Trust { section, answer }])
}
