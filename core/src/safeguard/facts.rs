//! What a log says so far, folded once so that rules need not walk it again.

/// What a log says so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {}
