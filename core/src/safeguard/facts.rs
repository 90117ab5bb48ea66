//! What a log says so far, folded once so that rules need not walk it again.
//!
//! Holds no answer but the age that ST11 needs: what was said is the instance's; here is what happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    form::{NodeIndex, Path, Value},
    log::{
        CheckOutcome, ConsentAnswer, DistressPoint, Event, EventKind, GuardianAnswer, KeepWish, PresentPerson, Start,
        StopCode, TeachBackOutcome, TrustAnswer,
    },
    moment::Moment,
    safeguard::{Check, Code, Outline, away::Away},
};

/// What a log says so far.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
#[derive(Clone, Default, PartialEq)]
pub struct Facts {
    /// How the interview began.
    pub start: Option<Box<Start>>,
    /// The person's language; empty before it is set.
    pub language: String,
    /// What was checked, by step.
    pub checked: BTreeMap<String, CheckOutcome>,
    /// How many lines were told.
    pub told: usize,
    /// The teach-back, in order.
    pub teach_back: Vec<TeachBackOutcome>,
    /// The guardian's answer.
    pub guardian: Option<GuardianAnswer>,
    /// The person's own answer.
    pub consent: Option<ConsentAnswer>,
    /// Separate purposes that were agreed to.
    pub purposes: Vec<String>,
    /// All distress checks, in order.
    pub distress: Vec<(u8, DistressPoint)>,
    /// A level above 0 asked for a break that was not made yet.
    pub break_due: bool,
    /// An employer, an unknown adult or somebody who insisted was there: the record is `constrained` (P5).
    pub constrained: bool,
    /// By the last note of who is there, somebody who is no interpreter can hear.
    pub overheard: bool,
    /// Who is there was noted since the open section was entered.
    pub presence_noted: bool,
    /// The section that was entered and not left.
    pub section: Option<NodeIndex>,
    /// Sections that were left.
    pub left: Vec<NodeIndex>,
    /// Sections in which something was asked.
    pub asked_in: BTreeSet<NodeIndex>,
    /// What became of participant items.
    pub items: BTreeMap<Path, ItemFacts>,
    /// The item that was put to the person last and has no answer yet.
    pub put: Option<Path>,
    /// The participant item that was answered or declined last.
    pub last_answered: Option<Path>,
    /// Observer's items that were filled in or passed.
    pub noted: BTreeSet<Path>,
    /// Repeats that are finished, with the repetition that was not added.
    pub repeats_ended: BTreeSet<Path>,
    /// Trust gates by section.
    pub trust: BTreeMap<NodeIndex, TrustAnswer>,
    /// Hour blocks.
    pub blocks: Vec<BlockFacts>,
    /// Why it was stopped.
    pub stopped: Option<StopCode>,
    /// What is to happen with sensitive answers after a stop.
    pub kept: Option<KeepWish>,
    /// A rule led to the closing section.
    pub cut_short: Option<StopCode>,
    /// What was said of sensitive things was taken out of the log after a stop.
    pub dropped: bool,
    /// The person withdrew.
    pub withdrawn: bool,
    /// Nothing follows.
    pub finalized: bool,
    /// Alerts raised.
    pub alerts: Vec<StopCode>,
    /// A break is on.
    pub paused: bool,
    /// The age the person gave, in completed years.
    pub age: Option<i64>,
    /// Queried items that were treated in a correction.
    pub corrected: BTreeSet<Path>,
    /// How many events.
    pub count: u32,
    /// Time of the last event.
    pub at_ms: u64,
    /// The last reading of both clocks, and its time in the log.
    pub anchor: Option<(u64, Moment)>,
    /// When the person was first there.
    pub met_at_ms: Option<u64>,
    /// Breaks so far, in milliseconds.
    pub breaks_ms: u64,
    /// They were away for long: how the person is must be seen before anything else is asked.
    pub check_due: bool,
    /// They were away for so long that this visit is over: only closing steps follow.
    pub visit_over: bool,
}

/// Holds an age, and says nothing of anybody.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facts").field("count", &self.count).field("stopped", &self.stopped).finish_non_exhaustive()
    }
}

/// What became of a participant item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemFacts {
    /// Shown and put, no answer yet.
    Asked,
    /// Answered or declined: final.
    Final,
}

/// One tap that stands: the counter or row, how many, and what was seen.
pub type Tap = (Path, i16, Vec<(NodeIndex, Value)>);

/// One hour block.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockFacts {
    /// When it was opened.
    pub opened: Moment,
    /// Minutes watched; `None` while it is open, and for ever when it was left without.
    pub minutes: Option<u8>,
    /// All taps that stand, in order: counter or row, how many, and what was seen.
    pub taps: Vec<Tap>,
}

impl Facts {
    /// What this log says.
    #[must_use]
    pub fn of(outline: &Outline, log: &[Event]) -> Self {
        let mut facts = Self::default();
        log.iter().for_each(|event| facts.take(outline, event));
        facts
    }

    /// Takes in one more event.
    pub fn take(&mut self, outline: &Outline, event: &Event) {
        if self.paused {
            self.breaks_ms += event.at_ms.saturating_sub(self.at_ms);
        }
        if let EventKind::CameBack { at } = &event.kind {
            self.come_back(at);
        }
        self.count += 1;
        self.at_ms = event.at_ms;
        self.take_gates(event);
        self.take_checks(event);
        self.take_items(outline, &event.kind);
        self.take_course(event);
        self.take_blocks(&event.kind);
    }

    /// What was noted before holds only for so long. What a person left out stays left out.
    fn come_back(&mut self, at: &Moment) {
        let Some((anchor_ms, then)) = &self.anchor else { return };
        let away = Away::between(then, self.at_ms.saturating_sub(*anchor_ms), at);
        if self.paused || away.is_noted_again() {
            self.presence_noted = false;
            self.trust.retain(|section, answer| Some(*section) != self.section || *answer != TrustAnswer::GoOn);
        }
        self.check_due |= self.has_met() && away.is_checked_again();
        self.visit_over |= self.has_met() && away.ends_the_visit();
    }

    fn take_gates(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Started(start) => {
                self.start = Some(start.clone());
                self.anchor = Some((event.at_ms, start.at));
            }
            EventKind::Language { language } => self.language.clone_from(language),
            EventKind::Told { .. } => self.told += 1,
            EventKind::TeachBack { outcome, .. } => self.teach_back.push(*outcome),
            EventKind::Guardian { answer } => self.guardian = Some(answer.clone()),
            EventKind::Consent { answer, purposes } => {
                self.consent = Some(*answer);
                self.purposes.clone_from(purposes);
            }
            EventKind::Trust { section, answer } => {
                self.trust.insert(*section, *answer);
            }
            _ => {}
        }
    }

    fn take_checks(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Checked { step, outcome } => {
                self.checked.insert(step.clone(), outcome.clone());
            }
            EventKind::Presence { who, insisted, can_hear } => {
                let unsafe_person =
                    |person: &PresentPerson| matches!(person, PresentPerson::Employer | PresentPerson::UnknownAdult);
                self.presence_noted = true;
                self.constrained |= *insisted || who.iter().any(unsafe_person);
                let interpreter_only = !who.is_empty() && who.iter().all(|one| *one == PresentPerson::Interpreter);
                self.overheard = *can_hear && !interpreter_only;
            }
            EventKind::Distress { level, at } => {
                self.distress.push((*level, *at));
                self.break_due = *level == 1;
                self.check_due = false;
                self.met_at_ms.get_or_insert(event.at_ms);
            }
            EventKind::Alert { code } => self.alerts.push(*code),
            _ => {}
        }
    }

    fn take_items(&mut self, outline: &Outline, kind: &EventKind) {
        match kind {
            EventKind::Asked { at } => {
                self.items.insert(at.clone(), ItemFacts::Asked);
                self.put = Some(at.clone());
                self.asked_in.extend(outline.section_of(at.node).map(|section| section.node));
            }
            EventKind::Answered { at, value } => {
                self.settle_item(at);
                self.note_age(outline, at, Some(value));
            }
            EventKind::Declined { at, .. } => self.settle_item(at),
            EventKind::Corrected { at, value, .. } => {
                self.corrected.insert(at.clone());
                self.note_age(outline, at, value.as_ref());
            }
            EventKind::Noted { at, .. } => {
                self.noted.insert(at.clone());
            }
            EventKind::RepeatEnded { at } => {
                self.repeats_ended.insert(at.clone());
            }
            _ => {}
        }
    }

    fn settle_item(&mut self, at: &Path) {
        self.items.insert(at.clone(), ItemFacts::Final);
        self.put = None;
        self.last_answered = Some(at.clone());
    }

    fn note_age(&mut self, outline: &Outline, at: &Path, value: Option<&Value>) {
        if outline.age == Some(at.node) {
            self.age = match value {
                Some(Value::Integer(years)) => Some(*years),
                _ => None,
            };
        }
    }

    fn take_course(&mut self, event: &Event) {
        match &event.kind {
            EventKind::SectionEntered { section } => {
                self.section = Some(*section);
                self.presence_noted = false;
            }
            EventKind::SectionLeft { section } => {
                self.section = None;
                self.put = None;
                self.left.push(*section);
            }
            EventKind::Paused => {
                self.paused = true;
                self.break_due = false;
            }
            EventKind::Resumed { at } | EventKind::CameBack { at } => {
                self.paused = false;
                self.anchor = Some((event.at_ms, *at));
            }
            EventKind::Stopped { code } => {
                self.stopped = Some(*code);
                self.paused = false;
            }
            EventKind::Withdrawn => {
                self.withdrawn = true;
                self.paused = false;
            }
            EventKind::Kept { wish } => self.kept = Some(*wish),
            EventKind::Dropped => self.dropped = true,
            EventKind::CutShort { code } => self.cut_short = Some(*code),
            EventKind::Finalized { .. } => self.finalized = true,
            _ => {}
        }
    }

    fn take_blocks(&mut self, kind: &EventKind) {
        match kind {
            EventKind::BlockOpened { at, .. } => {
                self.blocks.push(BlockFacts { opened: *at, minutes: None, taps: Vec::new() });
            }
            EventKind::Tally { block, at, count, row } => {
                if let Some(found) = self.blocks.get_mut(usize::from(*block)) {
                    if *count > 0 {
                        found.taps.push((at.clone(), *count, row.clone()));
                    } else {
                        found.taps.pop();
                    }
                }
            }
            EventKind::Watched { block, minutes, .. } => {
                if let Some(found) = self.blocks.get_mut(usize::from(*block)) {
                    found.minutes = Some(*minutes);
                }
            }
            _ => {}
        }
    }

    /// This step was checked.
    #[must_use]
    pub fn is_checked(&self, check: Check) -> bool {
        self.checked.contains_key(check.id())
    }

    /// This step was checked and found this, maybe among others.
    #[must_use]
    pub fn found(&self, check: Check, code: Code) -> bool {
        match self.checked.get(check.id()) {
            Some(CheckOutcome::Code(found)) => found == code.name(),
            Some(CheckOutcome::Codes(found)) => found.iter().any(|one| one == code.name()),
            Some(CheckOutcome::Holds) | None => false,
        }
    }

    /// A distress check stood here.
    #[must_use]
    pub fn distress_checked(&self, at: DistressPoint) -> bool {
        self.distress.iter().any(|(_, point)| *point == at)
    }

    /// The person was met: distress was checked at the start.
    #[must_use]
    pub fn has_met(&self) -> bool {
        self.met_at_ms.is_some()
    }

    /// 1 or 2.
    #[must_use]
    pub fn visit(&self) -> u8 {
        self.start.as_ref().map_or(1, |start| start.visit.max(1))
    }

    /// Time with the person so far, without breaks, in milliseconds.
    #[must_use]
    pub fn time_with_person_ms(&self, at_ms: u64) -> u64 {
        let running_break = if self.paused { at_ms.saturating_sub(self.at_ms) } else { 0 };
        let met = self.met_at_ms.unwrap_or(at_ms);
        at_ms.saturating_sub(met).saturating_sub(self.breaks_ms).saturating_sub(running_break)
    }

    /// The log's time at a moment: counts on from the last reading of the clocks, and never falls, also when the
    /// device was restarted in between.
    #[must_use]
    pub fn log_time(&self, now: &Moment) -> u64 {
        let since = |(at_ms, moment): &(u64, Moment)| {
            now.monotonic_ms.checked_sub(moment.monotonic_ms).map(|passed| at_ms.saturating_add(passed))
        };
        self.anchor.as_ref().and_then(since).unwrap_or(0).max(self.at_ms)
    }
}
