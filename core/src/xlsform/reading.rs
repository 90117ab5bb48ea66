//! One workbook, from bytes to a form and everything that is wrong with it.

use crate::form::{DraftChoiceList, Form, FormDraft};

use super::{
    care::{CareIssue, Standing},
    choices,
    columns::{CHOICES, SETTINGS, SURVEY, check_choices, check_survey},
    faults::{Known, Sheets},
    issue::Issue,
    languages::Languages,
    limits::ISSUES_MAX,
    near::{did_you_mean, nearest},
    settings::Settings,
    sheet::{Shape, Sheet},
    survey,
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

/// Reads an XLSForm workbook (`.xlsx`, `.xlsm`, `.xls`, `.ods`). Never fails: what cannot be read is an issue.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    match Workbook::open(bytes) {
        Ok(mut book) => read_book(&mut book, &mut reading),
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

fn read_book(book: &mut Workbook<'_>, reading: &mut Reading) {
    let issues = &mut reading.issues;
    let survey_sheet = open(book, "survey", &SURVEY, issues);
    let choices_sheet = open(book, "choices", &CHOICES, issues);
    let settings_sheet = open(book, "settings", &SETTINGS, issues);
    check_names(book, issues);
    let Some(survey_sheet) = survey_sheet else { return };
    if !survey_sheet.has("type") {
        let message = "the sheet has no column type";
        issues.push(Issue::error(survey_sheet.name(), message, "Add it, with a type for each row"));
        return;
    }
    let settings = Settings::read(settings_sheet.as_ref(), issues);
    let sheets = Sheets {
        survey: &survey_sheet,
        choices: choices_sheet.as_ref(),
        settings: settings_sheet.as_ref(),
        entities: None,
    };
    let languages = Languages::find(&sheets, issues);
    issues.extend(check_survey(&survey_sheet));
    let survey = survey::read(&survey_sheet, &languages, issues);
    let mut lists = Vec::new();
    if let Some(sheet) = &choices_sheet {
        issues.extend(check_choices(sheet));
        lists = choices::read(sheet, &languages, issues);
        issues.extend(languages.untranslated(sheet, &["label"], |_| true));
        issues.extend(choices::spaced(sheet, &lists, &survey.rows));
        issues.extend(choices::unused(sheet, &lists, &survey_sheet, &survey.rows));
    }
    add_other(&mut lists, &survey.with_other, &languages);
    let title = settings_sheet
        .as_ref()
        .and_then(|sheet| Some(languages.text(sheet, sheet.rows().first()?, "form_title")))
        .unwrap_or_default();
    let sheets = Sheets {
        survey: &survey_sheet,
        choices: choices_sheet.as_ref(),
        settings: settings_sheet.as_ref(),
        entities: None,
    };
    let draft = FormDraft {
        id: settings.id,
        version: settings.version,
        title,
        languages: languages.all,
        default_language: languages.default,
        rows: survey.rows,
        choice_lists: lists,
        ..FormDraft::default()
    };
    reading.care = survey.care;
    compile(draft, &sheets, reading);
}

/// Compiles even when something is wrong already, so that all faults are told at once; a cell is told only once.
fn compile(draft: FormDraft, sheets: &Sheets<'_>, reading: &mut Reading) {
    let known = Known::of(&draft);
    match Form::compile(draft) {
        Ok(form) => reading.form = Some(form),
        Err(faults) => {
            let told = reading.issues.clone();
            for fault in faults {
                let issue = sheets.issue(&fault, &known);
                let same = |old: &Issue| {
                    old.is_error() && (&old.sheet, old.row, &old.column) == (&issue.sheet, issue.row, &issue.column)
                };
                if issue.row == 0 || !told.iter().any(same) {
                    reading.issues.push(issue);
                }
            }
        }
    }
}

/// A sheet of the workbook; a broken one is an issue and is then missing.
fn open(book: &mut Workbook<'_>, name: &str, shape: &Shape<'_>, issues: &mut Vec<Issue>) -> Option<Sheet> {
    match book.sheet(name, shape) {
        Ok(sheet) => {
            issues.extend(sheet.iter().flat_map(|sheet| sheet.issues().iter().cloned()));
            sheet
        }
        Err(error) => {
            issues.push(error.into());
            None
        }
    }
}

/// Sheets that are missing under their name, and sheets that are not read.
fn check_names(book: &Workbook<'_>, issues: &mut Vec<Issue>) {
    let names = || book.sheet_names().iter().map(String::as_str);
    if book.find("survey").is_none() {
        let remedy = did_you_mean("survey", names(), "Name the sheet with the questions survey");
        issues.push(Issue::error("", "the workbook has no sheet survey", remedy));
    }
    for wanted in ["choices", "settings"] {
        if let Some(near) = nearest(wanted, names()).filter(|_| book.find(wanted).is_none()) {
            issues.push(Issue::warning(near, "the sheet is not read", format!("Did you mean {wanted}?")));
        }
    }
    for unread in ["external_choices", "entities", "osm"] {
        if let Some(name) = book.find(unread) {
            issues.push(Issue::warning(&name, "the sheet is not supported yet and is not read", "Remove it"));
        }
    }
}

/// Gives lists that `or_other` was asked for the choice `other`, unless the author wrote one.
fn add_other(lists: &mut [DraftChoiceList], with_other: &[String], languages: &Languages) {
    for list in lists.iter_mut().filter(|list| with_other.contains(&list.name)) {
        if list.names().all(|name| name != "other") {
            let row = list.row(list.len().saturating_sub(1));
            list.push(row, "other", &vec!["Other"; languages.all.len()], &[""; 0]);
        }
    }
}

/// File first, then sheet by sheet and top to bottom.
fn arrange(issues: &mut [Issue]) {
    let rank = |sheet: &str| match sheet.trim().to_lowercase().as_str() {
        "" => 0,
        "survey" => 1,
        "choices" => 2,
        "settings" => 3,
        _ => 4,
    };
    issues.sort_by_key(|issue| (rank(&issue.sheet), issue.row));
}
