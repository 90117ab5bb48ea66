//! The column `parameters`: pairs such as `start=1 end=5`, read and checked by the type of the question.
//!
//! Every fault of a cell is told at once. Knows the words of the column and of the type, and which choice lists there
//! are; nothing about other rows.

mod audit;
mod decimal;
mod geo;
mod range;
mod select;

use crate::form::{AudioQuality, Parameters};

use super::{listed::Listed, near::did_you_mean};

pub use audit::audit;
#[cfg(test)]
pub use range::TICKS_NAMED_MAX;
pub use range::can_be_pointed_to;
pub use select::Chosen;

/// A fault: what is wrong, and what would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub remedy: String,
}

impl Fault {
    fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into() }
    }
}

/// What a question's parameters come to.
#[derive(Debug, Default, PartialEq)]
pub struct Checked {
    /// The parameters that hold.
    pub parameters: Parameters,
    /// `seed`, an expression.
    pub seed: String,
    /// A range over fractions.
    pub is_fraction: bool,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What the author should look at.
    pub doubts: Vec<Fault>,
}

/// The pairs of one cell, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub struct Pairs {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
    doubts: Vec<Fault>,
}

impl Pairs {
    /// Reads a cell: `key=value` with spaces, commas or semicolons between. Values are in lower case, but for names of
    /// columns and references.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut pairs = Self::default();
        let separated = text.replace('=', " = ");
        let words: Vec<&str> =
            separated.split([' ', '\t', '\n', '\r', ',', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.chunks(3) {
            let [key, "=", value] = pair else { return pairs.unreadable() };
            if *key == "=" || *value == "=" {
                return pairs.unreadable();
            }
            let key = key.to_lowercase();
            let keeps_case = matches!(key.as_str(), "label" | "value" | "seed" | "reference-geometry");
            let value = if keeps_case { (*value).to_owned() } else { value.to_lowercase() };
            pairs.pairs.retain(|(known, _)| *known != key);
            pairs.pairs.push((key, value));
        }
        pairs
    }

    fn unreadable(mut self) -> Self {
        self.pairs.clear();
        self.faults.push(Fault::new("the parameters cannot be read", "Write them as key=value, with spaces between"));
        self
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or("").to_owned()
    }

    fn fault(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(Fault::new(message, remedy));
    }

    /// Says which keys the type does not have.
    fn accept(&mut self, known: &[&str]) {
        let strange = self.pairs.iter().map(|(key, _)| key.clone()).filter(|key| !known.contains(&key.as_str()));
        for key in strange.collect::<Vec<_>>() {
            let remedy = did_you_mean(&key, known.iter().copied(), &format!("It has {}", known.join(", ")));
            self.fault(format!("this type has no parameter {key}"), remedy);
        }
    }

    /// A whole number.
    fn whole(&mut self, key: &str) -> Option<i64> {
        let value = self.get(key)?.replace('_', "");
        let number = value.parse().ok();
        if number.is_none() {
            self.fault(format!("the parameter {key} is not a whole number: '{value}'"), "Write a number, such as 1024");
        }
        number
    }

    /// Any number, as it was written.
    fn number(&mut self, key: &str) -> String {
        let Some(value) = self.get(key).map(str::to_owned) else { return String::new() };
        if value.parse::<f64>().is_ok() {
            return value;
        }
        self.fault(format!("the parameter {key} is not a number: '{value}'"), "Write a number, such as 5");
        String::new()
    }

    /// One of these words.
    fn word(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let value = self.get(key)?.to_owned();
        if words.contains(&value.as_str()) {
            return Some(value);
        }
        let otherwise = format!("Write one of {}", words.join(", "));
        let remedy = did_you_mean(&value, words.iter().copied(), &otherwise);
        self.fault(format!("'{value}' is not a value of the parameter {key}"), remedy);
        None
    }

    fn done(self, parameters: Parameters) -> Checked {
        Checked { parameters, faults: self.faults, doubts: self.doubts, ..Checked::default() }
    }
}

/// The parameters of a question that is no select. `name` is the type as it was written: old names of a type have no
/// parameters, and whatever is written there is without effect.
#[must_use]
pub fn of_question(name: &str, text: &str, appearance: &str, lists: &Listed<'_>) -> Checked {
    let mut pairs = Pairs::parse(text);
    match name {
        "text" => text_rows(pairs),
        "photo" | "image" | "add image prompt" | "add photo prompt" => image(pairs, appearance),
        "audio" | "add audio prompt" => audio(pairs, &AudioQuality::ALL),
        "background-audio" => audio(pairs, &AudioQuality::ALL[..3]),
        "geopoint" => geo::point(pairs),
        "geotrace" | "geoshape" => geo::line(pairs),
        "range" => range::range(pairs, appearance, lists),
        _ => {
            let faults = std::mem::take(&mut pairs.faults);
            let doubts = if text.trim().is_empty() || !faults.is_empty() { Vec::new() } else { vec![without_effect()] };
            Checked { faults, doubts, ..Checked::default() }
        }
    }
}

/// That a type has no parameters.
fn without_effect() -> Fault {
    Fault {
        message: "this type has no parameters: the cell has no effect".to_owned(),
        remedy: "Clear the cell".to_owned(),
    }
}

/// What is wrong with the cell of a row that has no parameters at all: only how it is written.
#[must_use]
pub fn of_other(text: &str) -> Vec<Fault> {
    Pairs::parse(text).faults
}

/// The parameters of a select or a rank.
#[must_use]
pub fn of_select(chosen: Chosen, text: &str) -> Checked {
    select::select(chosen, Pairs::parse(text))
}

fn text_rows(mut pairs: Pairs) -> Checked {
    pairs.accept(&["rows"]);
    let rows = pairs.whole("rows").and_then(|rows| u32::try_from(rows).ok());
    pairs.done(Parameters::Text { rows })
}

fn image(mut pairs: Pairs, appearance: &str) -> Checked {
    pairs.accept(&["app", "max-pixels"]);
    let max_pixels = pairs.whole("max-pixels").and_then(|pixels| u32::try_from(pixels).ok());
    let app = pairs.text("app");
    if matches!(appearance, "" | "annotate") && pairs.get("app").is_some() && !is_package(&app) {
        let message = format!("the parameter app is not the name of an Android package: '{app}'");
        pairs.fault(message, "Write it as the app's store names it, such as org.example.camera");
    }
    pairs.done(Parameters::Image { max_pixels, app })
}

/// `org.example.camera`: at least two words of letters, digits and `_` that begin with a letter.
fn is_package(name: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    name.contains('.') && name.split('.').all(word)
}

fn audio(mut pairs: Pairs, known: &[AudioQuality]) -> Checked {
    pairs.accept(&["quality"]);
    let words: Vec<&str> = known.iter().map(|quality| quality.word()).collect();
    let word = pairs.word("quality", &words);
    let quality = known.iter().copied().find(|quality| word.as_deref() == Some(quality.word()));
    pairs.done(Parameters::Audio { quality })
}

#[cfg(test)]
mod tests;
