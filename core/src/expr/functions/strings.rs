//! Functions on texts.

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry, nodes::texts_of};
use crate::expr::{Code, Evaluation, Item, World, utf16};

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
const UUID_LENGTH_MAX: usize = 1024;

/// Longest text that joining gives, in bytes: calculations that double each other's results stop growing here.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// What `uuid(n)` is written with.
const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl TextFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let text = |position: usize| match arguments.get(position) {
            Some(code) => evaluation.text(code),
            None => evaluation.stored().to_text().into_owned().into(),
        };
        match self {
            Self::Text => Item::Text(text(0)),
            Self::Concat => Item::text(bounded(texts_of(evaluation, arguments), "")),
            Self::Join => Item::text(bounded(texts_of(evaluation, &arguments[1..]), &text(0))),
            Self::Substr => Item::text(substr(&text(0), evaluation, &arguments[1..])),
            Self::SubstringBefore => {
                Item::text(text(0).split_once(&*text(1)).map_or_else(String::new, |(before, _)| before.to_owned()))
            }
            Self::SubstringAfter => {
                Item::text(text(0).split_once(&*text(1)).map_or_else(String::new, |(_, after)| after.to_owned()))
            }
            // Counted as Java counts, so that a limit means the same in both engines.
            Self::Length => Item::Number(utf16::length(&text(0)) as f64),
            Self::NormalizeSpace => Item::text(normalize_space(&text(0))),
            Self::Contains => Item::Boolean(text(0).contains(&*text(1))),
            Self::StartsWith => Item::Boolean(text(0).starts_with(&*text(1))),
            Self::EndsWith => Item::Boolean(text(0).ends_with(&*text(1))),
            Self::Translate => Item::text(utf16::translate(&text(0), &text(1), &text(2))),
            Self::Regex => Item::Boolean(evaluation.world.matches(&text(1), &text(0))),
            Self::Uuid => Item::text(uuid(evaluation, arguments.first())),
        }
    }
}

/// The texts with the separator between them, cut off where a result may grow no further.
fn bounded(texts: Vec<String>, separator: &str) -> String {
    let mut joined = String::new();
    for (position, text) in texts.iter().enumerate() {
        let between = if position == 0 { "" } else { separator };
        joined.push_str(between);
        joined.push_str(text);
        if joined.len() > TEXT_BYTES_MAX {
            joined.truncate(joined.floor_char_boundary(TEXT_BYTES_MAX));
            return joined;
        }
    }
    joined
}

/// From `start` to before `end`; below zero counts from the end of the text. What is no number counts as 0, as it does
/// in Java.
fn substr<'w, W: World>(text: &str, evaluation: &Evaluation<'w, W>, bounds: &'w [Code]) -> String {
    let length = i64::try_from(utf16::length(text)).unwrap_or(i64::MAX);
    let bound = |position: usize, otherwise: i64| {
        let given = bounds.get(position).map_or(otherwise, |code| i64::from(evaluation.number(code) as i32));
        let counted = if given < 0 { length.saturating_add(given) } else { given };
        usize::try_from(counted.clamp(0, length)).unwrap_or(0)
    };
    utf16::slice(text, bound(0, 0), bound(1, length))
}

/// Blanks at the ends taken off, those inside made one. Only ASCII's count: a no-break space is a letter to Java.
fn normalize_space(text: &str) -> String {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    let mut normal = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match is_blank(c) {
            false => normal.push(c),
            true if normal.ends_with(' ') => {}
            true => normal.push(' '),
        }
    }
    normal
}

/// A random UUID, or so many random digits and capitals.
fn uuid<'w, W: World>(evaluation: &Evaluation<'w, W>, length: Option<&'w Code>) -> String {
    let Some(length) = length else {
        return uuid::Builder::from_random_bytes(evaluation.world.draw()).into_uuid().to_string();
    };
    let wanted = (evaluation.number(length).max(0.0) as usize).min(UUID_LENGTH_MAX);
    let mut text = String::with_capacity(wanted);
    while text.len() < wanted {
        // Bytes from 252 on would make the first four letters likelier than the others.
        let even = evaluation.world.draw().into_iter().filter(|byte| *byte < 252);
        text.extend(even.take(wanted - text.len()).map(|byte| char::from(LETTERS[usize::from(byte % 36)])));
    }
    text
}
