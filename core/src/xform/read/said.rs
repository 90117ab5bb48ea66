//! What a file says about the nodes of its main instance, part by part: binds, actions, controls, `meta`, words.
//!
//! The parts are read in a fixed order, for each needs those before it: binds are put to nodes; actions, in the model
//! and then in the body, to nodes and to the ids of binds; `meta` is what the body does not ask for; and the nodes come
//! into the order in which the body asks for them when all is found. The number of a node is the number of its row, so
//! that no node comes or goes after that. What the parts mean together is said by `rows`.

use std::collections::HashMap;

use super::{
    actions::Actions,
    body::{Body, Walk},
    issue::Issue,
    itemset::Itemset,
    meta::Meta,
    model::{Binds, Parts},
    nodes::Tree,
    words::Words,
};
use crate::xform::xml::{Document, Element};

/// A file, read part by part.
pub struct Said<'x> {
    /// The nodes, in the order in which they are asked for.
    pub tree: Tree,
    /// Their binds.
    pub binds: Binds<'x>,
    /// What is set, and when.
    pub actions: Actions,
    /// Which control asks for which node.
    pub body: Body<'x>,
    /// What is kept elsewhere than among the questions.
    pub meta: Meta,
    /// Words in all languages.
    pub words: Words<'x>,
    /// By node: where its control has its items.
    pub itemsets: HashMap<usize, Itemset>,
}

impl<'x> Said<'x> {
    /// Reads all parts.
    pub fn of(file: &Document, parts: &Parts<'x>, issues: &mut Vec<Issue>) -> Self {
        let mut tree = Tree::of(parts.main);
        let binds = Binds::of(parts.model, &tree, issues);
        let mut actions = Actions::default();
        for action in parts.model.elements() {
            if matches!(&*action.name, "setvalue" | "setgeopoint" | "recordaudio") {
                actions.add(action, None, (&tree, &binds), issues);
            }
        }
        let mut walk = Walk { body: Body::default(), actions: &mut actions, tree: &tree, binds: &binds, issues };
        if let Some(body) = parts.body {
            walk.inside(body, 0);
        }
        let body = walk.body;
        let mut meta = Meta::of(&tree, &binds, &body, issues);
        meta.find_counts(&tree, &binds, &body, &file.root);
        let itemset = |control: &Element| Itemset::of(control.child("itemset")?);
        let itemsets = body.controls.iter().filter_map(|(node, control)| Some((*node, itemset(control)?))).collect();
        tree.arrange(&body.asked);
        Self { tree, binds, actions, body, meta, words: Words::of(parts.model), itemsets }
    }
}
