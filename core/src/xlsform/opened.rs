//! The sheets of a workbook, found by their names: what is there, what is broken, what may have been meant.
//!
//! Nothing here reads a row but to find the names of the columns.

use super::{
    columns,
    faults::Sheets,
    issue::Issue,
    languages::Languages,
    near::nearest,
    settings,
    sheet::{Row, Shape, Sheet},
    workbook::Workbook,
};
use crate::form::DraftText;

/// What the sheets of a form are called, in the order in which their issues are told.
const SHEETS: [&str; 6] = ["survey", "choices", "settings", "external_choices", "entities", "osm"];

/// How many rows of titles and remarks are looked through for the names of the columns.
const TITLE_ROWS_MAX: usize = 20;

/// The sheets of an XLSForm, as far as the workbook has them.
#[derive(Default)]
pub struct Opened {
    /// The questions.
    pub survey: Option<Sheet>,
    /// What they choose from.
    pub choices: Option<Sheet>,
    /// What is set for the form.
    pub settings: Option<Sheet>,
    /// The lists of entities that it keeps.
    pub entities: Option<Sheet>,
    /// What is chosen from without being part of the form: `external_choices`.
    pub external: Option<Sheet>,
    /// What may be said about things on a map.
    pub osm: Option<Sheet>,
}

impl Opened {
    /// Opens them; what is wrong with a sheet as a sheet is told here.
    pub fn of(book: &mut Workbook<'_>, issues: &mut Vec<Issue>) -> Self {
        let settings = open(book, "settings", &columns::SETTINGS, issues);
        let mut survey = open(book, "survey", &columns::SURVEY, issues);
        if let Some(survey) = survey.as_mut().filter(|_| !settings::keeps_spaces(settings.as_ref())) {
            survey.collapse_spaces();
        }
        let choices = open(book, "choices", &columns::CHOICES, issues);
        let external = open(book, "external_choices", &columns::CHOICES, issues);
        let osm = open(book, "osm", &columns::CHOICES, issues);
        let entities = open(book, "entities", &columns::ENTITIES, issues);
        check_names(book, issues);
        Self { survey, choices, settings, entities, external, osm }
    }

    /// The questions, when their sheet can be read as such.
    pub fn questions(&self, issues: &mut Vec<Issue>) -> Option<&Sheet> {
        let survey = self.survey.as_ref()?;
        if survey.has("type") {
            return Some(survey);
        }
        issues.extend(without_type(survey));
        None
    }

    /// The form's title, by language.
    pub fn title(&self, languages: &Languages) -> DraftText {
        let written = |sheet: &Sheet| Some(languages.text(sheet, settings::first(sheet)?, "form_title"));
        self.settings.as_ref().and_then(written).unwrap_or_default()
    }

    /// The sheets that issues of the compiler are told of.
    pub fn sheets<'a>(&'a self, survey: &'a Sheet) -> Sheets<'a> {
        let [choices, settings, entities] = [&self.choices, &self.settings, &self.entities].map(Option::as_ref);
        Sheets { survey, choices, settings, entities }
    }
}

/// That the questions have no column `type`, unless the sheet has a fault that is told already.
fn without_type(survey: &Sheet) -> Option<Issue> {
    if survey.issues().iter().any(Issue::is_error) {
        return None;
    }
    let is_header = |row: &&Row| survey.cells(row).any(|text| text.trim().eq_ignore_ascii_case("type"));
    if let Some(row) = survey.rows().iter().take(TITLE_ROWS_MAX).find(is_header) {
        let message = format!("the names of the columns stand in row {} and not in the first", row.number);
        return Some(Issue::error(survey.name(), message, "Remove the rows above them").at(survey.header_row(), ""));
    }
    let near = nearest("type", survey.columns().iter().map(|column| column.header.as_str()));
    let remedy = near.map_or("Add it, with a type for each row".to_owned(), |near| format!("Rename {near}"));
    let issue = Issue::error(survey.name(), "the sheet has no column type", remedy);
    Some(issue.at(survey.header_row(), ""))
}

/// A sheet of the workbook; a broken one is an issue and is then missing.
fn open(book: &mut Workbook<'_>, name: &str, shape: &Shape<'_>, issues: &mut Vec<Issue>) -> Option<Sheet> {
    let found = called(book, name)?;
    match book.sheet_named(&found, shape) {
        Ok(sheet) => {
            issues.extend(sheet.issues().iter().cloned());
            Some(sheet)
        }
        Err(error) => {
            issues.push(error.into());
            None
        }
    }
}

/// The sheet of this name, in whatever case; the only sheet of a workbook is its survey.
fn called(book: &Workbook<'_>, name: &str) -> Option<String> {
    let names = book.sheet_names();
    let found = names.iter().find(|known| known.to_lowercase() == name);
    let is_other = |known: &String| SHEETS.contains(&known.to_lowercase().as_str());
    let only = || names.first().filter(|only| names.len() == 1 && name == "survey" && !is_other(only));
    found.or_else(only).cloned()
}

/// Sheets that are missing under their name.
fn check_names(book: &Workbook<'_>, issues: &mut Vec<Issue>) {
    let names = || book.sheet_names().iter().map(String::as_str).filter(|name| !name.starts_with('_'));
    if called(book, "survey").is_none() {
        let remedy = nearest("survey", names()).map_or_else(
            || "Name the sheet with the questions survey".to_owned(),
            |near| match near.trim() {
                "survey" => format!("Rename the sheet '{near}' to survey, without blanks before and after it"),
                _ => format!("Rename the sheet {near} to survey"),
            },
        );
        issues.push(Issue::error("", "the workbook has no sheet survey", remedy));
    }
    for wanted in ["choices", "settings", "entities", "external_choices"] {
        let others = || names().filter(|name| !SHEETS.contains(&name.to_lowercase().as_str()));
        // One entity is too far from several to be a slip of the hand.
        let single = |name: &&str| wanted == "entities" && name.eq_ignore_ascii_case("entity");
        let near = nearest(wanted, others()).or_else(|| others().find(single));
        if let Some(near) = near.filter(|_| called(book, wanted).is_none()) {
            issues.push(Issue::warning(near, "the sheet is not read", format!("Did you mean {wanted}?")));
        }
    }
}

/// Where a sheet stands among those of a form; what is about the whole file comes first.
pub fn rank(sheet: &str) -> usize {
    let name = sheet.trim().to_lowercase();
    if name.is_empty() { 0 } else { SHEETS.iter().position(|known| *known == name).map_or(9, |place| place + 1) }
}
