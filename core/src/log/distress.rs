//! Where a distress check stood (P4).

use serde::{Deserialize, Serialize};

use crate::form::NodeIndex;

/// Where a distress check stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DistressPoint {
    /// Before anything is told.
    Start,
    /// After this section.
    After(NodeIndex),
    /// Before this highly sensitive section.
    Before(NodeIndex),
    /// At the end.
    End,
    /// By one tap, at any moment.
    AnyMoment,
}
