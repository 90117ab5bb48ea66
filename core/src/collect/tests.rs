//! A filling-in as Collect leads it, at its bounds.

use std::{collections::BTreeMap, sync::Arc};

use super::Collect;
use crate::{
    form::{Form, Value, fixture},
    instance::{Surroundings, TRIGGERS_SET_MAX, Validity, tests::path},
    moment::Moment,
};

fn collect(form: &Arc<Form>) -> Collect {
    let now = Moment { wall_ms: 1_772_350_200_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [1; 32], values: BTreeMap::new() };
    Collect::new(form.clone(), &surroundings)
}

#[test]
fn triggers_that_set_each_other_come_to_an_end() {
    let form = Arc::new(fixture::form(&[
        "text a | trigger: b c | calculation: uuid()",
        "text b | trigger: a c | calculation: uuid()",
        "text c | trigger: a b | calculation: uuid()",
    ]));
    let mut collect = collect(&form);
    assert_eq!(collect.answer(&path(&form, "a"), Some(Value::Text("x".to_owned()))), Validity::Ok);
    assert!(collect.instance().drawn() <= TRIGGERS_SET_MAX as u64);
}

#[test]
fn room_is_given_back_when_a_repetition_is_taken_out() {
    let form = Arc::new(fixture::form(&["begin_repeat r", "text a", "end"]));
    let mut collect = collect(&form);
    let (before, second) = (collect.instance().nodes_kept(), path(&form, "r[2]"));
    assert!(collect.add(&second).is_some());
    assert!(collect.instance().nodes_kept() > before);
    assert!(collect.remove(&second));
    assert_eq!(collect.instance().nodes_kept(), before);
}
