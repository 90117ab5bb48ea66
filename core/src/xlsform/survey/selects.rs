//! Rows of selects and ranks: where their choices come from.

use std::collections::HashSet;

use crate::form::{Attachment, Control, DataType, DraftChoiceSource, DraftKind, DraftRow, only_reference};

use super::{Reader, appearance};
use crate::xlsform::{
    Issue,
    listed::Listed,
    parameters::{self, Chosen},
    sheet::Row,
    types::{Ending, Select, SelectKind},
};

/// Endings of files that hold choices.
const FILES: [&str; 3] = [".csv", ".xml", ".geojson"];

/// A file's name and what expressions call it, when a list's name is one.
fn file(list: &str) -> Option<&str> {
    FILES.iter().find_map(|ending| list.strip_suffix(ending)).filter(|stem| !stem.is_empty())
}

impl Reader<'_> {
    pub(super) fn select(&mut self, row: &Row, select: &Select) {
        let name = self.sheet.text(row, "name");
        if select.list.is_empty() {
            let message = "the select does not say which choices it offers";
            let word = match select.kind {
                SelectKind::One | SelectKind::OneExternal | SelectKind::OneFromFile => "select_one",
                SelectKind::Many | SelectKind::ManyFromFile => "select_multiple",
                SelectKind::Rank => "rank",
            };
            self.error(row, "type", message, format!("Write the name of a list after it: {word} LIST"));
            return self.placeholder(row);
        }
        self.names.question(name);
        if let Ending::Strange(words) = &select.ending {
            let message = format!("'{words}' after the list '{}' means nothing", select.list);
            let is_other = words.eq_ignore_ascii_case("or_other");
            let remedy = if is_other { "Write or_other" } else { "Remove it; the name of a list has no spaces" };
            self.error(row, "type", message, remedy);
        }
        let (data_type, control) = match select.kind {
            SelectKind::One | SelectKind::OneExternal | SelectKind::OneFromFile => {
                (DataType::SelectOne, Control::Input)
            }
            SelectKind::Many | SelectKind::ManyFromFile => (DataType::SelectMultiple, Control::Input),
            SelectKind::Rank => (DataType::SelectMultiple, Control::Rank),
        };
        let mut draft = self.row_of(row, data_type, control, &select.list);
        let chosen = self.choices(row, select, &mut draft);
        let checked = parameters::of_select(chosen, self.sheet.text(row, "parameters"));
        self.take(row, checked, &mut draft);
        self.hidden_select(row, &mut draft);
        self.defaults(row, "", &mut draft);
        self.finish_question(row, &mut draft);
        let header = self.in_table_list(row, &select.list, &mut draft);
        let other = (select.ending == Ending::OrOther).then(|| self.other(row, &draft, &select.list));
        self.rows.extend(header);
        self.rows.push(draft);
        self.rows.extend(other);
    }

    /// A select that is calculated and not shown, and one whose type the author changes, which is no select any more.
    fn hidden_select(&mut self, row: &Row, draft: &mut DraftRow) {
        let is_said = !draft.label.is_empty() || !draft.hint.is_empty();
        let is_made = !draft.calculation.is_empty() || !draft.triggers.is_empty();
        if let DraftKind::Question { control, .. } = &mut draft.kind
            && is_made
            && !is_said
        {
            *control = if draft.calculation.is_empty() { Control::Hidden } else { Control::Calculate };
            return;
        }
        if draft.attributes.iter().any(|a| a.name == "type" && !matches!(a.value.as_str(), "string" | "odk:rank")) {
            self.error(row, "bind::type", "a select has no other type", "Clear the cell");
        }
    }

    /// Finds the list, the file, or the question whose answers are the choices.
    fn choices(&mut self, row: &Row, select: &Select, draft: &mut DraftRow) -> Chosen {
        let from_file = matches!(select.kind, SelectKind::OneFromFile | SelectKind::ManyFromFile);
        let list = select.list.as_str();
        if let Some(arguments) = appearance::search(self.sheet.text(row, "appearance")) {
            draft.choice_source = DraftChoiceSource::Search(arguments.to_owned());
            if file(list).is_some() {
                let message = "search() does not go together with choices from a file";
                self.error(row, "appearance", message, "Remove search(), or use select_one LIST");
            }
        }
        if select.kind == SelectKind::OneExternal {
            self.external_list(row, list, draft);
        } else if let Some(stem) = file(list) {
            self.select_from_file(row, list, stem, draft, from_file);
        } else if from_file {
            self.error(row, "type", format!("'{list}' is not a file of choices"), "Use a .csv, .xml or .geojson file");
            self.no_list(draft, DraftChoiceSource::List);
        } else if list.contains("${") {
            match only_reference(list) {
                Some(name) => self.no_list(draft, DraftChoiceSource::Answers(name.to_owned())),
                None => {
                    self.error(row, "type", format!("'{list}' is not one question"), "Write select_one ${name}");
                    self.no_list(draft, DraftChoiceSource::List);
                }
            }
        } else {
            self.listed(row, select);
        }
        if from_file { Chosen::File } else { Chosen::List }
    }

    fn select_from_file(&mut self, row: &Row, list: &str, stem: &str, draft: &mut DraftRow, checked: bool) {
        if checked && stem.contains('.') {
            let message = format!("the name of the file '{list}' has a second full stop");
            self.error(row, "type", message, "Rename the file");
        }
        if let DraftKind::Question { choice_list, .. } = &mut draft.kind {
            stem.clone_into(choice_list);
        }
        let column = self.sheet.place("type");
        self.attachments.push(Attachment { id: stem.to_owned(), file: list.to_owned(), row: row.number, column });
    }

    /// A question without a list of its own.
    fn no_list(&self, draft: &mut DraftRow, source: DraftChoiceSource) {
        if let DraftKind::Question { choice_list, .. } = &mut draft.kind {
            choice_list.clear();
        }
        draft.choice_source = source;
    }

    /// A list of the sheet `external_choices`, which stands beside the others under a name of its own.
    fn external_list(&mut self, row: &Row, list: &str, draft: &mut DraftRow) {
        if draft.choice_filter.is_empty() && !self.around.lists.has(list) {
            let message = "select_one_external is for choices that a choice_filter picks";
            self.error(row, "choice_filter", message, "Write a choice_filter, or use select_one");
        }
        if self.around.external.is_empty() {
            let message = "the workbook has no sheet external_choices with lists";
            self.error(row, "type", message, "Add it with the columns list_name and name, or use select_one");
        } else if !self.around.external.has(list) {
            let remedy = self.around.external.did_you_mean(list, "Add the list to the sheet external_choices");
            self.error(row, "type", format!("the sheet external_choices has no list named '{list}'"), remedy);
        } else if let DraftKind::Question { choice_list, .. } = &mut draft.kind {
            *choice_list = external_name(list, self.around.lists);
            draft.choice_source = DraftChoiceSource::External;
            return;
        }
        self.no_list(draft, DraftChoiceSource::List);
    }

    /// A list whose choices name columns of a file for one question cannot be a plain list for another.
    pub(super) fn check_searches(&mut self) {
        let list = |row: &DraftRow| match &row.kind {
            DraftKind::Question { choice_list, .. } if !choice_list.is_empty() => Some(choice_list.clone()),
            _ => None,
        };
        let is_search = |row: &&DraftRow| matches!(row.choice_source, DraftChoiceSource::Search(_));
        let searched: HashSet<String> = self.rows.iter().filter(is_search).filter_map(list).collect();
        for row in self.rows.iter().filter(|row| row.choice_source == DraftChoiceSource::List && row.seed.is_empty()) {
            if let Some(list) = list(row).filter(|list| searched.contains(list)) {
                let message = format!("another question uses the list '{list}' with search(), and this one without");
                let issue = Issue::error(self.sheet.name(), message, "Use search() in both, or two lists");
                self.issues.push(issue.at(row.row, self.sheet.place("type")));
            }
        }
    }

    /// What a list of the sheet `choices` needs; one that is missing is found when the form is put together.
    fn listed(&mut self, row: &Row, select: &Select) {
        let is_rank = select.kind == SelectKind::Rank;
        if is_rank && self.around.lists.choices_of(&select.list).is_some_and(|choices| choices.have_spaces()) {
            let message = format!("a choice of '{}' has a space, so that the ranks cannot be told apart", select.list);
            self.warning(row, "type", message, "Write _ in place of the spaces");
        }
    }

    /// The text question that `or_other` adds.
    fn other(&mut self, row: &Row, select: &DraftRow, list: &str) -> DraftRow {
        if !select.choice_filter.is_empty() {
            let message = "or_other does not go together with a choice_filter";
            self.error(row, "choice_filter", message, "Write the choice other and a text question yourself");
        }
        if file(list).is_some() || list.contains("${") {
            let message = "or_other needs a list of the sheet choices, to which it adds the choice other";
            self.error(row, "type", message, "Write the choice other and a text question yourself");
        }
        if self.around.languages.all.len() > 1 {
            let message = "or_other adds the English words 'Other' and 'Specify other.', which nobody translated";
            let remedy = "Write the choice other and a text question yourself, in every language";
            self.warning(row, "type", message, remedy);
        }
        if matches!(select.kind, DraftKind::Question { control: Control::Rank, .. }) {
            let message = "in a rank everybody puts other in its place too, and so everybody is asked what it is";
            self.warning(row, "type", message, "Use select_multiple, or write a choice and a text question yourself");
        }
        self.with_other.insert(list.to_owned());
        let kind =
            DraftKind::Question { data_type: DataType::Text, control: Control::Input, choice_list: String::new() };
        DraftRow {
            row: row.number,
            kind,
            name: format!("{}_other", select.name),
            label: vec!["Specify other.".to_owned(); self.around.languages.all.len().max(1)],
            relevant: format!("selected(../{}, 'other')", select.name),
            care: select.care.clone(),
            ..DraftRow::default()
        }
    }
}

/// What a list of `external_choices` is called in the form: its own name, unless a list of `choices` has it.
pub(in crate::xlsform) fn external_name(list: &str, lists: &Listed<'_>) -> String {
    if lists.has(list) { format!("{list}__external") } else { list.to_owned() }
}
