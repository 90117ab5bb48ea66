//! The setting `flat`: no group is a node of its own, and what is in it stands in what is around it.
//!
//! Tables made from such a form have plain columns. When a group is asked about goes over to its questions; its label
//! and how it is shown are lost, as they are in other readers. Repeats stay what they are.

use crate::form::{DraftKind, DraftRow};

use super::{issue::Issue, limits::WRITTEN_BYTES_MAX, sheet::Sheet};

/// Takes the groups out of rows that are complete: each beginning has its end.
pub fn flatten(rows: Vec<DraftRow>, sheet: &Sheet, issues: &mut Vec<Issue>) -> Vec<DraftRow> {
    let mut written = 0_usize;
    let mut open: Vec<Open> = Vec::new();
    let mut flat = Vec::with_capacity(rows.len());
    for mut row in rows {
        let around = open.last().map_or_else(String::new, |open| open.relevant.clone());
        written = written.saturating_add(around.len());
        if written > WRITTEN_BYTES_MAX {
            let message =
                format!("without groups the questions have conditions of more than {WRITTEN_BYTES_MAX} bytes");
            let issue = Issue::error(sheet.name(), message, "Shorten the conditions of the groups, or keep the groups");
            issues.push(issue.at(row.row, sheet.place("relevant")));
            return flat;
        }
        match row.kind {
            DraftKind::BeginGroup => {
                let relevant = both(&around, &row.relevant);
                open.push(Open { relevant, is_group: true });
                continue;
            }
            DraftKind::BeginRepeat => {
                row.relevant = both(&around, &row.relevant);
                open.push(Open { relevant: String::new(), is_group: false });
            }
            DraftKind::End if open.pop().is_some_and(|ended| ended.is_group) => continue,
            DraftKind::End => {}
            DraftKind::Question { .. } => row.relevant = both(&around, &row.relevant),
        }
        flat.push(row);
    }
    flat
}

/// A group or repeat that is not ended yet.
struct Open {
    /// What must hold for what is in it.
    relevant: String,
    is_group: bool,
}

fn both(around: &str, own: &str) -> String {
    match (around, own) {
        ("", one) | (one, "") => one.to_owned(),
        (around, own) => format!("({around}) and ({own})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: DraftKind, name: &str, relevant: &str) -> DraftRow {
        DraftRow { kind, name: name.to_owned(), relevant: relevant.to_owned(), ..DraftRow::default() }
    }

    #[test]
    fn groups_go_and_their_conditions_stay() {
        let question = || DraftKind::Question {
            data_type: crate::form::DataType::Text,
            control: crate::form::Control::Input,
            choice_list: String::new(),
        };
        let end = || row(DraftKind::End, "", "");
        let rows = vec![
            row(DraftKind::BeginGroup, "g", "1 or 2"),
            row(question(), "a", "3"),
            row(DraftKind::BeginRepeat, "r", ""),
            row(question(), "b", ""),
            end(),
            row(DraftKind::BeginGroup, "h", ""),
            row(question(), "c", ""),
            end(),
            end(),
            row(question(), "d", ""),
        ];
        let mut issues = Vec::new();
        let flat = flatten(rows, &Sheet::default(), &mut issues);
        let flat: Vec<(String, String)> = flat.into_iter().map(|row| (row.name, row.relevant)).collect();
        let expected = [("a", "(1 or 2) and (3)"), ("r", "1 or 2"), ("b", ""), ("", ""), ("c", "1 or 2"), ("d", "")];
        assert_eq!(flat, expected.map(|(name, relevant)| (name.to_owned(), relevant.to_owned())));
    }

    #[test]
    fn conditions_that_groups_multiply_have_an_end() {
        let mut rows = vec![row(DraftKind::BeginGroup, "g", &"1 = 1 or ".repeat(3_000))];
        let question = DraftKind::Question {
            data_type: crate::form::DataType::Text,
            control: crate::form::Control::Input,
            choice_list: String::new(),
        };
        rows.extend((0..WRITTEN_BYTES_MAX / 27_000 + 1).map(|_| row(question.clone(), "q", "")));
        rows.push(row(DraftKind::End, "", ""));
        let mut issues = Vec::new();
        flatten(rows, &Sheet::default(), &mut issues);
        assert!(issues.iter().any(Issue::is_error));
    }
}
