//! One fault at a time, and the one line that it is told with.

use super::{copy::StudyCopy, said};

const STUDY: &str = "study.xlsx";
const CHILD: &str = "instruments/child-interview.xlsx";
const STATION: &str = "instruments/bus-station.xlsx";

/// Spoils a copy and expects exactly one issue that holds all of these words, and no study when it is an error.
fn check(spoil: impl FnOnce(&mut StudyCopy), expected: &[&str]) {
    let mut study = StudyCopy::new();
    spoil(&mut study);
    let reading = study.read();
    let said = said(&reading);
    assert_eq!(said.len(), 1, "{expected:?} {said:#?}");
    assert!(expected.iter().all(|words| said[0].contains(words)), "{expected:?} {said:#?}");
    assert_eq!(reading.study.is_none(), said[0].contains(": error"), "{said:#?}");
}

/// Changes one cell of `study.xlsx`.
fn check_cell(sheet: &str, key: &str, column: &str, value: &str, expected: &[&str]) {
    check(|study| study.set(STUDY, sheet, key, column, value), expected);
}

#[test]
fn a_copy_is_as_good_as_the_original() {
    assert!(StudyCopy::new().read().issues.is_empty());
}

#[test]
fn the_protocol() {
    check_cell(
        "study",
        "id",
        "value",
        "River crossing",
        &["study.xlsx: error, sheet study, row 2, column value (B)", "id"],
    );
    check_cell("study", "kind", "value", "rapid_asessment", &["row 4", "Did you mean rapid_assessment?"]);
    check_cell("study", "aims", "value", "mapping guess", &["'guess' is not known here"]);
    check_cell("study", "period_to", "value", "2026-01-01", &["period_to is before period_from"]);
    check_cell("study", "period_to", "value", "soon", &["'soon' is no day", "2026-11-01"]);
    check_cell("study", "guardian_waivers", "value", "hurry", &["'hurry' is not known here"]);
    check_cell("study", "title", "text::French (fr)", "", &["column text::French (fr) (D)", "no words in fr"]);
    check_cell("study", "purpose", "value", "", &["value is empty"]);
    check_cell("study", "scope", "name", "scop", &["warning", "nothing reads 'scop'", "Did you mean scope?"]);
}

#[test]
fn an_approval_is_whole_or_none() {
    let approve = |study: &mut StudyCopy, expiry: &str| {
        study.set(STUDY, "study", "ethics_body", "value", "Board of the River");
        study.set(STUDY, "study", "ethics_reference", "value", "7/2026");
        study.set(STUDY, "study", "ethics_date", "value", "2026-10-01");
        study.set(STUDY, "study", "ethics_expiry", "value", expiry);
    };
    check(|study| approve(study, ""), &["ethics_expiry is empty", "then the study is training"]);
    check(|study| approve(study, "2026-01-01"), &["ethics_expiry is before ethics_date"]);
    let mut study = StudyCopy::new();
    approve(&mut study, "2027-09-30");
    let reading = study.read();
    assert!(reading.issues.is_empty(), "{:#?}", said(&reading));
    assert!(reading.study.is_some_and(|study| study.approval.is_some()));
}

#[test]
fn what_is_told() {
    check(|study| study.remove_sheet("use_statement"), &["sheet use_statement: the sheet use_statement is missing"]);
    check(|study| study.remove_row("use_statement", "statement"), &["0 rows of the type statement"]);
    check_cell("use_statement", "audio", "choice", "maybe", &["'maybe' is not known here", "part, separate"]);
    check_cell("told", "I4", "respondent", "employer", &["lines I4 are not told to the respondent child"]);
    check(|study| study.add(STUDY, "told", &["I5", "child", "Again", "Encore"]), &["I5 stands twice"]);
    check_cell("told", "I4", "text::French (fr)", "", &["row 5", "no words in fr"]);
    check(|study| study.remove_row("teach_back", "2"), &["there are 2 teach-back questions", "exactly 3"]);
    let rename = |study: &mut StudyCopy| study.rename_column(STUDY, "teach_back", "text::French (fr)", "remark");
    check(rename, &["sheet teach_back, row 1", "the column text has no fr"]);
}

#[test]
fn a_line_for_everybody_serves_all() {
    let mut study = StudyCopy::new();
    for line in ["I1", "I2"] {
        study.set(STUDY, "told", line, "respondent", "everybody");
    }
    let reading = study.read();
    assert!(reading.issues.is_empty(), "{:#?}", said(&reading));
}

#[test]
fn words_and_questions() {
    check_cell("glossary", "passing", "term", "Hazardous work", &["'Hazardous work' is locked"]);
    check_cell("glossary", "passing", "source", "", &["source is empty"]);
    let add = |study: &mut StudyCopy| study.add(STUDY, "questions", &["Q8", "Is it so?", "Est-ce ainsi ?"]);
    check(add, &["warning", "row 9, column id (A)", "research question Q8"]);
}

#[test]
fn roles_sites_and_services() {
    check_cell("roles", "analyst", "sees", "S0 S9", &["'S9' is not known here"]);
    check_cell("roles", "analyst", "role", "reader", &["'reader' is not known here"]);
    check_cell("roles", "supervisor", "sees", "S0 identity", &["only custodians may open identity"]);
    check_cell("roles", "custodian_2", "sees", "", &["custodian_2 may not open it"]);
    check_cell("sites", "reed-village", "kind", "vilage", &["'vilage' is not known here"]);
    check_cell("sites", "reed-village", "id", "old-bridge-market", &["stands already in row 3"]);
    check_cell("sites", "reed-village", "minutes_wanted", "61", &["'61' cannot be used here", "0 to 60"]);
    check_cell("sites", "reed-village", "place_roles", "source goal", &["'goal' is not known here"]);
    check(|study| study.remove_sheet("referral"), &["the sheet referral is missing"]);
    check(|study| study.remove_row("referral", "River Bend clinic"), &["no service answers the need health"]);
}

#[test]
fn limits_and_law() {
    check_cell("limits", "child_minutes", "value", "300", &["'300' cannot be used here", "from 10 to 60"]);
    check_cell("limits", "rounding", "value", "five", &["'five' cannot be used here"]);
    check(|study| study.remove_row("limits", "lowest_age"), &["the row lowest_age is missing"]);
    check_cell("limits", "visits", "value", "1", &["the rule needs two visits"]);
    check_cell("legal", "duty_to_report", "text::English (en)", "", &["no words in en"]);
    check(|study| study.remove_row("legal", "law_enforcement"), &["the row law_enforcement is missing"]);
}

#[test]
fn instruments() {
    let file = "child-interview.xlsx";
    check_cell("instruments", file, "method", "intervew", &["Did you mean interview?"]);
    check_cell("instruments", file, "respondent", "nobody", &["an observation asks nobody"]);
    check_cell(
        "instruments",
        file,
        "visit_rule",
        "first: A1 B2",
        &["row 2, column visit_rule (E)", "no top-level group 'B2'"],
    );
    check_cell("instruments", file, "visit_rule", "twice", &["'twice' is no visit rule"]);
    let add = |study: &mut StudyCopy| study.add(STUDY, "instruments", &["gone.xlsx", "observation", "nobody", "", ""]);
    check(add, &["instruments/gone.xlsx: error", "not there"]);
    let add = |study: &mut StudyCopy| study.add(STUDY, "instruments", &["../x.xlsx", "observation", "nobody", "", ""]);
    check(add, &["'../x.xlsx' is no name of a workbook"]);
}

#[test]
fn items_of_an_instrument() {
    check(
        |s| s.set(CHILD, "survey", "A03", "need", ""),
        &["child-interview.xlsx: warning", "column need", "row 5", "why it is asked"],
    );
    check(|s| s.set(CHILD, "survey", "A03", "question_id", ""), &["warning", "A03 serves no research question"]);
    check(|s| s.set(CHILD, "survey", "A03", "question_id", "Q77"), &["error", "no research question 'Q77'"]);
    check(|s| s.set(CHILD, "survey", "A12", "sensitivity", "S0"), &["error", "row 21", "sensitivity falls to S0"]);
    check(|s| s.set(STATION, "survey", "D32", "by", "participant"), &["D32 is asked of a person"]);
    check(|s| s.set(STATION, "survey", "D30", "appearance", ""), &["no item with the appearance minutes-watched"]);
}

#[test]
fn a_workbook_that_no_row_names_is_told() {
    let mut study = StudyCopy::new();
    study.remove_row("instruments", "bus-station.xlsx");
    let said = said(&study.read());
    let expected = "study.xlsx: warning, sheet instruments: instruments/bus-station.xlsx lies in the folder";
    assert!(said.iter().any(|line| line.starts_with(expected)), "{said:#?}");
}
