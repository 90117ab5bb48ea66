//! Choices that expressions name and that no list has: `${works} = 'Yes'` where the list says `yes` can never hold.
//!
//! Such a form can be used, and is nearly always wrong: it is told, and the author decides. Only lists of the form
//! itself are looked at; what an attached file holds may change.

use crate::{
    expr::{Code, Comparison, Expression, NodeIndex, nearest},
    form::{Form, FormFault, FormFaultKind, Node, NodeKind, Sheet, table::Source},
};

/// Every choice that an expression names and the question's list does not have.
pub fn unknown(form: &Form) -> Vec<FormFault> {
    let mut faults = Vec::new();
    for (index, node) in (0..).map(NodeIndex).zip(&form.nodes) {
        for (column, expression) in expressions(node) {
            expression.code.each_part(&mut |part| {
                let Some(kind) = compared(part, index).and_then(|(asked, name)| fault(form, asked, name)) else {
                    return;
                };
                faults.push(FormFault { sheet: Sheet::Survey, row: node.row, column: column.to_owned(), kind });
            });
        }
    }
    faults
}

/// The expressions of a row in which choices are named, with their columns.
fn expressions(node: &Node) -> impl Iterator<Item = (&'static str, &Expression)> {
    let of_kind = match &node.kind {
        NodeKind::Question(question) => [
            ("constraint", question.constraint.as_ref()),
            ("calculation", question.calculation.as_ref()),
            ("required", question.required.as_ref()),
        ],
        NodeKind::Repeat { count, .. } => [("repeat_count", count.as_ref()), ("", None), ("", None)],
        NodeKind::Root | NodeKind::Group => [("", None); 3],
    };
    let all = [("relevant", node.relevant.as_ref())].into_iter().chain(of_kind);
    all.filter_map(|(column, found)| Some((column, found?)))
}

/// The question and the name that a part compares.
fn compared(part: &Code, here: NodeIndex) -> Option<(NodeIndex, &str)> {
    let (one, other) = match part {
        Code::Compare(Comparison::Equal | Comparison::NotEqual, sides) => (&sides[0], &sides[1]),
        Code::Call(function, arguments) if function.name() == "selected" => (arguments.first()?, arguments.get(1)?),
        _ => return None,
    };
    match (one, other) {
        (Code::Nodes(reference), Code::Text(name)) | (Code::Text(name), Code::Nodes(reference)) => {
            Some((reference.node, name))
        }
        (Code::Here, Code::Text(name)) | (Code::Text(name), Code::Here) => Some((here, name)),
        _ => None,
    }
}

fn fault(form: &Form, asked: NodeIndex, name: &str) -> Option<FormFaultKind> {
    let list = form.choice_list(asked).filter(|list| list.table.source == Source::Choices)?;
    if name.is_empty() || list.is_empty() || list.position(name).is_some() {
        return None;
    }
    // A long list is not searched for what was meant: there its names are codes.
    let names: Vec<String> = list.iter().take(NAMES_COMPARED_MAX).map(|choice| choice.name().to_owned()).collect();
    let candidates = nearest(name, names.iter().map(String::as_str));
    Some(FormFaultKind::UnknownChoice { name: name.to_owned(), list: list.table.name.clone(), candidates })
}

/// How many names of one list are compared with the unknown one.
const NAMES_COMPARED_MAX: usize = 50;
