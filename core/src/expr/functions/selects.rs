//! Functions on answers of selects. Several chosen are one text with spaces between the names.

use serde::{Deserialize, Serialize};

use super::{Entry, entry};
use crate::expr::{Code, Evaluation, Item, World};

/// Functions on answers of selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum SelectFunction {
    Selected,
    SelectedAt,
    CountSelected,
    ChoiceName,
}

pub(super) const TABLE: &[Entry<SelectFunction>] = &[
    entry("selected", SelectFunction::Selected, 2, 2),
    entry("is-selected", SelectFunction::Selected, 2, 2),
    entry("selected-at", SelectFunction::SelectedAt, 2, 2),
    entry("count-selected", SelectFunction::CountSelected, 1, 1),
    entry("jr:choice-name", SelectFunction::ChoiceName, 2, 2),
];

impl SelectFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let chosen = evaluation.text(&arguments[0]);
        let mut names = chosen.split(' ').filter(|name| !name.is_empty());
        match self {
            Self::Selected => {
                let wanted = evaluation.text(&arguments[1]);
                Item::Boolean(stands_among(wanted.trim_matches(|c: char| c <= ' '), &chosen))
            }
            Self::SelectedAt => {
                // No number counts as 0, as it does in Java.
                let position = usize::try_from(evaluation.number(&arguments[1]) as i64).ok();
                let at = position.and_then(|position| names.nth(position));
                at.map_or(Item::EMPTY, |name| Item::text(name.to_owned()))
            }
            Self::CountSelected => Item::Number(names.count() as f64),
            Self::ChoiceName => {
                let Code::Nodes(question) = &arguments[1] else { return Item::EMPTY };
                let at = evaluation.place_of(question);
                // One choice only: several names are the name of none.
                evaluation.world.label_of(question.node, at, &chosen).map_or(Item::EMPTY, Item::text)
            }
        }
    }
}

/// Whether a name stands between blanks or ends of the chosen; the empty name where two of those meet.
fn stands_among(name: &str, chosen: &str) -> bool {
    if !name.contains(' ') {
        return chosen.split(' ').any(|one| one == name);
    }
    // With blanks around both it stands where it is found.
    format!(" {chosen} ").contains(&format!(" {name} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_blanks_or_ends() {
        for (name, chosen, expected) in [
            ("a", "a b", true),
            ("b", "a b", true),
            ("a", "ab a1", false),
            ("", "", true),
            ("", "a", false),
            ("", "a  b", true),
            ("", " a", true),
            ("", "a ", true),
            ("a b", "x a b y", true),
            ("a b", "x a by", false),
            ("a a b", "a a a b", true),
            ("a\tb", "a\tb c", true),
        ] {
            assert_eq!(stands_among(name, chosen), expected, "{name:?} in {chosen:?}");
        }
        let letters = "a".repeat(128 * 1024);
        assert!(!stands_among(&letters, &letters.repeat(2)));
        assert!(!stands_among(&"a ".repeat(64 * 1024), &"a ".repeat(128 * 1024).replace("a a a a", "a a a b")));
    }
}
