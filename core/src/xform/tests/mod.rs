//! What holds of XForms as a whole: out and in again, XForms written by hand, and files that mean harm.

mod hand;
mod hostile;
mod law;
mod written;

use serde_json::Value;

use super::{Reading, read};
use crate::form::Form;

/// The form of an XForm that has no errors.
fn form(xml: &str) -> Form {
    let Reading { form, issues } = read(xml.as_bytes());
    let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
    form.unwrap_or_else(|| panic!("{}\n{xml}", told.join("\n")))
}

/// What a form means: everything but its author's words for expressions and the numbers of rows.
fn meaning(form: &Form) -> Value {
    let mut meaning = serde_json::to_value(form).expect("a form is plain");
    strip(&mut meaning);
    meaning
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("code") {
                members.remove("source");
            }
            members.remove("row");
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Where two meanings differ first.
fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            one.iter().find_map(|(key, value)| difference(value, &other[key], &format!("{path}.{key}")))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other).enumerate();
            pairs.into_iter().find_map(|(place, (one, other))| difference(one, other, &format!("{path}[{place}]")))
        }
        _ if one == other => None,
        _ => Some(format!("{path}: {one} became {other}")),
    }
}
