//! Parameters of choices.

use crate::form::{ChoiceOrder, Parameters, SelectParameters, is_name, only_reference};

use super::{Checked, Pairs};

/// What the choices are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The workbook, or answers of another question.
    List,
    /// An attached file, whose columns can be named.
    File,
}

/// The parameters of a select or a rank: what its choices are called, and in which order they stand.
pub fn select(chosen: Chosen, mut pairs: Pairs) -> Checked {
    match chosen {
        Chosen::List => pairs.accept(&["randomize", "seed"]),
        Chosen::File => pairs.accept(&["label", "randomize", "seed", "value"]),
    }
    for key in ["value", "label"] {
        if pairs.get(key).is_some_and(|column| chosen == Chosen::File && !is_name(column)) {
            let message = format!("the parameter {key} is not the name of a column: '{}'", pairs.text(key));
            pairs.fault(message, "Name the column with letters, digits, _, - and .");
        }
    }
    let randomize = pairs.word("randomize", &["true", "false"]);
    let seed = pairs.text("seed");
    if pairs.get("randomize").is_none() && !seed.is_empty() {
        pairs.fault("a seed has no effect without randomize=true", "Add randomize=true, or remove the seed");
    } else if !seed.is_empty() && only_reference(&seed).is_none() && seed.parse::<f64>().is_err() {
        pairs.fault(format!("the seed is neither a number nor one question: '{seed}'"), "Write 42, or ${name}");
    }
    let order = if randomize.as_deref() == Some("true") { ChoiceOrder::Shuffled } else { ChoiceOrder::AsListed };
    let seed = if order == ChoiceOrder::Shuffled { seed } else { String::new() };
    let parameters = SelectParameters { order, value: pairs.text("value"), label: pairs.text("label") };
    let is_default = parameters == SelectParameters::default();
    let parameters = if is_default { Parameters::None } else { Parameters::Select(parameters) };
    Checked { seed, ..pairs.done(parameters) }
}
