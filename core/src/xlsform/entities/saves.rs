//! The column `save_to`: a property of an entity, with its list before `#` where there are several.

use std::{cell::Cell, collections::HashMap};

use crate::form::{DraftRow, is_name};

use crate::xlsform::{faults::NAMES_COMPARED_MAX, issue::Issue, near::did_you_mean, sheet::Sheet};

/// The lists that there are to save to.
pub struct Lists<'e> {
    by_name: &'e HashMap<&'e str, usize>,
    are_declared: bool,
    /// How many unknown names were compared with all others.
    compared: Cell<usize>,
}

impl<'e> Lists<'e> {
    /// The lists of all entities; `are_declared` also when something is wrong with each of them.
    pub fn new(by_name: &'e HashMap<&'e str, usize>, are_declared: bool) -> Self {
        Self { by_name, are_declared, compared: Cell::new(0) }
    }

    fn only(&self) -> Option<&'e str> {
        self.by_name.keys().next().copied().filter(|_| self.by_name.len() == 1)
    }

    fn did_you_mean(&self, list: &str) -> String {
        self.compared.set(self.compared.get() + 1);
        let most = if self.compared.get() > NAMES_COMPARED_MAX { 0 } else { usize::MAX };
        did_you_mean(list, self.by_name.keys().copied().take(most), "Add the list to the sheet entities")
    }
}

/// Gives each property its list; one that cannot be saved is said and cleared.
pub fn read(survey: &Sheet, rows: &mut [DraftRow], lists: &Lists<'_>, issues: &mut Vec<Issue>) {
    let mut known: HashMap<String, u32> = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.save_to.is_empty()) {
        match property(&row.save_to, lists) {
            Ok(save_to) => {
                let first = *known.entry(save_to.clone()).or_insert(row.row);
                if first != row.row {
                    let message = format!("row {first} saves to the same property");
                    let issue = Issue::error(survey.name(), message, "Save to another property");
                    issues.push(issue.at(row.row, survey.place("save_to")));
                }
                row.save_to = save_to;
            }
            Err((message, remedy)) => {
                row.save_to.clear();
                let issue = Issue::error(survey.name(), message, remedy);
                issues.push(issue.at(row.row, survey.place("save_to")));
            }
        }
    }
}

/// `list#property`, or what is wrong and what would mend it.
fn property(text: &str, lists: &Lists<'_>) -> Result<String, (String, String)> {
    let fault = |message: &str, remedy: &str| Err((message.to_owned(), remedy.to_owned()));
    if !lists.are_declared {
        return fault("the form has no entities to save to", "Add a sheet entities with a column list_name");
    }
    let (list, property) = match (text.split_once('#'), lists.only()) {
        (Some((list, property)), _) => (list, property),
        (None, Some(only)) => (only, text),
        (None, None) => return fault("it is not said to which list this is saved", "Write list#property"),
    };
    if property.contains('#') {
        return fault("there is more than one # in it", "Write list#property");
    }
    if !lists.by_name.contains_key(list) {
        let remedy = lists.did_you_mean(list);
        return Err((format!("the sheet entities has no list '{list}'"), remedy));
    }
    if ["name", "label"].contains(&property.to_lowercase().as_str()) {
        return fault("name and label are no properties of their own", "Use another name");
    }
    if property.starts_with("__") {
        return fault("a property must not begin with two underscores", "Rename it");
    }
    if !is_name(property) {
        let remedy = "Begin with a letter or _, and use letters, digits, _, - and .";
        return Err((format!("'{property}' cannot be the name of a property"), remedy.to_owned()));
    }
    Ok(format!("{list}#{property}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, lists: &[&str], expected: Result<&str, &str>) {
        let by_name: HashMap<&str, usize> = lists.iter().copied().zip(0..).collect();
        let found = property(text, &Lists::new(&by_name, !lists.is_empty())).map_err(|(message, _)| message);
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
    }

    #[test]
    fn a_property_belongs_to_a_list() {
        check("age", &["people"], Ok("people#age"));
        check("people#age", &["people", "trees"], Ok("people#age"));
        check("age", &[], Err("the form has no entities to save to"));
        check("age", &["people", "trees"], Err("it is not said to which list this is saved"));
        check("a#b#c", &["a"], Err("there is more than one # in it"));
        check("tree#age", &["trees"], Err("the sheet entities has no list 'tree'"));
        check("Label", &["trees"], Err("name and label are no properties of their own"));
        check("__id", &["trees"], Err("a property must not begin with two underscores"));
        check("a b", &["trees"], Err("'a b' cannot be the name of a property"));
    }
}
