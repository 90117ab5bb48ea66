//! The three shipped instruments hold every item of their drafts, in both languages, and open the right questions.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use super::{read_folder, training_study};
use crate::{
    form::{AskedBy, ChoiceColumns, ChoiceList, Form, NodeKind, Sensitivity},
    instance::{Instance, Surroundings, Validity},
    moment::Moment,
    study::Study,
};

fn form(id: &str) -> Arc<Form> {
    static STUDY: LazyLock<Study> =
        LazyLock::new(|| read_folder(&training_study()).study.expect("the training study reads"));
    Arc::clone(&STUDY.instrument(id).expect("the instrument ships").form)
}

fn instance(id: &str) -> Instance {
    let now = Moment { wall_ms: 1_795_000_000_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    Instance::new(form(id), &surroundings)
}

fn answer(instance: &mut Instance, name: &str, value: &str) {
    let form = Arc::clone(instance.form());
    let path = form.find(name).expect("the item is in the form");
    let value = form.parse_value(path.node, value).expect("the value is one of the item");
    instance.answer(&path, Some(value)).expect("the item can be answered");
}

/// Names of the items, nodes without a value and calculations left out, that would be asked now.
fn open(instance: &Instance) -> Vec<String> {
    instance.leaves().into_iter().map(|(path, _)| instance.form().node(path.node).name.clone()).collect()
}

fn check_open(instance: &Instance, names: &[&str], expected: bool) {
    let open = open(instance);
    for name in names {
        assert_eq!(open.iter().any(|known| known == name), expected, "{name} in {open:?}");
    }
}

#[test]
fn every_item_of_the_drafts_is_there_under_its_id() {
    for (id, letter, items) in [("child-interview", 'A', 40), ("key-informant", 'B', 32), ("bus-station", 'D', 33)] {
        let form = form(id);
        for number in 1..=items {
            let name = format!("{letter}{number:02}");
            assert!(form.nodes.iter().any(|node| node.name == name), "{id} {name}");
        }
    }
}

#[test]
fn every_word_is_said_in_both_languages_and_declining_is_no_choice() {
    for id in ["child-interview", "key-informant", "bus-station"] {
        let form = form(id);
        let languages: Vec<&str> = form.languages.iter().map(|language| language.tag.as_str()).collect();
        assert_eq!(languages, ["en", "fr"]);
        let instance = instance(id);
        for path in instance.relevant_nodes() {
            let (english, french) = (instance.label(&path, "en"), instance.label(&path, "fr"));
            assert_eq!(english.is_empty(), french.is_empty(), "{id} {}", form.path_text(&path));
        }
        let lists = form.tables.iter().map(|table| ChoiceList::new(table, ChoiceColumns::default()));
        for choice in lists.flat_map(|list| list.iter()) {
            assert!(!["77", "88", "99"].contains(&choice.name()), "{id} {}", choice.name());
            let said = |language| choice.label().plain(language, language);
            assert!(!said(0).is_empty() && !said(1).is_empty(), "{id} {}", choice.name());
        }
    }
}

#[test]
fn nobody_must_answer_and_only_the_informant_is_asked_for_a_contact() {
    for (id, identities) in [("child-interview", 0), ("key-informant", 3), ("bus-station", 0)] {
        let form = form(id);
        assert_eq!(form.nodes.iter().filter(|node| node.care.identity).count(), identities, "{id}");
        let required = |kind: &NodeKind| matches!(kind, NodeKind::Question(question) if question.required.is_some());
        assert!(!form.nodes.iter().any(|node| required(&node.kind)), "{id}");
    }
    let station = form("bus-station");
    assert!(station.nodes.iter().skip(1).all(|node| match &node.kind {
        NodeKind::Question(_) => node.care.by != AskedBy::Participant,
        _ => true,
    }));
}

#[test]
fn a_child_that_always_lived_here_is_not_asked_about_a_journey() {
    let journey = ["A17", "A18", "A19", "A21", "A31", "A32", "A33", "A34", "A35"];
    let mut child = instance("child-interview");
    check_open(&child, &journey, false);
    answer(&mut child, "A16", "1");
    check_open(&child, &journey, false);
    check_open(&child, &["A22", "A36", "A39"], true);
    answer(&mut child, "A16", "3");
    check_open(&child, &journey, true);
    check_open(&child, &["A22", "A11"], false);
}

#[test]
fn an_age_that_is_not_known_opens_a_range_and_work_opens_its_conditions() {
    let mut child = instance("child-interview");
    check_open(&child, &["A04_low", "A04_high"], true);
    check_open(&child, &["A05", "A14", "A25"], false);
    for (name, value) in [("A04", "12"), ("A13", "3"), ("A24", "farm make_sell")] {
        answer(&mut child, name, value);
    }
    check_open(&child, &["A04_low", "A04_high"], false);
    check_open(&child, &["A05", "A14", "A15", "A25", "A26", "A27", "A29", "A30"], true);
    answer(&mut child, "A24", "0");
    check_open(&child, &["A25", "A26", "A27", "A29", "A30"], false);
}

#[test]
fn entries_are_checked_and_the_message_is_said_in_the_language() {
    let child = instance("child-interview");
    for (name, value, expected) in [
        ("A04", "17", Validity::Ok),
        ("A04", "18", Validity::Constraint),
        ("A12", "0", Validity::Ok),
        ("A12", "0 seeing", Validity::Constraint),
        ("A25", "121", Validity::Constraint),
    ] {
        let path = child.form().find(name).expect("the item is in the form");
        let value = child.form().parse_value(path.node, value).expect("the value is one of the item");
        assert_eq!(child.check(&path, Some(&value)), expected, "{name}");
    }
    let path = child.form().find("A04").expect("the item is in the form");
    assert!(child.constraint_message(&path, "fr").starts_with("Un âge de 0 à 17 ans"));
}

#[test]
fn a_case_is_cross_checked_and_a_contact_asked_only_when_wished() {
    let mut informant = instance("key-informant");
    check_open(&informant, &["B28", "B29_age", "B30", "contact_name", "B11"], false);
    for (name, value) in [("case_xcheck", "1"), ("B32", "call"), ("B10", "1")] {
        answer(&mut informant, name, value);
    }
    check_open(&informant, &["B28", "B29_age", "B30", "contact_name", "contact_phone", "contact_place", "B11"], true);
    answer(&mut informant, "B32", "not_needed");
    check_open(&informant, &["contact_name", "contact_phone", "contact_place"], false);
    let reference = informant.form().find("B28").expect("the item is in the form");
    for (text, expected) in [("7K3M-9QXD-0A1B-2C3D-5", Validity::Ok), ("Maria", Validity::Constraint)] {
        let value = informant.form().parse_value(reference.node, text).expect("any text is a text");
        assert_eq!(informant.check(&reference, Some(&value)), expected, "{text}");
    }
}

#[test]
fn harder_things_stand_in_sections_of_their_own() {
    for (id, expected) in [("child-interview", vec!["A36", "A37", "A38"]), ("key-informant", vec!["B28", "B29", "B30"])]
    {
        let form = form(id);
        let hard = form.nodes.iter().filter(|node| node.care.sensitivity == Sensitivity::HighlySensitive);
        let names: Vec<&str> = hard.map(|node| node.name.as_str()).filter(|name| name.len() == 3).collect();
        assert_eq!(names, expected, "{id}");
    }
}
