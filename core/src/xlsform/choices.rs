//! The `choices` sheet: lists of answers to choose from.

use std::collections::{HashMap, HashSet};

use crate::form::{DataType, DraftChoiceList, DraftKind, DraftRow};

use super::{
    columns::is_filter,
    issue::Issue,
    languages::Languages,
    sheet::{Column, Sheet},
};

/// Reads all lists, in the order in which they first appear.
pub fn read(sheet: &Sheet, languages: &Languages, issues: &mut Vec<Issue>) -> Vec<DraftChoiceList> {
    for column in ["list_name", "name"] {
        if !sheet.has(column) && !sheet.rows().is_empty() {
            let message = format!("the sheet has no column {column}");
            issues.push(Issue::error(sheet.name(), message, "Add it").at(sheet.header_row(), ""));
            return Vec::new();
        }
    }
    let filters: Vec<&Column> = sheet.columns().iter().filter(|column| is_filter(column)).collect();
    let (mut lists, mut places) = (Vec::<DraftChoiceList>::new(), HashMap::<String, usize>::new());
    for row in sheet.rows() {
        let (list, name) = (sheet.text(row, "list_name"), sheet.text(row, "name"));
        let label = languages.text(sheet, row, "label");
        if list.is_empty() && name.is_empty() {
            if !label.is_empty() {
                let remedy = "Write its list_name and name, or remove the row";
                issues.push(sheet.error(row, "list_name", "the choice has no list and no name", remedy));
            }
            continue;
        }
        if list.is_empty() {
            issues.push(sheet.error(row, "list_name", "the choice belongs to no list", "Write the name of its list"));
            continue;
        }
        if name.is_empty() {
            issues.push(sheet.error(row, "name", "the choice has no name", "Write the value that is stored"));
            continue;
        }
        if label.is_empty() {
            issues.push(sheet.warning(row, "label", "the choice has no label", "Write what is read aloud"));
        }
        let place = *places.entry(list.to_owned()).or_insert_with(|| {
            let columns = filters.iter().map(|column| column.header.trim().to_owned()).collect();
            lists.push(DraftChoiceList::new(list, columns, &languages.all));
            lists.len() - 1
        });
        let cells: Vec<&str> = filters.iter().map(|column| sheet.text_in(row, column)).collect();
        lists[place].push(row.number, name, &label, &cells);
    }
    for list in &mut lists {
        // A filter on a column that the list does not fill is then found out.
        list.keep_filled_columns();
    }
    lists
}

/// A warning for each list that no question and no expression uses.
pub fn unused(sheet: &Sheet, lists: &[DraftChoiceList], survey: &Sheet, rows: &[DraftRow]) -> Vec<Issue> {
    // The words of the types, not the compiled selects: a misspelt select uses its list too.
    let types: HashSet<&str> =
        survey.rows().iter().flat_map(|row| survey.text(row, "type").split_whitespace()).collect();
    let mut issues = Vec::new();
    for list in lists.iter().filter(|list| !types.contains(list.name.as_str())) {
        let quoted = [format!("'{}'", list.name), format!("\"{}\"", list.name)];
        let named = rows.iter().any(|row| {
            let expressions = [&row.calculation, &row.relevant, &row.constraint, &row.choice_filter, &row.default];
            expressions.iter().any(|text| quoted.iter().any(|quoted| text.contains(quoted.as_str())))
        });
        if !named {
            let row = list.row(0);
            let message = format!("no question uses the list '{}'", list.name);
            let issue = Issue::warning(sheet.name(), message, "Use it in a select, or remove it");
            issues.push(issue.at(row, sheet.place("list_name")));
        }
    }
    issues
}

/// An error for each choice with a space in its name where several can be chosen: stored together, names are told
/// apart by spaces.
pub fn spaced(sheet: &Sheet, lists: &[DraftChoiceList], rows: &[DraftRow]) -> Vec<Issue> {
    let several: HashSet<&str> = rows
        .iter()
        .filter_map(|row| match &row.kind {
            DraftKind::Question { data_type: DataType::SelectMultiple, choice_list, .. } => Some(choice_list.as_str()),
            _ => None,
        })
        .collect();
    let mut issues = Vec::new();
    for list in lists.iter().filter(|list| several.contains(list.name.as_str())) {
        for (choice, name) in list.names().enumerate().filter(|(_, name)| name.contains(char::is_whitespace)) {
            let message = format!("'{name}' has a space, and several of its list can be chosen");
            let issue = Issue::error(sheet.name(), message, "Write _ in place of the space");
            issues.push(issue.at(list.row(choice), sheet.place("name")));
        }
    }
    issues
}
