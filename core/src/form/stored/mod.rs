//! A compiled form as bytes, opened again without the workbook.
//!
//! Eight letters that say what it is, two bytes of version, the hash of the rest, and the form in postcard's form. The
//! hash finds damage. It does not say who wrote the bytes, so what they say is also checked against itself before it is
//! used: a form that was opened has no index that leads out of it, and each of its paths can be found again. That holds
//! wherever a form is read, in a study's package too. There is no upgrade from an older version, for the workbook is at
//! hand where forms are made, and a study's package brings its forms with it.

mod check;
mod node;
mod question;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

pub(super) use self::{
    node::{StoredNode, all},
    question::StoredQuestion,
};
use super::{Form, Layout};

/// The layout that this code writes; any change of a type in a form needs another number.
pub const STORED_VERSION: u16 = 5;
/// Bytes of one stored form.
pub const STORED_BYTES_MAX: usize = 64 * 1024 * 1024;

const MAGIC: &[u8; 8] = b"FWD-FORM";
const HASH_BYTES: usize = 32;

/// Why bytes are no stored form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StoredFormError {
    /// More than [`STORED_BYTES_MAX`].
    #[error("a stored form has at most {STORED_BYTES_MAX} bytes")]
    TooLarge,
    /// Something else altogether.
    #[error("these bytes are not a stored form")]
    NotAForm,
    /// Written by another version of this program.
    #[error(
        "this stored form has version {0}; this program reads version {STORED_VERSION}: make it from its workbook again"
    )]
    OtherVersion(u16),
    /// Cut off or changed.
    #[error("the stored form is damaged: make it from its workbook again")]
    Damaged,
}

impl Form {
    /// The form as bytes for [`Form::open`]. The same form gives the same bytes.
    ///
    /// # Panics
    /// Never: every type in a form has a postcard form.
    #[must_use]
    pub fn store(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(STORED_VERSION.to_le_bytes());
        bytes.extend([0; HASH_BYTES]);
        let start = bytes.len();
        let mut bytes =
            postcard::to_extend(self, bytes).expect("a form holds plain values only, which postcard always writes");
        let hash = blake3::hash(&bytes[start..]);
        bytes[start - HASH_BYTES..start].copy_from_slice(hash.as_bytes());
        bytes
    }

    /// The form in these bytes.
    ///
    /// # Errors
    /// They are too many, something else, of another version, or damaged.
    pub fn open(bytes: &[u8]) -> Result<Self, StoredFormError> {
        if bytes.len() > STORED_BYTES_MAX {
            return Err(StoredFormError::TooLarge);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(StoredFormError::NotAForm)?;
        let (version, rest) = rest.split_first_chunk().ok_or(StoredFormError::NotAForm)?;
        let version = u16::from_le_bytes(*version);
        if version != STORED_VERSION {
            return Err(StoredFormError::OtherVersion(version));
        }
        let (hash, body) = rest.split_first_chunk::<HASH_BYTES>().ok_or(StoredFormError::Damaged)?;
        if blake3::hash(body) != *hash {
            return Err(StoredFormError::Damaged);
        }
        let (form, left): (Self, _) = postcard::take_from_bytes(body).map_err(|_| StoredFormError::Damaged)?;
        if left.is_empty() { Ok(form) } else { Err(StoredFormError::Damaged) }
    }
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut form = Self::deserialize(deserializer)?;
        if !check::is_tree(&form.nodes) || !check::is_ordered(&form.layout.by_name, &form.nodes) {
            return Err(D::Error::custom("the nodes of the form are no tree"));
        }
        form.layout = Layout::in_order(std::mem::take(&mut form.layout.by_name), &form.nodes);
        if check::is_whole(&form) { Ok(form) } else { Err(D::Error::custom("the form contradicts itself")) }
    }
}
