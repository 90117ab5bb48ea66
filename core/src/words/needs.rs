//! What a service helps with, in the catalogue's languages: the register of services has codes only.

use super::Tongue;

/// Code, English, French.
const SAID: [[&str; 3]; 8] = [
    ["health", "Health", "Santé"],
    ["safety", "Safety", "Protection"],
    ["talk", "Somebody to talk to", "Quelqu’un à qui parler"],
    ["school", "School", "École"],
    ["family", "Family", "Famille"],
    ["shelter", "A place to stay", "Un lieu où loger"],
    ["papers", "Papers", "Papiers"],
    ["work", "Work", "Travail"],
];

/// A need by its code; the code itself where the list has none such, as another version may have written it.
#[must_use]
pub fn need(tongue: Tongue, code: &str) -> &str {
    match (SAID.iter().find(|[known, ..]| *known == code), tongue) {
        (Some([_, english, _]), Tongue::English) => english,
        (Some([.., french]), Tongue::French) => french,
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
