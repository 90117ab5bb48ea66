//! A look at a whole log after the fact, against the nine invariants.
//!
//! Written apart from the rules and from the engine's folding of a log, on purpose: what one of them gets wrong, the
//! other should see. It reads records too, where identity values and dropped answers were taken out, so gaps in the
//! sequence are no breach.

mod back;
mod consent;
mod distress;
mod items;
mod watching;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    form::{Form, NodeIndex, Path},
    log::{Event, EventKind, Start},
    study::{Instrument, Method, Study},
};

/// A place where a log breaks an invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// The event.
    pub sequence: u32,
    /// Which invariant.
    pub kind: BreachKind,
}

/// The invariants, as ways to break them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreachKind {
    /// 1: asked, answered, noted or recorded before consent.
    BeforeConsent,
    /// 1: consent without every line told, in order, and every question taught back.
    NotInformed,
    /// 2: something other than a closing step after a stop or a withdrawal.
    AfterStop,
    /// 2: a check of place and safety asked for a stop, and the log goes on.
    CheckIgnored,
    /// 3: an item was asked twice, or an answer changed without the person's offer or a slip.
    AskedTwice,
    /// 4: a highly sensitive item without a trust gate passed, or after a check that was not of level 0.
    WithoutTrust,
    /// 4: a sensitive item in the hearing of an employer, an unknown adult, or somebody who insisted or listens.
    Overheard,
    /// 5: a distress check is missing.
    DistressMissing,
    /// 5: a check asked for a break, a stop or an alert, and the log goes on without.
    DistressIgnored,
    /// 6: a guardian's refusal, or a child's, or an unapproved waiver, and the log goes on.
    ConsentNotFree,
    /// 8: a withdrawn interview holds more than a count.
    WithdrawnContent,
    /// 9: a block counts as nothing seen without minutes watched, or against its counts.
    UnwatchedZero,
    /// The log does not begin, count or end as a log does.
    Malformed,
}

/// All breaches of a log, in its order; empty for every log that the engine makes.
#[must_use]
pub fn audit(study: &Study, log: &[Event]) -> Vec<Breach> {
    let Some(EventKind::Started(start)) = log.first().map(|event| &event.kind) else {
        return vec![Breach { sequence: 0, kind: BreachKind::Malformed }];
    };
    let Some(instrument) = study.instrument(&start.instrument) else {
        return vec![Breach { sequence: 0, kind: BreachKind::Malformed }];
    };
    let mut auditor = Auditor::new(study, instrument, start);
    log.iter().for_each(|event| auditor.look_at(event));
    auditor.breaches
}

/// What the audit remembers of the events before.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
struct Auditor<'a> {
    study: &'a Study,
    instrument: &'a Instrument,
    form: &'a Form,
    start: &'a Start,
    breaches: Vec<Breach>,
    before: Option<(u32, u64)>,
    /// Nothing happened yet: what the device brought stands here and nowhere else.
    opening: bool,
    finalized: bool,
    ended: bool,
    withdrawn: bool,
    consent: consent::Consent,
    distress: distress::Distress,
    /// Participant items that were put, and whether they have an answer.
    put: BTreeMap<Path, bool>,
    answered_last: Option<Path>,
    /// A draft after a stop: some answers are gone.
    dropped: bool,
    section: Option<NodeIndex>,
    trusted: BTreeSet<NodeIndex>,
    company: bool,
    listeners: bool,
    counts: BTreeMap<u16, i64>,
    back: back::Back,
}

impl<'a> Auditor<'a> {
    fn new(study: &'a Study, instrument: &'a Instrument, start: &'a Start) -> Self {
        Self {
            study,
            instrument,
            form: &instrument.form,
            start,
            breaches: Vec::new(),
            before: None,
            opening: false,
            finalized: false,
            ended: false,
            withdrawn: false,
            consent: consent::Consent::default(),
            distress: distress::Distress::default(),
            put: BTreeMap::new(),
            answered_last: None,
            dropped: false,
            section: None,
            trusted: BTreeSet::new(),
            company: false,
            listeners: false,
            counts: BTreeMap::new(),
            back: back::Back::default(),
        }
    }

    fn look_at(&mut self, event: &Event) {
        self.shape(event);
        self.end(event);
        if self.instrument.method == Method::Interview && self.start.correction.is_none() {
            self.consent(event);
            self.distress(event);
        }
        self.back(event);
        self.items(event);
        self.watching(event);
        self.before = Some((event.sequence, event.at_ms));
    }

    fn breach(&mut self, event: &Event, kind: BreachKind) {
        self.breaches.push(Breach { sequence: event.sequence, kind });
    }

    /// One start, rising numbers, time that does not fall, nothing after the end.
    fn shape(&mut self, event: &Event) {
        let first = self.before.is_none();
        let rises = self.before.is_none_or(|(sequence, at_ms)| event.sequence > sequence && event.at_ms >= at_ms);
        let starts = matches!(event.kind, EventKind::Started(_));
        let brings = matches!(event.kind, EventKind::Brought(_));
        if first != starts || !rises || self.finalized || brings && !self.opening {
            self.breach(event, BreachKind::Malformed);
        }
        self.opening = starts || brings && self.opening;
        self.finalized |= matches!(event.kind, EventKind::Finalized { .. });
    }

    /// Closing steps after an end; after a withdrawal that was finalized, nothing at all besides.
    fn end(&mut self, event: &Event) {
        let closing = match &event.kind {
            EventKind::Checked { step, .. } => step.starts_with("P7") || step.starts_with("P8"),
            EventKind::Referral { .. }
            | EventKind::Kept { .. }
            | EventKind::Withdrawn
            | EventKind::Resumed { .. }
            | EventKind::CameBack { .. }
            | EventKind::Finalized { .. } => true,
            _ => false,
        };
        if self.ended && !closing {
            self.breach(event, BreachKind::AfterStop);
        }
        self.ended |= matches!(event.kind, EventKind::Stopped { .. } | EventKind::Withdrawn);
        self.withdrawn |= event.kind == EventKind::Withdrawn;
        let bare = self.put.is_empty() && self.counts.is_empty() && self.consent.is_untouched();
        let nobody = self.start.reference.0 == [0; 10] && self.start.site.is_none();
        if self.withdrawn && self.finalized && !(bare && nobody) {
            self.breach(event, BreachKind::WithdrawnContent);
        }
    }
}
