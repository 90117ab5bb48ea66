//! The appearance `table-list`: a group of selects of one list, drawn as a table.
//!
//! It is written out as other tools expect it: a note with the group's label, a select that only shows the choices,
//! and below it each select without its choices' labels.

use crate::form::{Control, DraftKind, DraftRow};

use super::Reader;
use crate::xlsform::sheet::Row;

/// Whether rows now stand in such a group.
pub(super) enum TableList {
    /// They do not.
    None,
    /// They do, and no select came yet.
    Waiting,
    /// They do, and selects are of this list.
    Of(String),
}

impl Reader<'_> {
    /// Changes the beginning of such a group; the note with its label, if it has one.
    pub(super) fn begin_table_list(&mut self, row: &Row, draft: &mut DraftRow) -> Option<DraftRow> {
        let place = draft.appearance.iter().position(|word| word == "table-list")?;
        draft.appearance.remove(place);
        draft.appearance.insert(0, "field-list".to_owned());
        self.table_list = TableList::Waiting;
        let (label, hint) = (std::mem::take(&mut draft.label), std::mem::take(&mut draft.hint));
        if label.is_empty() && hint.is_empty() {
            return None;
        }
        Some(DraftRow {
            row: row.number,
            kind: DraftKind::Question {
                data_type: crate::form::DataType::Text,
                control: Control::Note,
                choice_list: String::new(),
            },
            name: format!("generated_table_list_label_{}", row.number),
            label,
            hint,
            care: draft.care.clone(),
            ..DraftRow::default()
        })
    }

    /// Changes a select of such a group; the select that shows the choices, before the first one.
    pub(super) fn in_table_list(&mut self, row: &Row, list: &str, draft: &mut DraftRow) -> Option<DraftRow> {
        let header = match &self.table_list {
            TableList::None => return None,
            TableList::Of(known) => {
                if known != list {
                    let message = format!("the selects of a table-list have one list, here '{known}' and '{list}'");
                    self.error(row, "type", message, "Use the same list, or end the group");
                }
                None
            }
            TableList::Waiting => {
                self.table_list = TableList::Of(list.to_owned());
                if !draft.choice_filter.is_empty() {
                    let message = "the selects of a table-list cannot have a choice_filter";
                    self.error(row, "choice_filter", message, "Clear the cell, or remove table-list");
                }
                Some(DraftRow {
                    row: row.number,
                    kind: draft.kind.clone(),
                    name: format!("reserved_name_for_field_list_labels_{}", row.number),
                    appearance: vec!["label".to_owned()],
                    care: draft.care.clone(),
                    choice_source: draft.choice_source.clone(),
                    ..DraftRow::default()
                })
            }
        };
        draft.appearance = vec!["list-nolabel".to_owned()];
        header
    }
}
