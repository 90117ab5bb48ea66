//! What reaches beyond one question: triggers, entities, and what a finished interview is called.
//!
//! It is resolved when all nodes are there, for it names nodes that may come later.

use std::collections::HashMap;

use super::{Cell, Compiler, rows::Bone};
use crate::{
    expr::{Expression, NodeIndex, Scope, Standing},
    form::{DraftKind, DraftRow, Entity, FormDraft, FormFaultKind, Sheet},
};

impl Compiler {
    /// The nodes whose change evaluates this row's calculation.
    pub fn triggers(&mut self, row: &DraftRow, node: NodeIndex) -> Vec<NodeIndex> {
        let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "trigger" };
        row.triggers.iter().filter_map(|name| self.named(name, cell, node)).collect()
    }

    /// The one node that a name means at another node.
    pub fn named(&mut self, name: &str, cell: Cell<'_>, node: NodeIndex) -> Option<NodeIndex> {
        let standing = Standing { node, scope: Scope::Inside, choice_list: None };
        let (_, reads) = self.expression_from(&format!("${{{name}}}"), 0, cell, standing)?;
        reads.last().map(|read| read.node)
    }

    /// `instance_name`, resolved at the root.
    pub fn instance_name(&mut self, draft: &FormDraft) -> Option<Expression> {
        let cell = Cell { sheet: Sheet::Settings, row: draft.settings_row, column: "instance_name" };
        let standing = Standing { node: NodeIndex(0), scope: Scope::Inside, choice_list: None };
        self.expression(&draft.instance_name, cell, standing).map(|(expression, _)| expression)
    }

    /// The declarations of the `entities` sheet with the questions that save to them.
    pub fn entities(&mut self, skeleton: &[Bone], draft: &FormDraft) -> Vec<Entity> {
        let mut entities = Vec::with_capacity(draft.entities.len());
        let beginnings = if draft.entities.is_empty() { HashMap::new() } else { beginnings(skeleton, draft) };
        for declared in &draft.entities {
            let cell = |column| Cell { sheet: Sheet::Entities, row: declared.row, column };
            let within = beginnings.get(&declared.within_row).copied().unwrap_or(NodeIndex(0));
            let standing = Standing { node: within, scope: Scope::Inside, choice_list: None };
            let mut expression = |source: &str, column| {
                self.expression(source, cell(column), standing).map(|(expression, _)| expression)
            };
            entities.push(Entity {
                list: declared.list.clone(),
                within,
                id: expression(&declared.id, "entity_id"),
                create_if: expression(&declared.create_if, "create_if"),
                update_if: expression(&declared.update_if, "update_if"),
                label: expression(&declared.label, "label"),
                saves: Vec::new(),
            });
        }
        self.saves(skeleton, draft, &mut entities);
        entities
    }

    /// Gives each `save_to` to the entity of its list; without a list, to the only one.
    fn saves(&mut self, skeleton: &[Bone], draft: &FormDraft, entities: &mut [Entity]) {
        let mut by_list: HashMap<String, usize> = HashMap::new();
        for (place, entity) in entities.iter().enumerate() {
            by_list.entry(entity.list.clone()).or_insert(place);
        }
        for (index, bone) in (0_u32..).zip(skeleton) {
            let Some(row) = bone.row.and_then(|row| draft.rows.get(row)).filter(|row| !row.save_to.is_empty()) else {
                continue;
            };
            let (list, property) = row.save_to.rsplit_once('#').unwrap_or(("", row.save_to.as_str()));
            let only = list.is_empty() && entities.len() == 1;
            let place = if only { Some(0) } else { by_list.get(list).copied() };
            match place.and_then(|place| entities.get_mut(place)) {
                Some(entity) => entity.saves.push((property.to_owned(), NodeIndex(index))),
                None => {
                    let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "save_to" };
                    self.fault(cell, FormFaultKind::UnknownEntity(list.to_owned()));
                }
            }
        }
    }
}

/// By row: the group or repeat that it begins.
fn beginnings(skeleton: &[Bone], draft: &FormDraft) -> HashMap<u32, NodeIndex> {
    let mut beginnings = HashMap::new();
    for (index, bone) in (0_u32..).zip(skeleton) {
        let row = bone.row.and_then(|place| draft.rows.get(place));
        if let Some(row) = row.filter(|row| row.row > 0 && !matches!(row.kind, DraftKind::Question { .. })) {
            beginnings.entry(row.row).or_insert(NodeIndex(index));
        }
    }
    beginnings
}
