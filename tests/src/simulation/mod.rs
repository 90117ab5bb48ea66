//! A study in the field, simulated: the shipped devices, sync and server in one program, with clock, randomness,
//! network and disk of its own.
//!
//! A [`Plan`] holds a seed, and the seed decides everything: who does what when, what the network loses, at which write
//! the power fails, what the disk kept. [`simulate`] lives through it and says which rule broke, if one did, with a
//! history that ends there. The same seed gives the same history to the last letter. What is proved and how is in
//! [`witness`]; what interviewers remember is held against the opened records in `ledger`; what goes wrong is in
//! [`faults`].
//!
//! Every rule is checked in every seed, but for what no program can keep:
//!
//! - what a device believes in a sync in which somebody lied in the server's place; that nothing is lost by it still
//!   holds, and the next sync is checked again;
//! - records that such a device was told to park, or streams that it was told are forked;
//! - of a copied device, the records that bear a number which the other machine used first: they are evidence on the
//!   server, or still on their machine; and what the office returned to it, which comes to one of the two;
//! - of a destroyed or revoked device, what the server had not taken by then;
//! - recordings, when the server is put back from a backup: a device sends one once, and keeps it for days only;
//! - backups older than half of the time for which devices keep copies, and clocks set days ahead beside such backups:
//!   a device that has rightly forgotten cannot send again.

mod alerts;
pub mod canary;
mod carried;
pub mod chance;
mod copies;
mod custody;
pub mod device;
pub mod disk;
pub mod faults;
mod field;
mod forge;
pub mod gone;
pub mod history;
pub mod holders;
mod hostile;
pub mod interviewer;
mod judge;
mod ledger;
pub mod log;
pub mod network;
mod office;
mod orders;
pub mod planted;
mod recordings;
pub mod server;
mod sync;
pub mod time;
mod withdrawals;
pub mod witness;
mod world;

use fieldward_core::ids::{Hash32, StreamKind};

use faults::{Happened, Rates};
use planted::Planted;
use time::{BEGIN_MS, DAY_MS};
use witness::Violation;
use world::World;

/// Events of a simulation, unless its plan says otherwise: a week or so.
pub const EVENTS: u64 = 30;
/// Events of those that live for weeks, three seeds of ten.
pub const EVENTS_OF_WEEKS: u64 = 90;
/// Devices of a small study, at most.
const DEVICES_FEW: u64 = 3;
/// Devices of a large one, one seed of ten, at most.
const DEVICES_MANY: u64 = 6;

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Decides everything.
    pub seed: u64,
    /// Things that happen before faults stop.
    pub events: u64,
    /// Devices at the beginning, at most.
    pub devices_max: u64,
    /// How often what goes wrong; drawn from the seed when absent.
    pub rates: Option<Rates>,
    /// A fault that should be noticed.
    pub planted: Planted,
}

impl Plan {
    /// The usual plan of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let events = if seed % 10 < 3 { EVENTS_OF_WEEKS } else { EVENTS };
        let devices_max = if seed % 10 == 5 { DEVICES_MANY } else { DEVICES_FEW };
        Self { seed, events, devices_max, rates: None, planted: Planted::Nothing }
    }

    /// That of a seed with a fault, under the rates at which it should be noticed.
    #[must_use]
    pub fn with(planted: Planted, seed: u64) -> Self {
        let usual = Self::of(seed);
        let events = if planted.is_of_custody() || planted == Planted::SevenDaysSkipped {
            EVENTS_OF_WEEKS
        } else {
            usual.events
        };
        Self { planted, events, rates: Some(planted.rates()), ..usual }
    }
}

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that broke.
    pub violation: Option<Violation>,
    /// The end of the history.
    pub end: String,
    /// Every line of the history.
    pub whole: String,
    /// Hash of the whole history.
    pub history: Hash32,
    /// What it was worth.
    pub totals: Totals,
}

/// What simulations were worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Seeds.
    pub seeds: u64,
    /// Records that the office returned.
    pub returned: u64,
    /// Publications after the first.
    pub publications: u64,
    /// Orders that two holders gave.
    pub orders: u64,
    /// Devices that were destroyed.
    pub destroyed: u64,
    /// People who withdrew.
    pub withdrawn: u64,
    /// Parcels that travelled without a line.
    pub parcels: u64,
    /// Recordings.
    pub recordings: u64,
    /// Identities that were sealed.
    pub identities: u64,
    /// Identities that three people opened.
    pub opened: u64,
    /// Custodians who left.
    pub left: u64,
    /// Simulated days.
    pub days: u64,
    /// Requests.
    pub messages: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Interviews that were closed.
    pub interviews: u64,
    /// Records that were sealed.
    pub records: u64,
    /// Writes of all disks.
    pub writes: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Unsynced writes that cuts took away or tore.
    pub unsynced: u64,
    /// Faults.
    pub happened: Happened,
}

/// Lives through one plan. Whatever else this process stretches, a PIN or a passphrase, is stretched quickly from then
/// on.
#[must_use]
pub fn simulate(plan: &Plan) -> Outcome {
    #[cfg(debug_assertions)]
    fieldward_core::seal::rehearsal::stretch_quickly();
    World::new(plan).run(plan)
}

impl Outcome {
    fn of(world: &World, violation: Option<Violation>) -> Self {
        let disks = world.devices.iter().map(|device| device.disk.counts()).chain([world.server.disk.counts()]);
        let mut totals = Totals {
            seeds: 1,
            days: ((world.time.now_ms() - BEGIN_MS) / DAY_MS) as u64,
            messages: world.network.messages,
            bytes: world.network.bytes,
            interviews: world.finalized,
            returned: world.returned,
            publications: world.publications,
            orders: world.ordered.given_list().len() as u64,
            destroyed: world.devices.iter().filter(|device| device.ended.is_some()).count() as u64,
            withdrawn: world.withdrawn.people.len() as u64,
            parcels: world.carriage.parcels,
            recordings: world.recordings.len() as u64,
            identities: world.witness.of(StreamKind::Identity),
            opened: world.custody.opened,
            left: world.custody.left.len() as u64,
            records: world.witness.records(),
            happened: world.network.happened.clone(),
            ..Totals::default()
        };
        for counts in disks {
            totals.writes += counts.writes;
            totals.cuts += counts.cuts;
            totals.unsynced += counts.lost + counts.torn;
        }
        Self {
            violation,
            end: world.history.end(),
            whole: world.history.whole(),
            history: world.history.hash(),
            totals,
        }
    }
}

impl Totals {
    /// Another simulation's too.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.days += other.days;
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.interviews += other.interviews;
        self.returned += other.returned;
        self.publications += other.publications;
        self.orders += other.orders;
        self.destroyed += other.destroyed;
        self.withdrawn += other.withdrawn;
        self.parcels += other.parcels;
        self.recordings += other.recordings;
        self.identities += other.identities;
        self.opened += other.opened;
        self.left += other.left;
        self.records += other.records;
        self.writes += other.writes;
        self.cuts += other.cuts;
        self.unsynced += other.unsynced;
        self.happened.add(&other.happened);
    }
}
