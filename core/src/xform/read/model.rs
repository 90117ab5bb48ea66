//! The model of an XForm: its main instance, other instances, binds and actions, found and put to their nodes.

use std::collections::HashMap;

use super::{issue::Issue, nodes::Tree};
use crate::{expr::EXPRESSION_BYTES_MAX, xform::xml::Element};

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

/// What actions set, by the node that they set.
#[derive(Default)]
pub struct Actions {
    /// Expressions that are evaluated once, when the node begins to be there.
    pub defaults: HashMap<usize, String>,
    /// Texts that are set when the node begins to be there.
    pub texts: HashMap<usize, String>,
    /// The nodes whose change sets the node, and to what.
    pub triggers: HashMap<usize, (Vec<usize>, String)>,
    /// Nodes that are given a place or a sound, with the attributes of the action.
    pub sensed: HashMap<usize, Sensed>,
}

/// What a device senses into a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sensed {
    /// Where the interview begins.
    StartPlace,
    /// Where the device is when another answer changes.
    TriggeredPlace,
    /// A sound, with its quality.
    Sound(String),
}

impl Actions {
    /// Takes one action; `trigger` is the control that it stands in.
    pub fn add(
        &mut self,
        action: &Element,
        trigger: Option<usize>,
        (tree, binds): (&Tree, &Binds<'_>),
        issues: &mut Vec<Issue>,
    ) {
        let place = (action.line, action.column);
        let reference = action.attribute("ref").unwrap_or_default();
        if reference.contains("/@") {
            return;
        }
        let by_id = action.attribute("bind").filter(|_| reference.is_empty());
        let target = by_id.map_or_else(|| tree.find(reference, trigger.unwrap_or(0)), |id| binds.node_of(id));
        let Some(target) = target else {
            let remedy = "Mend its ref";
            issues.push(Issue::error(place, "the action sets no node of the form", remedy).about(reference));
            return;
        };
        let events = Events::of(action, issues);
        let sets = |change: &mut Self, issues: &mut Vec<Issue>, value: String| {
            change.trigger(target, trigger, value, place, tree, issues);
        };
        match &*action.name {
            "setgeopoint" if events.on_change => {
                self.sensed.insert(target, Sensed::TriggeredPlace);
                sets(self, issues, String::new());
            }
            "setgeopoint" if events.on_load => drop(self.sensed.insert(target, Sensed::StartPlace)),
            "recordaudio" => {
                let quality = action.attributes.iter().find(|attribute| &*attribute.name == "quality");
                let quality = quality.map(|quality| quality.value.clone()).unwrap_or_default();
                self.sensed.insert(target, Sensed::Sound(quality));
            }
            "setgeopoint" => {}
            _ => {
                if events.on_change {
                    sets(self, issues, value_of(action, tree, trigger));
                }
                if events.on_load {
                    match action.attribute("value") {
                        Some(value) => drop(self.defaults.insert(target, value.to_owned())),
                        None => drop(self.texts.insert(target, action.text())),
                    }
                }
            }
        }
    }

    fn trigger(
        &mut self,
        target: usize,
        trigger: Option<usize>,
        value: String,
        place: (u32, u32),
        tree: &Tree,
        issues: &mut Vec<Issue>,
    ) {
        let Some(trigger) = trigger else { return };
        let (triggers, known) = self.triggers.entry(target).or_insert_with(|| (Vec::new(), value.clone()));
        if !triggers.contains(&trigger) {
            triggers.push(trigger);
        }
        if *known != value {
            let message = "two controls set this node to different values; the first one counts";
            let remedy = "Calculate the value in one place";
            issues.push(Issue::warning(place, message, remedy).about(tree.path(target)));
        }
    }
}

/// When an action is carried out, each event by itself.
struct Events {
    /// When the interview or a repetition begins.
    on_load: bool,
    /// When another answer changes.
    on_change: bool,
}

impl Events {
    /// The events of an action; of those that never come here it is warned.
    fn of(action: &Element, issues: &mut Vec<Issue>) -> Self {
        let place = (action.line, action.column);
        let written = action.attributes.iter().filter(|attribute| &*attribute.name == "event");
        let names: Vec<&str> = written.flat_map(|attribute| attribute.value.split_whitespace()).collect();
        let mut events = Self { on_load: names.is_empty(), on_change: false };
        for name in names {
            match name {
                "odk-instance-first-load" | "odk-new-repeat" | "xforms-ready" | "jr-insert" => events.on_load = true,
                "xforms-value-changed" => events.on_change = true,
                "odk-instance-load" => {
                    events.on_load = true;
                    if &*action.name == "setvalue" {
                        let message =
                            "the value is set when the interview begins, and not again when it is opened later";
                        issues.push(Issue::warning(place, message, "Use odk-instance-first-load").about(name));
                    }
                }
                _ => {
                    let message = "the event never comes here, and the action is not carried out for it";
                    let remedy = "Use odk-instance-first-load, odk-new-repeat or xforms-value-changed";
                    issues.push(Issue::warning(place, message, remedy).about(name));
                }
            }
        }
        events
    }
}

/// What an action sets: an expression, seen from its target, or the text in it.
fn value_of(action: &Element, tree: &Tree, trigger: Option<usize>) -> String {
    match action.attribute("value") {
        Some(value) => {
            let around = tree.spots.get(trigger.unwrap_or(0)).map_or(0, |spot| spot.parent);
            absolute(value, tree, around)
        }
        None if action.text().is_empty() => String::new(),
        None => quoted(&action.text()),
    }
}

/// A text as an expression.
pub fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{}\"", text.replace('"', "'")) } else { format!("'{text}'") }
}

/// The expression with its relative paths made absolute, so that it can stand at another node; `around` is what `..`
/// means in it. One that would become too long is left as it is: it is refused later for its length.
pub fn absolute(source: &str, tree: &Tree, around: usize) -> String {
    let mut written = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("..") {
        let (before, path) = rest.split_at(start);
        let before = before.strip_suffix("current()/").unwrap_or(before);
        written.push_str(before);
        let (node, end) = climb(path, tree, around);
        if before.ends_with('/') {
            written.push_str(&path[..end]);
        } else {
            written.push_str(&tree.path(node));
        }
        rest = &path[end..];
        if written.len() > EXPRESSION_BYTES_MAX {
            return source.to_owned();
        }
    }
    written.push_str(rest);
    written
}

/// Where `../..` at the beginning of a path leads, and how long it is.
fn climb(path: &str, tree: &Tree, around: usize) -> (usize, usize) {
    let (mut node, mut end) = (around, "..".len());
    while path[end..].starts_with("/..") {
        node = tree.spots.get(node).map_or(0, |spot| spot.parent);
        end += "/..".len();
    }
    (node, end)
}
