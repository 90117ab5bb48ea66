//! How a log grows in memory: events are taken in one by one, and what follows by itself is added.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    form::{Form, NodeIndex, Path, Value, look::watched},
    ids::Hash32,
    instance::{Instance, Surroundings},
    interview::{Interview, LogError, LogFault, stand::Stand, view::View, walk::Walk},
    log::{Brought, ConsentAnswer, Event, EventKind, GuardianAnswer, Start},
    moment::Moment,
    safeguard::{Case, Check, Facts, Outline, steps},
    study::{Instrument, Purpose, Study},
};

impl Interview {
    /// An interview that has taken in nothing but its first event.
    pub(super) fn open(study: Arc<Study>, first: &Event) -> Result<Self, LogFault> {
        let EventKind::Started(start) = &first.kind else { return Err(LogFault::Start) };
        if first.sequence != 0 {
            return Err(LogFault::Sequence);
        }
        let position = study.instruments.iter().position(|instrument| instrument.id == start.instrument);
        let instrument = position.ok_or(LogFault::OtherStudy)?;
        let form = &study.instruments[instrument].form;
        let bound = start.form_hash == study.instruments[instrument].form_hash
            && start.statement_hash == study.use_statement.hash
            && start.training == study.is_training(&start.at);
        if !bound {
            return Err(LogFault::OtherStudy);
        }
        let outline = Arc::new(Outline::of(form));
        let instance = instance(form, start, BTreeMap::new());
        let facts = Facts::default();
        let mut interview =
            Self { study, instrument, outline, log: Vec::new(), facts, instance, view: View::default() };
        interview.facts.take(&interview.outline, first);
        interview.log.push(first.clone());
        Ok(interview)
    }

    /// Takes in an event that may follow.
    pub(super) fn take(&mut self, event: &Event) -> Result<(), LogError> {
        let at = |fault| LogError { sequence: event.sequence, fault };
        self.admit(event).map_err(at)?;
        self.fill_in(&event.kind).map_err(at)?;
        self.facts.take(&self.outline, event);
        self.log.push(event.clone());
        Ok(())
    }

    /// Takes in an event that was looked at before answers were dropped around it. A value that finds no place among
    /// those that are left stays in the log alone.
    pub(super) fn take_unchecked(&mut self, event: &Event) -> Result<(), LogError> {
        let at = |fault| LogError { sequence: event.sequence, fault };
        self.admit_place(event).map_err(at)?;
        let _ = self.fill_in(&event.kind);
        self.facts.take(&self.outline, event);
        self.log.push(event.clone());
        Ok(())
    }

    /// Takes in what happened now.
    pub(super) fn append(&mut self, kind: EventKind, now: &Moment) -> Result<(), LogError> {
        let event = Event { sequence: self.facts.count, at_ms: self.facts.log_time(now), kind };
        self.take(&event)
    }

    /// Adds what follows by itself. Ends because each such event closes something: a gate, an item, a section.
    pub(super) fn settle(&mut self, now: &Moment) -> Result<(), LogError> {
        while let Stand::Auto(kinds) = self.stand(self.facts.log_time(now)) {
            for kind in kinds {
                self.append(kind, now)?;
            }
        }
        Ok(())
    }

    /// What an event means for the answers.
    fn fill_in(&mut self, kind: &EventKind) -> Result<(), LogFault> {
        let outcome = match kind {
            EventKind::Answered { at, value } => self.instance.answer(at, Some(value.clone())),
            EventKind::Corrected { at, value, .. } => self.instance.answer(at, value.clone()),
            EventKind::Noted { at, value } if self.holds_value(at) => self.instance.answer(at, value.clone()),
            EventKind::RepeatAdded { at } => self.instance.add_repeat(at).map(|_| ()),
            EventKind::Brought(brought) => {
                self.bring_in(brought);
                Ok(())
            }
            _ => {
                self.fill_in_block(kind);
                Ok(())
            }
        };
        outcome.map_err(|_| LogFault::Form)
    }

    /// Begins the answers anew, with what the device brought: nothing was answered yet.
    fn bring_in(&mut self, brought: &Brought) {
        let Some(start) = &self.facts.start else { return };
        let before = self.log.iter().filter_map(|event| match &event.kind {
            EventKind::Brought(brought) => Some(&**brought),
            _ => None,
        });
        let told = before.chain([brought]).flat_map(|brought| brought.told.iter().cloned()).collect();
        self.instance = instance(&brought.in_form(self.instance.form()), start, told);
    }

    /// Blocks and counts are in the log; the form's own items only mirror them for its calculations, so a form that
    /// has no place for one of them loses nothing.
    fn fill_in_block(&mut self, kind: &EventKind) {
        match kind {
            EventKind::BlockOpened { block, .. } => {
                let Some(node) = self.outline.hour_block else { return };
                let path = Path { node, at: vec![0] };
                while self.instance.repeat_count(&path) <= *block && self.instance.add_repeat(&path).is_ok() {}
            }
            EventKind::Tally { at, count, row, .. }
                if row.is_empty() && self.has_appearance(at.node, watched::COUNTER) =>
            {
                let before = match self.instance.value(at) {
                    Some(Value::Integer(before)) => *before,
                    _ => 0,
                };
                let _ = self.instance.answer(at, Some(Value::Integer(before + i64::from(*count))));
            }
            EventKind::Watched { block, minutes, nothing_seen } => {
                self.mirror(*block, watched::MINUTES_WATCHED, Some(Value::Integer(i64::from(*minutes))));
                let names: &[&str] = if *nothing_seen { &["yes", "1"] } else { &["no", "2", "0"] };
                let choice = self.block_item(watched::NOTHING_SEEN).and_then(|node| self.choice_named(node, names));
                self.mirror(*block, watched::NOTHING_SEEN, choice.map(Value::Choice));
            }
            _ => {}
        }
    }

    fn mirror(&mut self, block: u16, appearance: &str, value: Option<Value>) {
        if let Some(node) = self.block_item(appearance) {
            let _ = self.instance.answer(&Path { node, at: vec![block] }, value);
        }
    }

    fn block_item(&self, appearance: &str) -> Option<NodeIndex> {
        let repeat = self.outline.hour_block?;
        let inside = repeat.0 + 1..self.form().node(repeat).end.0;
        inside.map(NodeIndex).find(|node| self.has_appearance(*node, appearance))
    }

    fn choice_named(&self, node: NodeIndex, names: &[&str]) -> Option<u32> {
        let choice = self.form().choice_list(node)?.iter().find(|choice| names.contains(&choice.name()))?;
        Some(choice.index())
    }

    fn holds_value(&self, at: &Path) -> bool {
        self.form().question(at.node).is_some_and(|question| question.control.is_asked())
            && !self.instance.is_read_only(at)
    }
}

/// Small questions that the rest of the room asks.
impl Interview {
    pub(super) fn case(&self, at_ms: u64) -> Case<'_> {
        let (study, outline, facts) = (&*self.study, &*self.outline, &self.facts);
        Case { study, instrument: self.instrument(), outline, facts, at_ms }
    }

    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { form: self.form(), instance: &self.instance, facts: &self.facts, outline: &self.outline }
    }

    pub(crate) fn form(&self) -> &Form {
        self.instance.form()
    }

    pub(super) fn has_appearance(&self, node: NodeIndex, word: &str) -> bool {
        self.form().nodes.get(node.0 as usize).is_some_and(|node| node.appearance.iter().any(|one| one == word))
    }

    pub(super) fn has_consent(&self) -> bool {
        self.facts.consent == Some(ConsentAnswer::Given)
    }

    /// A person answers, so that consent, distress and withdrawal mean something.
    pub(super) fn is_with_person(&self) -> bool {
        self.case(0).is_interview()
    }

    pub(super) fn queried(&self) -> &[(Path, Option<Value>)] {
        let correction = self.facts.start.as_ref().and_then(|start| start.correction.as_ref());
        correction.map_or(&[], |correction| &correction.queried)
    }

    /// A correction that was stopped before anything of it was done.
    #[must_use]
    pub fn is_put_back(&self) -> bool {
        let facts = &self.facts;
        let corrects = facts.start.as_ref().is_some_and(|start| start.correction.is_some());
        corrects && facts.stopped.is_some() && facts.corrected.is_empty() && !facts.withdrawn
    }

    pub(super) fn has_legal_text(&self) -> bool {
        has_legal_text(&self.study)
    }

    /// The study's languages; the form's where the study names none.
    pub(super) fn spoken_languages(&self) -> Vec<String> {
        if !self.study.languages.is_empty() {
            return self.study.languages.clone();
        }
        let form = self.form().languages.iter();
        form.map(|language| if language.tag.is_empty() { &language.name } else { &language.tag }).cloned().collect()
    }

    /// Once it was set, or at its own gate.
    pub(super) fn may_set_language(&self) -> bool {
        self.is_with_person() && self.facts.has_met()
    }

    pub(super) fn separate_purposes(&self) -> impl Iterator<Item = &Purpose> {
        self.study.use_statement.purposes.iter().filter(|purpose| purpose.separate)
    }

    pub(super) fn waiver_is_approved(&self, answer: &GuardianAnswer) -> bool {
        match answer {
            GuardianAnswer::Waived { reason } => self.study.guardian_waivers.contains(reason),
            GuardianAnswer::Given | GuardianAnswer::Refused => true,
        }
    }

    /// Steps of P1 and P2 that are open now: all of the page that the first open one stands on.
    pub(super) fn open_checks(&self) -> Vec<Check> {
        let mut open = steps(self.instrument());
        let through_others = [crate::safeguard::Code::Employer, crate::safeguard::Code::UnknownAdult];
        if through_others.into_iter().any(|code| self.facts.found(Check::Contact, code)) && self.case(0).is_child() {
            open.insert(0, Check::Supervisor);
        }
        open.retain(|check| !self.facts.is_checked(*check));
        let page = |check: &Check| check.id().get(..2).unwrap_or_default();
        let first = open.first().map(|check| page(check).to_owned()).unwrap_or_default();
        open.retain(|check| page(check) == first);
        open
    }
}

/// P1.4: the duty to report and the decision on law enforcement are written.
pub(super) fn has_legal_text(study: &Study) -> bool {
    !study.legal.duty_to_report.0.is_empty() && !study.legal.law_enforcement.0.is_empty()
}

/// The answers before anything was answered; in a correction, with the values that came back.
fn instance(form: &Arc<Form>, start: &Start, values: BTreeMap<String, String>) -> Instance {
    let seed = Hash32::of(&start.reference.0).0;
    let surroundings = Surroundings { now: start.at, device_id: start.device_id.clone(), seed, values };
    let mut instance = Instance::new(Arc::clone(form), &surroundings);
    for (at, value) in start.correction.iter().flat_map(|correction| &correction.queried) {
        seat(&mut instance, form, at);
        let value = value.clone().map(|value| form.as_choice(at.node, value));
        let _ = instance.answer(at, value);
    }
    instance
}

/// Makes the repetitions around a queried item, so that it has its place.
fn seat(instance: &mut Instance, form: &Form, at: &Path) {
    for (depth, repeat) in form.repeats_of(at.node).into_iter().enumerate() {
        let path = Path { node: repeat, at: at.at.get(..=depth).unwrap_or_default().to_vec() };
        let wanted = path.at.last().copied().unwrap_or_default();
        while instance.repeat_count(&path) <= wanted && instance.add_repeat(&path).is_ok() {}
    }
}

/// Takes out of an interview what was said: its log is that of one in which nothing was.
pub(super) fn forget(interview: &mut Interview) {
    let said = |kind: &EventKind| {
        use EventKind::{Answered, Brought, Corrected, Declined, Noted, Started, Tally};
        matches!(
            kind,
            Started(_)
                | Brought(_)
                | Answered { .. }
                | Declined { .. }
                | Corrected { .. }
                | Noted { .. }
                | Tally { .. }
        )
    };
    interview.log.retain(|event| !said(&event.kind));
    let form = Arc::clone(&interview.instrument().form);
    let Some(start) = &mut interview.facts.start else { return };
    (start.correction, start.asked_before) = (None, Vec::new());
    interview.instance = instance(&form, start, BTreeMap::new());
    interview.facts.age = None;
    interview.facts.blocks.clear();
    interview.view = View::default();
}

/// The instrument of a study and whether a visit to it may begin at this moment.
pub(super) fn startable<'a>(
    study: &'a Study,
    id: &str,
    visit: u8,
    now: &Moment,
) -> Result<&'a Instrument, crate::interview::Refusal> {
    use crate::{interview::Refusal, safeguard::RefusalCode};
    let instrument = study.instrument(id).ok_or_else(|| Refusal::new(RefusalCode::UnknownInstrument))?;
    if visit > study.limits.visits.max(1) {
        return Err(Refusal::new(RefusalCode::TooManyVisits));
    }
    if !study.is_training(now) && !has_legal_text(study) {
        return Err(Refusal::new(RefusalCode::StudyNotReady));
    }
    Ok(instrument)
}
