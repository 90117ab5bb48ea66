//! The rules that protect the person: gates and stop rules, each a function of the log.
//!
//! One rule a file, its documentation naming the rows of the requirements (R...), the gates (P...) and the stop rules
//! (ST...) that it serves. [`verdict`] is the strictest of all rules; the engine appends nothing that it does not
//! allow. [`audit`] looks at a whole log after the fact, and shares no code with the rules, so that one can prove the
//! other wrong. Nothing here knows a screen, a clock or a store.

mod audit;
mod facts;
mod verdict;

pub use audit::{Breach, BreachKind, audit};
pub use facts::Facts;
pub use verdict::{Gate, Verdict, verdict};
