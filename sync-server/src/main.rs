//! The `fieldward` command: the server, its console, and a device in the terminal.

use std::process::ExitCode;

use clap::Parser;
use fieldward_sync_server::{commands::Command, dump, say};
use zeroizing_alloc::ZeroAlloc;

/// Memory that is given back is wiped first, also that of libraries which know of no secrets: a passphrase passes
/// through buffers of the HTTP layer, an answer through those of a page.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

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
