//! Writing XML piece by piece, without a tree of it in memory: a form with 100,000 choices is as cheap as a small one.
//!
//! Elements stand on lines of their own, but for those that hold text: a blank more would change the text.

use std::fmt::{self, Write};

/// Writes elements one after the other.
#[derive(Debug)]
pub struct XmlWriter<'w, W: Write> {
    out: &'w mut W,
    open: Vec<String>,
    /// From which depth on nothing is added between elements.
    inline_from: Option<usize>,
    /// Names of the attributes of the element that was begun last, each with a blank behind it.
    attributes: String,
    tag: Tag,
    last: Last,
}

/// Whether the innermost start tag can still take attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Open,
    Closed,
}

/// What was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    Other,
}

impl<'w, W: Write> XmlWriter<'w, W> {
    /// A document with nothing in it yet but its first line.
    ///
    /// # Errors
    /// Whatever the writer below says.
    pub fn new(out: &'w mut W) -> Result<Self, fmt::Error> {
        out.write_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        Ok(Self {
            out,
            open: Vec::new(),
            inline_from: None,
            attributes: String::new(),
            tag: Tag::Closed,
            last: Last::Other,
        })
    }

    /// A document on one line, without the line before it.
    pub fn bare(out: &'w mut W) -> Self {
        Self {
            out,
            open: Vec::new(),
            inline_from: Some(0),
            attributes: String::new(),
            tag: Tag::Closed,
            last: Last::Other,
        }
    }

    /// Begins an element, on a line of its own.
    pub fn open(&mut self, name: &str) -> fmt::Result {
        self.end_tag()?;
        if self.inline_from.is_none() {
            self.new_line(self.open.len())?;
        }
        self.open.push(name.to_owned());
        self.attributes.clear();
        self.tag = Tag::Open;
        self.last = Last::Start;
        write!(self.out, "<{name}")
    }

    /// Begins an element that holds text: nothing is added inside it.
    pub fn open_text(&mut self, name: &str) -> fmt::Result {
        self.open(name)?;
        self.inline_from = self.inline_from.or(Some(self.open.len()));
        Ok(())
    }

    /// An attribute of the element that was begun last. One that it has already is left out: no reader takes a file in
    /// which an attribute stands twice.
    pub fn attribute(&mut self, name: &str, value: &str) -> fmt::Result {
        if self.attributes.split(' ').any(|known| known == name) {
            return Ok(());
        }
        self.attributes.push_str(name);
        self.attributes.push(' ');
        write!(self.out, " {name}=\"")?;
        escape(self.out, value, Place::Attribute)?;
        self.out.write_char('"')
    }

    /// The attribute, when there is something to say.
    pub fn attribute_if(&mut self, name: &str, value: &str) -> fmt::Result {
        if value.is_empty() { Ok(()) } else { self.attribute(name, value) }
    }

    /// Text inside the innermost element.
    pub fn text(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        self.end_tag()?;
        self.last = Last::Other;
        escape(self.out, text, Place::Text)
    }

    /// Ends the innermost element.
    pub fn close(&mut self) -> fmt::Result {
        let Some(name) = self.open.pop() else { return Ok(()) };
        let inline = self.inline_from.is_some();
        if self.inline_from.is_some_and(|depth| self.open.len() < depth && depth > 0) {
            self.inline_from = None;
        }
        if self.tag == Tag::Open {
            self.tag = Tag::Closed;
            self.last = Last::Other;
            return self.out.write_str("/>");
        }
        if !inline && self.last == Last::Other {
            self.new_line(self.open.len())?;
        }
        self.last = Last::Other;
        write!(self.out, "</{name}>")
    }

    /// Begins an element inside text.
    pub fn text_element(&mut self, name: &str) -> fmt::Result {
        self.inline_from = self.inline_from.or(Some(self.open.len()));
        self.open(name)
    }

    /// An element with nothing in it but text.
    pub fn leaf(&mut self, name: &str, text: &str) -> fmt::Result {
        self.open_text(name)?;
        self.text(text)?;
        self.close()
    }

    fn end_tag(&mut self) -> fmt::Result {
        if self.tag == Tag::Open {
            self.tag = Tag::Closed;
            self.out.write_char('>')?;
        }
        Ok(())
    }

    fn new_line(&mut self, depth: usize) -> fmt::Result {
        self.out.write_char('\n')?;
        (0..depth).try_for_each(|_| self.out.write_str("  "))
    }
}

/// Where a text stands: blanks other than spaces would be lost in an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Letters that XML has a meaning for, as entities; those that it cannot hold at all are left out.
fn escape(out: &mut impl Write, text: &str, place: Place) -> fmt::Result {
    let mut from = 0;
    for (at, letter) in text.char_indices() {
        let entity = match letter {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' if place == Place::Attribute => "&quot;",
            '\n' if place == Place::Attribute => "&#10;",
            '\t' if place == Place::Attribute => "&#9;",
            '\r' => "&#13;",
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "",
            _ => continue,
        };
        out.write_str(&text[from..at])?;
        out.write_str(entity)?;
        from = at + letter.len_utf8();
    }
    out.write_str(&text[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_its_blanks_and_structure_gets_lines() -> fmt::Result {
        let mut out = String::new();
        let mut xml = XmlWriter::new(&mut out)?;
        xml.open("a")?;
        xml.attribute("b", "1 < \"2\"\n&\u{1}")?;
        xml.open("c")?;
        xml.close()?;
        xml.open_text("label")?;
        xml.text(" x & ")?;
        xml.open("output")?;
        xml.attribute("value", "/data/x")?;
        xml.close()?;
        xml.text("\"y\"")?;
        xml.close()?;
        xml.open("d")?;
        xml.leaf("e", "")?;
        xml.close()?;
        xml.close()?;
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"1 &lt; &quot;2&quot;&#10;&amp;\">\n  <c/>",
            "\n  <label> x &amp; <output value=\"/data/x\"/>\"y\"</label>\n  <d>\n    <e/>\n  </d>\n</a>",
        );
        assert_eq!(out, expected);
        Ok(())
    }

    #[test]
    fn a_bare_document_is_one_line() -> fmt::Result {
        let mut out = String::new();
        let mut xml = XmlWriter::bare(&mut out);
        xml.open("a")?;
        xml.leaf("b", "1")?;
        xml.leaf("c", "")?;
        xml.close()?;
        assert_eq!(out, "<a><b>1</b><c/></a>");
        Ok(())
    }
}
