//! What the language means, by examples: an expression, and the text of its value in a small interview.

use std::sync::Arc;

use crate::{
    form::{Form, fixture},
    instance::{Instance, Surroundings},
    moment::Moment,
};

const QUESTIONS: [&str; 14] = [
    "list yn: yes no maybe",
    "integer age | default: 30",
    "decimal height | default: 1.75",
    "text name | default: Sokha",
    "text nothing",
    "date day | default: 2026-03-01",
    "dateTime when | default: 2026-03-01T14:30:00.000+07:00",
    "select_one yn one | default: yes",
    "select_multiple yn many | default: no yes",
    "geopoint place | default: 11.5 104.9 0 5",
    "begin_repeat member",
    "integer years",
    "end",
    "text hidden | relevant: false() | default: secret",
];

/// An interview in which members are 5, 15 and 40 years old, and `result` calculates the expression.
fn interview(expression: &str) -> Instance {
    let calculation = format!("calculate result | calculation: {expression}");
    let mut lines = QUESTIONS.to_vec();
    lines.push(&calculation);
    let form: Arc<Form> = Arc::new(fixture::form(&lines));
    let now = Moment { wall_ms: 1_772_350_200_000, offset_min: 420, monotonic_ms: 0 };
    let surroundings =
        Surroundings { now, device_id: String::new(), seed: [7; 32], values: std::collections::BTreeMap::new() };
    let mut instance = Instance::new(form.clone(), &surroundings);
    for (position, years) in ["5", "15", "40"].into_iter().enumerate() {
        if position > 0 {
            let repeat = form.find("member").expect("the form has members");
            instance.add_repeat(&repeat).expect("members may be added");
        }
        let path = form.find(&format!("member[{}]/years", position + 1)).expect("the form has years");
        let value = form.parse_value(path.node, years).expect("years are numbers");
        instance.answer(&path, Some(value)).expect("years can be answered");
    }
    instance
}

fn check(expression: &str, expected: &str) {
    let instance = interview(expression);
    let path = instance.form().find("result").expect("the form has a result");
    let found = instance.value(&path).map_or_else(String::new, |value| instance.form().lexical(&path, value));
    assert_eq!(found, expected, "{expression}");
}

#[test]
fn operators() {
    for (expression, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 div 2", "3.5"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("--2", "2"),
        ("2 - -2", "4"),
        ("10-3", "7"),
        ("1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3", "1"),
        ("1 = 2 or 2 != 2", "0"),
        ("1 > 2", "0"),
        ("'a' = 'a'", "1"),
        ("'1' = 1.0", "1"),
        ("'a' < 'b'", "0"),
        ("true() = 'x'", "1"),
        ("0.1 + 0.2 = 0.3", "1"),
        ("1 div 0", "Infinity"),
        ("0 div 0", ""),
        ("'1,5' + 1", "2.5"),
        ("'1e3' + 1", ""),
        ("1 = 1 = 1", "1"),
        ("1 or 0 and 0", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn names_and_paths() {
    for (expression, expected) in [
        ("${age}", "30"),
        ("${ age } + 1", "31"),
        ("/data/age", "30"),
        ("../age", "30"),
        ("current()/../age", "30"),
        ("./../age * 2", "60"),
        ("${name}", "Sokha"),
        ("${nothing}", ""),
        ("${hidden}", ""),
        ("${one} = 'yes'", "1"),
        ("${many}", "no yes"),
        ("${place}", "11.5 104.9 0.0 5.0"),
        ("${day} + 1", "20514"),
        ("${day} > date('2026-02-28')", "1"),
        ("${day} = '2026-03-01'", "1"),
        ("/data/member[2]/years", "15"),
        ("/data/member[position() = 3]/years", "40"),
        ("/data/member[years > 10][2]/years", "40"),
        ("${member}[./years > 10]/years", "15"),
        ("count(/data/member[years > ${age}])", "1"),
        ("count(/data/member[9])", "0"),
        ("sum(${years}[. > 10])", "55"),
        ("count(${years}|${age}|${years})", "4"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn texts() {
    for (expression, expected) in [
        ("string(12)", "12"),
        ("concat('a', 1, true())", "a1true"),
        ("concat(${years})", "51540"),
        ("join('-', 'a', 'b')", "a-b"),
        ("join(', ', ${years})", "5, 15, 40"),
        ("substr('abcdef', 2)", "cdef"),
        ("substr('abcdef', 1, 3)", "bc"),
        ("substr('abcdef', -2)", "ef"),
        ("substr('abcdef', 4, 2)", ""),
        ("substring-before('a/b/c', '/')", "a"),
        ("substring-after('a/b/c', '/')", "b/c"),
        ("substring-after('abc', 'x')", ""),
        ("string-length('ភាសា')", "4"),
        ("normalize-space('  a  b ')", "a b"),
        ("contains('abc', 'b')", "1"),
        ("starts-with('abc', 'b')", "0"),
        ("ends-with('abc', 'bc')", "1"),
        ("translate('abcabc', 'ab', 'x')", "xcxc"),
        ("regex('012-345', '[0-9]{3}-[0-9]{3}')", "1"),
        ("regex('x012', '[0-9]+')", "0"),
        ("string-length(uuid())", "36"),
        ("string-length(uuid(10))", "10"),
        ("string-length(uuid(9999))", "1024"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn truth_and_choice() {
    for (expression, expected) in [
        ("if(${age} > 18, 'adult', 'child')", "adult"),
        ("if('', 1, 2)", "2"),
        ("coalesce(${nothing}, 'x')", "x"),
        ("coalesce(${age}, 'x')", "30"),
        ("once('first')", "first"),
        ("not(false())", "1"),
        ("boolean('false')", "1"),
        ("boolean(0)", "0"),
        ("checklist(2, -1, 1, 0, 'x')", "1"),
        ("checklist(-1, 1, 1, 0, 'x')", "0"),
        ("selected(${many}, 'yes')", "1"),
        ("selected(${many}, 'maybe')", "0"),
        ("selected('yes_no', 'yes')", "0"),
        ("selected-at(${many}, 1)", "yes"),
        ("selected-at(${many}, 5)", ""),
        ("count-selected(${many})", "2"),
        ("count-selected(${nothing})", "0"),
        ("jr:choice-name(${one}, '${one}')", "YES"),
        ("jr:choice-name(${many}, '${many}')", ""),
        ("jr:choice-name('none', '${one}')", ""),
    ] {
        check(expression, expected);
    }
}

#[test]
fn numbers() {
    for (expression, expected) in [
        ("number('12.50')", "12.5"),
        ("number('')", ""),
        ("int(3.9)", "3"),
        ("int(-3.9)", "-3"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(2.675, 2)", "2.68"),
        ("round(1234, -2)", "1200"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.2)", "2"),
        ("pow(2, 10)", "1024"),
        ("abs(-2)", "2"),
        ("sqrt(9)", "3"),
        ("sum(${years})", "60"),
        ("sum(${nothing})", "0"),
        ("max(${years})", "40"),
        ("max(-3, -2)", "-2"),
        ("min(${years})", "5"),
        ("min(1, 2, '')", "1"),
        ("max(${nothing})", ""),
        ("count(${member})", "3"),
        ("count-non-empty(${years})", "3"),
        ("count-non-empty(${nothing})", "0"),
        ("indexed-repeat(${years}, ${member}, 2)", "15"),
        ("indexed-repeat(${years}, ${member}, 0)", "5"),
        ("indexed-repeat(${years}, ${member}, 9)", ""),
        ("random() < 1 and random() >= 0", "1"),
    ] {
        check(expression, expected);
    }
}

#[test]
fn days_and_times() {
    for (expression, expected) in [
        ("string(today())", "2026-03-01"),
        ("format-date(now(), '%Y-%m-%d %H:%M')", "2026-03-01 14:30"),
        ("format-date(${day}, '%e %b %y, %a')", "1 Mar 26, Sun"),
        ("format-date-time(${when}, '%H:%M:%S.%3')", "14:30:00.000"),
        ("string(date('2026-12-31') + 1)", "20819"),
        ("string(date(${day} + 1))", "2026-03-02"),
        ("string(date('nonsense'))", ""),
        ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
        ("decimal-time('1970-01-01T12:00:00+07:00')", "0.5"),
        ("int((today() - date('2010-06-15')) div 365.25)", "15"),
        ("${day}", "2026-03-01T00:00:00.000+07:00"),
    ] {
        check(expression, expected);
    }
}

/// The expression is refused with this message.
fn refused(expression: &str, expected: &str) {
    let calculation = format!("calculate result | calculation: {expression}");
    let mut lines = QUESTIONS.to_vec();
    lines.push(&calculation);
    let faults = fixture::compile(&lines).expect_err("the expression has a fault");
    assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{expression}");
}

#[test]
fn faults() {
    for (expression, expected) in [
        ("1 +", "expected a value, a name or a path, found the end (at character 4)"),
        ("1 2", "expected an operator or the end, found the number 2 (at character 3)"),
        ("(1", "expected ), found the end (at character 3)"),
        ("'abc", "a quoted text is not closed (at character 1)"),
        ("${age", "a ${ is not closed by a } (at character 1)"),
        ("1 ? 2", "the character '?' does not belong in an expression (at character 3)"),
        ("1.2.3", "'1.2.3' is not a number (at character 1)"),
        ("../aeg", "the path leads to no question: there is no 'aeg' here - did you mean 'age'? (at character 4)"),
        ("count(1)", "count() needs a question or a repeat as argument 1 (at character 1)"),
        ("if(1, 2)", "if() takes 3 arguments, not 2 (at character 1)"),
        ("not()", "not() takes 1 argument, not 0 (at character 1)"),
        ("regex('a', '(a{999}){999}')", "the regular expression cannot be read (at character 1)"),
        ("regex('a', '(')", "the regular expression cannot be read (at character 1)"),
        ("jr:choice-name('a', '${age}')", "jr:choice-name() needs a select question as argument 2 (at character 21)"),
        (
            "indexed-repeat(${age}, ${member}, 1)",
            "indexed-repeat() needs a repeat around the first argument as argument 2 (at character 24)",
        ),
        ("../*", "'*' in a path is not supported yet (at character 4)"),
    ] {
        refused(expression, expected);
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "[a-z0-9${}()'/.,*+=<> \\[\\]-]{0,60}") {
        let _ = super::parser::parse(&text);
    }
}
