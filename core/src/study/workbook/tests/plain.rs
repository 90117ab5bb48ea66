//! Somebody else's XLSForm, without any of the columns that Fieldward adds.

use super::{copy::StudyCopy, said};
use crate::form::{AskedBy, NodeKind, Sensitivity};

fn sheet(name: &str, rows: &[&[&str]]) -> (String, Vec<Vec<String>>) {
    (name.to_owned(), rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

fn strangers_form() -> Vec<(String, Vec<Vec<String>>)> {
    vec![
        sheet(
            "survey",
            &[
                &["type", "name", "label"],
                &["text", "occupation", "What do you do?"],
                &["integer", "household", "How many live with you?"],
                &["select_one yes_no", "moved", "Did you move here?"],
            ],
        ),
        sheet("choices", &[&["list_name", "name", "label"], &["yes_no", "yes", "Yes"], &["yes_no", "no", "No"]]),
        sheet("settings", &[&["form_title", "form_id"], &["Livelihoods", "livelihoods"]]),
    ]
}

fn study_with_a_strangers_form() -> StudyCopy {
    let mut study = StudyCopy::new();
    study.only_instrument("livelihoods.xlsx", strangers_form());
    study
}

#[test]
fn it_is_usable_in_training_with_warnings_and_every_item_counts_as_personal() {
    let reading = study_with_a_strangers_form().read();
    let said = said(&reading);
    assert!(said.iter().all(|line| line.contains(": warning")), "{said:#?}");
    assert!(said.iter().any(|line| line.contains("every question counts as S1")), "{said:#?}");
    let study = reading.study.expect("warnings do not refuse a study");
    let form = &study.instrument("livelihoods").expect("the instrument is named after its file").form;
    let items = form.nodes.iter().filter(|node| match &node.kind {
        NodeKind::Question(question) => question.control.is_asked(),
        _ => false,
    });
    let care: Vec<_> = items.map(|node| (node.care.sensitivity, node.care.by)).collect();
    assert_eq!(care, [(Sensitivity::Personal, AskedBy::Participant); 3]);
}

#[test]
fn it_is_refused_once_an_ethics_board_has_approved_the_study() {
    let mut study = study_with_a_strangers_form();
    for (name, value) in [
        ("ethics_body", "Board of the River"),
        ("ethics_reference", "7/2026"),
        ("ethics_date", "2026-10-01"),
        ("ethics_expiry", "2027-09-30"),
    ] {
        study.set("study.xlsx", "study", name, "value", value);
    }
    let reading = study.read();
    assert!(reading.study.is_none());
    assert!(said(&reading).iter().any(|line| line.contains("livelihoods.xlsx: error")));
}
