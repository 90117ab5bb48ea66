//! The `choices` sheet: lists of answers to choose from.

use std::collections::HashMap;

use crate::form::{DraftChoice, DraftChoiceList, DraftRow};

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
            lists.push(DraftChoiceList { name: list.to_owned(), ..DraftChoiceList::default() });
            lists.len() - 1
        });
        let columns = filters.iter().map(|column| sheet.text_in(row, column).to_owned()).collect();
        lists[place].choices.push(DraftChoice { row: row.number, name: name.to_owned(), label, columns });
    }
    for list in &mut lists {
        keep_used(list, &filters);
    }
    lists
}

/// Leaves a list the columns that it fills, so that a filter on any other is found out.
fn keep_used(list: &mut DraftChoiceList, filters: &[&Column]) {
    let used: Vec<bool> =
        (0..filters.len()).map(|i| list.choices.iter().any(|choice| !choice.columns[i].is_empty())).collect();
    let names = filters.iter().zip(&used).filter(|(_, used)| **used);
    list.columns = names.map(|(column, _)| column.header.trim().to_owned()).collect();
    for choice in &mut list.choices {
        let mut used = used.iter();
        choice.columns.retain(|_| used.next().copied().unwrap_or(false));
    }
}

/// A warning for each list that no question and no expression uses.
pub fn unused(sheet: &Sheet, lists: &[DraftChoiceList], rows: &[DraftRow]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for list in lists {
        let quoted = [format!("'{}'", list.name), format!("\"{}\"", list.name)];
        let uses = |row: &DraftRow| {
            let expressions = [&row.calculation, &row.relevant, &row.constraint, &row.choice_filter, &row.default];
            let named = expressions.iter().any(|text| quoted.iter().any(|quoted| text.contains(quoted.as_str())));
            named
                || matches!(&row.kind, crate::form::DraftKind::Question { choice_list, .. } if *choice_list == list.name)
        };
        if !rows.iter().any(uses) {
            let row = list.choices.first().map_or(0, |choice| choice.row);
            let issue = Issue::warning(
                sheet.name(),
                format!("no question uses the list '{}'", list.name),
                "Use it in a select, or remove it",
            );
            issues.push(issue.at(row, sheet.place("list_name")));
        }
    }
    issues
}
