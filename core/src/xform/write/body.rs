//! The body: groups, repeats, and the controls inside them.
//!
//! What nobody is asked has no place in it. A control by itself is written by `control`.

use std::fmt::{self, Write};

use super::{Writer, paths::Place, reference::is_path};
use crate::{
    expr::Expression,
    form::{Element, NodeIndex, NodeKind},
};

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn body(&mut self) -> fmt::Result {
        self.xml.open("h:body")?;
        self.xml.attribute_if("class", &self.form.settings.style)?;
        self.controls(NodeIndex(0))?;
        self.xml.close()
    }

    fn controls(&mut self, parent: NodeIndex) -> fmt::Result {
        let form = self.form;
        for child in form.children(parent).filter(|child| !form.is_made(*child)) {
            match &form.node(child).kind {
                NodeKind::Root => {}
                NodeKind::Group => self.group(child)?,
                NodeKind::Repeat { count, .. } => self.repeat_control(child, count.as_ref())?,
                NodeKind::Question(question) => self.control(child, question)?,
            }
        }
        Ok(())
    }

    fn group(&mut self, index: NodeIndex) -> fmt::Result {
        self.xml.open("group")?;
        let path = self.paths.absolute(index).to_owned();
        self.xml.attribute("ref", &path)?;
        self.appearance(index)?;
        self.own_attributes(index, Element::Body)?;
        self.group_label(index)?;
        self.controls(index)?;
        self.xml.close()
    }

    fn repeat_control(&mut self, index: NodeIndex, count: Option<&Expression>) -> fmt::Result {
        let path = self.paths.absolute(index).to_owned();
        self.xml.open("group")?;
        self.xml.attribute("ref", &path)?;
        self.group_label(index)?;
        self.xml.open("repeat")?;
        self.xml.attribute("nodeset", &path)?;
        if let Some(count) = count {
            let reference = self.count_reference(index, count);
            self.xml.attribute("jr:count", &reference)?;
        }
        self.appearance(index)?;
        self.own_attributes(index, Element::Body)?;
        self.controls(index)?;
        self.new_repeat_actions(index)?;
        self.xml.close()?;
        self.xml.close()
    }

    /// Where the number of repetitions stands: a node of its own when it must be calculated.
    fn count_reference(&self, index: NodeIndex, count: &Expression) -> String {
        if is_path(&count.source) {
            return self.paths.xpath(&count.source, Place::at(index));
        }
        let own = self.paths.path(index, Place::at(index), super::paths::Start::Here);
        format!(" {}_count ", own.trim())
    }

    fn group_label(&mut self, index: NodeIndex) -> fmt::Result {
        let node = self.form.node(index);
        if node.label.is_empty() && node.media.is_empty() { Ok(()) } else { self.label(index) }
    }

    pub(super) fn appearance(&mut self, index: NodeIndex) -> fmt::Result {
        self.appearance_of(index, &self.form.node(index).appearance)
    }

    pub(super) fn appearance_of(&mut self, index: NodeIndex, words: &[String]) -> fmt::Result {
        self.xml.attribute_if("appearance", &self.paths.xpath(&words.join(" "), Place::at(index)))
    }

    /// Attributes that the author wrote for this element.
    pub(super) fn own_attributes(&mut self, index: NodeIndex, of: Element) -> fmt::Result {
        let form = self.form;
        for attribute in form.node(index).attributes.iter().filter(|attribute| attribute.of == of) {
            let value = self.paths.xpath(&attribute.value, Place::at(index));
            self.xml.attribute(&attribute.name, &value)?;
        }
        Ok(())
    }
}
