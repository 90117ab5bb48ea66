//! The law: a form that is written and read again means what it meant.

use proptest::prelude::*;

use super::{difference, form, meaning};
use crate::{
    form::{DraftKind, DraftRow, Form, FormDraft, fixture},
    xform::write,
};

/// Written and read, a form means the same, and is written the same again.
fn holds(draft: FormDraft) {
    let Ok(compiled) = Form::compile(draft) else { return };
    let xml = write(&compiled);
    let again = form(&xml);
    if let Some(difference) = difference(&meaning(&compiled), &meaning(&again), "form") {
        panic!("{difference}\n{xml}");
    }
    // Relative paths are written where names stood; written once more, they stay.
    assert_eq!(meaning(&form(&write(&again))), meaning(&again), "{xml}");
}

/// A draft from lines, with what every XForm has, and no label where nobody sees one.
fn draft(lines: &[&str]) -> FormDraft {
    let mut draft = fixture::draft(lines);
    draft.title = vec!["Title".to_owned()];
    for row in &mut draft.rows {
        let asked = matches!(&row.kind, DraftKind::Question { control, .. } if control.is_asked());
        let seen = asked || matches!(&row.kind, DraftKind::Question { control: crate::form::Control::Note, .. });
        if !seen && matches!(row.kind, DraftKind::Question { .. }) {
            row.label = Vec::new();
        }
    }
    draft
}

#[test]
fn what_the_engine_knows_goes_out_and_comes_in() {
    for lines in [
        &["integer age | constraint: . > 0 and . < 120 | required: yes", "text name | relevant: ${age} > 5"][..],
        &[
            "list yn: yes no",
            "select_one yn works | default: yes",
            "select_multiple yn all | appearance: minimal quick",
        ],
        &[
            "list r: north south",
            "list d +region: a=north b=south c=north",
            "select_one r region",
            "select_one d town | choice_filter: region = ${region}",
        ],
        &[
            "begin_repeat member",
            "integer age",
            "calculate old | calculation: ${age} > 60",
            "end",
            "calculate n | calculation: count(${member})",
            "calculate sum | calculation: sum(${age})",
        ],
        &["integer n", "begin_repeat row | repeat_count: ${n} + 1", "text a | default: concat('x', ${n})", "end"],
        &["integer n", "begin_repeat row | repeat_count: ${n}", "calculate place | calculation: position(..)", "end"],
        &[
            "begin_group g | relevant: true() and 1 = 1",
            "begin_repeat r",
            "begin_repeat s",
            "integer x",
            "end",
            "calculate t | calculation: sum(${x})",
            "end",
            "end",
        ],
        &[
            "start begun",
            "date d | default: today()",
            "note hello | label: You said ${d} today",
            "geopoint place",
            "time t",
            "dateTime dt",
        ],
        &[
            "text a | default: 5 * 3",
            "text b | default: it's no",
            "decimal c | default: 2.5",
            "text d | read_only: ${c} > 1",
        ],
        &[
            "begin_repeat member",
            "text who",
            "end",
            "calculate first | calculation: indexed-repeat(${who}, ${member}, 1)",
        ],
    ] {
        holds(draft(lines));
    }
}

#[test]
fn languages_go_out_and_come_in() {
    let mut draft = draft(&["list yn: yes no", "select_one yn works", "integer age | constraint: . > 0"]);
    draft.languages = ["English (en)", "Khmer (km)"].map(crate::form::Language::named).to_vec();
    draft.default_language = 1;
    draft.title = vec!["Title".to_owned(); 2];
    draft.rows[0].label = vec!["Do you work?".to_owned(), "តើអ្នកធ្វើការទេ?".to_owned()];
    draft.rows[0].hint = vec!["A < B & \"C\"".to_owned(), String::new()];
    draft.rows[0].guidance = vec![String::new(), "ណែនាំ".to_owned()];
    draft.rows[1].label = vec!["How old, ${works}?".to_owned(), "អាយុ".to_owned()];
    draft.rows[1].constraint_message = vec!["No".to_owned(), "ទេ".to_owned()];
    let mut list = crate::form::DraftChoiceList::new("yn", Vec::new(), &draft.languages);
    list.push(2, "yes", &["Yes", "បាទ"], &[""; 0]);
    list.push(3, "no", &["No", "ទេ"], &[""; 0]);
    draft.choice_lists = vec![list];
    holds(draft);
}

/// One line of a form, from a few numbers; `asked` are the questions above it.
fn line(place: usize, kind: u8, choice: u8, other: usize, asked: &[usize]) -> String {
    let other = format!("n{}", asked.get(other % asked.len().max(1)).copied().unwrap_or(0));
    let logic = match choice % 6 {
        0 => format!(" | relevant: ${{{other}}} > 1"),
        1 => format!(" | relevant: selected(${{{other}}}, 'a') or ${{{other}}} = ''"),
        2 => format!(" | constraint: . != ${{{other}}}"),
        3 => " | required: yes".to_owned(),
        4 => format!(" | default: ${{{other}}}"),
        _ => String::new(),
    };
    let first = asked.is_empty();
    match kind % 10 {
        0 => "begin_group".to_owned() + &format!(" n{place}"),
        1 => format!("begin_repeat n{place}"),
        2 | 3 => "end".to_owned(),
        4 if !first => format!("calculate n{place} | calculation: sum(${{{other}}}) + count(${{{other}}}) * 2"),
        5 if !first => format!("select_one c n{place} | choice_filter: kind = ${{{other}}}"),
        6 => format!("select_multiple c n{place}"),
        7 if !first => format!("note n{place} | label: It was ${{{other}}}, then more"),
        8 if !first && choice % 6 < 4 => format!("text n{place}{logic}"),
        _ if first => format!("integer n{place}"),
        _ => format!("integer n{place}{logic}"),
    }
}

/// Lines whose groups end.
fn lines() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec((any::<u8>(), any::<u8>(), any::<usize>()), 1..14).prop_map(|numbers| {
        let mut lines = vec!["list c +kind: a=1 b=2 c=1".to_owned()];
        let (mut open, mut asked, mut place) = (Vec::new(), Vec::new(), 0);
        for (kind, choice, other) in numbers {
            let line = line(place, kind, choice, other, &asked);
            if line == "end" {
                // A group of nothing is no group.
                if open.last().is_some_and(|begun| *begun + 1 < lines.len()) {
                    open.pop();
                    lines.push(line);
                }
                continue;
            }
            if line.starts_with("begin") {
                open.push(lines.len());
            } else {
                asked.push(place);
            }
            lines.push(line);
            place += 1;
        }
        if open.iter().any(|begun| *begun + 1 == lines.len()) {
            lines.push(format!("integer n{place}"));
        }
        lines.extend(open.iter().map(|_| "end".to_owned()));
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_form_goes_out_and_comes_in(lines in lines()) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        holds(draft(&lines));
    }

    #[test]
    fn any_words_go_out_and_come_in(label in "[^$\\r]{0,40}", message in "[^$\\r]{0,40}", name in "[a-z<>&'\" ]{1,12}") {
        // Blanks at the ends of a cell are no part of a text, and neither are letters that XML cannot hold.
        let plain = |text: &str| text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect::<String>().trim().to_owned();
        let (label, message) = (plain(&label), plain(&message));
        prop_assume!(label != "-" && message != "-" && !message.starts_with("jr:itext("));
        let mut draft = draft(&["integer age | constraint: . > 0"]);
        let row: &mut DraftRow = &mut draft.rows[0];
        row.label = vec![format!("x{label}")];
        row.constraint_message = if message.is_empty() { Vec::new() } else { vec![message] };
        draft.id = plain(&name);
        holds(draft);
    }
}
