//! Where every node stands in the XForm: from `${name}` to a path.
//!
//! A name becomes a relative path where its node and the place of the expression stand in the same repeat, and an
//! absolute one elsewhere. ODK's own converter does the same, blanks included, and a path that is absolute inside a
//! repeat means something else to some clients: so this is copied to the letter.

use crate::form::{Form, NodeIndex, NodeKind};

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The node that has it; none for what belongs to no node, such as a choice's label.
    pub node: Option<NodeIndex>,
    /// How many made nodes stand between it and that node: 0 for the node itself.
    pub below: usize,
    /// How a relative path begins.
    pub start: Start,
    /// How far up a relative path goes.
    pub reach: Reach,
}

/// How a relative path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// `../age`, or `current()/../age` where the expression itself says that it is asked about another node.
    Here,
    /// `current()/../age`: inside a choice filter.
    Current,
}

/// How far up a relative path goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the first node around both.
    Shortest,
    /// To what holds the repeat around both, so that all its repetitions are meant.
    AroundRepeat,
}

impl Place {
    /// No node.
    pub const NOWHERE: Self = Self { node: None, below: 0, start: Start::Here, reach: Reach::Shortest };

    /// A node.
    pub fn at(node: NodeIndex) -> Self {
        Self { node: Some(node), ..Self::NOWHERE }
    }

    /// The choice filter of a node.
    pub fn filter(node: NodeIndex) -> Self {
        Self { start: Start::Current, ..Self::at(node) }
    }
}

/// What the root element of an instance is called.
pub fn root_name(form: &Form) -> &str {
    if form.settings.root_name.is_empty() { "data" } else { &form.settings.root_name }
}

/// Paths of all nodes.
pub struct Paths<'f> {
    form: &'f Form,
    root: &'f str,
    absolute: Vec<String>,
}

impl<'f> Paths<'f> {
    /// All paths of a form.
    pub fn of(form: &'f Form) -> Self {
        let root = root_name(form);
        let mut absolute: Vec<String> = vec![format!("/{root}")];
        for node in form.nodes.iter().skip(1) {
            let parent = absolute.get(node.parent.0 as usize).map_or("", String::as_str);
            absolute.push(format!("{parent}/{}", node.name));
        }
        Self { form, root, absolute }
    }

    /// The name of the root element.
    pub fn root(&self) -> &'f str {
        self.root
    }

    /// The absolute path of a node.
    pub fn absolute(&self, node: NodeIndex) -> &str {
        self.absolute.get(node.0 as usize).map_or("", String::as_str)
    }

    /// What `${name}` becomes; `None` when no node, or more than one, has the name.
    pub fn named(&self, name: &str, place: Place, start: Start) -> Option<String> {
        let Some(target) = self.only_node(name) else {
            return matches!(name, "instanceID" | "instanceName").then(|| format!(" /{}/meta/{name} ", self.root));
        };
        Some(self.path(target, place, start))
    }

    /// A node's path from a place, with the blanks around it.
    pub fn path(&self, target: NodeIndex, place: Place, start: Start) -> String {
        match self.relative(target, place) {
            Some((steps, below)) => {
                let current = if start == Start::Current { "current()/" } else { "" };
                format!(" {current}{}{below} ", vec![".."; steps].join("/"))
            }
            None => format!(" {} ", self.absolute(target)),
        }
    }

    /// The one node of this name.
    pub fn only_node(&self, name: &str) -> Option<NodeIndex> {
        let by_name = &self.form.layout.by_name;
        let name_of = |node: &NodeIndex| self.form.node(*node).name.as_str();
        let start = by_name.partition_point(|node| name_of(node) < name);
        let found = by_name.get(start).filter(|node| name_of(node) == name)?;
        by_name.get(start + 1).is_none_or(|next| name_of(next) != name).then_some(*found)
    }

    /// Steps up and the way down again, when both stand in one repeat.
    fn relative(&self, target: NodeIndex, place: Place) -> Option<(usize, String)> {
        let from = self.around(place.node?, place.below);
        let to = self.around(target, 0);
        let is_repeat = |node: &NodeIndex| matches!(self.form.node(*node).kind, NodeKind::Repeat { .. });
        let (repeat, steps) =
            *from.iter().find(|(node, _)| is_repeat(node) && to.iter().any(|(other, _)| other == node))?;
        if place.reach == Reach::AroundRepeat {
            let first =
                |around: &[(NodeIndex, usize)]| around.iter().find(|(node, _)| is_repeat(node)).map(|(node, _)| *node);
            let outermost = !self.around(repeat, 0).iter().any(|(node, _)| is_repeat(node));
            if first(&to) == Some(repeat) && (outermost || first(&from) != Some(repeat)) {
                return Some((steps + 1, self.below(self.form.node(repeat).parent, target)));
            }
        }
        let (common, steps) = *from.iter().find(|(node, _)| to.iter().any(|(other, _)| other == node))?;
        Some((steps, self.below(common, target)))
    }

    /// The nodes around a node, without the root, each with how many steps up it is.
    fn around(&self, node: NodeIndex, below: usize) -> Vec<(NodeIndex, usize)> {
        let mut around = Vec::new();
        let mut steps = below;
        let mut next = if below == 0 { self.form.node(node).parent } else { node };
        if below == 0 {
            steps = 1;
        }
        while next.0 != 0 {
            around.push((next, steps));
            steps += 1;
            next = self.form.node(next).parent;
        }
        around
    }

    /// `/group/name`: the way from a node down to another.
    fn below(&self, above: NodeIndex, target: NodeIndex) -> String {
        self.absolute(target).strip_prefix(self.absolute(above)).unwrap_or_default().to_owned()
    }
}
