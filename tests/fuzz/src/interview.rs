//! Filling in a form that came out of an input.

use std::{collections::BTreeMap, sync::Arc};

use fieldward_core::{
    form::{Control, DataType, DraftKind, DraftRow, Form, FormDraft, NodeKind},
    instance::{Instance, Surroundings},
    moment::Moment,
};

use crate::text;

/// What is answered; a question takes the first that it can read after the one it is offered.
const ANSWERS: [&str; 16] = [
    "1",
    "0",
    "-7",
    "3.5",
    "a",
    "b a",
    "2026-02-28",
    "23:59",
    "2026-12-31T23:59:59+12:00",
    "11.5 104.9 0 0",
    "yes",
    "é ข",
    "1e300",
    "999999999999",
    "",
    "no",
];

/// Most repetitions that an input may make by hand; counts of the form go as far as the engine lets them.
const ADDS_MAX: usize = 20;

/// Where and when every interview takes place.
pub fn surroundings() -> Surroundings {
    let now = Moment { wall_ms: 1_795_262_400_000, offset_min: 420, monotonic_ms: 0 };
    Surroundings { now, device_id: "device".to_owned(), seed: [7; 32], values: BTreeMap::new() }
}

/// Begins an interview, answers as the choices say, and looks at all that a shell looks at.
pub fn walk(form: Form, choices: &[u8]) {
    let form = Arc::new(form);
    let mut instance = Instance::new(form.clone(), &surroundings());
    let mut adds = 0;
    for pair in choices.chunks(2).take(40) {
        let (place, answer) = (usize::from(pair[0]), usize::from(pair.get(1).copied().unwrap_or(0)));
        let nodes = instance.relevant_nodes();
        let Some(path) = nodes.get(place % nodes.len().max(1)) else { break };
        match &form.node(path.node).kind {
            NodeKind::Repeat { .. } if answer % 2 == 0 && adds < ADDS_MAX => {
                adds += usize::from(instance.add_repeat(path).is_ok());
            }
            NodeKind::Repeat { .. } => drop(instance.remove_repeat(path)),
            NodeKind::Question(_) => {
                let offered = instance.choices(path);
                let named =
                    offered.get(answer % offered.len().max(1)).and_then(|choice| form.choice(path.node, *choice));
                let written =
                    named.map_or(ANSWERS[answer % ANSWERS.len()].to_owned(), |choice| choice.name().to_owned());
                let value = form.parse_value(path.node, &written).ok();
                let _ = instance.check(path, value.as_ref());
                let _ = instance.answer(path, value);
            }
            NodeKind::Root | NodeKind::Group => {}
        }
    }
    look(&mut instance);
}

fn look(instance: &mut Instance) {
    let form = instance.form().clone();
    for (path, value) in instance.leaves().into_iter().take(200) {
        let _ = instance.label(&path, "fr");
        let _ = (instance.is_required(&path), instance.is_read_only(&path));
        assert_eq!(form.find(&form.path_text(&path)), Some(path.clone()), "a path that is printed can be read");
        if let Some(value) = value {
            let _ = form.lexical(&path, &value);
        }
    }
    let _ = instance.validate();
    instance.confirm();
    instance.close(surroundings().now);
}

/// One expression as a calculation, a relevance, a constraint and a number of repetitions.
pub fn expression(input: &[u8]) {
    (0..4).for_each(|place| tried(text(input), place));
}

/// One expression as a calculation.
pub fn calculation(source: &str) {
    tried(source, 0);
}

fn tried(source: &str, place: usize) {
    let draft = FormDraft { id: "fuzz".to_owned(), rows: rows(source, place), ..FormDraft::default() };
    match Form::compile(draft) {
        Ok(form) => walk(form, &[0, 0, 1, 2, 2, 4, 3, 6, 4, 0, 5, 1, 6, 9, 7, 3, 8, 8, 9, 5]),
        Err(faults) => assert!(!faults.is_empty(), "a form that is refused has a fault"),
    }
}

fn rows(source: &str, place: usize) -> Vec<DraftRow> {
    let mut rows = vec![
        question("a", DataType::Integer, Control::Input),
        question("t", DataType::Text, Control::Input),
        question("d", DataType::Date, Control::Input),
        DraftRow { kind: DraftKind::BeginRepeat, name: "r".to_owned(), ..DraftRow::default() },
        question("n", DataType::Decimal, Control::Input),
        question("x", DataType::Text, Control::Calculate),
        DraftRow { kind: DraftKind::End, ..DraftRow::default() },
        question("y", DataType::Text, Control::Calculate),
    ];
    rows[5].calculation = "1".to_owned();
    rows[7].calculation = if place == 0 { source } else { "sum(${n})" }.to_owned();
    match place {
        1 => rows[4].relevant = source.to_owned(),
        2 => rows[1].constraint = source.to_owned(),
        3 => rows[3].repeat_count = source.to_owned(),
        _ => rows[5].calculation = source.to_owned(),
    }
    rows
}

fn question(name: &str, data_type: DataType, control: Control) -> DraftRow {
    let kind = DraftKind::Question { data_type, control, choice_list: String::new() };
    DraftRow { kind, name: name.to_owned(), ..DraftRow::default() }
}
