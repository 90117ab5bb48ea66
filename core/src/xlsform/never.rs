//! Conditions that can never hold: a question that is asked of nobody is a slip of its author.
//!
//! Found are a condition that is false whatever is answered, and two conditions on one answer that exclude each other.
//! Nothing is guessed: where an expression is more than comparisons joined by `and`, it may hold.

use crate::{
    expr::{Code, Comparison, Function, LogicFunction, NodeRef},
    form::Form,
};

use super::{issue::Issue, sheet::Sheet};

/// A warning for each relevance that can never hold.
pub fn check(form: &Form, sheet: &Sheet) -> Vec<Issue> {
    let mut issues = Vec::new();
    for node in form.nodes.iter().filter(|node| node.row > 0) {
        if node.relevant.as_ref().is_some_and(|relevant| is_never(&relevant.code)) {
            let message = "this can never hold: nobody is asked";
            let issue = Issue::warning(sheet.name(), message, "Correct the condition, or remove the row");
            issues.push(issue.at(node.row, sheet.place("relevant")));
        }
    }
    issues
}

/// The truth of an expression that reads nothing.
fn constant(code: &Code) -> Option<bool> {
    match code {
        Code::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        Code::Text(text) => Some(!text.is_empty()),
        Code::Call(Function::Logic(LogicFunction::False), _) => Some(false),
        Code::Call(Function::Logic(LogicFunction::True), _) => Some(true),
        Code::Call(Function::Logic(LogicFunction::Not), inner) => inner.first().and_then(constant).map(|truth| !truth),
        Code::And(sides) => match [constant(&sides[0]), constant(&sides[1])] {
            [Some(false), _] | [_, Some(false)] => Some(false),
            [Some(true), Some(true)] => Some(true),
            _ => None,
        },
        Code::Or(sides) => match [constant(&sides[0]), constant(&sides[1])] {
            [Some(true), _] | [_, Some(true)] => Some(true),
            [Some(false), Some(false)] => Some(false),
            _ => None,
        },
        Code::Compare(comparison, sides) => compared(*comparison, &sides[0], &sides[1]),
        _ => None,
    }
}

fn compared(comparison: Comparison, left: &Code, right: &Code) -> Option<bool> {
    match (comparison, literal(left)?, literal(right)?) {
        (Comparison::Equal, left, right) => Some(left == right),
        (Comparison::NotEqual, left, right) => Some(left != right),
        _ => None,
    }
}

/// A text or number as written; a number as the text that it equals.
fn literal(code: &Code) -> Option<String> {
    match code {
        Code::Text(text) => Some(text.to_string()),
        Code::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What is asked of one answer.
struct Wanted<'c> {
    of: &'c NodeRef,
    comparison: Comparison,
    value: String,
}

fn is_never(code: &Code) -> bool {
    if constant(code) == Some(false) {
        return true;
    }
    let mut wanted = Vec::new();
    conjuncts(code, &mut wanted);
    wanted.iter().enumerate().any(|(place, one)| wanted[..place].iter().any(|other| excludes(one, other)))
}

/// The comparisons with a literal that must all hold.
fn conjuncts<'c>(code: &'c Code, wanted: &mut Vec<Wanted<'c>>) {
    match code {
        Code::And(sides) => sides.iter().for_each(|side| conjuncts(side, wanted)),
        Code::Compare(comparison, sides) => {
            let (of, value, comparison) = match (&sides[0], &sides[1]) {
                (Code::Nodes(of), other) => (of, literal(other), *comparison),
                (other, Code::Nodes(of)) => (of, literal(other), turned(*comparison)),
                _ => return,
            };
            // Of several repetitions one may be this and another that.
            let is_one = usize::from(of.shared) >= of.repeats.len() && of.filters.is_empty();
            if let Some(value) = value.filter(|_| is_one) {
                wanted.push(Wanted { of, comparison, value });
            }
        }
        _ => {}
    }
}

fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

fn excludes(one: &Wanted<'_>, other: &Wanted<'_>) -> bool {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    if one.of != other.of {
        return false;
    }
    let numbers = one.value.parse::<f64>().ok().zip(other.value.parse::<f64>().ok());
    match (one.comparison, other.comparison) {
        (Equal, Equal) => numbers.map_or(one.value != other.value, |(one, other)| (one - other).abs() > 0.0),
        (Equal, NotEqual) | (NotEqual, Equal) => one.value == other.value,
        (Greater | GreaterOrEqual, Less | LessOrEqual) => numbers.is_some_and(|(low, high)| low > high),
        (Less | LessOrEqual, Greater | GreaterOrEqual) => numbers.is_some_and(|(high, low)| low > high),
        (Equal, Greater | GreaterOrEqual) => numbers.is_some_and(|(value, low)| value < low),
        (Greater | GreaterOrEqual, Equal) => numbers.is_some_and(|(low, value)| value < low),
        (Equal, Less | LessOrEqual) => numbers.is_some_and(|(value, high)| value > high),
        (Less | LessOrEqual, Equal) => numbers.is_some_and(|(high, value)| value > high),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::form::fixture::form;

    fn check(relevant: &str, expected: bool) {
        let line = format!("text last | relevant: {relevant}");
        let form =
            form(&["list yn: yes no", "select_one yn a", "integer n", "begin_repeat r", "integer m", "end", &line]);
        let node = form.nodes.last().expect("a form has nodes");
        let relevant = node.relevant.as_ref().expect("the test gives one");
        assert_eq!(super::is_never(&relevant.code), expected, "{}", relevant.source);
    }

    #[test]
    fn conditions_that_exclude_each_other_never_hold() {
        for relevant in [
            "false()",
            "1 = 2",
            "${n} > 1 and false()",
            "${a} = 'yes' and ${a} = 'no'",
            "${a} = 'yes' and ${n} > 3 and ${a} != 'yes'",
            "${n} > 5 and ${n} < 3",
            "3 > ${n} and ${n} = 7",
        ] {
            check(relevant, true);
        }
        for relevant in [
            "${a} = 'yes' or ${a} = 'no'",
            "${n} > 3 and ${n} < 5",
            "${n} >= 3 and ${n} <= 3",
            "${m} = 1 and ${m} = 2",
            "not(false())",
        ] {
            check(relevant, false);
        }
    }
}
