//! What a device brought into an interview: who holds it, the answers saved last, and rows of its entity lists.
//!
//! These are not in the form and may be others tomorrow, so they stand in the log, directly after the start and before
//! anything happened: a replay then comes to the same answers, on this device after a crash as on a server. They are
//! events of their own and not fields of [`super::Start`], so that logs which were begun without them are read as ever;
//! one event holds only so much, so there may be several. Whether something may be brought is decided elsewhere.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Event, EventKind};
use crate::form::Form;

/// What a device brought.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Property and text of who holds the device: `username`, `phonenumber`, `email`; those that the form asks for.
    pub told: Vec<(String, String)>,
    /// Name and text of the answers saved last; those that the form reads.
    pub last: Vec<(String, String)>,
    /// Rows of lists of entities that the form reads.
    pub lists: Vec<BroughtList>,
}

/// Rows of one list of entities.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtList {
    /// `list_name`.
    pub name: String,
    /// Cells by the columns of the form's own file. A row whose name stands in that file takes the place of its row,
    /// others come after them.
    pub rows: Vec<Vec<String>>,
}

/// Counts, and says nothing: it may hold who has the device.
impl std::fmt::Debug for Brought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Brought({} told, {} last, {:?})", self.told.len(), self.last.len(), self.lists)
    }
}

/// Names the list, and counts its rows.
impl std::fmt::Debug for BroughtList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BroughtList({}, {} rows)", self.name, self.rows.len())
    }
}

impl Brought {
    /// Whether nothing was brought.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty() && self.last.is_empty() && self.lists.is_empty()
    }

    /// Whether the form has a place for all of it.
    #[must_use]
    pub fn fits(&self, form: &Form) -> bool {
        let last = form.last_saved();
        let read = |(name, _): &(String, String)| last.is_some_and(|table| table.columns().contains(name));
        let has_place = |list: &BroughtList| {
            let table = form.attached_list(&list.name);
            table.is_some_and(|table| list.rows.iter().all(|row| row.len() == table.columns().len()))
        };
        self.last.iter().all(read) && self.lists.iter().all(has_place)
    }

    /// The form with what was brought in its tables; the same one when that changes none.
    #[must_use]
    pub fn in_form(&self, form: &Arc<Form>) -> Arc<Form> {
        if self.last.is_empty() && self.lists.is_empty() {
            return Arc::clone(form);
        }
        let mut form = Form::clone(form);
        form.take_last_saved(&self.last);
        self.lists.iter().for_each(|list| form.take_rows(&list.name, &list.rows));
        Arc::new(form)
    }
}

/// The form as an interview with this log sees it.
#[must_use]
pub fn form_of(form: &Arc<Form>, log: &[Event]) -> Arc<Form> {
    let brought = log.iter().filter_map(|event| match &event.kind {
        EventKind::Brought(brought) if brought.fits(form) => Some(brought),
        _ => None,
    });
    brought.fold(Arc::clone(form), |form, brought| brought.in_form(&form))
}
