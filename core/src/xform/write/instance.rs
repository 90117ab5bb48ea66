//! The main instance: a node for each value, with its default, and a template for each repeat.
//!
//! Only a default that is a value stands in writing; one that is worked out is an action. Repetitions that the form
//! begins with have their own values.

use std::fmt::{self, Write};

use super::{Writer, question, reference::is_path};
use crate::{
    expr::At,
    form::{Element, InstanceId, Node, NodeIndex, NodeKind},
};

/// Which copies of a repeat are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copies {
    /// The template, and the first repetition.
    Both,
    /// The first repetition alone: a template stands elsewhere.
    First,
    /// The template alone: this is a template itself.
    Template,
}

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn main_instance(&mut self) -> fmt::Result {
        self.xml.open("instance")?;
        self.xml.open(self.paths.root())?;
        let form = self.form;
        for (name, value) in &form.settings.attributes {
            if !matches!(name.as_str(), "id" | "version" | "xmlns") {
                self.xml.attribute(name, value)?;
            }
        }
        self.xml.attribute("id", &form.id.0)?;
        self.xml.attribute_if("xmlns", &form.settings.instance_namespace)?;
        self.xml.attribute_if("version", &form.version.0)?;
        self.xml.attribute_if("odk:prefix", form.settings.client("prefix"))?;
        self.xml.attribute_if("odk:delimiter", form.settings.client("delimiter"))?;
        self.children(NodeIndex(0), Copies::Both, At::default())?;
        self.root_meta()?;
        self.xml.close()?;
        self.xml.close()
    }

    fn children(&mut self, parent: NodeIndex, copies: Copies, at: At) -> fmt::Result {
        let form = self.form;
        for child in form.children(parent).filter(|child| !form.is_made(*child)) {
            let node = form.node(child);
            if let NodeKind::Repeat { count, .. } = &node.kind {
                if count.as_ref().is_some_and(|count| !is_path(&count.source)) {
                    self.xml.leaf(&format!("{}_count", node.name), "")?;
                }
                self.repeat(child, copies, at)?;
            } else {
                // A group inside a template writes its repeats as if it stood elsewhere.
                let inside = if copies == Copies::Template { Copies::Both } else { copies };
                self.element(child, inside, at)?;
            }
        }
        if parent.0 != 0 { self.inner_meta(parent) } else { Ok(()) }
    }

    /// The template of a repeat, and the repetitions that the form begins with.
    fn repeat(&mut self, repeat: NodeIndex, copies: Copies, around: At) -> fmt::Result {
        if copies != Copies::First {
            self.xml.open(&self.form.node(repeat).name)?;
            self.xml.attribute("jr:template", "")?;
            self.children(repeat, Copies::Template, around)?;
            self.xml.close()?;
        }
        if copies == Copies::Template {
            return Ok(());
        }
        let form = self.form;
        let first = match form.node(repeat).kind {
            NodeKind::Repeat { initial, .. } => initial.max(1),
            _ => 1,
        };
        let many = first.max(form.written.repetitions(form, repeat, around));
        (0..many).try_for_each(|position| self.element(repeat, Copies::First, around.then(position)))
    }

    fn element(&mut self, index: NodeIndex, copies: Copies, at: At) -> fmt::Result {
        let node = self.form.node(index);
        if matches!(node.kind, NodeKind::Question(_)) {
            self.xml.open_text(&node.name)?;
        } else {
            self.xml.open(&node.name)?;
        }
        self.own_attributes(index, Element::Instance)?;
        let written = self.form.written.get(index, at).filter(|_| self.form.layout.depth(index) == at.depth());
        match written {
            Some(written) => self.xml.text(written)?,
            None => self.xml.text(&first_value(node))?,
        }
        self.children(index, copies, at)?;
        self.xml.close()
    }

    /// What the form as a whole has besides its questions.
    fn root_meta(&mut self) -> fmt::Result {
        let (settings, entity) = (&self.form.settings, self.entity_of(NodeIndex(0)));
        let has_id = settings.instance_id != InstanceId::Omitted;
        let has_name = self.form.instance_name.is_some();
        if entity.is_none() && settings.audit.is_none() && !has_id && !has_name {
            return Ok(());
        }
        self.xml.open("meta")?;
        if let Some(entity) = entity {
            self.entity_element(entity)?;
        }
        if self.form.settings.audit.is_some() {
            self.xml.leaf("audit", "")?;
        }
        if has_id {
            self.xml.leaf("instanceID", "")?;
        }
        if has_name {
            self.xml.leaf("instanceName", "")?;
        }
        self.xml.close()
    }

    fn inner_meta(&mut self, holder: NodeIndex) -> fmt::Result {
        let Some(entity) = self.entity_of(holder) else { return Ok(()) };
        self.xml.open("meta")?;
        self.entity_element(entity)?;
        self.xml.close()
    }
}

/// The default that stands in the instance: the one that needs no evaluation.
fn first_value(node: &Node) -> String {
    let NodeKind::Question(question) = &node.kind else { return String::new() };
    question::static_default(question).unwrap_or_default()
}
