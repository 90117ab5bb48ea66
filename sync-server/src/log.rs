//! What the server writes about itself: to standard error, by the level that `FIELDWARD_LOG` says.
//!
//! Lines name a path, a status and a duration. They hold no body, key, name or place.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Starts the log. A second call changes nothing.
pub fn start() {
    let level = EnvFilter::try_from_env("FIELDWARD_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Colours are for eyes; in a file they are noise.
    let log = tracing_subscriber::fmt().with_env_filter(level).with_ansi(io::stderr().is_terminal());
    // The only failure is that a log is there already, which is as good.
    let _ = log.with_writer(io::stderr).try_init();
}
