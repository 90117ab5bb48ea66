//! What can be read and is still not what its author means: each is a warning, for the other clients take it too.
//!
//! Nothing is guessed from names or labels; every finding is something that can only be a slip: a comparison of a
//! comparison, a format without a letter of its own, a day that no calendar has, a note that must be answered, a number
//! of repetitions that its own repetitions decide, a function that ODK Collect does not know, a repeated question where
//! one value is wanted. An identity that would be copied among the answers is an error.

use super::{issue::Issue, sheet::Sheet};
use crate::{
    expr::{Code, Comparison, DateFunction, Expression, Function, LogicFunction, NodeIndex, SelectFunction, time},
    form::{ChoiceSource, Control, DataType, Form, Node, NodeKind},
};

/// Warnings for all expressions of a form.
pub fn check(form: &Form, sheet: &Sheet) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (place, node) in (0..).zip(&form.nodes).filter(|(_, node)| node.row > 0) {
        for (column, expression) in expressions(node) {
            let found = slip(&expression.code, form).or_else(|| many_for_one(&expression.code));
            issues.extend(found.or_else(|| unquoted(&expression.source)).map(|(message, remedy)| {
                Issue::warning(sheet.name(), message, remedy).at(node.row, sheet.place(column))
            }));
        }
        issues.extend(repeated(NodeIndex(place), node).map(|(message, remedy)| {
            Issue::warning(sheet.name(), message, remedy).at(node.row, sheet.place("repeat_count"))
        }));
        issues.extend(unsaid(node).map(|(column, remedy)| {
            Issue::warning(sheet.name(), "this is never shown", remedy).at(node.row, sheet.place(column))
        }));
        if copies_identity(form, node) {
            let message = "the answer would be an identity: what is chosen here is kept with the answers";
            let remedy = "Write yes into identity here too, or ask for something that names nobody, such as a number";
            issues.push(Issue::error(sheet.name(), message, remedy).at(node.row, sheet.place("type")));
        }
        if must_be_answered_and_cannot(node) {
            let message = "nobody can answer a note, and so nobody can finish the form";
            let issue = Issue::warning(sheet.name(), message, "Clear the cell, or use acknowledge in place of note");
            issues.push(issue.at(node.row, sheet.place("required")));
        }
    }
    issues
}

/// The expressions of a row, with their columns.
fn expressions(node: &Node) -> impl Iterator<Item = (&'static str, &Expression)> {
    let question = match &node.kind {
        NodeKind::Question(question) => Some(question),
        _ => None,
    };
    let of_question = question.map(|question| {
        [("calculation", &question.calculation), ("constraint", &question.constraint), ("required", &question.required)]
    });
    let all = [("relevant", &node.relevant)].into_iter().chain(of_question.into_iter().flatten());
    all.filter_map(|(column, expression)| Some((column, expression.as_ref()?)))
}

/// The first slip in an expression: what it is, and what would mend it.
fn slip(code: &Code, form: &Form) -> Option<(&'static str, &'static str)> {
    let mut found = None;
    code.each_part(&mut |part| found = found.or_else(|| slip_of(part)).or_else(|| choosing(part, form)));
    found
}

/// What is asked of the answer to a select in a way at which ODK Collect stops.
fn choosing(part: &Code, form: &Form) -> Option<(&'static str, &'static str)> {
    let Code::Call(Function::Select(function), arguments) = part else { return None };
    if *function == SelectFunction::Selected && arguments.get(1).is_some_and(|wanted| is_no_text(wanted, form)) {
        return Some((
            "ODK Collect stops here: the second value of selected() is no text",
            "Write the choice between quotation marks, such as selected(${x}, '1'), and one selected() for each choice",
        ));
    }
    let takes_text = matches!(function, SelectFunction::Selected | SelectFunction::CountSelected);
    (takes_text && arguments.first().is_some_and(|answer| is_no_text(answer, form))).then_some((
        "ODK Collect stops here: the answer is no text and no choice",
        "Compare it, such as ${age} = 1, or put it into string()",
    ))
}

/// Whether something is a number, a truth or a day, whatever is answered.
fn is_no_text(code: &Code, form: &Form) -> bool {
    match code {
        Code::Number(_)
        | Code::Negate(_)
        | Code::Compare(..)
        | Code::And(_)
        | Code::Or(_)
        | Code::Calculate(..)
        | Code::Chain(..) => true,
        Code::Nodes(reference) => form.question(reference.node).is_some_and(|question| {
            use DataType::{Date, DateTime, Decimal, Integer, Time};
            matches!(question.data_type, Integer | Decimal | Date | Time | DateTime)
        }),
        _ => false,
    }
}

/// Functions that want one value of every argument.
const OF_ONE_VALUE: [&str; 21] = [
    "if",
    "not",
    "string",
    "number",
    "int",
    "round",
    "abs",
    "string-length",
    "substr",
    "contains",
    "starts-with",
    "ends-with",
    "selected",
    "count-selected",
    "selected-at",
    "coalesce",
    "regex",
    "date",
    "date-time",
    "format-date",
    "format-date-time",
];

/// A question of a repeat where one value is wanted, and nothing says of which repetition.
fn many_for_one(code: &Code) -> Option<(&'static str, &'static str)> {
    let mut found = is_many(code);
    code.each_part(&mut |part| {
        found |= match part {
            Code::And(sides) | Code::Or(sides) | Code::Compare(_, sides) | Code::Calculate(_, sides) => {
                sides.iter().any(is_many)
            }
            Code::Negate(one) => is_many(one),
            Code::Chain(first, others) => is_many(first) || others.iter().any(|(_, other)| is_many(other)),
            Code::Call(function, arguments) => OF_ONE_VALUE.contains(&function.name()) && arguments.iter().any(is_many),
            _ => false,
        }
    });
    found.then_some((
        "this is asked in every repetition and one value is wanted: the first is taken, and ODK Collect stops when \
         there are two",
        "Use sum(), max(), join() or indexed-repeat(), or move the row into the repeat",
    ))
}

/// Whether a path runs over the repetitions of a repeat.
fn is_many(code: &Code) -> bool {
    let Code::Nodes(reference) = code else { return false };
    reference.filters.is_empty() && usize::from(reference.shared) < reference.repeats.len()
}

/// Collect reads the second value of `jr:choice-name` as a text. It is known here only as the author wrote it.
fn unquoted(source: &str) -> Option<(&'static str, &'static str)> {
    let is_bare = |call: &str| {
        let inside = call.split(')').next().filter(|inside| !inside.contains('('));
        inside.and_then(|inside| inside.rsplit_once(',')).is_some_and(|(_, second)| second.trim().starts_with("${"))
    };
    source.split("jr:choice-name(").skip(1).any(is_bare).then_some((
        "ODK Collect cannot open the form: jr:choice-name() wants its second value between quotation marks",
        "Write jr:choice-name(${x}, '${x}')",
    ))
}

/// Whether a question that is none of the identity chooses among the answers of one that is.
fn copies_identity(form: &Form, node: &Node) -> bool {
    let NodeKind::Question(question) = &node.kind else { return false };
    matches!(question.choice_source, ChoiceSource::Answers(of) if form.node(of).care.identity) && !node.care.identity
}

/// A text that stands for a truth: it is one always.
fn is_said_truth(code: &Code) -> bool {
    matches!(code, Code::Text(text) if !text.is_empty())
}

fn slip_of(part: &Code) -> Option<(&'static str, &'static str)> {
    match part {
        Code::Compare(comparison, sides) if is_order(*comparison) && sides.iter().any(is_comparison) => Some((
            "this compares the outcome of a comparison, which is 1 or 0",
            "Write each limit by itself, such as ${age} > 5 and ${age} < 10",
        )),
        Code::Call(Function::Date(DateFunction::FormatDate | DateFunction::FormatDateTime), arguments) => {
            let Some(Code::Text(format)) = arguments.get(1) else { return None };
            let is_plain = !format.is_empty() && !format.contains('%');
            is_plain.then_some((
                "the format has no % and is printed as it stands",
                "Write % before each letter, such as '%Y-%m-%d'",
            ))
        }
        Code::Call(Function::Date(DateFunction::Date | DateFunction::DateTime), arguments) => {
            let Some(Code::Text(written)) = arguments.first() else { return None };
            let is_day = time::parse_date(written).is_some() || time::parse_date_time(written, 0).is_some();
            (!is_day && !written.is_empty()).then_some((
                "no calendar has this day",
                "Write year, month and day with two digits each, such as '2026-03-01'",
            ))
        }
        Code::Call(function, _) if UNKNOWN_TO_COLLECT.contains(&function.name()) => Some((
            "ODK Collect does not know this function, and cannot open the form",
            "Use round() or int() in place of floor() and ceiling(), or keep the form out of Collect",
        )),
        Code::Or(sides) if sides.iter().any(is_said_truth) => Some((
            "a text alone is always true, and so is all of this",
            "Compare each, such as ${a} = 'x' or ${a} = 'y'",
        )),
        Code::And(sides) if sides.iter().any(is_said_truth) => {
            Some(("a text alone is always true and decides nothing", "Compare each, such as ${a} = 'x' and ${b} = 'y'"))
        }
        Code::Call(Function::Logic(LogicFunction::Coalesce), arguments) if arguments.len() != 2 => Some((
            "ODK Collect stops here: its coalesce() takes two values",
            "Write one inside the other: coalesce(a, coalesce(b, c))",
        )),
        Code::Union(_) => Some((
            "ODK Collect does not know |, and cannot open the form",
            "Name one path, or keep the form out of Collect",
        )),
        _ => None,
    }
}

/// Functions of XPath that are known here and not to JavaRosa.
const UNKNOWN_TO_COLLECT: [&str; 4] = ["floor", "ceiling", "last", "lang"];

fn is_order(comparison: Comparison) -> bool {
    !matches!(comparison, Comparison::Equal | Comparison::NotEqual)
}

fn is_comparison(code: &Code) -> bool {
    matches!(code, Code::Compare(..))
}

/// What is wrong with a number of repetitions.
fn repeated(place: NodeIndex, node: &Node) -> Option<(&'static str, &'static str)> {
    let NodeKind::Repeat { count: Some(count), .. } = &node.kind else { return None };
    let is_negative = match &count.code {
        Code::Negate(number) => matches!(**number, Code::Number(_)),
        Code::Number(number) => *number < 0.0,
        _ => false,
    };
    if is_negative {
        return Some(("fewer than none: the repeat is never asked", "Write how many there are"));
    }
    let mut is_inside = false;
    count.code.each_reference(&mut |read| is_inside |= read.node > place && read.node < node.end);
    is_inside.then_some((
        "how many there are is decided by a question inside the repeat itself",
        "Ask for the number before the repeat",
    ))
}

/// A message of a rule that is not there, and what would mend it.
fn unsaid(node: &Node) -> Option<(&'static str, &'static str)> {
    let NodeKind::Question(question) = &node.kind else { return None };
    if question.constraint.is_none() && !question.constraint_message.is_empty() {
        return Some(("constraint_message", "Write the constraint that it is about, or clear the cell"));
    }
    let is_idle = question.required.is_none() && !question.required_message.is_empty();
    is_idle.then_some(("required_message", "Write yes into required, or clear the cell"))
}

/// Required is taken at its word only: what an expression decides may never come about.
fn must_be_answered_and_cannot(node: &Node) -> bool {
    let NodeKind::Question(question) = &node.kind else { return false };
    let is_always = |required: &Expression| {
        matches!(required.source.as_str(), "yes" | "true()")
            || matches!(required.code, Code::Call(Function::Logic(LogicFunction::True), _))
    };
    question.control == Control::Note && question.required.as_ref().is_some_and(is_always)
}
