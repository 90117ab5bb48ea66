//! `fieldward demo`: the main job in one command.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use tokio::runtime::Builder;

use super::Failure;
use crate::{
    demo::{self, Settings},
    say,
};

/// What `fieldward demo` takes.
#[derive(Debug, Args)]
pub struct Demo {
    /// Stop after the demo's own checks, instead of leaving the console running.
    #[arg(long)]
    exit: bool,
    /// Print what happened as one JSON object on the last line of standard output.
    #[arg(long)]
    json: bool,
    /// Keep the server's folder and the devices' stores here; the folder must be new or empty.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the server listens; port 0 lets the system choose.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

impl Demo {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        // The server's log would stand between the lines of progress.
        if std::env::var_os("FIELDWARD_LOG").is_some() {
            crate::log::start();
        }
        let folder = Folder::new(self.data.as_ref())?;
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        let settings = Settings { data: folder.path.clone(), listen: self.listen };
        let (stage, counts) = demo::run(&settings, &runtime)?;
        if !self.exit {
            say::result(format_args!("console:    {}/console", stage.server.address));
            say::result(format_args!("passphrase: {}", stage.passphrase.as_str()));
            say::aside("Ctrl-C ends it.");
        }
        if self.json {
            say::result(serde_json::to_string(&counts)?);
        } else {
            say::result(format_args!("done, and checked: {}", serde_json::to_string(&counts)?));
        }
        if !self.exit {
            runtime.block_on(tokio::signal::ctrl_c())?;
        }
        runtime.block_on(stage.server.stop());
        Ok(ExitCode::SUCCESS)
    }
}

/// The demo's folder: the one that was asked for, or one that is deleted at the end.
struct Folder {
    path: PathBuf,
    at_end: AtEnd,
}

#[derive(PartialEq, Eq)]
enum AtEnd {
    Keep,
    Delete,
}

impl Folder {
    fn new(wanted: Option<&PathBuf>) -> Result<Self, Failure> {
        let (path, at_end) = match wanted {
            Some(path) => (path.clone(), AtEnd::Keep),
            None => {
                let name = format!("fieldward-demo-{}", std::process::id());
                (std::env::temp_dir().join(name), AtEnd::Delete)
            }
        };
        std::fs::create_dir_all(&path)?;
        if std::fs::read_dir(&path)?.next().is_some() {
            return Err(format!("{} is not empty: a demo begins with nothing", path.display()).into());
        }
        Ok(Self { path, at_end })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.at_end == AtEnd::Delete {
            // What cannot be deleted is sealed, and the system clears its temporary folder.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
