//! Prefixes of attributes that go into an XForm as they stand (`bind::esri:fieldType`): each must be declared.
//!
//! The setting `namespaces` declares them. A file with a prefix that nobody declares is read by no XML reader, so that
//! the form is lost to every other client. What an attribute means to them is not known here.

use super::{
    issue::Issue,
    settings::Said,
    sheet::{Column, Sheet},
};

/// Prefixes that every XForm declares, or that XML itself knows.
const USUAL: [&str; 8] = ["entities", "ev", "h", "jr", "odk", "orx", "xml", "xsd"];

/// Beginnings of the columns that hold attributes.
const ATTRIBUTES: [&str; 4] = ["attribute::", "bind::", "control::", "instance::"];

/// A warning for each column of a sheet with something in it and a prefix that is declared nowhere.
pub fn check(sheet: &Sheet, said: &Said) -> Vec<Issue> {
    let is_declared = |prefix: &str| {
        USUAL.contains(&prefix) || said.settings.namespaces.iter().any(|(known, _)| known.as_str() == prefix)
    };
    let is_used = |column: &Column| sheet.rows().iter().any(|row| !sheet.text_in(row, column).is_empty());
    let prefixes = sheet.columns().iter().filter_map(|column| Some((column, prefix(column)?)));
    let unknown = prefixes.filter(|(column, prefix)| !is_declared(prefix) && is_used(column));
    let warning = |(column, prefix): (&Column, &str)| {
        let message = format!("the prefix '{prefix}' is declared nowhere, and no other client can read the form");
        let remedy = format!("Declare it in the column namespaces of the sheet settings, as {prefix}=\"http://...\"");
        Issue::warning(sheet.name(), message, remedy).at(sheet.header_row(), sheet.place(&column.name))
    };
    unknown.map(warning).collect()
}

/// The prefix of an attribute that a column holds.
fn prefix(column: &Column) -> Option<&str> {
    let name = ATTRIBUTES.iter().find_map(|start| column.name.strip_prefix(start))?;
    name.split_once(':').map(|(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use crate::xlsform::{read, tests::book};

    #[test]
    fn prefixes_that_are_declared_usual_or_unused_are_not_told() {
        let check = |column: &str, cell: &str, is_told: bool| {
            let rows = format!("[survey]\ntype | name | label | {column}\ntext | a | A | {cell}\n");
            let settings = "[settings]\nform_id | namespaces\nf | esri=\"http://esri.example\"";
            let told = read(&book(&(rows + settings))).issues;
            assert_eq!(told.iter().any(|issue| issue.message.contains("declared nowhere")), is_told, "{column}");
        };
        check("bind::esri:kind", "x", false);
        check("bind::odk:length", "100", false);
        check("bind::kind", "x", false);
        check("bind::gis:kind", "", false);
        check("bind::gis:kind", "x", true);
    }
}
