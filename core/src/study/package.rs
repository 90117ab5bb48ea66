//! A study as bytes: what is published, hashed, signed and run by a device.
//!
//! One byte of version, then the study in postcard's form. The same folder gives the same bytes on every machine, so
//! the hash of the bytes names the package. Decoding refuses whatever it would not write itself: another version,
//! leftover bytes, a form that contradicts itself, or a hash inside that does not fit the words beside it. There is no
//! upgrade: the workbooks that a study is made of stay with those who publish it.

use thiserror::Error;

use crate::{form::Form, ids::Hash32, study::Study};

/// The layout that this code writes; any change of a type in a study or a form needs another number.
pub const PACKAGE_VERSION: u8 = 4;

/// Largest package. A study of ten long questionnaires in five languages stays far below it; a phone on a weak link
/// should never wait for more.
pub const PACKAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Why bytes are not a study package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PackageError {
    /// More bytes than any package has.
    #[error("a study package has at most {PACKAGE_BYTES_MAX} bytes")]
    TooLarge,
    /// Written by another version of Fieldward.
    #[error(
        "this study package has version {0}; this program reads version {PACKAGE_VERSION}: publish the study again \
         with this program"
    )]
    UnknownVersion(u8),
    /// Cut off, damaged, or something else altogether.
    #[error("these bytes are not a whole study package")]
    Malformed,
    /// Something inside the package does not fit what it says of itself.
    #[error("the study package contradicts itself: {0} does not fit")]
    Inconsistent(&'static str),
}

/// The bytes of a study.
///
/// # Panics
/// Never: every type in a study has a postcard form of known length.
#[must_use]
pub fn encode(study: &Study) -> Vec<u8> {
    let bytes = vec![PACKAGE_VERSION];
    postcard::to_extend(study, bytes).expect("a study holds plain values only, which postcard always writes")
}

/// The study in these bytes.
///
/// # Errors
/// When the bytes are too many, of another version, damaged, or contradict themselves.
pub fn decode(bytes: &[u8]) -> Result<Study, PackageError> {
    if bytes.len() > PACKAGE_BYTES_MAX {
        return Err(PackageError::TooLarge);
    }
    let (version, body) = bytes.split_first().ok_or(PackageError::Malformed)?;
    if *version != PACKAGE_VERSION {
        return Err(PackageError::UnknownVersion(*version));
    }
    let study: Study = postcard::from_bytes(body).map_err(|_| PackageError::Malformed)?;
    if encode(&study) != bytes {
        return Err(PackageError::Malformed);
    }
    if !study.use_statement.is_consistent() {
        return Err(PackageError::Inconsistent("the hash of the use statement"));
    }
    if study.instruments.iter().any(|instrument| hash_of_form(&instrument.form) != instrument.form_hash) {
        return Err(PackageError::Inconsistent("the hash of an instrument"));
    }
    if study.roster.holders(&study.id).is_err() {
        return Err(PackageError::Inconsistent("the list of holders"));
    }
    Ok(study)
}

/// The hash that names a package.
#[must_use]
pub fn hash(bytes: &[u8]) -> Hash32 {
    Hash32::of(bytes)
}

/// The hash of a compiled questionnaire, which is bound into every record.
///
/// # Panics
/// Never: every type in a form has a postcard form of known length.
#[must_use]
pub fn hash_of_form(form: &Form) -> Hash32 {
    Hash32::of(&postcard::to_stdvec(form).expect("a form holds plain values only, which postcard always writes"))
}

#[cfg(test)]
mod tests;
