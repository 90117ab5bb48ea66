//! The names that rows have, as the author wrote them: how often each stands, and which are questions.

use std::collections::HashMap;

/// Names of rows.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<String, Known>,
    geometries: Vec<(u32, String)>,
}

/// The rows of one name.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    count: u32,
    is_question: bool,
    is_repeat: bool,
}

impl Names {
    /// A question stands here.
    pub fn question(&mut self, name: &str) {
        let known = self.known(name);
        known.count += 1;
        known.is_question = true;
    }

    /// A group, repeat or loop stands here.
    pub fn block(&mut self, name: &str) {
        self.known(name).count += 1;
    }

    /// A repeat stands here; whether one of that name stood before.
    pub fn repeat(&mut self, name: &str) -> bool {
        std::mem::replace(&mut self.known(name).is_repeat, true)
    }

    fn known(&mut self, name: &str) -> &mut Known {
        self.known.entry(name.to_owned()).or_default()
    }

    /// A question draws the places of this table or repeat beneath its own.
    pub fn geometry(&mut self, row: u32, name: &str) {
        self.geometries.push((row, name.to_owned()));
    }

    /// Rows and what they draw beneath.
    pub fn geometries(&self) -> &[(u32, String)] {
        &self.geometries
    }

    /// How many rows have a name; those without one are not counted.
    pub fn how_many(&self, name: &str) -> u32 {
        self.get(name).count
    }

    /// Whether it is the name of a question, not of a group or repeat.
    pub fn is_question(&self, name: &str) -> bool {
        self.get(name).is_question
    }

    /// Whether it is the name of a repeat.
    pub fn is_repeat(&self, name: &str) -> bool {
        self.get(name).is_repeat
    }

    fn get(&self, name: &str) -> Known {
        self.known.get(name).copied().filter(|_| !name.is_empty()).unwrap_or_default()
    }

    /// All names, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str).filter(|name| !name.is_empty())
    }
}
