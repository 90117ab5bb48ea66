//! What a finished interview makes or changes in lists of entities.
//!
//! The form's declarations, evaluated: one change for each repetition that a declaration stands in. Nothing here knows
//! the lists themselves, or whether the entity is there; whoever keeps the lists decides that.

use serde::{Deserialize, Serialize};

use super::{Instance, javarosa};
use crate::{
    expr::{At, Evaluation, Expression, NodeIndex},
    form::{Entity, Path, Value},
};

/// One entity that is made or changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityChange {
    /// `list_name`.
    pub list: String,
    /// Where it is declared: the form as a whole, or one repetition.
    pub within: Path,
    /// Which one is changed; empty for a new one, whose id whoever keeps the list gives.
    pub id: String,
    /// What happens to it.
    pub kind: EntityChangeKind,
    /// What it is called; `None` leaves its name as it is.
    pub label: Option<String>,
    /// Property and value, in document order; an empty value clears the property.
    pub properties: Vec<(String, String)>,
}

/// Names the list, and nothing that was said.
impl std::fmt::Debug for EntityChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EntityChange({}, {:?}, ..)", self.list, self.kind)
    }
}

/// What happens to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntityChangeKind {
    /// A new one.
    Create,
    /// Another state of one that is there.
    Update,
    /// A new one if there is none of this id, else another state of it.
    CreateOrUpdate,
}

/// Whether a condition's text is a yes as ODK's clients read the attribute that it becomes: `no` is a text too.
fn says_yes(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true")
}

impl Instance {
    /// What this interview makes or changes, declaration by declaration, repetitions in their order. What is not
    /// relevant changes nothing.
    #[must_use]
    pub fn entity_changes(&self) -> Vec<EntityChange> {
        let _budget = self.bounds.budget();
        let mut changes = Vec::new();
        for entity in &self.form().entities {
            let places = self.relevant_nodes().into_iter().filter(|path| path.node == entity.within);
            let whole = (entity.within.0 == 0).then(Path::default);
            changes.extend(whole.into_iter().chain(places).filter_map(|at| self.change(entity, at)));
        }
        changes
    }

    fn change(&self, entity: &Entity, within: Path) -> Option<EntityChange> {
        let at = within.at();
        let text = |expression: &Expression| self.evaluated(expression, entity.within, at);
        let holds = |condition: &Option<Expression>| condition.as_ref().map(|condition| says_yes(&text(condition)));
        let id = entity.id.as_ref().map(text).unwrap_or_default();
        let (creates, updates) = match (holds(&entity.create_if), holds(&entity.update_if), entity.id.is_some()) {
            // Without conditions, an id says that it is there already.
            (None, None, has_id) => (!has_id, has_id),
            (creates, updates, _) => (creates.unwrap_or(false), updates.unwrap_or(false)),
        };
        let label = entity.label.as_ref().map(text).filter(|label| !label.trim().is_empty());
        // Nobody could tell a nameless one from another: Collect makes none.
        let kind = match (creates && label.is_some(), updates) {
            (true, true) => EntityChangeKind::CreateOrUpdate,
            (true, false) => EntityChangeKind::Create,
            (false, true) => EntityChangeKind::Update,
            (false, false) => return None,
        };
        let saves = entity.saves.iter().filter(|(_, node)| self.is_open(*node, at));
        let properties = saves.map(|(property, node)| (property.clone(), self.text_at(*node, at))).collect();
        Some(EntityChange { list: entity.list.clone(), within, id, kind, label, properties })
    }

    /// What a finished interview is called (`instance_name`); empty when the form does not say.
    #[must_use]
    pub fn name(&self) -> String {
        let _budget = self.bounds.budget();
        let name = self.form().instance_name.as_ref();
        name.map_or_else(String::new, |name| self.evaluated(name, NodeIndex(0), At::default()))
    }

    /// What stands at these names, as text: the answers saved last of the next interview. Of a question in a repeat,
    /// the first repetition; nothing for what is not relevant.
    #[must_use]
    pub fn texts_of(&self, names: &[String]) -> Vec<(String, String)> {
        let leaves = self.leaves();
        let text = |name: &String| {
            let (path, value) = leaves.iter().find(|(path, _)| self.form.node(path.node).name == *name)?;
            let value = value.as_ref()?;
            Some((name.clone(), javarosa::written(&self.form, path.node, value, self.offset_min())))
        };
        names.iter().filter_map(text).collect()
    }

    fn evaluated(&self, expression: &Expression, node: NodeIndex, at: At) -> String {
        Evaluation::new(self, node, at).item(expression).to_text().into_owned()
    }

    fn text_at(&self, node: NodeIndex, at: At) -> String {
        let value: Option<&Value> = self.slot(node, at).and_then(|slot| slot.value.as_ref());
        value.map_or_else(String::new, |value| javarosa::written(self.form(), node, value, self.offset_min()))
    }
}

#[cfg(test)]
mod tests {
    use super::says_yes;

    #[test]
    fn only_a_truth_makes_an_entity() {
        for (text, expected) in
            [("1", true), ("true", true), ("TRUE", true), ("0", false), ("", false), ("no", false), ("yes", false)]
        {
            assert_eq!(says_yes(text), expected, "{text}");
        }
    }
}
