//! Invariant 9: a zero needs minutes, and "nothing seen" needs a zero.

use crate::{
    log::{Event, EventKind},
    safeguard::audit::{Auditor, BreachKind},
};

impl Auditor<'_> {
    pub(super) fn watching(&mut self, event: &Event) {
        match &event.kind {
            EventKind::BlockOpened { block, .. } => {
                let again = self.counts.insert(*block, 0).is_some();
                if again {
                    self.breach(event, BreachKind::Malformed);
                }
            }
            EventKind::Tally { block, count, .. } => {
                let stands = self.counts.get(block).map(|before| before + i64::from(*count));
                match stands.filter(|stands| *stands >= 0) {
                    Some(stands) => {
                        self.counts.insert(*block, stands);
                    }
                    None => self.breach(event, BreachKind::Malformed),
                }
            }
            EventKind::Watched { block, minutes, nothing_seen } => {
                let counted = self.counts.get(block).copied().unwrap_or_default();
                let true_zero = *nothing_seen && counted == 0 && *minutes > 0;
                let unobserved = !*nothing_seen && counted == 0 && *minutes == 0;
                let counts = !*nothing_seen && counted > 0 && *minutes > 0;
                if !(true_zero || unobserved || counts) || *minutes > 60 {
                    self.breach(event, BreachKind::UnwatchedZero);
                }
            }
            _ => {}
        }
    }
}
