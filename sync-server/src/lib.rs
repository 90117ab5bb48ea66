//! The small server that receives sealed records: its store, its routes, its console, and the `fieldward` command.
//!
//! A server can read nothing that it stores. [`serve`] starts one in this program, on any port: the command, the
//! demo and tests all use it. The wire is `fieldward_core::sync::wire`, explained in `WIRE.md`.

pub mod clock;
pub mod publish;
pub mod say;
pub mod store;
