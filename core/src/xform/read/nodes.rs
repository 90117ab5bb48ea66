//! The main instance as a tree of nodes, and the paths that lead to them.
//!
//! A node has a number, and a path means one node whatever its prefixes are. Repetitions that stand side by side are
//! one node here; what differs between them is read by `written`.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::xform::xml::{Attribute, Content, Element, Space};

/// One node of the main instance.
#[derive(Debug, Clone)]
pub struct Spot {
    /// Its name without prefix.
    pub name: String,
    /// The node around; the root is its own.
    pub parent: usize,
    /// Nodes directly inside, in order.
    pub children: Vec<usize>,
    /// The text that it holds.
    pub value: String,
    /// Its attributes, names with the usual prefixes.
    pub attributes: Vec<(String, String)>,
    /// Line and column.
    pub place: (u32, u32),
    /// How often it stands in the instance, templates aside.
    pub repetitions: u16,
    /// Whether a template says what later repetitions begin with.
    pub has_template: bool,
}

/// What stands side by side under one name.
struct Named<'e> {
    looked_into: &'e Element,
    /// How many of them are no templates.
    written: usize,
}

/// All nodes, the root first.
#[derive(Debug)]
pub struct Tree {
    /// In the order of the file.
    pub spots: Vec<Spot>,
    by_child: HashMap<(usize, Rc<str>), usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Tree {
    /// The tree below a root. Of nodes that stand several times side by side one counts: the template, or the first
    /// repetition.
    pub fn of(root: &Element) -> Self {
        let mut tree = Self { spots: Vec::new(), by_child: HashMap::new(), by_name: HashMap::new() };
        tree.add(root, 0);
        tree.count(root, 0);
        for (index, spot) in tree.spots.iter().enumerate() {
            tree.by_name.entry(spot.name.clone()).or_default().push(index);
        }
        tree
    }

    fn add(&mut self, element: &Element, parent: usize) -> usize {
        let attributes = element.attributes.iter().filter(|attribute| !is_template(attribute));
        let holds_nodes = element.content.iter().any(|content| matches!(content, Content::Element(_)));
        let spot = Spot {
            name: element.name.to_string(),
            parent,
            children: Vec::new(),
            value: if holds_nodes { String::new() } else { element.text() },
            attributes: attributes.map(|attribute| (attribute.qualified(), attribute.value.clone())).collect(),
            place: (element.line, element.column),
            repetitions: 0,
            has_template: has_template(element),
        };
        let index = self.spots.len();
        self.spots.push(spot);
        let mut templates: HashMap<&str, &Element> = HashMap::new();
        for template in element.elements().filter(|child| has_template(child)) {
            templates.entry(&template.name).or_insert(template);
        }
        for child in element.elements() {
            let key = (index, child.name.clone());
            if !self.by_child.contains_key(&key) {
                let child = self.add(templates.get(&*child.name).copied().unwrap_or(child), index);
                self.by_child.insert(key, child);
                self.spots[index].children.push(child);
            }
        }
        index
    }

    /// How often each node stands inside an element, templates aside; of nodes that stand several times the first one
    /// that is no template is looked into.
    fn count(&mut self, element: &Element, index: usize) {
        let mut named: HashMap<&str, Named<'_>> = HashMap::new();
        for found in element.elements() {
            let all = named.entry(&found.name).or_insert(Named { looked_into: found, written: 0 });
            if !has_template(found) {
                if all.written == 0 {
                    all.looked_into = found;
                }
                all.written += 1;
            }
        }
        for child in self.spots[index].children.clone() {
            let Some(Named { looked_into, written }) = named.get(self.spots[child].name.as_str()) else { continue };
            self.spots[child].repetitions = u16::try_from(*written).unwrap_or(u16::MAX);
            self.count(looked_into, child);
        }
    }

    /// The node that a path means when it is read at another node; `None` when it leads to none, or is no mere path.
    pub fn find(&self, path: &str, from: usize) -> Option<usize> {
        let path = path.trim();
        let path = path.strip_prefix("current()/").unwrap_or(path);
        let mut steps = path.split('/').map(str::trim).peekable();
        let mut at = from;
        if path.starts_with('/') {
            steps.next();
            let root = local(steps.next()?);
            if root != self.spots.first()?.name {
                return None;
            }
            at = 0;
        }
        for step in steps {
            at = match step {
                "." => at,
                ".." => self.spots.get(at)?.parent,
                name => self.child(at, local(name))?,
            };
        }
        Some(at)
    }

    /// The node of this name directly inside another.
    pub fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.by_child.get(&(parent, Rc::from(name))).copied()
    }

    /// A node's path from the root: `/data/member/age`.
    pub fn path(&self, index: usize) -> String {
        let mut names = Vec::new();
        let mut node = index;
        while let Some(spot) = self.spots.get(node) {
            names.push(spot.name.as_str());
            if node == spot.parent {
                break;
            }
            node = spot.parent;
        }
        names.iter().rev().fold(String::new(), |path, name| path + "/" + name)
    }

    /// Names of all nodes that can hold a value, each once.
    pub fn leaves(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let leaves = self.spots.iter().filter(|spot| spot.children.is_empty());
        leaves.map(|spot| spot.name.clone()).filter(|name| seen.insert(name.clone())).collect()
    }

    /// Whether no other node has this one's name.
    pub fn has_only_name(&self, index: usize) -> bool {
        let name = self.spots.get(index).map(|spot| &spot.name);
        name.and_then(|name| self.by_name.get(name)).is_some_and(|all| all.len() == 1)
    }

    /// Puts nodes that are asked for in the order in which they are asked; the others keep their places.
    pub fn arrange(&mut self, asked: &HashMap<usize, usize>) {
        for index in 0..self.spots.len() {
            let children = self.spots[index].children.clone();
            let mut sorted: Vec<usize> = children.iter().copied().filter(|child| asked.contains_key(child)).collect();
            sorted.sort_by_key(|child| asked.get(child));
            let mut sorted = sorted.into_iter();
            let arranged = children
                .into_iter()
                .map(|child| if asked.contains_key(&child) { sorted.next().unwrap_or(child) } else { child });
            self.spots[index].children = arranged.collect();
        }
    }
}

fn is_template(attribute: &Attribute) -> bool {
    attribute.space == Space::JavaRosa && &*attribute.name == "template"
}

/// Whether an element is what later repetitions are made from, and none itself.
pub fn has_template(element: &Element) -> bool {
    element.attributes.iter().any(is_template)
}

/// A name without its prefix.
fn local(step: &str) -> &str {
    step.rsplit_once(':').map_or(step, |(_, name)| name)
}
