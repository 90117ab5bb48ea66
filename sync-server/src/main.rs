//! The `fieldward` command.

fn main() {}
