//! One workbook, from bytes to a form and everything that is wrong with it.
//!
//! Sheets are read in an order in which each finds what it needs, and a fault in one does not keep the others from
//! being read. What a sheet means is known by the file that is named after it.

use std::collections::HashSet;

use super::{
    attached,
    care::{CareIssue, Standing},
    columns::check_survey,
    doubtful, entities,
    faults::{Known, Sheets},
    flat, geometry,
    issue::Issue,
    languages::Languages,
    limits::ISSUES_MAX,
    listed::Listed,
    lists::Lists,
    never,
    opened::{Opened, rank},
    prefixes, references,
    settings::{self, Said},
    sheet::Sheet,
    survey::{self, Around, Survey},
    workbook::Workbook,
};
use crate::form::{Form, FormDraft, FormFault, FormFaultKind, attached::Attachments, told};

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
            read_sheets(&opened, files, &mut reading);
        }
        Err(error) => reading.issues.push(error.into()),
    }
    arrange(&mut reading.issues);
    if reading.issues.iter().any(Issue::is_error) {
        reading.form = None;
    }
    if let Some(message) = told::cut(&mut reading.issues, ISSUES_MAX) {
        reading.issues.push(Issue::warning("", message, "Mend these first"));
    }
    reading
}

/// Reads the sheets, each after those that it needs: the languages of all of them; what is set; the lists; the
/// questions, which name lists; the files that questions name; entities, which take questions. Names are looked up when
/// all of them are known.
fn read_sheets(opened: &Opened, files: &Attachments, reading: &mut Reading) {
    let issues = &mut reading.issues;
    let Some(sheet) = opened.questions(issues) else { return };
    let sheets = opened.sheets(sheet);
    let languages = Languages::find(&sheets, issues);
    issues.extend(check_survey(sheet));
    let mut said = Said::read(opened.settings.as_ref(), issues);
    let lists = Lists::read(opened, &languages, issues);
    let mut survey = questions(opened, sheet, (&languages, &lists), (&mut said, files), issues);
    let mut tables = attached::tables(files, &survey.attachments, sheet, issues);
    tables.extend(attached::last_saved(&survey.rows));
    let choice_lists = lists.complete((opened.choices.as_ref(), sheet), &survey, &languages, issues);
    let entities = entities::read(opened.entities.as_ref(), sheet, &mut survey.rows, issues);
    let with_attributes = [Some(sheet), opened.settings.as_ref()].into_iter().flatten();
    issues.extend(with_attributes.flat_map(|sheet| prefixes::check(sheet, &said)));
    issues.extend(references::check(&sheets, &references::Known::new(&survey.names, &said)));
    let title = if said.title.is_empty() { opened.title(&languages) } else { vec![said.title.clone()] };
    reading.care = survey.care;
    let draft = FormDraft {
        id: said.id,
        version: said.version,
        title,
        languages: languages.all,
        default_language: languages.default,
        rows: survey.rows,
        choice_lists,
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

/// The questions, with what stands among them that is no question: settings, and the files that expressions name.
fn questions(
    opened: &Opened,
    sheet: &Sheet,
    (languages, lists): (&Languages, &Lists),
    (said, files): (&mut Said, &Attachments),
    issues: &mut Vec<Issue>,
) -> Survey {
    let root_name = said.root_name().to_owned();
    let (listed, external) = (Listed::of(&lists.own), Listed::of(&lists.external));
    let around = Around { languages, lists: &listed, external: &external, osm: &lists.osm, root_name: &root_name };
    let mut survey = survey::read(sheet, &around, issues);
    if opened.settings.as_ref().is_some_and(settings::is_flat) {
        survey.rows = flat::flatten(std::mem::take(&mut survey.rows), sheet, issues);
    }
    let among = std::mem::take(&mut survey.settings);
    said.complete((among, files.form_name()), survey.audit.take(), opened.settings.as_ref(), issues);
    geometry::check(&survey, &listed, opened.entities.as_ref(), sheet, issues);
    attached::find(&mut survey, sheet, &lists.own, issues);
    survey
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
    // The id of an interview stands in a group that no row makes: whoever took its name is told so in the row.
    let is_made = |fault: &FormFault| {
        matches!(fault.kind, FormFaultKind::DuplicateName { .. }) && fault.row == 0 && !told.is_empty()
    };
    for fault in faults.into_iter().filter(|fault| !is_blind(fault) && !is_made(fault)) {
        let issue = sheets.issue(&fault, &known);
        if !told.contains(&(issue.sheet.clone(), issue.row, issue.column.clone())) {
            reading.issues.push(issue);
        }
    }
}

/// File first, then sheet by sheet and top to bottom.
fn arrange(issues: &mut [Issue]) {
    issues.sort_by_key(|issue| (rank(&issue.sheet), issue.row));
}
