//! Rows of questions, notes, calculations and what the device fills in.

use crate::form::{
    Attribute, Control, DataType, DraftKind, DraftRow, DraftText, Element, MediaKind, Parameters, Preload, is_dynamic,
};

use super::Reader;
use crate::xlsform::{
    parameters::{self, Checked},
    sheet::Row,
    types::Meaning,
};

/// Values of the column `bind::type`, by which an author gives a calculation another type.
const BIND_TYPES: [(&str, DataType); 14] = [
    ("string", DataType::Text),
    ("int", DataType::Integer),
    ("integer", DataType::Integer),
    ("decimal", DataType::Decimal),
    ("date", DataType::Date),
    ("time", DataType::Time),
    ("dateTime", DataType::DateTime),
    ("geopoint", DataType::Geopoint),
    ("geotrace", DataType::Geotrace),
    ("geoshape", DataType::Geoshape),
    ("binary", DataType::File),
    ("barcode", DataType::Barcode),
    ("boolean", DataType::Text),
    ("xsd:string", DataType::Text),
];

impl Reader<'_> {
    /// A row that is no select.
    pub(super) fn ask(&mut self, row: &Row, meaning: Meaning) {
        let written = self.sheet.text(row, "type").to_owned();
        let mut draft = self.row_of(row, meaning.data_type, meaning.control, "");
        if draft.name.is_empty() && written == "note" {
            draft.name = format!("generated_note_name_{}", row.number);
        }
        self.names.question(&draft.name);
        if draft.constraint.is_empty() {
            meaning.constraint.clone_into(&mut draft.constraint);
        }
        if draft.hint.is_empty() && !meaning.hint.is_empty() {
            draft.hint = self.in_default_language(meaning.hint);
        }
        if let Some(preload) = written.strip_prefix("uri:") {
            let (name, value) = ("jr:preloadParams".to_owned(), format!("uri:{preload}"));
            draft.attributes.push(Attribute { of: Element::Bind, name, value });
        }
        self.parameters(row, &written, &mut draft);
        self.calculated(row, &written, meaning.control, &mut draft);
        self.unused(row, "choice_filter", &mut draft.choice_filter, "only a select has this");
        self.defaults(row, &written, &mut draft);
        self.finish_question(row, &mut draft);
        self.rows.push(draft);
    }

    /// The cells of a question with its triggers; its care is read later, when it is known who gives the value.
    pub(super) fn row_of(&mut self, row: &Row, data_type: DataType, control: Control, list: &str) -> DraftRow {
        let kind = DraftKind::Question { data_type, control, choice_list: list.to_owned() };
        let mut draft = self.draft(row, kind);
        self.check_reserved(row, &draft.name);
        self.unused(row, "repeat_count", &mut draft.repeat_count, "only a repeat has this");
        draft.triggers = self.triggers(row);
        draft
    }

    fn parameters(&mut self, row: &Row, written: &str, draft: &mut DraftRow) {
        let appearance = self.sheet.text(row, "appearance");
        let text = self.sheet.text(row, "parameters");
        let checked = parameters::of_question(written, text, appearance, self.around.lists);
        if let Parameters::Geo(geo) = &checked.parameters
            && !geo.reference_geometry.is_empty()
        {
            self.names.geometry(row.number, &geo.reference_geometry);
        }
        self.take(row, checked, draft);
        let written = self.sheet.text(row, "rows");
        let rows = written.parse().ok();
        if rows.is_none() && !written.is_empty() {
            let message = format!("'{written}' is no number of rows and has no effect");
            self.warning(row, "rows", message, "Write a whole number, or clear the cell");
        }
        if rows.is_some() && matches!(draft.parameters, Parameters::None | Parameters::Text { rows: None }) {
            draft.parameters = Parameters::Text { rows };
        }
    }

    /// Takes over what a column `parameters` came to.
    pub(super) fn take(&mut self, row: &Row, checked: Checked, draft: &mut DraftRow) {
        for fault in checked.faults {
            self.error(row, "parameters", fault.message, fault.remedy);
        }
        for doubt in checked.doubts {
            self.warning(row, "parameters", doubt.message, doubt.remedy);
        }
        if let DraftKind::Question { data_type, .. } = &mut draft.kind
            && checked.is_fraction
            && *data_type == DataType::Integer
        {
            *data_type = DataType::Decimal;
        }
        draft.parameters = checked.parameters;
        draft.seed = checked.seed;
    }

    /// Questions that nobody sees because they are worked out, and what a calculation needs.
    fn calculated(&mut self, row: &Row, written: &str, control: Control, draft: &mut DraftRow) {
        let is_said = !draft.label.is_empty() || !draft.hint.is_empty();
        let is_made = !draft.calculation.is_empty() || !draft.triggers.is_empty();
        let is_default = is_dynamic(&draft.default, DataType::Text);
        let mut control = control;
        if control == Control::Preload(Preload::BackgroundGeopoint) {
            self.background(row, draft);
        } else if control == Control::Calculate && written == "calculate" && draft.calculation.is_empty() && !is_default
        {
            let remedy = "Write the expression, or use hidden for a value that stays empty";
            self.error(row, "calculation", "a calculate needs a calculation", remedy);
            control = Control::Hidden;
        } else if (control.is_asked() || control == Control::Note) && is_made && !is_said {
            control = Control::Calculate;
        }
        if control == Control::Calculate && draft.calculation.is_empty() && draft.default.is_empty() {
            control = Control::Hidden;
        }
        if let DraftKind::Question { data_type, control: own, .. } = &mut draft.kind {
            *own = control;
            if let Some(place) = draft.attributes.iter().position(|a| a.of == Element::Bind && a.name == "type") {
                let found = BIND_TYPES.iter().find(|(name, _)| *name == draft.attributes[place].value);
                if let Some((_, other)) = found {
                    *data_type = *other;
                    draft.attributes.remove(place);
                }
            }
        }
    }

    fn background(&mut self, row: &Row, draft: &mut DraftRow) {
        if draft.triggers.is_empty() {
            let message = "a background-geopoint does not say when it is taken";
            self.error(row, "trigger", message, "Write ${name} of the question whose answer takes it");
        }
        if !draft.calculation.is_empty() {
            draft.calculation.clear();
            self.error(row, "calculation", "a background-geopoint cannot have a calculation", "Clear the cell");
        }
    }

    /// Who is asked, and whether there is anything to read aloud.
    pub(super) fn finish_question(&mut self, row: &Row, draft: &mut DraftRow) {
        let DraftKind::Question { control, .. } = &draft.kind else { return };
        let control = *control;
        draft.care = self.inherited(row);
        self.care.question(row, control, self.blocks.section(), &mut draft.care);
        let shown = control.is_asked() || control == Control::Note;
        let has = |kind: MediaKind| draft.media.iter().any(|media| media.kind == kind);
        if shown && has(MediaKind::BigImage) && !has(MediaKind::Image) {
            self.error(row, "big-image", "a big-image needs an image that it is the large form of", "Add the image");
        }
        let blank = self.sheet.text(row, "appearance") == "label";
        let bare = self.sheet.columns().iter().find(|column| column.name == "media");
        let has_bare = bare.is_some_and(|column| !self.sheet.text_in(row, column).is_empty());
        if shown && draft.label.is_empty() && draft.media.is_empty() && !blank && !has_bare {
            let (message, remedy) = ("the question has no label", "Write what is read aloud");
            if draft.hint.is_empty() {
                self.error(row, "label", message, remedy);
            } else {
                self.warning(row, "label", message, remedy);
            }
        }
    }

    /// The same words in the default language and in no other.
    fn in_default_language(&self, words: &str) -> DraftText {
        let languages = self.around.languages;
        let mut text = vec![String::new(); languages.all.len().max(1)];
        if let Some(place) = text.get_mut(usize::from(languages.default)) {
            words.clone_into(place);
        }
        text
    }
}
