//! Files that lie beside the form: which there are, whether two of them have one name, and what is in them.
//!
//! A file is named by a row or by an expression. One that is missing leaves an empty table and a warning, for a form is
//! often checked before its files are there.

use std::collections::{HashMap, HashSet};

use super::{issue::Issue, sheet::Sheet, survey::Survey};
use crate::{
    expr::LAST_SAVED,
    form::{
        Attachment, DraftChoiceList, DraftChoiceSource, DraftKind, DraftRow, FormDraft, Reference, Table,
        attached::{AttachedFault, Attachments},
        references, search,
        table::Source,
    },
};

/// Adds the files that expressions name, and says which names are taken twice.
pub fn find(survey: &mut Survey, sheet: &Sheet, lists: &[DraftChoiceList], issues: &mut Vec<Issue>) {
    let mut all = std::mem::take(&mut survey.attachments);
    for row in &survey.rows {
        for (column, text) in row.expressions() {
            for id in pulled(text) {
                let column = sheet.place(column);
                all.push(Attachment { file: format!("{id}.csv"), id, row: row.row, column });
            }
        }
    }
    let reads_last = reads_last(&survey.rows);
    for taken in all.iter().filter(|attachment| attachment.id == LAST_SAVED && reads_last) {
        let message = "the name __last-saved is taken for the answers saved last";
        issues.push(Issue::error(sheet.name(), message, "Rename the file").at(taken.row, taken.column.clone()));
    }
    all.sort_by_key(|attachment| attachment.row);
    let mut known: Vec<Attachment> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let list_names: HashSet<&str> = lists.iter().map(|list| list.name.as_str()).collect();
    for attachment in all {
        let twin = places.get(&attachment.id).and_then(|place| known.get(*place));
        if let Some(twin) = twin.filter(|twin| twin.file != attachment.file) {
            let message = format!(
                "'{}' and '{}' of row {} would both be called '{}'",
                attachment.file, twin.file, twin.row, twin.id
            );
            issues.push(
                Issue::error(sheet.name(), message, "Rename one of the two files")
                    .at(attachment.row, attachment.column),
            );
        } else if twin.is_none() && list_names.contains(attachment.id.as_str()) {
            let message = format!("'{}' would be called like the choice list '{}'", attachment.file, attachment.id);
            issues.push(
                Issue::error(sheet.name(), message, "Rename the file or the list")
                    .at(attachment.row, attachment.column),
            );
        } else if twin.is_none() {
            places.insert(attachment.id.clone(), known.len());
            known.push(attachment);
        }
    }
    for row in &survey.rows {
        if let DraftChoiceSource::Search(arguments) = &row.choice_source
            && let Some(id) = search::file_of(arguments).filter(|id| !places.contains_key(id))
        {
            let column = sheet.place("appearance");
            places.insert(id.clone(), known.len());
            known.push(Attachment { file: format!("{id}.csv"), id, row: row.row, column });
        }
    }
    survey.attachments = known;
}

/// The table of the answers saved last, for a form that reads some: one column for each that it reads, so that a study
/// can judge which answers outlive their interview.
pub fn last_saved(rows: &[DraftRow]) -> Option<Table> {
    let mut seen = HashSet::new();
    let expressions = rows.iter().flat_map(DraftRow::expressions).map(|(_, text)| text);
    let words = rows.iter().flat_map(DraftRow::words);
    let names = expressions.chain(words).flat_map(references).filter_map(|reference| match reference {
        Reference::LastSaved(name) => Some(name.to_owned()),
        _ => None,
    });
    let names: Vec<String> = names.filter(|name| seen.insert(name.clone())).collect();
    (!names.is_empty()).then(|| Table::new(LAST_SAVED, Source::LastSaved, names))
}

fn reads_last(rows: &[DraftRow]) -> bool {
    rows.iter().any(|row| row.expressions().iter().any(|(_, text)| text.contains("${last-saved#")))
}

/// The tables of these files; a file that is missing or cannot be read is a warning and an empty table.
pub fn tables(files: &Attachments, attachments: &[Attachment], sheet: &Sheet, issues: &mut Vec<Issue>) -> Vec<Table> {
    let mut tables = Vec::with_capacity(attachments.len());
    for Attachment { id, file, row, column } in attachments {
        let (table, fault) = files.table(id, file);
        if let Some(error) = fault {
            let remedy = match &error.fault {
                AttachedFault::Missing => format!("Put {file} into the folder of the form"),
                _ => format!("Correct {file}"),
            };
            let line = if error.line > 0 { format!(", line {}", error.line) } else { String::new() };
            let message = format!("'{file}'{line}: {}", error.fault);
            issues.push(Issue::warning(sheet.name(), message, remedy).at(*row, column.clone()));
        }
        tables.push(table);
    }
    tables
}

/// Rows that choose from a file of which no column is known, because it is not there: what their filters name may be
/// in it.
pub fn blind_rows(draft: &FormDraft) -> HashSet<u32> {
    let is_unknown = |table: &&Table| table.columns().is_empty() && matches!(table.source, Source::File(_));
    let unknown: HashSet<&str> = draft.tables.iter().filter(is_unknown).map(|table| table.name.as_str()).collect();
    let chooses = |row: &&DraftRow| match &row.kind {
        DraftKind::Question { choice_list, .. } => unknown.contains(choice_list.as_str()),
        _ => false,
    };
    draft.rows.iter().filter(chooses).map(|row| row.row).collect()
}

/// The first arguments of all `pulldata(...)` of an expression; `towns.csv` is `towns`, as for Collect.
fn pulled(text: &str) -> Vec<String> {
    let calls = text.split("pulldata").skip(1);
    let arguments = calls.filter_map(|rest| rest.trim_start().strip_prefix('(')?.split_once(','));
    let ids = arguments.map(|(first, _)| first.replace(['\'', '"'], "").trim().to_owned());
    let ids = ids.map(|id| id.strip_suffix(".csv").map_or(id.clone(), str::to_owned));
    ids.filter(|id| !id.is_empty()).collect()
}
