//! XML as XForms need it: a small tree to read from, and a writer that streams.
//!
//! No entity but the five of XML is known, nothing outside the file is looked at, and a document type declaration is
//! passed over: there is nothing that could expand. Knows nothing of forms.

mod decode;
mod parse;
mod tree;
mod writer;

pub use parse::parse;
pub use tree::{Attribute, Content, Document, Element, SPACES, Space};
pub use writer::XmlWriter;
