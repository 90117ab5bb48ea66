//! Paths that fork, and predicates on what is not repeated.

use std::sync::Arc;

use crate::{
    expr::PATHS_FORKED_MAX,
    form::{Form, fixture},
    instance::tests::start,
};

const VISIT: [&str; 9] = [
    "begin_group visit",
    "begin_group house",
    "begin_repeat member | repeat_count: 3",
    "integer years | default: position(..) * 10",
    "end",
    "end",
    "integer rooms | default: 4",
    "end",
    "text nothing",
];

fn check(expression: &str, expected: &str) {
    let calculation = format!("calculate result | calculation: {expression}");
    let mut lines = VISIT.to_vec();
    lines.push(&calculation);
    let form = Arc::new(fixture::form(&lines));
    let instance = start(&form);
    let result = form.find("result").expect("the form has a result");
    let found = instance.value(&result).map_or_else(String::new, |value| form.lexical(&result, value));
    assert_eq!(found, expected, "{expression}");
}

#[test]
fn a_position_of_a_group_is_not_one_of_the_repeat_inside() {
    check("sum(/data/visit/house/member/years)", "60");
    check("sum(/data/visit[1]/house[1]/member/years)", "60");
    check("sum(/data/visit[position() = 1]/house/member[2]/years)", "20");
    check("count(/data/visit[2]/house/member)", "0");
    check("count(/data/visit/house[../rooms = 4]/member)", "3");
    check("count(/data/visit/house[../rooms = 5]/member)", "0");
    check("count(/data/visit[rooms = 4]/house/member)", "3");
    check("count(/data/visit[./rooms = 3]/house/member)", "0");
}

#[test]
fn a_node_that_several_ways_lead_to_is_one() {
    check("count(/data/visit/*/..)", "1");
    check("count(/data/visit/*/../*/../*/../*)", "2");
    check("count(/data//rooms/../house)", "1");
}

#[test]
fn a_question_may_be_called_like_the_form() {
    let result = |expression: &str| {
        let calculation = format!("calculate result | calculation: {expression}");
        let form = Arc::new(fixture::form(&["text data | default: day", "integer n | default: 5", &calculation]));
        let (instance, result) = (start(&form), form.find("result").expect("the form has a result"));
        instance.value(&result).map_or_else(String::new, |value| form.lexical(&result, value))
    };
    assert_eq!(result("/data/n + 1"), "6");
    assert_eq!(result("/data/data"), "day");
    assert_eq!(result("count(/data)"), "1");
}

#[test]
fn forks_have_an_end() {
    let refused = |expression: &str| {
        let calculation = format!("text result | constraint: {expression}");
        let mut lines: Vec<String> = (0..2_000).map(|number| format!("text q{number}")).collect();
        lines.push(calculation);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        match fixture::compile(&lines) {
            Ok(_) => String::new(),
            Err(faults) => fixture::told(&faults).join("\n"),
        }
    };
    assert_eq!(refused("count(//*)"), "");
    assert_eq!(refused("count(*/../*/../*/../*)"), "");
    let told = format!("more than {PATHS_FORKED_MAX} paths");
    for expression in ["count(//*[//*])", "count(//*[//*[//*]])"] {
        assert!(refused(expression).contains(&told), "{expression}");
    }
}

#[test]
fn what_a_form_was_stored_with_is_opened_again() {
    let form = fixture::form(&[
        "begin_group g",
        "begin_repeat r",
        "integer n",
        "end",
        "end",
        "calculate c | calculation: count(/data/g[1]/r[n > 1])",
    ]);
    assert_eq!(Form::open(&form.store()), Ok(form));
}
