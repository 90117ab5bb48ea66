//! What a campaign was worth, as text.

use std::fmt;

use fieldward_tests::simulation::Totals;

/// The report of a campaign.
pub(crate) struct Report {
    pub(crate) from: u64,
    pub(crate) totals: Totals,
    /// Seeds that broke a rule, and which.
    pub(crate) failures: Vec<(u64, String)>,
    /// Seeds that took too long.
    pub(crate) late: Vec<u64>,
    pub(crate) seconds: u64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, totals, failures, late, seconds } = self;
        writeln!(f, "A campaign of the simulation: cargo simulate --seeds {} --from {from}\n", totals.seeds)?;
        let lines = [
            ("seeds", totals.seeds),
            ("seeds that broke a rule", failures.len() as u64),
            ("seeds that took too long", late.len() as u64),
            ("simulated days", totals.days),
            ("interviews closed", totals.interviews),
            ("records sealed", totals.records),
            ("records returned", totals.returned),
            ("publications", totals.publications),
            ("orders of two holders", totals.orders),
            ("devices destroyed", totals.destroyed),
            ("people who withdrew", totals.withdrawn),
            ("parcels carried", totals.parcels),
            ("recordings", totals.recordings),
            ("identities sealed", totals.identities),
            ("identities opened", totals.opened),
            ("custodians who left", totals.left),
            ("messages", totals.messages),
            ("bytes of messages", totals.bytes),
            ("writes to disks", totals.writes),
            ("power cuts", totals.cuts),
            ("unsynced writes lost or torn", totals.unsynced),
            ("seconds", *seconds),
        ];
        for (name, number) in lines {
            writeln!(f, "{name:<30}{number:>14}")?;
        }
        writeln!(f, "\nFaults:\n{}", totals.happened)?;
        for (seed, violation) in failures {
            writeln!(f, "seed {seed}: {violation}")?;
        }
        for seed in late {
            writeln!(f, "seed {seed} took too long")?;
        }
        Ok(())
    }
}
