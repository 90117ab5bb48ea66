//! Which answers of the interview before a form reads: what is not read need not outlive its interview.
//!
//! A path into the instance of the last saved answers names them; one that leads to more than one answer, or that
//! cannot be followed here, means all of them. Knows texts of expressions, and not what they mean.

use std::collections::HashSet;

use super::{meta::Meta, nodes::Tree};
use crate::form::{DraftRow, Table, table::Source};

/// The table of the answers that expressions read from the instance of this id.
pub fn table(id: &str, tree: &Tree, rows: &[DraftRow], meta: &Meta) -> Table {
    let mut columns = tree.leaves();
    let last = LastReads::of(rows, meta, id);
    columns.retain(|name| last.are_of(name));
    Table::new(id, Source::LastSaved, columns)
}

/// Which answers of the interview before are read.
enum LastReads<'t> {
    /// A path leads to more than one, or is no plain path.
    Any,
    /// Those of these names.
    Named(HashSet<&'t str>),
}

impl<'t> LastReads<'t> {
    /// What all expressions and words read of this instance.
    fn of(rows: &'t [DraftRow], meta: &'t Meta, id: &str) -> Self {
        let expressions = rows.iter().flat_map(|row| row.expressions().map(|(_, text)| text));
        let seeds = rows.iter().map(|row| row.seed.as_str());
        let words = rows.iter().flat_map(DraftRow::words);
        let all = expressions.chain(seeds).chain(words).chain([meta.instance_name.as_str()]);
        let mut names = HashSet::new();
        for path in all.flat_map(|text| last_paths(text, id)) {
            let Some(path) = path else { return Self::Any };
            names.extend(path.rsplit('/').next());
        }
        Self::Named(names)
    }

    fn are_of(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(names) => names.contains(name),
        }
    }
}

/// The paths into an instance that a text holds; nothing in the place of one that is no plain path.
fn last_paths<'t>(text: &'t str, id: &str) -> impl Iterator<Item = Option<&'t str>> {
    let plain = |letter: char| letter.is_alphanumeric() || "/_-.:".contains(letter);
    text.split("instance(").skip(1).filter_map(move |call| {
        let (called, rest) = call.split_once(')')?;
        if called.trim().trim_matches(['\'', '"']) != id {
            return None;
        }
        let end = rest.find(|letter| !plain(letter)).unwrap_or(rest.len());
        let (path, after) = (rest[..end].trim_end_matches('/'), rest[end..].trim_start());
        let is_plain = path.starts_with('/') && !path.contains("//") && !after.starts_with(['[', '*', '/']);
        Some(is_plain.then_some(path))
    })
}
