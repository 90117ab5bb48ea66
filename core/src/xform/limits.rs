//! The largest XForm that is read, number by number.
//!
//! An XForm comes from a person and sometimes from a stranger: every size has a name, and passing it is an issue with
//! that name rather than a dead server. The numbers are far above the largest real forms.

/// Bytes of the file.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Elements inside one another.
pub const DEPTH_MAX: usize = 200;
/// Elements of the whole file; each takes some hundred bytes while it is read.
pub const ELEMENTS_MAX: usize = 2_000_000;
/// Attributes of one element.
pub const ATTRIBUTES_MAX: usize = 200;
/// Bytes of one attribute, or of one run of text.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;
/// Languages of a form.
pub const LANGUAGES_MAX: usize = 50;
/// Bytes of the name of an element or attribute.
pub const NAME_BYTES_MAX: usize = 250;
/// Vocabularies of its own that a file declares; what comes after is not kept, and said.
pub const NAMESPACES_MAX: usize = 100;
/// Bytes of all words of a form, in all languages: one text can be used in many places.
pub const SPOKEN_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Columns of one choice list.
pub const COLUMNS_MAX: usize = 500;
/// Cells of one choice list.
pub const CELLS_MAX: usize = 4_000_000;
/// Issues that are listed; what comes after is only counted.
pub const ISSUES_MAX: usize = 1_000;
