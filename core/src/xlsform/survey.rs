//! The `survey` sheet, row by row, into the rows of a draft.
//!
//! A row that cannot be used leaves a plain text question of its name behind, so that everything that refers to it is
//! judged as if the row were right and each fault is reported once.

use crate::form::{Care, Control, DataType, DraftKind, DraftRow};

use super::{
    blocks::Blocks,
    care::{CareIssue, CareReader},
    columns::SURVEY_TEXTS,
    header::normal,
    issue::{Issue, Severity},
    languages::Languages,
    sheet::{Row, Sheet},
    types::{self, Block, Ending, RowType},
};

/// What the sheet holds.
pub struct Survey {
    /// Rows of the draft.
    pub rows: Vec<DraftRow>,
    /// Lists that need a choice `other`, because a select ends in `or_other`.
    pub with_other: Vec<String>,
    /// Broken rules about the study's columns.
    pub care: Vec<CareIssue>,
}

/// Reads the sheet; what is wrong is added to `issues`.
pub fn read(sheet: &Sheet, languages: &Languages, issues: &mut Vec<Issue>) -> Survey {
    let mut reader = Reader {
        sheet,
        languages,
        issues,
        rows: Vec::new(),
        with_other: Vec::new(),
        blocks: Blocks::default(),
        care: CareReader::new(sheet),
    };
    for row in sheet.rows().iter().filter(|row| !is_disabled(sheet, row)) {
        reader.row(row);
    }
    let last_section = reader.blocks.last_section();
    let (ends, unended) = reader.blocks.finish(sheet);
    reader.rows.extend(ends);
    reader.issues.extend(unended);
    reader.issues.extend(languages.untranslated(sheet, &SURVEY_TEXTS, |row| !is_disabled(sheet, row)));
    Survey { rows: reader.rows, with_other: reader.with_other, care: reader.care.finish(last_section) }
}

struct Reader<'a> {
    sheet: &'a Sheet,
    languages: &'a Languages,
    issues: &'a mut Vec<Issue>,
    rows: Vec<DraftRow>,
    with_other: Vec<String>,
    blocks: Blocks,
    care: CareReader<'a>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        let written = self.sheet.text(row, "type");
        match types::parse(written) {
            _ if written.is_empty() => self.no_type(row),
            RowType::Begin(block) => self.begin(row, block),
            RowType::End(block) => {
                let (ends, issues) = self.blocks.end(self.sheet, row, block);
                self.rows.extend(ends);
                self.issues.extend(issues);
            }
            RowType::Question(data_type, control, constraint) => {
                let mut draft = self.question(row, data_type, control, "");
                if draft.constraint.is_empty() {
                    constraint.clone_into(&mut draft.constraint);
                }
                if normal(written) == "hidden" && draft.calculation.is_empty() && draft.default.is_empty() {
                    // A hidden value may stay empty by design, where an empty calculate is a slip.
                    "''".clone_into(&mut draft.calculation);
                }
                self.rows.push(draft);
            }
            RowType::InPlace(data_type, control, remedy) => self.in_place(row, data_type, control, remedy),
            RowType::Select { data_type, list, ending } => self.select(row, data_type, &list, &ending),
            RowType::Unsupported(severity, remedy) => {
                let issue = self.sheet.error(row, "type", format!("the type '{written}' is not supported yet"), remedy);
                self.issues.push(Issue { severity, ..issue });
                if severity == Severity::Error {
                    self.placeholder(row);
                }
            }
            RowType::Unknown(remedy) => {
                self.error(row, "type", &format!("'{written}' is not a type"), &remedy);
                self.placeholder(row);
            }
        }
    }

    /// A row without a type is the author's remark, unless it looks like a question.
    fn no_type(&mut self, row: &Row) {
        let label = self.languages.text(self.sheet, row, "label");
        if !label.is_empty() || !self.sheet.text(row, "name").is_empty() {
            self.error(row, "type", "the row has no type", "Write a type, or clear name and label to make it a remark");
            self.placeholder(row);
        }
    }

    fn begin(&mut self, row: &Row, block: Block) {
        let care = self.inherited(row);
        let kind = if block == Block::Group { DraftKind::BeginGroup } else { DraftKind::BeginRepeat };
        let mut draft = self.draft(row, kind);
        draft.care = care.clone();
        self.rows.push(draft);
        self.issues.extend(self.blocks.begin(self.sheet, row, block, care));
    }

    fn question(&mut self, row: &Row, data_type: DataType, control: Control, list: &str) -> DraftRow {
        let kind = DraftKind::Question { data_type, control, choice_list: list.to_owned() };
        let mut draft = self.draft(row, kind);
        draft.care = self.inherited(row);
        self.care.question(row, control, self.blocks.section(), &mut draft.care);
        if control == Control::Note && draft.name.is_empty() {
            draft.name = format!("generated_note_name_{}", row.number);
        }
        let silent = draft.label.is_empty() && !draft.appearance.iter().any(|word| word == "label");
        if silent && matches!(control, Control::Input | Control::Note) {
            let message = "the question has no label";
            let remedy = "Write what is read aloud";
            if draft.hint.is_empty() {
                self.error(row, "label", message, remedy);
            } else {
                self.issues.push(self.sheet.warning(row, "label", message, remedy));
            }
        }
        draft
    }

    /// A type that no shell can draw yet, as what comes nearest to it.
    fn in_place(&mut self, row: &Row, data_type: DataType, control: Control, remedy: &str) {
        let message = format!("the type '{}' is not supported yet", self.sheet.text(row, "type"));
        self.issues.push(self.sheet.warning(row, "type", &message, remedy));
        // Only the numbers of a range say whether it is one of whole numbers.
        let fraction = data_type == DataType::Integer && self.sheet.text(row, "parameters").contains('.');
        let mut draft = self.question(row, if fraction { DataType::Decimal } else { data_type }, control, "");
        if control == Control::Calculate && draft.calculation.is_empty() {
            "''".clone_into(&mut draft.calculation);
        }
        self.rows.push(draft);
    }

    fn select(&mut self, row: &Row, data_type: DataType, list: &str, ending: &Ending) {
        if list.is_empty() {
            let message = "the select does not say which choices it offers";
            self.error(row, "type", message, "Write the name of a list after it: select_one LIST");
            return self.placeholder(row);
        }
        if let Ending::Strange(words) = ending {
            let message = format!("'{words}' after the list '{list}' means nothing");
            self.error(row, "type", &message, "Remove it; the name of a list has no spaces");
        }
        if normal(self.sheet.text(row, "type")).starts_with("rank") {
            let remedy = "None needed: several choices are asked for, and their order is kept";
            self.issues.push(self.sheet.warning(row, "type", "ranks cannot be drawn yet", remedy));
        }
        let draft = self.question(row, data_type, Control::Input, list);
        let other = (*ending == Ending::OrOther).then(|| self.other(row, &draft, list));
        self.rows.push(draft);
        self.rows.extend(other);
    }

    /// The text question that `or_other` adds.
    fn other(&mut self, row: &Row, select: &DraftRow, list: &str) -> DraftRow {
        if !select.choice_filter.is_empty() {
            let message = "or_other does not go together with a choice_filter";
            self.error(row, "choice_filter", message, "Write the choice other and a text question yourself");
        }
        let message = "or_other adds the English words 'Other' and 'Specify other.', which nobody translated";
        let remedy = "Write the choice other and a text question yourself, in every language";
        self.issues.push(self.sheet.warning(row, "type", message, remedy));
        self.with_other.push(list.to_owned());
        let text =
            DraftKind::Question { data_type: DataType::Text, control: Control::Input, choice_list: String::new() };
        DraftRow {
            row: row.number,
            kind: text,
            name: format!("{}_other", select.name),
            label: vec!["Specify other.".to_owned(); self.languages.all.len()],
            relevant: format!("selected(${{{}}}, 'other')", select.name),
            care: select.care.clone(),
            ..DraftRow::default()
        }
    }

    /// Stands for a row that cannot be used.
    fn placeholder(&mut self, row: &Row) {
        let kind =
            DraftKind::Question { data_type: DataType::Text, control: Control::Input, choice_list: String::new() };
        let name = match self.sheet.text(row, "name") {
            "" => format!("unnamed_row_{}", row.number),
            name => name.to_owned(),
        };
        self.rows.push(DraftRow { row: row.number, kind, name, ..DraftRow::default() });
    }

    fn inherited(&mut self, row: &Row) -> Care {
        let inherited = self.blocks.care().cloned().unwrap_or_else(CareReader::root);
        self.care.read(row, &inherited)
    }

    /// Copies the cells.
    fn draft(&self, row: &Row, kind: DraftKind) -> DraftRow {
        let cell = |column| self.sheet.text(row, column).to_owned();
        let words = |column| self.languages.text(self.sheet, row, column);
        DraftRow {
            row: row.number,
            kind,
            name: cell("name"),
            label: words("label"),
            hint: words("hint"),
            guidance: words("guidance_hint"),
            relevant: cell("relevant"),
            required: yes_no(cell("required")),
            required_message: words("required_message"),
            constraint: cell("constraint"),
            constraint_message: words("constraint_message"),
            calculation: cell("calculation"),
            default: cell("default"),
            read_only: yes_no(cell("read_only")),
            choice_filter: cell("choice_filter"),
            repeat_count: cell("repeat_count"),
            appearance: self.sheet.text(row, "appearance").split_whitespace().map(str::to_lowercase).collect(),
            ..DraftRow::default()
        }
    }

    fn error(&mut self, row: &Row, column: &str, message: &str, remedy: &str) {
        self.issues.push(self.sheet.error(row, column, message, remedy));
    }
}

fn is_disabled(sheet: &Sheet, row: &Row) -> bool {
    sheet.has("disabled") && yes_no(sheet.text(row, "disabled").to_owned()) == "yes"
}

/// The spellings of yes and no as one; anything else stays an expression.
fn yes_no(text: String) -> String {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "true()" => "yes".to_owned(),
        "no" | "false" | "false()" => "no".to_owned(),
        _ => text,
    }
}
