//! Replaying a transcript: an interview as another engine walked it, line by line, through ours.
//!
//! A transcript is JSON lines: `answer` and `add` say what was done, `validate` and `state` ask what came of it. Each
//! line gives one line back in the same format, with our outcome in the place of theirs, so that two engines are
//! compared by comparing two files. Nothing here knows who wrote the transcript or what the other engine said.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::{Instance, Surroundings, Validity, javarosa::written};
use crate::{
    expr::{Evaluation, NodeIndex},
    form::{Control, DataType, Form, NodeKind, Path, Value},
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
    if transcript.len() > TRANSCRIPT_BYTES_MAX {
        return Err(ReplayError::TooLong);
    }
    let mut replay = Replay {
        instance: Instance::new(Arc::new(begun_as_collect_does(form)), surroundings),
        offset_min: surroundings.now.offset_min,
        root: "data".to_owned(),
    };
    let steps = transcript.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    steps.map(|(number, line)| replay.line(line).ok_or(ReplayError::BadLine(number + 1))).collect()
}

/// An observation sheet begins without blocks and rows (they come with the clock and the taps); Collect knows neither
/// appearance and begins with one of each.
fn begun_as_collect_does(form: &Form) -> Form {
    let mut form = form.clone();
    for node in &mut form.nodes {
        if let NodeKind::Repeat { count: None, initial } = &mut node.kind {
            *initial = 1;
        }
    }
    form
}

struct Replay {
    instance: Instance,
    offset_min: i16,
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

    /// As in Collect, an answer that is refused is not stored.
    fn answer(&mut self, reference: &str, text: &str) -> &'static str {
        let form = self.instance.form().clone();
        let Some(path) = form.find(reference) else { return "missing" };
        let value = if text.is_empty() { Ok(None) } else { form.parse_value(path.node, text).map(Some) };
        let Ok(value) = value else { return "unfit" };
        let validity = self.instance.check(&path, value.as_ref());
        if validity == Validity::Ok && self.instance.answer(&path, value).is_err() {
            return "missing";
        }
        outcome(validity)
    }

    fn add(&mut self, reference: &str) -> &'static str {
        let Some(path) = self.instance.form().find(reference) else { return "missing" };
        let position = path.at.last().copied().unwrap_or(0);
        if position < self.instance.repeat_count(&path) {
            return "ok";
        }
        if self.instance.add_repeat(&path).is_ok() { "ok" } else { "missing" }
    }

    fn validate(&mut self) -> String {
        self.instance.confirm();
        match self.instance.validate().first() {
            None => json!({"op": "validate", "outcome": "ok"}).to_string(),
            Some((path, validity)) => {
                let reference = self.reference(path);
                json!({"op": "validate", "ref": reference, "outcome": outcome(*validity)}).to_string()
            }
        }
    }

    fn reference(&self, path: &Path) -> String {
        let text = self.instance.form().path_text(path);
        let below = text.strip_prefix("/data").unwrap_or(&text);
        format!("/{}{below}", self.root)
    }

    /// Every relevant leaf. Groups without relevant questions are none, as they hold nothing.
    fn state(&self) -> Map<String, Json> {
        let mut nodes = Map::new();
        for (path, value) in self.instance.leaves() {
            let text = value.map_or_else(String::new, |value| self.text(path.node, &value));
            nodes.insert(self.reference(&path), Json::String(text));
        }
        self.counts(&mut nodes);
        nodes
    }

    fn text(&self, node: NodeIndex, value: &Value) -> String {
        let form = self.instance.form();
        let is_note = form.question(node).is_some_and(|question| question.control == Control::Note);
        if is_note { String::new() } else { written(form, node, value, self.offset_min) }
    }

    /// A number of repetitions that is more than a reference is a question of its own in an XForm: `leg_count`.
    fn counts(&self, nodes: &mut Map<String, Json>) {
        let form = self.instance.form();
        let mut places = vec![Path::default()];
        places.extend(self.instance.relevant_nodes());
        for around in places {
            for child in form.children(around.node) {
                let NodeKind::Repeat { count: Some(count), .. } = &form.node(child).kind else { continue };
                if is_reference(&count.source) {
                    continue;
                }
                let item = Evaluation::new(&self.instance, child, around.at()).item(count);
                let value = super::store::value_of_type(DataType::Text, &item, self.offset_min);
                let text = value.map_or_else(String::new, |value| written(form, child, &value, self.offset_min));
                let name = format!("{}/{}_count", self.reference(&around), form.node(child).name);
                nodes.insert(name, Json::String(text));
            }
        }
    }
}

fn is_reference(source: &str) -> bool {
    source.starts_with("${") && source.ends_with('}') && source.matches('}').count() == 1
}

fn outcome(validity: Validity) -> &'static str {
    match validity {
        Validity::Ok => "ok",
        Validity::Constraint => "constraint",
        Validity::Required => "required",
    }
}
