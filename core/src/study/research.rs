//! What the study wants to know, and the words that it uses for it.
//!
//! Questions come before tools (R009) and definitions before questions (R006): an item names the question it serves.

use serde::{Deserialize, Serialize};

use crate::study::Localized;

/// A research question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResearchQuestion {
    /// Short id, used by the column `question_id` of the instruments.
    pub id: String,
    /// The question.
    pub text: Localized,
}

/// A glossary entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// What it means here.
    pub definition: Localized,
    /// Where the definition comes from.
    pub source: String,
    /// Shipped with Fieldward and not to be changed by a study (R108).
    pub locked: bool,
}
