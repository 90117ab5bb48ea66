//! Whether a questionnaire may be used on people in this study: its languages, and the columns that Fieldward adds.
//!
//! In a study with an ethics approval a gap is an error, in training a warning: people learn with drafts. A plain
//! XLSForm has none of the columns; every item of it then counts as personal and asked of a person, so that every
//! gate applies.

use super::book::words;
use crate::{
    form::{AskedBy, Control, Form, Node, NodeKind, Sensitivity},
    study::{Method, Study},
    xlsform::{Issue, Severity, Shape, Sheet, Workbook, did_you_mean},
};

/// Columns that Fieldward adds to `survey`.
const COLUMNS: [&str; 6] = ["sensitivity", "need", "question_id", "by", "identity", "map"];

/// The form, the sheet it came from, and what the study says about it.
struct Reader<'a> {
    form: &'a Form,
    survey: Sheet,
    method: Method,
    study: &'a Study,
    issues: Vec<Issue>,
}

/// Everything that this study finds wrong with the form. Fills in what a plain XLSForm does not say.
pub(super) fn check(form: &mut Form, bytes: &[u8], method: Method, study: &Study) -> Vec<Issue> {
    let survey = survey(bytes);
    let plain = !COLUMNS.iter().any(|column| survey.has(column));
    if plain {
        assume_personal(form, method);
    }
    let mut reader = Reader { form, survey, method, study, issues: Vec::new() };
    reader.check_languages();
    reader.check_block();
    if plain {
        let message = "the workbook has none of the columns need, sensitivity, question_id, by: every item counts as \
                       personal (S1)";
        reader.gap(0, "", message, "Add the columns, as the README of the study folder describes them");
    } else {
        reader.check_order();
        reader.check_items();
    }
    reader.issues
}

fn survey(bytes: &[u8]) -> Sheet {
    let shape = Shape { columns: &["type", "name"], ..Shape::default() };
    Workbook::open(bytes).ok().and_then(|mut book| book.sheet("survey", &shape).ok().flatten()).unwrap_or_default()
}

fn assume_personal(form: &mut Form, method: Method) {
    for node in &mut form.nodes {
        node.care.sensitivity = Sensitivity::Personal;
        if is_item(node) {
            node.care.by = match method {
                Method::Interview => AskedBy::Participant,
                Method::Observation => AskedBy::Observer,
            };
        }
    }
}

/// Something that a person or an observer fills in.
fn is_item(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Question(question) if question.control == Control::Input)
        && node.care.by != AskedBy::Computed
}

impl Reader<'_> {
    /// A gap is an error only once an ethics board has approved the study.
    fn gap(&mut self, row: u32, column: &str, message: &str, remedy: impl Into<String>) {
        let severity = if self.study.approval.is_some() { Severity::Error } else { Severity::Warning };
        self.issue(severity, row, column, message.to_owned(), remedy);
    }

    fn issue(&mut self, severity: Severity, row: u32, column: &str, message: String, remedy: impl Into<String>) {
        let place = if column.is_empty() { String::new() } else { self.survey.place(column) };
        let name = if self.survey.name().is_empty() { "survey" } else { self.survey.name() };
        self.issues.push(Issue { severity, ..Issue::error(name, message, remedy) }.at(row, place));
    }

    fn check_languages(&mut self) {
        let has = |tag: &str| self.form.languages.iter().any(|known| known.tag.eq_ignore_ascii_case(tag));
        let missing: Vec<&String> = self.study.languages.iter().filter(|tag| !has(tag)).collect();
        for tag in missing {
            let message = format!("the study speaks {tag}, the questionnaire does not");
            let remedy = format!("Add the columns label::Name of the language ({tag}) to survey and choices");
            self.gap(self.survey.header_row(), "label", &message, remedy);
        }
    }

    /// An observation counts by hour blocks, and each says how long it was watched (R019).
    fn check_block(&mut self) {
        if self.method != Method::Observation {
            return;
        }
        let nodes = &self.form.nodes;
        let with = |word: &'static str| nodes.iter().find(move |n| n.appearance.iter().any(|known| known == word));
        let Some(block) = with("hour-block").filter(|node| matches!(node.kind, NodeKind::Repeat { .. })) else {
            let remedy = "Put what is counted into a begin_repeat with the appearance hour-block";
            self.issue(Severity::Error, 0, "", "an observation has no hour blocks".to_owned(), remedy);
            return;
        };
        let row = block.row;
        for word in ["minutes-watched", "nothing-seen"] {
            let inside = |node: &Node| node.row > row && node.parent.0 < block.end.0;
            if !with(word).is_some_and(inside) {
                let message = format!("the hour block has no item with the appearance {word}");
                let remedy = "Add it: a block that says neither cannot tell zero from unobserved";
                self.issue(Severity::Error, row, "appearance", message, remedy);
            }
        }
    }

    /// Sensitivity never falls before the closing section (R060).
    fn check_order(&mut self) {
        let form = self.form;
        let closing = form.nodes.iter().skip(1).filter(|node| node.parent.0 == 0).next_back();
        let closing = closing.filter(|node| matches!(node.kind, NodeKind::Group)).map_or(u32::MAX, |node| node.row);
        let mut highest: Option<&Node> = None;
        for node in form.nodes.iter().filter(|node| is_item(node) && node.row < closing) {
            match highest {
                Some(before) if before.care.sensitivity > node.care.sensitivity => {
                    let message = format!(
                        "{} is {}, but {} before it is {}: sensitive items come last",
                        node.name,
                        class(node.care.sensitivity),
                        before.name,
                        class(before.care.sensitivity)
                    );
                    let remedy = "Move it up, or to the last group, which closes the interview";
                    self.issue(Severity::Error, node.row, "sensitivity", message, remedy);
                }
                _ => highest = Some(node),
            }
        }
    }

    fn check_items(&mut self) {
        let form = self.form;
        for node in form.nodes.iter().filter(|node| is_item(node)) {
            if node.care.need.trim().is_empty() {
                let message = format!("nothing says why {} is asked", node.name);
                self.gap(node.row, "need", &message, "Write the need, or leave the question out");
            }
            if self.method == Method::Observation && node.care.by == AskedBy::Participant {
                let message = format!("{} is asked of a person, but an observation asks nobody", node.name);
                self.issue(Severity::Error, node.row, "by", message, "Write observer");
            }
            self.check_question(node);
        }
    }

    fn check_question(&mut self, node: &Node) {
        let ids = words(&node.care.question_id);
        if ids.is_empty() {
            let message = format!("{} serves no research question", node.name);
            self.gap(node.row, "question_id", &message, "Name one of the sheet questions, or leave the question out");
        }
        let study = self.study;
        let known = || study.questions.iter().map(|question| question.id.as_str());
        for id in ids.iter().filter(|id| !known().any(|known| known == id.as_str())) {
            let remedy = did_you_mean(id, known(), "Add it to the sheet questions of the study, or correct it");
            let message = format!("there is no research question '{id}'");
            self.issue(Severity::Error, node.row, "question_id", message, remedy);
        }
    }
}

fn class(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Neutral => "S0",
        Sensitivity::Personal => "S1",
        Sensitivity::Sensitive => "S2",
        Sensitivity::HighlySensitive => "S3",
    }
}
