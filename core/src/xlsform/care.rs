//! The columns that a study adds to `survey`, and the rules about them that one workbook can break by itself.
//!
//! How much a broken rule matters depends on the study: in training some of it is only a warning. So these issues
//! are kept apart from the others, each with its rule, and the study decides by [`CareIssue::in_study`].

use crate::form::{AskedBy, Care, Control, Sensitivity};

use super::{
    columns::CARE_COLUMNS,
    issue::{Issue, Severity},
    near::did_you_mean,
    sheet::{Row, Sheet},
};

/// Which rule about the study's columns is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CareRule {
    /// The workbook is a plain XLSForm: it has none of the study's columns.
    NoColumns,
    /// A question does not say why it is asked (R064).
    NeedMissing,
    /// A cell holds a word that the column does not have.
    UnknownValue,
    /// Sensitivity falls before the closing section (R060).
    SensitivityFalls,
}

/// A broken rule about the study's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareIssue {
    /// The rule.
    pub rule: CareRule,
    /// What is said about it, as an error.
    issue: Issue,
}

/// What a study may do with its instruments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No ethics approval: for training only.
    Training,
    /// An ethics board has approved it.
    Approved,
}

impl CareIssue {
    /// The issue, as serious as it is in such a study.
    #[must_use]
    pub fn in_study(&self, standing: Standing) -> Issue {
        let severity = match (standing, self.rule) {
            (Standing::Training, CareRule::NoColumns | CareRule::NeedMissing) => Severity::Warning,
            _ => Severity::Error,
        };
        Issue { severity, ..self.issue.clone() }
    }
}

/// A question that a person or an observer answers, for the rule on falling sensitivity.
struct Asked {
    row: u32,
    sensitivity: Sensitivity,
    /// Row of the top-level group that holds it; 0 outside of all.
    section: u32,
}

/// Reads the study's columns row by row, and judges their order at the end.
pub struct CareReader<'a> {
    sheet: &'a Sheet,
    asked: Vec<Asked>,
    issues: Vec<CareIssue>,
}

impl<'a> CareReader<'a> {
    /// For the `survey` sheet.
    pub fn new(sheet: &'a Sheet) -> Self {
        let mut reader = Self { sheet, asked: Vec::new(), issues: Vec::new() };
        let message = "the form has no column need, so that no question says why it is asked";
        if !CARE_COLUMNS.iter().any(|column| sheet.has(column)) {
            let message = "the form has none of the columns of a study; every question counts as S1, by participant";
            reader.at_header(CareRule::NoColumns, message, "Add the columns sensitivity, by and need");
        } else if !sheet.has("need") {
            reader.at_header(
                CareRule::NeedMissing,
                message,
                "Add the column and say for each question why it is asked",
            );
        }
        reader
    }

    /// What questions outside of all groups inherit: careful where nothing is said.
    pub fn root() -> Care {
        Care { sensitivity: Sensitivity::Personal, ..Care::default() }
    }

    /// The row's own columns, else what it inherits from its group.
    pub fn read(&mut self, row: &Row, inherited: &Care) -> Care {
        let mut care = inherited.clone();
        let levels = [
            ("S0", Sensitivity::Neutral),
            ("S1", Sensitivity::Personal),
            ("S2", Sensitivity::Sensitive),
            ("S3", Sensitivity::HighlySensitive),
        ];
        let askers =
            [("participant", AskedBy::Participant), ("observer", AskedBy::Observer), ("computed", AskedBy::Computed)];
        let truth = [("yes", true), ("no", false), ("true", true), ("false", false)];
        care.sensitivity = self.word(row, "sensitivity", &levels).unwrap_or(care.sensitivity);
        care.by = self.word(row, "by", &askers).unwrap_or(care.by);
        care.identity = self.word(row, "identity", &truth).unwrap_or(care.identity);
        for (column, text) in [("need", &mut care.need), ("question_id", &mut care.question_id), ("map", &mut care.map)]
        {
            let written = self.sheet.text(row, column);
            if !written.is_empty() {
                written.clone_into(text);
            }
        }
        care
    }

    /// A question, after [`CareReader::read`]: what the engine fills in is by `computed`, what is asked has a need.
    pub fn question(&mut self, row: &Row, control: Control, section: u32, care: &mut Care) {
        match control {
            Control::Calculate | Control::Preload(_) if self.sheet.text(row, "by").is_empty() => {
                care.by = AskedBy::Computed;
            }
            control if control.is_asked() => {
                self.asked.push(Asked { row: row.number, sensitivity: care.sensitivity, section });
                if self.sheet.has("need") && care.need.is_empty() {
                    let message = "the question does not say why it is asked";
                    self.at(CareRule::NeedMissing, row.number, "need", message, "Write why it is asked, or remove it");
                }
                if care.by == AskedBy::Computed {
                    let message = "a question that is answered cannot be by computed";
                    let remedy = "Write participant or observer, or make it a calculate";
                    self.at(CareRule::UnknownValue, row.number, "by", message, remedy);
                }
            }
            _ => {}
        }
    }

    /// Everything that is wrong, once all rows are read. `last_section` is the row of the last top-level group.
    pub fn finish(mut self, last_section: u32) -> Vec<CareIssue> {
        let asked = std::mem::take(&mut self.asked);
        let (mut highest, mut highest_row, mut closing) = (Sensitivity::Neutral, 0, 0);
        for item in &asked {
            let (level, top) = (code(item.sensitivity), code(highest));
            let closes = item.sensitivity == Sensitivity::Neutral && item.section == last_section && last_section > 0;
            if item.sensitivity < highest && closes {
                closing = item.row;
            } else if closing > 0 && item.sensitivity >= Sensitivity::Sensitive {
                // Personal is let through: where to bring the results is asked at the very end.
                let message = format!("sensitivity rises to {level} after the closing began in row {closing}");
                self.at(CareRule::SensitivityFalls, item.row, "sensitivity", &message, "Ask it before the closing");
            } else if closing == 0 && item.sensitivity < highest {
                let message = format!("sensitivity falls to {level} after {top} in row {highest_row}");
                let remedy = "Ask it before; only a last group of S0 questions may follow sensitive ones";
                self.at(CareRule::SensitivityFalls, item.row, "sensitivity", &message, remedy);
            } else if item.sensitivity > highest {
                (highest, highest_row) = (item.sensitivity, item.row);
            }
        }
        self.issues.sort_by_key(|found| found.issue.row);
        self.issues
    }

    fn word<T: Copy>(&mut self, row: &Row, column: &str, known: &[(&str, T)]) -> Option<T> {
        let written = self.sheet.text(row, column);
        if written.is_empty() {
            return None;
        }
        let found = known.iter().find(|(word, _)| word.eq_ignore_ascii_case(written));
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let remedy = did_you_mean(written, words.iter().copied(), &format!("Write one of {}", words.join(", ")));
            let message = format!("'{written}' is not a value of {column}");
            self.at(CareRule::UnknownValue, row.number, column, &message, &remedy);
        }
        found.map(|(_, value)| *value)
    }

    fn at(&mut self, rule: CareRule, row: u32, column: &str, message: &str, remedy: &str) {
        let issue = Issue::error(self.sheet.name(), message, remedy).at(row, self.sheet.place(column));
        self.issues.push(CareIssue { rule, issue });
    }

    fn at_header(&mut self, rule: CareRule, message: &str, remedy: &str) {
        let issue = Issue::error(self.sheet.name(), message, remedy).at(self.sheet.header_row(), "");
        self.issues.push(CareIssue { rule, issue });
    }
}

/// `S0` to `S3`.
fn code(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Neutral => "S0",
        Sensitivity::Personal => "S1",
        Sensitivity::Sensitive => "S2",
        Sensitivity::HighlySensitive => "S3",
    }
}
