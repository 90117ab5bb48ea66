//! What the compiler of forms finds, turned into issues of the file.
//!
//! The compiler names rows and columns as a workbook does; who has an XForm looks for a node, a line and an attribute.

use super::{
    issue::{Issue, Severity},
    nodes::Tree,
};
use crate::form::FormFault;

/// A fault of the compiler as an issue about a node.
pub fn issue(fault: &FormFault, tree: &Tree) -> Issue {
    let node = usize::try_from(fault.row).ok().and_then(|row| row.checked_sub(1));
    let spot = node.and_then(|node| Some((node, tree.spots.get(node)?)));
    let place = spot.map_or((0, 0), |(_, spot)| spot.place);
    let message = match attribute(&fault.column) {
        Some(attribute) => format!("{attribute}: {}", fault.kind),
        None => fault.kind.to_string(),
    };
    let remedy = match fault.remedy().trim_end_matches('.') {
        "" => "Correct it in the XForm",
        remedy => remedy,
    };
    let issue = Issue::error(place, message, remedy);
    let issue = Issue { severity: Severity::of(fault), ..issue };
    match spot {
        Some((node, _)) => issue.about(tree.path(node)),
        None => issue,
    }
}

/// What an XForm calls a column of the survey.
fn attribute(column: &str) -> Option<&str> {
    Some(match column.split("::").next().unwrap_or_default() {
        "relevant" => "relevant",
        "required" => "required",
        "read_only" => "readonly",
        "constraint" => "constraint",
        "calculation" => "calculate",
        "default" => "the first value",
        "choice_filter" => "the itemset's predicate",
        "repeat_count" => "jr:count",
        "label" => "label",
        "hint" => "hint",
        "trigger" => "setvalue",
        "constraint_message" => "jr:constraintMsg",
        "required_message" => "jr:requiredMsg",
        _ => return None,
    })
}
