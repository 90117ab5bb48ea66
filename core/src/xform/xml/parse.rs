//! From a file's bytes to a tree, within limits.
//!
//! The file may come from a stranger: no entity is defined by it, nothing is fetched, and whatever can be deep, long or
//! many has a number past which reading stops with a line and a column. Knows XML, and no XForms.

use std::{collections::HashSet, rc::Rc};

use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{PrefixDeclaration, ResolveResult},
};
use thiserror::Error;

use super::{
    decode::decode,
    tree::{Attribute, Content, Document, Element, SPACES, Space},
};
use crate::xform::limits::{
    ATTRIBUTES_MAX, DEPTH_MAX, ELEMENTS_MAX, FILE_BYTES_MAX, NAME_BYTES_MAX, NAMESPACES_MAX, TEXT_BYTES_MAX,
};

/// Why a file is no XML that is read, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct XmlError {
    /// Line, from 1; 0 when it is about the whole file.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub fault: XmlFault,
}

/// What is wrong with a file as XML.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum XmlFault {
    /// Letters in no known writing.
    #[error("the letters of the file cannot be read")]
    Letters,
    /// Not well-formed.
    #[error("this is not well-formed XML: {0}")]
    Malformed(String),
    /// Nothing in it.
    #[error("there is no element in the file")]
    Empty,
    /// An entity that XML itself does not have.
    #[error("the entity &{0}; is not known")]
    Entity(String),
    /// A limit.
    #[error("more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
}

/// The element that a file holds.
///
/// # Errors
/// The first fault, and where it stands.
pub fn parse(bytes: &[u8]) -> Result<Document, XmlError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(whole(XmlFault::TooMany { what: "bytes in the file", limit: FILE_BYTES_MAX }));
    }
    let text = decode(bytes).ok_or_else(|| whole(XmlFault::Letters))?;
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().check_comments = false;
    let mut parser = Parser {
        text: &text,
        line: 1,
        column: 1,
        counted_to: 0,
        names: HashSet::new(),
        open: Vec::new(),
        elements: 0,
        namespaces: Vec::new(),
        namespaces_left_out: 0,
    };
    loop {
        let before = position(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            let at = position(reader.error_position());
            parser.fault(at, XmlFault::Malformed(error.to_string()))
        })?;
        if let Some(root) = parser.event(&reader, event, before)? {
            let (namespaces, namespaces_left_out) = (parser.namespaces, parser.namespaces_left_out);
            return Ok(Document { root, namespaces, namespaces_left_out });
        }
    }
}

fn whole(fault: XmlFault) -> XmlError {
    XmlError { line: 0, column: 0, fault }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

struct Parser<'t> {
    text: &'t str,
    /// Line and column of the byte `counted_to`.
    line: u32,
    column: u32,
    counted_to: usize,
    names: HashSet<Rc<str>>,
    open: Vec<Element>,
    elements: usize,
    namespaces: Vec<(String, String)>,
    namespaces_left_out: usize,
}

impl Parser<'_> {
    /// Takes one event; gives the root when it is closed.
    fn event(&mut self, reader: &NsReader<&[u8]>, event: Event<'_>, at: usize) -> Result<Option<Element>, XmlError> {
        match event {
            Event::Start(start) => {
                let element = self.element(reader, &start, at)?;
                self.open.push(element);
                if self.open.len() > DEPTH_MAX {
                    return Err(self.too_many(at, "elements inside one another", DEPTH_MAX));
                }
            }
            Event::Empty(start) => {
                let element = self.element(reader, &start, at)?;
                return Ok(self.close(element));
            }
            Event::End(_) => {
                if let Some(element) = self.open.pop() {
                    return Ok(self.close(element));
                }
            }
            Event::Text(text) => self.words(&text.xml10_content(), at)?,
            Event::CData(text) => self.words(&text.xml10_content(), at)?,
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref();
                let letter = letter.map_err(|error| self.fault(at, XmlFault::Malformed(error.to_string())))?;
                let name = reference.into_inner();
                let known = letter.map(String::from).or_else(|| predefined(&name).map(str::to_owned));
                let Some(words) = known else { return Err(self.fault(at, XmlFault::Entity(name.into_owned()))) };
                self.words(&words, at)?;
            }
            Event::Eof if self.open.is_empty() => return Err(whole(XmlFault::Empty)),
            Event::Eof => {
                return Err(self.fault(at, XmlFault::Malformed("the file ends inside an element".to_owned())));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(None)
    }

    fn close(&mut self, element: Element) -> Option<Element> {
        match self.open.last_mut() {
            Some(around) => {
                around.content.push(Content::Element(element));
                None
            }
            None => Some(element),
        }
    }

    fn words(&mut self, words: &str, at: usize) -> Result<(), XmlError> {
        let Some(element) = self.open.last_mut() else { return Ok(()) };
        match element.content.last_mut() {
            Some(Content::Text(before)) => before.push_str(words),
            _ if words.is_empty() => {}
            _ => element.content.push(Content::Text(words.to_owned())),
        }
        let too_long = matches!(element.content.last(), Some(Content::Text(text)) if text.len() > TEXT_BYTES_MAX);
        if too_long { Err(self.too_many(at, "bytes in one text", TEXT_BYTES_MAX)) } else { Ok(()) }
    }

    fn element(&mut self, reader: &NsReader<&[u8]>, start: &BytesStart<'_>, at: usize) -> Result<Element, XmlError> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(self.too_many(at, "elements", ELEMENTS_MAX));
        }
        let (line, column) = self.place(at);
        let (resolved, local) = reader.resolver().resolve_element(start.name());
        let prefix = start.name().prefix().map_or_else(String::new, |prefix| prefix.into_inner().to_owned());
        let space = vocabulary(&resolved, &prefix);
        let mut element = Element {
            space,
            name: self.name(local.into_inner()),
            attributes: Vec::new(),
            content: Vec::new(),
            line,
            column,
        };
        if start.name().as_ref().len() > NAME_BYTES_MAX {
            return Err(self.too_many(at, "bytes in one name", NAME_BYTES_MAX));
        }
        for (count, attribute) in start.attributes().enumerate() {
            if count >= ATTRIBUTES_MAX {
                return Err(self.too_many(at, "attributes of one element", ATTRIBUTES_MAX));
            }
            let attribute = attribute.map_err(|error| self.fault(at, XmlFault::Malformed(error.to_string())))?;
            if let Some(declared) = attribute.key.as_namespace_binding() {
                self.declare(&declared, &attribute.value);
                continue;
            }
            if attribute.key.as_ref().len() > NAME_BYTES_MAX {
                return Err(self.too_many(at, "bytes in one name", NAME_BYTES_MAX));
            }
            if attribute.value.len() > TEXT_BYTES_MAX {
                return Err(self.too_many(at, "bytes in one attribute", TEXT_BYTES_MAX));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| self.fault(at, XmlFault::Malformed(error.to_string())))?.into_owned();
            let (resolved, local) = reader.resolver().resolve_attribute(attribute.key);
            let prefix = attribute.key.prefix().map_or_else(String::new, |prefix| prefix.into_inner().to_owned());
            let space = if prefix.is_empty() { Space::None } else { vocabulary(&resolved, &prefix) };
            let name = self.name(local.into_inner());
            element.attributes.push(Attribute { space, name, value });
        }
        Ok(element)
    }

    /// Keeps a vocabulary that is not known: the form goes out with it again.
    fn declare(&mut self, declared: &PrefixDeclaration<'_>, address: &str) {
        let prefix = match declared {
            PrefixDeclaration::Default => "",
            PrefixDeclaration::Named(prefix) => prefix,
        };
        let known = SPACES.iter().any(|(_, _, known)| *known == address) || address.ends_with("/XMLSchema");
        if known || self.namespaces.iter().any(|(old, _)| old == prefix) {
            return;
        }
        if self.namespaces.len() < NAMESPACES_MAX {
            self.namespaces.push((prefix.to_owned(), address.to_owned()));
        } else {
            self.namespaces_left_out += 1;
        }
    }

    /// One copy of each name: a form has few names and many elements.
    fn name(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let name: Rc<str> = name.into();
        self.names.insert(name.clone());
        name
    }

    /// Line and column of a byte; asked for in rising order, so that the file is gone through once.
    fn place(&mut self, at: usize) -> (u32, u32) {
        let between = self.text.as_bytes().get(self.counted_to..at.min(self.text.len())).unwrap_or_default();
        for byte in between {
            if *byte == b'\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else if (byte & 0xC0) != 0x80 {
                self.column += 1;
            }
        }
        self.counted_to += between.len();
        (self.line, self.column)
    }

    fn fault(&mut self, at: usize, fault: XmlFault) -> XmlError {
        let (line, column) = self.place(at);
        XmlError { line, column, fault }
    }

    fn too_many(&mut self, at: usize, what: &'static str, limit: usize) -> XmlError {
        self.fault(at, XmlFault::TooMany { what, limit })
    }
}

fn vocabulary(resolved: &ResolveResult<'_>, prefix: &str) -> Space {
    match resolved {
        ResolveResult::Bound(namespace) => Space::of(namespace.as_ref(), prefix),
        ResolveResult::Unbound => Space::None,
        // A prefix that is declared nowhere: the usual ones mean what they usually do.
        ResolveResult::Unknown(_) => {
            let usual = SPACES.iter().find(|(_, usual, _)| *usual == prefix);
            usual.map_or_else(|| Space::Other(prefix.into()), |(space, _, _)| space.clone())
        }
    }
}

fn predefined(name: &str) -> Option<&'static str> {
    quick_xml::escape::resolve_predefined_entity(name)
}
