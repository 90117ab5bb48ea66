//! The same for programs: one object, links in the order of their depth, `through` an index into the same list.

use fieldward_core::form::{
    Form, NodeIndex,
    explain::{Explanation, Link, Overview, shown_name},
};
use serde_json::{Value, json};

use super::kind::kind;

pub(super) fn explanation(form: &Form, explanation: &Explanation) -> Value {
    let list = |links: &[Link]| links.iter().map(|found| link(form, found)).collect::<Vec<_>>();
    let node = explanation.node;
    json!({
        "name": shown_name(form, node),
        "row": form.node(node).row,
        "kind": kind(form, node),
        "label": form.node(node).label.in_general(form.default_language),
        "decided_by": list(&explanation.causes),
        "decides": list(&explanation.effects),
    })
}

fn link(form: &Form, link: &Link) -> Value {
    json!({
        "name": shown_name(form, link.ruling.node),
        "row": form.node(link.ruling.node).row,
        "column": link.ruling.facet.column(),
        "expression": link.ruling.source,
        "reads": names(form, &link.ruling.reads),
        "depth": link.depth,
        "through": link.through,
    })
}

pub(super) fn overview(form: &Form, overview: &Overview) -> Value {
    let most = overview.most_read.iter();
    let most: Vec<Value> = most
        .map(
            |(node, readers)| json!({"name": shown_name(form, *node), "row": form.node(*node).row, "read_by": readers}),
        )
        .collect();
    json!({
        "id": form.id.0,
        "version": form.version.0,
        "questions": overview.questions,
        "notes": overview.notes,
        "calculations": overview.calculations,
        "groups": overview.groups,
        "repeats": overview.repeats,
        "depth": overview.depth,
        "lists": overview.lists,
        "choices": overview.choices,
        "expressions": overview.expressions,
        "languages": form.languages.iter().map(|language| language.name.as_str()).collect::<Vec<_>>(),
        "longest_chain": names(form, &overview.longest_chain),
        "most_read": most,
    })
}

fn names(form: &Form, nodes: &[NodeIndex]) -> Vec<String> {
    nodes.iter().map(|node| shown_name(form, *node)).collect()
}
