//! What is stored is opened again; anything else is refused, and what passes the checks does not break an interview.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::{
    expr::{Base, Code, Expression, NodeRef},
    form::{
        Lists, Media, MediaKind, NodeIndex, NodeKind, Path, Piece, Table, Text,
        dependencies::Touch,
        fixture::form,
        table::{Labels, Source, Wording},
    },
    instance::{Instance, Surroundings},
    moment::Moment,
};

fn travel() -> Form {
    form(&[
        "list d +region: a=r1 b=r2",
        "text r | default: r1",
        "select_one d x | choice_filter: region = ${r} | label: Where in ${r}?",
        "begin_repeat leg | relevant: ${x} != '' | repeat_count: 2 + 1",
        "integer n | constraint: . < sum(/data/leg[position() > 1]/n)",
        "calculate c | calculation: concat(instance('d')/root/item[region = ${r}]/name, position(..))",
        "end",
    ])
}

/// The bytes with this body and its true hash: what somebody writes who means harm.
fn sealed(body: &[u8]) -> Vec<u8> {
    let hash = blake3::hash(body);
    [MAGIC.as_slice(), &STORED_VERSION.to_le_bytes(), hash.as_bytes(), body].concat()
}

#[test]
fn a_form_is_stored_and_opened_again() {
    let form = travel();
    assert_eq!(Form::open(&form.store()), Ok(form));
}

#[test]
fn what_is_no_stored_form_is_refused() {
    let bytes = travel().store();
    let check = |bytes: &[u8], expected| assert_eq!(Form::open(bytes).err(), Some(expected));
    check(&[], StoredFormError::NotAForm);
    check(b"PK\x03\x04 a workbook", StoredFormError::NotAForm);
    check(&[MAGIC.as_slice(), &[0, 0]].concat(), StoredFormError::OtherVersion(0));
    check(&bytes[..bytes.len() - 1], StoredFormError::Damaged);
    check(&[bytes.as_slice(), &[0]].concat(), StoredFormError::Damaged);
    check(&vec![0; STORED_BYTES_MAX + 1], StoredFormError::TooLarge);
    let mut changed = bytes.clone();
    changed[100] ^= 1;
    check(&changed, StoredFormError::Damaged);
}

#[test]
fn an_index_that_leads_out_of_the_form_is_refused() {
    let check = |change: fn(&mut Form)| {
        let mut form = travel();
        change(&mut form);
        assert_eq!(Form::open(&form.store()).err(), Some(StoredFormError::Damaged));
    };
    check(|form| form.nodes[2].parent = NodeIndex(3));
    check(|form| form.nodes[3].end = NodeIndex(99));
    check(|form| form.nodes.truncate(5));
    check(|form| form.layout.by_name[0] = NodeIndex(99));
    check(|form| form.dependencies.rules[0].node = NodeIndex(99));
    check(|form| form.dependencies.touched = Lists::default());
    check(|form| form.tables.clear());
    check(|form| form.languages.clear());
}

#[test]
fn tables_that_lead_out_of_the_form_are_refused() {
    let leads_out = || {
        let code = Code::Nodes(Box::new(NodeRef {
            node: NodeIndex(99),
            base: Base::Origin,
            shared: 0,
            repeats: Vec::new(),
            filters: Vec::new(),
        }));
        Text::of_pieces(vec![vec![Piece::Output(Expression::new("${x}", code))]])
    };
    let spoken = |row: u32, text: Text| {
        let mut labels = Labels::new(1);
        labels.push(["a"]);
        labels.push(["b"]);
        labels.speak(row, text);
        let mut table = Table::new("t", Source::Choices, vec!["name".to_owned()]);
        table.push(["a"]);
        table.push(["b"]);
        table.sort(0);
        table.with_labels(labels, Wording::Translated)
    };
    let file = |row: u32, file: Text| {
        spoken(0, Text::default()).with_media(vec![(row, Media { kind: MediaKind::Image, file })])
    };
    let check = |table: Table, is_whole: bool| {
        let mut form = travel();
        form.tables.push(table);
        assert_eq!(Form::open(&form.store()).is_ok(), is_whole);
    };
    check(spoken(1, Text::of_words(["said"])), true);
    check(spoken(2, Text::of_words(["said"])), false);
    check(spoken(1, leads_out()), false);
    check(file(1, Text::of_words(["a.png"])), true);
    check(file(2, Text::of_words(["a.png"])), false);
    check(file(1, leads_out()), false);
}

#[test]
fn rules_that_never_come_to_rest_are_refused() {
    let lines = [
        "calculate a | calculation: random()",
        "calculate b | calculation: ${a} + 1",
        "integer c | relevant: ${b} > 1",
    ];
    let check = |change: fn(&mut Form)| {
        let mut form = form(&lines);
        assert!(Form::open(&form.store()).is_ok());
        change(&mut form);
        assert_eq!(Form::open(&form.store()).err(), Some(StoredFormError::Damaged));
    };
    let touches = |lists: [&[u32]; 4]| -> Lists<Touch> {
        lists.iter().map(|rules| rules.iter().map(|rule| Touch { rule: *rule, shared: 0 }).collect()).collect()
    };
    // A node that touches itself, two that touch each other, a relevance that touches what it waits for.
    let [own, circle, back] =
        [touches([&[], &[0, 1], &[2], &[]]), touches([&[], &[1], &[0, 2], &[]]), touches([&[], &[], &[], &[1]])];
    let mut opened = form(&lines);
    for (touched, cascades) in [(own, None), (circle, None), (opened.dependencies.touched.clone(), Some(back))] {
        let mut form = form(&lines);
        form.dependencies.touched = touched;
        form.dependencies.cascades = cascades.unwrap_or(form.dependencies.cascades);
        assert_eq!(Form::open(&form.store()).err(), Some(StoredFormError::Damaged));
    }
    opened.dependencies.rules.swap(0, 1);
    assert_eq!(Form::open(&opened.store()).err(), Some(StoredFormError::Damaged));
    check(|form| form.dependencies.rules.swap(1, 2));
}

#[test]
fn nodes_that_cannot_be_found_again_are_refused() {
    let check = |change: fn(&mut Form)| {
        let mut form = travel();
        change(&mut form);
        let mut by_name = std::mem::take(&mut form.layout.by_name);
        by_name.sort_by_key(|node| (form.nodes[node.0 as usize].name.clone(), *node));
        form.layout.by_name = by_name;
        assert_eq!(Form::open(&form.store()).err(), Some(StoredFormError::Damaged));
    };
    // The repeat ends too early, so that the node behind it belongs to nobody, or goes on into what comes after it.
    check(|form| form.nodes[3].end = NodeIndex(4));
    check(|form| form.nodes[3].end = NodeIndex(form.nodes[3].end.0 + 1));
    // A question that others stand in, a group that ends before it begins, a second root.
    check(|form| form.nodes[1].end = NodeIndex(3));
    check(|form| form.nodes[3].end = NodeIndex(2));
    check(|form| form.nodes[1].kind = NodeKind::Root);
    // A name that no path can have, none at all, and one that two siblings share.
    check(|form| form.nodes[1].name = "a/b".to_owned());
    check(|form| form.nodes[1].name = "a[2]".to_owned());
    check(|form| form.nodes[1].name.clear());
    check(|form| form.nodes[4].name = form.nodes[5].name.clone());
}

#[test]
fn an_order_by_name_that_is_none_is_refused() {
    let check = |change: fn(&mut Vec<NodeIndex>)| {
        let mut form = travel();
        change(&mut form.layout.by_name);
        assert_eq!(Form::open(&form.store()).err(), Some(StoredFormError::Damaged));
    };
    check(|by_name| by_name.swap(0, 1));
    check(|by_name| by_name[1] = by_name[0]);
    check(|by_name| by_name[0] = NodeIndex(0));
    check(|by_name| by_name.truncate(2));
}

/// Opens the bytes and, when they are a form, fills it in a little: nothing may break.
fn try_out(bytes: &[u8]) {
    let Ok(form) = Form::open(bytes) else { return };
    let form = Arc::new(form);
    let now = Moment { wall_ms: 1_772_350_200_000, offset_min: 420, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [7; 32], values: BTreeMap::new() };
    let mut instance = Instance::new(form.clone(), &surroundings);
    for node in (0..form.nodes.len()).filter_map(|node| u32::try_from(node).ok()).map(NodeIndex) {
        let path = Path { node, at: vec![0; form.layout.depth(node)] };
        let found = form.find(&form.path_text(&path));
        assert!(node.0 == 0 || found.as_ref() == Some(&path), "a path that is printed can be read");
        let _ = instance.label(&path, "en");
        if let Ok(value) = form.parse_value(node, "1") {
            let _ = instance.answer(&path, Some(value));
        }
        let _ = instance.choices(&path);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn changed_bytes_with_a_true_hash_break_nothing(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let stored = travel().store();
        let mut body = stored[MAGIC.len() + 2 + HASH_BYTES..].to_vec();
        for (place, byte) in changes {
            *place.get_mut(&mut body) = byte;
        }
        try_out(&sealed(&body));
    }

    #[test]
    fn any_bytes_with_a_true_hash_are_refused(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Form::open(&sealed(&body)).is_err());
    }
}
