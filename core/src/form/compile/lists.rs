//! Tables: choice lists, attached files, and the order of the columns that a form looks things up in.
//!
//! A column is sorted only where an expression compares it, for a list may have a hundred thousand rows.

use std::collections::HashSet;

use super::{Cell, Compiler};
use crate::{
    expr::Code,
    form::{
        ChoiceColumns, DraftChoiceList, DraftMedia, DraftRow, Form, FormDraft, FormFaultKind, Media, NodeKind,
        Parameters, Sheet, Table,
        table::{Column, Elements, ITEXT_ID, LABEL, Labels, NAME, NOTHING, Source, Texts, Wording},
    },
};

/// Most choices of all lists together.
pub const CHOICES_MAX: usize = 1_000_000;

impl Compiler {
    /// Says to the outline which tables there are, by the numbers that they will have in the form.
    pub fn known_tables(&mut self, draft: &FormDraft) {
        for list in &draft.choice_lists {
            let label = match self.wording(list) {
                Wording::Words => ("label", LABEL),
                Wording::Translated => ("itextId", ITEXT_ID),
            };
            let extra = (1..).zip(&list.columns).map(|(column, name)| (name.as_str(), column));
            let empty = list.empty_columns.iter().map(|name| (name.as_str(), NOTHING));
            self.outline.add_table(&list.name, [("name", NAME)].into_iter().chain(extra).chain([label]).chain(empty));
        }
        for table in &draft.tables {
            let columns = (0..).zip(table.columns()).map(|(column, name)| (name.as_str(), column));
            match table.elements() {
                Elements::Record { .. } => self.outline.add_record(&table.name, columns),
                _ => self.outline.add_table(&table.name, columns),
            }
        }
    }

    /// Which columns a select stores and reads aloud: those that the parameters name, else the usual ones of a list or
    /// of a file of its kind. Workbooks name none for their own lists; other files may use one list in several ways.
    pub fn choice_columns(&self, table: Option<u32>, row: &DraftRow, draft: &FormDraft) -> ChoiceColumns {
        let place = table.and_then(|table| (table as usize).checked_sub(draft.choice_lists.len()));
        let Some(file) = place.and_then(|place| draft.tables.get(place)) else {
            let list = table.and_then(|table| draft.choice_lists.get(table as usize));
            return list.map_or_else(ChoiceColumns::default, |list| columns_of_list(list, row));
        };
        let is_geojson = matches!(&file.source, Source::File(name) if name.to_ascii_lowercase().ends_with(".geojson"));
        let usual = if is_geojson { ("id", "title") } else { ("name", "label") };
        let (value, label) = match &row.parameters {
            Parameters::Select(select) => (select.value.as_str(), select.label.as_str()),
            _ => ("", ""),
        };
        let column = |named: &str, usual| file.column(if named.is_empty() { usual } else { named }).unwrap_or(NOTHING);
        ChoiceColumns { value: column(value, usual.0), label: column(label, usual.1) }
    }

    /// Whether a list has a choice of this name. What an attached file holds may change after the form is written, so
    /// of a file any name is known.
    pub fn knows_choice(&mut self, list: u32, column: Column, name: &str, draft: &FormDraft) -> bool {
        let Some(written) = draft.choice_lists.get(list as usize) else { return true };
        let names = self.choices_known.entry((list, column)).or_insert_with(|| {
            let cell = |choice| match (column as usize).checked_sub(1) {
                Some(extra) => written.cell_of(choice, extra),
                None => written.name_of(choice),
            };
            (0..written.len()).map(|choice| cell(choice).to_owned()).collect()
        });
        names.contains(name)
    }

    fn wording(&self, list: &DraftChoiceList) -> Wording {
        let one = self.languages.len() == 1 && self.languages.iter().all(|language| language.name == "default");
        if one && !list.has_outputs() && list.media.is_empty() { Wording::Words } else { Wording::Translated }
    }

    /// The tables of the form, in the order in which the outline knows them.
    pub fn tables(&mut self, lists: Vec<DraftChoiceList>, attached: Vec<Table>) -> Vec<Table> {
        let (mut total, mut names) = (0, HashSet::new());
        let mut tables: Vec<Table> = Vec::with_capacity(lists.len() + attached.len());
        for list in lists {
            let cell = Cell { sheet: Sheet::Choices, row: list.row(0), column: "list_name" };
            if !names.insert(list.name.clone()) {
                self.fault(cell, FormFaultKind::DuplicateList(list.name.clone()));
            }
            total += list.len();
            if total > CHOICES_MAX {
                self.fault(cell, FormFaultKind::TooMany { what: "choices", limit: CHOICES_MAX });
                break;
            }
            self.check_names_of(&list);
            let table = self.list(list);
            tables.push(table);
        }
        tables.extend(attached);
        tables
    }

    fn list(&mut self, mut list: DraftChoiceList) -> Table {
        let wording = self.wording(&list);
        let rows: Vec<u32> = (0..list.len()).map(|choice| list.row(choice)).collect();
        let media = std::mem::take(&mut list.media);
        let media = media.iter().map(|(choice, media)| (*choice, self.choice_media(media, list.row(*choice as usize))));
        let media = media.collect();
        let (table, languages, words) = list.into_parts();
        let labels = self.labels(languages, &rows, words);
        let mut table = table.with_labels(labels, wording).with_media(media);
        table.shrink();
        table
    }

    fn choice_media(&mut self, media: &DraftMedia, row: u32) -> Media {
        let column = media.kind.column();
        Media { kind: media.kind, file: self.text(&media.file, Cell { sheet: Sheet::Choices, row, column }, None) }
    }

    fn check_names_of(&mut self, list: &DraftChoiceList) {
        for choice in (0..list.len()).filter(|choice| list.name_of(*choice).is_empty()) {
            let cell = Cell { sheet: Sheet::Choices, row: list.row(choice), column: "name" };
            self.fault(cell, FormFaultKind::NoName);
        }
    }

    /// Labels as they are where no other answer is in them; the others resolved and kept apart.
    fn labels(&mut self, width: usize, rows: &[u32], words: Texts) -> Labels {
        let spoken: Vec<usize> = (0..rows.len())
            .filter(|choice| (0..width).any(|language| words.get(choice * width + language).contains("${")))
            .collect();
        let mut said = Vec::with_capacity(spoken.len());
        for choice in spoken {
            let written = (0..width).map(|language| words.get(choice * width + language).to_owned()).collect();
            let row = rows.get(choice).copied().unwrap_or(0);
            let text = self.text(&written, Cell { sheet: Sheet::Choices, row, column: "label" }, None);
            said.push((u32::try_from(choice).unwrap_or(u32::MAX), text));
        }
        let mut labels = Labels::plain(u16::try_from(width).unwrap_or(u16::MAX), words);
        said.into_iter().for_each(|(choice, text)| labels.speak(choice, text));
        labels
    }
}

/// The columns of a list of the form itself that a select names, where the list has them.
fn columns_of_list(list: &DraftChoiceList, row: &DraftRow) -> ChoiceColumns {
    let usual = ChoiceColumns::default();
    let Parameters::Select(select) = &row.parameters else { return usual };
    let column = |named: &str, usual: Column| {
        let place = list.columns.iter().position(|column| column == named);
        place.and_then(|place| Column::try_from(place + 1).ok()).unwrap_or(usual)
    };
    ChoiceColumns { value: column(&select.value, usual.value), label: column(&select.label, usual.label) }
}

/// Sorts the tables by those columns that a choice filter compares with something, so that a cascade over many choices
/// looks at those that match and not at all; and by those that paths into tables look things up in.
pub fn sort_looked_up_columns(form: &mut Form, mut wanted: Vec<(u32, u32)>) {
    for node in &form.nodes {
        let NodeKind::Question(question) = &node.kind else { continue };
        let Some(list) = question.choice_list else { continue };
        wanted.push((list, question.choice_columns.value));
        if let Some(filter) = &question.choice_filter {
            collect(&filter.code, &mut |column| wanted.push((list, column)));
        }
    }
    for (table, column) in wanted {
        if let Some(table) = form.tables.get_mut(table as usize) {
            table.sort(column);
        }
    }
}

/// The columns that are compared by `=` where it decides alone, or together with others by `and`.
fn collect(code: &Code, found: &mut dyn FnMut(u32)) {
    match code {
        Code::And(sides) => sides.iter().for_each(|side| collect(side, found)),
        Code::Compare(_, sides) => {
            for side in sides.iter() {
                if let Code::Column(column) = side {
                    found(*column);
                }
            }
        }
        _ => {}
    }
}
