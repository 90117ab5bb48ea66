//! What is typed as an answer, as a value of the question.
//!
//! Choices are typed by number, by name, or by the beginning of their label; where that fits several, the list is
//! narrowed to them. Everything else is typed as it is stored, a decimal comma for a point.

use fieldward_core::{
    form::{Control, DataType, Parameters, Path, Question, Value},
    instance::Instance,
};

use crate::terminal::{
    look::{self, Comma},
    words::words,
};

/// Lists longer than this are narrowed by typing before they are shown whole.
pub(super) const CHOICES_SHOWN_MAX: usize = 15;

/// What an entry came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Read {
    /// A value.
    Value(Value),
    /// Choices that the words fit, by their place among those offered.
    Several(Vec<usize>),
    /// Nothing, and why.
    Refused(String),
}

/// Reads an entry for a question.
pub(super) fn read(instance: &Instance, at: &Path, typed: &str, language: &str) -> Read {
    let form = instance.form();
    let Some(question) = form.question(at.node) else { return Read::Refused("Nothing is asked here.".to_owned()) };
    if let Some(answers) = instance.answers_offered(at) {
        return answered(&answers, typed, question);
    }
    let comma = if question.data_type == DataType::Decimal { Comma::MayBeginFraction } else { Comma::Groups };
    let typed = match look::meant(&form.look(at.node), comma, typed) {
        Ok(typed) => typed,
        Err(unclear) => return Read::Refused(unclear.said(words("en").looks).to_owned()),
    };
    let typed = typed.as_str();
    let text = match (question.data_type, question.control) {
        (DataType::SelectOne, _) => {
            let found = found(instance, at, typed, language);
            match found.as_slice() {
                [one] => return chosen(instance, at, &[*one], question),
                [] => return Read::Refused("No choice has this number, name or label.".to_owned()),
                _ => return Read::Several(found),
            }
        }
        (DataType::SelectMultiple, _) => return several(instance, at, typed, question, language),
        (_, Control::Acknowledge) => "OK".to_owned(),
        (DataType::Decimal, _) => typed.replace(',', "."),
        _ => typed.to_owned(),
    };
    match form.parse_value(at.node, &text) {
        Ok(value) => on_scale(question, value),
        Err(error) => Read::Refused(format!("Not understood: {error}.")),
    }
}

/// Answers given elsewhere in the form, by number or in full.
fn answered(answers: &[String], typed: &str, question: &Question) -> Read {
    let one = |word: &str| match number(word, answers.len()) {
        Some(place) => answers.get(place),
        None => answers.iter().find(|answer| *answer == word),
    };
    let whole = one(typed).map(|answer| vec![answer.as_str()]);
    let several =
        || typed.split([' ', ',', ';']).filter(|word| !word.is_empty()).map(|word| one(word).map(String::as_str));
    let chosen = match question.data_type {
        DataType::SelectMultiple => whole.or_else(|| several().collect()),
        _ => whole,
    };
    match chosen {
        Some(chosen) => Read::Value(Value::Text(chosen.join(" "))),
        None => Read::Refused("No choice has this number or name.".to_owned()),
    }
}

/// Places, among those offered, that a number, a name or words mean.
fn found(instance: &Instance, at: &Path, typed: &str, language: &str) -> Vec<usize> {
    let offered = instance.shown_choices(at);
    let form = instance.form();
    let name = |choice: u32| form.choice(at.node, choice).map_or("", |choice| choice.name());
    if let Some(place) = number(typed, offered.len()) {
        return vec![place];
    }
    if let Some(place) = offered.iter().position(|choice| name(*choice) == typed) {
        return vec![place];
    }
    let wanted = typed.to_lowercase();
    let labels: Vec<String> =
        offered.iter().map(|choice| instance.choice_label(at, *choice, language).to_lowercase()).collect();
    let which = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        labels.iter().enumerate().filter(|(_, label)| fits(label)).map(|(place, _)| place).collect()
    };
    let exactly = which(&|label| label == wanted);
    if exactly.is_empty() { which(&|label| label.contains(&wanted)) } else { exactly }
}

fn number(typed: &str, offered: usize) -> Option<usize> {
    typed.parse::<usize>().ok()?.checked_sub(1).filter(|place| *place < offered)
}

/// Numbers or names with blanks or commas between them; words when one thing is meant.
fn several(instance: &Instance, at: &Path, typed: &str, question: &Question, language: &str) -> Read {
    let mut places = Vec::new();
    for word in typed.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
        match found(instance, at, word, language).as_slice() {
            [one] => places.push(*one),
            _ => {
                places.clear();
                break;
            }
        }
    }
    if places.is_empty() {
        return match found(instance, at, typed.trim(), language) {
            found if found.is_empty() => Read::Refused("Not all of these are among the choices.".to_owned()),
            found if found.len() == 1 => chosen(instance, at, &found, question),
            found => Read::Several(found),
        };
    }
    if question.control == Control::Rank && places.len() != instance.choices(at).len() {
        return Read::Refused("Put all of them in order: each number once, the first first.".to_owned());
    }
    chosen(instance, at, &places, question)
}

fn chosen(instance: &Instance, at: &Path, places: &[usize], question: &Question) -> Read {
    let offered = instance.shown_choices(at);
    let mut choices: Vec<u32> = places.iter().filter_map(|place| offered.get(*place).copied()).collect();
    if question.data_type == DataType::SelectOne {
        return choices.pop().map_or_else(|| Read::Several(Vec::new()), |choice| Read::Value(Value::Choice(choice)));
    }
    let mut seen = choices.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() != choices.len() {
        return Read::Refused("Each choice once.".to_owned());
    }
    if question.control != Control::Rank {
        choices = seen;
    }
    Read::Value(Value::Choices(choices))
}

/// A pointer on a scale cannot stand between its steps or beyond its ends.
fn on_scale(question: &Question, value: Value) -> Read {
    let number = match &value {
        Value::Integer(number) => *number as f64,
        Value::Decimal(number) => *number,
        _ => return Read::Value(value),
    };
    match &question.parameters {
        Parameters::Range(scale) if question.control == Control::Range && !scale.allows(number) => {
            Read::Refused(format!("From {} to {} in steps of {}.", scale.start, scale.end, scale.step))
        }
        _ => Read::Value(value),
    }
}
