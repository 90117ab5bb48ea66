//! What reaches beyond one question: triggers, entities, and what a finished interview is called.

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
        for declared in &draft.entities {
            let cell = |column| Cell { sheet: Sheet::Entities, row: declared.row, column };
            let within = beginning(skeleton, draft, declared.within_row);
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
        for (index, bone) in (0_u32..).zip(skeleton) {
            let Some(row) = bone.row.and_then(|row| draft.rows.get(row)).filter(|row| !row.save_to.is_empty()) else {
                continue;
            };
            let (list, property) = row.save_to.rsplit_once('#').unwrap_or(("", row.save_to.as_str()));
            let only = list.is_empty() && entities.len() == 1;
            let entity = entities.iter_mut().find(|entity| only || entity.list == list);
            match entity {
                Some(entity) => entity.saves.push((property.to_owned(), NodeIndex(index))),
                None => {
                    let cell = Cell { sheet: Sheet::Survey, row: row.row, column: "save_to" };
                    self.fault(cell, FormFaultKind::UnknownEntity(list.to_owned()));
                }
            }
        }
    }
}

/// The group or repeat that a row begins.
fn beginning(skeleton: &[Bone], draft: &FormDraft, row: u32) -> NodeIndex {
    let begins = |bone: &Bone| {
        let found = bone.row.and_then(|place| draft.rows.get(place));
        found.is_some_and(|found| found.row == row && !matches!(found.kind, DraftKind::Question { .. }))
    };
    let place = skeleton.iter().position(begins).filter(|_| row > 0);
    NodeIndex(place.and_then(|place| u32::try_from(place).ok()).unwrap_or(0))
}
