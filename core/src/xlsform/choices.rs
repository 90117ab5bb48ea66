//! The sheets `choices` and `external_choices`: lists of answers to choose from.
//!
//! A sheet may hold all villages of a country, so a row is read once and kept compactly. Who chooses from a list is
//! known by the questions; only what they need in it is looked at afterwards.

use std::collections::{HashMap, HashSet};

use crate::form::{DataType, DraftChoiceList, DraftKind, DraftMedia, DraftRow, MediaKind};

use super::{
    columns::is_filter,
    issue::Issue,
    languages::Languages,
    limits::WRITTEN_BYTES_MAX,
    sheet::{Column, Row, Sheet},
};

/// Whether two choices of one list may have one name (`allow_choice_duplicates`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// They may.
    Allowed,
    /// They may not.
    Refused,
}

/// Reads all lists, in the order in which they first appear. A row without a list is its author's remark.
pub fn read(
    sheet: &Sheet,
    languages: &Languages,
    duplicates: Duplicates,
    issues: &mut Vec<Issue>,
) -> Vec<DraftChoiceList> {
    if sheet.rows().is_empty() || !has_columns(sheet, issues) {
        return Vec::new();
    }
    let filters: Vec<&Column> = sheet.columns().iter().filter(|column| is_filter(column)).collect();
    let media: Vec<MediaKind> = MediaKind::ALL.into_iter().filter(|kind| sheet.has(kind.column())).collect();
    let (mut lists, mut places) = (Vec::<DraftChoiceList>::new(), HashMap::<&str, usize>::new());
    let mut seen: HashMap<(usize, &str), u32> = HashMap::with_capacity(sheet.rows().len());
    let header_bytes: usize = filters.iter().map(|column| column.header.len() + size_of::<String>()).sum();
    for row in sheet.rows() {
        let (list, name) = (sheet.text(row, "list_name"), sheet.text(row, "name"));
        if list.is_empty() {
            issues.extend(listless(sheet, row, name));
            continue;
        }
        if name.is_empty() {
            issues.push(sheet.error(row, "name", "the choice has no name", "Write the value that is stored"));
            continue;
        }
        let label = languages.text(sheet, row, "label");
        if label.is_empty() {
            issues.push(sheet.warning(row, "label", "the choice has no label", "Write what is read aloud"));
        }
        if !places.contains_key(list) && (lists.len() + 1).saturating_mul(header_bytes) > WRITTEN_BYTES_MAX {
            let message = format!("{} lists with {} columns each are more than are read", lists.len(), filters.len());
            issues.push(sheet.error(row, "list_name", message, "Divide the form, or remove columns"));
            break;
        }
        let place = *places.entry(list).or_insert_with(|| {
            let columns = filters.iter().map(|column| column.header.trim().to_owned()).collect();
            lists.push(DraftChoiceList::new(list, columns, &languages.all));
            lists.len() - 1
        });
        if let Some(first) = seen.insert((place, name), row.number).filter(|_| duplicates == Duplicates::Refused) {
            let message = format!("'{name}' is already a choice of '{list}', in row {first}");
            let remedy = "Rename one of the two, or write yes into the setting allow_choice_duplicates";
            issues.push(sheet.error(row, "name", message, remedy));
        }
        let cells: Vec<&str> = filters.iter().map(|column| sheet.text_in(row, column)).collect();
        let choice = u32::try_from(lists[place].len()).unwrap_or(u32::MAX);
        lists[place].push(row.number, name, &label, &cells);
        for kind in &media {
            let file = languages.text(sheet, row, kind.column());
            if !file.is_empty() {
                lists[place].media.push((choice, DraftMedia { kind: *kind, file }));
            }
        }
    }
    for list in &mut lists {
        list.keep_filled_columns();
    }
    lists
}

fn has_columns(sheet: &Sheet, issues: &mut Vec<Issue>) -> bool {
    if !sheet.has("name") {
        let message = "the sheet has no column name";
        issues.push(Issue::error(sheet.name(), message, "Add it").at(sheet.header_row(), ""));
    } else if !sheet.has("list_name") {
        let near = super::near::nearest("list_name", sheet.columns().iter().map(|column| column.header.as_str()));
        let message = "the sheet has no column list_name, so that no choice belongs to a list";
        let remedy = near.map_or("Add it".to_owned(), |near| format!("Rename the column {near}"));
        issues.push(Issue::warning(sheet.name(), message, remedy).at(sheet.header_row(), ""));
    } else {
        return true;
    }
    false
}

/// A row that belongs to no list is not read; said, when it looks like a choice.
fn listless(sheet: &Sheet, row: &Row, name: &str) -> Option<Issue> {
    let is_choice = !name.is_empty() || !sheet.text(row, "label").is_empty();
    let message = "the choice belongs to no list and is not read";
    is_choice.then(|| sheet.warning(row, "list_name", message, "Write the name of its list, or remove the row"))
}

/// What is wrong with lists that can be seen once their questions are known.
pub fn check(sheet: &Sheet, lists: &[DraftChoiceList], survey: &Sheet, rows: &[DraftRow]) -> Vec<Issue> {
    let found = [turned(sheet, lists), spaced(sheet, lists, rows), unused(sheet, lists, survey, rows)];
    found.into_iter().flatten().collect()
}

/// A warning for each list that no question and no expression uses.
fn unused(sheet: &Sheet, lists: &[DraftChoiceList], survey: &Sheet, rows: &[DraftRow]) -> Vec<Issue> {
    // The words of the types, not the compiled selects: a misspelt select uses its list too.
    let types: HashSet<&str> = survey
        .rows()
        .iter()
        .flat_map(|row| [survey.text(row, "type"), survey.text(row, "parameters")])
        .flat_map(|text| text.split([' ', '=', ',', ';']))
        .collect();
    // What stands between quotation marks, each text once: there may be as many lists as rows.
    let expressions = rows
        .iter()
        .flat_map(|row| [&row.calculation, &row.relevant, &row.constraint, &row.choice_filter, &row.default]);
    let quoted: HashSet<&str> = expressions.flat_map(|text| text.split(['\'', '"'])).collect();
    let mut issues = Vec::new();
    for list in lists.iter().filter(|list| !types.contains(list.name.as_str())) {
        let named = quoted.contains(list.name.as_str());
        if !named {
            let message = format!("no question uses the list '{}'", list.name);
            let issue = Issue::warning(sheet.name(), message, "Use it in a select, or remove it");
            issues.push(issue.at(list.row(0), sheet.place("list_name")));
        }
    }
    issues
}

/// A warning for each choice whose name is a day or a time, among others that are none: a spreadsheet program makes
/// such of codes like 1-2 or 3:4 without being asked.
fn turned(sheet: &Sheet, lists: &[DraftChoiceList]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for list in lists.iter().filter(|list| list.names().any(|name| !is_moment(name))) {
        for (choice, name) in list.names().enumerate().filter(|(_, name)| is_moment(name)) {
            let message = format!("'{name}' may be a code that the spreadsheet program turned into a day or a time");
            let issue = Issue::warning(sheet.name(), message, "Format the column as text and type the code again");
            issues.push(issue.at(list.row(choice), sheet.place("name")));
        }
    }
    issues
}

/// Whether a text is written as a cell with a day or a time is read: `2024-02-01`, `03:04:00`, or both.
fn is_moment(text: &str) -> bool {
    let fits = |text: &str, shape: &str| {
        let same = |(letter, wanted): (u8, u8)| if wanted == b'0' { letter.is_ascii_digit() } else { letter == wanted };
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(same)
    };
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    match time {
        Some(time) => fits(day, "0000-00-00") && fits(time, "00:00:00"),
        None => fits(text, "0000-00-00") || fits(text, "00:00:00"),
    }
}

/// An error for each choice with a space in its name where several can be chosen: stored together, names are told
/// apart by spaces.
fn spaced(sheet: &Sheet, lists: &[DraftChoiceList], rows: &[DraftRow]) -> Vec<Issue> {
    let several: HashSet<&str> = rows
        .iter()
        .filter_map(|row| match &row.kind {
            DraftKind::Question { data_type: DataType::SelectMultiple, choice_list, control }
                if *control != crate::form::Control::Rank =>
            {
                Some(choice_list.as_str())
            }
            _ => None,
        })
        .collect();
    let mut issues = Vec::new();
    for list in lists.iter().filter(|list| several.contains(list.name.as_str())) {
        for (choice, name) in list.names().enumerate().filter(|(_, name)| name.contains(' ')) {
            let message = format!("'{name}' has a space, and several of its list can be chosen");
            let issue = Issue::error(sheet.name(), message, "Write _ in place of the space");
            issues.push(issue.at(list.row(choice), sheet.place("name")));
        }
    }
    issues
}

/// Gives lists that `or_other` was asked for the choice `other`, unless the author wrote one.
pub fn add_other(lists: &mut [DraftChoiceList], with_other: &HashSet<String>, languages: &Languages) {
    for list in lists.iter_mut().filter(|list| with_other.contains(&list.name)) {
        if list.names().all(|name| name != "other") {
            let row = list.row(list.len().saturating_sub(1));
            list.push(row, "other", &vec!["Other"; languages.all.len().max(1)], &[""; 0]);
        }
    }
}
