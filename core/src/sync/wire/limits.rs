//! What the wire carries at most. Both sides know these numbers: a device never sends more, a server refuses more.
//!
//! They are part of the protocol: raising one needs a new version of the wire where an older side would refuse it. Each
//! is checked where bytes come in, before anything is decoded, and has a test there.

use crate::{record, seal, study, vault};

/// Records in one push.
pub const RECORDS_MAX: usize = record::Batch::RECORDS_MAX;
/// Bytes of one record: the largest that seals, with its header and the capsules of every custodian.
pub const RECORD_BYTES_MAX: usize = record::padding::PADDED_BYTES_MAX + 8 * 1024;
/// Bytes of one push that holds more than one record.
pub const BATCH_BYTES_MAX: usize = 256 * 1024;
/// Parked records before one batch.
pub const PARKED_MAX: usize = 500;
/// Bytes of a request's body: the largest record and the most parked ones, and what stands around them.
pub const BODY_BYTES_MAX: usize = RECORD_BYTES_MAX + PARKED_MAX * 64 + 8 * 1024;
/// Bytes of all headers of a request.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a study package in one answer; a longer package comes in parts.
pub const PACKAGE_PART_BYTES: usize = 128 * 1024;
/// Bytes of a study package: what a device reads and stores, and no more than that is fetched.
pub const PACKAGE_BYTES_MAX: usize = study::PACKAGE_BYTES_MAX;
const _: () = assert!(PACKAGE_BYTES_MAX <= vault::DOCUMENT_BYTES_MAX, "a package that is fetched can be stored");
/// Returned records in one answer.
pub const RETURNS_MAX: usize = 100;
/// Bytes of one returned record.
pub const RETURN_BYTES_MAX: usize = record::returns::RETURN_BYTES_MAX + seal::SEALING_OVERHEAD_BYTES;
/// Bytes of returned records in one answer, taken together, unless the first alone is longer.
pub const RETURNS_BYTES: usize = 128 * 1024;
/// Orders in one answer.
pub const ORDERS_MAX: usize = 50;
/// Records that one order withdraws.
pub const WITHDRAWN_MAX: usize = 200;
/// Records in one question about what the server holds.
pub const HELD_MAX: usize = 200;
/// Bytes of an answer, whatever it is.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;
