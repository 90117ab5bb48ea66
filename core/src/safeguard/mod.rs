//! The rules that protect the person: gates and stop rules, each a function of the log.
//!
//! One rule a file, its documentation naming the rows of the requirements (R...), the gates (P...) and the stop rules
//! (ST...) that it serves. [`verdict`] is the strictest of all rules; the engine appends nothing that it does not
//! allow. [`audit`] looks at a whole log after the fact, and shares no code with the rules, so that one can prove the
//! other wrong. Nothing here knows a screen, a clock or a store.

mod after_stop;
mod age;
pub(crate) mod ask_once;
mod audit;
pub(crate) mod away;
mod case;
mod checks;
mod code;
mod consent;
mod distress;
mod facts;
mod guardian;
mod language;
pub(crate) mod observation;
mod outline;
mod presence;
mod refusal_code;
mod teach_back;
pub(crate) mod time_limit;
mod told;
pub(crate) mod trust;
mod verdict;
pub(crate) mod visit;

pub use audit::{Breach, BreachKind, audit};
pub(crate) use case::Case;
pub use checks::{Check, steps};
pub(crate) use checks::{outcome_fits, settled_by_device};
pub use code::Code;
pub use facts::{BlockFacts, Facts, ItemFacts, Tap};
pub(crate) use outline::is_open;
pub use outline::{Outline, Section, SectionBy};
pub use refusal_code::RefusalCode;
pub(crate) use verdict::verdict_of;
pub use verdict::{Gate, Verdict, verdict};
