//! Why a question is asked or not, and why its value is what it is: its rulings with what they are worth now.

use fieldward_core::{
    expr::Evaluation,
    form::{
        NodeIndex, Path,
        explain::{Facet, Influence, Ruling, shown_name},
    },
    instance::Instance,
};

use super::{
    look::{named, value_shown},
    surface::paragraph,
};
use crate::terminal::draw::{Ink, Line};

pub(super) fn lines(instance: &Instance, place: &Path, language: &str, width: usize) -> Vec<Line> {
    let form = instance.form();
    let asked = if instance.is_relevant(place) { "relevant" } else { "not relevant" };
    let value = value_shown(instance, place, instance.value(place), language);
    let heading = match form.question(place.node) {
        Some(_) => format!("{} is {asked}; its value is {value}", named(instance, place)),
        None => format!("{} is {asked}", named(instance, place)),
    };
    let mut lines = paragraph(Ink::Heading, "", &heading, width);
    let influence = Influence::of(form);
    for ruling in influence.deciding(place.node) {
        let whose =
            if ruling.node == place.node { String::new() } else { format!(" of {}", shown_name(form, ruling.node)) };
        let worth = worth(instance, ruling, place).map(|worth| format!(" [{worth} now]")).unwrap_or_default();
        let words = format!("{}{whose}: {}{worth}", ruling.facet.column(), ruling.source);
        lines.extend(paragraph(Ink::Plain, "  ", &words, width));
        for read in &ruling.reads {
            lines.extend(paragraph(Ink::Faint, "      ", &read_now(instance, *read, place, language), width));
        }
    }
    lines
}

/// What an expression is worth at a place now.
fn worth(instance: &Instance, ruling: &Ruling, place: &Path) -> Option<String> {
    let form = instance.form();
    if ruling.facet == Facet::ChoiceFilter {
        let all = form.choice_list(ruling.node)?.len();
        return Some(format!("true for {} of {all} choices", instance.choices(place).len()));
    }
    let expression = ruling.facet.expression(form, ruling.node)?;
    let depth = form.layout.depth(ruling.node) - usize::from(ruling.facet == Facet::Count);
    let item = Evaluation::new(instance, ruling.node, place.at().cut(depth)).item(expression);
    let text = item.to_text();
    Some(if text.is_empty() { "empty".to_owned() } else { text.into_owned() })
}

/// `age (row 3) = 12`, or each repetition's where there are several.
fn read_now(instance: &Instance, read: NodeIndex, place: &Path, language: &str) -> String {
    let form = instance.form();
    let (wanted, around) = (form.repeats_of(read), form.repeats_of(place.node));
    let shared = wanted.iter().zip(&around).take_while(|(one, other)| one == other).count();
    if shared < wanted.len() {
        let values = instance.leaves().into_iter().filter(|(path, _)| path.node == read);
        let values: Vec<String> =
            values.map(|(path, value)| value_shown(instance, &path, value.as_ref(), language)).collect();
        return format!("{} = {}", shown_name(form, read), values.join(", "));
    }
    let path = Path { node: read, at: place.at.iter().copied().take(wanted.len()).collect() };
    let note = if instance.is_relevant(&path) { "" } else { ", not relevant and so empty" };
    format!("{} = {}{note}", named(instance, &path), value_shown(instance, &path, instance.value(&path), language))
}
