//! The overview of a form as lines that fit a terminal.

use fieldward_core::form::{
    Form,
    explain::{Overview, shown_name},
};

use super::place;
use crate::terminal::wrap::{Direction, wrap};

/// Names at each end of a long chain.
const CHAIN_END: usize = 8;

pub(super) fn lines(form: &Form, overview: &Overview, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut put = |indent: usize, text: &str| {
        lines.extend(wrap(&" ".repeat(indent), text, width, Direction::LeftToRight));
    };
    let title = form.title.in_general(form.default_language);
    put(0, &format!("{} ({} {})", if title.is_empty() { "Form" } else { &title }, form.id.0, form.version.0));
    put(
        2,
        &counted(&[
            (overview.questions, "question", "questions"),
            (overview.notes, "note", "notes"),
            (overview.calculations, "filled in by itself", "filled in by themselves"),
        ]),
    );
    put(
        2,
        &counted(&[
            (overview.groups, "group", "groups"),
            (overview.repeats, "repeat", "repeats"),
            (overview.depth, "deep", "deep"),
        ]),
    );
    put(
        2,
        &counted(&[
            (overview.lists, "choice list", "choice lists"),
            (overview.choices, "choice", "choices"),
            (overview.expressions, "expression", "expressions"),
        ]),
    );
    let languages: Vec<&str> = form.languages.iter().map(|language| language.name.as_str()).collect();
    put(2, &format!("languages: {}", languages.join(", ")));
    let chain = &overview.longest_chain;
    put(0, "");
    put(0, &format!("Longest chain of recalculation ({})", chain.len()));
    put(2, &chained(&chain.iter().map(|node| shown_name(form, *node)).collect::<Vec<_>>()));
    put(0, "");
    put(0, "Most depended on (how many expressions read it)");
    for (node, readers) in &overview.most_read {
        let label = form.node(*node).label.in_general(form.default_language);
        lines.extend(wrap(
            &format!("{readers:>7}  "),
            &format!("{} {}", place(form, *node), label.trim()),
            width,
            Direction::LeftToRight,
        ));
    }
    lines
}

/// A chain as names, its middle left out when it is long.
fn chained(names: &[String]) -> String {
    let hidden = names.len().saturating_sub(2 * CHAIN_END);
    if hidden < 2 {
        return names.join(" > ");
    }
    let (first, last) = (&names[..CHAIN_END], &names[names.len() - CHAIN_END..]);
    format!("{} > ... {hidden} more ... > {}", first.join(" > "), last.join(" > "))
}

/// `3 groups, 1 repeat`.
fn counted(parts: &[(usize, &str, &str)]) -> String {
    let part =
        |(number, one, many): &(usize, &str, &str)| format!("{number} {}", if *number == 1 { one } else { many });
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}
