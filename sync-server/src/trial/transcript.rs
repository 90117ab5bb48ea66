//! The walk as it was made, in the lines that `fieldward form replay` takes.

use std::sync::Arc;

use fieldward_core::{
    collect::replay::replay,
    form::{Form, Path},
    instance::Surroundings,
};
use serde_json::json;

/// Steps of a walk.
#[derive(Debug, Clone)]
pub(super) struct Transcript {
    steps: Vec<String>,
    surroundings: Surroundings,
}

impl Transcript {
    pub fn new(surroundings: Surroundings) -> Self {
        Self { steps: Vec::new(), surroundings }
    }

    pub fn answered(&mut self, form: &Form, at: &Path, value: &str) {
        self.steps.push(json!({"op": "answer", "ref": form.path_text(at), "value": value}).to_string());
    }

    pub fn added(&mut self, form: &Form, at: &Path) {
        self.steps.push(json!({"op": "add", "ref": form.path_text(at)}).to_string());
    }

    pub fn removed(&mut self, form: &Form, at: &Path) {
        self.steps.push(json!({"op": "remove", "ref": form.path_text(at)}).to_string());
    }

    /// The steps with their outcomes, whether the whole is valid, and the last state: what replaying them says, so
    /// that a transcript is written in one place only. `None` when it is longer than a replay takes.
    pub fn lines(&self, form: &Arc<Form>) -> Option<String> {
        let asked = [json!({"op": "validate"}).to_string(), json!({"op": "state"}).to_string()];
        let steps: Vec<&str> = self.steps.iter().chain(&asked).map(String::as_str).collect();
        let lines = replay(form, &steps.join("\n"), &self.surroundings).ok()?;
        Some(lines.join("\n") + "\n")
    }
}
