//! Orders come before anything is sent: a device that must destroy its store sends nothing first, and the keys of a
//! record that was withdrawn do not leave. A device that the server calls revoked asks for its orders and for nothing
//! else, because the word of the server alone is no revocation.
//!
//! One thing may come even before an order: the study package with the list of those who signed it. A phone that was
//! stolen before a custodian changed would else never believe the order to wipe it.

use super::{Ending, Engine, Local, LocalError, Obeyed, Standing};
use crate::sync::wire::{Orders, limits, path};

impl Engine {
    /// Where to ask for orders, when there are any.
    pub(super) fn orders_path(&mut self, local: &mut impl Local) -> Result<Option<String>, LocalError> {
        if self.ordered {
            return Ok(None);
        }
        let mark = local.orders_mark()?;
        match &self.state {
            None if self.standing == Standing::Enrolled => return Ok(None),
            Some(state) if state.orders_last <= mark => {
                self.ordered = true;
                local.grant(state.server_ms, &state.carrier)?;
                return Ok(None);
            }
            _ => {}
        }
        Ok(Some(format!("{}/{mark}", path::ORDERS)))
    }

    /// Orders came: each is obeyed at once. When none of them was new, no more are asked for in this sync.
    pub(super) fn order(&mut self, orders: &Orders, local: &mut impl Local) -> Result<(), LocalError> {
        let before = local.orders_mark()?;
        let mut unjudged = false;
        for order in orders.orders.iter().take(limits::ORDERS_MAX) {
            match local.obey(order)? {
                Obeyed::Wipe => {
                    self.ending = Some(Ending::Wipe);
                    return Ok(());
                }
                Obeyed::Unjudged => unjudged = true,
                Obeyed::Passed | Obeyed::Done | Obeyed::Missing => {}
            }
        }
        let mark = local.orders_mark()?;
        let judge_again = unjudged && self.downloads.package_wanted(orders.package, local)?.is_some();
        self.unjudged = judge_again.then_some(orders.package);
        self.ordered = !judge_again && (mark == before || mark >= orders.last);
        match &self.state {
            Some(state) if mark >= orders.last => local.grant(state.server_ms, &state.carrier),
            _ => Ok(()),
        }
    }
}
