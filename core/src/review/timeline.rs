//! What happened, in order, with the names of things filled in. Values are not repeated here, but that a question was
//! asked or declined can tell as much: each entry says how sensitive it is, so that it is shown no earlier than the
//! answer, and to nobody who may not see that.

use crate::{
    form::{Form, NodeIndex, Sensitivity},
    log::{DistressPoint, Event, EventKind},
};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Its place in the log.
    pub sequence: u32,
    /// Milliseconds since the interview started.
    pub at_ms: u64,
    /// What.
    pub kind: EventKind,
    /// The question or section that it is about, in words; empty when it is about none.
    pub subject: String,
    /// How sensitive that is: of a section, the most sensitive question in it.
    pub sensitivity: Sensitivity,
}

/// The timeline of a log.
pub(super) fn timeline(form: &Form, log: &[Event], language: u16) -> Vec<TimelineEntry> {
    let entry = |event: &Event| TimelineEntry {
        sequence: event.sequence,
        at_ms: event.at_ms,
        kind: event.kind.clone(),
        subject: about(&event.kind).map_or_else(String::new, |node| label(form, node, language)),
        sensitivity: about(&event.kind).map_or(Sensitivity::Neutral, |node| sensitivity(form, node)),
    };
    log.iter().map(entry).collect()
}

/// The question or section that an event is about.
fn about(kind: &EventKind) -> Option<NodeIndex> {
    match kind {
        EventKind::Asked { at }
        | EventKind::Answered { at, .. }
        | EventKind::Declined { at, .. }
        | EventKind::Corrected { at, .. }
        | EventKind::Noted { at, .. }
        | EventKind::RepeatAdded { at }
        | EventKind::RepeatEnded { at }
        | EventKind::Tally { at, .. } => Some(at.node),
        EventKind::Trust { section, .. }
        | EventKind::SectionEntered { section }
        | EventKind::SectionLeft { section } => Some(*section),
        EventKind::Distress { at: DistressPoint::Before(section) | DistressPoint::After(section), .. } => {
            Some(*section)
        }
        _ => None,
    }
}

/// The most sensitive class of a question, or of all that is in a group or repeat.
pub(super) fn sensitivity(form: &Form, node: NodeIndex) -> Sensitivity {
    let first = node.0 as usize;
    let end = form.nodes.get(first).map_or(first, |node| (node.end.0 as usize).max(first + 1));
    let inside = form.nodes.get(first..end).unwrap_or_default();
    inside.iter().map(|node| node.care.sensitivity).max().unwrap_or_default()
}

/// A node's label, or its name where the author gave no label.
pub(super) fn label(form: &Form, node: NodeIndex, language: u16) -> String {
    let Some(node) = form.nodes.get(node.0 as usize) else { return String::new() };
    let words = node.label.in_general(language);
    if words.is_empty() { node.name.clone() } else { words }
}
