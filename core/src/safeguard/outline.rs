//! A form as its sections: what the rules need to know about a form, found once.
//!
//! A section is a top-level group, a top-level repeat, or a run of top-level questions between them, named by its
//! first node. Its sensitivity is that of its most sensitive item: one S3 item closes the trust gate before all.

use crate::form::{
    AskedBy, Control, DataType, Form, Node, NodeIndex, NodeKind, Question, Sensitivity, look::watched::HOUR_BLOCK,
};

/// The sections of a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// In the form's order; without sections that ask and show nothing.
    pub sections: Vec<Section>,
    /// The item that holds the person's age, for ST11.
    pub age: Option<NodeIndex>,
    /// The repeat whose repetitions are hour blocks.
    pub hour_block: Option<NodeIndex>,
}

/// One section.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The group, the repeat, or the first question of a run.
    pub node: NodeIndex,
    /// One past its last node.
    pub end: NodeIndex,
    /// Of its most sensitive item.
    pub sensitivity: Sensitivity,
    /// Whom it is asked of.
    pub by: SectionBy,
    /// It ends the interview on solid ground (P7): the last section, when it is S0 and others stand before it.
    pub closing: bool,
}

/// Who fills a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionBy {
    /// Something in it is asked of the person: all gates apply.
    Person,
    /// Only the interviewer fills it.
    Interviewer,
}

impl Outline {
    /// The sections of this form.
    #[must_use]
    pub fn of(form: &Form) -> Self {
        let mut sections: Vec<Section> = Vec::new();
        let mut run: Option<(NodeIndex, NodeIndex)> = None;
        for child in form.children(NodeIndex(0)) {
            let node = form.node(child);
            if matches!(node.kind, NodeKind::Question(_)) {
                run = Some((run.map_or(child, |(first, _)| first), node.end));
                continue;
            }
            sections.extend(run.take().and_then(|(first, end)| section(form, first, end)));
            sections.extend(section(form, child, node.end));
        }
        sections.extend(run.and_then(|(first, end)| section(form, first, end)));
        mark_closing(&mut sections);
        Self { sections, age: find(form, is_age), hour_block: find(form, is_hour_block) }
    }

    /// The section that holds this node.
    #[must_use]
    pub fn section_of(&self, node: NodeIndex) -> Option<&Section> {
        self.sections.iter().find(|section| section.node <= node && node < section.end)
    }

    /// The section with this name.
    #[must_use]
    pub fn section(&self, node: NodeIndex) -> Option<&Section> {
        self.sections.iter().find(|section| section.node == node)
    }
}

/// A closing section exists only where something stands before it to be closed.
fn mark_closing(sections: &mut [Section]) {
    if let Some((last, before)) = sections.split_last_mut() {
        let asked_before = before.iter().any(|section| section.by == SectionBy::Person);
        last.closing = asked_before && last.by == SectionBy::Person && last.sensitivity == Sensitivity::Neutral;
    }
}

fn section(form: &Form, node: NodeIndex, end: NodeIndex) -> Option<Section> {
    let nodes = (node.0..end.0).map(|index| form.node(NodeIndex(index)));
    let shown: Vec<&Node> = nodes.filter(|node| is_shown(node)).collect();
    let sensitivity = shown.iter().map(|node| node.care.sensitivity).max()?;
    let asked = shown.iter().any(|node| node.care.by == AskedBy::Participant);
    let by = if asked { SectionBy::Person } else { SectionBy::Interviewer };
    Some(Section { node, end, sensitivity, by, closing: false })
}

fn is_shown(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Question(question) if is_open(question)) && !node.is_header()
}

/// It is put to somebody: not calculated, not filled in by the device.
pub(crate) fn is_open(question: &Question) -> bool {
    question.control.is_asked() || question.control == Control::Note
}

fn find(form: &Form, is: impl Fn(&Node) -> bool) -> Option<NodeIndex> {
    let position = form.nodes.iter().position(is)?;
    u32::try_from(position).ok().map(NodeIndex)
}

/// Named `age`, or mapped to the household survey's age item (CB3), as the child instrument does.
fn is_age(node: &Node) -> bool {
    let named = node.name == "age" || node.care.map.contains("CB3");
    let whole = matches!(&node.kind, NodeKind::Question(question) if question.data_type == DataType::Integer);
    named && whole && node.care.by == AskedBy::Participant
}

fn is_hour_block(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Repeat { .. }) && node.has_word(HOUR_BLOCK)
}
