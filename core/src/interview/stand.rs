//! Where an interview stands: the one thing that is open, worked out from verdict, form and log.
//!
//! Some things follow by themselves (a section entered or left, a stop that a rule asks for, an item put to the
//! person); they are [`Stand::Auto`] and are appended without being asked for.

use crate::{
    form::{Path, Sensitivity},
    interview::{Interview, walk::Open},
    log::{CheckOutcome, DistressPoint, EventKind, StopCode},
    safeguard::{
        Check, Code, Gate, ItemFacts, Section, SectionBy, Verdict, settled_by_device, time_limit, verdict_of, visit,
    },
};

/// The one thing that is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stand {
    /// These events come next, by themselves.
    Auto(Vec<EventKind>),
    /// A gate of the safeguards.
    Gate(Gate),
    /// A break.
    Paused,
    /// A participant item that was put to the person.
    Put(Path),
    /// An observer's item, or words to show.
    Note(Path),
    /// Whether there is one more repetition.
    Repeat(Path),
    /// The hour blocks.
    Blocks,
    /// Whether sensitive answers may stay after a stop.
    Keep,
    /// Closing words (P7).
    Farewell,
    /// The interviewer's own notes (P8).
    AfterLeaving,
    /// A queried item of a correction.
    Query(Path),
    /// Ready to be finalized.
    Ready,
    /// Closed.
    Finalized,
}

impl Interview {
    /// Where the interview stands at this time of the log.
    pub(super) fn stand(&self, at_ms: u64) -> Stand {
        match verdict_of(&self.case(at_ms)) {
            Verdict::Refuse(_) => Stand::Finalized,
            Verdict::Stop(code) => self.stand_at_stop(code),
            _ if self.facts.start.as_ref().is_some_and(|start| start.correction.is_some()) => {
                self.stand_in_correction()
            }
            Verdict::Pause if !self.facts.paused => Stand::Auto(vec![EventKind::Paused]),
            Verdict::Pause => Stand::Paused,
            Verdict::Close(section) => {
                let mut events = self.cut_short(at_ms);
                events.push(EventKind::SectionLeft { section });
                Stand::Auto(events)
            }
            Verdict::Require(gate) => self.stand_at_gate(gate, at_ms),
            Verdict::Proceed if self.facts.paused => Stand::Paused,
            Verdict::Proceed => self.stand_in_sections(at_ms),
        }
    }

    fn stand_at_stop(&self, code: StopCode) -> Stand {
        if self.case(self.facts.at_ms).ended().is_none() {
            let alert =
                (code == StopCode::St2 && !self.facts.alerts.contains(&code)).then_some(EventKind::Alert { code });
            return Stand::Auto(alert.into_iter().chain([EventKind::Stopped { code }]).collect());
        }
        if self.must_ask_to_keep(code) { Stand::Keep } else { self.stand_at_closing() }
    }

    /// Asked only where the person can be asked, and where something sensitive was said.
    pub(super) fn must_ask_to_keep(&self, code: StopCode) -> bool {
        let can_be_asked = matches!(code, StopCode::St1 | StopCode::St5 | StopCode::St6 | StopCode::St7);
        let sensitive = |at: &Path| self.form().node(at.node).care.sensitivity >= Sensitivity::Sensitive;
        let said = self.facts.items.iter().any(|(at, state)| *state == ItemFacts::Final && sensitive(at));
        can_be_asked && said && self.facts.kept.is_none() && !self.facts.withdrawn
    }

    fn stand_in_correction(&self) -> Stand {
        let queried = self.queried().iter().map(|(at, _)| at);
        let open = queried.into_iter().find(|at| !self.facts.corrected.contains(*at));
        open.map_or(Stand::Ready, |at| Stand::Query(at.clone()))
    }

    fn stand_at_gate(&self, gate: Gate, at_ms: u64) -> Stand {
        match &gate {
            Gate::Check(check) if settled_by_device(*check) => {
                let outcome = self.device_finds(*check);
                Stand::Auto(vec![EventKind::Checked { step: check.id().to_owned(), outcome }])
            }
            Gate::Language if self.spoken_languages().len() == 1 => {
                Stand::Auto(vec![EventKind::Language { language: self.spoken_languages().remove(0) }])
            }
            Gate::Trust(section) => {
                let case = self.case(at_ms);
                let may_be_asked =
                    case.open_section().is_some_and(|open| crate::safeguard::trust::conditions_hold(&case, open));
                let answer = crate::log::TrustAnswer::NotMet;
                if may_be_asked {
                    Stand::Gate(gate)
                } else {
                    Stand::Auto(vec![EventKind::Trust { section: *section, answer }])
                }
            }
            _ => Stand::Gate(gate),
        }
    }

    fn device_finds(&self, check: Check) -> CheckOutcome {
        if check == Check::LegalText && !self.has_legal_text() {
            CheckOutcome::Code(Code::No.name().to_owned())
        } else {
            CheckOutcome::Holds
        }
    }

    fn stand_in_sections(&self, at_ms: u64) -> Stand {
        let case = self.case(at_ms);
        if let Some(section) = case.open_section() {
            return match self.walk().open_in(section) {
                Some(Open::Ask(at)) => Stand::Auto(vec![EventKind::Asked { at }]),
                Some(Open::Put(at)) => Stand::Put(at),
                Some(Open::Note(at)) => Stand::Note(at),
                Some(Open::Repeat(at)) => Stand::Repeat(at),
                Some(Open::Blocks) => Stand::Blocks,
                None => Stand::Auto(vec![EventKind::SectionLeft { section: section.node }]),
            };
        }
        let Some(section) = self.next_section(at_ms) else { return self.stand_at_end(at_ms) };
        let mut events = if section.closing { self.cut_short(at_ms) } else { Vec::new() };
        events.push(EventKind::SectionEntered { section: section.node });
        Stand::Auto(events)
    }

    fn stand_at_end(&self, at_ms: u64) -> Stand {
        let cut = self.cut_short(at_ms);
        if !self.case(at_ms).is_interview() {
            return Stand::Ready;
        }
        if !cut.is_empty() && self.skips_for_time(at_ms) {
            return Stand::Auto(cut);
        }
        if !self.facts.distress_checked(DistressPoint::End) {
            return Stand::Gate(Gate::Distress(DistressPoint::End));
        }
        self.stand_at_closing()
    }

    fn stand_at_closing(&self) -> Stand {
        let met = self.facts.has_met() && self.case(self.facts.at_ms).is_interview();
        if met && !self.facts.is_checked(Check::Farewell) {
            Stand::Farewell
        } else if met && !self.facts.is_checked(Check::OwnDistress) {
            Stand::AfterLeaving
        } else {
            Stand::Ready
        }
    }

    /// The next section that belongs to this visit, is not over time, and has something to ask.
    fn next_section(&self, at_ms: u64) -> Option<&Section> {
        let case = self.case(at_ms);
        let over = time_limit::is_over(&case);
        let belongs = |section: &&Section| {
            section.by == SectionBy::Interviewer || (visit::opens(&case, section) && (section.closing || !over))
        };
        self.sections_ahead().filter(belongs).find(|section| self.walk().open_in(section).is_some())
    }

    fn sections_ahead(&self) -> impl Iterator<Item = &Section> {
        let last = self.facts.left.last().copied();
        self.outline.sections.iter().filter(move |section| last.is_none_or(|last| section.node > last))
    }

    fn skips_for_time(&self, at_ms: u64) -> bool {
        let case = self.case(at_ms);
        let mut skipped = self.sections_ahead().filter(|section| !section.closing && visit::opens(&case, section));
        skipped.any(|section| section.by == SectionBy::Person && self.walk().open_in(section).is_some())
    }

    /// Said once, when the time limit closes what was still to come.
    fn cut_short(&self, at_ms: u64) -> Vec<EventKind> {
        let case = self.case(at_ms);
        let over = case.is_interview() && time_limit::is_over(&case) && self.facts.cut_short.is_none();
        let ahead = case.open_section().is_some_and(|section| !section.closing) || self.skips_for_time(at_ms);
        if over && ahead { vec![EventKind::CutShort { code: StopCode::St10 }] } else { Vec::new() }
    }
}
