//! Finding one's way in a form: nodes by index, by path and by name.

use super::{Choice, ChoiceList, Form, Node, NodeIndex, NodeKind, Path, Question};

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

    /// The whole choice list of a select.
    #[must_use]
    pub fn choice_list(&self, index: NodeIndex) -> Option<&ChoiceList> {
        self.choice_lists.get(self.question(index)?.choice_list? as usize)
    }

    /// One choice of a select.
    #[must_use]
    pub fn choice(&self, index: NodeIndex, choice: u32) -> Option<&Choice> {
        self.choice_list(index)?.choices.get(choice as usize)
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
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Path> {
        let position = self.nodes.iter().position(|node| node.name == text)?;
        Some(Path { node: NodeIndex(u32::try_from(position).ok()?), at: Vec::new() })
    }

    /// A path as text: `/data/leg[2]/place`; the first repetition has no index.
    #[must_use]
    pub fn path_text(&self, path: &Path) -> String {
        format!("/data/{}", self.prompt_id(path))
    }

    /// The short id of a prompt: the node's name, with its repetitions when it stands in a repeat (`A04`,
    /// `leg[2]/place`). [`Form::find`] reads it back.
    #[must_use]
    pub fn prompt_id(&self, path: &Path) -> String {
        self.node(path.node).name.clone()
    }
}
