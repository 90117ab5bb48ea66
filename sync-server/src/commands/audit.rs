//! `fieldward audit verify` and `fieldward audit show`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use fieldward_core::authority::{Act, Continued, Entry, HolderId, Ordered, Ordering};

use super::Failure;
use crate::{accounts::holders, audit, say, store};

/// What to do with the log of holders.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check the whole log: links, order, signatures, rules, and the heads that its signers were shown.
    Verify(Verify),
    /// Show it, an entry a line.
    Show(Show),
}

/// `audit verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    /// A head that somebody noted, as every act prints it (`17:ab12-cd34-...`). Without one, a cut end is not seen.
    #[arg(long, value_name = "HEAD")]
    head: Vec<String>,
}

/// `audit show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
}

impl Audit {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Verify(command) => command.run(),
            Self::Show(command) => command.run(),
        }
    }
}

impl Verify {
    fn run(self) -> Result<ExitCode, Failure> {
        let store = store::open(&self.data)?;
        let (_, log) = audit::read(store.blocking())?;
        // The package names holders too, under the study's seal: a log that was begun anew does not fit it.
        holders(store.blocking())?;
        for head in &self.head {
            log.check_written(head)?;
        }
        for number in log.clock_set_back() {
            say::aside(format_args!("entry {number} claims to be older than the one before: the clock was set back"));
        }
        say::result(format_args!("{} entries, whole; log {}", log.entries().len(), log.head()));
        if self.head.is_empty() {
            say::aside("That nothing was cut off its end shows only against a head that somebody noted: --head");
            say::aside(
                "That it is the log of your study at all, and none that was begun anew together with the package, \
                 shows only so too, or when a holder of the study unlocks an account here",
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    fn run(self) -> Result<ExitCode, Failure> {
        let (_, log) = audit::read(store::open(&self.data)?.blocking())?;
        log.entries().iter().for_each(|entry| say::result(line(entry)));
        Ok(ExitCode::SUCCESS)
    }
}

/// An entry in words: holders, counts and purposes, never a record or a number.
fn line(entry: &Entry) -> String {
    let what = match &entry.act {
        Act::Founded(roster) => format!("founded with {} holders", roster.founding.len()),
        Act::Changed(change) => {
            let name = |id: Option<&HolderId>| id.map_or("nobody", |id| id.0.as_str()).to_owned();
            let comes = change.statement.comes.as_ref().map(|holder| &holder.id);
            format!("{} left, {} came", name(change.statement.leaves.as_ref()), name(comes))
        }
        Act::Requested(request) => {
            let request = &request.statement;
            let (by, count) = (&request.requester.0, request.records.len());
            format!("{by} asked for {count} identities, {}", request.purpose.code())
        }
        Act::Granted(grant) => format!("{} granted", grant.statement.custodian.0),
        Act::Opened(opened) => format!("{} opened", opened.statement.requester.0),
        Act::Looked(looked) => {
            let looked = &looked.statement;
            format!("{} saw highly sensitive answers of {} records", looked.holder.0, looked.records.len())
        }
        Act::Seen(seen) => {
            format!(
                "{} saw {} devices, or more of their records",
                seen.statement.holder.0,
                seen.statement.devices.len()
            )
        }
        Act::Continued(continued) => {
            let Continued { holder, succession, .. } = &continued.statement;
            format!("{} let device {} go on as {}", holder.0, succession.predecessor.0, succession.successor.0)
        }
        Act::Withdrawn(withdrawn) => {
            format!(
                "{} and another withdrew {} records",
                withdrawn.statement.holder.0,
                withdrawn.statement.records.len()
            )
        }
        Act::Ordered(ordered) => {
            let Ordered { holder, number, what, device, .. } = &ordered.statement;
            let deed = match what {
                Ordering::Revoke => "revoked",
                Ordering::Wipe => "ordered the wiping of",
            };
            format!("{} and another {deed} device {} (order {number})", holder.0, device.0)
        }
    };
    let at = jiff::Timestamp::from_millisecond(entry.at_ms).map_or_else(|_| "?".to_owned(), |at| at.to_string());
    format!("{:>6}  {at}  {what}", entry.number)
}
