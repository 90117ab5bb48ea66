//! What a finalized interview leaves behind: answers, identity and alert, each for other eyes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    form::{NodeIndex, Path, Sensitivity, Value},
    ids::{ReferenceNumber, SiteId},
    interview::{Interview, named},
    log::{Event, EventKind, KeepWish, Start, StopCode, TrustAnswer},
    moment::Moment,
};

/// What a finalized interview leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The log without identity values and without dropped answers; sequence numbers keep their gaps. After a
    /// withdrawal only `Started` (without reference, site and time of day), `Withdrawn` and `Finalized`.
    pub answers: Vec<Event>,
    /// Name, contact, exact place: for the identity record only. Absent when the instrument asked for none.
    pub identity: Option<IdentityContent>,
    /// What must be sent before anything else.
    pub alert: Option<AlertContent>,
}

/// What the identity record holds.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityContent {
    /// The only link to the answers.
    pub reference: ReferenceNumber,
    /// The identity items, in the order of the form.
    pub items: Vec<(Path, Value)>,
}

/// What an alert says: that somebody must act, where and why; never what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertContent {
    /// The rule that asks for it.
    pub code: StopCode,
    /// The instrument.
    pub instrument: String,
    /// Where.
    pub site: Option<SiteId>,
    /// Whom it is about; absent for an observation, and here after a withdrawal. The alert's record was sealed when the
    /// alert was raised, before that, and names the person.
    pub reference: Option<ReferenceNumber>,
    /// Milliseconds after the interview's start.
    pub at_ms: u64,
}

const DAY_MS: i64 = 86_400_000;

/// What this interview leaves behind.
pub(super) fn of(interview: &Interview) -> Outcome {
    if interview.facts.withdrawn {
        return Outcome { answers: tombstone(interview), identity: None, alert: alert(interview) };
    }
    let stays = |event: &&Event| said_at(&event.kind).is_none_or(|at| stays(interview, at.node));
    let names = named::Names::of(interview);
    let kept = interview.log.iter().filter(|event| event.kind != EventKind::Dropped).filter(stays);
    let answers = kept.filter_map(|event| names.event(&unqueried(interview, event))).collect();
    Outcome { answers, identity: identity(interview), alert: alert(interview) }
}

/// The item whose answer an event holds.
pub(super) fn said_at(kind: &EventKind) -> Option<&Path> {
    match kind {
        EventKind::Answered { at, .. }
        | EventKind::Declined { at, .. }
        | EventKind::Corrected { at, .. }
        | EventKind::Noted { at, .. } => Some(at),
        _ => None,
    }
}

/// An answer stays in the answers when it is no identity, and was not dropped after a stop.
pub(super) fn stays(interview: &Interview, node: NodeIndex) -> bool {
    !(interview.form().node(node).care.identity || is_dropped(interview, node))
}

/// A stop takes away what was said of sensitive things, unless the person said that it may stay.
pub(super) fn is_dropped(interview: &Interview, node: NodeIndex) -> bool {
    let dropped = interview.facts.stopped.is_some() && interview.facts.kept != Some(KeepWish::Keep);
    dropped && interview.form().node(node).care.sensitivity >= Sensitivity::Sensitive
}

/// A start without what came back to a correction of what its stop dropped. The office has kept it.
pub(super) fn unqueried(interview: &Interview, event: &Event) -> Event {
    let mut event = event.clone();
    if let EventKind::Started(start) = &mut event.kind
        && let Some(correction) = &mut start.correction
    {
        let dropped = |at: &Path| is_dropped(interview, at.node);
        correction.queried.iter_mut().filter(|(at, _)| dropped(at)).for_each(|(_, value)| *value = None);
    }
    event
}

/// Every value that stands and applies. A log out of which answers were taken does not say any more what applied: then
/// what it says stands, because what did not apply was taken out of it too.
pub(super) fn standing(interview: &Interview) -> Vec<(Path, Value)> {
    let leaves = interview.instance.leaves().into_iter();
    let mut standing: Vec<(Path, Value)> = leaves.filter_map(|(at, value)| Some((at, value?))).collect();
    if interview.facts.dropped {
        let known: BTreeSet<Path> = standing.iter().map(|(at, _)| at.clone()).collect();
        let said = interview.log.iter().filter_map(|event| said_at(&event.kind).map(|at| (at, value_of(&event.kind))));
        let last: BTreeMap<&Path, Option<&Value>> = said.filter(|(at, _)| !known.contains(*at)).collect();
        standing.extend(last.into_iter().filter_map(|(at, value)| Some((at.clone(), value?.clone()))));
    }
    standing
}

fn value_of(kind: &EventKind) -> Option<&Value> {
    match kind {
        EventKind::Answered { value, .. } => Some(value),
        EventKind::Corrected { value, .. } | EventKind::Noted { value, .. } => value.as_ref(),
        _ => None,
    }
}

/// A count and nothing else (invariant 8): which instrument, on which day; no person, no place, no time of day.
fn tombstone(interview: &Interview) -> Vec<Event> {
    let Some(start) = &interview.facts.start else { return Vec::new() };
    let at = Moment { wall_ms: start.at.wall_ms.div_euclid(DAY_MS) * DAY_MS, offset_min: 0, monotonic_ms: 0 };
    let bare = Start {
        reference: ReferenceNumber([0; 10]),
        site: None,
        at,
        asked_before: Vec::new(),
        correction: None,
        device_id: String::new(),
        ..(**start).clone()
    };
    let kinds = [EventKind::Started(Box::new(bare)), EventKind::Withdrawn, EventKind::Finalized { at }];
    (0..).zip(kinds).map(|(sequence, kind)| Event { sequence, at_ms: 0, kind }).collect()
}

fn identity(interview: &Interview) -> Option<IdentityContent> {
    let reference = interview.facts.start.as_ref()?.reference;
    let is_identity = |path: &Path| interview.form().node(path.node).care.identity;
    let names = named::Names::of(interview);
    let theirs = |(path, _): &(Path, Value)| is_identity(path) && !is_dropped(interview, path.node);
    let filled = standing(interview).into_iter().filter(theirs);
    let items: Vec<(Path, Value)> = filled.map(|(path, value)| (path.clone(), names.value(path.node, value))).collect();
    (!items.is_empty()).then_some(IdentityContent { reference, items })
}

fn alert(interview: &Interview) -> Option<AlertContent> {
    let start = interview.facts.start.as_ref()?;
    let (code, at_ms) = interview.log.iter().find_map(|event| match event.kind {
        EventKind::Alert { code } => Some((code, event.at_ms)),
        _ => None,
    })?;
    let named = interview.is_with_person() && !interview.facts.withdrawn;
    let reference = named.then_some(start.reference);
    Some(AlertContent { code, instrument: start.instrument.clone(), site: start.site.clone(), reference, at_ms })
}

/// Names of items that may never be asked again of this person.
pub(super) fn asked_names(interview: &Interview) -> Vec<String> {
    let form = interview.form();
    let asked = interview.facts.items.keys().map(|at| at.node);
    let left_out = interview.facts.trust.iter().filter(|(_, answer)| **answer == TrustAnswer::LeaveOut);
    let of_section = left_out.flat_map(|(node, _)| {
        let end = interview.outline.section(*node).map_or(*node, |section| section.end);
        (node.0..end.0).map(NodeIndex)
    });
    let named = asked.chain(of_section).filter(|node| form.question(*node).is_some());
    let before = interview.facts.start.iter().flat_map(|start| start.asked_before.clone());
    let names: BTreeSet<String> = named.map(|node| form.node(node).name.clone()).chain(before).collect();
    names.into_iter().collect()
}
