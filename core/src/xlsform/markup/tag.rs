//! What stands between `<` and `>`: a name and its attributes.

use super::Piece;

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'m> {
    /// Its name without prefix.
    pub name: &'m [u8],
    /// Whether nothing is in it and it has no end of its own.
    pub is_empty: bool,
    attributes: &'m [u8],
}

/// The piece that a tag is.
pub(super) fn piece(tag: &[u8]) -> Piece<'_> {
    if let [b'/', name @ ..] = tag {
        return Piece::Close(local(name.trim_ascii()));
    }
    let (tag, is_empty) = tag.strip_suffix(b"/").map_or((tag, false), |tag| (tag, true));
    let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    let (name, attributes) = tag.split_at(end);
    Piece::Open(Tag { name: local(name), is_empty, attributes })
}

/// A name without its prefix.
pub fn local(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b':').map_or(name, |at| &name[at + 1..])
}

impl<'m> Tag<'m> {
    /// The first attribute of this name, whatever its prefix, as it is written.
    pub fn attribute(&self, name: &[u8]) -> Option<&'m [u8]> {
        self.attributes().find(|(known, _)| local(known) == name).map(|(_, value)| value)
    }

    /// Names with their prefixes, and values as they are written. What is no attribute ends them.
    pub fn attributes(&self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> + use<'m> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let name = rest[..equals].trim_ascii();
            let (quote, after) = rest[equals + 1..].trim_ascii_start().split_first()?;
            if !matches!(quote, b'"' | b'\'') {
                return None;
            }
            let end = after.iter().position(|byte| byte == quote)?;
            rest = &after[end + 1..];
            Some((name, &after[..end]))
        })
    }
}
