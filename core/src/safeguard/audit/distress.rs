//! Invariant 5: a check before the start, after each section from the first S1 section on, before S3, at the end; and
//! what a check asked for was done.

use crate::{
    form::{NodeIndex, Sensitivity},
    log::{DistressPoint, Event, EventKind},
    safeguard::audit::{Auditor, BreachKind},
};

/// What the checks asked for so far.
#[derive(Default)]
pub(super) struct Distress {
    points: Vec<DistressPoint>,
    pub(super) last_level: u8,
    ones: u8,
    due: Due,
    /// The section in which something was asked last, and whether anything personal was asked so far.
    asked_in: Option<NodeIndex>,
    personal: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Due {
    #[default]
    Nothing,
    Break,
    Stop,
    Alert,
}

impl Auditor<'_> {
    pub(super) fn distress(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Distress { level, at } => {
                self.due_met(event);
                self.checked(*level, *at);
            }
            EventKind::Paused if self.distress.due == Due::Break => self.distress.due = Due::Nothing,
            EventKind::Alert { .. } if self.distress.due == Due::Alert => self.distress.due = Due::Stop,
            EventKind::Stopped { .. } if self.distress.due == Due::Alert => {
                self.breach(event, BreachKind::DistressIgnored);
            }
            EventKind::Stopped { .. } | EventKind::Withdrawn => self.distress.due = Due::Nothing,
            EventKind::Resumed { .. } | EventKind::CameBack { .. } => {}
            EventKind::Started(_) | EventKind::Checked { .. } => {}
            EventKind::Alert { .. } | EventKind::Language { .. } | EventKind::Paused | EventKind::Brought(_) => {}
            EventKind::Finalized { .. } => self.at_end(event),
            EventKind::Asked { at } => {
                self.due_met(event);
                self.asked_between_checks(event, at.node);
            }
            _ => {
                self.due_met(event);
                if !self.distress.points.contains(&DistressPoint::Start) && !self.ended {
                    self.breach(event, BreachKind::DistressMissing);
                }
            }
        }
    }

    fn checked(&mut self, level: u8, at: DistressPoint) {
        self.distress.points.push(at);
        self.distress.last_level = level;
        self.distress.ones += u8::from(level == 1);
        self.distress.due = match level {
            0 => Due::Nothing,
            1 if self.distress.ones < 2 => Due::Break,
            1 | 2 => Due::Stop,
            _ => Due::Alert,
        };
    }

    fn due_met(&mut self, event: &Event) {
        if self.distress.due != Due::Nothing {
            self.breach(event, BreachKind::DistressIgnored);
            self.distress.due = Due::Nothing;
        }
    }

    /// Between two sections a check stands, once something personal was asked.
    fn asked_between_checks(&mut self, event: &Event, node: NodeIndex) {
        let here = self.section;
        let has = |auditor: &Self, point| auditor.distress.points.contains(&point);
        let before = self.distress.asked_in.filter(|before| here != Some(*before) && self.distress.personal);
        if before.is_some_and(|before| !has(self, DistressPoint::After(before))) {
            self.breach(event, BreachKind::DistressMissing);
        }
        let sensitivity = self.form.node(node).care.sensitivity;
        let before_it = here.is_some_and(|section| has(self, DistressPoint::Before(section)));
        if sensitivity == Sensitivity::HighlySensitive && !before_it {
            self.breach(event, BreachKind::DistressMissing);
        }
        self.distress.asked_in = here;
        self.distress.personal |= sensitivity >= Sensitivity::Personal;
    }

    fn at_end(&mut self, event: &Event) {
        let complete = self.consent.is_given() && !self.ended;
        if complete && !self.distress.points.contains(&DistressPoint::End) {
            self.breach(event, BreachKind::DistressMissing);
        }
    }
}
