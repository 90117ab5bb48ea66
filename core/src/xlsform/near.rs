//! "Did you mean": the known word that is nearest to an unknown one.
//!
//! Nothing is said rather than something far: a wrong guess costs an author more than none.

use crate::expr::Spelling;

/// The nearest of these words, when it is near enough to be a slip of the hand.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = Spelling::of(word);
    let limit = (word.letters() / 3).clamp(1, 3);
    let scored = known.into_iter().filter_map(|candidate| Some((word.distance(candidate, limit)?, candidate)));
    scored.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// `Did you mean x?`, else the other sentence.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    nearest(word, known).map_or_else(|| otherwise.to_owned(), |near| format!("Did you mean {near}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["age", "household_size", "village"];
        for (word, expected) in [
            ("aeg", Some("age")),
            ("houshold_size", Some("household_size")),
            ("Villag", Some("village")),
            ("income", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
