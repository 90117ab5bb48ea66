//! Pictures and sounds that are shown or played with a label.
//!
//! A form holds the names of the files, never their bytes: where the files lie is for whoever draws the form.

use serde::{Deserialize, Serialize};

use super::Text;

/// A picture, sound or film of a question, group or choice, by language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// The name of the file, by language as a label has it; may hold `${name}`.
    pub file: Text,
}

/// The columns that name a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MediaKind {
    /// Column `image`.
    Image,
    /// Column `big-image`: shown when the picture is tapped.
    BigImage,
    /// Column `audio`.
    Audio,
    /// Column `video`.
    Video,
}

impl MediaKind {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 4] = [Self::Image, Self::BigImage, Self::Audio, Self::Video];

    /// The column, which is also the name of the form in XForms' itext.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::BigImage => "big-image",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }

    /// The folder in a `jr://` address.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Image | Self::BigImage => "images",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}
