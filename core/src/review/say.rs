//! Labels and values as words.

use crate::{
    expr::Expression,
    form::{Form, NodeIndex, Outputs, Path, Text, Value},
};

/// What another answer would fill in stands as `…`: a label on a page or in a codebook is about the question, not about
/// one person's other answers.
struct Elsewhere;

impl Outputs for Elsewhere {
    fn output(&self, _: &Expression) -> String {
        "…".to_owned()
    }
}

/// A text in one language, else in the first that has words, with `…` where another answer would stand.
#[must_use]
pub fn plain_words(text: &Text, language: u16) -> String {
    text.say(language, language, &Elsewhere)
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
        _ => form.lexical(at, value),
    }
}

fn choice_label(form: &Form, node: NodeIndex, choice: u32, language: u16) -> String {
    let Some(choice) = form.choice(node, choice) else { return String::new() };
    let label = plain_words(&choice.label, language);
    if label.is_empty() { choice.name.clone() } else { label }
}
