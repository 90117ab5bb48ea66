//! One sync of one device: the shipped engine, its steps carried out by the simulated network.

use fieldward_core::sync::engine::{Ending, Engine, Report, Step};

use super::{
    planted::{PlantedLocal, WasCut},
    witness::{Rule, Violation},
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

impl World {
    /// Syncs one device. It must be on and enrolled.
    ///
    /// # Errors
    /// When a rule was broken on the way.
    pub fn sync(&mut self, machine: usize) -> Result<Synced, Violation> {
        let mut engine = Engine::new();
        loop {
            if self.devices[machine].disk.is_off() {
                return Ok(Synced::Cut);
            }
            let step = self.with_engine(machine, |engine, local, rng| engine.next(local, rng), &mut engine)?;
            match step {
                Step::Finished(report) => {
                    self.forget(machine);
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
                Step::Send(request) => {
                    self.revive_server()?;
                    let linked = self.time.now_ms() >= self.devices[machine].cut_off_until_ms;
                    let (answer, took_ms) = if linked {
                        self.network.exchange(&mut self.server, &request)
                    } else {
                        (Err(fieldward_core::sync::engine::LinkLost), 1)
                    };
                    self.with_engine(
                        machine,
                        |engine, local, rng| engine.received(local, &answer, took_ms, rng),
                        &mut engine,
                    )?;
                }
            }
        }
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
        let mut acknowledged = Vec::new();
        let device = &mut self.devices[machine];
        let was_cut = if device.disk.counts().cuts > 0 { WasCut::Yes } else { WasCut::No };
        let id = device.id();
        let (session, now, rng) = device.session();
        let link = session.link(&now, rng);
        let local = link.map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
        let mut local = PlantedLocal { local, planted: self.planted, was_cut, acknowledged: &mut acknowledged };
        let result = work(engine, &mut local, self.chance.rng());
        drop(local);
        if self.devices[machine].disk.is_off() {
            return Ok(result);
        }
        for (stream, sequence) in acknowledged {
            // Who was lied to may believe a lie; that nothing is lost by it is seen at the end.
            if let Some(id) = id
                && self.network.deceived == 0
            {
                self.witness.acknowledged((id, stream, sequence), self.server.store())?;
            }
        }
        Ok(result)
    }

    fn forget(&mut self, machine: usize) {
        let (session, now, rng) = self.devices[machine].session();
        // A full disk may refuse; the next sync does it then.
        let _ = session.forget_sent(&now, rng);
    }
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
