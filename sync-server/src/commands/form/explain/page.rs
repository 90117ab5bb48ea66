//! The explanation of one question as lines that fit a terminal.
//!
//! Chains are drawn as trees: what is reached through a question stands below its kind, one step to the right.

use std::collections::HashMap;

use fieldward_core::form::{
    Form, NodeIndex, NodeKind,
    explain::{Explanation, Facet, Link, shown_name},
};

use super::{kind::kind, place};
use crate::terminal::wrap::{Direction, wrap};

/// How many links of a chain are shown unless all are wanted: two screens.
pub(super) const LINKS_SHOWN_MAX: usize = 40;
/// Deeper links stand no further to the right.
const INDENTS_MAX: usize = 6;

pub(super) fn lines(form: &Form, explanation: &Explanation, links_max: usize, width: usize) -> Vec<String> {
    let mut page = Page { form, node: explanation.node, width, lines: Vec::new() };
    page.heading();
    let causes = &explanation.causes;
    page.gap();
    page.put(0, if causes.is_empty() { "Nothing decides it." } else { "Decided by" });
    page.tree(causes, links_max, Way::Back);
    let effects = &explanation.effects;
    let direct = effects.iter().filter(|link| link.depth == 0).count();
    page.gap();
    page.put(
        0,
        &match (direct, effects.len() - direct) {
            (0, _) => "It decides nothing.".to_owned(),
            (direct, 0) => format!("Decides ({direct})"),
            (direct, more) => format!("Decides ({direct} directly, {more} through them)"),
        },
    );
    page.tree(effects, links_max, Way::On);
    page.lines
}

/// Which way a chain runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To what decides.
    Back,
    /// To what is decided.
    On,
}

struct Page<'f> {
    form: &'f Form,
    node: NodeIndex,
    width: usize,
    lines: Vec<String>,
}

impl Page<'_> {
    fn put(&mut self, indent: usize, text: &str) {
        self.lines.extend(wrap(&" ".repeat(indent), text, self.width, Direction::LeftToRight));
    }

    fn gap(&mut self) {
        self.lines.push(String::new());
    }

    fn heading(&mut self) {
        let node = self.form.node(self.node);
        self.put(0, &format!("{}: {}", place(self.form, self.node), kind(self.form, self.node)));
        let label = node.label.in_general(self.form.default_language);
        if !label.is_empty() {
            self.put(2, &format!("\"{}\"", label.trim()));
        }
    }

    fn tree(&mut self, links: &[Link], links_max: usize, way: Way) {
        let shown = &links[..links.len().min(links_max)];
        self.branches(shown, way);
        let hidden = links.len() - shown.len();
        if hidden > 0 {
            self.put(2, &format!("... and {hidden} more; --all shows them."));
        }
    }

    /// What is reached directly stands together; then, for each of it, what is reached through it. Without recursion:
    /// a chain may be as long as the form.
    fn branches(&mut self, links: &[Link], way: Way) {
        let mut reached: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (index, link) in links.iter().enumerate() {
            reached.entry(link.through).or_default().push(index);
        }
        let mut waiting = vec![None];
        while let Some(through) = waiting.pop() {
            let Some(branch) = reached.get(&through) else { continue };
            let depth = branch.first().map_or(0, |index| links[*index].depth);
            let indent = 2 + 2 * depth.min(INDENTS_MAX);
            self.through(links, through, indent, way);
            branch.iter().for_each(|index| self.link(&links[*index], indent, way));
            waiting.extend(branch.iter().rev().map(|index| Some(*index)));
        }
    }

    /// `and through total:` above what total decides in its turn.
    fn through(&mut self, links: &[Link], through: Option<usize>, indent: usize, way: Way) {
        let Some(around) = through.map(|index| &links[index].ruling) else { return };
        let words = match (way, around.facet) {
            (Way::Back, _) => format!("what {} reads is decided by:", shown_name(self.form, around.node)),
            (Way::On, Facet::Relevant | Facet::Count) if !self.is_question(around.node) => {
                format!("and through what is in {}:", shown_name(self.form, around.node))
            }
            (Way::On, _) => format!("and through {}:", shown_name(self.form, around.node)),
        };
        self.put(indent, &words);
    }

    fn is_question(&self, node: NodeIndex) -> bool {
        self.form.question(node).is_some()
    }

    fn link(&mut self, link: &Link, indent: usize, way: Way) {
        let ruling = &link.ruling;
        let (column, words) = (ruling.facet.column(), said(ruling.facet));
        if way == Way::Back && ruling.node == self.node {
            self.put(indent, &format!("{column}: {words}"));
        } else {
            self.put(indent, &format!("{}, {column}: {words}", self.whose(ruling.node)));
        }
        self.put(indent + 4, &ruling.source);
        if way == Way::Back && !ruling.reads.is_empty() {
            let reads: Vec<String> = ruling.reads.iter().map(|node| place(self.form, *node)).collect();
            self.put(indent + 4, &format!("reads {}", reads.join(", ")));
        }
    }

    fn whose(&self, node: NodeIndex) -> String {
        let form = self.form;
        match &form.node(node).kind {
            NodeKind::Question(_) => place(form, node),
            _ => format!("{} {}", kind(form, node), place(form, node)),
        }
    }
}

/// What an expression decides, in words.
fn said(facet: Facet) -> &'static str {
    match facet {
        Facet::Relevant => "whether it is asked",
        Facet::Count => "how many there are",
        Facet::Calculation => "its value",
        Facet::Trigger => "when it is worked out",
        Facet::Default => "its first value",
        Facet::ChoiceFilter => "which choices are offered",
        Facet::Constraint => "what it can be",
        Facet::Required => "whether it must be answered",
        Facet::ReadOnly => "whether it can be changed",
        Facet::Words => "words of its label, hint or messages",
        Facet::Entity => "what is kept in a list of entities",
        Facet::InstanceName => "what the finished interview is called",
    }
}
