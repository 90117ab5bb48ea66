//! Labels and values as words.

use crate::form::{Form, NodeIndex, Path, Value};

/// A value in words: labels of choices, times to the minute, everything else as it is stored.
#[must_use]
pub fn value_in_words(form: &Form, at: &Path, value: &Value, language: u16) -> String {
    match value {
        Value::Choice(choice) => choice_label(form, at.node, *choice, language),
        Value::Choices(choices) => {
            let labels: Vec<String> =
                choices.iter().map(|choice| choice_label(form, at.node, *choice, language)).collect();
            labels.join("; ")
        }
        Value::DateTime(..) | Value::Time(_) => to_the_minute(&form.lexical(at, value)),
        // The name of a choice that stood on one device only; the record brought its row along.
        Value::Text(text) => match form.as_choice(at.node, value.clone()) {
            Value::Text(_) => text.clone(),
            choice => value_in_words(form, at, &choice, language),
        },
        _ => form.lexical(at, value),
    }
}

/// Characters of `14:30`.
const MINUTE_CHARACTERS: usize = 5;

/// Nobody reads seconds and offsets; a date stays before its time.
fn to_the_minute(stored: &str) -> String {
    let minutes = |time: &str| time.get(..MINUTE_CHARACTERS).unwrap_or(time).to_owned();
    match stored.split_once('T') {
        Some((date, time)) => format!("{date} {}", minutes(time)),
        None => minutes(stored),
    }
}

fn choice_label(form: &Form, node: NodeIndex, choice: u32, language: u16) -> String {
    let Some(choice) = form.choice(node, choice) else { return String::new() };
    let label = choice.label().in_general(language);
    if label.is_empty() { choice.name().to_owned() } else { label.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::to_the_minute;

    #[test]
    fn times_are_read_to_the_minute() {
        assert_eq!(to_the_minute("2026-11-24T06:02:00.000+02:00"), "2026-11-24 06:02");
        assert_eq!(to_the_minute("14:30:00.000"), "14:30");
        assert_eq!(to_the_minute(""), "");
    }
}
