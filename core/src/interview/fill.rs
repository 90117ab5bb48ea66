//! What `Fill` means at each step: entries become events, or are refused with the prompt that is wrong.

use crate::{
    form::{AskedBy, DeclineReason, NodeIndex, Path, Value},
    instance::Validity,
    interview::{
        CheckOutcome, ConsentAnswer, CorrectionReason, DistressPoint, Entry, EventKind, GuardianAnswer, Interview,
        KeepWish, PresentPerson, Refusal, RefusalCode, TeachBackOutcome, TrustAnswer,
        stand::Stand,
        view::{Opened, View},
    },
    moment::Moment,
    safeguard::{Check, Code, Gate, ask_once, observation, outcome_fits},
};

type Planned = Result<Vec<EventKind>, Refusal>;

/// Ids of prompts that stand on gates. Steps of P1, P2, P7 and P8 are their own ids.
pub(super) mod id {
    pub const LANGUAGE: &str = "language";
    pub const LEVEL: &str = "distress/level";
    pub const WHO: &str = "presence/who";
    pub const INSISTED: &str = "presence/insisted";
    pub const CAN_HEAR: &str = "presence/can_hear";
    pub const TEACH_BACK: &str = "P3.1";
    pub const GUARDIAN: &str = "P3.2";
    pub const CONSENT: &str = "P3.3";
    pub const FREE: &str = "P3.4";
    pub const PURPOSE: &str = "P3.5/";
    pub const PRIVATE: &str = "trust/private";
    pub const RELAXED: &str = "trust/relaxed";
    pub const CHOICE: &str = "trust/choice";
    pub const KEEP: &str = "keep";
    pub const NEEDS: &str = "P7.2";
}

/// People who may be present, with the codes that a shell sends.
pub(super) const PEOPLE: [(Code, PresentPerson); 9] = [
    (Code::Interpreter, PresentPerson::Interpreter),
    (Code::Parent, PresentPerson::Parent),
    (Code::OtherRelative, PresentPerson::OtherRelative),
    (Code::Peer, PresentPerson::Peer),
    (Code::Teacher, PresentPerson::Teacher),
    (Code::SocialWorker, PresentPerson::SocialWorker),
    (Code::Employer, PresentPerson::Employer),
    (Code::UnknownAdult, PresentPerson::UnknownAdult),
    (Code::Official, PresentPerson::Official),
];

pub(super) const LEVELS: [Code; 4] = [Code::Level0, Code::Level1, Code::Level2, Code::Level3];
pub(super) const TEACH_BACK: [Code; 3] = [Code::Understood, Code::ExplainedAgain, Code::NotUnderstood];
pub(super) const OWN_ANSWER: [Code; 3] = [Code::Yes, Code::No, Code::Unsure];
pub(super) const FREEDOM: [Code; 3] = [Code::Free, Code::Pressed, Code::CannotTell];
pub(super) const YES_NO: [Code; 2] = [Code::Yes, Code::No];
pub(super) const TRUST: [Code; 2] = [Code::GoOn, Code::LeaveOut];
pub(super) const WISHES: [Code; 2] = [Code::Keep, Code::Drop];
pub(super) const GUARDIAN: [Code; 5] =
    [Code::Given, Code::Refused, Code::WaivedInvolved, Code::WaivedOnOwn, Code::WaivedMature];

impl Interview {
    pub(super) fn fill(&mut self, entries: &[Entry], stand: &Stand, now: &Moment) -> Planned {
        let filled = match self.view.opened {
            Some(Opened::Distress) => fill_distress(entries, DistressPoint::AnyMoment),
            Some(Opened::Presence) => fill_presence(entries),
            None => match self.view.looking_at.clone() {
                Some(at) => self.refill(entries, &at),
                None => self.fill_stand(entries, stand, now),
            },
        }?;
        self.view = View::default();
        Ok(filled)
    }

    fn fill_stand(&mut self, entries: &[Entry], stand: &Stand, now: &Moment) -> Planned {
        match stand {
            Stand::Gate(gate) => self.fill_gate(entries, gate),
            Stand::Put(at) => self.fill_item(entries, at),
            Stand::Note(at) => self.fill_note(entries, at),
            Stand::Query(at) => self.fill_query(entries, at),
            Stand::Keep => {
                let keep = code(entries, id::KEEP, &WISHES)? == Code::Keep;
                Ok(vec![EventKind::Kept { wish: if keep { KeepWish::Keep } else { KeepWish::Drop } }])
            }
            Stand::Farewell => self.fill_farewell(entries).map(|kinds| self.still_open(kinds)),
            Stand::AfterLeaving => fill_after_leaving(entries).map(|kinds| self.still_open(kinds)),
            Stand::Blocks if observation::current(&self.facts, now).is_none() => {
                let mut events = Vec::new();
                self.open_block(now, &mut events).map(|_| events)
            }
            Stand::Ready => self.not_open(entries),
            _ => Err(Refusal::new(RefusalCode::NotNow)),
        }
    }

    /// Without steps that a device wrote down before it was cut off in the middle of this screen.
    fn still_open(&self, mut kinds: Vec<EventKind>) -> Vec<EventKind> {
        kinds.retain(|kind| match kind {
            EventKind::Checked { step, .. } => !self.facts.checked.contains_key(step),
            _ => true,
        });
        kinds
    }

    /// In a correction, an entry for something that was not queried is refused by name.
    fn not_open(&self, entries: &[Entry]) -> Planned {
        let code = if self.queried().is_empty() { RefusalCode::NotNow } else { RefusalCode::NotQueried };
        Err(Refusal::at(code, entries.first().map_or("", |entry| entry.prompt.as_str())))
    }

    fn fill_gate(&self, entries: &[Entry], gate: &Gate) -> Planned {
        match gate {
            Gate::Check(_) => self.fill_checks(entries),
            Gate::Distress(at) => fill_distress(entries, *at),
            Gate::Language => {
                let language = single(entries, id::LANGUAGE)?;
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

    /// Nothing entered means that the person said nothing: as final as an answer, and never asked again.
    fn fill_item(&mut self, entries: &[Entry], at: &Path) -> Planned {
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

    fn fill_note(&mut self, entries: &[Entry], at: &Path) -> Planned {
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
    fn refill(&mut self, entries: &[Entry], at: &Path) -> Planned {
        let prompt = self.form().prompt_id(at);
        if self.facts.items.contains_key(at) {
            return Err(Refusal::at(RefusalCode::AskedOnce, &prompt));
        }
        self.fill_note(entries, at)
    }

    fn fill_query(&mut self, entries: &[Entry], open: &Path) -> Planned {
        let queried = |entry: &Entry| self.queried().iter().any(|(at, _)| self.form().prompt_id(at) == entry.prompt);
        if let Some(other) = entries.iter().find(|entry| !queried(entry)) {
            return Err(Refusal::at(RefusalCode::NotQueried, &other.prompt));
        }
        let prompt = self.form().prompt_id(open);
        let typed = single(entries, &prompt)?;
        let value = if typed.is_empty() { None } else { Some(self.read(open, &prompt, &typed)?) };
        Ok(vec![EventKind::Corrected { at: open.clone(), value, reason: CorrectionReason::Queried }])
    }

    /// Help that the person wants becomes referrals; what is not wanted is written down as offered.
    fn fill_farewell(&self, entries: &[Entry]) -> Planned {
        let said = code(entries, Check::Farewell.id(), &YES_NO)?;
        let card = optional(entries, Check::Card.id(), Check::Card.codes())?;
        let wanted = entries.iter().find(|entry| entry.prompt == id::NEEDS).map_or("", |entry| entry.value.as_str());
        let offered = self.needs_offered();
        if wanted.split_whitespace().any(|need| !offered.iter().any(|known| known == need)) {
            return bad(id::NEEDS);
        }
        let is_wanted = |need: &String| wanted.split_whitespace().any(|one| one == need);
        let referrals =
            offered.iter().map(|need| EventKind::Referral { need: need.clone(), accepted: is_wanted(need) });
        let mut events: Vec<EventKind> = if said == Code::Yes { referrals.collect() } else { Vec::new() };
        events.extend(card.map(|code| checked(Check::Card, code)));
        events.push(checked(Check::Farewell, said));
        Ok(events)
    }

    /// Needs that a service of the directory answers, each once, in its order.
    pub(super) fn needs_offered(&self) -> Vec<String> {
        let mut needs: Vec<String> = Vec::new();
        for service in &self.study.referral {
            if !needs.contains(&service.need) {
                needs.push(service.need.clone());
            }
        }
        needs
    }

    /// A value for an item, warned about once where it looks wrong on a participant's item, refused on an observer's.
    pub(super) fn read(&mut self, at: &Path, prompt: &str, typed: &str) -> Result<Value, Refusal> {
        let refused = |_| Refusal::at(RefusalCode::BadValue, prompt);
        let value = self.form().parse_value(at.node, typed).map_err(refused)?;
        let offered = self.instance.choices(at);
        let chosen: &[u32] = match &value {
            Value::Choice(one) => std::slice::from_ref(one),
            Value::Choices(several) => several,
            _ => &[],
        };
        if chosen.iter().any(|choice| !offered.contains(choice)) {
            return Err(Refusal::at(RefusalCode::BadValue, prompt));
        }
        if self.instance.check(at, Some(&value)) != Validity::Constraint {
            return Ok(value);
        }
        let words = self.instance.constraint_message(at, &self.facts.language);
        if self.form().node(at.node).care.by == AskedBy::Observer {
            return Err(Refusal::in_words(RefusalCode::Constraint, prompt, words));
        }
        let entry = (prompt.to_owned(), typed.to_owned());
        if self.view.warned.as_ref() == Some(&entry) {
            return Ok(value);
        }
        self.view.warned = Some(entry);
        Err(Refusal::in_words(RefusalCode::LooksWrong, prompt, words))
    }

    pub(super) fn may_correct(&self, at: &Path, prompt: &str, reason: CorrectionReason) -> Result<(), Refusal> {
        let refused = |code| Err(Refusal::at(code, prompt));
        if !self.queried().is_empty() {
            let queried = self.queried().iter().any(|(queried, _)| queried == at);
            return if queried && reason == CorrectionReason::Queried {
                Ok(())
            } else {
                refused(RefusalCode::NotQueried)
            };
        }
        if ask_once::may_correct(&self.facts, at, reason) {
            Ok(())
        } else if reason == CorrectionReason::Slip && self.facts.items.contains_key(at) {
            refused(RefusalCode::TooLateForSlip)
        } else {
            refused(RefusalCode::NotNow)
        }
    }

    /// A counter, or a counted row with what was seen.
    pub(super) fn tapped(&self, prompt: &str, row: &[Entry]) -> Result<(NodeIndex, Vec<(NodeIndex, Value)>), Refusal> {
        let unknown = |prompt: &str| Refusal::at(RefusalCode::UnknownPrompt, prompt);
        let node = self.counter_named(prompt).ok_or_else(|| unknown(prompt))?;
        let mut seen = Vec::new();
        for entry in row.iter().filter(|entry| !entry.value.is_empty()) {
            let name = entry.prompt.rsplit('/').next().unwrap_or_default();
            let inside = node.0 + 1..self.form().node(node).end.0;
            let item = inside.map(NodeIndex).find(|item| self.form().node(*item).name == name);
            let item = item.ok_or_else(|| unknown(&entry.prompt))?;
            let refused = |_| Refusal::at(RefusalCode::BadValue, &entry.prompt);
            seen.push((item, self.form().parse_value(item, &entry.value).map_err(refused)?));
        }
        seen.sort_by_key(|(item, _)| *item);
        let twice = seen.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice { Err(Refusal::at(RefusalCode::BadValue, prompt)) } else { Ok((node, seen)) }
    }

    /// By the prompt's id, or by the name alone.
    fn counter_named(&self, prompt: &str) -> Option<NodeIndex> {
        let repeat = self.outline.hour_block?;
        let name = prompt.rsplit('/').next().unwrap_or_default();
        let name = name.split('[').next().unwrap_or_default();
        let mut inside = (repeat.0 + 1..self.form().node(repeat).end.0).map(NodeIndex);
        let counts =
            |node: &NodeIndex| self.has_appearance(*node, "counter") || self.has_appearance(*node, "counted-row");
        inside.find(|node| counts(node) && self.form().node(*node).name == name)
    }

    /// What can be looked back at, in document order: answered items and the observer's own.
    pub(super) fn looked_over(&self) -> Vec<Path> {
        let answered = self.facts.items.iter().filter(|(_, state)| **state == crate::safeguard::ItemFacts::Final);
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

fn fill_distress(entries: &[Entry], at: DistressPoint) -> Planned {
    let level = match code(entries, id::LEVEL, &LEVELS)? {
        Code::Level0 => 0,
        Code::Level1 => 1,
        Code::Level2 => 2,
        _ => 3,
    };
    Ok(vec![EventKind::Distress { level, at }])
}

fn fill_presence(entries: &[Entry]) -> Planned {
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

/// The step on the interviewer's own distress comes last: with it P8 is done.
fn fill_after_leaving(entries: &[Entry]) -> Planned {
    let own = code(entries, Check::OwnDistress.id(), &YES_NO)?;
    let mut events = Vec::new();
    let limits = entries.iter().find(|entry| entry.prompt == Check::Limits.id() && !entry.value.trim().is_empty());
    if let Some(entry) = limits {
        let outcome = outcome_of(Check::Limits, &entry.value);
        if !outcome_fits(Check::Limits, &outcome) {
            return bad(&entry.prompt);
        }
        events.push(EventKind::Checked { step: entry.prompt.clone(), outcome });
    }
    events.extend(optional(entries, Check::CheckedOut.id(), &YES_NO)?.map(|code| checked(Check::CheckedOut, code)));
    events.push(checked(Check::OwnDistress, own));
    Ok(events)
}

fn checked(check: Check, code: Code) -> EventKind {
    EventKind::Checked { step: check.id().to_owned(), outcome: CheckOutcome::Code(code.name().to_owned()) }
}

fn outcome_of(check: Check, typed: &str) -> CheckOutcome {
    if check.takes_several() {
        CheckOutcome::Codes(typed.split_whitespace().map(str::to_owned).collect())
    } else {
        CheckOutcome::Code(typed.trim().to_owned())
    }
}

fn bad<T>(prompt: &str) -> Result<T, Refusal> {
    Err(Refusal::at(RefusalCode::BadValue, prompt))
}

fn no_entries(entries: &[Entry]) -> Result<(), Refusal> {
    entries.first().map_or(Ok(()), |entry| Err(Refusal::at(RefusalCode::UnknownPrompt, &entry.prompt)))
}

/// The one entry that is expected.
fn single(entries: &[Entry], prompt: &str) -> Result<String, Refusal> {
    let missing = || Refusal::at(RefusalCode::Missing, prompt);
    entries.iter().find(|entry| entry.prompt == prompt).map(|entry| entry.value.clone()).ok_or_else(missing)
}

/// The code that was chosen; it must be there.
fn code(entries: &[Entry], prompt: &str, codes: &[Code]) -> Result<Code, Refusal> {
    optional(entries, prompt, codes)?.ok_or_else(|| Refusal::at(RefusalCode::Missing, prompt))
}

/// The code that was chosen, if one was.
fn optional(entries: &[Entry], prompt: &str, codes: &[Code]) -> Result<Option<Code>, Refusal> {
    match entries.iter().find(|entry| entry.prompt == prompt).map(|entry| entry.value.trim()) {
        None | Some("") => Ok(None),
        Some(typed) => Code::among(codes, typed).map(Some).ok_or_else(|| Refusal::at(RefusalCode::BadValue, prompt)),
    }
}
