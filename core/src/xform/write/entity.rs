//! Entities: a `meta` block in the form, group or repeat that each is made in.
//!
//! Its node, the binds that work out its attributes, and the action that gives a new id in a repetition that is added
//! stand together here, for a server reads them as one.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
};

use super::{Writer, paths::Place};
use crate::form::{Entity, Form, NodeIndex, NodeKind};

/// Made nodes between a group and an attribute of its entity: the attribute, the entity, `meta`.
const STEPS: usize = 3;

/// The node that holds each entity: one alone that stands in no repeat is held by the root, others each by a group or
/// repeat of their own, as near to their questions as can be.
pub fn places(form: &Form) -> Vec<NodeIndex> {
    let mut taken = BTreeSet::new();
    let mut places = Vec::with_capacity(form.entities.len());
    for entity in &form.entities {
        let mut place = around_all(form, entity);
        let scope = nearest_repeat(form, place).unwrap_or_default();
        if form.entities.len() == 1 && scope.0 == 0 {
            place = scope;
        }
        while taken.contains(&place) && place != scope {
            place = form.node(place).parent;
        }
        taken.insert(place);
        places.push(place);
    }
    places
}

/// The deepest group or repeat around all questions that an entity saves.
fn around_all(form: &Form, entity: &Entity) -> NodeIndex {
    let Some((_, first)) = entity.saves.first() else { return entity.within };
    let holds = |holder: NodeIndex, node: NodeIndex| node > holder && node < form.node(holder).end;
    let mut place = form.node(*first).parent;
    while place.0 != 0 && entity.saves.iter().any(|(_, node)| !holds(place, *node)) {
        place = form.node(place).parent;
    }
    place
}

/// The innermost repeat around a node, or the node itself when it is one.
fn nearest_repeat(form: &Form, node: NodeIndex) -> Option<NodeIndex> {
    let mut place = node;
    while place.0 != 0 {
        if matches!(form.node(place).kind, NodeKind::Repeat { .. }) {
            return Some(place);
        }
        place = form.node(place).parent;
    }
    None
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
            if entity.id.is_none() && nearest_repeat(self.form, place) == Some(repeat) {
                let id = format!("{}/meta/entity/@id", self.paths.absolute(place));
                self.set_value(&id, "odk-new-repeat", "uuid()")?;
            }
        }
        Ok(())
    }
}
