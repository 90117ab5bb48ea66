//! What the tests of this package share: a server on the training study, an ordinary interview, opened records.

pub mod opened;
pub mod ordinary;
pub mod stage;
