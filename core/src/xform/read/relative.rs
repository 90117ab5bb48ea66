//! Expressions that move from one node to another: what is relative in them is made absolute, and texts are quoted.
//!
//! Knows letters, not the grammar of expressions.

use super::nodes::Tree;
use crate::expr::EXPRESSION_BYTES_MAX;

/// A text as an expression.
pub fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{}\"", text.replace('"', "'")) } else { format!("'{text}'") }
}

/// The expression with its relative paths made absolute, so that it can stand at another node; `around` is what `..`
/// means in it. One that would become too long is left as it is: it is refused later for its length.
pub fn absolute(source: &str, tree: &Tree, around: usize) -> String {
    let mut written = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("..") {
        let (before, path) = rest.split_at(start);
        let before = before.strip_suffix("current()/").unwrap_or(before);
        written.push_str(before);
        let (node, end) = climb(path, tree, around);
        if before.ends_with('/') {
            written.push_str(&path[..end]);
        } else {
            written.push_str(&tree.path(node));
        }
        rest = &path[end..];
        if written.len() > EXPRESSION_BYTES_MAX {
            return source.to_owned();
        }
    }
    written.push_str(rest);
    written
}

/// Where `../..` at the beginning of a path leads, and how long it is.
fn climb(path: &str, tree: &Tree, around: usize) -> (usize, usize) {
    let (mut node, mut end) = (around, "..".len());
    while path[end..].starts_with("/..") {
        node = tree.spots.get(node).map_or(0, |spot| spot.parent);
        end += "/..".len();
    }
    (node, end)
}
