//! Orders of two holders: revoke, wipe, and an invite that takes a revoked device back.
//!
//! They reach devices over the same lossy and hostile line as everything else, and the power may fail while one is
//! given, handed down or obeyed. Every order that a device obeys is held against the list of those that two people
//! really signed; what fewer signed, and what a device has obeyed before, must do nothing.

use std::collections::BTreeMap;

use fieldward_core::{
    authority::Ordering,
    ids::{DeviceId, StreamKind},
    sync::{
        engine::{Ending, Obeyed, Report},
        wire::{Decree, FaultCode, SignedOrder, limits},
    },
};
use fieldward_sync_server::{
    orders::{OrderError, give},
    store::Store,
};

use super::{
    faults::Fault,
    gone::Ended,
    holders,
    sync::Synced,
    witness::{Rule, Violation, hold},
    world::World,
};

/// Where the streams of a device stood on the server when it was revoked.
pub type Stood = BTreeMap<StreamKind, u64>;

/// Orders, and what came of them.
#[derive(Default)]
pub struct Ordered {
    /// What two holders signed, whether or not the server kept it.
    given: Vec<SignedOrder>,
    /// Orders that a machine said it had done, each once.
    done: BTreeMap<usize, Vec<SignedOrder>>,
    /// Machines that are revoked, and what of theirs had arrived by then.
    revoked: BTreeMap<usize, Stood>,
    /// Machines that must be destroyed.
    wiped: Vec<usize>,
}

impl Ordered {
    /// Whether a machine is revoked.
    #[must_use]
    pub fn is_revoked(&self, machine: usize) -> bool {
        self.revoked.contains_key(&machine)
    }

    /// Whether a machine has done what the last revocation says that is about it, and was not taken back since.
    #[must_use]
    pub fn has_obeyed_revocation(&self, machine: usize, device: Option<DeviceId>) -> bool {
        let of = |order: &&SignedOrder| matches!(order.statement.decree, Decree::Revoke { device: of } if Some(of) == device);
        let last = self.given.iter().rev().find(of);
        let done = self.done.get(&machine).into_iter().flatten();
        self.is_revoked(machine)
            && !self.is_wiped(machine)
            && last.is_some_and(|last| done.into_iter().any(|order| order == last))
    }

    /// Whether a machine is to be destroyed.
    #[must_use]
    pub fn is_wiped(&self, machine: usize) -> bool {
        self.wiped.contains(&machine)
    }

    /// The last record of a stream that was taken before the revocation; `None` for a machine that is not revoked.
    #[must_use]
    pub fn stood(&self, machine: usize, stream: StreamKind) -> Option<u64> {
        self.revoked.get(&machine).map(|stood| stood.get(&stream).copied().unwrap_or(0))
    }

    /// An order that two holders are known to have signed.
    pub fn note(&mut self, order: SignedOrder) {
        if !self.given.contains(&order) {
            self.given.push(order);
        }
    }

    /// Everything that was ordered, for somebody who repeats it.
    #[must_use]
    pub fn given_list(&self) -> &Vec<SignedOrder> {
        &self.given
    }
}

impl World {
    /// Two holders order something about a device that is no copy; or a revoked one is taken back.
    ///
    /// # Errors
    /// When a rule was broken.
    pub(super) fn order(&mut self) -> Result<(), Violation> {
        let free: Vec<usize> = self.living().into_iter().filter(|machine| !self.copied.contains(machine)).collect();
        // A device that has never had the study knows no holders, and has nothing that an order could be about.
        let mut knows = |machine: &usize| self.devices[*machine].session().0.study().is_ok();
        let free: Vec<usize> = free.into_iter().filter(|machine| knows(machine)).collect();
        let Some(machine) = (!free.is_empty()).then(|| *self.chance.pick(&free)) else { return Ok(()) };
        if self.ordered.is_revoked(machine) {
            if self.chance.happens(500) { self.take_back(machine) } else { self.wipe(machine) }
        } else if self.chance.happens(600) {
            self.revoke(machine)
        } else {
            self.wipe(machine)
        }
    }

    fn revoke(&mut self, machine: usize) -> Result<(), Violation> {
        let Some(device) = self.devices[machine].id() else { return Ok(()) };
        self.give(Ordering::Revoke, device)?;
        let Some(store) = self.server.store() else { return Ok(()) };
        if store.device(device).ok().flatten().is_some_and(|device| device.revoked_ms.is_some()) {
            let stood = stood(store, device);
            self.ordered.revoked.insert(machine, stood);
            self.history.note(format!("{} is revoked", self.devices[machine].name));
        }
        Ok(())
    }

    fn wipe(&mut self, machine: usize) -> Result<(), Violation> {
        let Some(device) = self.devices[machine].id() else { return Ok(()) };
        if self.give(Ordering::Wipe, device)? && !self.ordered.wiped.contains(&machine) {
            self.ordered.wiped.push(machine);
            self.history.note(format!("{} is to be wiped", self.devices[machine].name));
            // Whoever orders this also says that the device is no longer trusted.
            self.note_wiped(machine, device);
        }
        Ok(())
    }

    /// What a wiped device had sent is kept; what the server does with the rest is as after a revocation.
    fn note_wiped(&mut self, machine: usize, device: DeviceId) {
        let Some(store) = self.server.store() else { return };
        if store.device(device).ok().flatten().is_some_and(|device| device.revoked_ms.is_some()) {
            let stood = stood(store, device);
            self.ordered.revoked.entry(machine).or_insert(stood);
        }
    }

    /// A revoked device is enrolled again: its streams go on where they stand.
    pub(super) fn take_back(&mut self, machine: usize) -> Result<(), Violation> {
        if self.ordered.wiped.contains(&machine) || self.devices[machine].is_off() {
            return Ok(());
        }
        self.enrol(machine)?;
        self.ordered.revoked.remove(&machine);
        Ok(())
    }

    /// An order of two holders, after what fewer sign was refused. Whether the server keeps it.
    pub(super) fn give(&mut self, what: Ordering, device: DeviceId) -> Result<bool, Violation> {
        self.revive_server()?;
        let (first, second) = holders::two(&mut self.chance, &self.custody.left);
        let now = self.server.clocks.now();
        let cut = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(12));
        let Some(store) = self.server.store() else { return Ok(false) };
        let analyst = holders::account("analyst");
        for fewer in [(first, first), (first, analyst), (analyst, first)] {
            let refused = give(store, (what, device), fewer, &now).is_err();
            hold(Rule::TwoDecide, refused.into(), || "fewer than two holders gave an order".to_owned())?;
        }
        let (_, before) = store.orders(u64::MAX, 1).unwrap_or_default();
        if let Some(writes) = cut {
            self.server.disk.cut_after(writes);
        }
        let failed = give(store, (what, device), (first, second), &now).err();
        self.after_writing();
        let done = failed.is_none() && cut.is_none();
        match failed {
            Some(OrderError::Store(_) | OrderError::Audit(_)) if self.troubled => {}
            Some(error) => return Err(Violation { rule: Rule::NoStrangeErrors, what: error.to_string() }),
            None => {}
        }
        self.revive_server()?;
        let Some(store) = self.server.store() else { return Ok(false) };
        let (orders, _) = store.orders(before, limits::ORDERS_MAX).unwrap_or_default();
        let ours = orders.into_iter().find(|order| is_about(&order.statement.decree, what, device));
        hold(Rule::ReturnedIsDurable, (ours.is_some() || !done).into(), || "an order is lost".to_owned())?;
        let kept = ours.is_some();
        ours.into_iter().for_each(|order| self.ordered.note(order));
        Ok(kept)
    }

    /// The power may have failed while the server wrote.
    pub(super) fn after_writing(&mut self) {
        if self.server.disk.is_off() {
            self.server.stop();
        } else {
            self.server.disk.no_cut();
        }
    }

    /// What a device did about the orders that came to it.
    pub(super) fn obeyed(&mut self, machine: usize, obeyed: Vec<(SignedOrder, Obeyed)>) -> Result<(), Violation> {
        for (order, did) in obeyed {
            if matches!(did, Obeyed::Passed | Obeyed::Unjudged) {
                continue;
            }
            let name = &self.devices[machine].name;
            let two = self.ordered.given.contains(&order);
            hold(Rule::TwoDecide, two.into(), || format!("{name} obeyed what two holders did not sign: {did:?}"))?;
            let done = self.ordered.done.entry(machine).or_default();
            let again = did == Obeyed::Done && done.contains(&order);
            hold(Rule::TwoDecide, (!again).into(), || format!("{name} obeyed one order twice"))?;
            let records = match &order.statement.decree {
                Decree::Withdraw { records } => records.clone(),
                Decree::Revoke { .. } | Decree::Wipe { .. } => Vec::new(),
            };
            if did == Obeyed::Done {
                done.push(order);
            }
            if !records.is_empty() {
                self.obeyed_withdrawal(machine, &records)?;
            }
        }
        Ok(())
    }

    /// A sync ended in an order to destroy: the device does it now, as every shell does.
    pub(super) fn obeys_wipe(&mut self, machine: usize, synced: &Synced) -> Result<(), Violation> {
        let Synced::Reported(Report { ending: Ending::Wipe, .. }) = synced else { return Ok(()) };
        // A copy of a device has its number: it goes with it.
        self.end(machine, Ended::ByOrder)
    }

    /// A backup has forgotten orders: the holders, who have them on paper, give them again.
    pub(super) fn order_again(&mut self) -> Result<(), Violation> {
        let wiped = self.ordered.wiped.clone();
        let machines: Vec<usize> = self.ordered.revoked.keys().copied().chain(wiped.iter().copied()).collect();
        for machine in machines {
            let Some(device) = self.devices[machine].id() else { continue };
            let Some(store) = self.server.store() else { return Ok(()) };
            let known = store.device(device).ok().flatten();
            let Some(known) = known else { continue };
            if wiped.contains(&machine) {
                self.give(Ordering::Wipe, device)?;
            } else if known.revoked_ms.is_none() {
                self.give(Ordering::Revoke, device)?;
            }
        }
        Ok(())
    }

    /// A server that was put back to before a device's enrolment knows it no more: nobody can order anything about it,
    /// and nothing is handed down to it over a line.
    fn is_known(&self, machine: usize) -> bool {
        let Some((id, store)) = self.devices[machine].id().zip(self.server.store()) else { return true };
        !self.network.happened.0.contains_key(&Fault::Restored) || store.device(id).ok().flatten().is_some()
    }

    /// At the end a wiped device is gone, and a revoked one knows that it is and was not served.
    pub(super) fn orders_held(&mut self) -> Result<(), Violation> {
        for machine in self.ordered.wiped.clone() {
            let gone = self.devices[machine].ended.is_some() || !self.is_known(machine);
            hold(Rule::WipedIsGone, gone.into(), || format!("{} was wiped", self.devices[machine].name))?;
        }
        let unknown: Vec<usize> = self.ordered.revoked.keys().copied().filter(|one| !self.is_known(*one)).collect();
        for (machine, stood) in self.ordered.revoked.iter().filter(|(machine, _)| !unknown.contains(machine)) {
            let device = &mut self.devices[*machine];
            if device.ended.is_some() {
                continue;
            }
            let (session, ..) = device.session();
            let knows = session.is_revoked() == Ok(true);
            hold(Rule::TwoDecide, knows.into(), || format!("{} does not know that it is revoked", device.name))?;
            let Some((id, store)) = device.id().zip(self.server.store()) else { continue };
            for head in store.heads(id).unwrap_or_default() {
                let before = stood.get(&head.chain.stream).copied().unwrap_or(0);
                hold(Rule::RevokedIsRefused, (head.chain.sequence <= before).into(), || {
                    format!("{}: {:?} {} after {before}", device.name, head.chain.stream, head.chain.sequence)
                })?;
            }
        }
        for machine in self.living() {
            let revoked = self.devices[machine].session().0.is_revoked() == Ok(true);
            let meant = self.ordered.is_revoked(machine) || self.copied.contains(&machine);
            hold(Rule::TwoDecide, (!revoked || meant).into(), || "a device thinks that it is revoked".to_owned())?;
        }
        Ok(())
    }
}

/// Whether a sync ended as that of a revoked device does; a server that was put back to before its enrolment does not
/// know it at all.
pub(super) fn is_refused(synced: &Synced) -> bool {
    matches!(
        synced,
        Synced::Reported(Report { ending: Ending::Refused(FaultCode::Revoked | FaultCode::Signature), .. })
    )
}

fn is_about(decree: &Decree, what: Ordering, device: DeviceId) -> bool {
    match what {
        Ordering::Revoke => *decree == Decree::Revoke { device },
        Ordering::Wipe => *decree == Decree::Wipe { device },
    }
}

fn stood(store: &dyn Store, device: DeviceId) -> Stood {
    let heads = store.heads(device).unwrap_or_default();
    heads.into_iter().map(|head| (head.chain.stream, head.chain.sequence)).collect()
}
