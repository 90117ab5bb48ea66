//! Reading a study folder: `study.xlsx` and the questionnaires in `instruments/`.
//!
//! Everything that is wrong is reported at once, by file, sheet, row and column, with what to do. This is, beside the
//! vault, the one place in core that reads files. What the parts mean together is checked in `check` and `care`.

mod book;
mod care;
mod check;
mod consent;
mod folder;
mod named;
mod protocol;
mod register;
mod terms;
#[cfg(test)]
mod tests;
mod tools;

use std::path::Path;

#[cfg(test)]
pub(in crate::study) use self::tests::training_study;
use self::{book::Book, folder::Folder, tools::Tool};
use crate::{
    authority::Roster,
    study::{Instrument, PACKAGE_BYTES_MAX, Study, StudyIssue, locked_terms, package},
    xlsform::Issue,
};

/// The file that holds the research protocol.
const STUDY_FILE: &str = "study.xlsx";

/// What came of reading a folder.
#[derive(Debug, Clone)]
pub struct StudyReading {
    /// The study, when there is no error.
    pub study: Option<Study>,
    /// Everything that is wrong: first the study's workbook, then the instruments in its order.
    pub issues: Vec<StudyIssue>,
}

impl StudyReading {
    fn refused(issue: Issue) -> Self {
        Self { study: None, issues: vec![StudyIssue { file: STUDY_FILE.to_owned(), issue }] }
    }
}

/// Reads and checks a study folder.
#[must_use]
pub fn read_folder(folder: &Path) -> StudyReading {
    let folder = Folder::new(folder);
    let bytes = match folder.study_bytes() {
        Ok(bytes) => bytes,
        Err(issue) => return StudyReading::refused(issue),
    };
    match Book::open(&bytes) {
        Ok(book) => read(book, &folder),
        Err(error) => StudyReading::refused(error.into()),
    }
}

fn read(mut book: Book<'_>, folder: &Folder) -> StudyReading {
    let (mut study, tools) = read_sheets(&mut book);
    let mut files = Vec::new();
    for tool in &tools {
        let (instrument, issues) = tool.read(folder, &study);
        let file = folder::instrument_file(&tool.file);
        files.extend(issues.into_iter().map(|issue| StudyIssue { file: file.clone(), issue }));
        study.instruments.extend(instrument);
    }
    check::whole(&mut book, &study, &tools);
    book.issues.extend(folder.unlisted(&tools));
    let issues: Vec<StudyIssue> = book.into_issues().chain(files).collect();
    let usable = !issues.iter().any(|found| found.issue.is_error());
    StudyReading { study: usable.then_some(study), issues }
}

/// The study's own workbook, still without its instruments.
fn read_sheets(book: &mut Book<'_>) -> (Study, Vec<Tool>) {
    let protocol = protocol::Protocol::read(book);
    let mut glossary = locked_terms();
    glossary.extend(terms::glossary(book));
    let study = Study {
        id: protocol.id,
        title: protocol.title,
        kind: protocol.kind,
        purpose: protocol.purpose,
        lead_organisation: protocol.lead_organisation,
        approval: protocol.approval,
        languages: book.languages.clone(),
        use_statement: consent::use_statement(book),
        told: consent::told(book),
        teach_back: consent::teach_back(book),
        questions: terms::questions(book),
        glossary,
        roles: register::roles(book),
        sites: register::sites(book),
        referral: register::referral(book),
        limits: protocol::limits(book),
        legal: protocol::legal(book),
        instruments: Vec::<Instrument>::new(),
        aims: protocol.aims,
        period: protocol.period,
        scope: protocol.scope,
        guardian_waivers: protocol.guardian_waivers,
        roster: Roster::default(),
    };
    let tools = tools::list(book);
    (study, tools)
}

/// The package of a study that came out too large is refused here, where its author can still do something.
fn too_large(study: &Study) -> Option<Issue> {
    let size = package::encode(study).len();
    (size > PACKAGE_BYTES_MAX).then(|| {
        let message = format!("the study compiles to {size} bytes, more than {PACKAGE_BYTES_MAX}");
        Issue::error("instruments", message, "Leave out instruments or languages that the study does not need")
    })
}
