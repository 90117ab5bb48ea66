//! Rows to nodes: names, nesting, and the outline that expressions are resolved against.
//!
//! Comes first and looks into no expression. A row that cannot be placed is a fault, and those after it are still
//! placed.

use super::{Cell, Compiler};
use crate::{
    expr::{NodeIndex, Outline, REPEAT_DEPTH_MAX, Shape},
    form::{DraftKind, DraftRow, FormFaultKind, Node, Sheet, is_name},
};

/// Most nodes of a form.
pub const NODES_MAX: usize = 200_000;
/// How deep groups and repeats may be nested.
pub const GROUP_DEPTH_MAX: usize = 64;

/// A row that became a node, and where it stands.
pub struct Bone {
    /// Index into the draft's rows; `None` for the root.
    pub row: Option<usize>,
    /// The node around.
    pub parent: NodeIndex,
}

impl Compiler {
    /// One bone for each node, the root first. The root has a name too: paths begin with it, and a question may be
    /// called the same.
    pub fn rows(&mut self, rows: &[DraftRow], root_name: &str) -> Vec<Bone> {
        let mut skeleton = vec![Bone { row: None, parent: NodeIndex(0) }];
        self.outline = Outline::default();
        self.outline.add(if root_name.is_empty() { "data" } else { root_name }, NodeIndex(0), Shape::Single, None);
        let mut open: Vec<(NodeIndex, u32)> = Vec::new();
        for (position, row) in rows.iter().enumerate() {
            let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "type" };
            if row.kind == DraftKind::End {
                if open.pop().is_none() {
                    self.fault(cell, FormFaultKind::NotBegun);
                }
                continue;
            }
            if skeleton.len() >= NODES_MAX {
                self.fault(cell, FormFaultKind::TooMany { what: "questions and groups", limit: NODES_MAX });
                break;
            }
            let parent = open.last().map_or(NodeIndex(0), |(node, _)| *node);
            let first = self.outline.child(parent, &row.name).and_then(|first| skeleton.get(first.0 as usize)?.row);
            self.check_name(row, first.and_then(|first| rows.get(first)));
            let shape = if row.kind == DraftKind::BeginRepeat { Shape::Repeat } else { Shape::Single };
            let node = self.outline.add(&row.name, parent, shape, None);
            skeleton.push(Bone { row: Some(position), parent });
            if !matches!(row.kind, DraftKind::Question { .. }) {
                open.push((node, row.row));
                self.check_depth(cell, open.len(), node);
            }
        }
        for (_, row) in open {
            self.fault(Cell { sheet: Sheet::Survey, row, column: "type" }, FormFaultKind::NotEnded);
        }
        if skeleton.len() == 1 {
            self.fault(Cell { sheet: Sheet::Survey, row: 0, column: "type" }, FormFaultKind::NoQuestions);
        }
        skeleton
    }

    /// A row's name, and the row beside it that had the name first.
    fn check_name(&mut self, row: &DraftRow, first: Option<&DraftRow>) {
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "name" };
        if row.name.is_empty() {
            return self.fault(cell, FormFaultKind::NoName);
        }
        if !is_name(&row.name) {
            self.fault(cell, FormFaultKind::BadName(row.name.clone()));
        }
        if let Some(first) = first {
            let first_row = first.row;
            self.fault(cell, FormFaultKind::DuplicateName { name: row.name.clone(), first_row });
        }
    }

    fn check_depth(&mut self, cell: Cell<'_>, depth: usize, node: NodeIndex) {
        if depth == GROUP_DEPTH_MAX + 1 {
            self.fault(cell, FormFaultKind::TooMany { what: "groups inside each other", limit: GROUP_DEPTH_MAX });
        }
        if self.outline.is_repeat(node) && self.outline.repeats(node).len() == REPEAT_DEPTH_MAX + 1 {
            self.fault(cell, FormFaultKind::TooMany { what: "repeats inside each other", limit: REPEAT_DEPTH_MAX });
        }
    }
}

/// Sets where each node's subtree ends.
pub fn close(nodes: &mut [Node]) {
    for index in (1..nodes.len()).rev() {
        let own = NodeIndex(u32::try_from(index + 1).unwrap_or(u32::MAX));
        nodes[index].end = nodes[index].end.max(own);
        let (end, parent) = (nodes[index].end, nodes[index].parent.0 as usize);
        nodes[parent].end = nodes[parent].end.max(end);
    }
    if let Some(root) = nodes.first_mut() {
        root.end = root.end.max(NodeIndex(1));
    }
}
