//! The model of an XForm: its main instance, other instances and binds, found and put to their nodes.
//!
//! A bind that leads nowhere is told and left out; what the attributes of a bind mean is not known here.

use std::collections::HashMap;

use super::{issue::Issue, nodes::Tree};
use crate::xform::xml::Element;

/// The elements of a file that the form is made of.
pub struct Parts<'x> {
    /// The title.
    pub title: String,
    /// `model`.
    pub model: &'x Element,
    /// `body`, when there is one.
    pub body: Option<&'x Element>,
    /// The root of the main instance.
    pub main: &'x Element,
}

impl<'x> Parts<'x> {
    /// Finds them; prefixes do not matter, and a model alone will do.
    pub fn of(file: &'x Element) -> Result<Self, Issue> {
        let head = file.child("head");
        let model = if &*file.name == "model" { Some(file) } else { head.unwrap_or(file).child("model") };
        let place = (file.line, file.column);
        let Some(model) = model else {
            let message = "the file holds XML but no XForm: there is no model in it";
            return Err(Issue::error(place, message, "Give an XForm, with h:head, model and h:body"));
        };
        let mut instances = model.elements().filter(|element| &*element.name == "instance");
        let main = instances.find(|instance| instance.attribute("src").is_none());
        let Some(main) = main.and_then(|main| main.elements().next()) else {
            let message = "the model has no main instance";
            let remedy = "Add an instance with one element for each question";
            return Err(Issue::error((model.line, model.column), message, remedy));
        };
        let title = head.and_then(|head| head.child("title")).map(Element::text).unwrap_or_default();
        Ok(Self { title, model, body: file.child("body"), main })
    }

    /// Instances other than the main one, by id.
    pub fn secondary(&self) -> Vec<(&'x str, &'x Element)> {
        let instances = self.model.elements().filter(|element| &*element.name == "instance");
        let others =
            instances.filter(|instance| instance.elements().next().is_none_or(|root| !std::ptr::eq(root, self.main)));
        others.filter_map(|instance| Some((instance.attribute("id")?, instance))).collect()
    }
}

/// Binds by node, and what stands beside them.
#[derive(Default)]
pub struct Binds<'x> {
    by_node: HashMap<usize, &'x Element>,
    /// Nodes by the id of their bind.
    by_id: HashMap<&'x str, usize>,
    /// Binds of attributes: `(node, attribute)`.
    of_attributes: HashMap<(usize, String), &'x Element>,
}

impl<'x> Binds<'x> {
    /// All binds of a model.
    pub fn of(model: &'x Element, tree: &Tree, issues: &mut Vec<Issue>) -> Self {
        let mut binds = Self::default();
        for bind in model.elements().filter(|element| &*element.name == "bind") {
            let place = (bind.line, bind.column);
            let Some(nodeset) = bind.attribute("nodeset").or_else(|| bind.attribute("ref")) else {
                issues.push(Issue::warning(place, "the bind names no node and is not read", "Give it a nodeset"));
                continue;
            };
            let (path, attribute) = nodeset.split_once("/@").map_or((nodeset, None), |(path, name)| (path, Some(name)));
            let Some(node) = tree.find(path, 0) else {
                let remedy = "Add the node to the main instance, or mend the nodeset";
                issues.push(Issue::warning(place, "the bind leads to no node and is not read", remedy).about(nodeset));
                continue;
            };
            if let Some(name) = attribute {
                binds.of_attributes.insert((node, name.to_owned()), bind);
                continue;
            }
            if let Some(id) = bind.attribute("id") {
                binds.by_id.insert(id, node);
            }
            if binds.by_node.insert(node, bind).is_some() {
                let message = "the node has two binds; the last one counts";
                issues.push(Issue::warning(place, message, "Put them together").about(nodeset));
            }
        }
        binds
    }

    /// The bind of a node.
    pub fn get(&self, node: usize) -> Option<&'x Element> {
        self.by_node.get(&node).copied()
    }

    /// The node whose bind has this id.
    pub fn node_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The bind of a node's attribute.
    pub fn attribute(&self, node: usize, name: &str) -> Option<&'x Element> {
        self.of_attributes.get(&(node, name.to_owned())).copied()
    }
}
