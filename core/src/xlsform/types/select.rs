//! The types that offer choices: how they are taken, from which list, and what follows its name.

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

/// The longest name of a select that the text begins with, its list, and how it ends.
pub(super) fn parse(text: &str) -> Option<Select> {
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
    best
}
