//! A log after a stop that drops what was said of sensitive things: the same events, and where such an answer stood,
//! that it was dropped.
//!
//! A record leaves those answers out in any case. But a stopped interview may lie on the phone for long before anybody
//! closes it, and who makes the interviewer open it must find nothing there. The numbers of the events stay, so that
//! the store counts as before; what the answers led to cannot be worked out without them, so a replay takes all that
//! stood before the stop as it is ([`unchecked`]). Knows nothing of where a log is kept.

use std::collections::BTreeSet;

use crate::{
    form::Path,
    interview::{Interview, LogError, LogFault, outcome},
    log::{Event, EventKind, KeepWish},
};

/// What is left of an interview after these events, if something is to be dropped then.
pub(super) fn of(interview: &Interview, events: &[Event]) -> Option<Interview> {
    let stops = |event: &Event| matches!(event.kind, EventKind::Stopped { .. });
    if interview.facts.stopped.is_none() && !events.iter().any(stops) {
        return None;
    }
    let mut after = interview.clone();
    // What cannot follow is refused where it is to be taken in.
    after.apply(events).ok()?;
    let log = log_of(&after)?;
    let bare = Interview::replay(after.study.clone(), &log);
    debug_assert!(bare.is_ok(), "what is left of a log can be read again");
    // A stop is taken in whatever happens; then what was said waits for the end, as if it stood in the record.
    bare.ok()
}

/// How many events of a log (after its start) are taken in as they stand: up to where it was decided to drop. None of
/// a log that is whole.
pub(super) fn unchecked(events: &[Event]) -> Result<usize, LogError> {
    let decides = |event: &Event| matches!(event.kind, EventKind::Stopped { .. } | EventKind::Kept { .. });
    let Some(dropped) = events.iter().rposition(|event| event.kind == EventKind::Dropped) else { return Ok(0) };
    let decided = events.iter().rposition(decides).filter(|place| *place > dropped);
    // Nobody can go on with a log that has lost its stop.
    decided.map(|place| place + 1).ok_or(LogError { sequence: events[dropped].sequence, fault: LogFault::Order })
}

/// The log without what is dropped; `None` when it has nothing of it.
fn log_of(interview: &Interview) -> Option<Vec<Event>> {
    let facts = &interview.facts;
    let code = facts.stopped.filter(|_| !facts.withdrawn && !facts.finalized)?;
    if facts.kept == Some(KeepWish::Keep) || interview.must_ask_to_keep(code) {
        return None;
    }
    let applies: BTreeSet<Path> = interview.instance.leaves().into_iter().map(|(at, _)| at).collect();
    let log: Vec<Event> = interview.log.iter().map(|event| bare(interview, &applies, event)).collect();
    (log != interview.log).then_some(log)
}

/// An event without what is dropped. With the answers goes what of an identity does not apply: later nobody could tell.
fn bare(interview: &Interview, applies: &BTreeSet<Path>, event: &Event) -> Event {
    let is_identity = |at: &Path| interview.form().node(at.node).care.identity;
    let goes = |at: &Path| {
        let astray = is_identity(at) && !interview.facts.dropped && !applies.contains(at);
        outcome::is_dropped(interview, at.node) || astray
    };
    let kind = match &event.kind {
        // That a queried item was treated is what makes a record of a correction.
        EventKind::Corrected { at, reason, .. } if goes(at) => {
            EventKind::Corrected { at: at.clone(), value: None, reason: *reason }
        }
        kind if outcome::said_at(kind).is_some_and(goes) => EventKind::Dropped,
        _ => return outcome::unqueried(interview, event),
    };
    Event { kind, ..event.clone() }
}
