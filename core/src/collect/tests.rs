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

/// What stands at the end of a path that ends so.
fn told(collect: &Collect, end: &str) -> Vec<String> {
    collect.leaves().into_iter().filter(|(path, _)| path.ends_with(end)).map(|(_, value)| value).collect()
}

#[test]
fn a_number_that_is_calculated_into_a_select_is_a_choice() {
    let form = Arc::new(fixture::form(&["list n: 1 2 3", "integer x", "select_one n s | calculation: ${x} + 0"]));
    for (x, expected) in [(3, "3"), (7, "")] {
        let mut collect = collect(&form);
        assert_eq!(collect.answer(&path(&form, "x"), Some(Value::Integer(x))), Validity::Ok);
        assert_eq!(collect.validate(), None);
        assert_eq!(told(&collect, "/s"), [expected], "{x}");
    }
}

#[test]
fn the_only_place_is_found_beside_repetitions_that_have_none() {
    let rows = ["integer a", "begin_repeat r", "text t", "begin_repeat k", "text v | trigger: a | calculation: ${a}"];
    let form = Arc::new(fixture::form(&[&rows[..], &["end", "end"]].concat()));
    let mut collect = collect(&form);
    let answer = |collect: &mut Collect, a: i64| collect.answer(&path(&form, "a"), Some(Value::Integer(a)));
    for at in ["r[1]", "r[1]/k[1]", "r[2]"] {
        assert!(collect.add(&path(&form, at)).is_some(), "{at}");
    }
    assert_eq!(answer(&mut collect, 5), Validity::Ok);
    assert_eq!(told(&collect, "/v"), ["5"]);
    assert!(collect.add(&path(&form, "r[2]/k[1]")).is_some());
    assert_eq!(answer(&mut collect, 6), Validity::Ok);
    assert_eq!(told(&collect, "/v"), ["5", ""], "of two neither is meant");
}

#[test]
fn the_name_of_the_form_stays_as_it_was_worked_out() {
    let mut draft = fixture::draft(&[
        "list r: n s",
        "list d +region: n1=n s1=s",
        "select_one r r",
        "select_one d d | choice_filter: region = ${r}",
        "calculate k | calculation: concat(${r}, '_', ${d})",
    ]);
    draft.instance_name = "concat(${r}, '_', ${d})".to_owned();
    let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
    let form = Arc::new(form);
    let mut collect = collect(&form);
    for (name, choice) in [("r", 0), ("d", 0), ("r", 1)] {
        assert_eq!(collect.answer(&path(&form, name), Some(Value::Choice(choice))), Validity::Ok);
    }
    assert_eq!(collect.validate(), None);
    assert_eq!(told(&collect, "/d"), [""], "no longer offered");
    assert_eq!(told(&collect, "/instanceName"), ["s_n1"]);
    assert_eq!(told(&collect, "/k"), ["s_n1"]);
}
