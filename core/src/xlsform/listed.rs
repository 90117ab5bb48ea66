//! The lists of one sheet of choices, found by name: a workbook may have as many lists as rows, and each select asks.
//!
//! Borrowed while the questions are read. What a list needs only when it is asked about is worked out then, and once.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::form::DraftChoiceList;

use super::{faults::NAMES_COMPARED_MAX, near::did_you_mean};

/// Lists by name.
pub struct Listed<'l> {
    by_name: HashMap<&'l str, &'l DraftChoiceList>,
    /// Names of the choices of those lists that somebody asked about.
    choices: RefCell<HashMap<String, Rc<Choices>>>,
    /// How many unknown names were compared with all others.
    compared: Cell<usize>,
}

/// The names of one list's choices.
pub struct Choices {
    names: HashSet<String>,
    has_spaces: bool,
}

impl Choices {
    /// Whether one of them is called so.
    pub fn contain(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether any name has a space in it.
    pub fn have_spaces(&self) -> bool {
        self.has_spaces
    }
}

impl<'l> Listed<'l> {
    /// Of two lists with one name the first is meant.
    pub fn of(lists: &'l [DraftChoiceList]) -> Self {
        let mut by_name = HashMap::with_capacity(lists.len());
        for list in lists {
            by_name.entry(list.name.as_str()).or_insert(list);
        }
        Self { by_name, choices: RefCell::default(), compared: Cell::new(0) }
    }

    /// The list of this name.
    pub fn get(&self, name: &str) -> Option<&'l DraftChoiceList> {
        self.by_name.get(name).copied()
    }

    /// Whether there is a list of this name.
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The names of a list's choices, gathered when the list is first asked about; nothing when there is no such list.
    pub fn choices_of(&self, name: &str) -> Option<Rc<Choices>> {
        let list = self.get(name)?;
        if let Some(known) = self.choices.borrow().get(name) {
            return Some(known.clone());
        }
        let has_spaces = list.names().any(|name| name.contains(' '));
        let choices = Rc::new(Choices { names: list.names().map(str::to_owned).collect(), has_spaces });
        self.choices.borrow_mut().insert(name.to_owned(), choices.clone());
        Some(choices)
    }

    /// "Did you mean", over the names of all lists; said of so many unknown ones only, for each costs as much as there
    /// are lists.
    pub fn did_you_mean(&self, name: &str, otherwise: &str) -> String {
        self.compared.set(self.compared.get() + 1);
        let most = if self.compared.get() > NAMES_COMPARED_MAX { 0 } else { usize::MAX };
        did_you_mean(name, self.by_name.keys().copied().take(most), otherwise)
    }
}
