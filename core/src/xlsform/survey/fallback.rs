//! What other clients draw in a way of their own and this one asks more simply: said to the author, once for each word,
//! where the difference matters to an answer. How choices are laid out on a screen does not.

use std::collections::HashSet;

use crate::form::{Control, DraftKind, DraftRow, Parameters, Preload};

use super::Reader;
use crate::xlsform::Issue;

const CALENDAR: &str = "this calendar is not drawn: days are shown and asked in the Gregorian one";
const WHOLE_DAY: &str = "the whole day is asked, not a part of it";
const PICTURE: &str = "pictures are not drawn or taken here: the interviewer says so";
const MAP: &str = "no map is drawn here: places and choices are shown as words";

/// Words of the column `appearance`, and what becomes of them.
const WORDS: [(&str, &str); 21] = [
    ("ethiopian", CALENDAR),
    ("coptic", CALENDAR),
    ("islamic", CALENDAR),
    ("bikram-sambat", CALENDAR),
    ("myanmar", CALENDAR),
    ("persian", CALENDAR),
    ("buddhist", CALENDAR),
    ("year", WHOLE_DAY),
    ("month-year", WHOLE_DAY),
    ("masked", "what is typed can be read on the screen"),
    ("hidden-answer", "what is scanned can be read on the screen"),
    ("bearing", "no compass is read: the number is typed"),
    ("draw", PICTURE),
    ("annotate", PICTURE),
    ("signature", PICTURE),
    ("new", PICTURE),
    ("new-front", PICTURE),
    ("image-map", MAP),
    ("map", MAP),
    ("placement-map", MAP),
    ("maps", MAP),
];

/// Parameters that no screen heeds, and what becomes of them.
fn parameters(row: &DraftRow) -> Vec<(&'static str, &'static str)> {
    let said = |is_said: bool, name, told| is_said.then_some((name, told));
    let found = match &row.parameters {
        Parameters::Geo(geo) => vec![
            said(!geo.capture_accuracy.is_empty(), "capture-accuracy", "a place is taken as the device gives it"),
            said(!geo.warning_accuracy.is_empty(), "warning-accuracy", "nobody is warned of a place that is not exact"),
        ],
        Parameters::Image { max_pixels, .. } => {
            vec![said(max_pixels.is_some(), "max-pixels", "pictures are not taken here")]
        }
        Parameters::Audio { quality } => vec![said(quality.is_some(), "quality", "sounds are not recorded here")],
        Parameters::Range(range) => vec![
            said(!range.placeholder.is_empty(), "placeholder", "the pointer stands nowhere before an answer"),
            said(!range.tick_labels.is_empty(), "tick_labelset", "the scale is shown without words under its ticks"),
        ],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

impl Reader<'_> {
    /// Says of each word and parameter what is done in its place, at the first row that has it.
    pub(super) fn tell_fallbacks(&mut self) {
        let mut told: HashSet<&str> = HashSet::new();
        let mut found: Vec<Issue> = Vec::new();
        for row in &self.rows {
            let mut tell = |column: &str, word: &'static str, message: &str| {
                if told.insert(word) {
                    let remedy = "None needed if that will do; other clients follow the form as it stands";
                    let issue = Issue::warning(self.sheet.name(), format!("{word}: {message}"), remedy);
                    found.push(issue.at(row.row, self.sheet.place(column)));
                }
            };
            for word in &row.appearance {
                if let Some((word, message)) = WORDS.iter().find(|(known, _)| known == word) {
                    tell("appearance", word, message);
                }
            }
            for (word, message) in parameters(row) {
                tell("parameters", word, message);
            }
            let is_recorder = Control::Preload(Preload::BackgroundAudio);
            if matches!(&row.kind, DraftKind::Question { control, .. } if *control == is_recorder) {
                tell("type", "background-audio", "no sound is recorded here");
            }
        }
        self.issues.extend(found);
    }
}
