//! One device's sync as a state machine: [`Engine::next`] says what to send or how long to wait, the shell does it
//! and tells what came back with [`Engine::received`].
//!
//! The order is fixed: ask for the state, send alerts, answers and identity, then fetch the study package and what
//! was returned. After any doubt (a lost reply, a gap, a mark that does not move) it begins again from the state,
//! because sending the same record twice is harmless and missing one is not. It must not know how bytes travel or
//! what a record holds; it keeps nothing that a crash could lose, since all of it is in the [`Local`] store.

mod local;
mod pace;
mod report;
mod retry;

pub use local::{Local, LocalError};
pub use pace::Pace;
pub use report::{Ending, PackageChange, Parked, Progress, Report};
pub use retry::Retry;
