//! Running a form at the terminal, without a study and without keeping anything: `fieldward form try`.
//!
//! For authors. It asks question by question as Collect does, says why an answer is refused, and with `:show` what
//! each answer changed. [`stops`] says where one can stand, [`page`] draws it, [`entry`] reads what is typed,
//! [`changes`] compares before and after; [`Trial`] holds them together. It must not know studies, gates or storage.

mod answer;
mod changes;
mod entry;
mod look;
mod moves;
mod page;
mod run;
mod show;
mod state;
mod stops;
mod surface;
mod table;
#[cfg(test)]
mod tests;
mod transcript;
mod typed;
mod why;

pub use run::{Showing, Trial};
pub use surface::Surface;
