//! How much one interview holds: as much as one record does, with room left for its end.
//!
//! A record has a most of events and of bytes, and what is over it can never be sealed. So what makes an interview grow
//! without end (taps, breaks, repetitions, long texts) is refused in time, while every step that closes it still fits.
//! Only what is planned now is looked at: a draft that an earlier version let grow is read as ever.

use crate::{
    form::Value,
    interview::{Interview, Refusal},
    log::EventKind,
    safeguard::RefusalCode,
};

/// From so many events on, only what closes an interview is taken.
pub const ROOM_EVENTS: usize = 16_000;
/// From so many bytes on, as they are estimated here, no long text and nothing that grows is taken.
pub const ROOM_BYTES: usize = 160 * 1024;
/// A text up to this long is taken as long as there is a record for it.
const SHORT_BYTES: usize = 512;
/// More than an event takes besides its texts.
const EVENT_BYTES: usize = 4;
/// In tenths: from here on it is said that there is little room left.
const NEARLY: usize = 9;

impl Interview {
    /// Refuses what would leave no room for the end.
    pub(super) fn has_room_for(&self, kinds: &[EventKind]) -> Result<(), Refusal> {
        let grows = kinds.iter().any(|kind| grows(kind) || texts(kind) > SHORT_BYTES);
        let (events, bytes) = self.size();
        let over = events + kinds.len() > ROOM_EVENTS
            || bytes + kinds.iter().map(|kind| EVENT_BYTES + texts(kind)).sum::<usize>() > ROOM_BYTES;
        if grows && over { Err(Refusal::new(RefusalCode::TooMany)) } else { Ok(()) }
    }

    /// Little room is left: this is said before anything is refused.
    pub(super) fn is_nearly_full(&self) -> bool {
        let (events, bytes) = self.size();
        events * 10 > ROOM_EVENTS * NEARLY || bytes * 10 > ROOM_BYTES * NEARLY
    }

    fn size(&self) -> (usize, usize) {
        (self.log.len(), self.log.iter().map(|event| EVENT_BYTES + texts(&event.kind)).sum())
    }
}

fn grows(kind: &EventKind) -> bool {
    use EventKind::{BlockOpened, Language, Paused, RepeatAdded, Tally};
    matches!(kind, Tally { .. } | BlockOpened { .. } | RepeatAdded { .. } | Paused | Language { .. })
}

/// Bytes of what was typed.
fn texts(kind: &EventKind) -> usize {
    match kind {
        EventKind::Answered { value, .. } => text(value),
        EventKind::Corrected { value, .. } | EventKind::Noted { value, .. } => value.as_ref().map_or(0, text),
        EventKind::Tally { row, .. } => row.iter().map(|(_, value)| EVENT_BYTES + text(value)).sum(),
        _ => 0,
    }
}

fn text(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        _ => EVENT_BYTES,
    }
}
