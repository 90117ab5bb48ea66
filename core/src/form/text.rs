//! Words in several languages, with values of other questions inside them.

use serde::{Deserialize, Serialize};

use crate::expr::Expression;

/// A language of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// As the workbook writes it: `French (fr)`; `default` for columns without a language.
    pub name: String,
    /// BCP 47 tag when the name holds one, else empty.
    pub tag: String,
}

/// A text by language, in the order of [`super::Form::languages`]; shorter or empty where nothing was written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Text(pub Vec<Vec<Piece>>);

/// A piece of a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Piece {
    /// Words as written.
    Words(String),
    /// `${name}`: the value of another question, or a choice's label through `jr:choice-name`.
    Output(Expression),
}
