//! A compiled form as the XForm that ODK Collect reads, the way ODK's own converter writes it.
//!
//! The order of things is that of the converter: translations, the main instance, other instances, binds with their
//! actions, then the controls. It is written piece by piece, so that a list of 100,000 choices costs no memory. What
//! Fieldward alone knows about a form (sensitivity, need, the study's columns) has no place in an XForm and is left
//! out.

mod action;
mod bind;
mod body;
mod control;
mod entity;
mod instance;
mod itemset;
mod itext;
mod model;
mod paths;
mod question;
mod reference;
mod wording;

use std::{
    collections::HashMap,
    fmt::{self, Write},
};

pub use self::{entity::places as entity_places, paths::root_name, reference::is_path};

use self::paths::Paths;
use super::xml::XmlWriter;
use crate::form::{Form, NodeIndex};

/// A form as XForm XML.
#[must_use]
pub fn write(form: &Form) -> String {
    let mut out = String::new();
    write_to(form, &mut out).expect("a String takes whatever is written to it");
    out
}

/// The same, to whatever takes text.
///
/// # Errors
/// What the taker says; the writing itself cannot fail.
pub fn write_to(form: &Form, out: &mut impl Write) -> fmt::Result {
    let xml = XmlWriter::new(out)?;
    let mut writer =
        Writer { form, paths: Paths::of(form), places: entity::places(form), triggered: action::triggered(form), xml };
    writer.html()
}

/// A form on its way out.
struct Writer<'f, 'w, W: Write> {
    form: &'f Form,
    paths: Paths<'f>,
    /// The group, repeat or root that holds each entity.
    places: Vec<NodeIndex>,
    /// Which questions a change of each one sets.
    triggered: HashMap<NodeIndex, Vec<NodeIndex>>,
    xml: XmlWriter<'w, W>,
}

impl<W: Write> Writer<'_, '_, W> {
    fn html(&mut self) -> fmt::Result {
        self.xml.open("h:html")?;
        self.namespaces()?;
        self.xml.open("h:head")?;
        let title = self.form.title.plain(self.form.default_language, 0);
        self.xml.leaf("h:title", if title.is_empty() { &self.form.id.0 } else { &title })?;
        self.model()?;
        self.xml.close()?;
        self.body()?;
        self.xml.close()
    }

    fn namespaces(&mut self) -> fmt::Result {
        let has_entities = !self.form.entities.is_empty();
        for (space, prefix, address) in super::xml::SPACES {
            if space == super::xml::Space::Entities && !has_entities {
                continue;
            }
            let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.xml.attribute(&name, address)?;
        }
        self.xml.attribute("xmlns:xsd", "http://www.w3.org/2001/XMLSchema")?;
        for (prefix, address) in &self.form.settings.namespaces {
            let known = super::xml::SPACES.iter().any(|(_, known, _)| known == prefix) || prefix == "xsd";
            if !known {
                self.xml.attribute(&format!("xmlns:{prefix}"), address)?;
            }
        }
        Ok(())
    }
}
