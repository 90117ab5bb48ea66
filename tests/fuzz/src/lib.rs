//! What each fuzz target does with one input.
//!
//! A target panics when the engine breaks a promise: that no input makes it panic, hang or take memory without bound,
//! that what it refuses has a reason, and that a form it accepts can be filled in. The functions know no fuzzer, so
//! that an ordinary test can replay the seeds and every input that once broke something (`tests/seeds.rs`); the fuzzer
//! around them is `examples/guided.rs`, and `cargo verify fuzz` runs it.
//!
//! Everything that reads from the wire, the disk or a file, and its target:
//!
//! | what is read | where it comes from | target |
//! |---|---|---|
//! | workbooks: .xlsx, .xls, .ods, .csv, tables in text | a file | [`workbook`], [`survey`] |
//! | expressions and patterns in them | a file | [`expression`] |
//! | dates, times and their formats | a file, a person | [`calendar`] |
//! | XForms | a file | [`xform`] |
//! | lists beside a form: csv, xml, geojson | a file | [`attachment`] |
//! | transcripts of walks | a file | [`transcript`] |
//! | compiled forms | the disk | [`stored`] |
//! | a study's own workbook | a file | [`study`] |
//! | study packages | the wire | [`published`] |
//! | bodies of requests and answers, orders among them | the wire | [`wire`] |
//! | headers of a signed request | the wire | [`typed`] |
//! | records and batches | the wire, the disk | [`record`] |
//! | what is in a record once it is open | the wire | [`payload`] |
//! | outboxes, receipts, parcels and orders | a file | [`carried`] |
//! | invites | a person, a QR code | [`invite`] |
//! | reference numbers, age bands, references to recordings, action files | a person, a file | [`typed`] |
//! | the log of holders, and who signed an order | the disk, the wire | [`holders`] |
//! | the lock of a device | the disk | [`lock`] |
//! | rows of a device's store | the disk | [`store`] |
//! | the events of an interview | the disk | [`events`] |
//! | rows of the server's store | the disk | [`server`] |
//!
//! What only opens with a key (capsules, parcels, wrapped secrets, recordings) is tried behind its seal where it holds
//! anything but bytes; that nothing passes the seal is shown by the tests of `vault` and `record`.

mod archive;
mod device;
mod folder;
mod held;
mod interview;
mod protocol;
mod readers;
mod sealed;
mod server;
mod spoken;
mod times;
mod typed;

pub use device::{lock, store};
pub use held::holders;
pub use protocol::{events, study};
pub use readers::{attachment, stored, survey, transcript, workbook, xform};
pub use sealed::{payload, record};
pub use server::server;
pub use spoken::{carried, invite, published, wire};
pub use times::calendar;
pub use typed::typed;

pub use interview::expression;

/// What is done with an input.
pub type Target = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 21] = [
    ("workbook", workbook),
    ("survey", survey),
    ("expression", expression),
    ("xform", xform),
    ("transcript", transcript),
    ("stored", stored),
    ("attachment", attachment),
    ("calendar", calendar),
    ("study", study),
    ("wire", wire),
    ("carried", carried),
    ("published", published),
    ("invite", invite),
    ("record", record),
    ("payload", payload),
    ("typed", typed),
    ("holders", holders),
    ("lock", lock),
    ("store", store),
    ("events", events),
    ("server", server),
];

/// The input as text; what is no UTF-8 is not tried, as every reader refuses it at its door.
fn text(input: &[u8]) -> &str {
    std::str::from_utf8(input).unwrap_or_default()
}
