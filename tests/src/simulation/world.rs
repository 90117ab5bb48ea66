//! One simulated study: devices, server, office, and the days that pass.

use std::collections::{BTreeMap, BTreeSet};

use fieldward_core::{
    ids::{DeviceId, Hash32, InterviewId, ReferenceNumber},
    sync::engine::Local,
};

use super::{
    Outcome, Plan,
    carried::Carriage,
    chance::Chance,
    copies::Copies,
    custody::Custody,
    device::Device,
    disk::Image,
    faults::Fault,
    history::History,
    ledger::Ledger,
    log::Log,
    network::Network,
    orders::{Ordered, is_refused},
    planted::Planted,
    recordings::Recording,
    server::{BASE, RETENTION_DAYS, Server},
    sync::Synced,
    time::{DAY_MS, HOUR_MS, MINUTE_MS, Time},
    withdrawals::Withdrawn,
    witness::{Rule, Violation, Witness, hold},
};

/// Rounds of syncs within which everything must have drained.
const DRAIN_ROUNDS: usize = 12;
/// Simulations in a thousand in which somebody is opened when all has come to rest.
const OPENED_AT_THE_END: u64 = 400;
/// Revoked devices in a thousand that are taken back when faults stop.
const TAKEN_BACK_AT_THE_END: u64 = 500;
/// Oldest backup that is put back: half of the days for which devices keep what they sent.
const BACKUP_AGE_MAX_MS: i64 = RETENTION_DAYS as i64 * DAY_MS / 2;

/// Everything there is.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
pub struct World {
    pub(super) time: Time,
    pub(super) chance: Chance,
    pub(super) network: Network,
    pub(super) server: Server,
    pub(super) devices: Vec<Device>,
    pub(super) witness: Witness,
    pub(super) history: History,
    pub(super) log: Log,
    /// What interviewers remember.
    pub(super) ledger: Ledger,
    /// Machines that somebody in the server's place lied to.
    pub(super) deceived: BTreeSet<usize>,
    /// Somebody lied in the sync that is under way.
    pub(super) lied: bool,
    /// The first nonce that was sent, for a planted fault that sends it again.
    pub(super) first_nonce: Option<String>,
    /// A planted record was made.
    pub(super) forged: bool,
    /// Packages that the office published, oldest first.
    pub(super) published: Vec<Hash32>,
    /// How far each machine's package has come in that list.
    pub(super) in_force: BTreeMap<usize, usize>,
    /// Numbers of the returns that came to each machine.
    pub(super) arrived: BTreeMap<usize, BTreeSet<u64>>,
    /// Records that were returned to each device since the server was last put back, and how many came to each machine.
    pub(super) given_back: BTreeMap<DeviceId, u64>,
    pub(super) came_back: BTreeMap<usize, u64>,
    /// Whom each of them is about, by device and number.
    pub(super) about: BTreeMap<(DeviceId, u64), ReferenceNumber>,
    pub(super) planted: Planted,
    /// Faults still happen.
    pub(super) troubled: bool,
    /// A device's power is about to fail.
    pub(super) armed: bool,
    /// Devices whose disk is full.
    pub(super) full: BTreeSet<usize>,
    pub(super) finalized: u64,
    pub(super) returned: u64,
    pub(super) publications: u64,
    /// A backup of the server's disk.
    backup: Option<(i64, Image)>,
    /// Orders of two holders.
    pub(super) ordered: Ordered,
    /// People who withdrew.
    pub(super) withdrawn: Withdrawn,
    /// What travels without a line.
    pub(super) carriage: Carriage,
    /// What was recorded.
    pub(super) recordings: Vec<Recording>,
    /// Custodians, and what they opened.
    pub(super) custody: Custody,
    /// Machines that are copies of another, or were copied.
    pub(super) copied: BTreeSet<usize>,
    /// What devices keep of what they sent.
    pub(super) copies: Copies,
    /// Every name that a machine was enrolled under.
    pub(super) named: BTreeMap<usize, BTreeSet<DeviceId>>,
    /// Interviews that were shown: they must not vanish.
    pub(super) begun: BTreeSet<InterviewId>,
}

impl World {
    /// The first day.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let time = Time::default();
        let mut chance = Chance::new(plan.seed, 1);
        let rates = plan.rates.clone().unwrap_or_else(|| super::faults::Rates::drawn(&mut chance));
        let devices = chance.between(1, plan.devices_max);
        let device = |number: u64| {
            Device::new(format!("device {number}"), &time, Chance::new(plan.seed, 100 + number), plan.planted)
        };
        Self {
            network: Network::new(rates, &time, Chance::new(plan.seed, 2)),
            server: Server::new(&time, plan.planted),
            devices: (1..=devices).map(device).collect(),
            witness: Witness::default(),
            history: History::new(&time),
            log: Log::default(),
            ledger: Ledger::default(),
            deceived: BTreeSet::new(),
            lied: false,
            first_nonce: None,
            forged: false,
            published: vec![BASE.package],
            in_force: BTreeMap::new(),
            arrived: BTreeMap::new(),
            given_back: BTreeMap::new(),
            came_back: BTreeMap::new(),
            about: BTreeMap::new(),
            planted: plan.planted,
            troubled: true,
            armed: false,
            full: BTreeSet::new(),
            finalized: 0,
            returned: 0,
            publications: 0,
            backup: None,
            ordered: Ordered::default(),
            withdrawn: Withdrawn::default(),
            carriage: Carriage::default(),
            recordings: Vec::new(),
            custody: Custody::default(),
            copied: BTreeSet::new(),
            copies: Copies::default(),
            named: BTreeMap::new(),
            begun: BTreeSet::new(),
            chance,
            time,
        }
    }

    /// Lives through all of it.
    pub fn run(mut self, plan: &Plan) -> Outcome {
        let _listening = self.log.listen();
        let result = self.days(plan).and_then(|()| self.drain()).and_then(|()| self.judge());
        if let Err(violation) = &result {
            self.history.note(format!("BROKEN {violation}"));
        }
        Outcome::of(&self, result.err())
    }

    fn days(&mut self, plan: &Plan) -> Result<(), Violation> {
        for machine in 0..self.devices.len() {
            self.enrol(machine)?;
        }
        for _ in 0..plan.events {
            let pause = if self.chance.happens(120) { 4 * 24 * 60 } else { 180 };
            self.time.pass(self.chance.between(1, pause) as i64 * MINUTE_MS);
            self.event()?;
            if let Some(at) = &self.network.leak {
                return Err(Violation { rule: Rule::NoCanary, what: format!("in {at}") });
            }
        }
        Ok(())
    }

    fn event(&mut self) -> Result<(), Violation> {
        self.misfortune();
        self.calamity()?;
        let living = self.living();
        let machine = *self.chance.pick(&living);
        let cut = self.network.strikes(Fault::DeviceCut);
        if cut {
            let writes = self.chance.below(120);
            self.devices[machine].disk.cut_after(writes);
            self.armed = true;
        }
        let kind = match self.planted.shows_in() {
            Some(kind) if self.chance.happens(200) => kind,
            _ => self.chance.below(280),
        };
        match kind {
            0..=89 => self.interview(machine)?,
            90..=174 => self.synced(machine).map(drop)?,
            // Both begin with a passphrase, which is stretched for as long as all that a device does in an interview.
            175..=189 => self.office()?,
            190..=195 => self.publish()?,
            205..=216 => self.order()?,
            217..=232 => self.withdrawal()?,
            233..=256 => self.carry(machine)?,
            196..=204 | 257..=271 => self.custody()?,
            _ => self.mishap(machine)?,
        }
        self.armed = false;
        if self.devices[machine].disk.is_off() {
            self.recover(machine)?;
        }
        self.devices[machine].disk.no_cut();
        Ok(())
    }

    fn misfortune(&mut self) {
        let living = self.living();
        let machine = *self.chance.pick(&living);
        if self.network.strikes(Fault::Partition) {
            let hours = self.chance.between(1, 60) as i64;
            self.devices[machine].cut_off_until_ms = self.time.now_ms() + hours * HOUR_MS;
        }
        if self.full.contains(&machine) {
            self.full.remove(&machine);
            self.devices[machine].disk.make_room();
        } else if self.network.strikes(Fault::DeviceFull) {
            self.full.insert(machine);
            self.devices[machine].disk.fill();
        }
        self.server.disk.make_room();
        if self.network.strikes(Fault::ServerFull) {
            self.server.disk.fill();
        }
        if self.network.strikes(Fault::ClockSet) {
            // A device forgets its copies by its wall clock. Set far ahead, it keeps none for the day on which the
            // server comes back without them: that loss is real, and no program can undo it.
            let most = if self.network.rates.of(Fault::Restored) > 0 { 5 * HOUR_MS } else { 400 * DAY_MS };
            let skew = self.skew(most);
            self.devices[machine].clocks.set_skew(skew);
        }
        if self.network.strikes(Fault::ServerClockSet) {
            let skew = self.skew(400 * DAY_MS);
            // Publications are numbered by the server's clock, and nobody knows a number that a backup has forgotten.
            let skew = if self.network.rates.of(Fault::Restored) > 0 { -skew.abs() } else { skew };
            self.server.clocks.set_skew(skew);
        }
    }

    /// What happens to whole machines: a backup that comes back, a device that is copied.
    fn calamity(&mut self) -> Result<(), Violation> {
        if self.server.store().is_some() && self.chance.happens(100) {
            self.backup = Some((self.time.now_ms(), self.server.disk.image()));
        }
        // A study whose devices forget sooner than its backups are made loses records with a disk: no program can help.
        let young = |taken: &i64| self.time.now_ms() - taken < BACKUP_AGE_MAX_MS;
        if let Some((_, image)) = self.backup.clone().filter(|(taken, _)| young(taken))
            && self.network.strikes(Fault::Restored)
        {
            self.server.stop();
            self.server.disk.restore(&image);
            // Whoever puts a backup back makes room: a server with keys to destroy does not begin on a full disk.
            self.server.disk.make_room();
            self.server.start().map_err(|what| Violation { rule: Rule::ReturnedIsDurable, what })?;
            self.witness.restored();
            self.given_back.clear();
            self.came_back.clear();
            self.about.clear();
            self.history.note("the server was put back from a backup");
            self.server.disk.make_room();
            self.enrol_again()?;
            self.order_again()?;
        }
        let whole = self.devices[0].ended.is_none() && !self.ordered.is_revoked(0);
        if whole && self.copied.is_empty() && self.network.strikes(Fault::Cloned) {
            let number = self.devices.len();
            let chance = Chance::new(self.chance.below(u64::MAX), 7);
            let image = self.devices[0].disk.image();
            let copy = self.devices[0].copy(&self.time, chance, &image);
            self.devices.push(copy.map_err(|what| Violation { rule: Rule::ReturnedIsDurable, what })?);
            self.witness.copied(0, number);
            self.ledger.copied(0, number);
            if let Some(place) = self.in_force.get(&0).copied() {
                self.in_force.insert(number, place);
            }
            let names = self.enrolled_names(0);
            self.named.insert(number, names);
            self.copied.extend([0, number]);
            self.history.note("device 1 was copied");
        }
        Ok(())
    }

    fn skew(&mut self, at_most: i64) -> i64 {
        let most = at_most.min(*self.chance.pick(&[MINUTE_MS, 5 * HOUR_MS, 400 * DAY_MS]));
        self.chance.below(2 * most as u64) as i64 - most
    }

    /// One sync, whatever comes of it, and a look at the device afterwards.
    pub(super) fn synced(&mut self, machine: usize) -> Result<Synced, Violation> {
        let synced = self.sync(machine)?;
        if synced == Synced::Cut {
            self.recover(machine)?;
        } else {
            self.witness.look(machine, &mut self.devices[machine])?;
        }
        self.obeys_wipe(machine, &synced)?;
        let how = match &synced {
            Synced::Reported(report) => format!("{:?}, {} records", report.ending, report.progress.records_done),
            other => format!("{other:?}"),
        };
        self.history.note(format!("{} synced: {how}", self.devices[machine].name));
        if let Synced::Reported(report) = &synced {
            let alone = !self.copied.contains(&machine) && !self.deceived.contains(&machine);
            if !alone {
                return Ok(synced);
            }
            hold(Rule::ExactlyOnce, report.parked.is_empty().into(), || format!("parked: {:?}", report.parked))?;
            hold(Rule::ExactlyOnce, report.forked.is_empty().into(), || format!("forked: {:?}", report.forked))?;
        }
        Ok(synced)
    }

    /// Recovers a device if its power failed.
    pub(super) fn turn_on(&mut self, machine: usize) -> Result<(), Violation> {
        if self.devices[machine].disk.is_off() { self.recover(machine) } else { Ok(()) }
    }

    /// A device whose power failed is turned on again; that may fail at a write too.
    pub(super) fn recover(&mut self, machine: usize) -> Result<(), Violation> {
        let device = &mut self.devices[machine];
        device.stop();
        let mut again = self.troubled && self.chance.happens(150);
        loop {
            device.disk.power_on(self.chance.rng());
            if again {
                device.disk.cut_after(self.chance.below(20));
            }
            let started = device.start();
            if !device.disk.is_off() {
                device.disk.no_cut();
                started.map_err(|what| Violation { rule: Rule::ReturnedIsDurable, what })?;
                break;
            }
            device.stop();
            again = false;
        }
        self.history.note(format!("{}: the power failed", device.name));
        self.witness.look(machine, &mut self.devices[machine])
    }

    /// A server whose power failed is started again.
    pub(super) fn revive_server(&mut self) -> Result<(), Violation> {
        if self.server.store().is_some() {
            return Ok(());
        }
        self.server.disk.power_on(self.chance.rng());
        // Whoever starts it again makes room.
        self.server.disk.make_room();
        self.server.start().map_err(|what| Violation { rule: Rule::ReturnedIsDurable, what })?;
        self.history.note("the server's power failed");
        self.note_package();
        match self.server.store() {
            Some(store) => self.witness.marks(store),
            None => Ok(()),
        }
    }

    /// Faults stop; everything must come to rest.
    fn drain(&mut self) -> Result<(), Violation> {
        self.history.note("faults stop");
        self.troubled = false;
        self.network.rates = super::faults::Rates::none();
        self.server.disk.make_room();
        self.server.clocks.set_skew(0);
        self.revive_server()?;
        self.network.deliver_all(&mut self.server);
        for machine in self.living() {
            self.devices[machine].disk.make_room();
            self.devices[machine].clocks.set_skew(0);
            self.devices[machine].cut_off_until_ms = 0;
            self.full.clear();
            self.forgets_seen_only(machine)?;
            self.finish_interviews(machine)?;
        }
        self.drafts_gone()?;
        for machine in self.living() {
            // Whoever is taken back brings all that waited.
            if self.ordered.is_revoked(machine) && self.chance.happens(TAKEN_BACK_AT_THE_END) {
                self.take_back(machine)?;
            }
        }
        if self.network.happened.0.contains_key(&Fault::Restored) {
            // A store that was put back may name a package that devices have replaced: the office publishes again.
            self.publish()?;
            self.order_again()?;
        }
        self.office()?;
        self.drain_all()?;
        self.carry_all()?;
        if self.chance.happens(OPENED_AT_THE_END) {
            self.open_somebody()?;
        }
        // What arrived of people who had withdrawn; and the order for it goes to every device.
        if self.withdraw_again()? {
            self.drain_all()?;
        }
        Ok(())
    }

    fn drain_all(&mut self) -> Result<(), Violation> {
        for machine in self.living() {
            self.drain_one(machine)?;
            if self.devices[machine].ended.is_none() && !self.ordered.is_revoked(machine) {
                self.came_down(machine)?;
            }
        }
        Ok(())
    }

    /// Devices that a backup does not know, or knows as revoked and nobody else does, are invited again.
    fn enrol_again(&mut self) -> Result<(), Violation> {
        for machine in self.living() {
            let (Some(id), Some(store)) = (self.devices[machine].id(), self.server.store()) else { continue };
            let known = store.device(id).ok().flatten();
            let served = known.is_some_and(|known| known.revoked_ms.is_none());
            if !served && !self.ordered.is_revoked(machine) {
                self.enrol(machine)?;
            }
        }
        Ok(())
    }

    /// What the office gave has arrived: the package in force, and every return.
    fn came_down(&mut self, machine: usize) -> Result<(), Violation> {
        let strange = |what: &str| Violation { rule: Rule::NoStrangeErrors, what: what.to_owned() };
        let store = self.server.store().ok_or_else(|| strange("the server is down"))?;
        let package = store.study().ok().flatten().map(|study| study.package);
        let id = self.devices[machine].id().ok_or_else(|| strange("a device is not enrolled"))?;
        let given = store.returns(id, u64::MAX).map_or(0, |(_, last)| last);
        // Returns that wait under a name that a device has no more stay there.
        let renamed = self.enrolled_names(machine).len() > 1;
        let exact =
            !self.copied.contains(&machine) && !renamed && !self.network.happened.0.contains_key(&Fault::Restored);
        let (session, now, rng) = self.devices[machine].session();
        let link = session.link(&now, rng).map_err(|error| strange(&error.to_string()))?;
        let (has, mark) = (link.package().ok().flatten(), link.returns_mark().unwrap_or(0));
        drop(link);
        let name = &self.devices[machine].name;
        hold(Rule::Drains, (has == package).into(), || format!("{name} runs another package than the study's"))?;
        let copied = self.copied.contains(&machine);
        hold(Rule::Drains, (mark >= given || copied).into(), || {
            format!("{name} has {mark} returns, {given} were given")
        })?;
        let arrived = self.arrived.get(&machine).map_or(0, |arrived| arrived.len() as u64);
        hold(Rule::ReturnsArrive, (!exact || arrived == given).into(), || format!("{arrived} of {given} at {name}"))?;
        let (came, back) = (self.came_back.get(&machine).copied(), self.given_back.get(&id).copied());
        hold(Rule::ReturnsArrive, (copied || renamed || came.unwrap_or(0) >= back.unwrap_or(0)).into(), || {
            format!("{back:?} records were returned to {name} since the backup, {came:?} came")
        })?;
        let (name, all) = (name.clone(), self.withdrawn.people.is_empty() && exact);
        let corrected = self.ledger.corrected(machine);
        let waiting = self.devices[machine].session().0.returns().map_err(|error| strange(&error.to_string()))?.len();
        hold(Rule::ReturnsArrive, (!all || corrected + waiting as u64 == arrived).into(), || {
            format!("{arrived} returns came to {name}, {corrected} were answered and {waiting} can be")
        })
    }

    fn drain_one(&mut self, machine: usize) -> Result<(), Violation> {
        let mut last = None;
        for _ in 0..DRAIN_ROUNDS {
            let synced = self.synced(machine)?;
            if self.devices[machine].ended.is_some() || (self.ordered.is_revoked(machine) && is_refused(&synced)) {
                return Ok(());
            }
            self.time.pass(synced.waits_ms().unwrap_or(60_000) as i64);
            let copied = self.copied.contains(&machine);
            let (session, ..) = self.devices[machine].session();
            // Two machines that are one device cannot both be rid of their records.
            if copied && matches!(&synced, Synced::Reported(report) if !report.forked.is_empty()) {
                return Ok(());
            }
            if matches!(&synced, Synced::Reported(report) if report.ending == fieldward_core::sync::engine::Ending::Complete)
                && session.waiting_count() == Ok(0)
            {
                return Ok(());
            }
            last = Some(synced);
        }
        Err(Violation { rule: Rule::Drains, what: format!("{}: {last:?}", self.devices[machine].name) })
    }
}
