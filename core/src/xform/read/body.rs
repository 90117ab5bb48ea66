//! The body of an XForm: which control asks for which node, and in which order.
//!
//! A node may be asked for out of its place in the instance; when it is first asked for decides. What a control means
//! for its question is said elsewhere (`question`); here nothing of it is looked into but where it leads.

use std::collections::HashMap;

use super::{actions::Actions, issue::Issue, model::Binds, nodes::Tree};
use crate::xform::xml::Element;

/// Everything that the body says, by node.
#[derive(Default)]
pub struct Body<'x> {
    /// Controls that ask for a value.
    pub controls: HashMap<usize, &'x Element>,
    /// Groups, and the groups around repeats.
    pub groups: HashMap<usize, &'x Element>,
    /// Repeats.
    pub repeats: HashMap<usize, &'x Element>,
    /// When each node is first asked for.
    pub asked: HashMap<usize, usize>,
}

/// Goes through the body.
pub struct Walk<'x, 'i> {
    /// What was found.
    pub body: Body<'x>,
    /// Actions inside controls and repeats.
    pub actions: &'i mut Actions,
    /// The nodes.
    pub tree: &'i Tree,
    /// Their binds.
    pub binds: &'i Binds<'x>,
    /// What is wrong.
    pub issues: &'i mut Vec<Issue>,
}

impl<'x> Walk<'x, '_> {
    /// Takes all controls inside an element that stands for a node.
    pub fn inside(&mut self, element: &'x Element, context: usize) {
        for child in element.elements() {
            match &*child.name {
                "group" => self.group(child, context),
                "repeat" => self.repeat(element, child, context),
                "input" | "secret" | "textarea" | "select" | "select1" | "rank" | "range" | "upload" | "trigger" => {
                    self.control(child, context);
                }
                "setvalue" | "setgeopoint" | "recordaudio" => {
                    self.actions.add(child, None, (self.tree, self.binds), self.issues);
                }
                "label" | "hint" | "help" | "alert" => {}
                name => {
                    let message = format!("the control '{name}' is not known and is not read");
                    let remedy = "Use a control of ODK XForms";
                    self.issues.push(Issue::warning((child.line, child.column), message, remedy));
                }
            }
        }
    }

    /// The node that an element is about.
    fn node(&mut self, element: &Element, context: usize) -> Option<usize> {
        let reference = element.attribute("ref").or_else(|| element.attribute("nodeset"));
        let bind = element.attribute("bind");
        let found = match (reference, bind) {
            (Some(reference), _) => self.tree.find(reference, context),
            (None, Some(id)) => self.binds.node_of(id),
            (None, None) => return None,
        };
        if found.is_none() {
            let about = reference.or(bind).unwrap_or_default();
            let message = format!("the {} leads to no node", element.name);
            let remedy = "Add the node to the main instance, or mend the reference";
            self.issues.push(Issue::error((element.line, element.column), message, remedy).about(about));
        }
        found
    }

    fn ask(&mut self, node: usize) {
        let place = self.body.asked.len();
        let mut node = node;
        // A group is where the first thing in it is.
        loop {
            self.body.asked.entry(node).or_insert(place);
            let parent = self.tree.spots[node].parent;
            if parent == node || self.body.asked.contains_key(&parent) {
                break;
            }
            node = parent;
        }
    }

    fn group(&mut self, group: &'x Element, context: usize) {
        let node = self.node(group, context);
        let holds_repeat = group.child("repeat").is_some();
        match node {
            Some(node) => {
                self.ask(node);
                self.body.groups.entry(node).or_insert(group);
            }
            None if holds_repeat || group.child("label").is_none() => {}
            None => {
                let message = "the group has no node: its questions are read, its label is not";
                let remedy = "Give it a ref to a node around its questions";
                self.issues.push(Issue::warning((group.line, group.column), message, remedy));
            }
        }
        self.inside(group, node.unwrap_or(context));
    }

    fn repeat(&mut self, around: &'x Element, repeat: &'x Element, context: usize) {
        let Some(node) = self.node(repeat, context) else { return };
        self.ask(node);
        self.body.repeats.insert(node, repeat);
        if &*around.name == "group" {
            self.body.groups.entry(node).or_insert(around);
        }
        self.inside(repeat, node);
    }

    fn control(&mut self, control: &'x Element, context: usize) {
        let Some(node) = self.node(control, context) else { return };
        self.ask(node);
        if self.body.controls.insert(node, control).is_some() {
            let message = "the node is asked for twice; the last control counts";
            let remedy = "Give each control a node of its own";
            let issue = Issue::warning((control.line, control.column), message, remedy);
            self.issues.push(issue.about(self.tree.path(node)));
        }
        if &*control.name == "input" && control.attribute("query").is_some() {
            let message = "the list of choices that query asks for is not read: the answer is typed";
            let remedy = "Use a select1 with an itemset over the same instance";
            let issue = Issue::warning((control.line, control.column), message, remedy);
            self.issues.push(issue.about(self.tree.path(node)));
        }
        for child in control.elements() {
            if matches!(&*child.name, "setvalue" | "setgeopoint" | "recordaudio") {
                self.actions.add(child, Some(node), (self.tree, self.binds), self.issues);
            }
        }
    }
}
