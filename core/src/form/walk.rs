//! Finding one's way in a form: nodes by index, by path and by name.

use super::{Form, Node, NodeIndex, NodeKind, Path, Question};

impl Form {
    /// A node. Panics on an index of another form.
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.0 as usize]
    }

    /// What is asked at a node, if it has a value or is a note.
    #[must_use]
    pub fn question(&self, index: NodeIndex) -> Option<&Question> {
        match &self.nodes.get(index.0 as usize)?.kind {
            NodeKind::Question(question) => Some(question),
            _ => None,
        }
    }

    /// Indexes of the nodes directly below one, in order.
    pub fn children(&self, parent: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let end = self.node(parent).end.0;
        let mut next = parent.0 + 1;
        std::iter::from_fn(move || {
            let child = NodeIndex(next);
            (next < end).then(|| next = self.node(child).end.0)?;
            Some(child)
        })
    }

    /// The repeats around a node and, when it is one, the node itself; outermost first.
    #[must_use]
    pub fn repeats_of(&self, index: NodeIndex) -> Vec<NodeIndex> {
        let mut repeats = Vec::new();
        let mut at = index;
        while at.0 != 0 {
            if matches!(self.node(at).kind, NodeKind::Repeat { .. }) {
                repeats.insert(0, at);
            }
            at = self.node(at).parent;
        }
        repeats
    }

    /// The innermost of [`Form::repeats_of`]; the root for a node outside all of them.
    #[must_use]
    pub fn repeat_of(&self, index: NodeIndex) -> NodeIndex {
        self.layout.scopes[self.layout.place(index).scope as usize].repeat
    }

    /// How many repeats two nodes have in common, outermost first: up to there positions mean the same repetitions for
    /// both, and so a repetition of the one agrees with those of the other that begin with the same positions.
    #[must_use]
    pub fn shared_depth(&self, one: NodeIndex, other: NodeIndex) -> usize {
        let scopes = &self.layout.scopes;
        let (mut one, mut other) = (self.layout.place(one).scope, self.layout.place(other).scope);
        // A scope comes after the one around it, so that of two the later one cannot be around the other.
        while one != other {
            let inner = if one > other { &mut one } else { &mut other };
            *inner = scopes[*inner as usize].parent;
        }
        usize::from(scopes[one as usize].depth)
    }

    /// The top-level group around a node, if there is one: its section.
    #[must_use]
    pub fn section_of(&self, index: NodeIndex) -> Option<NodeIndex> {
        let mut at = index;
        while at.0 != 0 && self.node(at).parent.0 != 0 {
            at = self.node(at).parent;
        }
        (at.0 != 0 && matches!(self.node(at).kind, NodeKind::Group)).then_some(at)
    }

    /// Index of the language with this name or tag (`French (fr)`, `fr`, `fr-CD` finds `fr`), else the default.
    #[must_use]
    pub fn language_index(&self, language: &str) -> u16 {
        let primary = language.split('-').next().unwrap_or(language);
        let find = |wanted: &str| self.languages.iter().position(|known| known.tag == wanted || known.name == wanted);
        let found = find(language).or_else(|| find(primary));
        found.and_then(|index| u16::try_from(index).ok()).unwrap_or(self.default_language)
    }

    /// A node by its path as text: `/data/leg[2]/place`, `leg[2]/place`, or `place` when only one node has that name.
    /// A repeat without an index is its first repetition.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Path> {
        let text = text.trim();
        match text.strip_prefix('/') {
            Some(absolute) => {
                let (_, below) = absolute.split_once('/')?;
                self.follow(NodeIndex(0), Vec::new(), below)
            }
            None => {
                let (first, rest) = text.split_once('/').map_or((text, None), |(first, rest)| (first, Some(rest)));
                let (name, position) = split_position(first)?;
                let start = self.only_node_named(name)?;
                let mut at = vec![0; self.layout.depth(start)];
                if let Some(last) = at.last_mut().filter(|_| self.is_repeat(start)) {
                    *last = position;
                }
                match rest {
                    Some(rest) => self.follow(start, at, rest),
                    None => Some(Path { node: start, at }),
                }
            }
        }
    }

    fn follow(&self, start: NodeIndex, mut at: Vec<u16>, steps: &str) -> Option<Path> {
        let mut node = start;
        for step in steps.split('/') {
            let (name, position) = split_position(step)?;
            node = self.children(node).find(|child| self.node(*child).name == name)?;
            if self.is_repeat(node) {
                at.push(position);
            }
        }
        Some(Path { node, at })
    }

    /// All nodes of this name, in document order.
    #[must_use]
    pub fn named(&self, name: &str) -> &[NodeIndex] {
        let by_name = &self.layout.by_name;
        let start = by_name.partition_point(|node| self.node(*node).name.as_str() < name);
        let length = by_name[start..].partition_point(|node| self.node(*node).name == name);
        &by_name[start..start + length]
    }

    fn only_node_named(&self, name: &str) -> Option<NodeIndex> {
        match self.named(name) {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Whether a node stands in no row of the form: it was made to be read by expressions, such as the group `meta`.
    #[must_use]
    pub fn is_made(&self, index: NodeIndex) -> bool {
        index.0 != 0 && self.node(index).row == 0
    }

    /// Whether a node is a repeat.
    #[must_use]
    pub fn is_repeat(&self, index: NodeIndex) -> bool {
        matches!(self.node(index).kind, NodeKind::Repeat { .. })
    }

    /// A path as text: `/data/leg[2]/place`; the first repetition has no index.
    #[must_use]
    pub fn path_text(&self, path: &Path) -> String {
        format!("/data{}", self.steps_below(NodeIndex(0), path))
    }

    /// The short id of a prompt: the node's name, with its repetitions when it stands in a repeat (`A04`,
    /// `leg[2]/place`), or the whole path when the name is not unique. [`Form::find`] reads it back.
    #[must_use]
    pub fn prompt_id(&self, path: &Path) -> String {
        let start = self.repeats_of(path.node).first().copied().unwrap_or(path.node);
        if start.0 == 0 || self.only_node_named(&self.node(start).name).is_none() {
            return self.path_text(path);
        }
        self.steps_below(self.node(start).parent, path)[1..].to_owned()
    }

    /// `/leg[2]/place` for each node below `above` on the way to the path's end.
    fn steps_below(&self, above: NodeIndex, path: &Path) -> String {
        let mut around = Vec::new();
        let mut node = path.node;
        while node != above && node.0 != 0 {
            around.push(node);
            node = self.node(node).parent;
        }
        let mut text = String::new();
        for node in around.into_iter().rev() {
            text.push('/');
            text.push_str(&self.node(node).name);
            let position = path.at.get(self.layout.depth(node).wrapping_sub(1)).copied().unwrap_or(0);
            if self.is_repeat(node) && position > 0 {
                text.push_str(&format!("[{}]", u32::from(position) + 1));
            }
        }
        text
    }
}

/// `leg[2]` into the name and the position counted from 0.
fn split_position(step: &str) -> Option<(&str, u16)> {
    let Some((name, rest)) = step.split_once('[') else { return Some((step, 0)) };
    let position: u16 = rest.strip_suffix(']')?.parse().ok()?;
    Some((name, position.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::fixture;

    #[test]
    fn nodes_share_the_repeats_that_are_around_both() {
        let form = fixture::form(&[
            "integer a",
            "begin_repeat r",
            "integer b",
            "begin_repeat s",
            "integer c",
            "end",
            "begin_repeat t",
            "integer d",
            "end",
            "end",
            "begin_repeat u",
            "integer e",
            "end",
        ]);
        let check = |one: &str, other: &str, expected: usize| {
            let [one, other] = [one, other].map(|name| form.named(name)[0]);
            assert_eq!(form.shared_depth(one, other), expected);
            assert_eq!(form.repeats_of(one)[..expected], form.repeats_of(other)[..expected]);
        };
        for (one, other, expected) in
            [("a", "c", 0), ("b", "c", 1), ("c", "d", 1), ("d", "s", 1), ("c", "r", 1), ("c", "s", 2), ("d", "e", 0)]
        {
            check(one, other, expected);
            check(other, one, expected);
        }
        assert_eq!(form.repeat_of(form.named("c")[0]), form.named("s")[0]);
        assert_eq!(form.repeat_of(form.named("a")[0]), NodeIndex(0));
    }
}
