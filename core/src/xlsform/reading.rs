//! One workbook, from bytes to a form and everything that is wrong with it.

use std::collections::HashSet;

use crate::form::{DraftChoiceList, DraftText, Form, FormDraft, FormFault, FormFaultKind, attached::Attachments};

use super::{
    attached,
    care::{CareIssue, Standing},
    choices,
    columns::{self, CHOICES_TEXTS, check_choices, check_survey},
    doubtful, entities,
    faults::{Known, Sheets},
    flat, geometry,
    issue::Issue,
    languages::Languages,
    limits::ISSUES_MAX,
    listed::Listed,
    near::nearest,
    never, osm, references,
    settings::{self, Said},
    sheet::{Row, Shape, Sheet},
    survey::{self, Around},
    workbook::Workbook,
};

/// What came of reading a workbook.
#[derive(Debug, Default)]
pub struct Reading {
    /// The form, when no issue is an error.
    pub form: Option<Form>,
    /// What is wrong with the workbook as an XLSForm, in the order of its sheets and rows.
    pub issues: Vec<Issue>,
    /// What is wrong with the columns that a study adds. They do not keep the form from being made: how much they
    /// matter is the study's to say.
    pub care: Vec<CareIssue>,
}

impl Reading {
    /// Everything that is wrong with the workbook in such a study.
    #[must_use]
    pub fn issues_in(&self, standing: Standing) -> Vec<Issue> {
        let care = self.care.iter().map(|found| found.in_study(standing));
        self.issues.iter().cloned().chain(care).collect()
    }
}

/// Reads an XLSForm workbook (`.xlsx`, `.xlsm`, `.xls`, `.ods`, `.csv`, Markdown) that no files lie beside. Never
/// fails: what cannot be read is an issue.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    read_with(bytes, &Attachments::default())
}

/// The same with the files that lie beside it; of those that it names and are not there, it is warned.
#[must_use]
pub fn read_with(bytes: &[u8], files: &Attachments) -> Reading {
    let mut reading = Reading::default();
    match Workbook::open(bytes) {
        Ok(mut book) => {
            let opened = Opened::of(&mut book, &mut reading.issues);
            // The bytes of all sheets are not kept while the form is made.
            drop(book);
            opened.read(files, &mut reading);
        }
        Err(error) => reading.issues.push(error.into()),
    }
    arrange(&mut reading.issues);
    if reading.issues.iter().any(Issue::is_error) {
        reading.form = None;
    }
    if reading.issues.len() > ISSUES_MAX {
        let message = format!("{} more issues are not listed", reading.issues.len() - ISSUES_MAX);
        reading.issues.truncate(ISSUES_MAX);
        reading.issues.push(Issue::warning("", message, "Mend these first"));
    }
    reading
}

/// The sheets of an XLSForm, as far as the workbook has them.
#[derive(Default)]
struct Opened {
    survey: Option<Sheet>,
    choices: Option<Sheet>,
    settings: Option<Sheet>,
    entities: Option<Sheet>,
    external: Option<Sheet>,
    osm: Option<Sheet>,
}

impl Opened {
    fn of(book: &mut Workbook<'_>, issues: &mut Vec<Issue>) -> Self {
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

    fn read(&self, files: &Attachments, reading: &mut Reading) {
        let issues = &mut reading.issues;
        let Some(survey_sheet) = &self.survey else { return };
        if !survey_sheet.has("type") {
            issues.extend(without_type(survey_sheet));
            return;
        }
        let sheets = self.sheets(survey_sheet);
        let languages = Languages::find(&sheets, issues);
        issues.extend(check_survey(survey_sheet));
        let duplicates = settings::duplicates(self.settings.as_ref());
        let mut said = Said::read(self.settings.as_ref(), issues);
        let mut lists = lists_of(self.choices.as_ref(), &languages, duplicates, issues);
        // Names may repeat on the sheet `external_choices`.
        let mut external = lists_of(self.external.as_ref(), &languages, choices::Duplicates::Allowed, issues);
        let osm = osm::read(self.osm.as_ref(), issues);
        let root_name = said.root_name().to_owned();
        let (listed, listed_outside) = (Listed::of(&lists), Listed::of(&external));
        let around = Around {
            languages: &languages,
            lists: &listed,
            external: &listed_outside,
            osm: &osm,
            root_name: &root_name,
        };
        let mut survey = survey::read(survey_sheet, &around, issues);
        if self.settings.as_ref().is_some_and(settings::is_flat) {
            survey.rows = flat::flatten(std::mem::take(&mut survey.rows), survey_sheet, issues);
        }
        let among = std::mem::take(&mut survey.settings);
        said.complete((among, files.form_name()), survey.audit.take(), self.settings.as_ref(), issues);
        geometry::check(&survey, &listed, self.entities.as_ref(), survey_sheet, issues);
        attached::find(&mut survey, survey_sheet, &lists, issues);
        let names_outside: Vec<String> =
            external.iter().map(|list| survey::external_name(&list.name, &listed)).collect();
        external.iter_mut().zip(names_outside).for_each(|(list, name)| list.name = name);
        let mut tables = attached::tables(files, &survey.attachments, survey_sheet, issues);
        tables.extend(attached::last_saved(&survey.rows));
        if let Some(sheet) = &self.choices {
            issues.extend(choices::check(sheet, &lists, survey_sheet, &survey.rows));
        }
        choices::add_other(&mut lists, &survey.with_other, &languages);
        let entities = entities::read(self.entities.as_ref(), survey_sheet, &mut survey.rows, issues);
        issues.extend(references::check(&sheets, &references::Known::new(&survey.names, &said)));
        let title = if said.title.is_empty() { self.title(&languages) } else { vec![said.title.clone()] };
        lists.extend(external);
        reading.care = survey.care;
        let draft = FormDraft {
            id: said.id,
            version: said.version,
            title,
            languages: languages.all,
            default_language: languages.default,
            rows: survey.rows,
            choice_lists: lists,
            attachments: survey.attachments,
            tables,
            settings: said.settings,
            instance_name: said.instance_name,
            settings_row: said.row,
            entities,
            written: Vec::new(),
        };
        compile(draft, &sheets, reading);
    }

    /// The form's title, by language.
    fn title(&self, languages: &Languages) -> DraftText {
        let written = |sheet: &Sheet| Some(languages.text(sheet, settings::first(sheet)?, "form_title"));
        self.settings.as_ref().and_then(written).unwrap_or_default()
    }

    fn sheets<'a>(&'a self, survey: &'a Sheet) -> Sheets<'a> {
        let [choices, settings, entities] = [&self.choices, &self.settings, &self.entities].map(Option::as_ref);
        Sheets { survey, choices, settings, entities }
    }
}

/// The lists of a sheet of choices, when the workbook has it.
fn lists_of(
    sheet: Option<&Sheet>,
    languages: &Languages,
    duplicates: choices::Duplicates,
    issues: &mut Vec<Issue>,
) -> Vec<DraftChoiceList> {
    let Some(sheet) = sheet else { return Vec::new() };
    issues.extend(check_choices(sheet));
    let lists = choices::read(sheet, languages, duplicates, issues);
    issues.extend(languages.untranslated(sheet, &CHOICES_TEXTS, |_| true));
    lists
}

/// How many rows of titles and remarks are looked through for the names of the columns.
const TITLE_ROWS_MAX: usize = 20;

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

/// Compiles even when something is wrong already, so that all faults are told at once; a cell is told only once.
fn compile(draft: FormDraft, sheets: &Sheets<'_>, reading: &mut Reading) {
    let known = Known::of(&draft);
    let blind = attached::blind_rows(&draft);
    let (form, faults) = Form::compile_telling(draft);
    if let Some(form) = &form {
        reading.issues.extend(never::check(form, sheets.survey));
        reading.issues.extend(doubtful::check(form, sheets.survey));
    }
    reading.form = form;
    if faults.is_empty() {
        return;
    }
    let told: HashSet<(String, u32, String)> = reading
        .issues
        .iter()
        .filter(|issue| issue.is_error() && issue.row > 0)
        .map(|issue| (issue.sheet.clone(), issue.row, issue.column.clone()))
        .collect();
    let is_blind = |fault: &FormFault| {
        matches!(fault.kind, FormFaultKind::Nowhere(_)) && fault.column == "choice_filter" && blind.contains(&fault.row)
    };
    for fault in faults.into_iter().filter(|fault| !is_blind(fault)) {
        let issue = sheets.issue(&fault, &known);
        if !told.contains(&(issue.sheet.clone(), issue.row, issue.column.clone())) {
            reading.issues.push(issue);
        }
    }
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

const SHEETS: [&str; 6] = ["survey", "choices", "settings", "external_choices", "entities", "osm"];

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
        let others = names().filter(|name| !SHEETS.contains(&name.to_lowercase().as_str()));
        if let Some(near) = nearest(wanted, others).filter(|_| called(book, wanted).is_none()) {
            issues.push(Issue::warning(near, "the sheet is not read", format!("Did you mean {wanted}?")));
        }
    }
}

/// File first, then sheet by sheet and top to bottom.
fn arrange(issues: &mut [Issue]) {
    let rank = |sheet: &str| {
        let name = sheet.trim().to_lowercase();
        if name.is_empty() { 0 } else { SHEETS.iter().position(|known| *known == name).map_or(9, |place| place + 1) }
    };
    issues.sort_by_key(|issue| (rank(&issue.sheet), issue.row));
}
