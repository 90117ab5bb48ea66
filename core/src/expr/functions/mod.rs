//! The functions of XLSForm, one small file a family.

use serde::{Deserialize, Serialize};

/// A function. Stored with the form: new ones are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// `true()`
    True,
}
