//! A form as its author wrote it: rows of plain strings, before anything is resolved.
//!
//! A reader (a workbook, an XForm, a test) decides the type of each row and copies the rest as text; compiling gives
//! the [`super::Form`], or every fault with the row and column that it stands in. Nothing here knows files.

use super::{
    Attribute, Care, Control, DataType, DraftChoiceList, DraftEntity, Language, MediaKind, Parameters, Settings, Table,
};

/// A text by language, in the order of [`FormDraft::languages`], `${name}` still inside; may be shorter.
pub type DraftText = Vec<String>;

/// A whole form.
#[derive(Debug, Clone, Default)]
pub struct FormDraft {
    /// `form_id` of the settings.
    pub id: String,
    /// `version` of the settings; may be empty.
    pub version: String,
    /// `form_title`.
    pub title: DraftText,
    /// Languages in the order of the columns. Empty means one, `default`.
    pub languages: Vec<Language>,
    /// Index into `languages`.
    pub default_language: u16,
    /// Rows of the `survey` sheet, in order; groups and repeats are begun and ended by rows of their own.
    pub rows: Vec<DraftRow>,
    /// Lists of the `choices` sheet.
    pub choice_lists: Vec<DraftChoiceList>,
    /// Files that lie beside the form and that it reads.
    pub attachments: Vec<Attachment>,
    /// The same, read: [`Table::name`] is the attachment's id. A select names one as it names a choice list.
    pub tables: Vec<Table>,
    /// The rest of the settings sheet.
    pub settings: Settings,
    /// `instance_name` of the settings: an expression.
    pub instance_name: String,
    /// Row of the settings sheet that all of this stood in.
    pub settings_row: u32,
    /// Rows of the `entities` sheet.
    pub entities: Vec<DraftEntity>,
    /// What first repetitions have in writing, in forms of other clients.
    pub written: Vec<DraftWritten>,
}

/// A value that one repetition has in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWritten {
    /// Row of the question.
    pub row: u32,
    /// Its positions in the repeats around, outermost first.
    pub at: Vec<u16>,
    /// The text.
    pub text: String,
}

/// A file that lies beside the form: `select_one_from_file`, `csv-external`, `xml-external`, `pulldata(...)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// What expressions call it: `instance('towns')`.
    pub id: String,
    /// Its name, with the ending: `towns.csv`.
    pub file: String,
    /// Row of the `survey` sheet that names it first.
    pub row: u32,
    /// Column of that row.
    pub column: String,
}

/// Most repetitions of one repeat that a form begins with.
pub const REPETITIONS_WRITTEN_MAX: u16 = 200;

/// One row of the `survey` sheet. Empty strings are empty cells.
#[derive(Debug, Clone, Default)]
pub struct DraftRow {
    /// Row in the sheet, 1-based as a spreadsheet shows it.
    pub row: u32,
    /// What the row is.
    pub kind: DraftKind,
    /// Column `name`.
    pub name: String,
    /// Column `label`.
    pub label: DraftText,
    /// Column `hint`.
    pub hint: DraftText,
    /// Column `guidance_hint`.
    pub guidance: DraftText,
    /// Column `relevant`: an expression.
    pub relevant: String,
    /// Column `required`: `yes`, `no`, or an expression.
    pub required: String,
    /// Column `required_message`.
    pub required_message: DraftText,
    /// Column `constraint`: an expression; `.` is the answer.
    pub constraint: String,
    /// Column `constraint_message`.
    pub constraint_message: DraftText,
    /// Column `calculation`: an expression.
    pub calculation: String,
    /// Column `default`: a value in lexical form, or an expression.
    pub default: String,
    /// Column `read_only`: `yes`, `no`, or an expression.
    pub read_only: String,
    /// Column `choice_filter`: an expression that may use the list's columns by name.
    pub choice_filter: String,
    /// Column `repeat_count`: an expression; repeats only.
    pub repeat_count: String,
    /// How many repetitions a form of another client begins with; nothing where the form does not say it.
    pub repetitions: Option<u16>,
    /// Appearance words, lower case, in order.
    pub appearance: Vec<String>,
    /// The study's columns, group values inherited by the reader.
    pub care: Care,
    /// Where the choices of a select come from.
    pub choice_source: DraftChoiceSource,
    /// Column `trigger`: names, without `${}`.
    pub triggers: Vec<String>,
    /// Column `parameters`, read and checked; its seed is in [`DraftRow::seed`].
    pub parameters: Parameters,
    /// `seed` of the parameters: a number or an expression.
    pub seed: String,
    /// Columns `image`, `big-image`, `audio`, `video`.
    pub media: Vec<DraftMedia>,
    /// Column `autoplay`.
    pub autoplay: String,
    /// Column `save_to`: a property of an entity, `list#property` where there are several lists.
    pub save_to: String,
    /// Columns `bind::*`, `body::*`, `instance::*` that are not read as anything else.
    pub attributes: Vec<Attribute>,
}

impl DraftRow {
    /// Its cells that may hold expressions, with the names of their columns.
    #[must_use]
    pub fn expressions(&self) -> [(&'static str, &str); 8] {
        [
            ("calculation", &self.calculation),
            ("constraint", &self.constraint),
            ("read_only", &self.read_only),
            ("required", &self.required),
            ("relevant", &self.relevant),
            ("choice_filter", &self.choice_filter),
            ("default", &self.default),
            ("repeat_count", &self.repeat_count),
        ]
    }

    /// Its words for people, in all languages.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let messages = self.required_message.iter().chain(&self.constraint_message);
        let words = self.label.iter().chain(&self.hint).chain(&self.guidance).chain(messages);
        words.map(String::as_str)
    }
}

/// A picture, sound or film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftMedia {
    /// What it is.
    pub kind: MediaKind,
    /// Name of the file, by language.
    pub file: DraftText,
}

/// Where the choices of a select come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DraftChoiceSource {
    /// The list, or the attachment, of the name in [`DraftKind::Question`].
    #[default]
    List,
    /// Answers of the question of this name: `select_one ${name}`.
    Answers(String),
    /// The arguments of `search(...)` in the appearance; the list's choices name columns of the attached file.
    Search(String),
    /// A list of the sheet `external_choices`, of the name in [`DraftKind::Question`].
    External,
}

/// What a row is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DraftKind {
    /// `begin_group`.
    BeginGroup,
    /// `begin_repeat`.
    BeginRepeat,
    /// `end_group` or `end_repeat`: ends the innermost that is open.
    #[default]
    End,
    /// Anything with a value, and notes.
    Question {
        /// What its value is.
        data_type: DataType,
        /// How the value comes about.
        control: Control,
        /// `list_name` of a select; empty for others.
        choice_list: String,
    },
}
