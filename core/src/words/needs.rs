//! What a service helps with, in the catalogue's languages: the register of services has codes only.

use super::Tongue;
use crate::study::NEEDS;

/// In the order of [`NEEDS`]: English, French.
const SAID: [[&str; 2]; NEEDS.len()] = [
    ["Health", "Santé"],
    ["Safety", "Protection"],
    ["Somebody to talk to", "Quelqu’un à qui parler"],
    ["School", "École"],
    ["Family", "Famille"],
    ["A place to stay", "Un lieu où loger"],
    ["Papers", "Papiers"],
    ["Work", "Travail"],
];

/// A need by its code; the code itself where the list has none such, as another version may have written it.
#[must_use]
pub fn need(tongue: Tongue, code: &str) -> &str {
    let said = NEEDS.iter().position(|known| *known == code).map(|at| SAID[at]);
    match (said, tongue) {
        (Some([english, _]), Tongue::English) => english,
        (Some([_, french]), Tongue::French) => french,
        (None, _) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_said_in_both_languages_and_an_unknown_one_as_it_is() {
        for (tongue, code, expected) in [
            (Tongue::English, "safety", "Safety"),
            (Tongue::French, "papers", "Papiers"),
            (Tongue::French, "work", "Travail"),
            (Tongue::French, "of a later version", "of a later version"),
        ] {
            assert_eq!(need(tongue, code), expected);
        }
    }
}
