//! The tables of an export: answers with one row a record, one table a repeat, observed hours, and what explains them.
//!
//! A select has a column of stored names and a column of labels; a select of several has one more column a choice, 1 or
//! 0, and a rank the place that each choice was given. Where there is no value stands the code that says why (see the
//! codebook). Repeats name the record that they belong to and their own number.

use std::collections::{BTreeMap, BTreeSet};

use fieldward_core::{
    analysis::{CodebookChoice, CodebookEntry, codebook},
    form::{Form, NodeIndex, Sensitivity, Value},
    ids::{Hash32, RecordId},
    review::{AnswerState, AnswerView},
    study::Instrument,
};

use super::{Cell, ExportError, Order, Sensitive, eligible::eligible, notes};
use crate::console::{Desk, Standing};

/// Longest name of a table: what a sheet of a workbook may be called.
const TABLE_NAME_MAX: usize = 31;
/// Most choices that get a column each: a list of all villages of a country would be wider than a sheet can be.
const CHOICE_COLUMNS_MAX: usize = 200;
/// Columns of a repeat's table, before and after its answers.
const REPEAT_COLUMNS: [&str; 4] = ["record", "reference", "repetition", "count"];

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is about.
    pub of: TableOf,
    /// Its name: a file's or a sheet's.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableOf {
    /// The study and its records; the name is fixed.
    Study,
    /// One repeat of the questionnaire, which gives the name.
    Repeat,
}

/// All tables of an export, in the order in which they are to be read.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Caveats first.
    pub tables: Vec<Table>,
    /// Records whose highly sensitive answers are in them.
    pub sensitive_records: Vec<RecordId>,
}

/// One question as columns.
pub(super) struct Column {
    pub entry: CodebookEntry,
    pub name: String,
}

/// Makes all tables.
pub(super) fn tables(desk: &Desk, order: &Order) -> Result<Tables, ExportError> {
    let picked = eligible(desk, order)?;
    let instrument =
        desk.instruments().into_iter().find(|one| one.id == order.instrument).ok_or(ExportError::Nothing)?;
    let mut all = vec![notes::caveats(desk, order, &picked), notes::use_statement(desk, order, &picked)];
    all.extend(notes::hours(&picked.records));
    let mut sensitive_records = Vec::new();
    for (form, records) in versions(instrument, &picked.records) {
        let columns = columns(desk, order, codebook(form, &order.language));
        all.push(answers(desk, &records, &columns));
        let repeats: BTreeSet<NodeIndex> = columns.iter().filter_map(|column| column.entry.repeated).collect();
        all.extend(repeats.into_iter().map(|repeat| repeated(form, repeat, &records, &columns)));
        all.push(notes::codebook_table(&columns));
        if columns.iter().any(|column| column.entry.sensitivity == Sensitivity::HighlySensitive) {
            let with_corrections = |standing: &&Standing<'_>| {
                let taken: Vec<RecordId> = standing.taken.iter().map(|step| step.id).collect();
                std::iter::once(standing.base.id).chain(taken)
            };
            sensitive_records.extend(records.iter().flat_map(with_corrections));
        }
    }
    name_apart(&mut all);
    Ok(Tables { tables: all, sensitive_records })
}

/// The questionnaire as it was when records were made, and those records: the one in force first. A question that was
/// changed is another question, so versions never share a table.
fn versions<'a>(in_force: &'a Instrument, records: &'a [Standing<'a>]) -> Vec<(&'a Form, Vec<&'a Standing<'a>>)> {
    let mut by_form: BTreeMap<(bool, Hash32), Vec<&Standing<'_>>> = BTreeMap::new();
    for standing in records {
        by_form.entry((standing.base.form != in_force.form_hash, standing.base.form)).or_default().push(standing);
    }
    let form = |records: &[&'a Standing<'a>]| {
        let record = records.first().map(|standing| standing.base)?;
        record.study.instrument(&record.view.instrument).map(|instrument| &*instrument.form)
    };
    by_form.into_values().filter_map(|records| Some((form(&records)?, records))).collect()
}

fn columns(desk: &Desk, order: &Order, entries: Vec<CodebookEntry>) -> Vec<Column> {
    let short = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let mut uses: BTreeMap<String, u32> = BTreeMap::new();
    entries.iter().for_each(|entry| *uses.entry(short(&entry.name)).or_default() += 1);
    let wanted = |entry: &CodebookEntry| {
        let highly = entry.sensitivity == Sensitivity::HighlySensitive;
        desk.may_see(entry.sensitivity) && (!highly || order.sensitive == Sensitive::Included)
    };
    let name = |entry: &CodebookEntry| {
        let ours: &[&str] = if entry.repeated.is_some() { &REPEAT_COLUMNS } else { &notes::RECORD_COLUMNS };
        let short = short(&entry.name);
        match (uses.get(&short), ours.contains(&short.as_str())) {
            (Some(1), false) => short,
            // Only a question outside all groups has a path of one step: the form's own root goes before it.
            _ if ours.contains(&entry.name.as_str()) => format!("data/{}", entry.name),
            _ => entry.name.clone(),
        }
    };
    entries.into_iter().filter(wanted).map(|entry| Column { name: name(&entry), entry }).collect()
}

fn answers(desk: &Desk, records: &[&Standing<'_>], columns: &[Column]) -> Table {
    let single: Vec<&Column> = columns.iter().filter(|column| column.entry.repeated.is_none()).collect();
    let mut header: Vec<String> = notes::RECORD_COLUMNS.map(str::to_owned).to_vec();
    header.extend(single.iter().flat_map(|column| column.header()));
    let seen: BTreeSet<NodeIndex> = columns.iter().map(|column| column.entry.node).collect();
    let row = |standing: &Standing<'_>| {
        let found: BTreeMap<NodeIndex, &AnswerView> = standing
            .answers()
            .filter(|answer| answer.path.at.is_empty())
            .map(|answer| (answer.path.node, answer))
            .collect();
        let mut row = notes::record_cells(desk, standing, &seen);
        row.extend(single.iter().flat_map(|column| column.cells(found.get(&column.entry.node).copied())));
        row
    };
    let rows = records.iter().map(|standing| row(standing)).collect();
    Table { of: TableOf::Study, name: "answers".into(), header, rows }
}

/// Two tables never have one name: a repeat may be called like a table of ours, and sheets do not tell cases apart.
fn name_apart(tables: &mut [Table]) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    // Ours keep their names; those of repeats give way.
    let (ours, theirs): (Vec<_>, Vec<_>) = tables.iter_mut().partition(|table| table.of == TableOf::Study);
    for table in ours.into_iter().chain(theirs) {
        let stem: String = table.name.chars().take(TABLE_NAME_MAX).collect();
        let mut name = stem.clone();
        let mut number = 2_u32;
        while !used.insert(name.to_lowercase()) {
            let ending = format!("_{number}");
            name = stem.chars().take(TABLE_NAME_MAX - ending.len()).chain(ending.chars()).collect();
            number += 1;
        }
        table.name = name;
    }
}

/// One table for a repeat: one row a repetition.
fn repeated(form: &Form, repeat: NodeIndex, records: &[&Standing<'_>], all: &[Column]) -> Table {
    let columns: Vec<&Column> = all.iter().filter(|column| column.entry.repeated == Some(repeat)).collect();
    let columns = columns.as_slice();
    let mut header: Vec<String> = REPEAT_COLUMNS[..3].iter().map(|name| (*name).to_owned()).collect();
    header.extend(columns.iter().flat_map(|column| column.header()));
    let mut rows = Vec::new();
    for standing in records {
        for (at, found) in repetitions(standing, columns) {
            let number: Vec<String> = at.iter().map(|position| (position + 1).to_string()).collect();
            let mut row = notes::record_key(standing);
            row.push(Cell::text(number.join(".")));
            row.extend(columns.iter().flat_map(|column| column.cells(found.get(&column.entry.node).copied())));
            rows.push(row);
        }
        rows.extend(counted(form, standing, repeat, columns));
    }
    if rows.iter().any(|row| row.len() > header.len()) {
        header.push(REPEAT_COLUMNS[3].into());
        let width = header.len();
        rows.iter_mut().for_each(|row| row.resize(width, Cell::Empty));
    }
    Table { of: TableOf::Repeat, name: form.node(repeat).name.clone(), header, rows }
}

type Repetition<'a> = BTreeMap<NodeIndex, &'a AnswerView>;

fn repetitions<'a>(standing: &'a Standing<'_>, columns: &[&Column]) -> BTreeMap<Vec<u16>, Repetition<'a>> {
    let ours = |answer: &&AnswerView| columns.iter().any(|column| column.entry.node == answer.path.node);
    let mut found: BTreeMap<Vec<u16>, Repetition<'a>> = BTreeMap::new();
    for answer in standing.answers().filter(ours) {
        found.entry(answer.path.at.clone()).or_default().insert(answer.path.node, answer);
    }
    found
}

/// Rows that an observer counted: what was seen, and how often in that hour block.
fn counted(form: &Form, standing: &Standing<'_>, repeat: NodeIndex, columns: &[&Column]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for block in &standing.base.view.blocks {
        for seen in block.rows.iter().filter(|seen| seen.at.node == repeat) {
            let mut row = notes::record_key(standing);
            row.push(Cell::text((block.block + 1).to_string()));
            for column in columns {
                let value = seen.row.iter().find(|(node, _)| *node == column.entry.node).map(|(_, value)| value);
                row.extend(column.value_cells(form, value));
            }
            row.push(Cell::count(seen.count));
            rows.push(row);
        }
    }
    rows
}

impl Column {
    fn is_select(&self) -> bool {
        !self.entry.choices.is_empty()
    }

    fn is_multiple(&self) -> bool {
        matches!(self.entry.data_type, "select_multiple" | "rank")
    }

    /// Choices with a column of their own.
    fn choice_columns(&self) -> &[CodebookChoice] {
        let fits = self.is_multiple() && self.entry.choices.len() <= CHOICE_COLUMNS_MAX;
        if fits { &self.entry.choices } else { &[] }
    }

    /// Names of the columns that this question takes.
    pub(super) fn header(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        if self.is_select() {
            names.push(format!("{}_label", self.name));
        }
        names.extend(self.choice_columns().iter().map(|choice| format!("{}/{}", self.name, choice.name)));
        names
    }

    fn cells(&self, answer: Option<&AnswerView>) -> Vec<Cell> {
        match answer {
            Some(answer) if answer.state == AnswerState::Answered => self.stored_cells(&answer.stored),
            other => self.missing(other.map_or(AnswerState::NotAsked, |answer| answer.state).code()),
        }
    }

    fn missing(&self, code: &str) -> Vec<Cell> {
        vec![Cell::text(code); self.header().len()]
    }

    fn stored_cells(&self, stored: &str) -> Vec<Cell> {
        let numeric = matches!(self.entry.data_type, "integer" | "decimal");
        let number = stored.parse::<f64>().ok().filter(|_| numeric);
        let mut cells = vec![number.map_or_else(|| Cell::text(stored), Cell::Number)];
        let chosen: Vec<&str> = if self.is_multiple() { stored.split(' ').collect() } else { vec![stored] };
        if self.is_select() {
            let label = |name: &&str| self.entry.choices.iter().find(|choice| choice.name == **name);
            let labels: Vec<&str> = chosen.iter().filter_map(label).map(|choice| choice.label.as_str()).collect();
            cells.push(Cell::text(labels.join("; ")));
        }
        cells.extend(self.choice_columns().iter().map(|choice| self.choice_cell(&chosen, &choice.name)));
        cells
    }

    /// Whether a choice was taken, or at which place it was put.
    fn choice_cell(&self, chosen: &[&str], name: &str) -> Cell {
        let place = chosen.iter().position(|one| *one == name);
        match self.entry.data_type {
            "rank" => place.map_or(Cell::Empty, |place| Cell::count(u32::try_from(place + 1).unwrap_or(u32::MAX))),
            _ => Cell::count(place.is_some()),
        }
    }

    /// The same for a value that stands in no answer of its own: one of a counted row.
    fn value_cells(&self, form: &Form, value: Option<&Value>) -> Vec<Cell> {
        match value {
            None => self.missing(AnswerState::NotAsked.code()),
            Some(value) => self.stored_cells(&form.lexical_at(self.entry.node, value)),
        }
    }
}
