//! The operators of XPath: how they are written and how tightly they bind.

use super::{Arithmetic, Comparison};

/// An operator between two operands. A `*` or `-` that stands before one is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `= != < <= > >=`
    Compare(Comparison),
    /// `+ - * div mod`: their chains are as long as an author likes, reckoned from left to right and not nested.
    Calculate(Arithmetic),
    /// `|`
    Union,
}

impl Operator {
    /// The level of those that bind loosest.
    pub const LOOSEST: u8 = 0;
    /// The level of `+` and `-`; a sign before an operand binds tighter than all operators but `|`.
    pub const TIGHTEST_BUT_UNION: u8 = 5;
    /// The level of those that bind tightest.
    pub const TIGHTEST: u8 = 6;

    /// How tightly it binds.
    pub fn level(self) -> u8 {
        match self {
            Self::Or => Self::LOOSEST,
            Self::And => 1,
            Self::Compare(Comparison::Equal | Comparison::NotEqual) => 2,
            Self::Compare(_) => 3,
            Self::Calculate(Arithmetic::Add | Arithmetic::Subtract) => 4,
            Self::Calculate(_) => Self::TIGHTEST_BUT_UNION,
            Self::Union => Self::TIGHTEST,
        }
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Compare(comparison) => match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            },
            Self::Calculate(arithmetic) => match arithmetic {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "-",
                Arithmetic::Multiply => "*",
                Arithmetic::Divide => "div",
                Arithmetic::Modulo => "mod",
            },
            Self::Union => "|",
        }
    }
}
