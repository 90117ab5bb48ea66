//! Names, and the places where an author refers to one: `${age}`, `${last-saved#age}`.
//!
//! A name becomes the name of an XML element, so it is an NCName. Knows letters only; whether a name is one of the
//! form's is for whoever asked.

/// Whether a text can name a question: it begins with a letter or `_` and holds letters, digits, `_`, `-` and `.`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// How many bytes of a text's beginning are a name; 0 when none.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(begins_name) {
        return 0;
    }
    text.find(|c| !begins_name(c) && !continues_name(c)).unwrap_or(text.len())
}

fn begins_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// One `${...}` of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'t> {
    /// To a question, group or repeat.
    Name(&'t str),
    /// To what the last interview on this device answered.
    LastSaved(&'t str),
    /// Not ended, or with something between the braces that is no name; as written.
    Broken(&'t str),
}

impl<'t> Reference<'t> {
    /// The name that is referred to.
    #[must_use]
    pub fn name(self) -> Option<&'t str> {
        match self {
            Self::Name(name) | Self::LastSaved(name) => Some(name),
            Self::Broken(_) => None,
        }
    }
}

/// Every reference of a text, in order. `${}` with nothing inside is plain text.
pub fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find("${")?;
            let from = &rest[start..];
            let Some(end) = from.find('}') else {
                rest = "";
                return Some(Reference::Broken(from));
            };
            let (whole, inside) = (&from[..=end], &from[2..end]);
            rest = &from[end + 1..];
            if !inside.is_empty() {
                return Some(of(whole, inside));
            }
        }
    })
}

fn of<'t>(whole: &'t str, inside: &'t str) -> Reference<'t> {
    match inside.strip_prefix("last-saved#") {
        Some(name) if is_name(name) => Reference::LastSaved(name),
        None if is_name(inside) => Reference::Name(inside),
        _ => Reference::Broken(whole),
    }
}

/// The name, when a text is one reference and nothing else.
#[must_use]
pub fn only_reference(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("${")?.strip_suffix('}')?;
    is_name(inside.strip_prefix("last-saved#").unwrap_or(inside)).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_of_elements() {
        for (text, expected) in [
            ("age", true),
            ("_1", true),
            ("École", true),
            ("名前", true),
            ("a-b.c", true),
            ("", false),
            ("1st", false),
            ("-a", false),
            ("two words", false),
            ("a:b", false),
            ("a?", false),
        ] {
            assert_eq!(is_name(text), expected, "{text}");
        }
    }

    #[test]
    fn references_are_found() {
        use Reference::{Broken, LastSaved, Name};
        let check = |text: &str, expected: &[Reference<'_>]| {
            assert_eq!(references(text).collect::<Vec<_>>(), expected, "{text}");
        };
        check("${a} + ${last-saved#b}", &[Name("a"), LastSaved("b")]);
        check("costs 5$ {a} ${}", &[]);
        check("${ a }", &[Broken("${ a }")]);
        check("${a${b}", &[Broken("${a${b}")]);
        check("x ${a", &[Broken("${a")]);
        assert_eq!(only_reference("${a}"), Some("a"));
        assert_eq!(only_reference("${a} "), None);
    }
}
