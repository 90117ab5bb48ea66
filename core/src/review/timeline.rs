//! What happened, in order, with the names of things filled in. Values are not repeated here: whoever reads the
//! timeline sees that a highly sensitive question was answered, and opens the answer on purpose or not at all.

use crate::{
    form::{Form, NodeIndex, Path},
    log::{Event, EventKind},
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
}

/// The timeline of a log.
pub(super) fn timeline(form: &Form, log: &[Event], language: u16) -> Vec<TimelineEntry> {
    let entry = |event: &Event| TimelineEntry {
        sequence: event.sequence,
        at_ms: event.at_ms,
        kind: event.kind.clone(),
        subject: subject(form, &event.kind, language),
    };
    log.iter().map(entry).collect()
}

fn subject(form: &Form, kind: &EventKind, language: u16) -> String {
    let at_path = |path: &Path| label(form, path.node, language);
    match kind {
        EventKind::Asked { at }
        | EventKind::Answered { at, .. }
        | EventKind::Declined { at, .. }
        | EventKind::Corrected { at, .. }
        | EventKind::Noted { at, .. }
        | EventKind::RepeatAdded { at }
        | EventKind::RepeatEnded { at }
        | EventKind::Tally { at, .. } => at_path(at),
        EventKind::Trust { section, .. }
        | EventKind::SectionEntered { section }
        | EventKind::SectionLeft { section } => label(form, *section, language),
        _ => String::new(),
    }
}

/// A node's label, or its name where the author gave no label.
pub(super) fn label(form: &Form, node: NodeIndex, language: u16) -> String {
    let Some(node) = form.nodes.get(node.0 as usize) else { return String::new() };
    let words = node.label.in_general(language);
    if words.is_empty() { node.name.clone() } else { words }
}
