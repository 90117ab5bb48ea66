//! The `survey` sheet, row by row, into the rows of a draft.
//!
//! A row that cannot be used leaves a plain text question of its name behind, so that everything that refers to it is
//! judged as if the row were right and each fault is reported once.

mod appearance;
mod asked;
mod begun;
mod cells;
mod defaults;
mod fallback;
mod looped;
mod names;
mod other_rows;
mod selects;
mod table_list;
mod triggers;

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use crate::form::{Attachment, Audit, Care, Control, DataType, DraftKind, DraftRow, OsmTag};

use super::{
    blocks::Blocks,
    care::{CareIssue, CareReader},
    columns::SURVEY_TEXTS,
    issue::Issue,
    languages::Languages,
    listed::Listed,
    parameters,
    sheet::{Row, Sheet},
    types::{self, RowType},
};
use looped::Loop;
pub use names::Names;
pub(super) use selects::external_name;
use table_list::TableList;

/// What the sheet holds.
pub struct Survey {
    /// Rows of the draft.
    pub rows: Vec<DraftRow>,
    /// Lists that need a choice `other`, because a select ends in `or_other`.
    pub with_other: HashSet<String>,
    /// Broken rules about the study's columns.
    pub care: Vec<CareIssue>,
    /// Files that the rows name.
    pub attachments: Vec<Attachment>,
    /// A row of the type `audit`.
    pub audit: Option<Audit>,
    /// Settings that stand among the questions: column and content.
    pub settings: Vec<(&'static str, String)>,
    /// Names of the rows, as written.
    pub names: Names,
}

/// What the rest of the workbook says, as far as rows need it.
pub struct Around<'a> {
    /// The form's languages.
    pub languages: &'a Languages,
    /// Lists of the `choices` sheet.
    pub lists: &'a Listed<'a>,
    /// Lists of the `external_choices` sheet.
    pub external: &'a Listed<'a>,
    /// What may be said about things on a map, by list.
    pub osm: &'a HashMap<String, Vec<OsmTag>>,
    /// The name of the root element.
    pub root_name: &'a str,
}

/// Reads the sheet; what is wrong is added to `issues`.
pub fn read(sheet: &Sheet, around: &Around<'_>, issues: &mut Vec<Issue>) -> Survey {
    let mut reader = Reader {
        sheet,
        around,
        issues,
        rows: Vec::with_capacity(sheet.rows().len()),
        with_other: HashSet::new(),
        attachments: Vec::new(),
        audit: None,
        settings: Vec::new(),
        names: Names::default(),
        blocks: Blocks::default(),
        loops: Vec::new(),
        lists_with_other: OnceCell::new(),
        flat: Vec::new(),
        table_list: TableList::None,
        care: CareReader::new(sheet),
    };
    let rows = || sheet.rows().iter().filter(|row| !cells::is_disabled(sheet, row));
    rows().for_each(|row| reader.row(row));
    reader.finish()
}

struct Reader<'a> {
    sheet: &'a Sheet,
    around: &'a Around<'a>,
    issues: &'a mut Vec<Issue>,
    rows: Vec<DraftRow>,
    with_other: HashSet<String>,
    attachments: Vec<Attachment>,
    audit: Option<Audit>,
    settings: Vec<(&'static str, String)>,
    names: Names,
    blocks: Blocks,
    loops: Vec<Loop>,
    lists_with_other: OnceCell<HashSet<String>>,
    /// How many groups were open with each flat one.
    flat: Vec<usize>,
    table_list: TableList,
    care: CareReader<'a>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        let written = self.sheet.text(row, "type");
        let row_type = types::parse(written);
        if matches!(
            row_type,
            RowType::Begin(_) | RowType::BeginLoop(_) | RowType::End(_) | RowType::External(_) | RowType::Osm(_)
        ) {
            for fault in parameters::of_other(self.sheet.text(row, "parameters")) {
                self.error(row, "parameters", fault.message, fault.remedy);
            }
        }
        match row_type {
            _ if written.is_empty() => self.no_type(row),
            RowType::Begin(block) => self.begin(row, block),
            RowType::BeginLoop(list) => self.begin_loop(row, list),
            RowType::End(block) => self.end(row, block),
            RowType::Question(meaning) => self.ask(row, meaning),
            RowType::Select(select) => self.select(row, &select),
            RowType::Osm(list) => self.osm(row, &list),
            RowType::External(ending) => self.external(row, ending),
            RowType::Audit => self.audit(row),
            RowType::Setting("form_id") if self.sheet.text(row, "name").is_empty() => {
                self.error(row, "name", "the row gives the form no id", "Write the form's id, or remove the row");
            }
            RowType::Setting(column) => self.settings.push((column, self.sheet.text(row, "name").to_owned())),
            RowType::Unknown(remedy) => {
                self.error(row, "type", format!("'{written}' is not a type"), remedy);
                self.placeholder(row);
            }
        }
    }

    fn finish(mut self) -> Survey {
        let last_section = self.blocks.last_section();
        let unended = self.blocks.depth();
        let issues = std::mem::take(&mut self.blocks).finish(self.sheet);
        self.issues.extend(issues);
        let last = self.sheet.rows().last().map_or(0, |row| row.number);
        for depth in (1..=unended).rev() {
            self.close(depth, last);
        }
        self.check_triggers();
        self.check_repeats();
        self.check_counts();
        self.check_searches();
        self.tell_fallbacks();
        let is_read = |row: &Row| !cells::is_disabled(self.sheet, row);
        self.issues.extend(self.around.languages.untranslated(self.sheet, &SURVEY_TEXTS, is_read));
        Survey {
            rows: self.rows,
            with_other: self.with_other,
            care: self.care.finish(last_section),
            attachments: self.attachments,
            audit: self.audit,
            settings: self.settings,
            names: self.names,
        }
    }

    /// A row without a type is the author's remark, unless it looks like a question.
    fn no_type(&mut self, row: &Row) {
        let label = self.around.languages.text(self.sheet, row, "label");
        if !label.is_empty() || !self.sheet.text(row, "name").is_empty() {
            let remedy = "Write a type, or clear name and label to make it a remark";
            self.error(row, "type", "the row has no type", remedy);
            return self.placeholder(row);
        }
        let meant = ["relevant", "constraint", "calculation", "hint", "choice_filter"];
        if let Some(column) = meant.iter().find(|column| !self.sheet.text(row, column).is_empty()) {
            let message = "the row has no type and is not read";
            self.warning(row, column, message, "Write a type, or clear the row");
        }
    }

    /// Stands for a row that cannot be used.
    fn placeholder(&mut self, row: &Row) {
        let kind =
            DraftKind::Question { data_type: DataType::Text, control: Control::Hidden, choice_list: String::new() };
        let name = match self.sheet.text(row, "name") {
            "" => format!("unnamed_row_{}", row.number),
            name => name.to_owned(),
        };
        self.names.question(&name);
        self.rows.push(DraftRow { row: row.number, kind, name, ..DraftRow::default() });
    }

    fn inherited(&mut self, row: &Row) -> Care {
        let inherited = self.blocks.care().cloned().unwrap_or_else(CareReader::root);
        self.care.read(row, &inherited)
    }

    fn error(&mut self, row: &Row, column: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.issues.push(self.sheet.error(row, column, message, remedy));
    }

    fn warning(&mut self, row: &Row, column: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.issues.push(self.sheet.warning(row, column, message, remedy));
    }
}
