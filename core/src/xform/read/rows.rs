//! The rows of a draft: everything that bind, control, instance and actions say about one node, put together.
//!
//! Groups, and what all nodes have in common; a question's own cells are made by `question`. A row's number is that of
//! its node, so that a fault of the compiler leads back to a line of the file.

use super::{choices::Lists, issue::Issue, nodes::Spot, parameters, said::Said};
use crate::{
    form::{Attribute, DraftKind, DraftRow, Element as Part, look},
    xform::xml::{Element, Space},
};

/// Makes the rows.
pub struct Rows<'x, 'i> {
    /// What the file says of each node.
    pub said: &'i Said<'x>,
    /// Lists that stand inside of controls are added to them.
    pub lists: &'i mut Lists,
    /// What is wrong.
    pub issues: &'i mut Vec<Issue>,
    /// What was made so far; a row's number is the number of its node.
    rows: Vec<DraftRow>,
}

impl<'x, 'i> Rows<'x, 'i> {
    /// The rows of all nodes.
    pub fn of(said: &'i Said<'x>, lists: &'i mut Lists, issues: &'i mut Vec<Issue>) -> Vec<DraftRow> {
        let mut rows = Self { said, lists, issues, rows: Vec::new() };
        rows.inside(0);
        rows.rows
    }

    /// Rows of all nodes inside one.
    fn inside(&mut self, parent: usize) {
        for child in self.said.tree.spots[parent].children.clone() {
            if self.said.meta.is_own(child) || self.said.meta.counts.contains_key(&child) {
                continue;
            }
            let spot = &self.said.tree.spots[child];
            let is_repeat = self.said.body.repeats.contains_key(&child);
            let is_question = self.said.body.controls.contains_key(&child)
                || (spot.children.is_empty() && !is_repeat && self.holds_value(child));
            if is_question {
                let row = self.question(child);
                self.rows.push(row);
            } else {
                let row = self.group(child);
                self.rows.push(row);
                self.inside(child);
                self.rows.push(DraftRow { row: number(child), ..DraftRow::default() });
            }
        }
    }

    /// Whether a node without nodes inside has a value: all but those of mere groups. Some forms gate a group by a node
    /// that is calculated.
    fn holds_value(&self, node: usize) -> bool {
        let calculated = self.said.binds.get(node).and_then(|bind| bind.attribute("calculate"));
        calculated.is_some() || !self.said.body.groups.contains_key(&node)
    }

    pub(super) fn row(&self, node: usize, kind: DraftKind) -> DraftRow {
        let spot = &self.said.tree.spots[node];
        let bind = self.said.binds.get(node);
        let says = |name: &str| self.source(bind.and_then(|bind| bind.attribute(name)).unwrap_or_default());
        let message = |name| {
            let value = bind.and_then(|bind| bind.attribute_in(&Space::JavaRosa, name));
            self.said.words.attribute(value, &self.said.tree, node)
        };
        DraftRow {
            row: number(node),
            kind,
            name: spot.name.clone(),
            relevant: Some(says("relevant")).filter(|relevant| relevant != "true()").unwrap_or_default(),
            required: says("required"),
            required_message: message("requiredMsg"),
            constraint: says("constraint"),
            constraint_message: message("constraintMsg"),
            calculation: says("calculate"),
            read_only: says("readonly"),
            save_to: self.said.meta.save_to(node, bind),
            attributes: self.attributes(spot, bind),
            ..DraftRow::default()
        }
    }

    /// An expression, with the names of nodes that a form keeps elsewhere.
    pub(super) fn source(&self, source: &str) -> String {
        self.said.meta.renamed(source)
    }

    /// What bind and instance say that has no meaning of its own here.
    fn attributes(&self, spot: &Spot, bind: Option<&Element>) -> Vec<Attribute> {
        let mut attributes: Vec<Attribute> =
            spot.attributes.iter().map(|(name, value)| attribute(Part::Instance, name, value)).collect();
        for found in bind.into_iter().flat_map(|bind| &bind.attributes) {
            let name = found.qualified();
            if !parameters::BIND_KNOWN.contains(&name.as_str()) {
                attributes.push(attribute(Part::Bind, &name, &found.value));
            }
        }
        attributes
    }

    fn group(&mut self, node: usize) -> DraftRow {
        let repeat = self.said.body.repeats.get(&node).copied();
        let kind = if repeat.is_some() { DraftKind::BeginRepeat } else { DraftKind::BeginGroup };
        let mut row = self.row(node, kind);
        // Only questions have these; what a bind says of a group beyond its relevance has no effect in ODK either.
        for cell in [&mut row.required, &mut row.constraint, &mut row.calculation] {
            cell.clear();
        }
        let group = self.said.body.groups.get(&node).copied();
        let said = self.said.words.element(group.and_then(|group| group.child("label")), &self.said.tree, node);
        (row.label, row.media) = (said.text, said.media);
        let look = repeat.or(group);
        self.look(&mut row, look);
        if let Some(group) = group.filter(|_| repeat.is_some() && row.appearance.is_empty()) {
            row.appearance = look::words(group.attribute("appearance").unwrap_or_default());
        }
        let count = repeat.and_then(|repeat| repeat.attribute_in(&Space::JavaRosa, "count"));
        row.repetitions = repeat.map(|_| self.said.tree.spots[node].repetitions);
        row.repeat_count = count.map_or_else(String::new, |count| self.count(count, node));
        row
    }

    /// The number of repetitions: the expression of the node that was made for it, or the node.
    fn count(&self, count: &str, node: usize) -> String {
        let found = self.said.tree.find(count, node);
        if let Some(calculation) = found.and_then(|found| self.said.meta.counts.get(&found)) {
            return self.source(calculation);
        }
        self.by_name(count, found)
    }

    /// A path as a name where a name will do.
    pub(super) fn by_name(&self, path: &str, found: Option<usize>) -> String {
        match found.filter(|found| self.said.tree.has_only_name(*found)) {
            Some(found) => format!("${{{}}}", self.said.tree.spots[found].name),
            None => path.to_owned(),
        }
    }

    /// Appearance, and attributes of the control.
    pub(super) fn look(&self, row: &mut DraftRow, control: Option<&Element>) {
        let Some(control) = control else { return };
        row.appearance = look::words(control.attribute("appearance").unwrap_or_default());
        row.autoplay = control.attribute("autoplay").unwrap_or_default().to_owned();
        for found in &control.attributes {
            let name = found.qualified();
            if !parameters::BODY_KNOWN.contains(&name.as_str()) || is_kept(control, &name) {
                row.attributes.push(attribute(Part::Body, &name, &found.value));
            }
        }
    }
}

/// Whether an attribute that means something to a question goes out as it came in: an app that answers a whole group,
/// and a list of choices that lies outside of the form.
fn is_kept(control: &Element, name: &str) -> bool {
    name == "query" || (name == "intent" && matches!(&*control.name, "group" | "repeat"))
}

/// A row's number: that of its node, counted from 1.
pub fn number(node: usize) -> u32 {
    u32::try_from(node + 1).unwrap_or(u32::MAX)
}

fn attribute(of: Part, name: &str, value: &str) -> Attribute {
    Attribute { of, name: name.to_owned(), value: value.to_owned() }
}
