//! What can be wrong with a file beside a form, and what would mend it.

use thiserror::Error;

/// Why a file is not read, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {fault}")]
pub struct AttachedError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: u32,
    /// What is wrong.
    pub fault: AttachedFault,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttachedFault {
    /// It is not there.
    #[error("the file is not beside the form")]
    Missing,
    /// No ending of a kind that is read.
    #[error("only files ending in .csv, .xml and .geojson are read")]
    UnknownKind,
    /// Letters in another writing than UTF-8.
    #[error("the letters of the file cannot be read: it is not UTF-8")]
    NotUtf8,
    /// The same of a csv file, which Excel writes so unless it is asked otherwise: it is read.
    #[error("the letters of the file are not UTF-8; they were taken as those that Excel writes (Windows-1252)")]
    Windows1252,
    /// Two columns of a csv file have one name: the first counts.
    #[error("two columns are named '{0}': the first counts, and ODK Collect cannot open a form with such a file")]
    TwoColumns(String),
    /// Text behind a closing quotation mark: it belongs to the cell.
    #[error("there is text behind a closing quotation mark: ODK Collect cannot open a form with such a file")]
    BehindQuote,
    /// A property that is a list or an object: it is taken as it is written.
    #[error("the property '{0}' is a list or an object: ODK Collect cannot open a form with such a file")]
    NotPlain(String),
    /// An XML list whose elements have another name than `item`: none of them is read.
    #[error("the list has no element named item, only '{0}', and so nothing to choose")]
    NoItems(String),
    /// A csv file without its first line.
    #[error("the file has no line with the names of its columns")]
    NoHeader,
    /// Not what its ending says.
    #[error("the file cannot be read as {kind}: {why}")]
    Malformed {
        /// `XML`, `GeoJSON` ...
        kind: &'static str,
        /// What the reader says.
        why: String,
    },
    /// A geometry that a form has no type for.
    #[error("only points, lines and polygons can be read, and this is neither")]
    Geometry,
    /// A limit.
    #[error("the file has more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
}

impl AttachedFault {
    /// Whether the file was read all the same.
    #[must_use]
    pub fn is_remark(&self) -> bool {
        matches!(
            self,
            Self::Windows1252 | Self::NoItems(_) | Self::TwoColumns(_) | Self::BehindQuote | Self::NotPlain(_)
        )
    }
}

impl AttachedError {
    /// What would mend it, in one sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match &self.fault {
            AttachedFault::Missing => "Put the file into the folder of the workbook; until then its list is empty",
            AttachedFault::UnknownKind => "Save the list as a csv file",
            AttachedFault::NotUtf8 | AttachedFault::Windows1252 => "Save it again as CSV UTF-8",
            AttachedFault::TwoColumns(_) => "Rename one of the two columns",
            AttachedFault::BehindQuote => "Double the quotation marks inside of a cell",
            AttachedFault::NoItems(_) => "Name its elements item, with their columns as elements in them",
            AttachedFault::NotPlain(_) => "Write it as a text, or leave it out",
            AttachedFault::NoHeader => "Write the names of the columns into the first line",
            AttachedFault::Malformed { .. } => "Save it again from the program that made it",
            AttachedFault::Geometry => "Leave out the other features",
            AttachedFault::TooMany { .. } => "Leave out rows and columns that the form does not use",
        }
    }
}
