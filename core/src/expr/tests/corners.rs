//! Corner cases, each an expression and what JavaRosa stores for it on a device at UTC+7.
//!
//! `corners.tsv` was made by evaluating thousands of expressions in both engines and keeping some of each kind; what
//! differs on purpose is in `instance/README.md` and not in it.

use std::sync::Arc;

use super::{QUESTIONS, begun};
use crate::{
    form::{Control, DataType, DraftKind, DraftRow, Form, fixture},
    instance::javarosa,
};

const CORNERS: &str = include_str!("corners.tsv");

#[test]
fn corners_are_what_javarosa_stores() {
    let corners: Vec<(&str, &str)> =
        CORNERS.lines().map(|line| line.split_once('\t').expect("an expression and its value")).collect();
    assert!(corners.len() > 1000);
    let mut draft = fixture::draft(&QUESTIONS);
    draft.version = "2026v1".to_owned();
    draft.rows.extend(corners.iter().enumerate().map(|(number, (expression, _))| DraftRow {
        row: u32::try_from(number).expect("few corners"),
        kind: DraftKind::Question {
            data_type: DataType::Text,
            control: Control::Calculate,
            choice_list: String::new(),
        },
        name: format!("corner-{number}"),
        calculation: (*expression).to_owned(),
        ..DraftRow::default()
    }));
    let form = Arc::new(Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("\n"))));
    let instance = begun(&form);
    for (number, (expression, expected)) in corners.iter().enumerate() {
        let path = form.find(&format!("corner-{number}")).expect("every corner is in the form");
        let value = instance.value(&path);
        let found = value.map_or_else(String::new, |value| javarosa::written(&form, path.node, value, 420));
        assert_eq!(found, *expected, "{expression}");
    }
}
