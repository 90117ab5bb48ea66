//! The parts of a compiled expression, for those who ask what it looks at: the explanation of a form does, and a
//! study's check of what a form may read. Nothing here evaluates.

use super::{Code, NodeIndex, RowFilter};

impl Code {
    /// Visits this part and every part inside it, predicates of paths too.
    pub fn each_part<'c>(&'c self, visit: &mut dyn FnMut(&'c Self)) {
        visit(self);
        match self {
            Self::Nodes(reference) => reference.filters.iter().for_each(|filter| filter.code.each_part(visit)),
            Self::Negate(inner) => inner.each_part(visit),
            Self::And(sides)
            | Self::Or(sides)
            | Self::Union(sides)
            | Self::Compare(_, sides)
            | Self::Calculate(_, sides) => sides.iter().for_each(|side| side.each_part(visit)),
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.each_part(visit)),
            Self::Chain(first, further) => {
                first.each_part(visit);
                further.iter().for_each(|(_, next)| next.each_part(visit));
            }
            Self::Paths(references) => {
                let filters = references.iter().flat_map(|reference| &reference.filters);
                filters.for_each(|filter| filter.code.each_part(visit));
            }
            Self::Rows(reference) => reference.filters.iter().for_each(|filter| match filter {
                RowFilter::Equals(_, code) | RowFilter::Holds(code) | RowFilter::Alike(_, code) => {
                    code.each_part(visit)
                }
            }),
            Self::Number(_) | Self::Text(_) | Self::Here | Self::Column(_) | Self::Cell(_) => {}
        }
    }

    /// Visits what it is directly made of, but not what is inside of predicates.
    pub fn each_operand<'c>(&'c self, visit: &mut dyn FnMut(&'c Self)) {
        match self {
            Self::And(sides)
            | Self::Or(sides)
            | Self::Union(sides)
            | Self::Compare(_, sides)
            | Self::Calculate(_, sides) => sides.iter().for_each(visit),
            Self::Negate(inner) => visit(inner),
            Self::Call(_, arguments) => arguments.iter().for_each(visit),
            Self::Chain(first, further) => {
                std::iter::once(&**first).chain(further.iter().map(|(_, next)| next)).for_each(visit)
            }
            _ => {}
        }
    }

    /// The nodes that the expression names, in document order, each once. `.` is none of them.
    #[must_use]
    pub fn named_nodes(&self) -> Vec<NodeIndex> {
        let mut nodes = Vec::new();
        self.each_part(&mut |part| match part {
            Self::Nodes(reference) => nodes.push(reference.node),
            Self::Paths(references) => nodes.extend(references.iter().map(|reference| reference.node)),
            _ => {}
        });
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}
