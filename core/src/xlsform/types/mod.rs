//! The column `type`: what authors write there, in all the ways that XLSForm accepts.
//!
//! `select_one yn`, `select one from yn` and `add select one prompt using yn` are one type. Knows the words only; what
//! a row of that type must have is the reader's business.

mod known;
mod select;
#[cfg(test)]
mod tests;

pub use known::{Meaning, meaning};
pub use select::{Ending, Select, SelectKind};

use super::near::did_you_mean;

/// What a row of `survey` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowType {
    /// `begin_group`, `begin_repeat`.
    Begin(Block),
    /// `begin_loop LIST`: a group for each choice of the list, which may be missing.
    BeginLoop(String),
    /// `end_group`, `end_repeat`, `end_loop`.
    End(Block),
    /// A question, note, calculation or preload.
    Question(Meaning),
    /// `select_one`, `select_multiple`, `rank`.
    Select(Select),
    /// `osm LIST`: the list of what may be said about the thing on the map.
    Osm(String),
    /// `csv-external`, `xml-external`: a file that expressions may read, with its ending.
    External(&'static str),
    /// `audit`: a log of the interview's steps.
    Audit,
    /// A setting that stands among the questions, as its column in the settings sheet.
    Setting(&'static str),
    /// Nobody knows it; the remedy.
    Unknown(String),
}

/// What is begun and ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A group.
    Group,
    /// A repeat.
    Repeat,
    /// A loop.
    Loop,
}

impl Block {
    /// `group`, `repeat` or `loop`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
        }
    }
}

const SETTINGS: [(&str, &str); 5] = [
    ("form_title", "form_title"),
    ("set_form_title", "form_title"),
    ("form_id", "form_id"),
    ("set_form_id", "form_id"),
    ("prefix", "prefix"),
];

/// Reads the words of the column `type`.
#[must_use]
pub fn parse(text: &str) -> RowType {
    if let Some(found) = block(text) {
        return found;
    }
    if let Some(meaning) = meaning(text) {
        return RowType::Question(meaning);
    }
    if let Some((_, column)) = SETTINGS.iter().find(|(name, _)| *name == text) {
        return RowType::Setting(column);
    }
    match text {
        "audit" => return RowType::Audit,
        "csv-external" => return RowType::External("csv"),
        "xml-external" => return RowType::External("xml"),
        _ => {}
    }
    if let Some(list) = text.strip_prefix("osm ").filter(|list| !list.contains(' ')) {
        return RowType::Osm(list.to_owned());
    }
    select::parse(text).map_or_else(|| RowType::Unknown(suggestion(text)), RowType::Select)
}

fn block(text: &str) -> Option<RowType> {
    let after = |word: &str| text.strip_prefix(word)?.strip_prefix([' ', '_', '\n', '\t']);
    if let Some(rest) = after("end") {
        return Some(RowType::End(block_of(rest)?));
    }
    let rest = after("begin")?;
    if let Some(block) = block_of(rest) {
        return Some(begin(block, ""));
    }
    let (word, list) = rest.rsplit_once(' ')?;
    let word = word.strip_suffix(" over").unwrap_or(word);
    Some(begin(block_of(word)?, list))
}

fn begin(block: Block, list: &str) -> RowType {
    if block == Block::Loop { RowType::BeginLoop(list.to_owned()) } else { RowType::Begin(block) }
}

fn block_of(word: &str) -> Option<Block> {
    match word {
        "group" => Some(Block::Group),
        "repeat" | "lgroup" | "looped group" => Some(Block::Repeat),
        "loop" => Some(Block::Loop),
        _ => None,
    }
}

/// "Did you mean", over everything that could stand in the column; spelling apart from capitals and underscores first.
fn suggestion(text: &str) -> String {
    let plain = |text: &str| super::header::normal(text);
    let blocks = ["begin_group", "end_group", "begin_repeat", "end_repeat", "begin_loop", "end_loop"];
    let known = || known::names().chain(blocks);
    if let Some(same) = known().find(|name| plain(name) == plain(text)) {
        return format!("Did you mean {same}?");
    }
    let near = did_you_mean(text, known(), "");
    if !near.is_empty() {
        return near;
    }
    let first = text.split_whitespace().next().unwrap_or_default();
    let otherwise = "Use a type of XLSForm, such as text, integer, select_one LIST or begin_group";
    did_you_mean(first, ["select_one", "select_multiple", "select_one_from_file"], otherwise)
}
