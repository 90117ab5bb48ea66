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

/// A form out of tables, and what is written of it.
fn check_table(table: &str, expected: &[&str], never: &[&str]) {
    let reading = crate::xlsform::read(table.as_bytes());
    let form = reading.form.unwrap_or_else(|| panic!("{:?}", reading.issues));
    let xml: String = write(&form).lines().map(str::trim_start).collect();
    for part in expected {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
    for part in never {
        assert!(!xml.contains(part), "{part}\n{xml}");
    }
}

#[test]
fn names_in_an_appearance_become_paths() {
    check_table(
        "| survey |\n| | type | name | label | appearance |\n| | integer | b | B | |\n\
         | | text | a | A | ex:org.Foo.Bar(id=${b}) |\n| | begin_group | g | G | ex:org.Foo.All(b=${b}) |\n\
         | | text | c | C | |\n| | end_group | | | |\n",
        &[r#"appearance="ex:org.Foo.Bar(id= /data/b )""#, r#"appearance="ex:org.Foo.All(b= /data/b )""#],
        &["${b}"],
    );
}

#[test]
fn an_attribute_stands_once_and_parameters_count_more() {
    check_table(
        "| survey |\n| | type | name | label | parameters | body::accuracyThreshold | body::rows |\n\
         | | geopoint | p | P | capture-accuracy=5 | 20 | |\n| | text | t | T | rows=3 | | 9 |\n",
        &[r#"accuracyThreshold="5""#, r#"rows="3""#],
        &[r#"accuracyThreshold="20""#, r#"rows="9""#],
    );
}

#[test]
fn words_without_a_language_are_said_in_all() {
    check_table(
        "| survey |\n| | type | name | label::English | label::French | constraint | constraint_message | hint |\n\
         | | integer | a | How old | Quel age | . > 0 | Too few | A hint |\n| | text | b | Only | | | | |\n",
        &[
            r#"<text id="/data/a:jr:constraintMsg"><value>Too few</value></text>"#,
            r#"<text id="/data/b:label"><value>-</value></text>"#,
        ],
        &[r#"<text id="/data/a:jr:constraintMsg"><value>-</value>"#, r#"<text id="/data/a:hint"><value>-</value>"#],
    );
}
