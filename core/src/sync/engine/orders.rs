//! Orders come before anything is sent: a device that must destroy its store sends nothing first, and the keys of a
//! record that was withdrawn do not leave. A device that the server calls revoked asks for its orders and for nothing
//! else, because the word of the server alone is no revocation.
//!
//! One thing may come even before an order: the study package with the list of those who signed it. A phone that was
//! stolen before a custodian changed would else never believe the order to wipe it.

use super::{Asked, Asking, Ending, Engine, Local, LocalError, Obeyed, Standing, Turn};
use crate::sync::wire::{Orders, limits, path};

impl Engine {
    /// The package by which an order is to be judged, unless it came in this sync and was not taken.
    pub(super) fn unjudged_package(&mut self, local: &impl Local) -> Result<(), Turn> {
        let Some(package) = self.unjudged else { return Ok(()) };
        if let Some(wanted) = self.downloads.package_wanted(package, local)? {
            return Err(self.asking_for(wanted, local)?.into());
        }
        self.unjudged = None;
        Ok(())
    }

    /// Orders, when there are any: once the server has said so, or has called the device revoked.
    pub(super) fn orders(&mut self, local: &mut impl Local) -> Result<(), Turn> {
        if self.ordered {
            return Ok(());
        }
        let mark = local.orders_mark()?;
        match &self.state {
            None if self.standing == Standing::Enrolled => return Ok(()),
            Some(state) if state.orders_last <= mark => {
                self.ordered = true;
                return Ok(local.grant(state.server_ms, &state.carrier)?);
            }
            _ => {}
        }
        Err(Asking::get(Asked::Orders, format!("{}/{mark}", path::ORDERS)).into())
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
