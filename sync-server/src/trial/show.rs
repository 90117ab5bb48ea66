//! What an answer changed, as lines with the expressions that did it.

use fieldward_core::{
    form::{NodeIndex, Path},
    instance::{Instance, Validity},
};

use super::{
    changes::Change,
    look::{named, value_shown},
    surface::paragraph,
};
use crate::terminal::draw::{Ink, Line};

/// How many changes are told one by one.
const CHANGES_SHOWN_MAX: usize = 30;

pub(super) fn lines(instance: &Instance, changes: &[(Path, Change)], language: &str, width: usize) -> Vec<Line> {
    let told: Vec<&(Path, Change)> =
        changes.iter().filter(|change| !is_inside_another(instance, change, changes)).collect();
    let mut lines = Vec::new();
    for (path, change) in told.iter().take(CHANGES_SHOWN_MAX) {
        let (mark, words, because) = said(instance, path, change, language);
        lines.extend(paragraph(Ink::Plain, mark, &format!("{} {words}", named(instance, path)), width));
        if let Some(source) = because {
            lines.extend(paragraph(Ink::Faint, "      ", &source, width));
        }
    }
    let hidden = told.len().saturating_sub(CHANGES_SHOWN_MAX);
    if hidden > 0 {
        lines.extend(paragraph(Ink::Faint, "    ", &format!("... and {hidden} changes more"), width));
    }
    lines
}

/// A group that comes or goes is told once, not with everything in it.
fn is_inside_another(instance: &Instance, (path, change): &(Path, Change), changes: &[(Path, Change)]) -> bool {
    if !matches!(change, Change::Appeared | Change::Vanished) {
        return false;
    }
    let form = instance.form();
    let parent = form.node(path.node).parent;
    let around = Path { node: parent, at: path.at.iter().copied().take(form.layout.depth(parent)).collect() };
    parent.0 != 0 && changes.binary_search_by(|(other, _)| other.cmp(&around)).is_ok_and(|at| changes[at].1 == *change)
}

fn said(instance: &Instance, path: &Path, change: &Change, language: &str) -> (&'static str, String, Option<String>) {
    let relevance = || relevance(instance, path.node).map(|source| format!("relevant: {source}"));
    let question = instance.form().question(path.node);
    match change {
        Change::Appeared if instance.form().is_repeat(path.node) => ("  + ", "is there now".to_owned(), relevance()),
        Change::Vanished if instance.form().is_repeat(path.node) => ("  - ", "is gone".to_owned(), relevance()),
        Change::Appeared => ("  + ", "is relevant now".to_owned(), relevance()),
        Change::Vanished => ("  - ", "is no longer relevant".to_owned(), relevance()),
        Change::Value(from, to) => {
            let (from, to) = (
                value_shown(instance, path, from.as_ref(), language),
                value_shown(instance, path, to.as_ref(), language),
            );
            let source = question.and_then(|question| question.calculation.as_ref());
            ("  ~ ", format!("{from} -> {to}"), source.map(|source| format!("= {}", source.source)))
        }
        Change::Offered(from, to) => {
            let source = question.and_then(|question| question.choice_filter.as_ref());
            let words = format!("offers {to} choices, {from} before");
            ("  ~ ", words, source.map(|source| format!("choice_filter: {}", source.source)))
        }
        Change::Validity(validity) => {
            let words = if *validity == Validity::Ok { "can stand again" } else { "can no longer stand" };
            let source = question.and_then(|question| question.constraint.as_ref());
            ("  ! ", words.to_owned(), source.map(|source| format!("constraint: {}", source.source)))
        }
    }
}

/// The relevance of a node, or of what is around it, innermost first.
fn relevance(instance: &Instance, node: NodeIndex) -> Option<String> {
    let form = instance.form();
    form.layout.gates(node).last().and_then(|gate| form.node(*gate).relevant.as_ref()).map(|r| r.source.clone())
}
