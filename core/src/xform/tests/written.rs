//! What is written, to the letter, where a reader of XForms depends on it.

use crate::{form::fixture, xform::write};

fn check(lines: &[&str], expected: &[&str]) {
    let xml = write(&fixture::form(lines));
    for part in expected {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
}

#[test]
fn names_become_paths() {
    check(
        &[
            "integer a",
            "begin_repeat r",
            "integer b",
            "calculate c | calculation: ${a} + ${b}",
            "end",
            "calculate d | calculation: sum(${b})",
        ],
        &[
            r#"calculate=" /data/a  +  ../b ""#,
            r#"calculate="sum( /data/r/b )""#,
            r#"<r jr:template="">"#,
            r#"<repeat nodeset="/data/r">"#,
        ],
    );
}

#[test]
fn a_filter_says_from_where_it_looks() {
    check(
        &["list c +kind: a=1 b=2", "begin_repeat r", "text k", "select_one c s | choice_filter: kind = ${k}", "end"],
        &[r#"nodeset="instance('c')/root/item[kind =  current()/../k ]""#, r#"<instance id="c">"#, "<kind>1</kind>"],
    );
}

#[test]
fn a_number_of_repetitions_that_is_calculated_has_a_node() {
    check(
        &["integer n", "begin_repeat r | repeat_count: ${n} * 2", "text a", "end"],
        &[
            r#"<bind nodeset="/data/r_count""#,
            r#"calculate=" /data/n  * 2""#,
            r#"jr:count=" /data/r_count ""#,
            "<r_count/>",
        ],
    );
}

#[test]
fn a_default_that_must_be_evaluated_is_an_action() {
    check(
        &["begin_repeat r", "date d | default: today()", "text e | default: x", "end"],
        &[
            r#"<setvalue ref="/data/r/d" event="odk-instance-first-load" value="today()"/>"#,
            r#"<setvalue ref="/data/r/d" event="odk-new-repeat" value="today()"/>"#,
            "<e>x</e>",
        ],
    );
}
