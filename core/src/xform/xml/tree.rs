//! What a file holds: elements with attributes and text, and where each element stands.
//!
//! Names are without prefixes, and a prefix is the vocabulary that it stands for, so that nobody has to know how a file
//! calls them. Knows the vocabularies of XForms by name, and nothing of their elements.

use std::rc::Rc;

/// A whole file.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its one outermost element.
    pub root: Element,
    /// Prefix and address of vocabularies that are not known here, in the order in which they are declared.
    pub namespaces: Vec<(String, String)>,
    /// How many more were declared than are kept.
    pub namespaces_left_out: usize,
}

/// One element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Which vocabulary its name belongs to.
    pub space: Space,
    /// Its name without the prefix.
    pub name: Rc<str>,
    /// In the order written, declarations of namespaces left out.
    pub attributes: Vec<Attribute>,
    /// Elements and text, in order.
    pub content: Vec<Content>,
    /// Line in the file, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Which vocabulary its name belongs to; [`Space::None`] without a prefix.
    pub space: Space,
    /// Its name without the prefix.
    pub name: Rc<str>,
    /// Its value, entities resolved.
    pub value: String,
}

/// A part of an element.
#[derive(Debug, Clone)]
pub enum Content {
    /// An element.
    Element(Element),
    /// Text, entities resolved.
    Text(String),
}

/// The vocabularies that XForms mix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Space {
    /// No namespace.
    None,
    /// `http://www.w3.org/2002/xforms`
    XForms,
    /// `http://www.w3.org/1999/xhtml`
    Html,
    /// `http://www.w3.org/2001/xml-events`
    Events,
    /// `http://openrosa.org/javarosa`
    JavaRosa,
    /// `http://openrosa.org/xforms`
    OpenRosa,
    /// `http://www.opendatakit.org/xforms`
    Odk,
    /// `http://www.opendatakit.org/xforms/entities`
    Entities,
    /// Another, with the prefix that the file gives it.
    Other(Rc<str>),
}

/// Prefix and address of the known vocabularies, in the order in which they are declared.
pub const SPACES: [(Space, &str, &str); 7] = [
    (Space::XForms, "", "http://www.w3.org/2002/xforms"),
    (Space::Html, "h", "http://www.w3.org/1999/xhtml"),
    (Space::Events, "ev", "http://www.w3.org/2001/xml-events"),
    (Space::JavaRosa, "jr", "http://openrosa.org/javarosa"),
    (Space::OpenRosa, "orx", "http://openrosa.org/xforms"),
    (Space::Odk, "odk", "http://www.opendatakit.org/xforms"),
    (Space::Entities, "entities", "http://www.opendatakit.org/xforms/entities"),
];

impl Space {
    /// The vocabulary of an address; one that is not known is called by the file's prefix.
    pub fn of(address: &str, prefix: &str) -> Self {
        let address = address.trim();
        let known = SPACES.iter().find(|(_, _, known)| *known == address);
        match known {
            Some((space, _, _)) => space.clone(),
            // Collect's older submissions and some hand-written forms have it without its last step.
            None if address == "http://openrosa.org/xforms/" => Self::OpenRosa,
            None => Self::Other(prefix.into()),
        }
    }

    /// The prefix that a name of it is written with: `jr:`; empty for XForms itself.
    pub fn prefix(&self) -> &str {
        match self {
            Self::None => "",
            Self::Other(prefix) => prefix,
            known => SPACES.iter().find(|(space, _, _)| space == known).map_or("", |(_, prefix, _)| prefix),
        }
    }
}

impl Attribute {
    /// Its name as this crate writes it, with the usual prefix.
    pub fn qualified(&self) -> String {
        let prefix = self.space.prefix();
        if prefix.is_empty() { self.name.to_string() } else { format!("{prefix}:{}", self.name) }
    }
}

impl Element {
    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// The first element of this name directly inside.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| &*element.name == name)
    }

    /// An attribute without a namespace; the value with its blanks at both ends taken off.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(&Space::None, name)
    }

    /// An attribute of a vocabulary.
    pub fn attribute_in(&self, space: &Space, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.space == *space && &*attribute.name == name);
        found.map(|attribute| attribute.value.trim())
    }

    /// All text directly inside, blanks at both ends taken off.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for content in &self.content {
            if let Content::Text(words) = content {
                text.push_str(words);
            }
        }
        let trimmed = text.trim();
        if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
    }
}
