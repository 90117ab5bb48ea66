//! Replaying a transcript: an interview as another engine walked it, line by line, through ours.
//!
//! A transcript is JSON lines: `answer`, `add` and `remove` say what was done, `validate` and `state` ask what came of
//! it. Each line gives one line back in the same format, with our outcome in the place of theirs, so that two engines
//! are compared by comparing two files. Nothing here knows who wrote the transcript or what the other engine said.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::Collect;
use crate::{
    form::{ChoiceSource, Form, Value},
    instance::{Surroundings, Validity},
};

/// Longest transcript that is replayed.
pub const TRANSCRIPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Why a transcript cannot be replayed. A step that the form refuses is no such reason: it is an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// Longer than [`TRANSCRIPT_BYTES_MAX`].
    #[error("the transcript is longer than {TRANSCRIPT_BYTES_MAX} bytes")]
    TooLong,
    /// A line that is no step.
    #[error("line {0} is no step of a transcript")]
    BadLine(usize),
}

/// Our lines for the lines of a transcript. A reference that leads nowhere has the outcome `missing`, a value that the
/// question cannot take `unfit`.
///
/// # Errors
/// The transcript cannot be read.
pub fn replay(form: &Arc<Form>, transcript: &str, surroundings: &Surroundings) -> Result<Vec<String>, ReplayError> {
    walked(form, transcript, surroundings).map(|(lines, _)| lines)
}

/// The same, with the interview as the last line leaves it.
///
/// # Errors
/// The transcript cannot be read.
pub fn walked(
    form: &Arc<Form>,
    transcript: &str,
    surroundings: &Surroundings,
) -> Result<(Vec<String>, Collect), ReplayError> {
    if transcript.len() > TRANSCRIPT_BYTES_MAX {
        return Err(ReplayError::TooLong);
    }
    let collect = Collect::new(form.clone(), surroundings);
    let root = Some(form.settings.root_name.as_str()).filter(|name| !name.is_empty()).unwrap_or("data").to_owned();
    let mut replay = Replay { collect, root };
    let steps = transcript.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines: Result<Vec<String>, ReplayError> =
        steps.map(|(number, line)| replay.line(line).ok_or(ReplayError::BadLine(number + 1))).collect();
    Ok((lines?, replay.collect))
}

struct Replay {
    collect: Collect,
    /// What the transcript calls the form.
    root: String,
}

impl Replay {
    fn line(&mut self, line: &str) -> Option<String> {
        let step: Json = serde_json::from_str(line).ok()?;
        let reference = step.get("ref").and_then(Json::as_str);
        match step.get("op")?.as_str()? {
            "answer" => {
                let (reference, value) = (self.known(reference?), step.get("value")?.as_str()?);
                let outcome = self.answer(reference, value);
                Some(json!({"op": "answer", "ref": reference, "value": value, "outcome": outcome}).to_string())
            }
            "add" => {
                let reference = self.known(reference?);
                let outcome = self.add(reference);
                Some(json!({"op": "add", "ref": reference, "outcome": outcome}).to_string())
            }
            "remove" => {
                let reference = self.known(reference?);
                let outcome = self.remove(reference);
                Some(json!({"op": "remove", "ref": reference, "outcome": outcome}).to_string())
            }
            "validate" => Some(self.validate()),
            "state" => Some(json!({"op": "state", "nodes": self.state()}).to_string()),
            _ => None,
        }
    }

    fn known<'r>(&mut self, reference: &'r str) -> &'r str {
        if let Some(root) = reference.split('/').nth(1) {
            root.clone_into(&mut self.root);
        }
        reference
    }

    fn answer(&mut self, reference: &str, text: &str) -> &'static str {
        let form = self.collect.form().clone();
        let Some(path) = form.find(reference) else { return "missing" };
        let value = match form.question(path.node) {
            _ if text.is_empty() => Ok(None),
            // JavaRosa takes any text: the choices are the client's affair.
            Some(question) if question.choice_source == ChoiceSource::External => {
                Ok(Some(Value::Text(text.to_owned())))
            }
            // JavaRosa sees the list as it is written, and not the file whose rows Collect puts in its place.
            Some(question) if matches!(question.choice_source, ChoiceSource::Search(_)) => {
                Ok(Some(form.parse_value(path.node, text).unwrap_or_else(|_| Value::Text(text.to_owned()))))
            }
            _ => form.parse_value(path.node, text).map(Some),
        };
        let Ok(value) = value else { return "unfit" };
        outcome(self.collect.answer(&path, value))
    }

    fn add(&mut self, reference: &str) -> &'static str {
        let Some(path) = self.collect.form().find(reference) else { return "missing" };
        if self.collect.add(&path).is_some() { "ok" } else { "missing" }
    }

    fn remove(&mut self, reference: &str) -> &'static str {
        let path = self.collect.form().find(reference);
        if path.is_some_and(|path| self.collect.remove(&path)) { "ok" } else { "missing" }
    }

    fn validate(&mut self) -> String {
        match self.collect.validate() {
            None => json!({"op": "validate", "outcome": "ok"}).to_string(),
            Some((path, validity)) => {
                let text = self.collect.form().path_text(&path);
                let below = text.strip_prefix("/data").unwrap_or(&text);
                let reference = format!("/{}{below}", self.root);
                json!({"op": "validate", "ref": reference, "outcome": outcome(validity)}).to_string()
            }
        }
    }

    fn state(&self) -> Map<String, Json> {
        let leaves = self.collect.leaves().into_iter();
        leaves.map(|(below, text)| (format!("/{}{below}", self.root), Json::String(text))).collect()
    }
}

fn outcome(validity: Validity) -> &'static str {
    match validity {
        Validity::Ok => "ok",
        Validity::Constraint => "constraint",
        Validity::Required => "required",
    }
}
