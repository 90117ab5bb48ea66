//! One question: what its bind, its control, its actions and its place in the instance say together.
//!
//! The row that comes of it is what a workbook would say, so that both kinds of files go through one compiler. Where an
//! XForm can say what a cell cannot, the cell gets an expression that gives the same value.

use super::{
    issue::Issue,
    itemset::{ItemOrder, ItemSource, Itemset},
    kind, parameters,
    relative::quoted,
    rows::Rows,
    written,
};
use crate::{
    form::{
        ChoiceOrder, Control, DataType, DraftChoiceSource, DraftKind, DraftRow, Parameters, Preload, SelectParameters,
        Upload, is_dynamic, look,
    },
    xform::xml::Element,
};

impl Rows<'_, '_> {
    /// The row of a question.
    pub(super) fn question(&mut self, node: usize) -> DraftRow {
        let (bind, control) = (self.said.binds.get(node), self.said.body.controls.get(&node).copied());
        let data_type = kind::data_type(bind);
        let mut row = self.row(node, DraftKind::End);
        let sensed = self.said.actions.sensed.get(&node);
        let (data_type, mut how) = match (kind::preload(bind, sensed), control) {
            (Some(preload), None) => (data_type, Control::Preload(preload)),
            (_, Some(control)) => kind::asked(control, data_type),
            (None, None) if row.calculation.is_empty() => (data_type, Control::Hidden),
            (None, None) => (data_type, Control::Calculate),
        };
        self.look(&mut row, control);
        if let Some(control) = control {
            let label = self.said.words.element(control.child("label"), &self.said.tree, node);
            let hint = self.said.words.element(control.child("hint"), &self.said.tree, node);
            (row.label, row.media, row.hint, row.guidance) = (label.text, label.media, hint.text, hint.guidance);
        }
        self.first_value(&mut row, node, (data_type, how));
        if kind::preload(bind, sensed) == Some(Preload::Today) && control.is_some() && row.default.is_empty() {
            row.default = "today()".to_owned();
        }
        if let Some((triggers, value)) = self.said.actions.triggers.get(&node) {
            row.triggers = triggers.iter().map(|trigger| self.said.tree.spots[*trigger].name.clone()).collect();
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
        let choice_list = self.choices(&mut row, node, control);
        row.kind = DraftKind::Question { data_type, control: how, choice_list };
        row
    }

    /// The default: a text in the instance, or what an action sets when the node begins to be there.
    fn first_value(&self, row: &mut DraftRow, node: usize, (data_type, how): (DataType, Control)) {
        let value = self.said.tree.spots[node].value.as_str();
        let picture = how == Control::Upload(Upload::Image);
        let value = if picture { value.strip_prefix("jr://images/").unwrap_or(value) } else { value };
        let is_repeat = |around| self.said.body.repeats.contains_key(&around);
        row.default = match (self.said.actions.defaults.get(&node), self.said.actions.texts.get(&node)) {
            (Some(expression), _) => self.dynamic(expression.trim(), node, data_type),
            (None, Some(text)) => as_it_stands(text, data_type),
            (None, None) if written::begins_empty(node, &self.said.tree, is_repeat) => String::new(),
            (None, None) => as_it_stands(value, data_type),
        };
    }

    /// An expression in the column of defaults, where some expressions would be taken for texts.
    fn dynamic(&self, expression: &str, node: usize, data_type: DataType) -> String {
        let source = match self.said.tree.find(expression, node) {
            Some(found) => self.by_name(expression, Some(found)),
            None => self.source(expression),
        };
        if is_dynamic(&source, data_type) { source } else { format!("coalesce({source}, '')") }
    }

    /// The list of a select, and how it is filtered and ordered.
    fn choices(&mut self, row: &mut DraftRow, node: usize, control: Option<&Element>) -> String {
        let Some(control) = control else { return String::new() };
        let is_select = matches!(&*control.name, "select" | "select1" | "rank");
        let Some(itemset) = self.said.itemsets.get(&node) else {
            if !is_select {
                return String::new();
            }
            let name = self.said.tree.spots[node].name.clone();
            if let Some(arguments) = look::search(control.attribute("appearance").unwrap_or_default()) {
                row.choice_source = DraftChoiceSource::Search(self.source(arguments));
                self.lists.searched(arguments);
            }
            return self.lists.inline(&name, control, &self.said.words, &self.said.tree);
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
                row.seed = self.by_name(seed, self.said.tree.find(seed, node));
            }
        }
        row.choice_filter = self.source(&itemset.filter);
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
        let is_key = itemset.label.starts_with("jr:itext") || itemset.label == "itextId";
        let spoken = self.lists.labels.get(id).map_or(usual.1, String::as_str);
        if itemset.label != spoken && !itemset.label.is_empty() && !(self.lists.values.contains_key(id) && is_key) {
            select.label.clone_from(&itemset.label);
        }
    }

    /// Choices that are answers of the form itself.
    fn answers(&mut self, row: &mut DraftRow, node: usize, path: &str, itemset: &Itemset) {
        let found = self.said.tree.find(path, node).and_then(|repeat| self.said.tree.child(repeat, &itemset.value));
        match found {
            Some(found) => row.choice_source = DraftChoiceSource::Answers(self.said.tree.spots[found].name.clone()),
            None => {
                let place = self.said.tree.spots[node].place;
                let message = "the itemset leads to no instance and to no repeat of the form";
                let issue = Issue::error(place, message, "Mend its nodeset");
                self.issues.push(issue.about(self.said.tree.path(node)));
            }
        }
        if itemset.filter == format!("./{} != ''", itemset.value) {
            row.choice_filter.clear();
        }
    }
}

/// A text in the column of defaults; one that would be evaluated there is put into a function that gives it.
fn as_it_stands(text: &str, data_type: DataType) -> String {
    if is_dynamic(text, data_type) { format!("concat({})", quoted(text)) } else { text.to_owned() }
}
