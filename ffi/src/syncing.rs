//! Drives core's sync engine over the transport.
//!
//! The device is held for the moment of each step and never while the network is waited for, so an interview goes on
//! during a sync. Ending it at any point loses nothing: what is acknowledged is in the store.

use std::{sync::Arc, time::Duration};

use fieldward_core::sync::{
    engine::{Budget, Ending, Engine, LinkLost, PackageChange, Report, Step},
    wire::{FaultCode, Response},
};

use crate::{
    device::Device,
    error::DeviceError,
    progress::SyncWatch,
    said,
    surroundings::Random,
    transport::{LinkFault, Patience, Transport},
    view::{SyncChoice, SyncProgress, SyncReport},
};

/// One sync of a device, from its first request to its report.
pub(crate) async fn run(
    device: &Device,
    watch: Option<Arc<dyn SyncWatch>>,
    patience: Patience,
) -> Result<SyncReport, DeviceError> {
    let transport = device.transport(patience)?;
    let mut engine = Engine::new().within(device.budget()?);
    let mut spent = 0;
    let mut fault = LinkFault::Unreachable;
    loop {
        match device.sync_step(&mut engine)? {
            Step::Send(request) => {
                let begun = device.surroundings().now().monotonic_ms;
                let answer = transport.send(request).await;
                let took_ms = device.surroundings().now().monotonic_ms.saturating_sub(begun);
                fault = match &answer {
                    Ok(answer) if answer.status == FaultCode::Full.status() => LinkFault::Full,
                    Ok(_) => LinkFault::Busy,
                    Err(fault) => *fault,
                };
                device.sync_received(&mut engine, answer.map_err(|_| LinkLost), took_ms)?;
                device.spend(engine.bytes() - spent)?;
                spent = engine.bytes();
            }
            // Another key stays another key, and a person who waits is told now; nothing is lost by ending here.
            Step::Wait { .. } if fault == LinkFault::OtherKey || patience == Patience::Person => {
                return Err(device.no_link(fault));
            }
            Step::Wait { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            Step::Finished(report) => return finished(device, &report, fault),
        }
        let go_on = watch.as_ref().is_none_or(|watch| watch.progressed(progress(&engine)) == SyncChoice::GoOn);
        if !go_on {
            return Ok(SyncReport { cancelled: true, ..SyncReport::default() });
        }
    }
}

fn progress(engine: &Engine) -> SyncProgress {
    let progress = engine.progress();
    SyncProgress {
        acknowledged: count(progress.records_done),
        waiting: count(progress.records_total),
        bytes_acknowledged: progress.bytes_done,
        bytes_left: progress.bytes_left,
        seconds_left: progress.ms_left.map_or(0, |ms| count(ms.div_ceil(1000))),
    }
}

fn finished(device: &Device, report: &Report, fault: LinkFault) -> Result<SyncReport, DeviceError> {
    let again_after_seconds = match report.ending {
        // Tomorrow, or when a person says so: the shell asks again as it does every day.
        Ending::Complete | Ending::Budget => 0,
        Ending::IdentityLater { again_after_ms } => count(again_after_ms.div_ceil(1000)),
        Ending::LinkLost => return Err(device.no_link(fault)),
        Ending::Refused(code) => {
            return Err(DeviceError::ServerRefused { reason: said::refused(code, &device.language()) });
        }
        Ending::Stuck(_) => {
            return Err(DeviceError::ServerRefused { reason: said::stuck(&device.language()).to_owned() });
        }
        Ending::Wipe => {
            device.wipe()?;
            return Err(DeviceError::ServerRefused { reason: said::wiped(&device.language()).to_owned() });
        }
        Ending::Local => {
            return Err(DeviceError::Storage { reason: said::sync_failed(&device.language()).to_owned() });
        }
    };
    device.forget_sent()?;
    if !report.forked.is_empty() {
        return Err(DeviceError::ServerRefused { reason: said::copied(&device.language()).to_owned() });
    }
    if report.package == PackageChange::OtherHolders {
        return Err(DeviceError::ServerRefused { reason: said::other_holders(&device.language()).to_owned() });
    }
    Ok(SyncReport {
        acknowledged: count(report.progress.records_done),
        waiting: count(report.progress.records_total - report.progress.records_done),
        parked: count(device.in_background(|session, _| session.parked_count())?),
        returns: count(report.returns),
        study_changed: report.package == PackageChange::Updated,
        bytes_sent: report.bytes_sent,
        again_after_seconds,
        cancelled: false,
    })
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The parts of a step that need the device: each holds it only as long as it runs.
impl Device {
    fn transport(&self, patience: Patience) -> Result<Transport, DeviceError> {
        let (address, pins) = self.in_background(|session, _| {
            let enrolment = session.enrolment()?;
            Ok((enrolment.address.clone(), enrolment.pins))
        })?;
        Transport::new(&address, pins, patience).map_err(|fault| self.no_link(fault))
    }

    fn sync_step(&self, engine: &mut Engine) -> Result<Step, DeviceError> {
        let now = self.surroundings().now();
        self.in_background(|session, _| {
            let mut rng = Random(self.surroundings());
            Ok(engine.next(&mut session.link(&now, &mut rng)?, &mut Random(self.surroundings())))
        })
    }

    fn sync_received(
        &self,
        engine: &mut Engine,
        answer: Result<Response, LinkLost>,
        took_ms: u64,
    ) -> Result<(), DeviceError> {
        let now = self.surroundings().now();
        self.in_background(|session, _| {
            let mut rng = Random(self.surroundings());
            engine.received(&mut session.link(&now, &mut rng)?, &answer, took_ms, &mut Random(self.surroundings()));
            Ok(())
        })
    }

    /// What is left of today's bytes.
    fn budget(&self) -> Result<Budget, DeviceError> {
        let now = self.surroundings().now();
        self.in_background(|session, _| session.bytes_left(&now).map(Budget))
    }

    fn spend(&self, bytes: u64) -> Result<(), DeviceError> {
        let now = self.surroundings().now();
        self.in_background(|session, _| session.spend(bytes, &now, &mut Random(self.surroundings())))
    }

    fn forget_sent(&self) -> Result<(), DeviceError> {
        let now = self.surroundings().now();
        self.in_background(|session, _| session.forget_sent(&now, &mut Random(self.surroundings())).map(|_| ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(device: &Device) -> Option<u64> {
        device.budget().map(|Budget(left)| left).expect("the device is unlocked")
    }

    #[test]
    fn a_share_of_a_day_is_used_up_and_outlives_a_lock() {
        const PIN: &str = "brisk-heron-71";
        let folder = tempfile::tempdir().expect("the system has a directory for temporary files");
        let device = Device::open(folder.path().display().to_string(), None).expect("an empty folder");
        assert_eq!(device.set_bytes_a_day(Some(1000)), Err(DeviceError::Locked));
        device.create(PIN.into()).expect("a new store");
        device.spend(400).expect("unlocked");
        assert_eq!(left(&device), None, "as many as they need, unless it is set");
        device.set_bytes_a_day(Some(1000)).expect("unlocked");
        device.spend(400).expect("unlocked");
        assert_eq!(left(&device), Some(600));
        device.lock();
        assert_eq!(device.budget().map(|_| ()), Err(DeviceError::Locked));
        device.unlock(PIN.into()).expect("the PIN is right");
        device.spend(700).expect("unlocked");
        assert_eq!(left(&device), Some(0));
        device.set_bytes_a_day(None).expect("unlocked");
        assert_eq!(left(&device), None);
    }
}
