//! What the sheets mean together: lines for everybody who is asked, groups that a visit rule names, roles for
//! identities, questions that somebody asks.
//!
//! Each sheet was read by itself before; here is only what no sheet can know alone.

use super::{
    book::{Book, words},
    tools::{RESPONDENTS, Tool},
};
use crate::{
    form::{Form, NodeKind},
    study::{CONSENT_LINES, Method, Respondent, Study, VisitRule},
    xlsform::{Issue, did_you_mean},
};

/// Everything that is wrong with the study as a whole.
pub(super) fn whole(book: &mut Book<'_>, study: &Study, tools: &[Tool]) {
    if tools.is_empty() {
        let remedy = "Name at least one questionnaire of the folder instruments";
        book.issues.push(Issue::error("instruments", "the study has no instrument", remedy));
    }
    check_told(book, study);
    check_visits(book, study, tools);
    check_roles(book, study);
    check_sites(book, study);
    if study.instruments.len() == tools.len() {
        check_questions(book, study);
    }
    book.issues.extend(super::too_large(study));
}

/// Every kind of respondent hears all twelve lines.
fn check_told(book: &mut Book<'_>, study: &Study) {
    for (name, respondent) in RESPONDENTS.iter().filter(|(_, respondent)| *respondent != Respondent::Nobody) {
        if !study.instruments.iter().any(|instrument| instrument.respondent == *respondent) {
            continue;
        }
        let told = study.told_to(*respondent);
        let missing: Vec<&str> =
            CONSENT_LINES.into_iter().filter(|line| !told.iter().any(|known| known.line == *line)).collect();
        if !missing.is_empty() {
            let message = format!("the lines {} are not told to the respondent {name}", missing.join(", "));
            book.issues.push(Issue::error("told", message, "Write them for this respondent, or for everybody"));
        }
    }
}

/// A visit rule names groups that are there, and two visits are allowed.
fn check_visits(book: &mut Book<'_>, study: &Study, tools: &[Tool]) {
    for tool in tools {
        let Some(instrument) = study.instrument(&tool.id()) else { continue };
        let VisitRule::Two { first } = &instrument.visit_rule else { continue };
        let mut error = |message: String, remedy: String| {
            let (row, column) = tool.visit_place.clone();
            book.issues.push(Issue::error("instruments", message, remedy).at(row, column));
        };
        let sections = sections(&instrument.form);
        for group in first.iter().filter(|group| !sections.contains(&group.as_str())) {
            let otherwise = format!("Its top-level groups are: {}", sections.join(", "));
            let remedy = did_you_mean(group, sections.iter().copied(), &otherwise);
            error(format!("{} has no top-level group '{group}'", tool.file), remedy);
        }
        if study.limits.visits < 2 {
            let message = "the rule needs two visits, but limits allow one".to_owned();
            error(message, "Raise visits in the sheet limits, or write one".to_owned());
        }
    }
}

fn sections(form: &Form) -> Vec<&str> {
    let top = form.nodes.iter().skip(1).filter(|node| node.parent.0 == 0);
    top.filter(|node| matches!(node.kind, NodeKind::Group)).map(|node| node.name.as_str()).collect()
}

/// Identities open only with a custodian of each role, so both must be given out.
fn check_roles(book: &mut Book<'_>, study: &Study) {
    let asks_identity = study.instruments.iter().any(|i| i.form.nodes.iter().any(|node| node.care.identity));
    for role in ["custodian_1", "custodian_2"] {
        if asks_identity && !study.sees(role, "identity") {
            let message = format!("an instrument asks for identity, but {role} may not open it");
            book.issues.push(Issue::error("roles", message, "Write identity into the column sees of its row"));
        }
    }
}

fn check_sites(book: &mut Book<'_>, study: &Study) {
    let observes = study.instruments.iter().any(|instrument| instrument.method == Method::Observation);
    if observes && study.sites.is_empty() {
        let remedy = "Add the places that are watched";
        book.issues.push(Issue::error("sites", "the study observes, but has no site", remedy));
    }
}

/// A research question that nobody asks is a promise that cannot be kept.
fn check_questions(book: &mut Book<'_>, study: &Study) {
    let asked: Vec<String> = study
        .instruments
        .iter()
        .flat_map(|instrument| &instrument.form.nodes)
        .flat_map(|node| words(&node.care.question_id))
        .collect();
    // Where no workbook has the column, that was said already, once for each.
    if asked.is_empty() {
        return;
    }
    for question in study.questions.iter().filter(|question| !asked.contains(&question.id)) {
        let message = format!("no instrument asks anything for the research question {}", question.id);
        let remedy = "Name it in the column question_id of an instrument, or take it out";
        let (row, column) = book.place_of("questions", &question.id);
        book.issues.push(Issue::warning("questions", message, remedy).at(row, column));
    }
}
