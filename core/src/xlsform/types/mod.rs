//! The column `type`: what authors write there, in all the ways that XLSForm accepts.
//!
//! `select_one yn`, `select one from yn` and `add select one prompt using yn` are one type. Knows the words only; what
//! a row of that type must have is the reader's business.

mod known;

pub use known::{Meaning, meaning};

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

/// A question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// How the choices are taken.
    pub kind: SelectKind,
    /// The list's name, the file's name, or `${question}`, as written.
    pub list: String,
    /// What follows the list.
    pub ending: Ending,
}

/// How choices are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectKind {
    /// One of a list.
    One,
    /// Several of a list.
    Many,
    /// All of a list, put in order.
    Rank,
    /// One of a list of the `external_choices` sheet.
    OneExternal,
    /// One of an attached file.
    OneFromFile,
    /// Several of an attached file.
    ManyFromFile,
}

/// What follows the list's name in a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Nothing.
    Plain,
    /// `or_other`.
    OrOther,
    /// Words that mean nothing here.
    Strange(String),
}

const SELECTS: [(&str, SelectKind); 15] = [
    ("add select one prompt using", SelectKind::One),
    ("add select multiple prompt using", SelectKind::Many),
    ("select all that apply from", SelectKind::Many),
    ("select one from file", SelectKind::OneFromFile),
    ("select one from", SelectKind::One),
    ("select1", SelectKind::One),
    ("select_one", SelectKind::One),
    ("select one", SelectKind::One),
    ("select_multiple", SelectKind::Many),
    ("select all that apply", SelectKind::Many),
    ("select_one_external", SelectKind::OneExternal),
    ("select_one_from_file", SelectKind::OneFromFile),
    ("select_multiple_from_file", SelectKind::ManyFromFile),
    ("select multiple from file", SelectKind::ManyFromFile),
    ("rank", SelectKind::Rank),
];
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
    select(text).unwrap_or_else(|| RowType::Unknown(suggestion(text)))
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

/// The longest name of a select that the text begins with, its list, and how it ends.
fn select(text: &str) -> Option<RowType> {
    let mut best: Option<Select> = None;
    for (name, kind) in SELECTS {
        let Some(rest) = text.strip_prefix(name) else { continue };
        let (list, ending) = match rest.strip_prefix(' ') {
            Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
            None if rest.is_empty() => ("", ""),
            None => continue,
        };
        let ending = match ending {
            "" => Ending::Plain,
            "or specify other" | "or_other" | "or other" => Ending::OrOther,
            words => Ending::Strange(words.to_owned()),
        };
        let is_better = |best: &Select| matches!(best.ending, Ending::Strange(_)) || best.list.is_empty();
        if best.as_ref().is_none_or(is_better) {
            best = Some(Select { kind, list: list.to_owned(), ending });
        }
    }
    best.map(RowType::Select)
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

#[cfg(test)]
mod tests {
    use crate::form::{Control, DataType};

    use super::*;

    fn check(written: &str, expected: &RowType) {
        assert_eq!(&parse(written), expected, "{written}");
    }

    fn select(kind: SelectKind, list: &str, ending: Ending) -> RowType {
        RowType::Select(Select { kind, list: list.to_owned(), ending })
    }

    #[test]
    fn selects_are_read_in_all_their_spellings() {
        use SelectKind::{Many, One, OneExternal, OneFromFile, Rank};
        check("select_one yn", &select(One, "yn", Ending::Plain));
        check("select one from yn", &select(One, "yn", Ending::Plain));
        check("select1 Yn or other", &select(One, "Yn", Ending::OrOther));
        check("add select one prompt using yn or specify other", &select(One, "yn", Ending::OrOther));
        check("select all that apply from foods", &select(Many, "foods", Ending::Plain));
        check("select all that apply foods or_other", &select(Many, "foods", Ending::OrOther));
        check("select_one_from_file towns.csv", &select(OneFromFile, "towns.csv", Ending::Plain));
        check("select one from file towns.csv", &select(OneFromFile, "towns.csv", Ending::Plain));
        check("select_one_external town", &select(OneExternal, "town", Ending::Plain));
        check("rank wishes", &select(Rank, "wishes", Ending::Plain));
        check("select_one ${who}", &select(One, "${who}", Ending::Plain));
        check("select_one", &select(One, "", Ending::Plain));
        check("select_one yn now", &select(One, "yn", Ending::Strange("now".to_owned())));
    }

    #[test]
    fn groups_and_the_rest_are_read() {
        check("begin group", &RowType::Begin(Block::Group));
        check("begin_repeat", &RowType::Begin(Block::Repeat));
        check("begin lgroup", &RowType::Begin(Block::Repeat));
        check("begin looped group", &RowType::Begin(Block::Repeat));
        check("begin group of_words", &RowType::Begin(Block::Group));
        check("begin loop over towns", &RowType::BeginLoop("towns".to_owned()));
        check("begin_loop towns", &RowType::BeginLoop("towns".to_owned()));
        check("end_loop", &RowType::End(Block::Loop));
        check("osm tags", &RowType::Osm("tags".to_owned()));
        check("xml-external", &RowType::External("xml"));
        check("set_form_id", &RowType::Setting("form_id"));
        let gps = Meaning { data_type: DataType::Geopoint, control: Control::Input, constraint: "", hint: "" };
        check("gps", &RowType::Question(gps));
    }

    #[test]
    fn what_is_nearly_a_type_is_found() {
        for (written, near) in [
            ("integr", "integer"),
            ("Text", "text"),
            ("END  REPEAT", "end_repeat"),
            ("selct_one yn", "select_one"),
            ("begin_grup", "begin_group"),
            ("start_geopoint", "start-geopoint"),
        ] {
            check(written, &RowType::Unknown(format!("Did you mean {near}?")));
        }
        let RowType::Unknown(remedy) = parse("hologram") else { panic!("it is no type") };
        assert!(remedy.starts_with("Use a type"), "{remedy}");
    }
}
