//! A text in the languages of a study.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text by BCP 47 tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in this language, else in the language's primary subtag, else in the first that there is, else "".
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        let primary = language.split('-').next().unwrap_or(language);
        let found = self.0.get(language).or_else(|| self.0.get(primary)).or_else(|| self.0.values().next());
        found.map_or("", String::as_str)
    }
}
