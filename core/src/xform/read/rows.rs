//! The rows of a draft: everything that bind, control, instance and actions say about one node, put together.

use std::collections::HashMap;

use super::{
    body::Body,
    choices::{ItemOrder, ItemSource, Itemset, Lists},
    issue::Issue,
    kind,
    meta::Meta,
    model::{Actions, Binds},
    nodes::{Spot, Tree},
    parameters,
    words::Words,
};
use crate::{
    form::{
        Attribute, ChoiceOrder, Control, DataType, DraftChoiceSource, DraftKind, DraftRow, Element as Part, Parameters,
        SelectParameters, Upload,
    },
    xform::xml::{Element, Space},
};

/// Makes the rows.
pub struct Rows<'x, 'i> {
    pub tree: &'i Tree,
    pub binds: &'i Binds<'x>,
    pub body: &'i Body<'x>,
    pub actions: &'i Actions,
    pub words: &'i Words<'x>,
    pub meta: &'i Meta,
    pub lists: &'i mut Lists,
    pub itemsets: &'i HashMap<usize, Itemset>,
    pub issues: &'i mut Vec<Issue>,
    /// What was made so far; a row's number is the number of its node.
    pub rows: Vec<DraftRow>,
}

impl Rows<'_, '_> {
    /// Rows of all nodes inside one.
    pub fn inside(&mut self, parent: usize) {
        for child in self.tree.spots[parent].children.clone() {
            if self.meta.is_own(child) || self.meta.counts.contains_key(&child) {
                continue;
            }
            let spot = &self.tree.spots[child];
            let is_repeat = self.body.repeats.contains_key(&child);
            let is_question = self.body.controls.contains_key(&child)
                || (spot.children.is_empty() && !is_repeat && !self.body.groups.contains_key(&child));
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

    fn row(&self, node: usize, kind: DraftKind) -> DraftRow {
        let spot = &self.tree.spots[node];
        let bind = self.binds.get(node);
        let says = |name: &str| self.source(bind.and_then(|bind| bind.attribute(name)).unwrap_or_default());
        let message = |name| {
            let value = bind.and_then(|bind| bind.attribute_in(&Space::JavaRosa, name));
            self.words.attribute(value, self.tree, node)
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
            save_to: self.meta.save_to(node, bind),
            attributes: self.attributes(spot, bind),
            ..DraftRow::default()
        }
    }

    /// An expression, with the names of nodes that a form keeps elsewhere.
    fn source(&self, source: &str) -> String {
        self.meta.renamed(source)
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
        let repeat = self.body.repeats.get(&node).copied();
        let kind = if repeat.is_some() { DraftKind::BeginRepeat } else { DraftKind::BeginGroup };
        let mut row = self.row(node, kind);
        // Only questions have these; what a bind says of a group beyond its relevance has no effect in ODK either.
        for cell in [&mut row.required, &mut row.constraint, &mut row.calculation] {
            cell.clear();
        }
        let group = self.body.groups.get(&node).copied();
        let said = self.words.element(group.and_then(|group| group.child("label")), self.tree, node);
        (row.label, row.media) = (said.text, said.media);
        let look = repeat.or(group);
        self.look(&mut row, look);
        if let Some(group) = group.filter(|_| repeat.is_some() && row.appearance.is_empty()) {
            row.appearance = words_of(group.attribute("appearance").unwrap_or_default());
        }
        let count = repeat.and_then(|repeat| repeat.attribute_in(&Space::JavaRosa, "count"));
        row.repeat_count = count.map_or_else(String::new, |count| self.count(count, node));
        row
    }

    /// The number of repetitions: the expression of the node that was made for it, or the node.
    fn count(&self, count: &str, node: usize) -> String {
        let found = self.tree.find(count, node);
        if let Some(calculation) = found.and_then(|found| self.meta.counts.get(&found)) {
            return self.source(calculation);
        }
        self.by_name(count, found)
    }

    /// A path as a name where a name will do.
    fn by_name(&self, path: &str, found: Option<usize>) -> String {
        match found.filter(|found| self.tree.has_only_name(*found)) {
            Some(found) => format!("${{{}}}", self.tree.spots[found].name),
            None => path.to_owned(),
        }
    }

    /// Appearance, and attributes of the control.
    fn look(&self, row: &mut DraftRow, control: Option<&Element>) {
        let Some(control) = control else { return };
        row.appearance = words_of(control.attribute("appearance").unwrap_or_default());
        row.autoplay = control.attribute("autoplay").unwrap_or_default().to_owned();
        for found in &control.attributes {
            let name = found.qualified();
            if !parameters::BODY_KNOWN.contains(&name.as_str()) {
                row.attributes.push(attribute(Part::Body, &name, &found.value));
            }
        }
    }

    fn question(&mut self, node: usize) -> DraftRow {
        let (bind, control) = (self.binds.get(node), self.body.controls.get(&node).copied());
        let data_type = kind::data_type(bind);
        let mut row = self.row(node, DraftKind::End);
        let sensed = self.actions.sensed.get(&node);
        let (data_type, mut how) = match (kind::preload(bind, sensed), control) {
            (Some(preload), None) => (data_type, Control::Preload(preload)),
            (_, Some(control)) => kind::asked(control, data_type),
            (None, None) if row.calculation.is_empty() => (data_type, Control::Hidden),
            (None, None) => (data_type, Control::Calculate),
        };
        self.look(&mut row, control);
        if let Some(control) = control {
            let label = self.words.element(control.child("label"), self.tree, node);
            let hint = self.words.element(control.child("hint"), self.tree, node);
            (row.label, row.media, row.hint, row.guidance) = (label.text, label.media, hint.text, hint.guidance);
        }
        self.first_value(&mut row, node, how);
        if let Some((triggers, value)) = self.actions.triggers.get(&node) {
            row.triggers = triggers.iter().map(|trigger| self.tree.spots[*trigger].name.clone()).collect();
            row.calculation = self.source(value);
            if how == Control::Hidden {
                how = Control::Calculate;
            }
        }
        let fixed =
            matches!(row.read_only.as_str(), "true()" | "true") && row.calculation.is_empty() && row.default.is_empty();
        if how == Control::Input && data_type == DataType::Text && fixed {
            (how, row.read_only) = (Control::Note, String::new());
        }
        row.parameters = parameters::of(bind, control, data_type, how, sensed);
        let choice_list = self.choices(&mut row, node, control, how);
        row.kind = DraftKind::Question { data_type, control: how, choice_list };
        row
    }

    /// The default: a text in the instance, or what an action sets when the node begins to be there.
    fn first_value(&self, row: &mut DraftRow, node: usize, how: Control) {
        let value = &self.tree.spots[node].value;
        row.default = match (self.actions.defaults.get(&node), self.actions.texts.get(&node)) {
            (Some(expression), _) => self.dynamic(expression, node),
            (None, Some(text)) => as_it_stands(text),
            (None, None) if how == Control::Upload(Upload::Image) => {
                as_it_stands(value.strip_prefix("jr://images/").unwrap_or(value))
            }
            (None, None) => as_it_stands(value),
        };
    }

    /// An expression in the column of defaults, where a mere path would be taken for a text.
    fn dynamic(&self, expression: &str, node: usize) -> String {
        let expression = expression.trim();
        if let Some(found) = self.tree.find(expression, node) {
            let named = self.by_name(expression, Some(found));
            return if named.starts_with("${") { named } else { format!("coalesce({expression}, '')") };
        }
        let quoted = expression.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        match quoted.filter(|text| !text.contains('\'')) {
            Some(text) => as_it_stands(text),
            None => self.source(expression),
        }
    }

    /// The list of a select, and how it is filtered and ordered.
    fn choices(&mut self, row: &mut DraftRow, node: usize, control: Option<&Element>, how: Control) -> String {
        let Some(control) = control else { return String::new() };
        let is_select = matches!(&*control.name, "select" | "select1" | "rank");
        let Some(itemset) = self.itemsets.get(&node) else {
            if !is_select {
                return String::new();
            }
            let name = self.tree.spots[node].name.clone();
            return self.lists.inline(&name, control, self.words, self.tree);
        };
        if !is_select {
            return String::new();
        }
        let mut select = SelectParameters::default();
        match &itemset.order {
            ItemOrder::AsListed => {}
            ItemOrder::Shuffled => select.order = ChoiceOrder::Shuffled,
            ItemOrder::Seeded(seed) => {
                select.order = ChoiceOrder::Shuffled;
                row.seed = self.by_name(seed, self.tree.find(seed, node));
            }
        }
        row.choice_filter = self.source(&itemset.filter);
        let _ = how;
        let list = match &itemset.source {
            ItemSource::Instance(id) => {
                self.columns(&mut select, id, itemset);
                id.clone()
            }
            ItemSource::Nodes(path) => {
                self.answers(row, node, path, itemset);
                String::new()
            }
        };
        if select != SelectParameters::default() {
            row.parameters = Parameters::Select(select);
        }
        list
    }

    /// Columns of an attached file other than the usual ones.
    fn columns(&self, select: &mut SelectParameters, id: &str, itemset: &Itemset) {
        let geojson = self.lists.attachments.iter().any(|file| file.id == id && file.file.ends_with(".geojson"));
        let usual = if geojson { ("id", "title") } else { ("name", "label") };
        let stored = self.lists.values.get(id).map_or(usual.0, String::as_str);
        if itemset.value != stored {
            select.value.clone_from(&itemset.value);
        }
        let is_list = self.lists.values.contains_key(id);
        if !is_list && itemset.label != usual.1 && !itemset.label.is_empty() {
            select.label.clone_from(&itemset.label);
        }
    }

    /// Choices that are answers of the form itself.
    fn answers(&mut self, row: &mut DraftRow, node: usize, path: &str, itemset: &Itemset) {
        let found = self.tree.find(path, node).and_then(|repeat| self.tree.child(repeat, &itemset.value));
        match found {
            Some(found) => row.choice_source = DraftChoiceSource::Answers(self.tree.spots[found].name.clone()),
            None => {
                let place = self.tree.spots[node].place;
                let message = "the itemset leads to no instance and to no repeat of the form";
                let issue = Issue::error(place, message, "Mend its nodeset");
                self.issues.push(issue.about(self.tree.path(node)));
            }
        }
        if itemset.filter == format!("./{} != ''", itemset.value) {
            row.choice_filter.clear();
        }
    }
}

/// A row's number: that of its node, counted from 1.
pub fn number(node: usize) -> u32 {
    u32::try_from(node + 1).unwrap_or(u32::MAX)
}

fn attribute(of: Part, name: &str, value: &str) -> Attribute {
    Attribute { of, name: name.to_owned(), value: value.to_owned() }
}

fn words_of(appearance: &str) -> Vec<String> {
    appearance.split_whitespace().map(str::to_lowercase).collect()
}

/// A text in the column of defaults; one that looks as if it had to be evaluated is put into a function that gives it.
fn as_it_stands(text: &str) -> String {
    let looks_dynamic = text.contains(['(', '[', '*', '+', '|'])
        || text.contains("${")
        || text.contains(" - ")
        || text.contains(" div ")
        || text.contains(" mod ");
    if looks_dynamic { format!("concat({})", super::model::quoted(text)) } else { text.to_owned() }
}
