//! What the root and the rows of a table are called where it is a document, as expressions name them.

use serde::{Deserialize, Serialize};

/// Names of the elements of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Elements {
    /// A `root` with a row in each `item`: a choice list of a workbook, a csv file.
    #[default]
    Usual,
    /// Rows that are called otherwise.
    Items {
        /// The root.
        root: String,
        /// A row.
        item: String,
    },
    /// The root is the only row.
    Record {
        /// The root.
        root: String,
    },
}

impl Elements {
    /// The names of a root and of its rows.
    #[must_use]
    pub fn named(root: &str, item: &str) -> Self {
        match (root, item) {
            ("root", "item") => Self::Usual,
            _ => Self::Items { root: root.to_owned(), item: item.to_owned() },
        }
    }

    /// The root, and the element around a row where that is another.
    #[must_use]
    pub fn names(&self) -> (&str, Option<&str>) {
        match self {
            Self::Usual => ("root", Some("item")),
            Self::Items { root, item } => (root, Some(item)),
            Self::Record { root } => (root, None),
        }
    }

    /// The path to all rows.
    #[must_use]
    pub fn path(&self) -> String {
        match self.names() {
            (root, Some(item)) => format!("/{root}/{item}"),
            (root, None) => format!("/{root}"),
        }
    }
}
