//! What the rules say, and how the strictest of them wins.

use crate::{
    form::{Form, NodeIndex},
    log::{DistressPoint, Event, StopCode},
    moment::Moment,
    safeguard::{
        Case, Check, Facts, Outline, RefusalCode, after_stop, age, checks, consent, distress, guardian, language,
        presence, teach_back, time_limit, told, trust, visit,
    },
    study::{Instrument, Study},
};

/// What the rules say about going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Proceed,
    /// This must be done first.
    Require(Gate),
    /// This section is closed; the interview goes on after it.
    Close(NodeIndex),
    /// A break first.
    Pause,
    /// The interview ends, with closing steps.
    Stop(StopCode),
    /// Nothing may follow.
    Refuse(RefusalCode),
}

/// Something that must be done before going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// A step of P1 or P2.
    Check(Check),
    /// A distress check (P4).
    Distress(DistressPoint),
    /// The person's language (R071).
    Language,
    /// A line to tell, as an index into the study's lines for this respondent.
    Tell(usize),
    /// A teach-back question.
    TeachBack(u8),
    /// The guardian's consent.
    Guardian,
    /// The person's own consent.
    Consent,
    /// Who is there (P5).
    Presence(NodeIndex),
    /// The trust gate (R061).
    Trust(NodeIndex),
}

impl Verdict {
    fn strictness(&self) -> u8 {
        match self {
            Self::Proceed => 0,
            Self::Require(_) => 1,
            Self::Close(_) => 2,
            Self::Pause => 3,
            Self::Stop(_) => 4,
            Self::Refuse(_) => 5,
        }
    }
}

/// One rule.
type Rule = fn(&Case) -> Verdict;

/// Rules for a person who answers, in the order in which their gates stand.
const INTERVIEW: [Rule; 13] = [
    after_stop::rule,
    distress::stops,
    checks::rule,
    distress::start,
    language::rule,
    told::rule,
    teach_back::rule,
    guardian::rule,
    consent::rule,
    age::rule,
    visit::rule,
    time_limit::rule,
    section_rules,
];

/// Rules for a place that is watched (P1, P2, P9 only).
const OBSERVATION: [Rule; 2] = [after_stop::rule, checks::rule];

/// Rules inside and between sections; they need a consent that was given.
fn section_rules(case: &Case) -> Verdict {
    let rules: [Rule; 5] =
        [distress::after_section, presence::rule, distress::after_break, distress::before_section, trust::rule];
    strictest(&rules, case)
}

/// The first of the strictest.
fn strictest(rules: &[Rule], case: &Case) -> Verdict {
    let mut found = Verdict::Proceed;
    for rule in rules {
        let verdict = rule(case);
        if verdict.strictness() > found.strictness() {
            found = verdict;
        }
    }
    found
}

/// The strictest of all rules for this case.
pub(crate) fn verdict_of(case: &Case) -> Verdict {
    let correction = case.facts.start.as_ref().is_some_and(|start| start.correction.is_some());
    if correction {
        return after_stop::rule(case);
    }
    strictest(if case.is_interview() { &INTERVIEW } else { &OBSERVATION }, case)
}

/// The strictest of all rules over this log.
#[must_use]
pub fn verdict(study: &Study, instrument: &Instrument, form: &Form, log: &[Event], now: &Moment) -> Verdict {
    let outline = Outline::of(form);
    let facts = Facts::of(&outline, log);
    let at_ms = facts.log_time(now);
    verdict_of(&Case { study, instrument, outline: &outline, facts: &facts, at_ms })
}
