//! XForm XML out and in, and a submission as ODK's clients write it.
//!
//! A team moves between ODK and Fieldward without losing a form: [`write()`] turns a compiled form into the XForm that
//! ODK Collect reads, [`read()`] turns any XForm into a form, and [`submission()`] writes one filling-in in the letters
//! of JavaRosa, the engine inside Collect.
//!
//! Our own records are sealed and never leave a device as XML. What is here moves questionnaires, and serves to hold
//! the engine against JavaRosa: it is called by an explicit command on a form and by nothing that a device does. This
//! room knows forms, expressions and filling-ins; it must not know workbooks, studies, vaults or records.

pub mod limits;
mod read;
mod submission;
#[cfg(test)]
mod tests;
mod write;
mod xml;

pub use read::{Issue, Reading, Severity, is_xform, read, read_with};
pub use submission::{Marks, submission};
pub use write::{write, write_to};
