//! The small server that receives sealed records: its store, its routes, its console, and the `fieldward` command.
//!
//! A server can read nothing that it stores. [`serve`] starts one in this program, on any port: the command, the
//! demo and tests all use it. The wire is `fieldward_core::sync::wire`, explained in `WIRE.md`.

pub mod accounts;
pub mod address;
pub mod audit;
pub mod backup;
pub mod carrier;
pub mod clock;
pub mod commands;
pub mod console;
pub mod demo;
pub mod dump;
pub mod export;
pub mod folder;
pub mod identities;
pub mod intake;
pub mod invites;
pub mod log;
mod mount;
pub mod orders;
pub mod publish;
pub mod relay;
pub mod relist;
pub mod rotation;
mod routes;
pub mod say;
pub mod seats;
mod serve;
pub mod store;
pub mod succession;
pub mod terminal;
pub mod tls;
pub mod trial;
pub mod vouch;
pub mod withdrawal;

pub use routes::router as wire;
pub use serve::{Link, RunningServer, ServeError, Settings, serve};
