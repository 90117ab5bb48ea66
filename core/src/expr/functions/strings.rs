//! Functions on texts.

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry, nodes::texts_of};
use crate::expr::{Code, Evaluation, Item, World};

/// Functions on texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum TextFunction {
    Text,
    Concat,
    Join,
    Substr,
    SubstringBefore,
    SubstringAfter,
    Length,
    NormalizeSpace,
    Contains,
    StartsWith,
    EndsWith,
    Translate,
    Regex,
    Uuid,
}

pub(super) const TABLE: &[Entry<TextFunction>] = &[
    entry("string", TextFunction::Text, 1, 1),
    entry("concat", TextFunction::Concat, 0, MANY),
    entry("join", TextFunction::Join, 1, MANY),
    entry("substr", TextFunction::Substr, 2, 3),
    entry("substring-before", TextFunction::SubstringBefore, 2, 2),
    entry("substring-after", TextFunction::SubstringAfter, 2, 2),
    entry("string-length", TextFunction::Length, 0, 1),
    entry("normalize-space", TextFunction::NormalizeSpace, 0, 1),
    entry("contains", TextFunction::Contains, 2, 2),
    entry("starts-with", TextFunction::StartsWith, 2, 2),
    entry("ends-with", TextFunction::EndsWith, 2, 2),
    entry("translate", TextFunction::Translate, 3, 3),
    entry("regex", TextFunction::Regex, 2, 2),
    entry("uuid", TextFunction::Uuid, 0, 1),
];

/// Longest text that `uuid(n)` gives.
const UUID_LENGTH_MAX: usize = 256;

impl TextFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let text = |position: usize| match arguments.get(position) {
            Some(code) => evaluation.text(code),
            None => evaluation.stored().to_text().into_owned().into(),
        };
        match self {
            Self::Text => Item::Text(text(0)),
            Self::Concat => Item::text(texts_of(evaluation, arguments).concat()),
            Self::Join => Item::text(texts_of(evaluation, &arguments[1..]).join(&text(0))),
            Self::Substr => Item::text(substr(&text(0), evaluation, &arguments[1..])),
            Self::SubstringBefore => {
                Item::text(text(0).split_once(&*text(1)).map_or_else(String::new, |(before, _)| before.to_owned()))
            }
            Self::SubstringAfter => {
                Item::text(text(0).split_once(&*text(1)).map_or_else(String::new, |(_, after)| after.to_owned()))
            }
            // Counted as Java counts, so that a limit means the same in both engines.
            Self::Length => Item::Number(text(0).encode_utf16().count() as f64),
            Self::NormalizeSpace => Item::text(text(0).split_whitespace().collect::<Vec<_>>().join(" ")),
            Self::Contains => Item::Boolean(text(0).contains(&*text(1))),
            Self::StartsWith => Item::Boolean(text(0).starts_with(&*text(1))),
            Self::EndsWith => Item::Boolean(text(0).ends_with(&*text(1))),
            Self::Translate => Item::text(translate(&text(0), &text(1), &text(2))),
            Self::Regex => Item::Boolean(evaluation.world.matches(&text(1), &text(0))),
            Self::Uuid => Item::text(uuid(evaluation, arguments.first())),
        }
    }
}

/// From `start` to before `end`; below zero counts from the end of the text.
fn substr<'w, W: World>(text: &str, evaluation: &Evaluation<'w, W>, bounds: &'w [Code]) -> String {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let bound = |position: usize, otherwise: i64| {
        let given = bounds.get(position).map_or(otherwise, |code| evaluation.number(code) as i64);
        let counted = if given < 0 { length.saturating_add(given) } else { given };
        usize::try_from(counted.clamp(0, length)).unwrap_or(0)
    };
    let (start, end) = (bound(0, 0), bound(1, length));
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

/// Replaces each character of `from` by the one at its place in `to`, or by nothing.
fn translate(text: &str, from: &str, to: &str) -> String {
    let replaced = |c: char| match from.chars().position(|known| known == c) {
        None => Some(c),
        Some(position) => to.chars().nth(position),
    };
    text.chars().filter_map(replaced).collect()
}

/// A random UUID, or so many random letters and digits.
fn uuid<'w, W: World>(evaluation: &Evaluation<'w, W>, length: Option<&'w Code>) -> String {
    let Some(length) = length else {
        return uuid::Builder::from_random_bytes(evaluation.world.draw()).into_uuid().to_string();
    };
    let wanted = (evaluation.number(length).max(0.0) as usize).min(UUID_LENGTH_MAX);
    let mut text = String::new();
    while text.len() < wanted {
        text.push_str(&data_encoding::BASE32_NOPAD.encode(&evaluation.world.draw()));
    }
    text.truncate(wanted);
    text
}
