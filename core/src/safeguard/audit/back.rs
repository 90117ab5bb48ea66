//! Invariants 4 and 5 after a break: what was noted before it says nothing of who is there and how the person is now.
//!
//! A record keeps whole seconds, so a time away counts as long only when it is longer by some of them.

use crate::{
    log::{Event, EventKind, TrustAnswer},
    moment::Moment,
    safeguard::audit::{Auditor, BreachKind},
};

const LONG_MS: i64 = 15 * 60_000 + 2_000;

/// What must be done anew before something sensitive is asked.
#[derive(Default)]
pub(super) struct Back {
    /// Where the clocks stood at some event.
    reading: Option<(u64, Moment)>,
    last_ms: u64,
    paused: bool,
    due: Due,
}

/// What was noted before a break and not since.
#[derive(Default)]
struct Due {
    presence: bool,
    distress: bool,
    trust: bool,
}

impl Auditor<'_> {
    pub(super) fn back(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Started(start) => self.back.reading = Some((event.at_ms, start.at)),
            EventKind::Resumed { at } => self.back.reading = Some((event.at_ms, *at)),
            EventKind::CameBack { at } => self.came_back(event, at),
            EventKind::Presence { .. } => self.back.due.presence = false,
            EventKind::Distress { .. } => self.back.due.distress = false,
            EventKind::Trust { answer: TrustAnswer::GoOn, .. } => self.back.due.trust = false,
            EventKind::Asked { .. } | EventKind::Answered { .. } => self.asked_after_break(event),
            _ => {}
        }
        self.back.paused = match event.kind {
            EventKind::Paused => true,
            EventKind::Resumed { .. } | EventKind::CameBack { .. } => false,
            _ => self.back.paused,
        };
        self.back.last_ms = event.at_ms;
    }

    fn came_back(&mut self, event: &Event, at: &Moment) {
        let back = &mut self.back;
        let Some((read_ms, reading)) = back.reading.replace((event.at_ms, *at)) else { return };
        let known = i64::try_from(back.last_ms.saturating_sub(read_ms)).unwrap_or(i64::MAX);
        let wall = at.wall_ms.saturating_sub(reading.wall_ms).saturating_sub(known);
        let counted = i64::try_from(at.monotonic_ms.saturating_sub(reading.monotonic_ms)).unwrap_or(i64::MAX);
        let long = wall.max(counted.saturating_sub(known)) > LONG_MS;
        back.due.presence |= long || back.paused;
        back.due.trust |= long || back.paused;
        back.due.distress |= long;
    }

    /// Something was put to the person, or they answered it, with a note of before.
    fn asked_after_break(&mut self, event: &Event) {
        if self.back.due.presence {
            self.breach(event, BreachKind::Overheard);
        }
        if self.back.due.distress && self.section.is_some() {
            self.breach(event, BreachKind::DistressMissing);
        }
        let highly = self.asks_highly_sensitive(event);
        if self.back.due.trust && highly {
            self.breach(event, BreachKind::WithoutTrust);
        }
    }
}
