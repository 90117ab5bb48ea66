//! How an interview began, without what the record's header says already.
//!
//! What the header or the study package already says is compared and costs a fraction of a bit; when it differs, as in
//! a record of an earlier package, it is written out. So a start that contradicts its header is still what was said,
//! and the reader sees the contradiction.

use super::{PayloadError, coder::Direction, model::Field, session::Session};
use crate::{
    form::Path,
    ids::{Hash32, ReferenceNumber, SiteId},
    log::{Correction, Start},
    moment::Moment,
};

/// A start to read into.
pub(super) fn blank() -> Start {
    Start {
        instrument: String::new(),
        form_hash: Hash32([0; 32]),
        statement_hash: Hash32([0; 32]),
        reference: ReferenceNumber([0; 10]),
        visit: 0,
        site: None,
        at: Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 },
        training: false,
        device_id: String::new(),
        asked_before: Vec::new(),
        correction: None,
    }
}

impl<D: Direction> Session<'_, D> {
    /// A start, field by field.
    pub fn start(&mut self, start: &mut Start) -> Result<(), PayloadError> {
        let form = self.context.form;
        if self.bits.likely(Field::Hash, 1, start.instrument == form.id.0)? {
            start.instrument.clone_from(&form.id.0);
        } else {
            self.text(&mut start.instrument)?;
        }
        self.hash(&mut start.form_hash, self.context.form_hash)?;
        self.hash(&mut start.statement_hash, self.context.statement_hash)?;
        self.bytes(&mut start.reference.0)?;
        self.byte(Field::Count, 4, &mut start.visit)?;
        self.option(1, &mut start.site, || SiteId(String::new()), |session, site| session.text(&mut site.0))?;
        self.moment(&mut start.at)?;
        self.flag(4, &mut start.training)?;
        self.device_name(&mut start.device_id)?;
        self.list(6, &mut start.asked_before, &String::new(), Self::item_name)?;
        let no_correction = || Correction { parent: Hash32([0; 32]), queried: Vec::new() };
        self.option(2, &mut start.correction, no_correction, Self::correction)
    }

    /// A text that is most likely the header's device, or nothing.
    fn device_name(&mut self, name: &mut String) -> Result<(), PayloadError> {
        let enrolled = self.context.device.0.to_string();
        if self.bits.likely(Field::Hash, 3, *name == enrolled)? {
            *name = enrolled;
            Ok(())
        } else {
            self.text(name)
        }
    }

    fn correction(&mut self, correction: &mut Correction) -> Result<(), PayloadError> {
        self.bytes(&mut correction.parent.0)?;
        self.list(7, &mut correction.queried, &(Path::default(), None), |session, (at, value)| {
            session.path(at)?;
            session.maybe_value(at.node, value)
        })
    }

    /// A name that is most likely one of the form's nodes.
    fn item_name(&mut self, name: &mut String) -> Result<(), PayloadError> {
        let nodes = &self.context.form.nodes;
        let place = nodes.iter().position(|node| node.name == *name);
        if self.bits.likely(Field::Hash, 2, place.is_some())? {
            let mut node = crate::form::NodeIndex(place.unwrap_or(0) as u32);
            self.node(&mut node)?;
            let found = nodes.get(node.0 as usize).ok_or(PayloadError::Malformed)?;
            name.clone_from(&found.name);
            Ok(())
        } else {
            self.text(name)
        }
    }
}
