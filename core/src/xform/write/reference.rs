//! Expressions of authors as XPath: every `${name}` in them becomes a path.
//!
//! Names in quotes are replaced too: `jr:choice-name(${food}, '${food}')` wants the path as a text.

use super::paths::{Paths, Place, Start};
use crate::expr::LAST_SAVED;

const INDEXED: &str = "indexed-repeat(";

impl Paths<'_> {
    /// The expression with paths in place of names. A name that is none is left as it stands.
    pub fn xpath(&self, source: &str, place: Place) -> String {
        let mut written = String::with_capacity(source.len());
        let mut from = 0;
        while let Some(start) = source[from..].find("${").map(|at| at + from) {
            let Some(end) = source[start..].find('}').map(|at| at + start + 1) else { break };
            written.push_str(&source[from..start]);
            match self.reference(source, (start, end), place) {
                Some(path) => written.push_str(&path),
                None => written.push_str(&source[start..end]),
            }
            from = end;
        }
        written.push_str(&source[from..]);
        written
    }

    fn reference(&self, source: &str, span: (usize, usize), place: Place) -> Option<String> {
        let name = source[span.0 + 2..span.1 - 1].trim();
        if let Some(name) = name.strip_prefix("last-saved#") {
            let path = self.named(name, Place::NOWHERE, Start::Here)?;
            return Some(format!(" instance('{LAST_SAVED}'){} ", path.trim()));
        }
        let place = if is_indexed(source, span) { Place::NOWHERE } else { place };
        let start = if in_instance_predicate(source, span) { Start::Current } else { place.start };
        self.named(name, place, start)
    }
}

/// Whether a name stands where `indexed-repeat` wants the node or one of the repeats: those stay absolute.
fn is_indexed(source: &str, (start, end): (usize, usize)) -> bool {
    let mut from = 0;
    while let Some(call) = source[from..].find(INDEXED).map(|at| at + from) {
        let first = call + INDEXED.len();
        let Some(close) = source[first..].find(')').map(|at| at + first) else { return false };
        if (first..close).contains(&start) {
            let name = &source[start..end];
            let argument = source[first..close].split(',').enumerate().filter(|(_, argument)| argument.contains(name));
            return argument.last().is_some_and(|(position, _)| matches!(position, 0 | 1 | 3 | 5));
        }
        from = close;
    }
    false
}

/// Whether a name stands in the brackets of `instance('..')/root/item[..]`, where `..` would mean the item's.
fn in_instance_predicate(source: &str, (start, end): (usize, usize)) -> bool {
    if !source.contains("instance(") {
        return false;
    }
    let mut from = 0;
    while let Some(open) = source[from..].find('[').map(|at| at + from) {
        let Some(close) = source[open + 1..].find(']').map(|at| at + open + 1) else { return false };
        if start >= open && end <= close + 1 {
            return true;
        }
        from = close + 1;
    }
    false
}

/// Whether an expression is nothing but a way to one node, by name or by path.
pub fn is_path(source: &str) -> bool {
    let source = source.trim();
    let named = source.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-.#:".contains(c));
    match named {
        Some(name) => plain(name.trim()),
        None => source.contains('/') && source.split('/').all(|step| step.is_empty() || plain(step)),
    }
}
