//! Finding one choice in a long list by typing a part of its words.
//!
//! Only lists that are too long for a page, and those that their author wants searched: on a short list a stray letter
//! must never choose.

use fieldward::{Arrangement, Finding, Look, Prompt};

/// Lists longer than this are found by typing and not shown whole.
pub const CHOICES_SHOWN_MAX: usize = 20;
/// Longest list that an author can have hidden: shorter ones are read faster than they are typed.
const SEARCHED_MIN: usize = 10;

/// Whether a prompt's choices are found by typing.
#[must_use]
pub fn is_searched(prompt: &Prompt) -> bool {
    let wanted = match &prompt.look {
        Look::Choices(look) => look.finding == Finding::Typing || look.arrangement == Arrangement::Folded,
        _ => false,
    };
    let count = prompt.choices.len();
    count > CHOICES_SHOWN_MAX || (wanted && count > SEARCHED_MIN)
}

/// Places of the choices whose words hold what was typed; the one whose words are just that, where there is one.
#[must_use]
pub fn fitting(prompt: &Prompt, typed: &str) -> Vec<usize> {
    if !is_searched(prompt) || typed.trim().is_empty() {
        return Vec::new();
    }
    let wanted = typed.trim().to_lowercase();
    let labels = || prompt.choices.iter().map(|choice| choice.label.to_lowercase()).enumerate();
    let exact: Vec<usize> = labels().filter(|(_, label)| *label == wanted).map(|(place, _)| place).collect();
    if exact.len() == 1 {
        return exact;
    }
    labels().filter(|(_, label)| label.contains(&wanted)).map(|(place, _)| place).collect()
}
