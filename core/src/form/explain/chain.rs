//! Rulings in chains: from a question back to what decides it, and on to what it decides.
//!
//! A ruling stands in a chain once, where it is reached in the fewest steps: a form of three thousand questions with a
//! circle of notes about each other gives a list that ends.

use super::{Facet, Form, Influence, NodeIndex, Ruling};

/// One ruling on the way from a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The ruling.
    pub ruling: Ruling,
    /// The link of the same list through which it is reached; none for those that touch the question itself.
    pub through: Option<usize>,
    /// How many links are before it.
    pub depth: usize,
}

/// One question: what decides it, and what it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The question, group or repeat.
    pub node: NodeIndex,
    /// Its own rulings and those that it inherits, then what decides the questions that they read. In order of depth.
    pub causes: Vec<Link>,
    /// The rulings that read it, then those that read what these decide. In order of depth.
    pub effects: Vec<Link>,
}

/// Explains one node of a form.
#[must_use]
pub fn explain(form: &Form, node: NodeIndex) -> Explanation {
    let influence = Influence::of(form);
    Explanation { node, causes: influence.causes(node), effects: influence.effects(node) }
}

impl Influence<'_> {
    fn causes(&self, node: NodeIndex) -> Vec<Link> {
        let first = self.deciding_indexes(node);
        self.followed(first, |ruling| {
            let deciding = ruling.reads.iter().flat_map(|read| self.deciding_indexes(*read));
            deciding.filter(|index| self.rulings[*index].facet.carries()).collect()
        })
    }

    fn effects(&self, node: NodeIndex) -> Vec<Link> {
        self.followed(self.read_inside(node), |ruling| match ruling.facet {
            Facet::Relevant | Facet::Count => self.read_inside(ruling.node),
            facet if facet.carries() => self.readers[ruling.node.0 as usize].clone(),
            _ => Vec::new(),
        })
    }

    /// Who reads a node or anything in it, but for what reads from within: a group's inside is its own affair.
    fn read_inside(&self, node: NodeIndex) -> Vec<usize> {
        let inside = node.0 as usize..self.form.node(node).end.0 as usize;
        let mut readers: Vec<usize> = self.readers[inside].iter().flatten().copied().collect();
        readers.sort_unstable();
        readers.dedup();
        readers
    }

    /// Link by link, each ruling once, nearest first.
    fn followed(&self, first: Vec<usize>, next: impl Fn(&Ruling) -> Vec<usize>) -> Vec<Link> {
        let mut seen = vec![false; self.rulings.len()];
        let mut links: Vec<Link> = Vec::new();
        let mut add = |links: &mut Vec<Link>, indexes: Vec<usize>, through: Option<usize>, depth: usize| {
            for index in indexes {
                if !std::mem::replace(&mut seen[index], true) {
                    links.push(Link { ruling: self.rulings[index].clone(), through, depth });
                }
            }
        };
        add(&mut links, first, None, 0);
        let mut at = 0;
        while at < links.len() {
            let (following, depth) = (next(&links[at].ruling), links[at].depth + 1);
            add(&mut links, following, Some(at), depth);
            at += 1;
        }
        links
    }
}
