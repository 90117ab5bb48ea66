//! The column `default`: what stands there before anybody answers.

use crate::form::{DataType, DraftKind, DraftRow, is_dynamic, is_value};

use super::Reader;
use crate::xlsform::sheet::Row;

/// Types whose default names a picture, by which a client finds the file.
const PICTURES: [&str; 4] = ["photo", "image", "add image prompt", "add photo prompt"];

impl Reader<'_> {
    /// A default that is no value of its type is not stored, as in other clients: said, and left out.
    pub(super) fn defaults(&mut self, row: &Row, written: &str, draft: &mut DraftRow) {
        let DraftKind::Question { data_type, choice_list, .. } = &draft.kind else { return };
        let data_type = *data_type;
        if draft.default.is_empty() || is_dynamic(&draft.default, data_type) {
            return;
        }
        if PICTURES.contains(&written) && !draft.default.contains("jr://images/") {
            draft.default = format!("jr://images/{}", draft.default);
        }
        let list = self.around.lists.iter().find(|list| list.name == *choice_list);
        let known = |name: &str| list.is_none_or(|list| list.names().any(|known| known == name));
        let fits = match data_type {
            DataType::SelectOne => known(&draft.default) || draft.default == "other",
            DataType::SelectMultiple => draft.default.split_whitespace().all(|name| known(name) || name == "other"),
            _ => is_value(data_type, &draft.default),
        };
        if !fits {
            let message = match list {
                Some(list) => format!("the default is no choice of '{}'", list.name),
                None => "the default is no value of this type and has no effect".to_owned(),
            };
            draft.default.clear();
            self.warning(row, "default", message, "Correct the default, or clear the cell");
        }
    }
}
