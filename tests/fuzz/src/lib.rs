//! What each fuzz target does with one input.
//!
//! A target panics when the engine breaks a promise: that no input makes it panic, hang or take memory without bound,
//! that what it refuses has a reason, and that a form it accepts can be filled in. The functions know no fuzzer, so
//! that an ordinary test can replay the seeds and every input that once broke something.

mod archive;
mod interview;
mod readers;
mod sealed;
mod spoken;
mod times;

pub use readers::{attachment, stored, survey, transcript, workbook, xform};
pub use sealed::{payload, record};
pub use spoken::{carried, invite, published, wire};
pub use times::calendar;

pub use interview::expression;

/// What is done with an input.
pub type Target = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 14] = [
    ("workbook", workbook),
    ("survey", survey),
    ("expression", expression),
    ("xform", xform),
    ("transcript", transcript),
    ("stored", stored),
    ("attachment", attachment),
    ("calendar", calendar),
    ("wire", wire),
    ("carried", carried),
    ("published", published),
    ("invite", invite),
    ("record", record),
    ("payload", payload),
];

/// The input as text; what is no UTF-8 is not tried, as every reader refuses it at its door.
fn text(input: &[u8]) -> &str {
    std::str::from_utf8(input).unwrap_or_default()
}
