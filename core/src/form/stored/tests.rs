//! What is stored is opened again; anything else is refused, and what passes the checks does not break an interview.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::{
    form::{NodeIndex, Path, fixture::form},
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
    check(|form| form.layout.places[1].slot = 99);
    check(|form| form.layout.scopes[1].depth = 2);
    check(|form| form.dependencies.touched[1][0].rule = 99);
    check(|form| form.tables.clear());
    check(|form| form.languages.clear());
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
