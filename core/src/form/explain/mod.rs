//! What decides what in a form: for whoever has to find out at night why a question is not asked.
//!
//! A *ruling* is one expression of one question: its relevance, its constraint, its calculation and so on, in the
//! author's words, with the questions that it reads. [`Influence`] knows all rulings of a form both ways, and follows
//! them in chains: `a` decides the calculation of `b`, and through `b` whether `c` is asked. Nothing here knows
//! answers.

mod chain;
mod overview;
#[cfg(test)]
mod tests;

pub use chain::{Explanation, Link, explain};
pub use overview::{MOST_READ_MAX, Overview, overview};

use super::{ChoiceSource, Form, Node, NodeIndex, NodeKind, Path, Piece, Question, Text};
use crate::expr::Expression;

/// What an expression decides about its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Whether it is asked.
    Relevant,
    /// How many repetitions there are.
    Count,
    /// Its value.
    Calculation,
    /// When its value is worked out: once another is answered, and not before.
    Trigger,
    /// Its value before anybody answers.
    Default,
    /// Which choices are offered.
    ChoiceFilter,
    /// Which answers can stand.
    Constraint,
    /// Whether an empty answer is refused.
    Required,
    /// Whether it can be changed.
    ReadOnly,
    /// Words of its label, hint or messages.
    Words,
    /// What is made or changed in a list of entities.
    Entity,
    /// What the finished interview is called.
    InstanceName,
}

impl Facet {
    /// The column of the `survey` sheet in which an author writes it.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Relevant => "relevant",
            Self::Count => "repeat_count",
            Self::Calculation => "calculation",
            Self::Trigger => "trigger",
            Self::Default => "default",
            Self::ChoiceFilter => "choice_filter",
            Self::Constraint => "constraint",
            Self::Required => "required",
            Self::ReadOnly => "read_only",
            Self::Words => "label",
            Self::Entity => "entities",
            Self::InstanceName => "instance_name",
        }
    }

    /// The expression that an author wrote there, where it is one alone.
    #[must_use]
    pub fn expression(self, form: &Form, node: NodeIndex) -> Option<&Expression> {
        let question = form.question(node);
        match self {
            Self::Relevant => form.node(node).relevant.as_ref(),
            Self::Count => match &form.node(node).kind {
                NodeKind::Repeat { count, .. } => count.as_ref(),
                _ => None,
            },
            Self::Calculation => question?.calculation.as_ref(),
            Self::Default => question?.default.as_ref(),
            Self::ChoiceFilter => question?.choice_filter.as_ref(),
            Self::Constraint => question?.constraint.as_ref(),
            Self::Required => question?.required.as_ref(),
            Self::ReadOnly => question?.read_only.as_ref(),
            Self::InstanceName => form.instance_name.as_ref(),
            Self::Trigger | Self::Words | Self::Entity => None,
        }
    }

    /// Whether a change goes on through it, because it changes what others read of its question.
    #[must_use]
    pub fn carries(self) -> bool {
        !matches!(
            self,
            Self::Constraint | Self::Required | Self::ReadOnly | Self::Words | Self::Entity | Self::InstanceName
        )
    }
}

/// One expression of one question, group or repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Whose.
    pub node: NodeIndex,
    /// What it decides.
    pub facet: Facet,
    /// In the author's words.
    pub source: String,
    /// What it reads, in document order, each once; its own answer is not among it.
    pub reads: Vec<NodeIndex>,
}

/// All rulings of a form, by whom they decide and by what they read.
#[derive(Debug, Clone)]
pub struct Influence<'f> {
    form: &'f Form,
    rulings: Vec<Ruling>,
    own: Vec<Vec<usize>>,
    readers: Vec<Vec<usize>>,
}

impl<'f> Influence<'f> {
    /// Looks through every expression of the form once.
    #[must_use]
    pub fn of(form: &'f Form) -> Self {
        let mut rulings = Vec::new();
        for (index, node) in form.nodes.iter().enumerate() {
            let index = NodeIndex(u32::try_from(index).unwrap_or(u32::MAX));
            of_node(index, node, &mut rulings);
            if let NodeKind::Question(question) = &node.kind {
                of_references(form, index, question, &mut rulings);
            }
        }
        of_form(form, &mut rulings);
        let mut own = vec![Vec::new(); form.nodes.len()];
        let mut readers = vec![Vec::new(); form.nodes.len()];
        for (index, ruling) in rulings.iter().enumerate() {
            own[ruling.node.0 as usize].push(index);
            ruling.reads.iter().for_each(|node| readers[node.0 as usize].push(index));
        }
        Self { form, rulings, own, readers }
    }

    /// Every ruling, in document order.
    #[must_use]
    pub fn rulings(&self) -> &[Ruling] {
        &self.rulings
    }

    /// Rulings of a node itself, then what it inherits: relevance of the groups and repeats around it, and the number
    /// of their repetitions, innermost first.
    #[must_use]
    pub fn deciding(&self, node: NodeIndex) -> Vec<&Ruling> {
        self.deciding_indexes(node).into_iter().map(|index| &self.rulings[index]).collect()
    }

    /// Rulings that read a node's value, or the number of its repetitions.
    #[must_use]
    pub fn reading(&self, node: NodeIndex) -> Vec<&Ruling> {
        self.readers[node.0 as usize].iter().map(|index| &self.rulings[*index]).collect()
    }

    fn deciding_indexes(&self, node: NodeIndex) -> Vec<usize> {
        let mut found = self.own[node.0 as usize].clone();
        let mut around = self.form.node(node).parent;
        while around.0 != 0 {
            let inherited = |index: &&usize| matches!(self.rulings[**index].facet, Facet::Relevant | Facet::Count);
            found.extend(self.own[around.0 as usize].iter().filter(inherited));
            around = self.form.node(around).parent;
        }
        found
    }
}

/// A node's name as people tell it from others: its name, with the repeats around it.
#[must_use]
pub fn shown_name(form: &Form, node: NodeIndex) -> String {
    form.prompt_id(&Path { node, at: vec![0; form.layout.depth(node)] })
}

fn of_node(index: NodeIndex, node: &Node, rulings: &mut Vec<Ruling>) {
    let mut add = |facet, expression: Option<&Expression>| {
        rulings.extend(expression.map(|expression| ruling(index, facet, expression)));
    };
    add(Facet::Relevant, node.relevant.as_ref());
    match &node.kind {
        NodeKind::Repeat { count, .. } => add(Facet::Count, count.as_ref()),
        NodeKind::Question(question) => {
            add(Facet::Calculation, question.calculation.as_ref());
            add(Facet::Default, question.default.as_ref());
            add(Facet::ChoiceFilter, question.choice_filter.as_ref());
            add(Facet::ChoiceFilter, question.seed.as_ref());
            add(Facet::Constraint, question.constraint.as_ref());
            add(Facet::Required, question.required.as_ref());
            add(Facet::ReadOnly, question.read_only.as_ref());
            for text in [&question.required_message, &question.constraint_message] {
                of_words(index, text, rulings);
            }
        }
        NodeKind::Root | NodeKind::Group => {}
    }
    let files = node.media.iter().map(|media| &media.file);
    for text in [&node.label, &node.hint, &node.guidance].into_iter().chain(files) {
        of_words(index, text, rulings);
    }
}

/// What names a question without being an expression: triggers, and choices that are other people's answers.
fn of_references(form: &Form, node: NodeIndex, question: &Question, rulings: &mut Vec<Ruling>) {
    let named = |read: &NodeIndex| format!("${{{}}}", form.node(*read).name);
    if !question.triggers.is_empty() {
        let source = question.triggers.iter().map(named).collect::<Vec<_>>().join(", ");
        rulings.push(Ruling { node, facet: Facet::Trigger, source, reads: question.triggers.clone() });
    }
    if let ChoiceSource::Answers(read) = &question.choice_source {
        rulings.push(Ruling { node, facet: Facet::ChoiceFilter, source: named(read), reads: vec![*read] });
    }
}

/// What the form says as a whole: the name of a finished interview, and its entities.
fn of_form(form: &Form, rulings: &mut Vec<Ruling>) {
    rulings.extend(form.instance_name.iter().map(|name| ruling(NodeIndex(0), Facet::InstanceName, name)));
    for entity in &form.entities {
        let expressions = [&entity.id, &entity.create_if, &entity.update_if, &entity.label];
        let written = expressions.into_iter().flatten();
        rulings.extend(written.map(|expression| ruling(entity.within, Facet::Entity, expression)));
        for (property, read) in &entity.saves {
            let source = format!("{property} of {} = ${{{}}}", entity.list, form.node(*read).name);
            rulings.push(Ruling { node: entity.within, facet: Facet::Entity, source, reads: vec![*read] });
        }
    }
}

/// One ruling for each answer that a text shows, whatever the number of languages that show it.
fn of_words(index: NodeIndex, text: &Text, rulings: &mut Vec<Ruling>) {
    for piece in text.pieces() {
        let Piece::Output(expression) = piece else { continue };
        let found = ruling(index, Facet::Words, expression);
        if !rulings.contains(&found) {
            rulings.push(found);
        }
    }
}

fn ruling(node: NodeIndex, facet: Facet, expression: &Expression) -> Ruling {
    let mut reads = expression.code.named_nodes();
    reads.retain(|read| *read != node);
    Ruling { node, facet, source: expression.source.clone(), reads }
}
