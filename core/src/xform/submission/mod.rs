//! One filling-in as ODK's clients send it: the submission, in the letters in which JavaRosa writes it.
//!
//! Every relevant node is an element in the order of the form, empty where nothing was answered; what is not relevant
//! is left out, and so is a repetition that is not there. It is for moving a questionnaire's walks between engines and
//! for holding one against the other. Fieldward itself sends sealed records and never this.

mod entity;
mod meta;

use std::fmt::{self, Write};

use super::{
    write::{is_path, root_name},
    xml::{SPACES, Space, XmlWriter},
};
use crate::{
    expr::{At, Evaluation, Expression, NodeIndex},
    form::{Control, DataType, Element, Form, NodeKind, Path},
    instance::{Instance, javarosa},
};

/// What a submission says besides the answers. The ids are made outside: chance comes in.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// The submission's own id: `uuid:...`.
    pub instance_id: String,
    /// Minutes by which the device's clock differs from UTC.
    pub offset_min: i16,
    /// Ids for the entities that are made, in order; empty where there are not enough.
    pub entity_ids: Vec<String>,
}

/// The submission of a filling-in.
#[must_use]
pub fn submission(instance: &Instance, marks: &Marks) -> String {
    let mut out = String::from("<?xml version='1.0' encoding='UTF-8' ?>");
    let xml = XmlWriter::bare(&mut out);
    let mut sender = Sender { form: instance.form(), instance, marks, entities_made: 0, xml };
    sender.root().expect("a String takes whatever is written to it");
    out
}

/// A submission on its way out.
struct Sender<'i, 'w, W: Write> {
    form: &'i Form,
    instance: &'i Instance,
    marks: &'i Marks,
    entities_made: usize,
    xml: XmlWriter<'w, W>,
}

impl<W: Write> Sender<'_, '_, W> {
    fn root(&mut self) -> fmt::Result {
        let form = self.form;
        self.xml.open(root_name(form))?;
        for (name, value) in &form.settings.attributes {
            self.xml.attribute(name, value)?;
        }
        self.xml.attribute("id", &form.id.0)?;
        self.xml.attribute_if("version", &form.version.0)?;
        self.xml.attribute_if("odk:prefix", form.settings.client("prefix"))?;
        self.xml.attribute_if("odk:delimiter", form.settings.client("delimiter"))?;
        self.xml.attribute_if("xmlns", &form.settings.instance_namespace)?;
        for (space, prefix, address) in SPACES.iter().filter(|(_, prefix, _)| !prefix.is_empty()) {
            if *space != Space::Entities || !form.entities.is_empty() {
                self.xml.attribute(&format!("xmlns:{prefix}"), address)?;
            }
        }
        self.xml.attribute("xmlns:xsd", "http://www.w3.org/2001/XMLSchema")?;
        for (prefix, address) in &form.settings.namespaces {
            self.xml.attribute(&format!("xmlns:{prefix}"), address)?;
        }
        self.inside(NodeIndex(0), At::default())?;
        self.xml.close()
    }

    fn inside(&mut self, parent: NodeIndex, at: At) -> fmt::Result {
        let form = self.form;
        for child in form.children(parent).filter(|child| !form.is_made(*child)) {
            if let NodeKind::Repeat { count, .. } = &form.node(child).kind {
                if let Some(count) = count.as_ref().filter(|count| !is_path(&count.source)) {
                    let text = self.calculated(count, child, at);
                    self.xml.leaf(&format!("{}_count", form.node(child).name), &text)?;
                }
                let count = self.instance.repeat_count(&Path::new(child, at.then(0)));
                for position in 0..count {
                    self.node(child, at.then(position))?;
                }
            } else {
                self.node(child, at)?;
            }
        }
        self.meta(parent, at)
    }

    fn node(&mut self, node: NodeIndex, at: At) -> fmt::Result {
        let path = Path::new(node, at);
        if !self.instance.is_relevant(&path) {
            return Ok(());
        }
        let form = self.form;
        self.xml.open(&form.node(node).name)?;
        for attribute in form.node(node).attributes.iter().filter(|attribute| attribute.of == Element::Instance) {
            self.xml.attribute(&attribute.name, &attribute.value)?;
        }
        if let Some(question) = form.question(node) {
            let value = self.instance.value(&path).filter(|_| question.control != Control::Note);
            let text = value.map(|value| javarosa::written(form, node, value, self.marks.offset_min));
            self.xml.text(&text.unwrap_or_default())?;
        } else {
            self.inside(node, at)?;
        }
        self.xml.close()
    }

    /// The value of an expression that has no node of its own, as a calculation of text is stored.
    fn calculated(&self, expression: &Expression, node: NodeIndex, at: At) -> String {
        let item = Evaluation::new(self.instance, node, at).item(expression);
        let value = crate::instance::stored(DataType::Text, &item, self.marks.offset_min);
        value.map_or_else(String::new, |value| javarosa::written(self.form, node, &value, self.marks.offset_min))
    }
}
