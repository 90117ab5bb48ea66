//! Consent, distress, presence, referrals and stops, as the log has them.

use crate::{
    form::{Form, Sensitivity},
    log::{
        ConsentAnswer, DistressPoint, Event, EventKind, GuardianAnswer, KeepWish, PresentPerson, StopCode,
        TeachBackOutcome,
    },
    review::timeline::{label, sensitivity},
};

/// Consent, step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentView {
    /// Lines that were told.
    pub told: Vec<String>,
    /// Teach-back questions and how they were answered.
    pub teach_back: Vec<(u8, TeachBackOutcome)>,
    /// The guardian.
    pub guardian: Option<GuardianAnswer>,
    /// The person's own answer.
    pub own: Option<ConsentAnswer>,
    /// Purposes chosen separately.
    pub purposes: Vec<String>,
}

/// One distress check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistressView {
    /// Milliseconds since the start.
    pub at_ms: u64,
    /// 0 to 3.
    pub level: u8,
    /// Where it stood.
    pub point: DistressPoint,
    /// The section it stood at, in words; empty for none.
    pub section: String,
    /// How sensitive the most sensitive question of that section is.
    pub sensitivity: Sensitivity,
}

/// One note of who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceView {
    /// Milliseconds since the start.
    pub at_ms: u64,
    /// Everybody but the person and the interviewer.
    pub who: Vec<PresentPerson>,
    /// What else was noted.
    pub notes: Vec<PresenceNote>,
}

/// What was noted about those who were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceNote {
    /// Somebody insisted on staying.
    Insisted,
    /// Somebody could hear.
    CouldHear,
}

/// A service that was offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralView {
    /// Which need.
    pub need: String,
    /// The person wanted it.
    pub accepted: bool,
}

pub(super) fn consent(log: &[Event]) -> ConsentView {
    let mut view = ConsentView::default();
    for event in log {
        match &event.kind {
            EventKind::Told { line } => view.told.push(line.clone()),
            EventKind::TeachBack { question, outcome } => view.teach_back.push((*question, *outcome)),
            EventKind::Guardian { answer } => view.guardian = Some(answer.clone()),
            EventKind::Consent { answer, purposes } => {
                view.own = Some(*answer);
                view.purposes.clone_from(purposes);
            }
            _ => {}
        }
    }
    view
}

pub(super) fn distress(form: &Form, log: &[Event], language: u16) -> Vec<DistressView> {
    let view = |event: &Event| match event.kind {
        EventKind::Distress { level, at } => {
            let (section, sensitivity) = match at {
                DistressPoint::After(section) | DistressPoint::Before(section) => {
                    (label(form, section, language), sensitivity(form, section))
                }
                DistressPoint::Start | DistressPoint::End | DistressPoint::AnyMoment => Default::default(),
            };
            Some(DistressView { at_ms: event.at_ms, level, point: at, section, sensitivity })
        }
        _ => None,
    };
    log.iter().filter_map(view).collect()
}

pub(super) fn presence(log: &[Event]) -> Vec<PresenceView> {
    let view = |event: &Event| match &event.kind {
        EventKind::Presence { who, insisted, can_hear } => {
            let noted = [(*insisted, PresenceNote::Insisted), (*can_hear, PresenceNote::CouldHear)];
            let notes = noted.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect();
            Some(PresenceView { at_ms: event.at_ms, who: who.clone(), notes })
        }
        _ => None,
    };
    log.iter().filter_map(view).collect()
}

pub(super) fn referrals(log: &[Event]) -> Vec<ReferralView> {
    let view = |event: &Event| match &event.kind {
        EventKind::Referral { need, accepted } => Some(ReferralView { need: need.clone(), accepted: *accepted }),
        _ => None,
    };
    log.iter().filter_map(view).collect()
}

pub(super) fn stopped(log: &[Event]) -> Option<(StopCode, bool)> {
    let kept = log.iter().any(|event| event.kind == EventKind::Kept { wish: KeepWish::Keep });
    log.iter().find_map(|event| match event.kind {
        EventKind::Stopped { code } => Some((code, kept)),
        _ => None,
    })
}

pub(super) fn alerts(log: &[Event]) -> Vec<StopCode> {
    let code = |event: &Event| match event.kind {
        EventKind::Alert { code } => Some(code),
        _ => None,
    };
    log.iter().filter_map(code).collect()
}

/// The last language that was set.
pub(super) fn spoken(log: &[Event]) -> String {
    let set = log.iter().rev().find_map(|event| match &event.kind {
        EventKind::Language { language } => Some(language.clone()),
        _ => None,
    });
    set.unwrap_or_default()
}
