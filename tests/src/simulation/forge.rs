//! Records that no sound device would seal: made from a true one, and put into a device's own outbox behind it.
//!
//! A fault in the rules of an interview cannot be switched on in shipped code. What it would leave behind can be made:
//! the log goes on after a stop, distress is passed over, nobody consented, or the seal is over another header.

use fieldward_core::{
    ids::{Hash32, StreamKind},
    log::{DistressPoint, Event, EventKind, StopCode},
    record::{Content, PayloadContext, RecordHeader, SealedRecord, open, seal},
    vault::Outgoing,
};

use rand_core::Rng;

use super::{
    planted::Planted,
    server::BASE,
    witness::{Rule, Violation},
    world::World,
};

impl World {
    /// Puts one unsound record behind a sound one, once, when such a fault is planted.
    ///
    /// # Errors
    /// When the device does not take it.
    pub(super) fn forge(&mut self, machine: usize, after: u64) -> Result<(), Violation> {
        if self.forged || !self.planted.is_forged() {
            return Ok(());
        }
        let (stream, last) = match self.planted {
            Planted::AlertTwice => (StreamKind::Alert, self.witness.known(machine, StreamKind::Alert)),
            _ => (StreamKind::Answers, after),
        };
        let Some((header, content)) = self.witness.record(machine, stream, last).and_then(opened) else {
            return Ok(());
        };
        let Some(content) = unsound(content, self.planted) else { return Ok(()) };
        let planted = self.planted;
        let made = self.devices[machine].append(stream, |head, rng| {
            let mut header = RecordHeader { sequence: head.next_sequence, ..header };
            if planted == Planted::AlertTwice {
                header.record.0 = format!("{:032x}", rng.next_u64()).parse().ok()?;
            }
            let instrument = BASE.study.instruments.iter().find(|known| known.form_hash == header.form)?;
            let bytes = content.encode(&PayloadContext::new(&instrument.form, &header)).ok()?;
            let mut record = seal(header, &bytes, &BASE.secret.public(), rng).ok()?;
            if planted == Planted::WrongAssociatedData {
                record.header.statement = Hash32([9; 32]);
            }
            let link = record.link(&head.link);
            Some(Outgoing { stream, sequence: head.next_sequence, link, bytes: record.to_bytes() })
        });
        made.map_err(|what| Violation { rule: Rule::NoStrangeErrors, what })?;
        self.forged = true;
        self.witness.look(machine, &mut self.devices[machine])
    }
}

fn opened(record: &[u8]) -> Option<(RecordHeader, Content)> {
    let sealed = SealedRecord::from_bytes(record).ok()?;
    let plain = open(&sealed, &BASE.secret.0).ok()?;
    let instrument = BASE.study.instruments.iter().find(|known| known.form_hash == sealed.header.form)?;
    let content = Content::decode(&plain, &PayloadContext::new(&instrument.form, &sealed.header)).ok()?;
    Some((sealed.header, content))
}

/// The same log with a fault in it; `None` when it has no place for one.
fn unsound(content: Content, planted: Planted) -> Option<Content> {
    let Content::Answers(mut log) = content else {
        return (planted == Planted::AlertTwice).then_some(content);
    };
    let asked = log.iter().position(|event| matches!(event.kind, EventKind::Asked { .. }))?;
    let put = |log: &mut Vec<Event>, kind: EventKind| {
        let event = Event { kind, ..log[asked].clone() };
        log.insert(asked, event);
    };
    match planted {
        Planted::StopRuleSkipped => put(&mut log, EventKind::Stopped { code: StopCode::St7 }),
        Planted::DistressIgnored => {
            let at = log.iter().find_map(|event| match &event.kind {
                EventKind::Distress { at, .. } => Some(*at),
                _ => None,
            });
            put(&mut log, EventKind::Distress { level: 2, at: at.unwrap_or(DistressPoint::Start) });
        }
        Planted::ConsentSkipped => log.retain(|event| !matches!(event.kind, EventKind::Consent { .. })),
        _ => {}
    }
    for (sequence, event) in (0..).zip(&mut log) {
        event.sequence = sequence;
    }
    Some(Content::Answers(log))
}
