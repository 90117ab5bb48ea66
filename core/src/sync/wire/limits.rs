//! What the wire carries at most. Both sides know these numbers: a device never sends more, a server refuses more.

/// Records in one push.
pub const RECORDS_MAX: usize = 100;
/// Bytes of the records in one push, taken together.
pub const BATCH_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one record. Longer ones are parked on the device (a media file travels on its own path).
pub const RECORD_BYTES_MAX: usize = 192 * 1024;
/// Bytes of a request's body: a full batch and what stands around its records.
pub const BODY_BYTES_MAX: usize = BATCH_BYTES_MAX + 16 * 1024;
/// Bytes of all headers of a request.
pub const HEADER_BYTES_MAX: usize = 8 * 1024;
/// Bytes of a study package in one answer; a longer package comes in parts.
pub const PACKAGE_PART_BYTES: usize = 128 * 1024;
/// Bytes of a study package.
pub const PACKAGE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Returned records in one answer.
pub const RETURNS_MAX: usize = 100;
/// Bytes of one returned record.
pub const RETURN_BYTES_MAX: usize = 64 * 1024;
/// Bytes of returned records in one answer, taken together, unless the first alone is longer.
pub const RETURNS_BYTES: usize = 128 * 1024;
/// Bytes of an answer, whatever it is.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;
