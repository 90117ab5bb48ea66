//! Scripts of typed lines, and what they show.

use std::{collections::BTreeMap, sync::Arc};

use fieldward_core::{
    form::{Control, DataType, DraftChoiceList, DraftChoiceSource, DraftKind, DraftRow, Form, FormDraft, Language},
    instance::Surroundings,
    moment::Moment,
};

use super::{Showing, Surface, Trial};

fn question(name: &str, label: &str, data_type: DataType) -> DraftRow {
    let choice_list = if data_type == DataType::SelectOne { "yn".to_owned() } else { String::new() };
    DraftRow {
        kind: DraftKind::Question { data_type, control: Control::Input, choice_list },
        name: name.to_owned(),
        label: vec![label.to_owned(), format!("ع {label}")],
        ..DraftRow::default()
    }
}

fn form() -> Arc<Form> {
    let language = |name: &str, tag: &str| Language { name: name.to_owned(), tag: tag.to_owned() };
    let repeat = |kind| DraftRow { kind, name: "member".to_owned(), ..DraftRow::default() };
    let mut rows = vec![
        question("age", "How old?", DataType::Integer),
        question("works", "Works?", DataType::SelectOne),
        question("double", "", DataType::Text),
        repeat(DraftKind::BeginRepeat),
        question("name", "Who?", DataType::Text),
        DraftRow::default(),
    ];
    rows[0].constraint = ". < 120".to_owned();
    rows[0].required = "yes".to_owned();
    rows[1].relevant = "${age} > 14".to_owned();
    rows[2].kind =
        DraftKind::Question { data_type: DataType::Text, control: Control::Calculate, choice_list: String::new() };
    rows[2].calculation = "${age} * 2".to_owned();
    rows.iter_mut().zip(2..).for_each(|(row, number)| row.row = number);
    let languages = vec![language("English (en)", "en"), language("Arabic (ar)", "ar")];
    let mut list = DraftChoiceList::new("yn", Vec::new(), &languages);
    list.push(2, "yes", &["Yes"], &[""]);
    list.push(3, "no", &["No"], &[""]);
    let draft = FormDraft { id: "house".to_owned(), languages, rows, choice_lists: vec![list], ..FormDraft::default() };
    Arc::new(Form::compile(draft).expect("the form has no faults"))
}

/// What a script of typed lines shows.
fn shown(showing: Showing, language: &str, width: usize, lines: &str) -> String {
    let now = Moment { wall_ms: 1_750_000_000_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    let mut output = Vec::new();
    let mut trial = Trial::new(form(), surroundings, language, showing);
    trial.run(&mut Surface::script(lines.as_bytes(), &mut output).with_width(width)).expect("a vector can be written");
    String::from_utf8(output).expect("only text is written")
}

fn check(lines: &str, expected: &[&str]) {
    let shown = shown(Showing::Nothing, "", 80, lines);
    for part in expected {
        assert!(shown.contains(part), "{part}\n--- is missing in\n{shown}");
    }
}

#[test]
fn an_answer_that_cannot_stand_is_refused_in_words() {
    check("\n", &["This must be answered."]);
    check("200\n", &["the constraint is . < 120"]);
    check("many\n", &["Not understood: expected a whole number"]);
    check("20\n3\n", &["No choice has this number"]);
}

#[test]
fn choices_are_typed_by_number_name_or_label() {
    for typed in ["2", "no", "No", "n"] {
        check(&format!("20\n{typed}\n:state\n"), &["works: no (No)"]);
    }
}

#[test]
fn changes_are_shown_with_their_expressions() {
    let shown = shown(Showing::Changes, "", 80, "20\n<\n10\n");
    for part in [
        "+ works (row 3) is relevant now",
        "relevant: ${age} > 14",
        "~ double (row 4) - -> 40",
        "= ${age} * 2",
        "- works (row 3) is no longer relevant",
        "~ double (row 4) 40 -> 20",
    ] {
        assert!(shown.contains(part), "{part}\n--- is missing in\n{shown}");
    }
}

#[test]
fn repetitions_are_added_and_taken_out() {
    check("5\nAna\n+\nBo\n:state\n", &["name: Ana", "member[2]/name: Bo", "2 so far."]);
    check("5\nAna\n+\n:remove\n:state\n", &["member[2] is taken out.", "1 so far."]);
}

#[test]
fn why_tells_what_expressions_are_worth_now() {
    check("5\n:why works\n", &["works (row 3) is not relevant", "${age} > 14 [false now]", "age (row 2) = 5"]);
}

#[test]
fn the_end_names_what_cannot_stand_and_goes_there() {
    check(">\n>\n>\n\n", &["The end: 1 cannot stand.", "age (row 2): This must be answered."]);
    check("5\n\n\n\n", &["The end: everything can stand."]);
}

#[test]
fn a_walk_is_written_as_replay_takes_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("walk.jsonl");
    let typed = format!("200\n20\nyes\nAna\n+\nBo\n+\nCy\n<\n:remove\n:save {}\n", file.display());
    let _ = shown(Showing::Nothing, "", 80, &typed);
    let written = std::fs::read_to_string(&file).expect("the walk was written");
    let now = Moment { wall_ms: 1_750_000_000_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    let replayed = fieldward_core::collect::replay::replay(&form(), &written, &surroundings).expect("it is readable");
    assert_eq!(replayed.join("\n") + "\n", written);
    for part in [r#""outcome":"constraint""#, "/data/member[2]/name", r#"{"op":"remove","outcome":"ok""#] {
        assert!(written.contains(part), "{part} is missing in {written}");
    }
}

#[test]
fn nothing_is_wider_than_the_terminal_in_any_direction() {
    for (language, width) in [("ar", 40), ("en", 40), ("ar", 80)] {
        let shown = shown(Showing::Changes, language, width, "?\n20\n1\nAna\n:why works\n:state\n:go age\n");
        for line in shown.lines() {
            let isolates = line.matches(['\u{2067}', '\u{2069}']).count();
            let columns = unicode_width::UnicodeWidthStr::width(line);
            assert!(columns.saturating_sub(isolates) <= width, "{columns} columns in {width}: {line}");
        }
    }
    assert!(shown(Showing::Nothing, "ar", 40, "").contains("\u{2067}ع How old? *\u{2069}"));
}

/// What a script of typed lines shows of a form of these rows.
fn shown_of(mut rows: Vec<DraftRow>, width: usize, lines: &str) -> String {
    rows.iter_mut().zip(2..).for_each(|(row, number)| row.row = number);
    let mut list = DraftChoiceList::new("yn", Vec::new(), &[]);
    list.push(2, "yes", &["Yes"], &[""; 0]);
    list.push(3, "no", &["No"], &[""; 0]);
    let draft = FormDraft { id: "looks".to_owned(), rows, choice_lists: vec![list], ..FormDraft::default() };
    let form = Arc::new(Form::compile(draft).expect("the form has no faults"));
    let now = Moment { wall_ms: 1_750_000_000_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    let mut output = Vec::new();
    let mut trial = Trial::new(form, surroundings, "", Showing::Nothing);
    trial.run(&mut Surface::script(lines.as_bytes(), &mut output).with_width(width)).expect("a vector can be written");
    String::from_utf8(output).expect("only text is written")
}

fn looking(name: &str, data_type: DataType, appearance: &str) -> DraftRow {
    let appearance = appearance.split(' ').map(str::to_owned).collect();
    DraftRow { appearance, label: vec![name.to_owned()], ..question(name, "", data_type) }
}

#[test]
fn a_masked_answer_shows_nowhere_and_a_day_is_typed_in_its_calendar() {
    let rows = vec![
        looking("secret", DataType::Text, "masked"),
        looking("born", DataType::Date, "ethiopian"),
        looking("since", DataType::Date, "year"),
        looking("income", DataType::Integer, "thousands-sep"),
    ];
    let shown = shown_of(rows, 80, "open sesame\n3 Meskerem 2016\n2020-05\n2020\n12,500\n:state\n<\n<\n<\n<\n");
    for part in [
        "What you type does not show.",
        "secret: •••••",
        "a day, Ethiopian calendar: 2016-06-26",
        "born: 3 Meskerem 2016 (2023-09-14)",
        "That is not such a day, month or year.",
        "since: 2020\n",
        "income: 12,500",
        "now: •••••",
    ] {
        assert!(shown.contains(part), "{part}\n--- is missing in\n{shown}");
    }
    assert!(!shown.contains("sesame"), "{shown}");
}

fn table() -> Vec<DraftRow> {
    let group = |kind, appearance: &str| DraftRow {
        kind,
        name: "g".to_owned(),
        appearance: vec![appearance.to_owned()],
        ..DraftRow::default()
    };
    vec![
        group(DraftKind::BeginGroup, "field-list"),
        looking("Do you agree?", DataType::SelectOne, "label"),
        looking("Water", DataType::SelectOne, "list-nolabel"),
        looking("Food from the market nearby", DataType::SelectOne, "list-nolabel"),
        DraftRow::default(),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, row)| DraftRow { name: format!("n{number}"), ..row })
    .collect()
}

#[test]
fn selects_of_a_table_stand_under_one_head() {
    let shown = shown_of(table(), 80, "1\n2\n<\n");
    for part in ["Do you agree?", "1 Yes  2 No", "> Food from the market nearby", "· Water"] {
        assert!(shown.contains(part), "{part}\n--- is missing in\n{shown}");
    }
    let marked = |line: &&str| line.starts_with("· Water") && line.contains(" x ");
    assert!(shown.lines().any(|line| marked(&line)), "{shown}");
    let narrow = shown_of(table(), 24, "1\n2\n");
    assert!(narrow.contains("[x] 1 Yes"), "{narrow}");
    assert!(narrow.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 24), "{narrow}");
}

#[test]
fn answers_of_a_repeat_are_chosen_by_number() {
    let repeat = |kind| DraftRow { kind, name: "m".to_owned(), label: vec!["m".to_owned()], ..DraftRow::default() };
    let kind =
        DraftKind::Question { data_type: DataType::SelectOne, control: Control::Input, choice_list: String::new() };
    let who = DraftRow {
        kind,
        choice_source: DraftChoiceSource::Answers("name".to_owned()),
        ..question("who", "Who is the eldest?", DataType::Text)
    };
    let rows =
        vec![repeat(DraftKind::BeginRepeat), question("name", "Name?", DataType::Text), DraftRow::default(), who];
    let shown = shown_of(rows, 80, "Ana\n+\nBo\n\n3\n2\n:state\n");
    for part in [" 2  Bo", "No choice has this number or name.", "who: Bo"] {
        assert!(shown.contains(part), "{part}\n--- is missing in\n{shown}");
    }
}
