//! Where one looks: what a screen shows that is no part of the log, and is lost in a restart without harm.

use crate::form::Path;

/// Where one looks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct View {
    /// An item that is looked back at.
    pub looking_at: Option<Path>,
    /// A check that the interviewer opened.
    pub opened: Option<Opened>,
    /// An entry that was warned about once: the same again is kept.
    pub warned: Option<(String, String)>,
}

/// A check that can be opened at any moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// How the person is.
    Distress,
    /// Who is there.
    Presence,
}
