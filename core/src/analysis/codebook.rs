//! What every column means: question, type, choices, sensitivity, why it is asked. Made from the form, so it cannot
//! drift from it.

use crate::form::{Control, DataType, Form, NodeIndex, NodeKind, Question, Sensitivity, Text, Upload};

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodebookEntry {
    /// Which node.
    pub node: NodeIndex,
    /// Names from the root, joined by `/`.
    pub name: String,
    /// The question in words.
    pub label: String,
    /// `integer`, `select_one`, ... as XLSForm names them.
    pub data_type: &'static str,
    /// How sensitive.
    pub sensitivity: Sensitivity,
    /// Why it is asked.
    pub need: String,
    /// The research question it serves.
    pub question_id: String,
    /// Field of an outside standard.
    pub map: String,
    /// Rows of its own: inside a repeat.
    pub repeated: Option<NodeIndex>,
    /// Its choices; empty when it has none.
    pub choices: Vec<CodebookChoice>,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodebookChoice {
    /// As stored.
    pub name: String,
    /// In words.
    pub label: String,
}

/// All questions of a form that may be exported, in order. Identity items and notes are not among them.
#[must_use]
pub fn codebook(form: &Form, language: &str) -> Vec<CodebookEntry> {
    let language = form.language_index(language);
    (0..form.nodes.len()).filter_map(|place| entry(form, NodeIndex(place as u32), language)).collect()
}

fn entry(form: &Form, index: NodeIndex, language: u16) -> Option<CodebookEntry> {
    let node = &form.nodes[index.0 as usize];
    let NodeKind::Question(question) = &node.kind else { return None };
    if node.care.identity || question.control == Control::Note {
        return None;
    }
    let words = |text: &Text| text.in_general(language);
    Some(CodebookEntry {
        node: index,
        name: name_from_root(form, index),
        label: words(&node.label),
        data_type: type_name(question),
        sensitivity: node.care.sensitivity,
        need: node.care.need.clone(),
        question_id: node.care.question_id.clone(),
        map: node.care.map.clone(),
        repeated: form.repeats_of(index).last().copied(),
        choices: choices(form, question, language),
    })
}

fn choices(form: &Form, question: &Question, language: u16) -> Vec<CodebookChoice> {
    let Some(list) = form.choices_of(question) else { return Vec::new() };
    let choice = |choice: crate::form::Choice<'_>| CodebookChoice {
        name: choice.name().to_owned(),
        label: choice.label().in_general(language).into_owned(),
    };
    list.iter().map(choice).collect()
}

fn name_from_root(form: &Form, index: NodeIndex) -> String {
    let mut names: Vec<&str> = ancestors(form, index).map(|above| form.nodes[above.0 as usize].name.as_str()).collect();
    names.reverse();
    names.push(&form.nodes[index.0 as usize].name);
    names.join("/")
}

fn ancestors(form: &Form, index: NodeIndex) -> impl Iterator<Item = NodeIndex> {
    let above = |index: NodeIndex| Some(form.nodes[index.0 as usize].parent).filter(|parent| parent.0 != 0);
    std::iter::successors(above(index), move |index| above(*index))
}

/// As an author names it, where several types have one kind of value.
fn type_name(question: &Question) -> &'static str {
    match question.control {
        Control::Rank => return "rank",
        Control::Acknowledge => return "acknowledge",
        Control::Upload(Upload::Image) => return "image",
        Control::Upload(Upload::Audio) => return "audio",
        Control::Upload(Upload::Video) => return "video",
        _ => {}
    }
    match question.data_type {
        DataType::Text => "text",
        DataType::Integer => "integer",
        DataType::Decimal => "decimal",
        DataType::Date => "date",
        DataType::Time => "time",
        DataType::DateTime => "dateTime",
        DataType::SelectOne => "select_one",
        DataType::SelectMultiple => "select_multiple",
        DataType::Geopoint => "geopoint",
        DataType::Geotrace => "geotrace",
        DataType::Geoshape => "geoshape",
        DataType::File => "file",
        DataType::Barcode => "barcode",
    }
}
