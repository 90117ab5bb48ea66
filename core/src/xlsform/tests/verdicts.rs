//! Forms that the reference reader takes or refuses, and ours likewise; where we differ on purpose, the case says so
//! and the table in the room's README says why.

use super::lines;
use crate::xlsform::{Severity, read};

#[test]
fn forms_are_taken_and_refused_as_by_the_reference_reader() {
    let cases: Vec<&str> = include_str!("verdicts.cases").split("== ").skip(1).collect();
    assert!(cases.len() >= 35, "there are {} forms", cases.len());
    for case in cases {
        let (name, table) = case.split_once('\n').expect("a case has a name");
        let reading = read(table.as_bytes());
        assert_eq!(reading.form.is_some(), name.starts_with("accepted"), "{name}\n{}", lines(&reading).join("\n"));
        let told = reading.issues.iter().filter(|issue| issue.severity == Severity::Error);
        let has_place = |issue: &crate::xlsform::Issue| issue.row > 0 && !issue.column.is_empty();
        for issue in told {
            assert!(has_place(issue) && !issue.remedy.is_empty(), "{name}: {issue}");
        }
    }
}
