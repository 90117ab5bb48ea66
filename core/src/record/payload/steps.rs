//! The log as a list of steps: an item that was asked and then answered or declined is one step.
//!
//! Sequence numbers and times rise; both are coded as what they rise by.

use super::{
    LOG_EVENTS_MAX, PayloadError,
    coder::Direction,
    kind::{self, ANSWERED, ASKED, DECLINED, PAIR_ANSWERED, PAIR_DECLINED},
    model::Field,
    session::Session,
};
use crate::log::{Event, EventKind};

/// An event, and when it was asked if the event before it was the asking.
struct Step {
    asked_s: Option<u64>,
    event: Event,
}

/// Writes a log, or reads one into an empty list.
pub(super) fn code<D: Direction>(session: &mut Session<'_, D>, log: &mut Vec<Event>) -> Result<(), PayloadError> {
    if log.len() > LOG_EVENTS_MAX {
        return Err(PayloadError::Limit("events"));
    }
    let given = folded(std::mem::take(log));
    let count = session.bits.number(Field::Steps, 0, given.len() as u64)?;
    let count = usize::try_from(count).ok().filter(|count| *count <= LOG_EVENTS_MAX);
    let count = count.ok_or(PayloadError::Limit("events"))?;
    session.bits.spend(count)?;
    let mut before = Before { next: 0, at_s: 0, tag: 0 };
    let mut given = given.into_iter();
    for _ in 0..count {
        let step = given.next().unwrap_or_else(blank);
        unfold(before.step(session, step)?, log)?;
        if log.len() > LOG_EVENTS_MAX {
            return Err(PayloadError::Limit("events"));
        }
    }
    Ok(())
}

/// What a step is told from.
struct Before {
    next: u32,
    at_s: u64,
    tag: u32,
}

impl Before {
    fn step<D: Direction>(&mut self, session: &mut Session<'_, D>, mut step: Step) -> Result<Step, PayloadError> {
        let given = tag_of(&step);
        let tag = session.bits.symbol(Field::Step, self.tag, kind::TAGS, given)?;
        if tag != given {
            step.event.kind = kind::blank(tag)?;
            step.asked_s = matches!(tag, PAIR_ANSWERED | PAIR_DECLINED).then_some(0);
        }
        self.tag = tag;
        self.sequence(session, &mut step)?;
        if let Some(asked_s) = &mut step.asked_s {
            self.time(session, 0, asked_s)?;
        }
        let mut at_s = step.event.at_ms / 1000;
        let known = if step.asked_s.is_some() { 1 } else { 2 };
        self.time(session, known, &mut at_s)?;
        step.event.at_ms = at_s.checked_mul(1000).ok_or(PayloadError::Malformed)?;
        session.now_s = at_s;
        session.kind(&mut step.event.kind)?;
        Ok(step)
    }

    fn sequence<D: Direction>(&mut self, session: &mut Session<'_, D>, step: &mut Step) -> Result<(), PayloadError> {
        let pair = u32::from(step.asked_s.is_some());
        // What is being read has no sequence yet; the gap that is written makes it.
        let first = step.event.sequence.saturating_sub(pair);
        let gap = u64::from(first).wrapping_sub(u64::from(self.next));
        let gap = if session.bits.likely(Field::Sequence, 0, gap == 0)? {
            0
        } else {
            session.bits.number(Field::SequenceGap, 0, gap)?
        };
        let sequence = u64::from(self.next).checked_add(gap).and_then(|first| first.checked_add(u64::from(pair)));
        let sequence = sequence.and_then(|sequence| u32::try_from(sequence).ok()).ok_or(PayloadError::Order)?;
        step.event.sequence = sequence;
        self.next = sequence.checked_add(1).ok_or(PayloadError::Order)?;
        Ok(())
    }

    fn time<D: Direction>(
        &mut self,
        session: &mut Session<'_, D>,
        known: u32,
        at_s: &mut u64,
    ) -> Result<(), PayloadError> {
        let rise = session.bits.number(Field::Seconds, known, at_s.wrapping_sub(self.at_s))?;
        *at_s = self.at_s.checked_add(rise).ok_or(PayloadError::Order)?;
        self.at_s = *at_s;
        Ok(())
    }
}

/// A step to read into.
fn blank() -> Step {
    Step { asked_s: None, event: Event { sequence: 0, at_ms: 0, kind: EventKind::Paused } }
}

fn tag_of(step: &Step) -> u32 {
    match (step.asked_s, kind::tag(&step.event.kind)) {
        (Some(_), ANSWERED) => PAIR_ANSWERED,
        (Some(_), DECLINED) => PAIR_DECLINED,
        (_, tag) => tag,
    }
}

fn folded(log: Vec<Event>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(log.len());
    for event in log {
        match steps.last_mut() {
            Some(last) if completes(last, &event) => {
                *last = Step { asked_s: Some(last.event.at_ms / 1000), event };
            }
            _ => steps.push(Step { asked_s: None, event }),
        }
    }
    steps
}

/// The event answers or declines what the step before asked, directly after it.
fn completes(last: &Step, event: &Event) -> bool {
    let (EventKind::Asked { at: asked }, None) = (&last.event.kind, last.asked_s) else { return false };
    let same_item = match &event.kind {
        EventKind::Answered { at, .. } | EventKind::Declined { at, .. } => at == asked,
        _ => false,
    };
    same_item && last.event.sequence.checked_add(1) == Some(event.sequence)
}

fn unfold(step: Step, log: &mut Vec<Event>) -> Result<(), PayloadError> {
    if let Some(asked_s) = step.asked_s {
        let (EventKind::Answered { at, .. } | EventKind::Declined { at, .. }) = &step.event.kind else {
            return Err(PayloadError::Malformed);
        };
        log.push(Event {
            sequence: step.event.sequence.checked_sub(1).ok_or(PayloadError::Order)?,
            at_ms: asked_s.checked_mul(1000).ok_or(PayloadError::Order)?,
            kind: EventKind::Asked { at: at.clone() },
        });
    }
    log.push(step.event);
    Ok(())
}

/// Whether sequence numbers and times rise as the format needs it.
pub(super) fn in_order(log: &[Event]) -> bool {
    log.windows(2).all(|pair| pair[0].sequence < pair[1].sequence && pair[0].at_ms <= pair[1].at_ms)
}

const _: () = assert!(ASKED < kind::TAGS && PAIR_DECLINED < kind::TAGS);
