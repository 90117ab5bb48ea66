//! The tables of an export: answers with one row a record, one table a repeat, observed hours, and what explains them.
//!
//! A select has a column of stored names and a column of labels; a select of several has one more column a choice, 1 or
//! 0. Where there is no value stands the code that says why (see the codebook). Repeats name the record that they
//! belong to and their own number.

use std::collections::BTreeMap;

use fieldward_core::{
    analysis::{CodebookEntry, codebook},
    form::{NodeIndex, Sensitivity},
    ids::RecordId,
    review::{AnswerState, AnswerView},
};

use super::{Cell, ExportError, Order, Sensitive, eligible::eligible, merged::Merged, notes};
use crate::console::{Desk, may_see};

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Its name: a file's or a sheet's.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<Cell>>,
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
    let instrument = desk.study.instrument(&order.instrument).ok_or(ExportError::Nothing)?;
    let columns = columns(desk, order, codebook(&instrument.form, &order.language));
    let mut all = vec![notes::caveats(desk, order, &picked), notes::use_statement(desk, order, &picked)];
    all.push(answers(desk, &picked.records, &columns));
    let mut repeats: Vec<NodeIndex> = columns.iter().filter_map(|column| column.entry.repeated).collect();
    repeats.dedup();
    for repeat in repeats {
        let inside: Vec<&Column> = columns.iter().filter(|column| column.entry.repeated == Some(repeat)).collect();
        let name = &instrument.form.node(repeat).name;
        all.push(super::tables::repeat(name, repeat, &picked.records, &inside));
    }
    all.extend(notes::hours(&picked.records));
    all.push(notes::codebook_table(&columns));
    let sensitive = columns.iter().any(|column| column.entry.sensitivity == Sensitivity::HighlySensitive);
    let opened = picked.records.iter().filter(|_| sensitive).map(|merged| merged.base.id).collect();
    Ok(Tables { tables: all, sensitive_records: opened })
}

fn columns(desk: &Desk, order: &Order, entries: Vec<CodebookEntry>) -> Vec<Column> {
    let short = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let mut uses: BTreeMap<String, u32> = BTreeMap::new();
    entries.iter().for_each(|entry| *uses.entry(short(&entry.name)).or_default() += 1);
    let wanted = |entry: &CodebookEntry| {
        let highly = entry.sensitivity == Sensitivity::HighlySensitive;
        may_see(&desk.study, entry.sensitivity) && (!highly || order.sensitive == Sensitive::Included)
    };
    let name = |entry: &CodebookEntry| {
        let short = short(&entry.name);
        if uses.get(&short) == Some(&1) { short } else { entry.name.clone() }
    };
    entries.into_iter().filter(wanted).map(|entry| Column { name: name(&entry), entry }).collect()
}

fn answers(desk: &Desk, records: &[Merged<'_>], columns: &[Column]) -> Table {
    let single: Vec<&Column> = columns.iter().filter(|column| column.entry.repeated.is_none()).collect();
    let mut header: Vec<String> = notes::RECORD_COLUMNS.map(str::to_owned).to_vec();
    header.extend(single.iter().flat_map(|column| column.header()));
    let row = |merged: &Merged<'_>| {
        let found: BTreeMap<NodeIndex, &AnswerView> = merged
            .answers()
            .filter(|answer| answer.path.at.is_empty())
            .map(|answer| (answer.path.node, answer))
            .collect();
        let mut row = notes::record_cells(desk, merged);
        row.extend(single.iter().flat_map(|column| column.cells(found.get(&column.entry.node).copied())));
        row
    };
    Table { name: "answers".into(), header, rows: records.iter().map(row).collect() }
}

/// One table for a repeat: one row a repetition.
fn repeat(name: &str, repeat: NodeIndex, records: &[Merged<'_>], columns: &[&Column]) -> Table {
    let mut header: Vec<String> = ["record", "reference", "repetition"].map(str::to_owned).to_vec();
    header.extend(columns.iter().flat_map(|column| column.header()));
    let mut rows = Vec::new();
    for merged in records {
        for (at, found) in repetitions(merged, columns) {
            let number: Vec<String> = at.iter().map(|position| (position + 1).to_string()).collect();
            let mut row = notes::record_key(merged);
            row.push(Cell::text(number.join(".")));
            row.extend(columns.iter().flat_map(|column| column.cells(found.get(&column.entry.node).copied())));
            rows.push(row);
        }
        rows.extend(counted(merged, repeat, columns));
    }
    if rows.iter().any(|row| row.len() > header.len()) {
        header.push("count".into());
        let width = header.len();
        rows.iter_mut().for_each(|row| row.resize(width, Cell::Empty));
    }
    Table { name: name.to_owned(), header, rows }
}

type Repetition<'a> = BTreeMap<NodeIndex, &'a AnswerView>;

fn repetitions<'a>(merged: &'a Merged<'_>, columns: &[&Column]) -> BTreeMap<Vec<u16>, Repetition<'a>> {
    let ours = |answer: &&AnswerView| columns.iter().any(|column| column.entry.node == answer.path.node);
    let mut found: BTreeMap<Vec<u16>, Repetition<'a>> = BTreeMap::new();
    for answer in merged.answers().filter(ours) {
        found.entry(answer.path.at.clone()).or_default().insert(answer.path.node, answer);
    }
    found
}

/// Rows that an observer counted: what was seen, and how often in that hour block.
fn counted(merged: &Merged<'_>, repeat: NodeIndex, columns: &[&Column]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for block in &merged.base.view.blocks {
        for seen in block.rows.iter().filter(|seen| seen.at.node == repeat) {
            let mut row = notes::record_key(merged);
            row.push(Cell::text((block.block + 1).to_string()));
            for column in columns {
                let value = seen.row.iter().find(|(node, _)| *node == column.entry.node).map(|(_, value)| value);
                row.extend(column.value_cells(value));
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
        self.entry.data_type == "select_multiple"
    }

    /// Names of the columns that this question takes.
    pub(super) fn header(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        if self.is_select() {
            names.push(format!("{}_label", self.name));
        }
        if self.is_multiple() {
            names.extend(self.entry.choices.iter().map(|choice| format!("{}/{}", self.name, choice.name)));
        }
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
        if self.is_multiple() {
            cells.extend(self.entry.choices.iter().map(|choice| Cell::count(chosen.contains(&choice.name.as_str()))));
        }
        cells
    }

    fn value_cells(&self, value: Option<&fieldward_core::form::Value>) -> Vec<Cell> {
        use fieldward_core::form::Value;
        let name = |choice: &u32| self.entry.choices.get(*choice as usize).map_or("", |choice| choice.name.as_str());
        match value {
            None => self.missing(AnswerState::NotAsked.code()),
            Some(Value::Choice(choice)) => self.stored_cells(name(choice)),
            Some(Value::Choices(choices)) => self.stored_cells(&choices.iter().map(name).collect::<Vec<_>>().join(" ")),
            Some(Value::Integer(number)) => self.stored_cells(&number.to_string()),
            Some(Value::Text(text)) => self.stored_cells(text),
            Some(_) => self.missing(AnswerState::Blank.code()),
        }
    }
}
