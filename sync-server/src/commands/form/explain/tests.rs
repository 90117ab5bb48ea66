//! What is printed, line by line, at 80 columns and at 40.

use fieldward_core::form::{
    Control, DataType, DraftKind, DraftRow, Form, FormDraft,
    explain::{explain, overview},
};

use super::{glance, json, named, page};

/// `a` decides whether the group is asked; what is in it adds up to `total`, which decides `last`.
fn form() -> Form {
    let row = |name: &str, control| DraftRow {
        kind: DraftKind::Question { data_type: DataType::Integer, control, choice_list: String::new() },
        name: name.to_owned(),
        label: vec![format!("What about {name}?")],
        ..DraftRow::default()
    };
    let mut rows = vec![
        row("a", Control::Input),
        DraftRow { kind: DraftKind::BeginGroup, name: "inside".to_owned(), ..DraftRow::default() },
        row("b", Control::Input),
        DraftRow::default(),
        row("total", Control::Calculate),
        row("last", Control::Input),
    ];
    rows[1].relevant = "${a} > 1".to_owned();
    rows[2].constraint = ". < ${a}".to_owned();
    rows[4].calculation = "${b} + 1".to_owned();
    rows[5].relevant = "${total} = 3".to_owned();
    rows.iter_mut().zip(2..).for_each(|(row, number)| row.row = number);
    Form::compile(FormDraft { id: "t".to_owned(), rows, ..FormDraft::default() }).expect("the form has no faults")
}

fn explained(name: &str, links_max: usize, width: usize) -> Vec<String> {
    let form = form();
    let node = named(&form, name).expect("the form has this question");
    page::lines(&form, &explain(&form, node), links_max, width)
}

#[test]
fn what_decides_and_what_is_decided_stand_in_chains() {
    assert_eq!(
        explained("${a}", 40, 80),
        [
            "a (row 2): integer",
            "  \"What about a?\"",
            "",
            "Nothing decides it.",
            "",
            "Decides (2 directly, 2 through them)",
            "  group inside (row 3), relevant: whether it is asked",
            "      ${a} > 1",
            "  b (row 4), constraint: what it can be",
            "      . < ${a}",
            "    and through what is in inside:",
            "    total (row 6), calculation: its value",
            "        ${b} + 1",
            "      and through total:",
            "      last (row 7), relevant: whether it is asked",
            "          ${total} = 3",
        ]
    );
    let back = explained("b", 40, 80);
    assert_eq!(
        back[3..9],
        [
            "Decided by",
            "  constraint: what it can be",
            "      . < ${a}",
            "      reads a (row 2)",
            "  group inside (row 3), relevant: whether it is asked",
            "      ${a} > 1",
        ]
    );
}

#[test]
fn long_chains_are_cut_and_say_so() {
    let lines = explained("a", 1, 40);
    assert!(lines.iter().any(|line| line == "  ... and 3 more; --all shows them."), "{lines:#?}");
    assert!(lines.iter().all(|line| line.chars().count() <= 40), "{lines:#?}");
}

#[test]
fn a_name_that_is_near_is_proposed() {
    let said = |name: &str| named(&form(), name).expect_err("there is no such question").to_string();
    assert_eq!(said("totl"), "the form has no question named 'totl'; did you mean total?");
    assert_eq!(said("income_of_all"), "the form has no question named 'income_of_all'");
}

#[test]
fn programs_read_the_same() {
    let form = form();
    let node = named(&form, "total").expect("the form has this question");
    let json = json::explanation(&form, &explain(&form, node));
    assert_eq!(json["decided_by"][0]["expression"], "${b} + 1");
    assert_eq!(json["decides"][0]["name"], "last");
    let overview = overview(&form);
    assert_eq!(json::overview(&form, &overview)["longest_chain"], serde_json::json!(["inside", "total", "last"]));
    let glance = glance::lines(&form, &overview, 80);
    assert!(glance.iter().any(|line| line == "  3 questions, 0 notes, 1 filled in by itself"), "{glance:#?}");
}
