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
                let wanted = wanted.trim();
                // Nothing is selected where nothing is: what JavaRosa says of two empty texts.
                Item::Boolean(names.any(|name| name == wanted) || (wanted.is_empty() && chosen.trim().is_empty()))
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
                let labels: Vec<String> =
                    names.filter_map(|name| evaluation.world.label_of(question.node, name)).collect();
                Item::text(labels.join(", "))
            }
        }
    }
}
