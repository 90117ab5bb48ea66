//! Whether a questionnaire fits this study: its languages, the research questions that it names, and, for an
//! observation, its hour blocks.
//!
//! What a workbook can break by itself is found where it is read; here is what only the study knows. In a study with
//! an ethics approval a gap is an error, in training a warning: people learn with drafts.

use super::book::words;
use crate::{
    form::{
        AskedBy, Form, Keeping, Node, NodeKind, Table,
        look::watched::{HOUR_BLOCK, MINUTES_WATCHED, NOTHING_SEEN},
    },
    study::{Method, Study},
    xlsform::{Issue, Severity, Shape, Sheet, Workbook, did_you_mean},
};

/// The form, the sheet it came from, and what the study says about it.
struct Reader<'a> {
    form: &'a Form,
    survey: Sheet,
    method: Method,
    study: &'a Study,
    issues: Vec<Issue>,
}

/// Everything that this study finds wrong with the form. In a plain XLSForm nothing says who knows the answers of an
/// observation: its observer does.
pub(super) fn check(form: &mut Form, bytes: &[u8], method: Method, study: &Study) -> Vec<Issue> {
    let survey = survey(bytes);
    if method == Method::Observation && !survey.has("by") {
        for node in form.nodes.iter_mut().filter(|node| is_item(node)) {
            node.care.by = AskedBy::Observer;
        }
    }
    let mut reader = Reader { form, survey, method, study, issues: Vec::new() };
    reader.check_languages();
    reader.check_block();
    reader.check_items();
    reader.check_what_stays();
    reader.issues
}

fn survey(bytes: &[u8]) -> Sheet {
    let shape = Shape { columns: &["type", "name"], ..Shape::default() };
    Workbook::open(bytes).ok().and_then(|mut book| book.sheet("survey", &shape).ok().flatten()).unwrap_or_default()
}

/// Something that a person or an observer fills in.
fn is_item(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Question(question) if question.control.is_asked())
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
        let with = |word: &'static str| nodes.iter().find(move |node| node.has_word(word));
        let Some(block) = with(HOUR_BLOCK).filter(|node| matches!(node.kind, NodeKind::Repeat { .. })) else {
            let remedy = "Put what is counted into a begin_repeat with the appearance hour-block";
            self.issue(Severity::Error, 0, "", "an observation has no hour blocks".to_owned(), remedy);
            return;
        };
        let row = block.row;
        for word in [MINUTES_WATCHED, NOTHING_SEEN] {
            let inside = |node: &Node| node.row > row && node.parent.0 < block.end.0;
            if !with(word).is_some_and(inside) {
                let message = format!("the hour block has no item with the appearance {word}");
                let remedy = "Add it: a block that says neither cannot tell zero from unobserved";
                self.issue(Severity::Error, row, "appearance", message, remedy);
            }
        }
    }

    fn check_items(&mut self) {
        let form = self.form;
        let names_questions = self.survey.has("question_id");
        if !names_questions && self.survey.has("need") {
            let message = "the form has no column question_id, so that no question serves the study's own";
            self.gap(self.survey.header_row(), "", message, "Add the column and name a research question in each row");
        }
        for node in form.nodes.iter().filter(|node| is_item(node)) {
            if self.method == Method::Observation && node.care.by == AskedBy::Participant {
                let message = format!("{} is asked of a person, but an observation asks nobody", node.name);
                self.issue(Severity::Error, node.row, "by", message, "Write observer");
            }
            if names_questions {
                self.check_question(node);
            }
        }
    }

    /// What one interview leaves on the device for the next is seen by the next person: neutral answers only.
    fn check_what_stays(&mut self) {
        let form = self.form;
        if form.last_saved().is_none() && form.entities.is_empty() {
            return;
        }
        let keeping = Keeping::of(form);
        let named = form.last_saved().into_iter().flat_map(Table::columns).flat_map(|name| form.named(name));
        let last: Vec<&Node> = named.filter(|node| !keeping.may_stay(**node)).map(|node| form.node(*node)).collect();
        for node in last {
            let message = format!("the next interview may read the last answer to {} (last-saved)", node.name);
            let remedy = "Use the last answer of a question that is neutral (S0, no identity), and that no other question \
                          decides which is not: the next person sees it";
            self.issue(Severity::Error, node.row, "sensitivity", message, remedy);
        }
        let kept = form.entities.iter().flat_map(|entity| &entity.saves);
        for node in kept.filter(|(_, node)| !keeping.may_stay(*node)).map(|(_, node)| form.node(*node)) {
            let message = format!("{} is kept in a list of entities that later interviews read", node.name);
            let remedy = "Keep neutral answers only (S0, no identity): the next person sees the list";
            self.issue(Severity::Error, node.row, "save_to", message, remedy);
        }
        for entity in form.entities.iter().filter(|entity| !keeping.may_declare(entity)) {
            let message = format!("the list {} would tell later interviews what is not neutral", entity.list);
            let remedy = "Name, identify and create its entities by neutral answers only (S0, no identity)";
            self.issue(Severity::Error, form.node(entity.within).row, "", message, remedy);
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
