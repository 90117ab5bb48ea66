//! The column `default`: what stands there before anybody answers.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::form::{DataType, DraftChoiceList, DraftKind, DraftRow, is_dynamic, is_value};

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
        let names = self.around.choices.of(choice_list, self.around.lists);
        let known = |name: &str| names.as_ref().is_none_or(|names| names.contains(name));
        let fits = match data_type {
            DataType::SelectOne => known(&draft.default) || draft.default == "other",
            DataType::SelectMultiple => draft.default.split_whitespace().all(|name| known(name) || name == "other"),
            _ => is_value(data_type, &draft.default),
        };
        if !fits {
            let message = match names {
                Some(_) => format!("the default is no choice of '{choice_list}'"),
                None => "the default is no value of this type and has no effect".to_owned(),
            };
            draft.default.clear();
            self.warning(row, "default", message, "Correct the default, or clear the cell");
        }
    }
}

/// The names of each list's choices, gathered when the list is first asked about.
#[derive(Debug, Default)]
pub struct ChoiceNames(RefCell<HashMap<String, Option<Rc<HashSet<String>>>>>);

impl ChoiceNames {
    /// The names of the choices of a list; nothing when there is no such list.
    fn of(&self, list: &str, lists: &[DraftChoiceList]) -> Option<Rc<HashSet<String>>> {
        if let Some(known) = self.0.borrow().get(list) {
            return known.clone();
        }
        let found = lists.iter().find(|known| known.name == list);
        let names = found.map(|found| Rc::new(found.names().map(str::to_owned).collect::<HashSet<String>>()));
        self.0.borrow_mut().insert(list.to_owned(), names.clone());
        names
    }
}
