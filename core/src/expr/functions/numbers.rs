//! Functions on numbers.
//!
//! Of the two libraries at hand each function takes the one whose last digit is JavaRosa's: they differ by a step in
//! the last place of some results, and a distance or a score is compared as text later.

use serde::{Deserialize, Serialize};

use super::{Entry, Function, entry};
use crate::expr::{Code, Evaluation, Item, World};

/// Functions on numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum NumberFunction {
    Number,
    Int,
    Round,
    Pow,
    Abs,
    Sqrt,
    Floor,
    Ceiling,
    Random,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Log,
    Log10,
    Exp,
    Exp10,
    Pi,
}

pub(super) const TABLE: &[Entry<NumberFunction>] = &[
    entry("number", NumberFunction::Number, 1, 1),
    entry("int", NumberFunction::Int, 1, 1),
    entry("round", NumberFunction::Round, 1, 2),
    entry("pow", NumberFunction::Pow, 2, 2),
    entry("abs", NumberFunction::Abs, 1, 1),
    entry("sqrt", NumberFunction::Sqrt, 1, 1),
    entry("floor", NumberFunction::Floor, 1, 1),
    entry("ceiling", NumberFunction::Ceiling, 1, 1),
    entry("random", NumberFunction::Random, 0, 0),
    entry("sin", NumberFunction::Sin, 1, 1),
    entry("cos", NumberFunction::Cos, 1, 1),
    entry("tan", NumberFunction::Tan, 1, 1),
    entry("asin", NumberFunction::Asin, 1, 1),
    entry("acos", NumberFunction::Acos, 1, 1),
    entry("atan", NumberFunction::Atan, 1, 1),
    entry("atan2", NumberFunction::Atan2, 2, 2),
    entry("log", NumberFunction::Log, 1, 1),
    entry("log10", NumberFunction::Log10, 1, 1),
    entry("exp", NumberFunction::Exp, 1, 1),
    entry("exp10", NumberFunction::Exp10, 1, 1),
    entry("pi", NumberFunction::Pi, 0, 0),
];

impl NumberFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let fractional = |position: usize| fractional(evaluation, &arguments[position]);
        Item::Number(match self {
            Self::Number => evaluation.number(&arguments[0]),
            Self::Int => evaluation.number(&arguments[0]).trunc(),
            Self::Round => {
                let places = arguments.get(1).map_or(0.0, |code| evaluation.number(code));
                round(evaluation.number(&arguments[0]), places)
            }
            Self::Pow => power(fractional(0), fractional(1)),
            Self::Abs => fractional(0).abs(),
            Self::Sqrt => fractional(0).sqrt(),
            Self::Floor => evaluation.number(&arguments[0]).floor(),
            Self::Ceiling => evaluation.number(&arguments[0]).ceil(),
            Self::Random => random(evaluation.world.draw()),
            Self::Sin => libm::sin(fractional(0)),
            Self::Cos => libm::cos(fractional(0)),
            Self::Tan => fractional(0).tan(),
            Self::Asin => libm::asin(fractional(0)),
            Self::Acos => libm::acos(fractional(0)),
            Self::Atan => libm::atan(fractional(0)),
            Self::Atan2 => libm::atan2(fractional(0), fractional(1)),
            Self::Log => fractional(0).ln(),
            Self::Log10 => libm::log10(fractional(0)),
            Self::Exp => fractional(0).exp(),
            Self::Exp10 => power(10.0, fractional(0)),
            Self::Pi => std::f64::consts::PI,
        })
    }
}

/// Rounding further than this gives no number.
const PLACES_MAX: i32 = 30;

/// From here on a double has no fraction.
const WHOLE_FROM: f64 = 4_503_599_627_370_496.0;

/// To so many decimal places, halves upwards, on the digits that the number is written with (so that 2.675 becomes
/// 2.68 although the nearest binary fraction lies below it).
fn round(number: f64, places: f64) -> f64 {
    if !number.is_finite() {
        return number;
    }
    let places = if places.is_nan() { 0 } else { places as i32 };
    if !(-PLACES_MAX..=PLACES_MAX).contains(&places) {
        return f64::NAN;
    }
    let shift =
        |value: f64, by: i32| -> f64 { format!("{value:e}").parse::<Scientific>().map_or(f64::NAN, |s| s.by(by)) };
    let scaled = shift(number, places);
    if scaled.abs() >= WHOLE_FROM {
        return number;
    }
    // Halves go up: towards zero below it. To tens and hundreds JavaRosa cuts off instead, so that -16 becomes -10.
    let below = scaled.floor();
    // Not half added: what is next below a half would become a whole by it.
    let to_half = if scaled - below < 0.5 { below } else { below + 1.0 };
    let rounded = if places < 0 && scaled < 0.0 { (scaled + 0.5).trunc() } else { to_half };
    shift(rounded, -places)
}

/// As in Java: a power that is no number gives none, nor does 1 to infinity.
fn power(base: f64, exponent: f64) -> f64 {
    let undecided = exponent.is_nan() || (exponent.is_infinite() && (base.abs() - 1.0).abs() < f64::EPSILON);
    if undecided { f64::NAN } else { base.powf(exponent) }
}

/// Days and times count with their fraction as results of functions, and as whole days as answers.
fn fractional<'w, W: World>(evaluation: &Evaluation<'w, W>, argument: &'w Code) -> f64 {
    let item = evaluation.code(argument);
    if gives_nodes(evaluation, argument) { item.to_number() } else { item.to_fractional() }
}

fn gives_nodes<'w, W: World>(evaluation: &Evaluation<'w, W>, code: &'w Code) -> bool {
    match code {
        Code::Call(Function::Logic(function), arguments) => {
            function.handed_on(evaluation, arguments).is_some_and(|code| gives_nodes(evaluation, code))
        }
        code => code.is_node_set(),
    }
}

/// A number as its decimal digits and exponent, so that a shift by powers of ten is exact in decimal.
struct Scientific {
    digits: String,
    exponent: i32,
}

impl std::str::FromStr for Scientific {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (digits, exponent) = text.split_once('e').ok_or(())?;
        Ok(Self { digits: digits.to_owned(), exponent: exponent.parse().map_err(|_| ())? })
    }
}

impl Scientific {
    fn by(&self, places: i32) -> f64 {
        format!("{}e{}", self.digits, self.exponent + places).parse().unwrap_or(f64::NAN)
    }
}

/// At least 0, below 1, from 53 random bits.
fn random(bytes: [u8; 16]) -> f64 {
    let bits = u64::from_le_bytes(bytes[..8].try_into().expect("eight of sixteen bytes"));
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
