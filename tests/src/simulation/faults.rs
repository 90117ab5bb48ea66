//! What goes wrong, how often, and how often it did.
//!
//! Every seed draws its own rates, and most seeds leave some kinds out: a world in which everything fails at once hides
//! the faults that need a quiet stretch before them.

use std::{collections::BTreeMap, fmt};

use super::chance::Chance;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A request never arrives.
    RequestLost,
    /// A request is answered, and the answer never arrives.
    ReplyLost,
    /// A request arrives twice.
    Duplicated,
    /// A request arrives long after its sender gave up, behind later ones.
    Delayed,
    /// A request's body ends early.
    RequestCut,
    /// An answer ends early.
    ReplyCut,
    /// Nothing moves until the sender's time is up.
    Stalled,
    /// A bit of a request is turned over.
    RequestSpoilt,
    /// Somebody else answers: a login page.
    Portal,
    /// A device has no link for hours.
    Partition,
    /// A device's power fails at some write.
    DeviceCut,
    /// The server's power fails at some write.
    ServerCut,
    /// A device's disk is full for a while.
    DeviceFull,
    /// The server's disk is full for a while.
    ServerFull,
    /// A device's wall clock is set, forward or back.
    ClockSet,
    /// The server's wall clock is set.
    ServerClockSet,
    /// The server is put back from an old backup.
    Restored,
    /// A device's folder is copied, and both copies go on.
    Cloned,
    /// Somebody without keys, or a device that lies, speaks to the server.
    HostileClient,
    /// Somebody in the server's place answers.
    HostileServer,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::RequestLost,
        Self::ReplyLost,
        Self::Duplicated,
        Self::Delayed,
        Self::RequestCut,
        Self::ReplyCut,
        Self::Stalled,
        Self::RequestSpoilt,
        Self::Portal,
        Self::Partition,
        Self::DeviceCut,
        Self::ServerCut,
        Self::DeviceFull,
        Self::ServerFull,
        Self::ClockSet,
        Self::ServerClockSet,
        Self::Restored,
        Self::Cloned,
        Self::HostileClient,
        Self::HostileServer,
    ];

    /// How often at most, in a thousand chances.
    fn rate_max(self) -> u64 {
        match self {
            Self::RequestLost | Self::ReplyLost => 250,
            Self::Duplicated | Self::Delayed | Self::RequestCut | Self::ReplyCut => 120,
            Self::Stalled | Self::RequestSpoilt | Self::Portal | Self::HostileServer => 60,
            Self::Partition | Self::DeviceFull | Self::ServerFull | Self::ClockSet | Self::ServerClockSet => 150,
            Self::DeviceCut | Self::ServerCut => 350,
            Self::Restored | Self::Cloned => 40,
            Self::HostileClient => 200,
        }
    }
}

/// How often each kind happens, in a thousand chances.
#[derive(Debug, Clone, Default)]
pub struct Rates(BTreeMap<Fault, u64>);

impl Rates {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Drawn for one seed: each kind is absent in one seed of three.
    pub fn drawn(chance: &mut Chance) -> Self {
        let mut rates = BTreeMap::new();
        for fault in Fault::ALL {
            if !chance.happens(333) {
                rates.insert(fault, chance.between(1, fault.rate_max()));
            }
        }
        Self(rates)
    }

    /// The rate of one kind.
    #[must_use]
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }

    /// The same without one kind.
    #[must_use]
    pub fn without(mut self, fault: Fault) -> Self {
        self.0.remove(&fault);
        self
    }

    /// The same with one kind at this rate.
    #[must_use]
    pub fn with(mut self, fault: Fault, rate: u64) -> Self {
        self.0.insert(fault, rate);
        self
    }
}

/// How often each kind happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happened(pub BTreeMap<Fault, u64>);

impl Happened {
    /// Once more.
    pub fn note(&mut self, fault: Fault) {
        *self.0.entry(fault).or_default() += 1;
    }

    /// All of another's too.
    pub fn add(&mut self, other: &Self) {
        for (fault, times) in &other.0 {
            *self.0.entry(*fault).or_default() += times;
        }
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Fault::ALL.iter().try_for_each(|fault| {
            writeln!(f, "  {:<16}{:>12}", format!("{fault:?}"), self.0.get(fault).copied().unwrap_or(0))
        })
    }
}
