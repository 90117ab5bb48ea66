//! Names that say nothing, and things that a repository must not speak of.

use super::source::Source;

/// Names that the house does not use: they say nothing, or say it in another trade's words.
const BANNED: &[&str] = &["manager", "helper", "util", "utils", "handler", "skip_logic", "data", "info", "process"];
/// Where a banned word is somebody else's name: XForms' root element and its data types, a standard library path.
const FOREIGN: &[&str] = &["std::process", "/data", "\"data\"", "process::", "tracing::info", "info!", "DataType"];

/// Identifiers of ours that are made of a banned word, and unfinished code.
pub(crate) fn faults(source: &Source) -> Vec<String> {
    if source.is_test() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (line, code) in source.code() {
        let named = ["fn ", "struct ", "enum ", "trait ", "mod ", "type ", "const "];
        let declared = named
            .iter()
            .filter_map(|word| code.split(word).nth(1))
            .flat_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        for name in declared {
            if FOREIGN.iter().any(|foreign| code.contains(foreign)) {
                continue;
            }
            if let Some(word) = words_of(name).into_iter().find(|word| BANNED.contains(&word.as_str())) {
                faults.push(format!("{}:{line}: `{name}`: the house does not say `{word}`", source.path));
            }
        }
    }
    let unfinished = ["TO\u{44}O", "FIX\u{4d}E", "XX\u{58}"];
    for (at, line) in source.text.lines().enumerate() {
        if unfinished.iter().any(|word| line.contains(word)) {
            faults.push(format!("{}:{}: unfinished", source.path, at + 1));
        }
    }
    faults
}

/// `DataManager` and `data_manager` are both made of `data` and `manager`.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter == '_' || letter.is_uppercase() && words.last().is_some_and(|w| !w.ends_with(char::is_uppercase)) {
            words.push(String::new());
        }
        if letter != '_' {
            words.last_mut().expect("never empty").extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
