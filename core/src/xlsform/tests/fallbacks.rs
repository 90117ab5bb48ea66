//! Every appearance and every parameter is drawn, or its author is told what is done in its place: one row for each.

use super::{book, lines};
use crate::xlsform::{Reading, read};

/// What is drawn as it is meant by at least the terminal, and needs no word.
const DRAWN: &str = "";

/// Type, appearance, and what its author is told.
const APPEARANCES: [(&str, &str, &str); 51] = [
    ("text", "numbers", "letters are not kept from being typed"),
    ("text", "multiline", "typed in one line"),
    ("text", "url", "shown and not opened"),
    ("text", "masked", DRAWN),
    ("text", "numbers thousands-sep", "numbers: letters"),
    ("integer", "thousands-sep", DRAWN),
    ("integer", "masked", DRAWN),
    ("integer", "counter", "counter: the number is typed"),
    ("decimal", "bearing", "no compass"),
    ("barcode", "front", "no camera"),
    ("barcode", "hidden-answer", DRAWN),
    ("range", "vertical", "the number is typed"),
    ("range", "no-ticks", "the number is typed"),
    ("range", "picker", "the number is typed"),
    ("range", "rating", "the number is typed"),
    ("range", "distress", "the number is typed"),
    ("image", "new", "the interviewer gives a file"),
    ("image", "new-front", "the interviewer gives a file"),
    ("image", "draw", "the interviewer gives a file"),
    ("image", "annotate", "the interviewer gives a file"),
    ("image", "signature", "the interviewer gives a file"),
    ("date", "no-calendar", "days are typed"),
    ("date", "month-year", DRAWN),
    ("date", "year", DRAWN),
    ("date", "ethiopian", DRAWN),
    ("date", "coptic", DRAWN),
    ("date", "islamic", DRAWN),
    ("date", "persian", DRAWN),
    ("date", "buddhist", DRAWN),
    ("date", "bikram-sambat", "in the Gregorian one"),
    ("date", "myanmar", "in the Gregorian one"),
    ("geopoint", "placement-map", "no map"),
    ("geopoint", "maps", "no map"),
    ("select_one l", "minimal", DRAWN),
    ("select_one l", "search", DRAWN),
    ("select_one l", "autocomplete", DRAWN),
    ("select_one l", "quick", "Enter goes on"),
    ("select_one l", "columns", "one below the other"),
    ("select_one l", "columns-3", "columns-3: choices"),
    ("select_one l", "columns-pack", "one below the other"),
    ("select_one l", "no-buttons", "one below the other"),
    ("select_one l", "likert", "one below the other"),
    ("select_one l", "image-map", "no map"),
    ("select_one l", "map", "no map"),
    ("select_one l", "label", "one by one"),
    ("select_one l", "list-nolabel", "one by one"),
    ("select_one l", "list", "one by one"),
    ("begin_group", "field-list", "the questions of the group"),
    ("begin_group", "table-list", "table-list: in an interview the rows"),
    ("text", "ex:org.example.scan(a='b')", "ex:: no other app"),
    ("text", "printer", "no other app"),
];

/// Type, column, cell, and what its author is told.
const PARAMETERS: [(&str, &str, &str); 15] = [
    ("text", "rows=4", "rows: the text is typed in one line"),
    ("text", "rows=1", DRAWN),
    ("range", "start=0 end=10 step=2", DRAWN),
    ("range", "tick_interval=2", "tick_interval: a scale"),
    ("range", "placeholder=5", "the pointer stands nowhere"),
    ("range", "tick_labelset=n", DRAWN),
    ("geopoint", "capture-accuracy=10", "capture-accuracy: a place is taken as it is given"),
    ("geopoint", "warning-accuracy=10", "however exact it is"),
    ("geopoint", "allow-mock-accuracy=true", "wherever it comes from"),
    ("geotrace", "incremental=true", "when all of it is given"),
    ("geoshape", "incremental=true", "when all of it is given"),
    ("image", "max-pixels=100", "at its own size"),
    ("image", "app=org.example.camera", "no other app"),
    ("audio", "quality=low", "sounds are not recorded"),
    ("select_one l", "randomize=true", DRAWN),
];

fn told(kind: &str, appearance: &str, parameters: &str) -> Vec<String> {
    let end = if kind.starts_with("begin") { "text | b | B\nend_group\n" } else { "" };
    let rows = format!(
        "[survey]\ntype | name | label | appearance | parameters\n{kind} | a | A | {appearance} | {parameters}\n{end}\
         [choices]\nlist_name | name | label\nl | x | X\nl | y | Y\nn | 1 | low\nn | 10 | high"
    );
    let reading = read(&book(&rows));
    assert!(reading.form.is_some(), "{kind} {appearance} {parameters}: {:?}", lines(&reading));
    fallbacks(&reading)
}

/// What is said of fallbacks, and of nothing else.
fn fallbacks(reading: &Reading) -> Vec<String> {
    let mut found = lines(reading);
    found.retain(|line| line.contains("None needed if that will do"));
    found
}

fn check(what: &str, found: &[String], expected: &str) {
    match expected {
        DRAWN => assert!(found.is_empty(), "{what} is drawn, and told: {found:?}"),
        _ => assert!(found.iter().any(|line| line.contains(expected)), "{what}: {expected}: {found:?}"),
    }
}

#[test]
fn every_appearance_is_drawn_or_told() {
    for (kind, appearance, expected) in APPEARANCES {
        check(appearance, &told(kind, appearance, ""), expected);
    }
}

#[test]
fn every_parameter_is_heeded_or_told() {
    for (kind, parameters, expected) in PARAMETERS {
        check(parameters, &told(kind, "", parameters), expected);
    }
}

#[test]
fn an_audit_is_told_of() {
    let rows = "[survey]\ntype | name | label | parameters\naudit | audit | | track-changes=true\ntext | a | A |";
    check("audit", &fallbacks(&read(&book(rows))), "audit: every interview keeps all its steps");
}

#[test]
fn what_an_audit_asks_of_the_interviewer_is_told() {
    let rows = "[survey]\ntype | name | label | parameters\n\
                audit | audit | | identify-user=true track-changes=true track-changes-reasons=on-form-edit\n\
                text | a | A |";
    check("audit", &fallbacks(&read(&book(rows))), "identify-user, track-changes-reasons: nobody is asked");
}

#[test]
fn a_style_and_attributes_of_other_clients_are_told() {
    let rows = "[survey]\ntype | name | label | intent | body::accept | instance::x\n\
                begin_group | g | G | org.example.app() | | \ntext | a | A | | text/plain | y\nend_group\n\
                [settings]\nform_id | style\nf | pages";
    let found = fallbacks(&read(&book(rows)));
    check("intent", &found, "intent: no other app is called");
    check("body", &found, "accept, x: it goes out with the form");
    check("style", &found, "one question stands on a page");
}

#[test]
fn words_of_one_fallback_are_told_together_and_an_hour_block_counts() {
    let rows = "[survey]\ntype | name | label | appearance\nimage | a | A | new\nimage | b | B | signature\n\
                begin_repeat | h | H | hour-block\ninteger | c | C | counter\nend_repeat";
    let found = lines(&read(&book(rows)));
    let together: Vec<&String> = found.iter().filter(|line| line.contains("gives a file")).collect();
    assert_eq!(together.len(), 1, "{found:?}");
    assert!(together[0].contains("row 2") && together[0].contains("new, signature: pictures"), "{found:?}");
    assert!(found.iter().all(|line| !line.contains("counter")), "{found:?}");
}
