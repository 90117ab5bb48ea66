//! An entity that the interview makes or changes, as the server of ODK wants to hear of it.

use std::fmt::{self, Write};

use super::Sender;
use crate::{
    expr::{At, Expression, NodeIndex},
    form::Entity,
};

/// Attributes that say on which version of an entity a change builds, with the columns of the list.
const VERSIONS: [(&str, &str); 3] =
    [("baseVersion", "__version"), ("trunkVersion", "__trunkVersion"), ("branchId", "__branchId")];

impl<W: Write> Sender<'_, '_, W> {
    pub(super) fn entity(&mut self, entity: &Entity, holder: NodeIndex, at: At) -> fmt::Result {
        let says = |condition: Option<&Expression>| {
            condition.map_or_else(|| "1".to_owned(), |condition| self.calculated(condition, holder, at))
        };
        let create = (entity.id.is_none() || entity.create_if.is_some()).then(|| says(entity.create_if.as_ref()));
        let update = entity.id.as_ref().map(|_| says(entity.update_if.as_ref()));
        let id = match &entity.id {
            Some(id) => self.calculated(id, holder, at),
            None => {
                self.entities_made += 1;
                self.marks.entity_ids.get(self.entities_made - 1).cloned().unwrap_or_default()
            }
        };
        self.xml.open("entity")?;
        self.xml.attribute("dataset", &entity.list)?;
        if let Some(create) = create {
            self.xml.attribute("create", &create)?;
        }
        if let Some(update) = update {
            self.xml.attribute("update", &update)?;
            for (name, column) in VERSIONS {
                let value = self.known(&entity.list, &id, column);
                self.xml.attribute(name, &value)?;
            }
        }
        self.xml.attribute("id", &id)?;
        if let Some(label) = &entity.label {
            let text = self.calculated(label, holder, at);
            self.xml.leaf("label", &text)?;
        }
        self.xml.close()
    }

    /// What the list already says about an entity; empty when it is not in it.
    fn known(&self, list: &str, id: &str, column: &str) -> String {
        let Some(table) = self.form.table(list) else { return String::new() };
        let found = table.column("name").and_then(|name| table.first_where(name, id)).zip(table.column(column));
        found.map_or_else(String::new, |(row, column)| table.cell(row, column).into_owned())
    }
}
