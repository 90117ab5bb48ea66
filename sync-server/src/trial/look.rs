//! Names, values and places of one interview as an author reads them.

use fieldward_core::{
    form::{NodeIndex, NodeKind, Path, Value},
    instance::Instance,
};

use crate::terminal::{look, words::words};

/// `age (row 12)`.
pub(super) fn named(instance: &Instance, at: &Path) -> String {
    let form = instance.form();
    match form.node(at.node).row {
        0 => form.prompt_id(at),
        row => format!("{} (row {row})", form.prompt_id(at)),
    }
}

/// A value as its look has it, with the labels of choices behind it; `-` for none.
pub(super) fn value_shown(instance: &Instance, at: &Path, value: Option<&Value>, language: &str) -> String {
    let Some(value) = value else { return "-".to_owned() };
    let stored = instance.form().lexical(at, value);
    let label = |choice: &u32| instance.choice_label(at, *choice, language);
    let labels: Vec<String> = match value {
        Value::Choice(choice) => vec![label(choice)],
        Value::Choices(choices) => choices.iter().map(label).collect(),
        _ => return look::shown(&instance.form().look(at.node), &stored, words("en").looks),
    };
    let labels = labels.join("; ");
    if labels.is_empty() || labels == stored { stored } else { format!("{stored} ({labels})") }
}

/// Titles of the groups around a place, outermost first: `Household > Member 2`.
pub(super) fn around(instance: &Instance, at: &Path, language: &str) -> String {
    let form = instance.form();
    let mut titles = Vec::new();
    let mut node = form.node(at.node).parent;
    while node.0 != 0 {
        titles.push(title(instance, node, at, language));
        node = form.node(node).parent;
    }
    titles.reverse();
    titles.retain(|title| !title.is_empty());
    titles.join(" > ")
}

fn title(instance: &Instance, group: NodeIndex, at: &Path, language: &str) -> String {
    let form = instance.form();
    let depth = form.layout.depth(group);
    let place = Path { node: group, at: at.at.iter().copied().take(depth).collect() };
    let label = instance.label(&place, language);
    match form.node(group).kind {
        NodeKind::Repeat { .. } => {
            let name = if label.is_empty() { form.node(group).name.clone() } else { label };
            let number = place.at.last().map_or(1, |position| u32::from(*position) + 1);
            format!("{name} {number}")
        }
        _ => label,
    }
}

/// The place that a person names: as the form writes it, else the repetition in which one stands.
pub(super) fn meant(instance: &Instance, written: &str, here: &Path) -> Option<Path> {
    let name = written.trim().trim_start_matches("${").trim_end_matches('}');
    let form = instance.form();
    let mut found = form.find(name)?;
    if !name.contains('[') {
        let (wanted, around) = (form.repeats_of(found.node), form.repeats_of(here.node));
        let shared = wanted.iter().zip(&around).take_while(|(one, other)| one == other).count();
        for level in 0..shared.min(here.at.len()).min(found.at.len()) {
            found.at[level] = here.at[level];
        }
    }
    Some(found)
}
