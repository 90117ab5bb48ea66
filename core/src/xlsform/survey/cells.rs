//! Cells of one row, copied into the row of a draft.

use crate::form::{Attribute, DraftKind, DraftMedia, DraftRow, Element, MediaKind};

use super::{Reader, appearance};
use crate::xlsform::sheet::{Row, Sheet};

/// Beginnings of columns that go into an XForm as they stand.
const ATTRIBUTES: [(&str, Element); 3] =
    [("bind::", Element::Bind), ("control::", Element::Body), ("instance::", Element::Instance)];

/// Whether an author has switched a row off.
pub fn is_disabled(sheet: &Sheet, row: &Row) -> bool {
    sheet.has("disabled") && yes_no(sheet.text(row, "disabled")) == "yes"
}

/// The spellings of yes and no as one; anything else stays an expression.
fn yes_no(text: &str) -> &str {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => "yes",
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => "no",
        _ => text,
    }
}

/// The same where the cell is an expression and nothing else. A spreadsheet makes a truth of TRUE by itself, and other
/// clients take it for one.
fn truth(text: &str) -> String {
    match yes_no(text) {
        "yes" => "true()",
        "no" => "false()",
        _ => text,
    }
    .to_owned()
}

impl Reader<'_> {
    /// Copies the cells that every row may have.
    pub(super) fn draft(&mut self, row: &Row, kind: DraftKind) -> DraftRow {
        let sheet = self.sheet;
        let cell = |column| sheet.text(row, column).to_owned();
        let languages = self.around.languages;
        let words = |column| languages.said(sheet, row, column);
        let appearance = appearance::words(sheet.text(row, "appearance"));
        for (word, near) in appearance.iter().filter_map(|word| Some((word, appearance::misspelt(word)?))) {
            let message = format!("no client knows the appearance '{word}'");
            self.warning(row, "appearance", message, format!("Did you mean {near}?"));
        }
        // A trigger sets the word as it stands.
        let is_set = !sheet.text(row, "trigger").is_empty();
        let calculation = if is_set { cell("calculation") } else { truth(sheet.text(row, "calculation")) };
        DraftRow {
            row: row.number,
            kind,
            name: cell("name"),
            label: words("label"),
            hint: words("hint"),
            guidance: words("guidance_hint"),
            relevant: truth(sheet.text(row, "relevant")),
            required: yes_no(sheet.text(row, "required")).to_owned(),
            required_message: words("required_message"),
            constraint: truth(sheet.text(row, "constraint")),
            constraint_message: words("constraint_message"),
            calculation,
            default: cell("default"),
            read_only: yes_no(sheet.text(row, "read_only")).to_owned(),
            choice_filter: cell("choice_filter"),
            repeat_count: cell("repeat_count"),
            appearance,
            media: self.media(row),
            autoplay: cell("autoplay"),
            save_to: cell("save_to"),
            attributes: self.attributes(row),
            ..DraftRow::default()
        }
    }

    fn media(&mut self, row: &Row) -> Vec<DraftMedia> {
        let mut media = Vec::new();
        for kind in MediaKind::ALL {
            let file = self.around.languages.text(self.sheet, row, kind.column());
            if file.iter().any(|file| !file.is_empty()) {
                media.push(DraftMedia { kind, file });
            }
        }
        for column in self.sheet.columns().iter().filter(|column| column.name.starts_with("media::")) {
            if !self.sheet.text_in(row, column).is_empty() {
                let message = "there is no such kind of picture or sound";
                let issue = self.sheet.error(row, &column.name, message, "Use image, big-image, audio or video");
                self.issues.push(issue);
            }
        }
        media
    }

    fn attributes(&self, row: &Row) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        for column in self.sheet.columns() {
            let found = ATTRIBUTES.iter().find_map(|(start, of)| Some((column.name.strip_prefix(start)?, *of)));
            let Some((name, of)) = found.or((column.name == "intent").then_some(("intent", Element::Body))) else {
                continue;
            };
            let value = self.sheet.text_in(row, column);
            if !value.is_empty() {
                attributes.push(Attribute { of, name: name.to_owned(), value: value.to_owned() });
            }
        }
        let message = self.sheet.text(row, "no_app_error_string");
        if !message.is_empty() {
            let (name, value) = ("jr:noAppErrorString".to_owned(), message.to_owned());
            attributes.push(Attribute { of: Element::Bind, name, value });
        }
        attributes
    }

    /// Empties a cell that this kind of row does not use, and says so.
    pub(super) fn unused(&mut self, row: &Row, column: &str, content: &mut String, why: &str) {
        if !content.is_empty() {
            content.clear();
            self.warning(row, column, format!("{why}; the cell has no effect"), "Clear the cell");
        }
    }
}
