//! One stop as lines that fit a terminal of any width, in any direction of writing.

use fieldward_core::{
    form::{
        Choice, ChoiceColumns, ChoiceList, Control, DataType, Form, Look, Media, Parameters, Path, Upload,
        look::{Arrangement, Finding},
    },
    instance::Instance,
    words::{Tongue, Word, word},
};

use super::{
    entry::CHOICES_SHOWN_MAX,
    look::{around, named, value_shown},
    stops::Stop,
    surface::{direction, paragraph},
    table::{self, TableOfSelects},
};
use crate::terminal::{
    draw::{Ink, Line},
    look,
    words::words,
    wrap::wrap,
};

/// What a page is drawn from.
pub(super) struct Page<'p> {
    pub instance: &'p Instance,
    pub language: &'p str,
    pub width: usize,
    /// How far: the stop's number, and how many there are.
    pub progress: (usize, usize),
}

impl Page<'_> {
    /// Draws a question, or the page that it stands on, from the question that is asked down.
    pub fn question(&self, at: &Path, page: Option<&Path>, stops: &[Stop]) -> Vec<Line> {
        let mut lines = vec![Line { ink: Ink::Faint, text: "─".repeat(self.width) }];
        let (number, total) = self.progress;
        let title = around(self.instance, at, self.language);
        let gap = if title.is_empty() { "" } else { "  " };
        lines.extend(self.put(Ink::Faint, "", &format!("{title}{gap}({number}/{total})")));
        let on_page = |stop: &&Stop| matches!(stop, Stop::Ask { page: Some(other), .. } if page == Some(other));
        let all: Vec<&Path> = stops.iter().filter(on_page).filter_map(asked).collect();
        // Rows of a table stand together, before what is asked now.
        let is_row = |path: &&Path| table::is_row(self.instance, path);
        let (rows, others): (Vec<&Path>, Vec<&Path>) = all.into_iter().partition(is_row);
        let (instance, language, width) = (self.instance, self.language, self.width);
        lines.extend(TableOfSelects { instance, language, width, rows: &rows, asked: at }.lines());
        let here = others.iter().position(|other| *other == at).unwrap_or(0);
        others.iter().take(here).for_each(|other| lines.extend(self.other(other)));
        lines.extend(self.asked(at));
        others.iter().skip(here + 1).for_each(|other| lines.extend(self.other(other)));
        if self.instance.is_cut_short() {
            lines.extend(self.put(Ink::Notice, "", word(Tongue::English, Word::NoticeCutShort)));
        }
        lines
    }

    /// A question of the same page that is not asked now.
    fn other(&self, at: &Path) -> Vec<Line> {
        let label = self.instance.label(at, self.language);
        let is_note = self.form().question(at.node).is_some_and(|question| question.control == Control::Note);
        let mut lines = self.put(Ink::Faint, "· ", &label);
        if !is_note {
            let value = value_shown(self.instance, at, self.instance.value(at), self.language);
            lines.extend(self.put(Ink::Faint, "    ", &value));
        }
        lines
    }

    fn asked(&self, at: &Path) -> Vec<Line> {
        let (instance, node) = (self.instance, self.form().node(at.node));
        let label = instance.label(at, self.language);
        let star = if instance.is_required(at) { " *" } else { "" };
        let label = if label.is_empty() { node.name.clone() } else { label };
        let mut lines = self.put(Ink::Heading, "", &format!("{label}{star}"));
        lines.extend(self.media("", node.media.iter(), at));
        let hint = instance.hint(at, self.language);
        if !hint.is_empty() {
            lines.extend(self.put(Ink::Faint, "", &hint));
        }
        let guidance = instance.say(&node.guidance, at, self.language);
        if !guidance.is_empty() {
            lines.extend(self.put(Ink::Faint, "for you: ", &guidance));
        }
        lines.extend(self.ticks(at));
        lines.extend(self.choices(at));
        if instance.value(at).is_some() {
            let value = value_shown(instance, at, instance.value(at), self.language);
            lines.extend(self.put(Ink::Plain, "now: ", &value));
        }
        let wanted =
            if instance.is_read_only(at) { "shown only; Enter goes on".to_owned() } else { wanted(self.form(), at) };
        lines.extend(self.put(Ink::Faint, "", &format!("{} · {wanted}", named(instance, at))));
        lines
    }

    /// The words of a scale, each behind its value.
    fn ticks(&self, at: &Path) -> Vec<Line> {
        let form = self.form();
        let Some(Parameters::Range(scale)) = form.question(at.node).map(|question| &question.parameters) else {
            return Vec::new();
        };
        let Some(table) = form.table(&scale.tick_labels) else { return Vec::new() };
        let list = ChoiceList::new(table, ChoiceColumns::default());
        let language = form.language_index(self.language);
        let said = |choice: Choice<'_>| {
            let label = choice.label().plain(language, form.default_language);
            self.put(Ink::Plain, &format!("  {:>3}  ", choice.name()), &label)
        };
        list.iter().flat_map(said).collect()
    }

    /// Short lists whole; long ones, and those that are meant to be searched, by what is typed.
    fn choices(&self, at: &Path) -> Vec<Line> {
        if let Some(answers) = self.instance.answers_offered(at).filter(|answers| !answers.is_empty()) {
            let said = |(number, answer): (usize, &String)| self.put(Ink::Plain, &format!("  {number:>2}  "), answer);
            return (1..).zip(&answers).flat_map(said).collect();
        }
        let offered = self.instance.shown_choices(at);
        let is_select = self.form().question(at.node).is_some_and(|question| is_select(question.data_type));
        if is_select && offered.is_empty() {
            return self.put(Ink::Notice, "  ", "no choice is offered here now");
        }
        let is_searched = match self.form().look(at.node) {
            Look::Choices(look) => look.finding == Finding::Typing || look.arrangement == Arrangement::Folded,
            _ => false,
        };
        if offered.len() > CHOICES_SHOWN_MAX && (is_searched || offered.len() > 2 * CHOICES_SHOWN_MAX) {
            let words = format!("{} choices: type a part of one to find it", offered.len());
            return self.put(Ink::Faint, "  ", &words);
        }
        let all: Vec<usize> = (0..offered.len()).collect();
        self.listed(at, &all)
    }

    /// Choices with the numbers that choose them.
    pub fn listed(&self, at: &Path, places: &[usize]) -> Vec<Line> {
        let offered = self.instance.shown_choices(at);
        let digits = offered.len().to_string().len();
        let mut lines = Vec::new();
        for place in places.iter().take(2 * CHOICES_SHOWN_MAX) {
            let Some(choice) = offered.get(*place) else { continue };
            let label = self.instance.choice_label(at, *choice, self.language);
            let name = self.form().choice(at.node, *choice).map_or("", |choice| choice.name());
            let label = if label.is_empty() { name } else { &label };
            lines.extend(self.put(Ink::Plain, &format!("  {:>digits$}  ", place + 1), label));
            let media = self.form().choice(at.node, *choice).into_iter().flat_map(|choice| choice.media());
            lines.extend(self.media(&" ".repeat(digits + 4), media, at));
        }
        let hidden = places.len().saturating_sub(2 * CHOICES_SHOWN_MAX);
        if hidden > 0 {
            lines.extend(self.put(Ink::Faint, "  ", &format!("... and {hidden} more: type more of it")));
        }
        lines
    }

    /// Pictures and sounds cannot be drawn here, so their files are named.
    fn media<'m>(&self, first: &str, media: impl Iterator<Item = &'m Media>, at: &Path) -> Vec<Line> {
        let line = |one: &Media| {
            let file = self.instance.say(&one.file, at, self.language);
            (!file.is_empty()).then(|| self.put(Ink::Faint, first, &format!("[{}: {file}]", one.kind.column())))
        };
        media.filter_map(line).flatten().collect()
    }

    /// Before one more repetition.
    pub fn more(&self, at: &Path) -> Vec<Line> {
        let label = self.instance.label(at, self.language);
        let label = if label.is_empty() { self.form().node(at.node).name.clone() } else { label };
        let count = at.at.last().copied().unwrap_or(0);
        let mut lines = vec![Line { ink: Ink::Faint, text: "─".repeat(self.width) }];
        lines.extend(self.put(Ink::Heading, "", &label));
        lines.extend(self.put(Ink::Plain, "", &format!("{count} so far. One more? + adds one, Enter goes on.")));
        lines
    }

    fn put(&self, ink: Ink, first: &str, text: &str) -> Vec<Line> {
        if first.is_empty() {
            return paragraph(ink, first, text, self.width);
        }
        let lines = wrap(first, text, self.width, direction(text));
        lines.into_iter().map(|text| Line { ink, text }).collect()
    }

    fn form(&self) -> &Form {
        self.instance.form()
    }
}

fn asked(stop: &Stop) -> Option<&Path> {
    match stop {
        Stop::Ask { at, .. } => Some(at),
        _ => None,
    }
}

fn is_select(data_type: DataType) -> bool {
    matches!(data_type, DataType::SelectOne | DataType::SelectMultiple)
}

/// What can be typed, in a few words.
fn wanted(form: &Form, at: &Path) -> String {
    let Some(question) = form.question(at.node) else { return String::new() };
    let words = match question.control {
        Control::Note => "a note; Enter goes on",
        Control::Acknowledge => "type ok",
        Control::Rank => "all numbers in order, first first: 2 1 3",
        Control::Range => return scale(&question.parameters),
        Control::Upload(Upload::Image) => "a picture; not taken here: type a file name, or Enter",
        Control::Upload(Upload::Audio) => "a sound; not recorded here: type a file name, or Enter",
        Control::Upload(Upload::Video) => "a film; not taken here: type a file name, or Enter",
        Control::Upload(_) => "a file; type its name, or Enter",
        _ => match look::wanted(&form.look(at.node), words("en").looks) {
            Some(wanted) => return wanted,
            None => by_type(question.data_type),
        },
    };
    words.to_owned()
}

fn by_type(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "text",
        DataType::Integer => "a whole number",
        DataType::Decimal => "a number",
        DataType::Date => "a date: 2026-03-01",
        DataType::Time => "a time: 14:30",
        DataType::DateTime => "a date and time: 2026-03-01T14:30",
        DataType::SelectOne => "one number or name",
        DataType::SelectMultiple => "numbers or names: 1 3",
        DataType::Geopoint => "a place: latitude longitude",
        DataType::Geotrace => "a line: places with ; between them",
        DataType::Geoshape => "an area: places with ; between them, the first again at the end",
        DataType::File => "the name of a file",
        DataType::Barcode => "what the barcode says",
    }
}

fn scale(parameters: &Parameters) -> String {
    match parameters {
        Parameters::Range(scale) => format!("{} to {} in steps of {}", scale.start, scale.end, scale.step),
        _ => "a number".to_owned(),
    }
}
