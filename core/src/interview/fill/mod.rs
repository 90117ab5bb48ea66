//! What `Fill` means at each step: entries become events, or are refused with the prompt that is wrong.

mod closing;
mod codes;
mod gates;
mod items;
mod rows;
mod values;

use closing::fill_after_leaving;
use codes::code;
pub(super) use codes::{FREEDOM, GUARDIAN, LEVELS, OWN_ANSWER, PEOPLE, TEACH_BACK, TRUST, WISHES, YES_NO, id};
use gates::{fill_distress, fill_presence};
pub use values::{ACKNOWLEDGED, NOT_TAKEN};

use crate::{
    interview::{
        Entry, Interview, Refusal,
        stand::Stand,
        view::{Opened, View},
    },
    log::{CheckOutcome, DistressPoint, EventKind, KeepWish},
    moment::Moment,
    safeguard::{Check, Code, RefusalCode, observation},
};

type Planned = Result<Vec<EventKind>, Refusal>;

impl Interview {
    pub(in crate::interview) fn fill(&mut self, entries: &[Entry], stand: &Stand, now: &Moment) -> Planned {
        let filled = match self.view.opened {
            Some(Opened::Distress) => fill_distress(entries, DistressPoint::AnyMoment),
            Some(Opened::Presence) => fill_presence(entries),
            None => match self.view.looking_at.clone() {
                Some(at) => self.refill(entries, &at),
                None => self.fill_stand(entries, stand, now),
            },
        }?;
        self.view = View::default();
        Ok(filled)
    }

    fn fill_stand(&mut self, entries: &[Entry], stand: &Stand, now: &Moment) -> Planned {
        match stand {
            Stand::Gate(gate) => self.fill_gate(entries, gate),
            Stand::Put(at) => self.fill_item(entries, at),
            Stand::Note(at) => self.fill_note(entries, at),
            Stand::Query(at) => self.fill_query(entries, at),
            Stand::Keep => {
                let keep = code(entries, id::KEEP, &WISHES)? == Code::Keep;
                Ok(vec![EventKind::Kept { wish: if keep { KeepWish::Keep } else { KeepWish::Drop } }])
            }
            Stand::Farewell => self.fill_farewell(entries).map(|kinds| self.still_open(kinds)),
            Stand::AfterLeaving => fill_after_leaving(entries).map(|kinds| self.still_open(kinds)),
            Stand::Blocks if observation::current(&self.facts, now).is_none() => {
                let mut events = Vec::new();
                self.open_block(now, &mut events).map(|_| events)
            }
            Stand::Ready => self.not_open(entries),
            _ => Err(Refusal::new(RefusalCode::NotNow)),
        }
    }

    /// Without steps that a device wrote down before it was cut off in the middle of this screen.
    fn still_open(&self, mut kinds: Vec<EventKind>) -> Vec<EventKind> {
        kinds.retain(|kind| match kind {
            EventKind::Checked { step, .. } => !self.facts.checked.contains_key(step),
            _ => true,
        });
        kinds
    }

    /// In a correction, an entry for something that was not queried is refused by name.
    fn not_open(&self, entries: &[Entry]) -> Planned {
        let code = if self.queried().is_empty() { RefusalCode::NotNow } else { RefusalCode::NotQueried };
        Err(Refusal::at(code, entries.first().map_or("", |entry| entry.prompt.as_str())))
    }
}

fn outcome_of(check: Check, typed: &str) -> CheckOutcome {
    if check.takes_several() {
        CheckOutcome::Codes(typed.split_whitespace().map(str::to_owned).collect())
    } else {
        CheckOutcome::Code(typed.trim().to_owned())
    }
}
