//! The `fieldward` command: the server, its console, and a device in the terminal.

use std::process::ExitCode;

use clap::Parser;
use fieldward_sync_server::{commands::Command, dump, say};

/// Research with children at risk, without putting them at more.
#[derive(Parser)]
#[command(name = "fieldward", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    dump::forbid();
    say::outcome(Arguments::parse().command.run())
}
