//! Where expressions differ from JavaRosa's on purpose: the rows of `instance/README.md`, by examples.

use std::sync::Arc;

use super::{QUESTIONS, begun, check};
use crate::{form::fixture, instance::Validity};

#[test]
fn extremes_are_those_of_the_numbers() {
    for (expression, expected) in [("max(-3, -2)", "-2"), ("max(-0.5, 'a')", "-0.5"), ("min(1 div 0)", "Infinity")] {
        check(expression, expected);
    }
}

#[test]
fn weeks_are_iso_weeks() {
    for (day, expected) in [("2026-01-01", "1"), ("2026-01-05", "2"), ("2027-01-01", "53"), ("2024-12-30", "1")] {
        check(&format!("format-date('{day}', '%W')"), expected);
    }
}

#[test]
fn an_interview_does_not_stop() {
    for (expression, expected) in [
        ("date('abc')", ""),
        ("decimal-date-time('abc')", ""),
        ("/data/member/years + 0", "5"),
        ("format-date('2026-01-05', '%Q')", "%Q"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn predicates_and_steps_are_xpaths() {
    for (expression, expected) in [
        ("/data/member[2]/years", "15"),
        ("count(/data/member['x'])", "3"),
        ("count(/data/member[''])", "0"),
        ("count(instance('kinds')/root/item[max])", "3"),
        ("/data/member/../age", "30"),
        ("count(//years)", "3"),
        ("count(/data/age|/data/height)", "2"),
        ("name(/data/age)", "age"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn days_are_days_of_the_gregorian_calendar() {
    for (expression, expected) in [
        ("date('1582-10-15') - date('1582-10-14')", "1"),
        ("date('10000-01-01')", ""),
        ("date('+2026-01-05')", ""),
        ("date-time('2026-01-05T10:20:30x')", ""),
        ("date-time('2026-01-05T10:20:30.4+0530') = date-time('2026-01-05T10:20:30.4+05:30')", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn letters_are_letters() {
    check("substr('😀', 0, 1)", "\u{FFFD}");
    check("regex('É', '(?i)é')", "1");
}

#[test]
fn a_constraint_looks_at_what_it_judges() {
    let mut lines = QUESTIONS.to_vec();
    lines.push("integer limit | constraint: count(/data/member[years = current()/.]) = 0");
    let form = Arc::new(fixture::form(&lines));
    let mut instance = begun(&form);
    let limit = form.find("limit").expect("the form has a limit");
    instance.answer(&limit, Some(crate::form::Value::Integer(7))).expect("it is a number");
    for (answer, expected) in [(15, Validity::Constraint), (16, Validity::Ok)] {
        assert_eq!(instance.check(&limit, Some(&crate::form::Value::Integer(answer))), expected, "{answer}");
    }
}
