//! Entities: a `meta` block in the form, group or repeat that each is made in.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
};

use super::{Writer, paths::Place};
use crate::form::{Entity, Form, NodeIndex, NodeKind};

/// Made nodes between a group and an attribute of its entity: the attribute, the entity, `meta`.
const STEPS: usize = 3;

/// The node that holds each entity: one alone stands at the root, several each in a group of their own as near to
/// their questions as can be.
pub fn places(form: &Form) -> Vec<NodeIndex> {
    let mut taken = BTreeSet::new();
    let mut places = Vec::with_capacity(form.entities.len());
    for entity in &form.entities {
        let mut place = if form.entities.len() == 1 { entity.within } else { around_all(form, entity) };
        while taken.contains(&place) && place != entity.within {
            place = form.node(place).parent;
        }
        taken.insert(place);
        places.push(place);
    }
    places
}

/// The deepest group around all questions that an entity saves, inside its repeat.
fn around_all(form: &Form, entity: &Entity) -> NodeIndex {
    let holds = |holder: NodeIndex, node: NodeIndex| node > holder && node < form.node(holder).end;
    let Some((_, first)) = entity.saves.first() else { return entity.within };
    let mut place = form.node(*first).parent;
    let is_inside = |place: NodeIndex| place == entity.within || holds(entity.within, place);
    while place != entity.within && (!is_inside(place) || entity.saves.iter().any(|(_, node)| !holds(place, *node))) {
        let parent = form.node(place).parent;
        if parent == place {
            break;
        }
        place = parent;
    }
    place
}

impl<'f, W: Write> Writer<'f, '_, W> {
    /// The entity that a node holds.
    pub(super) fn entity_of(&self, holder: NodeIndex) -> Option<&'f Entity> {
        let position = self.places.iter().position(|place| *place == holder)?;
        self.form.entities.get(position)
    }

    pub(super) fn entity_element(&mut self, entity: &Entity) -> fmt::Result {
        self.xml.open("entity")?;
        self.xml.attribute("dataset", &entity.list)?;
        if entity.id.is_none() || entity.create_if.is_some() {
            self.xml.attribute("create", "1")?;
        }
        if entity.id.is_some() {
            self.xml.attribute("update", "1")?;
            for name in ["baseVersion", "trunkVersion", "branchId"] {
                self.xml.attribute(name, "")?;
            }
        }
        self.xml.attribute("id", "")?;
        if entity.label.is_some() {
            self.xml.leaf("label", "")?;
        }
        self.xml.close()
    }

    pub(super) fn root_entity_binds(&mut self) -> fmt::Result {
        match self.entity_of(NodeIndex(0)) {
            Some(entity) => self.entity_binds(NodeIndex(0), entity),
            None => Ok(()),
        }
    }

    /// The binds of entities whose group or repeat ends with this node.
    pub(super) fn inner_entity_binds(&mut self, last: NodeIndex) -> fmt::Result {
        let mut holder = last;
        while holder.0 != 0 {
            let node = self.form.node(holder);
            if node.end.0 != last.0 + 1 {
                break;
            }
            if let Some(entity) = self.entity_of(holder) {
                self.entity_binds(holder, entity)?;
            }
            holder = node.parent;
        }
        Ok(())
    }

    fn entity_binds(&mut self, holder: NodeIndex, entity: &Entity) -> fmt::Result {
        let base = format!("{}/meta/entity", self.paths.absolute(holder));
        let place = Place { below: STEPS, ..Place::at(holder) };
        let place = if holder.0 == 0 { Place::NOWHERE } else { place };
        let mut calculated: Vec<(String, String)> = Vec::new();
        let mut add =
            |name: &str, source: &str| calculated.push((format!("{base}/{name}"), self.paths.xpath(source, place)));
        if let Some(create_if) = &entity.create_if {
            add("@create", &create_if.source);
        }
        if let Some(id) = &entity.id {
            if let Some(update_if) = &entity.update_if {
                add("@update", &update_if.source);
            }
            let item = format!("instance('{}')/root/item[name={}]", entity.list, id.source);
            for (name, column) in
                [("baseVersion", "__version"), ("trunkVersion", "__trunkVersion"), ("branchId", "__branchId")]
            {
                add(&format!("@{name}"), &format!("{item}/{column}"));
            }
            add("@id", &id.source);
        }
        if let Some(label) = &entity.label {
            add("label", &label.source);
        }
        for (nodeset, calculate) in calculated {
            self.bind(&nodeset, &[("calculate", &calculate), ("readonly", "true()"), ("type", "string")])?;
        }
        if entity.id.is_none() {
            let id = format!("{base}/@id");
            self.bind(&id, &[("readonly", "true()"), ("type", "string")])?;
            self.set_value(&id, "odk-instance-first-load", "uuid()")?;
        }
        Ok(())
    }

    /// New ids for the entities of a repetition that is added.
    pub(super) fn new_repeat_entities(&mut self, repeat: NodeIndex) -> fmt::Result {
        for (place, entity) in self.places.clone().into_iter().zip(&self.form.entities) {
            if entity.id.is_none() && self.nearest_repeat(place) == Some(repeat) {
                let id = format!("{}/meta/entity/@id", self.paths.absolute(place));
                self.set_value(&id, "odk-new-repeat", "uuid()")?;
            }
        }
        Ok(())
    }

    fn nearest_repeat(&self, place: NodeIndex) -> Option<NodeIndex> {
        let mut node = place;
        while node.0 != 0 {
            if matches!(self.form.node(node).kind, NodeKind::Repeat { .. }) {
                return Some(node);
            }
            node = self.form.node(node).parent;
        }
        None
    }
}
