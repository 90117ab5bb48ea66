//! Whether two identities are of one child, told by tokens.
//!
//! Teams meet the same children, and a child that is counted twice is a finding that is wrong. Each identity carries
//! tokens of what was entered: one for each answer in a plain form (small letters, no accents, words in order of the
//! alphabet, so that "Aïcha Koné" and "KONE, Aicha" are the same), and for a text one for each of its words. A token
//! is a keyed hash, the key drawn from the study. The few names that there are could be tried against it, so it is no
//! protection by itself: tokens live inside the sealed identity, and are compared only where two custodians let both
//! be opened. They spare whoever compares from reading the names.

use serde::{Deserialize, Serialize};

use crate::{
    form::{Form, NodeIndex, Path, Value},
    ids::StudyId,
};

const KEY_USE: &str = "fieldward likeness 1 study";
/// Most tokens of one identity.
pub const TOKENS_MAX: usize = 24;
/// Words shorter than this are particles and initials, and say little.
const WORD_CHARS_MIN: usize = 3;

/// One thing that two identities may have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LikenessToken(pub [u8; 16]);

/// How much two identities have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// Tokens that both have.
    pub shared: usize,
    /// Tokens of the one that has fewer.
    pub of: usize,
}

impl Likeness {
    /// Worth a person's look: at least two things in common, and at least half of what the shorter one says.
    #[must_use]
    pub fn is_likely(self) -> bool {
        self.shared >= 2 && 2 * self.shared >= self.of
    }
}

/// The tokens of what was entered.
#[must_use]
pub fn tokens(study: &StudyId, form: &Form, values: &[(Path, Value)]) -> Vec<LikenessToken> {
    let key = blake3::derive_key(KEY_USE, study.0.as_bytes());
    let mut found = Vec::new();
    for (at, value) in values {
        for plain in plain_forms(form, at.node, value) {
            let token = token(&key, &form.node(at.node).name, &plain);
            if found.len() < TOKENS_MAX && !found.contains(&token) {
                found.push(token);
            }
        }
    }
    // In an order of their own: which token is the name's is nobody's to know.
    found.sort_unstable();
    found
}

/// How much two identities have in common.
#[must_use]
pub fn likeness(one: &[LikenessToken], other: &[LikenessToken]) -> Likeness {
    let shared = one.iter().filter(|token| other.contains(token)).count();
    Likeness { shared, of: one.len().min(other.len()) }
}

fn token(key: &[u8; 32], question: &str, plain: &str) -> LikenessToken {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(&(question.len() as u64).to_le_bytes());
    hasher.update(question.as_bytes());
    hasher.update(plain.as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    LikenessToken(out)
}

/// An answer as two people would write it alike. A picture, a sound or a point on a map is never written alike.
fn plain_forms(form: &Form, node: NodeIndex, value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => {
            let mut words: Vec<String> = words(text);
            words.sort_unstable();
            let long = words.iter().filter(|word| word.chars().count() >= WORD_CHARS_MIN).cloned();
            let single: Vec<String> = if words.len() > 1 { long.collect() } else { Vec::new() };
            let whole = words.join(" ");
            std::iter::once(whole).filter(|whole| !whole.is_empty()).chain(single).collect()
        }
        Value::Integer(number) => vec![number.to_string()],
        Value::Date(days) => vec![days.to_string()],
        Value::Choice(choice) => {
            let name = form.choice(node, *choice).map(|choice| choice.name().to_owned());
            vec![name.unwrap_or_else(|| choice.to_string())]
        }
        _ => Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The letter under an accent, for the Latin letters that names are written with; any other letter stays.
fn without_accent(letter: char) -> char {
    const LETTERS: [(&str, char); 12] = [
        ("àáâãäåāăąạảấầẩẫậắằ", 'a'),
        ("çćčĉ", 'c'),
        ("ďđð", 'd'),
        ("èéêëēĕęěẹẻẽếềểễệɛǝ", 'e'),
        ("ìíîïĩīĭįịỉɨ", 'i'),
        ("ñńňņŋɲ", 'n'),
        ("òóôõöøōŏőọỏốồổỗộơớờɔ", 'o'),
        ("ùúûüũūŭůűųụủưứừ", 'u'),
        ("ýÿŷỳỵỷỹƴ", 'y'),
        ("śŝşšșṣ", 's'),
        ("źżžẓ", 'z'),
        ("ğĝġģɣ", 'g'),
    ];
    LETTERS.iter().find(|(accented, _)| accented.contains(letter)).map_or(letter, |(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::DataType;

    fn of(name: &str, town: &str) -> Vec<LikenessToken> {
        let form = crate::record::payload::tests::form(&[&[(DataType::Text, 0), (DataType::Text, 0)]]);
        let at = |number| Path { node: NodeIndex(number), ..Path::default() };
        let values = [(at(2), Value::Text(name.into())), (at(3), Value::Text(town.into()))];
        tokens(&StudyId("river".into()), &form, &values)
    }

    #[test]
    fn a_token_is_as_it_was_in_the_identities_that_were_sealed_before() {
        let token = of("Awa", "Kumasi").first().copied().expect("a name gives a token");
        assert_eq!(data_encoding::HEXLOWER.encode(&token.0), "4130309d08f16933091a8c497d47063c");
    }

    #[test]
    fn one_child_written_two_ways_is_likely_and_two_children_are_not() {
        let check = |one: (&str, &str), other: (&str, &str), expected| {
            let found = likeness(&of(one.0, one.1), &of(other.0, other.1));
            assert_eq!(found.is_likely(), expected, "{one:?} {other:?} {found:?}");
        };
        check(("Aïcha Koné", "Bouaké"), ("KONE, Aicha", "bouake"), true);
        check(("Aïcha Koné", "Bouaké"), ("Aicha Kone", "Korhogo"), true);
        check(("Aïcha Koné", "Bouaké"), ("Awa Koné", "Bouaké"), true);
        check(("Aïcha Koné", "Bouaké"), ("Awa Traoré", "Bouaké"), false);
        check(("Aïcha", "Bouaké"), ("Aïcha", "Korhogo"), false);
        check(("", ""), ("", ""), false);
        check(("អាយ៉ា សុខ", "ភ្នំពេញ"), ("សុខ អាយ៉ា", "ភ្នំពេញ"), true);
    }

    #[test]
    fn tokens_belong_to_one_study_and_one_question() {
        let other = |study: &str, question: &str| token(&blake3::derive_key(KEY_USE, study.as_bytes()), question, "a");
        assert_ne!(other("river", "name"), other("lake", "name"));
        assert_ne!(other("river", "name"), other("river", "town"));
    }

    #[test]
    fn there_are_never_more_than_the_limit() {
        let long: String = (0..100).map(|number| format!("word{number} ")).collect();
        assert_eq!(of(&long, &long).len(), TOKENS_MAX);
    }
}
