//! What the tests of this package share: a server on the training study, an ordinary interview, opened records, the
//! program itself.

pub mod opened;
pub mod ordinary;
pub mod program;
pub mod simulation;
pub mod stage;
pub mod tables;
