//! Labels and values as words.

use crate::{
    form::{Form, NodeIndex, Path, Value},
    record::MediaReference,
};

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
            Value::Text(_) => without_key(text),
            choice => value_in_words(form, at, &choice, language),
        },
        _ => form.lexical(at, value),
    }
}

/// Letters of a recording's hash that tell it from others; an export calls its file so.
const RECORDING_LETTERS: usize = 24;

/// A reference to a recording holds the key that opens it. It is named by its hash, as an export names the file: what
/// people see, copy and photograph opens nothing.
fn without_key(text: &str) -> String {
    let named = text.parse::<MediaReference>().map(|reference| reference.hash.to_string());
    named.map_or_else(|_| text.to_owned(), |hash| format!("recordings/{}", &hash[..RECORDING_LETTERS]))
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
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::{to_the_minute, without_key};
    use crate::{
        ids::{Hash32, StudyId},
        record::{MediaContext, RecordError},
    };

    #[test]
    fn a_recording_is_named_without_what_opens_it() -> Result<(), RecordError> {
        let context =
            MediaContext { study: StudyId("river".into()), statement: Hash32([2; 32]), purpose: "audio".into() };
        let (_, reference) = context.seal(b"a voice", &mut ChaCha20Rng::seed_from_u64(4))?;
        let shown = without_key(&reference.to_string());
        assert_eq!(shown, format!("recordings/{}", &reference.hash.to_string()[..24]));
        assert!(without_key(&shown) == shown && shown.parse::<crate::record::MediaReference>().is_err());
        assert_eq!(without_key("fwm1. is no reference"), "fwm1. is no reference");
        Ok(())
    }

    #[test]
    fn times_are_read_to_the_minute() {
        assert_eq!(to_the_minute("2026-11-24T06:02:00.000+02:00"), "2026-11-24 06:02");
        assert_eq!(to_the_minute("14:30:00.000"), "14:30");
        assert_eq!(to_the_minute(""), "");
    }
}
