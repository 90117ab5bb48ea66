//! Workbooks without fault, and what becomes of them.

use super::{book, check, check_care, lines};
use crate::{
    form::{AskedBy, Control, DataType, NodeKind, Sensitivity, attached::Attachments},
    xlsform::{Standing, read, read_with},
};

const GOOD: &str = "
[survey]
Type | Name | Label::English (en) | Label::French (fr) | hint::English (en) | hint::French (fr) | Read Only | relevant | constraint | constraint message::English (en) | constraint message::French (fr) | calculation | default | choice_filter | appearance | sensitivity | by | need | identity
start | began | | | | | | | | | | | | | | | | |
 | | | | | | | | | | | | | | | | | | a remark
begin group | home | Home | Maison | | | | | | | | | | | | S1 | | where |
text | who | Who? | Qui ? | as said | comme dit | | | | | | | | | Multiline  W1 | | | | b:true
integer | age | Age of ${who} | Âge de ${who} | | | | | . >= 0 and . < “120”  | Too old | Trop âgé | | n:12 | | | | | |
end group | | | | | | | | | | | | | | | | | |
begin_repeat | trip | Trip | Trajet | | | | ${age} > 5 | | | | | | | | S2 | observer | routes |
date | day | Day | Jour | | | | | | | | | d:2024-03-01 | | | | | |
select_one region | region | Region | Région | | | | | | | | | | | | | | |
select_multiple town | towns | Towns | Villes | | | | | | | | | | region = ${region} | | | | |
end_repeat | | | | | | | | | | | | | | | | | |
calculate | double | | | | | | | | | | ${age} * 2 | | | | | | |
begin_group | closing | Closing | Fin | | | | | | | | | | | | S0 | | closing |
select_one yn or other | well | All well? | Ça va ? | | | | | | | | | | | | | | |
note | | Thank you | Merci | | | | | | | | | | | | | | |
end_group | | | | | | | | | | | | | | | | | |
[choices]
list name | value | label::English (en) | label::French (fr) | region
region | n | North | Nord |
region | s | South | Sud |
town | t1 | Town 1 | Ville 1 | n
town | n:2 | Town 2 | Ville 2 | s
yn | yes | Yes | Oui |
yn | no | No | Non |
[settings]
form_title | form_id | version | default_language
Home visit | visit | n:20240301 | French (fr)
";

#[test]
fn a_good_workbook_becomes_a_form_in_two_languages() {
    let reading = read(&book(GOOD));
    let warning = "warning, sheet survey, row 15, column Type (A): or_other adds the English words 'Other' and \
                   'Specify other.', which nobody translated. Write the choice other and a text question yourself, \
                   in every language";
    let fallback = "warning, sheet survey, row 5, column appearance (O): multiline: the text is typed in one line. None \
                    needed if that will do; other clients follow the form as it stands";
    assert_eq!(lines(&reading), [fallback, warning]);
    assert_eq!(reading.issues_in(Standing::Approved).iter().filter(|issue| issue.is_error()).count(), 0);
    let form = reading.form.expect("nothing is an error");
    assert_eq!((form.id.0.as_str(), form.version.0.as_str()), ("visit", "20240301"));
    let tags: Vec<&str> = form.languages.iter().map(|language| language.tag.as_str()).collect();
    assert_eq!((tags.as_slice(), form.default_language), (["en", "fr"].as_slice(), 1));
    let names: Vec<&str> = form.nodes.iter().skip(1).map(|node| node.name.as_str()).collect();
    let expected = "began home who age trip day region towns double closing well well_other generated_note_name_16";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    let rows: Vec<u32> = form.nodes.iter().skip(1).map(|node| node.row).collect();
    assert_eq!(rows, [2, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 15, 16]);
}

#[test]
fn the_cells_of_a_good_workbook_arrive() {
    let form = read(&book(GOOD)).form.expect("nothing is an error");
    let node = |name: &str| form.nodes.iter().find(|node| node.name == name).expect("the node is there");
    let question = |name: &str| match &node(name).kind {
        NodeKind::Question(question) => question,
        _ => panic!("{name} is a question"),
    };
    assert_eq!(node("who").appearance, ["multiline", "w1"]);
    assert!(node("who").care.identity && !node("age").care.identity);
    assert_eq!(node("age").care.need, "where");
    assert_eq!((node("day").care.by, node("day").care.sensitivity), (AskedBy::Observer, Sensitivity::Sensitive));
    assert_eq!(node("double").care.by, AskedBy::Computed);
    assert_eq!(node("well").care.sensitivity, Sensitivity::Neutral);
    assert_eq!((question("day").data_type, question("day").control), (DataType::Date, Control::Input));
    let constraint = question("age").constraint.as_ref().expect("it has one");
    assert_eq!(constraint.source, ". >= 0 and . < \"120\"");
    assert!(matches!(node("trip").kind, NodeKind::Repeat { .. }) && node("trip").relevant.is_some());
    let towns = form.choices_of(question("towns")).expect("it has a list");
    assert_eq!(
        (towns.table.name.as_str(), towns.table.columns()),
        ("town", ["name".to_owned(), "region".to_owned()].as_slice())
    );
    assert_eq!(towns.get(1).map(|town| town.name()), Some("2"));
    let well = form.choices_of(question("well")).expect("it has a list");
    let names: Vec<&str> = well.iter().map(|choice| choice.name()).collect();
    assert_eq!(names, ["yes", "no", "other"]);
}

#[test]
fn a_plain_form_needs_little() {
    check(
        "no settings, a default language",
        "[survey]\ntype | name | label\ntext | a | A\n[settings]\nform_id\nf",
        &[],
    );
    let unnamed = "warning, sheet settings: the form has no form_id and is called 'form'. Add a sheet settings with a \
                   column form_id";
    check("no settings at all", "[survey]\ntype | name | label\ntext | a | A", &[unnamed]);
}

const CARE: &str = "[settings]\nform_id\nf\n[survey]\ntype | name | label | sensitivity | by | need | identity\n";

#[test]
fn sensitivity_falls_in_the_last_group_only() {
    let fall = "error, sheet survey, row 4, column sensitivity (D): sensitivity falls to S1 after S2 in row 3. Ask it \
                before; only a last group of S0 questions may follow sensitive ones";
    let rise = "error, sheet survey, row 5, column sensitivity (D): sensitivity rises to S2 after the closing began in \
                row 4. Ask it before the closing";
    for (rows, expected) in [
        ("text|a|A|S1||n|\ntext|b|B|S2||n|\ntext|c|C|S1||n|", vec![fall]),
        ("text|a|A|S1||n|\ntext|b|B|S2||n|\nbegin_group|z|Z|S0||n|\ntext|c|C||||\nend_group||||||", vec![]),
        ("text|b|B|S2||n|\nbegin_group|z|Z|||n|\ntext|c|C|S0|||\ntext|d|D|S2|||\nend_group||||||", vec![rise]),
        ("text|b|B|S2||n|\nbegin_group|z|Z|||n|\ntext|c|C|S0|||\ntext|d|D|S1|||\nend_group||||||", vec![]),
        ("text|a|A|S0||n|\nnote|x|X|S3|||\ntext|b|B|S0||n|\nhidden|c||S0|||", vec![]),
    ] {
        let rows = format!("{CARE}{rows}");
        for standing in [Standing::Training, Standing::Approved] {
            check_care(&rows, &rows, standing, &expected);
        }
    }
}

#[test]
fn needs_and_columns_matter_as_the_study_says() {
    let lines = |text: &str| -> [String; 2] { [format!("warning, {text}"), format!("error, {text}")] };
    let plain = lines(
        "sheet survey, row 1: the form has none of the columns of a study; every question counts as S1, by \
         participant. Add the columns sensitivity, by and need",
    );
    let needless = lines(
        "sheet survey, row 2, column need (F): the question does not say why it is asked. Write why it is asked, or \
         remove it",
    );
    let columns = lines(
        "sheet survey, row 1: the form has no column need, so that no question says why it is asked. Add the column \
         and say for each question why it is asked",
    );
    for (rows, [training, approved]) in [
        ("[survey]\ntype | name | label\ntext | a | A".to_owned(), plain),
        (format!("{CARE}text|a|A|S1|||"), needless),
        ("[survey]\ntype | name | label | by\ntext | a | A |".to_owned(), columns),
    ] {
        check_care(&rows, &rows, Standing::Training, &[training.as_str()]);
        check_care(&rows, &rows, Standing::Approved, &[approved.as_str()]);
    }
}

#[test]
fn words_of_the_study_columns_are_checked() {
    let rows = format!("{CARE}text|a|A|S4|participnt|n|perhaps\ninteger|b|B||computed|n|");
    let expected = [
        "error, sheet survey, row 2, column sensitivity (D): 'S4' is not a value of sensitivity. Did you mean S0?",
        "error, sheet survey, row 2, column by (E): 'participnt' is not a value of by. Did you mean participant?",
        "error, sheet survey, row 2, column identity (G): 'perhaps' is not a value of identity. Write one of yes, no, \
         true, false",
        "error, sheet survey, row 3, column by (E): a question that is answered cannot be by computed. Write \
         participant or observer, or make it a calculate",
    ];
    check_care("words", &rows, Standing::Training, &expected);
}

#[test]
fn a_form_that_gives_itself_no_id_is_called_as_its_file() {
    let check = |settings: &str, file: &str, expected: &str| {
        let mut files = Attachments::default();
        files.call_form(file);
        let rows = format!("[survey]\ntype | name | label\ntext | a | A\n{settings}");
        let form = read_with(&book(&rows), &files).form.expect("nothing is an error");
        assert_eq!(form.id.0, expected, "{settings} {file}");
    };
    check("", "water_points", "water_points");
    check("[settings]\nform_id\nwells", "water_points", "wells");
}
