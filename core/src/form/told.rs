//! How a fault of a form is told, wherever it was found: how much it matters, and one line that says where, what, and
//! what would mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FormFault;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The form is not usable until it is mended.
    Error,
    /// It is usable; the author should look.
    Warning,
}

impl Severity {
    /// Of what the compiler found.
    #[must_use]
    pub fn of(fault: &FormFault) -> Self {
        if fault.is_fatal() { Self::Error } else { Self::Warning }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Cuts a list of faults to a length; gives the sentence that says how many it was cut by.
pub(crate) fn cut<T>(faults: &mut Vec<T>, most: usize) -> Option<String> {
    let more = faults.len().checked_sub(most).filter(|more| *more > 0)?;
    faults.truncate(most);
    Some(format!("{more} more issues are not listed"))
}

/// A fault on one line, without its severity and place: two sentences, of which the second may be missing.
pub(crate) fn sentences(f: &mut fmt::Formatter<'_>, message: &str, remedy: &str) -> fmt::Result {
    write!(f, ": {message}")?;
    if remedy.is_empty() {
        return Ok(());
    }
    let stop = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    write!(f, "{stop} {remedy}")
}
