//! Labels and values as words.

use crate::form::{Form, NodeIndex, Path, Value};

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
        _ => form.lexical(at, value),
    }
}

fn choice_label(form: &Form, node: NodeIndex, choice: u32, language: u16) -> String {
    let Some(choice) = form.choice(node, choice) else { return String::new() };
    let label = choice.label.in_general(language);
    if label.is_empty() { choice.name.clone() } else { label }
}
