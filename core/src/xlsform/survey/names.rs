//! The names that rows have, as the author wrote them: how often each stands, and which are questions.

use std::collections::{HashMap, HashSet};

/// Names of rows.
#[derive(Debug, Default)]
pub struct Names {
    counts: HashMap<String, u32>,
    questions: HashSet<String>,
    repeats: HashSet<String>,
    geometries: Vec<(u32, String)>,
}

impl Names {
    /// A question stands here.
    pub fn question(&mut self, name: &str) {
        self.count(name);
        self.questions.insert(name.to_owned());
    }

    /// A group, repeat or loop stands here.
    pub fn block(&mut self, name: &str) {
        self.count(name);
    }

    /// A repeat stands here; whether one of that name stood before.
    pub fn repeat(&mut self, name: &str) -> bool {
        !self.repeats.insert(name.to_owned())
    }

    /// A question draws the places of this table or repeat beneath its own.
    pub fn geometry(&mut self, row: u32, name: &str) {
        self.geometries.push((row, name.to_owned()));
    }

    /// Rows and what they draw beneath.
    pub fn geometries(&self) -> &[(u32, String)] {
        &self.geometries
    }

    fn count(&mut self, name: &str) {
        if !name.is_empty() {
            *self.counts.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// How many rows have a name.
    pub fn how_many(&self, name: &str) -> u32 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// Whether it is the name of a question, not of a group or repeat.
    pub fn is_question(&self, name: &str) -> bool {
        self.questions.contains(name)
    }

    /// Whether it is the name of a repeat.
    pub fn is_repeat(&self, name: &str) -> bool {
        self.repeats.contains(name)
    }

    /// All names, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }
}
