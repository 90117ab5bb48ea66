//! The functions of XLSForm, one small file a family.
//!
//! A family is an enum, a table of names with how many arguments each takes, and a `call`. The enums are stored with
//! a form, so new functions are added at the end of theirs. `instance()` and `current()` are none: they begin paths.

mod about;
mod dates;
mod digest;
mod geo;
mod logic;
mod nodes;
mod numbers;
mod selects;
mod strings;

use serde::{Deserialize, Serialize};

pub use about::{AboutFunction, pulldata_path};
pub use dates::DateFunction;
pub use digest::{DigestFunction, knows_algorithm, knows_encoding};
pub use geo::GeoFunction;
pub use logic::LogicFunction;
pub use nodes::NodesFunction;
pub use numbers::NumberFunction;
pub use selects::SelectFunction;
pub use strings::{TEXT_BYTES_MAX, TextFunction};

use super::{Code, Evaluation, ExprFault, Item, World, outline::nearest};

/// A function, by family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// On texts.
    Text(TextFunction),
    /// On truth, and choosing between values.
    Logic(LogicFunction),
    /// On numbers.
    Number(NumberFunction),
    /// On days and times.
    Date(DateFunction),
    /// On answers of selects.
    Select(SelectFunction),
    /// On many nodes at once.
    Nodes(NodesFunction),
    /// On places.
    Geo(GeoFunction),
    /// On bytes behind texts.
    Digest(DigestFunction),
    /// About the form, the device and the words.
    About(AboutFunction),
}

/// A function's name and the numbers of arguments that it takes.
pub struct Entry<F> {
    name: &'static str,
    function: F,
    least: usize,
    most: usize,
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

const fn entry<F>(name: &'static str, function: F, least: usize, most: usize) -> Entry<F> {
    Entry { name, function, least, most }
}

impl Function {
    /// The function of this name.
    ///
    /// # Errors
    /// There is none; the fault names the nearest.
    pub fn named(name: &str) -> Result<Self, ExprFault> {
        let found = all().find(|(known, ..)| *known == name).map(|(_, function, ..)| function);
        if let Some(function) = found {
            return Ok(function);
        }
        let candidates = nearest(name, all().map(|(known, ..)| known).chain(["instance", "current"]));
        Err(ExprFault::UnknownFunction { name: name.to_owned(), candidates })
    }

    /// The name by which expressions call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        all().find(|(_, function, ..)| *function == self).map_or("", |(name, ..)| name)
    }

    /// Whether it takes so many arguments.
    ///
    /// # Errors
    /// It does not.
    pub fn check_count(self, found: usize) -> Result<(), ExprFault> {
        let Some((name, _, least, most)) = all().find(|(_, function, ..)| *function == self) else { return Ok(()) };
        let comes_out_even = match self {
            Self::Nodes(NodesFunction::IndexedRepeat) => !found.is_multiple_of(2),
            Self::Logic(LogicFunction::WeightedChecklist) => found.is_multiple_of(2),
            _ => true,
        };
        if (least..=most).contains(&found) && comes_out_even {
            return Ok(());
        }
        let takes = match (least, most) {
            _ if self == Self::Nodes(NodesFunction::IndexedRepeat) => "3, 5, 7, 9 or 11 arguments".to_owned(),
            _ if self == Self::Logic(LogicFunction::WeightedChecklist) => {
                "two numbers and a weight after each answer".to_owned()
            }
            (least, MANY) => format!("{least} arguments or more"),
            (0, 0) => "no arguments".to_owned(),
            (1, 1) => "1 argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        Err(ExprFault::Arity { function: name, takes, found })
    }

    /// What it gives for these arguments, which it evaluates as far as it needs them.
    pub fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        match self {
            Self::Text(function) => function.call(evaluation, arguments),
            Self::Logic(function) => function.call(evaluation, arguments),
            Self::Number(function) => function.call(evaluation, arguments),
            Self::Date(function) => function.call(evaluation, arguments),
            Self::Select(function) => function.call(evaluation, arguments),
            Self::Nodes(function) => function.call(evaluation, arguments),
            Self::Geo(function) => function.call(evaluation, arguments),
            Self::Digest(function) => function.call(evaluation, arguments),
            Self::About(function) => function.call(evaluation, arguments),
        }
    }
}

/// Names, functions, least and most arguments, of all families.
fn all() -> impl Iterator<Item = (&'static str, Function, usize, usize)> {
    let texts = strings::TABLE.iter().map(|row| (row.name, Function::Text(row.function), row.least, row.most));
    let logic = logic::TABLE.iter().map(|row| (row.name, Function::Logic(row.function), row.least, row.most));
    let numbers = numbers::TABLE.iter().map(|row| (row.name, Function::Number(row.function), row.least, row.most));
    let dates = dates::TABLE.iter().map(|row| (row.name, Function::Date(row.function), row.least, row.most));
    let selects = selects::TABLE.iter().map(|row| (row.name, Function::Select(row.function), row.least, row.most));
    let nodes = nodes::TABLE.iter().map(|row| (row.name, Function::Nodes(row.function), row.least, row.most));
    let geo = geo::TABLE.iter().map(|row| (row.name, Function::Geo(row.function), row.least, row.most));
    let digests = digest::TABLE.iter().map(|row| (row.name, Function::Digest(row.function), row.least, row.most));
    let about = about::TABLE.iter().map(|row| (row.name, Function::About(row.function), row.least, row.most));
    texts.chain(logic).chain(numbers).chain(dates).chain(selects).chain(nodes).chain(geo).chain(digests).chain(about)
}
