//! Broken workbooks, each with every issue that it gives: cell, message and remedy.
//!
//! `broken.cases` holds them as text: `==` and what is broken, the sheets, `--`, the issues one a line. A workbook
//! without a settings sheet is given one, so that each case is about its own fault.

use super::check;

#[test]
fn every_fault_is_told_with_its_cell_and_remedy() {
    let cases: Vec<&str> = include_str!("broken.cases").split("== ").skip(1).collect();
    assert!(cases.len() >= 40, "there are {} broken workbooks", cases.len());
    for case in cases {
        let (name, rest) = case.split_once('\n').expect("a case has a name");
        let (rows, issues) = rest.split_once("--\n").expect("a case has its issues");
        let rows =
            if rows.contains("[settings]") { rows.to_owned() } else { format!("{rows}[settings]\nform_id\nf\n") };
        check(name, &rows, &issues.lines().collect::<Vec<_>>());
    }
}
