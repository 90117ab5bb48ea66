//! Size classes: an outsider who sees a sealed length learns almost nothing about what was said.
//!
//! The content, then one byte 0x80, then zeros up to the class: 256, 512, 1024, then multiples of 1024 bytes.

use super::RecordError;

/// The largest content that a record takes, padding included.
pub const PADDED_BYTES_MAX: usize = 256 * 1024;
const MARK: u8 = 0x80;

/// The smallest size class that holds `length` bytes.
#[must_use]
pub fn size_class(length: usize) -> usize {
    match length {
        0..=256 => 256,
        257..=512 => 512,
        _ => length.div_ceil(1024) * 1024,
    }
}

/// Pads to the size class.
///
/// # Errors
/// [`RecordError::TooLarge`] above [`PADDED_BYTES_MAX`].
pub fn pad(mut content: Vec<u8>) -> Result<Vec<u8>, RecordError> {
    content.push(MARK);
    let class = size_class(content.len());
    if class > PADDED_BYTES_MAX {
        return Err(RecordError::TooLarge { size: content.len() });
    }
    content.resize(class, 0);
    Ok(content)
}

/// The content without its padding.
///
/// # Errors
/// [`RecordError::Malformed`] when the padding is not as [`pad`] makes it.
pub fn unpad(padded: &[u8]) -> Result<&[u8], RecordError> {
    let malformed = RecordError::Malformed { what: "padded content" };
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or_else(|| malformed.clone())?;
    let right_class = size_class(end + 1) == padded.len();
    if padded[end] == MARK && right_class { Ok(&padded[..end]) } else { Err(malformed) }
}
