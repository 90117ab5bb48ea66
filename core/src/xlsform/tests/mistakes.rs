//! What field teams do to their workbooks: for each mistake, the cell that an issue must name and a word of its remedy.
//!
//! `mistakes.cases` holds them as text: `==` and the mistake, the sheets, `--`, then what must be among the issues, one
//! a line: severity, sheet, row, letter of the column (`-` for none) and a word of the remedy, or several of which one
//! will do. Unlike `broken.cases` it does not hold the words of a message still, so that they can be made better. A
//! sign `¦` in a cell stands for the bar, which separates cells.

use super::{book, lines};
use crate::xlsform::{Issue, Severity, read};

#[test]
fn a_hundred_mistakes_are_told_with_their_cell_and_a_remedy() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/xlsform/tests/mistakes.cases");
    let text = std::fs::read_to_string(file).expect("the mistakes stand beside this test");
    // A cell may hold `==` too: a case begins at the start of a line.
    let cases: Vec<&str> = text.split("\n== ").collect();
    assert!(cases.len() >= 100, "there are {} mistakes", cases.len());
    let faults: Vec<String> = cases.into_iter().flat_map(missing).collect();
    assert!(faults.is_empty(), "{} are not told well:\n{}", faults.len(), faults.join("\n"));
}

/// What a case expects and its issues do not say.
fn missing(case: &str) -> Vec<String> {
    let (name, rest) = case.trim_start_matches("== ").split_once('\n').expect("a case has a name");
    let (rows, expected) = rest.split_once("--\n").expect("a case has its issues");
    let rows = if rows.contains("[settings]") { rows.to_owned() } else { format!("{rows}[settings]\nform_id\nf\n") };
    let reading = read(&book(&rows));
    let untold = expected.lines().filter(|line| !reading.issues.iter().any(|issue| says(issue, line)));
    let told = || lines(&reading).iter().map(|line| format!("\n      {line}")).collect::<String>();
    untold.map(|line| format!("  {name}: {line}; told is:{}", told())).collect()
}

fn says(issue: &Issue, expected: &str) -> bool {
    let (place, word) = expected.split_once(": ").expect("a colon stands before the word of the remedy");
    let severity = if issue.severity == Severity::Error { "error" } else { "warning" };
    let sheet = if issue.sheet.is_empty() { "-" } else { &issue.sheet };
    let column = match issue.column.rsplit_once('(') {
        Some((_, letter)) => letter.trim_end_matches(')'),
        None if issue.column.is_empty() => "-",
        None => &issue.column,
    };
    let remedy = format!("{} {}", issue.message, issue.remedy);
    place == format!("{severity} {sheet} {} {column}", issue.row)
        && !issue.remedy.is_empty()
        && word.split('|').any(|word| remedy.contains(word))
}
