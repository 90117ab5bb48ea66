//! The main job, once through, with everything real: `fieldward demo`.
//!
//! A server on SQLite publishes the training study; a village researcher, a rapid assessment team and a bus-station
//! enumerator enrol, work offline, and sync over HTTP; a supervisor opens what arrived and returns one record, which
//! the device corrects. One interview is stopped by the distress check, one is cut by a kill and taken up again. The
//! devices are run by the scripts beside this file, the same language that `fieldward device --script` takes.

mod check;
mod field;
mod stage;
mod supervisor;

use std::{io, net::SocketAddr, path::PathBuf};

use serde::Serialize;
use thiserror::Error;
use tokio::runtime::Runtime;

use crate::{
    ServeError,
    invites::InviteError,
    publish::PublishError,
    say,
    store::StoreError,
    terminal::script::{ScriptError, Summary},
};

use field::Field;
pub use stage::Stage;

/// Where a demo runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Holds the server's folder and the devices' stores.
    pub data: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
}

/// What a demo did: one JSON object of counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Interviews and observations that were begun.
    pub started: u64,
    /// Interviews that were stopped.
    pub stopped: u64,
    /// Interviews and observations that were finalized, corrections included.
    pub finalized: u64,
    /// Records that were sealed on devices: answers, identities, alerts.
    pub sealed: u64,
    /// Records that devices hold a confirmation for.
    pub acknowledged: u64,
    /// Records that the server holds.
    pub on_the_server: u64,
    /// Records that the supervisor returned and a device received.
    pub returned: u64,
    /// Returned records that were corrected.
    pub corrected: u64,
    /// Bytes of all requests of all devices.
    pub bytes_sent: u64,
}

impl Counts {
    fn add(&mut self, summary: &Summary) {
        self.started += summary.started;
        self.stopped += summary.stopped;
        self.finalized += summary.finalized;
        self.acknowledged += summary.acknowledged;
        self.returned += summary.returned;
        self.corrected += summary.corrected;
        self.bytes_sent += summary.bytes_sent;
    }
}

/// Why a demo did not come to its end.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The folder, a file or the killed process.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The shipped study has faults.
    #[error("the training study has faults: `fieldward study check` names them")]
    Study,
    /// It could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The server did not start.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// No invite.
    #[error(transparent)]
    Invite(#[from] InviteError),
    /// The server's store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A device did not do what its script says.
    #[error("{script}: {error}")]
    Script {
        /// Which script.
        script: &'static str,
        /// Where and why.
        error: ScriptError,
    },
    /// The device's store.
    #[error("a device's store could not be opened: {0}")]
    Device(String),
    /// Something that must hold does not.
    #[error("check failed: {0}")]
    Check(String),
}

/// Runs the whole job, and its checks.
///
/// # Errors
/// [`DemoError`] says which part did not do what it should.
pub fn run(settings: &Settings, runtime: &Runtime) -> Result<(Stage, Counts), DemoError> {
    say::aside("1/6  publishing the training study and starting a server");
    let stage = Stage::raise(settings, runtime)?;
    let field = Field::new(settings, runtime);
    let mut counts = Counts::default();

    say::aside("2/6  enrolling three devices");
    field.enrol(&stage)?;
    say::aside("3/6  interviews and an observation, offline");
    field.work(&mut counts)?;
    say::aside("4/6  sending what was sealed");
    field.sync(&mut counts)?;
    say::aside("5/6  a supervisor returns one record, the device corrects what was asked");
    let returned = supervisor::return_one(&stage)?;
    field.correct(&mut counts)?;
    counts.sealed = field.sealed()?;
    say::aside("6/6  checking");
    check::everything(settings, &stage, &returned, &mut counts)?;
    Ok((stage, counts))
}
