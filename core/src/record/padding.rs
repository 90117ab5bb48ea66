//! Size classes: an outsider who sees a sealed length learns almost nothing about what was said.
//!
//! The content, then one byte 0x80, then zeros up to the class: 256, 512, 1024, then multiples of 1024 bytes.

use zeroize::Zeroizing;

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
pub fn pad(content: &[u8]) -> Result<Zeroizing<Vec<u8>>, RecordError> {
    let class = size_class(content.len() + 1);
    if class > PADDED_BYTES_MAX {
        return Err(RecordError::TooLarge { size: content.len() });
    }
    // Room for all of it at once, so that no copy is left behind when it grows.
    let mut padded = Zeroizing::new(Vec::with_capacity(class));
    padded.extend_from_slice(content);
    padded.push(MARK);
    padded.resize(class, 0);
    Ok(padded)
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
