//! One sync of one device: the shipped engine, its steps carried out by the simulated network.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::{Hash32, StreamKind},
    sync::{
        engine::{Budget, Ending, Engine, Local, Report, Step},
        wire::{self, Push, Request, path},
    },
};

use super::{
    planted::{Planted, PlantedLocal, WasCut},
    time::DAY_MS,
    witness::{Rule, Violation, hold},
    world::World,
};

/// How a sync went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Synced {
    /// To its report.
    Reported(Report),
    /// Its shell gave up while it waited.
    GivenUp,
    /// The device's power failed.
    Cut,
}

/// Waits that a shell sits out before it gives up, in a thousand.
const SITS_OUT: u64 = 850;
/// Syncs in a thousand that may use so many bytes at most.
const WITHIN: u64 = 150;
const SHARE_MAX: u64 = 60_000;
/// Requests in a thousand before which somebody works at the office, and of those that say what a device has.
const MEANWHILE: u64 = 10;
const WHILE_TOLD: u64 = 300;

impl World {
    /// Syncs one device. It must be on and enrolled.
    ///
    /// # Errors
    /// When a rule was broken on the way.
    pub fn sync(&mut self, machine: usize) -> Result<Synced, Violation> {
        let share =
            if self.troubled && self.chance.happens(WITHIN) { Some(self.chance.below(SHARE_MAX)) } else { None };
        let kept = share.filter(|_| self.planted != Planted::ShareIgnored);
        let mut engine = Engine::new().within(Budget(kept));
        self.lied = false;
        let (mut went, mut tried) = (false, BTreeSet::new());
        loop {
            if self.devices[machine].disk.is_off() {
                return Ok(Synced::Cut);
            }
            let step = self.with_engine(machine, |engine, local, rng| engine.next(local, rng), &mut engine)?;
            match step {
                Step::Finished(report) => {
                    // As the shipped shells: only after a sync that the server saw through.
                    if matches!(report.ending, Ending::Complete | Ending::IdentityLater { .. }) {
                        self.was_heard(machine);
                        self.forget(machine)?;
                    }
                    return Ok(if self.devices[machine].disk.is_off() {
                        Synced::Cut
                    } else {
                        Synced::Reported(report)
                    });
                }
                Step::Wait { ms } => {
                    self.time.pass(ms as i64);
                    if self.troubled && !self.chance.happens(SITS_OUT) {
                        return Ok(Synced::GivenUp);
                    }
                }
                Step::Send(mut request) => {
                    self.office_meanwhile(&request)?;
                    let sent = self.order_of_sending(machine, &request)?;
                    tried.extend(sent);
                    self.downloads_later(machine, &request, &tried)?;
                    within_the_day(&request, sent, engine.bytes(), share)?;
                    let beside = went && sent == Some(StreamKind::Identity);
                    hold(Rule::IdentityApart, (!beside).into(), || "an identity went beside answers".to_owned())?;
                    self.network.given.clone_from(self.ordered.given_list());
                    self.planted.spoil(&mut request, &mut self.first_nonce);
                    self.revive_server()?;
                    let linked = self.time.now_ms() >= self.devices[machine].cut_off_until_ms;
                    let lies = self.network.deceived;
                    let (answer, took_ms) = if linked {
                        self.network.exchange(&mut self.server, &request)
                    } else {
                        (Err(fieldward_core::sync::engine::LinkLost), 1)
                    };
                    if self.network.deceived > lies {
                        self.lied = true;
                        self.deceived.insert(machine);
                    }
                    if answer.is_ok() {
                        self.was_answered(machine);
                    }
                    // What the server has refused in so many words is not with it; anything else may be.
                    let refused = answer.as_ref().is_ok_and(|answer| answer.status != 200);
                    went |= sent == Some(StreamKind::Answers) && linked && !refused;
                    self.with_engine(
                        machine,
                        |engine, local, rng| engine.received(local, &answer, took_ms, rng),
                        &mut engine,
                    )?;
                }
            }
        }
    }

    /// Supervisors do not wait until a sync is over: a record may be returned between a device's fetching of others and
    /// its word that it has them.
    fn office_meanwhile(&mut self, request: &Request) -> Result<(), Violation> {
        let often = if request.path == path::RETURNS_TAKEN { WHILE_TOLD } else { MEANWHILE };
        if self.troubled && self.chance.happens(often) { self.office() } else { Ok(()) }
    }

    fn with_engine<T>(
        &mut self,
        machine: usize,
        work: impl FnOnce(
            &mut Engine,
            &mut PlantedLocal<'_, fieldward_core::session::Link<'_, rand_chacha::ChaCha20Rng>>,
            &mut rand_chacha::ChaCha20Rng,
        ) -> T,
        engine: &mut Engine,
    ) -> Result<T, Violation> {
        let (mut acknowledged, mut arrived, mut empty, mut obeyed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let device = &mut self.devices[machine];
        let was_cut = if device.disk.counts().cuts > 0 { WasCut::Yes } else { WasCut::No };
        let id = device.id();
        let (session, now, rng) = device.session();
        let link = session.link(&now, rng);
        let local = link.map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
        let mut local = PlantedLocal {
            local,
            planted: self.planted,
            was_cut,
            acknowledged: &mut acknowledged,
            arrived: &mut arrived,
            empty: &mut empty,
            obeyed: &mut obeyed,
        };
        let result = work(engine, &mut local, self.chance.rng());
        let package = local.package();
        drop(local);
        *self.came_back.entry(machine).or_default() += arrived.len() as u64;
        self.arrived.entry(machine).or_default().extend(arrived);
        for number in empty {
            let whose = id.and_then(|id| self.about.get(&(id, number)));
            // Two machines under one name empty each other's returns.
            let gone = self.lied
                || self.copied.contains(&machine)
                || whose.is_none_or(|whose| self.withdrawn.people.contains(whose));
            hold(Rule::ReturnsArrive, gone.into(), || format!("return {number} of somebody who stayed came empty"))?;
        }
        // Before the power is looked at: what was noted when it failed may be on the disk.
        for (stream, sequence) in &acknowledged {
            self.believes(machine, *stream, *sequence);
        }
        if self.devices[machine].disk.is_off() {
            return Ok(result);
        }
        self.obeyed(machine, obeyed)?;
        self.goes_forward(machine, package.ok().flatten())?;
        for (stream, sequence) in acknowledged {
            // Who is being lied to may believe a lie; that nothing is lost by it is seen at the end.
            if let Some(id) = id
                && !self.lied
            {
                self.witness.acknowledged((id, stream, sequence), self.server.store())?;
            }
        }
        Ok(result)
    }

    /// Whoever is in danger comes first, and names go last: while a record waits, none of a later stream is sent. Gives
    /// the stream that is.
    fn order_of_sending(&mut self, machine: usize, request: &Request) -> Result<Option<StreamKind>, Violation> {
        let push = if request.path == path::PUSH { wire::decode::<Push>(&request.body).ok() } else { None };
        let batch = push.and_then(|push| push.read().ok());
        let sent = batch.and_then(|batch| Some(batch.records.first()?.header.stream));
        let (Some(stream), false) = (sent, self.lied || self.copied.contains(&machine)) else { return Ok(sent) };
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let (session, now, rng) = self.devices[machine].session();
        let link = session.link(&now, rng).map_err(|error| strange(error.to_string()))?;
        for before in StreamKind::ALL.into_iter().take_while(|before| *before != stream) {
            let waits = link.latest(before).ok() > link.acknowledged(before).ok();
            let parked = link.parked(before).is_ok_and(|parked| !parked.is_empty());
            hold(Rule::OrderOfSending, (!waits || parked).into(), || format!("{stream:?} before {before:?}"))?;
        }
        Ok(sent)
    }

    /// What was returned is asked for when all that the device has to say has arrived, or was tried in this sync and
    /// could not be taken.
    fn downloads_later(
        &mut self,
        machine: usize,
        request: &Request,
        tried: &BTreeSet<StreamKind>,
    ) -> Result<(), Violation> {
        if !request.path.starts_with(path::RETURNS) || self.lied || self.copied.contains(&machine) {
            return Ok(());
        }
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let (session, now, rng) = self.devices[machine].session();
        let link = session.link(&now, rng).map_err(|error| strange(error.to_string()))?;
        for stream in [StreamKind::Alert, StreamKind::Answers].iter().filter(|stream| !tried.contains(stream)) {
            let waits = link.latest(*stream).ok() > link.acknowledged(*stream).ok();
            let parked = link.parked(*stream).is_ok_and(|parked| !parked.is_empty());
            hold(Rule::OrderOfSending, (!waits || parked).into(), || format!("what was returned before {stream:?}"))?;
        }
        Ok(())
    }

    /// What a device runs was published, and not before what it ran.
    fn goes_forward(&mut self, machine: usize, package: Option<Hash32>) -> Result<(), Violation> {
        let Some(package) = package else { return Ok(()) };
        let name = &self.devices[machine].name;
        let place = self.published.iter().position(|published| *published == package);
        let place = place.ok_or_else(|| Violation {
            rule: Rule::PackagesGoForward,
            what: format!("{name} runs what nobody published"),
        })?;
        let before = self.in_force.insert(machine, place).unwrap_or(0);
        hold(Rule::PackagesGoForward, (place >= before).into(), || format!("{name} went back from {before} to {place}"))
    }

    fn forget(&mut self, machine: usize) -> Result<(), Violation> {
        let planted = self.planted;
        let (session, mut now, rng) = self.devices[machine].session();
        if planted == Planted::ForgottenEarly {
            now.wall_ms += 3 * DAY_MS;
        }
        // A full disk may refuse; the next sync does it then.
        let forgotten = session.forget_sent(&now, rng).unwrap_or(0);
        if forgotten > 0 && !self.devices[machine].disk.is_off() { self.forgot(machine) } else { Ok(()) }
    }
}

/// Nothing is begun when the day's share is used up, but for alerts and for what costs no share: state and orders.
fn within_the_day(
    request: &Request,
    sent: Option<StreamKind>,
    bytes: u64,
    share: Option<u64>,
) -> Result<(), Violation> {
    let paid = [path::PUSH, path::MEDIA, path::RETURNS].iter().any(|paid| request.path.starts_with(paid));
    let spent = bytes.saturating_sub(request.size_bytes() as u64);
    let within = !paid || sent == Some(StreamKind::Alert) || share.is_none_or(|share| spent <= share);
    hold(Rule::WithinTheDay, within.into(), || format!("{spent} bytes of {share:?}"))
}

impl Synced {
    /// Whether nothing is left to do but identities that go later: how long those wait.
    #[must_use]
    pub fn waits_ms(&self) -> Option<u64> {
        match self {
            Self::Reported(Report { ending: Ending::IdentityLater { again_after_ms }, .. }) => Some(*again_after_ms),
            _ => None,
        }
    }
}
