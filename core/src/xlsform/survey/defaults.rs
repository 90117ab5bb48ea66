//! The column `default`: what stands there before anybody answers.

use crate::form::{DataType, DraftKind, DraftRow, Parameters, is_dynamic, is_first_value};

use super::Reader;
use crate::xlsform::{parameters, sheet::Row};

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
        let names = self.around.lists.choices_of(choice_list);
        let known = |name: &str| names.as_ref().is_none_or(|names| names.contain(name));
        let fits = match data_type {
            DataType::SelectOne => known(&draft.default) || draft.default == "other",
            DataType::SelectMultiple => draft.default.split_whitespace().all(|name| known(name) || name == "other"),
            _ => is_first_value(data_type, &draft.default),
        };
        if !fits {
            let message = match names {
                Some(_) => format!("the default is no choice of '{choice_list}'"),
                None => "the default is no value of this type and has no effect".to_owned(),
            };
            draft.default.clear();
            return self.warning(row, "default", message, "Correct the default, or clear the cell");
        }
        if let Parameters::Range(range) = &draft.parameters
            && !parameters::can_be_pointed_to(range, &draft.default)
        {
            let message = "the default is no number of the scale, and nobody could choose it";
            self.warning(row, "default", message, "Write one between start and end, on a step, or clear the cell");
        }
    }
}
