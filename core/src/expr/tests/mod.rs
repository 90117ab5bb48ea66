//! What the language means, by examples: an expression, and the text of its value in a small interview.

mod corners;
mod deliberate;
mod paths;
mod tables;

use std::sync::Arc;

use crate::{
    form::{Form, fixture},
    instance::{Instance, Surroundings},
    moment::Moment,
};

const QUESTIONS: [&str; 16] = [
    "list yn: yes no maybe",
    "list fruits +kind: apple=pome banana=berry cherry=stone tomato=berry",
    "list kinds +max: pome=2 berry=9 five=5",
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
    begun(&form)
}

/// An interview of a form with these questions.
fn begun(form: &Arc<Form>) -> Instance {
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
        ("count(../member/*)", "3"),
        ("count(//years)", "3"),
        ("count(/data/member//*[. = 40])", "1"),
        ("sum(/data//years)", "60"),
        ("../child::member[1]/years", "5"),
        ("/child::data/child::age", "30"),
        ("../self::node()/age", "30"),
        ("parent::node()/age", "30"),
        ("/data/member[last()]/years", "40"),
        ("position()", "1"),
        ("position(/data/member[years = 40])", "3"),
        ("name(../age)", "age"),
        ("local-name()", "result"),
        ("namespace-uri(../age)", ""),
        ("id('x')", ""),
        ("lang('de')", "0"),
        ("version()", ""),
        ("property('deviceid')", ""),
        ("depend(${age}, ${name})", "30"),
        ("jr:itext('x')", "[itext:x]"),
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
        ("jr:choice-name('a', '${age}')", ""),
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
        ("round(0.49999999999999994)", "0"),
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
        ("count(1)", "count() needs a question or a repeat as argument 1 (at character 1)"),
        ("if(1, 2)", "if() takes 3 arguments, not 2 (at character 1)"),
        ("not()", "not() takes 1 argument, not 0 (at character 1)"),
        ("regex('a', '(a{999}){999}')", "the regular expression cannot be read (at character 1)"),
        ("regex('a', '(')", "the regular expression cannot be read (at character 1)"),
        ("jr:choice-name('a', 2)", "jr:choice-name() needs a select question as argument 2 (at character 21)"),
        (
            "indexed-repeat(${age}, ${member}, 1)",
            "indexed-repeat() needs a repeat around the first argument as argument 2 (at character 24)",
        ),
        ("(../age)[1]", "'[' after brackets is not supported (at character 9)"),
        ("../age/following-sibling::name", "following-sibling::name is not supported (at character 8)"),
        ("../text()", "text() in a path is not supported (at character 4)"),
        ("${age} == 1", "'==' means nothing here; write = (at character 8)"),
        ("${age} && 1", "'&&' means nothing here; write and (at character 8)"),
        (
            "pullData('a', 'b', 'c', 'd')",
            "there is no function named 'pullData' - did you mean 'pulldata'? (at character 1)",
        ),
        ("true(1)", "true() takes no arguments, not 1 (at character 1)"),
        (
            "digest('a', 'crc')",
            "digest() needs one of 'MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512' as argument 2 (at character 1)",
        ),
        ("digest('a', 'MD5', 'octal')", "digest() needs 'hex' or 'base64' as argument 3 (at character 1)"),
        ("randomize('a')", "randomize() needs a question, a repeat or a list as argument 1 (at character 1)"),
        (
            "weighted-checklist(1, 2, 3)",
            "weighted-checklist() takes two numbers and a weight after each answer, not 3 (at character 1)",
        ),
    ] {
        refused(expression, expected);
    }
}

/// A path that leads nowhere finds nothing, as in JavaRosa, and is told with the nearest name.
#[test]
fn a_path_that_leads_nowhere_is_told() {
    let mut outline = super::Outline::default();
    let root = outline.add("data", super::NodeIndex(0), super::Shape::Single, None);
    let node = outline.add("age", root, super::Shape::Single, None);
    let standing = super::Standing { node, scope: super::Scope::Inside, choice_list: None };
    let written = super::Expression::compile_as_written("../aeg + 1", standing, &outline).expect("it is only told");
    let told: Vec<String> = written.nowhere.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["the path leads to no question: there is no 'aeg' here - did you mean 'age'? (at character 4)"]);
}

/// Places and their measures, as JavaRosa and ODK Collect have them.
#[test]
fn places() {
    let line = "'11.5 104.9 0 0; 11.6 104.9 0 0; 11.6 105.0 0 0; 11.5 104.9 0 0'";
    for (expression, expected) in [
        ("round(distance('0 0 0 0', '0 1 0 0'), 3)".to_owned(), "111318.845"),
        ("distance(${place}, ${place})".to_owned(), "0"),
        (format!("geofence('11.59 104.91', {line})"), "1"),
        (format!("geofence('11.51 104.99', {line})"), "0"),
        (format!("intersects({line})"), "0"),
        ("intersects('1 1;1 3;2 3;2 2;0 2')".to_owned(), "1"),
        ("intersects(${nothing})".to_owned(), "0"),
    ] {
        check(&expression, expected);
    }
}

/// The signature is one of RFC 8032's examples, over the one byte `r`.
#[test]
fn what_was_signed_comes_out_and_nothing_else() {
    let key = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    let contents = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHI=";
    let altered = contents.replace("AHI=", "AHM=");
    check(&format!("extract-signed('{contents}', '{key}')"), "r");
    check(&format!("extract-signed('{altered}', '{key}')"), "");
    check(&format!("extract-signed('AAAA', '{key}')"), "");
}

/// Calculations that double each other's text stop at the limit.
#[test]
fn results_grow_so_far_and_no_further() {
    let mut lines = vec!["calculate c0 | calculation: '0123456789abcdef'".to_owned()];
    lines.extend((1..=16).map(|n| format!("calculate c{n} | calculation: concat(${{c{0}}}, ${{c{0}}})", n - 1)));
    lines.push("calculate size | calculation: string-length(${c16})".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let form = Arc::new(fixture::form(&lines));
    let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
    let surroundings =
        Surroundings { now, device_id: String::new(), seed: [7; 32], values: std::collections::BTreeMap::new() };
    let instance = Instance::new(form.clone(), &surroundings);
    let size = form.find("size").expect("the form has a size");
    let told = instance.value(&size).map(|value| form.lexical(&size, value));
    assert_eq!(told, Some(super::TEXT_BYTES_MAX.to_string()));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "[a-z0-9${}()'/.,*+=<> \\[\\]-]{0,60}") {
        let _ = super::parser::parse(&text);
    }
}
