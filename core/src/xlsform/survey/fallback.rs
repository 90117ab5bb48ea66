//! What other clients draw in a way of their own and this one asks more simply: said to the author, once for each thing
//! that is done in its place, with the words that it stands for. Nothing that a form asks for is dropped in silence.

use super::{Reader, appearance, cells};
use crate::{
    form::{Control, DraftKind, DraftRow, Element, Incremental, MockPlaces, Parameters, Preload, look::watched},
    xlsform::Issue,
};

const CALENDAR: &str = "days of this calendar are not reckoned here: they are shown and asked in the Gregorian one";
const LINE: &str = "the text is typed in one line";
const PICTURE: &str = "pictures are not drawn or taken here: the interviewer gives a file, or says that there is none";
const MAP: &str = "no map is drawn here: places and choices are shown as words";
const LISTED: &str = "choices stand one below the other, each with its number";
const TABLE: &str = "in an interview the rows of a table are asked one by one, each with its choices";
const SCALE: &str = "a scale is shown by its ends, its step and its words, and the number is typed";
const EXACT: &str = "a place is taken as it is given, however exact it is and wherever it comes from";
const OTHER_APP: &str = "no other app is called: the answer is typed, or a file is given";
const NOTHING: &str = "it changes nothing here";
const ONLY_OUT: &str = "it goes out with the form to other clients, and changes nothing here";

/// What an audit may ask of the interviewer.
const AUDIT_ASKS: [&str; 2] = ["identify-user", "track-changes-reasons"];

/// The columns that hold attributes of a part, as a message can point to one.
fn of_column(of: Element) -> &'static str {
    match of {
        Element::Bind => "bind::",
        Element::Body => "body::",
        Element::Instance => "instance::",
    }
}

/// Words of the column `appearance`, and what becomes of them. A word that ends in `*` stands for all that begin so.
const WORDS: [(&[&str], &str); 14] = [
    (&["bikram-sambat", "myanmar"], CALENDAR),
    (&["no-calendar"], "no page of a calendar is drawn: days are typed"),
    (&["multiline"], LINE),
    (&["numbers"], "letters are not kept from being typed"),
    (&["url"], "the address is shown and not opened"),
    (&["bearing"], "no compass is read: the number is typed"),
    (&["front"], "no camera is used: what the barcode says is typed"),
    (&["draw", "annotate", "signature", "new", "new-front", "selfie"], PICTURE),
    (&["image-map", "map", "placement-map", "maps", "streetview"], MAP),
    (&["columns*", "compact*", "horizontal*", "quickcompact*", "likert", "no-buttons"], LISTED),
    (&["quick"], "Enter goes on to the next question"),
    (&["vertical", "no-ticks", "picker", "rating", "distress"], SCALE),
    (&["printer", "ex:*"], OTHER_APP),
    (&["pages", "summary", "no-collapse", "one-time", "rotate", "randomized"], NOTHING),
];

/// Words of groups and tables, as they stand in the sheet: reading a `table-list` writes it out as the others.
const GROUPED: [(&[&str], &str); 2] = [
    (&["table-list", "label", "list", "list-nolabel"], TABLE),
    (&["field-list"], "in an interview the questions of the group are asked one by one"),
];

/// One thing that is done in the place of others, with the words that it stands for and where the first of them is.
struct Told {
    column: &'static str,
    message: &'static str,
    words: Vec<String>,
    row: u32,
}

/// Most words that one thing names.
const WORDS_NAMED_MAX: usize = 12;

impl Told {
    fn add(&mut self, word: &str) {
        if self.words.len() < WORDS_NAMED_MAX && !self.words.iter().any(|known| known == word) {
            self.words.push(word.to_owned());
        }
    }
}

/// Parameters that no screen heeds, and what becomes of them.
fn parameters(row: &DraftRow) -> Vec<(&'static str, &'static str)> {
    let said = |is_said: bool, name, told| is_said.then_some((name, told));
    let found = match &row.parameters {
        Parameters::Geo(geo) => vec![
            said(!geo.capture_accuracy.is_empty(), "capture-accuracy", EXACT),
            said(!geo.warning_accuracy.is_empty(), "warning-accuracy", EXACT),
            said(geo.mock != MockPlaces::Unsaid, "allow-mock-accuracy", EXACT),
            said(
                geo.incremental == Incremental::EveryPoint,
                "incremental",
                "a line or an area is kept when all of it is given",
            ),
            said(!geo.reference_geometry.is_empty(), "reference-geometry", MAP),
        ],
        Parameters::Image { max_pixels, app } => vec![
            said(max_pixels.is_some(), "max-pixels", "a picture that is given is kept at its own size"),
            said(!app.is_empty(), "app", OTHER_APP),
        ],
        Parameters::Audio { quality } => vec![said(quality.is_some(), "quality", "sounds are not recorded here")],
        Parameters::Text { rows } => vec![said(rows.is_some_and(|rows| rows > 1), "rows", LINE)],
        Parameters::Range(range) => vec![
            said(!range.placeholder.is_empty(), "placeholder", "the pointer stands nowhere before an answer"),
            said(!range.tick_interval.is_empty(), "tick_interval", SCALE),
        ],
        Parameters::Osm(_) => vec![Some(("osm", MAP))],
        Parameters::None | Parameters::Select(_) => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// What is done in the place of a word.
fn instead(rows: &[(&'static [&'static str], &'static str)], word: &str) -> Option<&'static str> {
    let is = |known: &&str| known.strip_suffix('*').map_or(**known == *word, |stem| word.starts_with(stem));
    rows.iter().find(|(words, _)| words.iter().any(is)).map(|(_, message)| *message)
}

impl Reader<'_> {
    /// Says of all words and parameters what is done in their place, at the first row that has one.
    pub(super) fn tell_fallbacks(&mut self) {
        let mut told: Vec<Told> = Vec::new();
        let mut tell = |column: &'static str, word: &str, message: &'static str, row: u32| match told
            .iter_mut()
            .find(|one| one.message == message)
        {
            Some(one) => one.add(word),
            None => told.push(Told { column, message, words: vec![word.to_owned()], row }),
        };
        for row in &self.rows {
            for word in &row.appearance {
                if let Some(message) = instead(&WORDS, word) {
                    let word = if word.starts_with("ex:") { "ex:" } else { word };
                    tell("appearance", word, message, row.row);
                }
            }
            for (word, message) in parameters(row) {
                tell("parameters", word, message, row.row);
            }
            for attribute in &row.attributes {
                match (attribute.of, attribute.name.as_str()) {
                    (_, "jr:noAppErrorString") => {}
                    (Element::Body, "intent") => tell("intent", "intent", OTHER_APP, row.row),
                    (of, name) => tell(of_column(of), name, ONLY_OUT, row.row),
                }
            }
            if !row.autoplay.is_empty() {
                tell("autoplay", "autoplay", "sounds and films do not play by themselves: they are named", row.row);
            }
            let is_recorder = Control::Preload(Preload::BackgroundAudio);
            if matches!(&row.kind, DraftKind::Question { control, .. } if *control == is_recorder) {
                tell("type", "background-audio", "no sound is recorded here", row.row);
            }
        }
        for row in counters(&self.rows) {
            tell("appearance", watched::COUNTER, "the number is typed", row);
        }
        for row in self.sheet.rows().iter().filter(|row| !cells::is_disabled(self.sheet, row)) {
            for word in appearance::words(self.sheet.text(row, "appearance")) {
                if let Some(message) = instead(&GROUPED, &word) {
                    tell("appearance", &word, message, row.number);
                }
            }
            if self.sheet.text(row, "type") == "audit" {
                let message = "every interview keeps all its steps, whether a form asks for it or not, and no places";
                tell("type", "audit", message, row.number);
                let asks = |what: &str| self.sheet.text(row, "parameters").contains(what);
                for what in AUDIT_ASKS.into_iter().filter(|what| asks(what)) {
                    tell("parameters", what, "nobody is asked who they are, or why an answer was changed", row.number);
                }
            }
        }
        self.issues.extend(told.into_iter().map(|told| {
            let remedy = "None needed if that will do; other clients follow the form as it stands";
            let issue =
                Issue::warning(self.sheet.name(), format!("{}: {}", told.words.join(", "), told.message), remedy);
            issue.at(told.row, self.sheet.place(told.column))
        }));
    }
}

/// Rows of counters that no hour block counts.
fn counters(rows: &[DraftRow]) -> Vec<u32> {
    let (mut depth, mut block) = (0_usize, None);
    let mut found = Vec::new();
    for row in rows {
        let has = |word: &str| row.appearance.iter().any(|known| known == word);
        match row.kind {
            DraftKind::End => {
                depth = depth.saturating_sub(1);
                block = block.filter(|begun| *begun <= depth);
            }
            DraftKind::BeginGroup | DraftKind::BeginRepeat => {
                depth += 1;
                block = block.or_else(|| has(watched::HOUR_BLOCK).then_some(depth));
            }
            DraftKind::Question { .. } if has(watched::COUNTER) && block.is_none() => found.push(row.row),
            DraftKind::Question { .. } => {}
        }
    }
    found
}
