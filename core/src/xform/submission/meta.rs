//! What a submission says about itself: its id, its name, and the entities that it makes or changes.

use std::fmt::{self, Write};

use super::Sender;
use crate::{
    expr::{At, NodeIndex},
    form::InstanceId,
    xform::write::entity_places,
};

impl<W: Write> Sender<'_, '_, W> {
    /// The meta block of a node, when it has one.
    pub(super) fn meta(&mut self, holder: NodeIndex, at: At) -> fmt::Result {
        let form = self.form;
        let place =
            if form.entities.is_empty() { None } else { entity_places(form).iter().position(|place| *place == holder) };
        let entity = place.and_then(|place| form.entities.get(place));
        let is_root = holder.0 == 0;
        let has_id = is_root && form.settings.instance_id != InstanceId::Omitted;
        let audit = is_root && form.settings.audit.is_some();
        let name = form.instance_name.as_ref().filter(|_| is_root);
        if entity.is_none() && !has_id && !audit && name.is_none() {
            return Ok(());
        }
        self.xml.open("meta")?;
        if let Some(entity) = entity {
            self.entity(entity, holder, at)?;
        }
        if audit {
            self.xml.leaf("audit", "")?;
        }
        if has_id {
            self.xml.leaf("instanceID", &self.marks.instance_id)?;
        }
        if let Some(name) = name {
            let text = self.calculated(name, holder, at);
            self.xml.leaf("instanceName", &text)?;
        }
        self.xml.close()
    }
}
