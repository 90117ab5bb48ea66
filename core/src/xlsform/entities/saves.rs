//! The column `save_to`: a property of an entity, with its list before `#` where there are several.

use std::collections::HashMap;

use crate::form::{DraftEntity, DraftRow, is_name};

use crate::xlsform::{issue::Issue, near::did_you_mean, sheet::Sheet};

/// Gives each property its list; one that cannot be saved is said and cleared.
pub fn read(
    survey: &Sheet,
    rows: &mut [DraftRow],
    entities: &[DraftEntity],
    is_declared: bool,
    issues: &mut Vec<Issue>,
) {
    let mut known: HashMap<String, u32> = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.save_to.is_empty()) {
        match property(&row.save_to, entities, is_declared) {
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
fn property(text: &str, entities: &[DraftEntity], is_declared: bool) -> Result<String, (String, String)> {
    let fault = |message: &str, remedy: &str| Err((message.to_owned(), remedy.to_owned()));
    if !is_declared {
        return fault("the form has no entities to save to", "Add a sheet entities with a column list_name");
    }
    let (list, property) = match (text.split_once('#'), entities) {
        (Some((list, property)), _) => (list, property),
        (None, [only]) => (only.list.as_str(), text),
        (None, _) => return fault("it is not said to which list this is saved", "Write list#property"),
    };
    if property.contains('#') {
        return fault("there is more than one # in it", "Write list#property");
    }
    if !entities.iter().any(|entity| entity.list == list) {
        let names = entities.iter().map(|entity| entity.list.as_str());
        let remedy = did_you_mean(list, names, "Add the list to the sheet entities");
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
        let entity = |list: &&str| DraftEntity { list: (*list).to_owned(), ..DraftEntity::default() };
        let entities: Vec<DraftEntity> = lists.iter().map(entity).collect();
        let found = property(text, &entities, !lists.is_empty()).map_err(|(message, _)| message);
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
