//! All values at one moment, and what stands at the end of a form.

use fieldward_core::{form::Control, instance::Instance};

use super::{
    answer::refused,
    look::{named, value_shown},
    surface::paragraph,
};
use crate::terminal::draw::{Ink, Line};

/// Every relevant question with its value; what is filled in by itself is marked.
pub(super) fn values(instance: &Instance, language: &str, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (path, value) in instance.leaves() {
        let Some(question) = instance.form().question(path.node) else { continue };
        if question.control == Control::Note {
            continue;
        }
        let mark = if question.control.is_asked() { "  " } else { "= " };
        let ink = if value.is_some() { Ink::Plain } else { Ink::Faint };
        let shown = value_shown(instance, &path, value.as_ref(), language);
        lines.extend(paragraph(ink, mark, &format!("{}: {shown}", instance.form().prompt_id(&path)), width));
    }
    lines
}

/// The page behind the last question: what keeps the whole from being valid.
pub(super) fn end(instance: &Instance, language: &str, width: usize) -> Vec<Line> {
    let mut confirmed = instance.clone();
    confirmed.confirm();
    let faults = confirmed.validate();
    let mut lines = vec![Line { ink: Ink::Faint, text: "─".repeat(width) }];
    if faults.is_empty() {
        lines.extend(paragraph(Ink::Heading, "", "The end: everything can stand.", width));
        lines.extend(paragraph(
            Ink::Faint,
            "",
            "Enter leaves; :state shows all values; :save FILE keeps the walk",
            width,
        ));
        return lines;
    }
    lines.extend(paragraph(Ink::Heading, "", &format!("The end: {} cannot stand.", faults.len()), width));
    for (path, validity) in &faults {
        let words = refused(instance, path, *validity, language);
        lines.extend(paragraph(Ink::Plain, "  ", &format!("{}: {words}", named(instance, path)), width));
    }
    lines.extend(paragraph(Ink::Faint, "", "Enter goes to the first of them", width));
    lines
}
