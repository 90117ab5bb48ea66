//! A server with a real study, as people and devices meet it: over real HTTP, with real sessions of real devices.

#[path = "study/copied.rs"]
mod copied;
#[path = "study/door.rs"]
mod door;
#[path = "study/stage.rs"]
mod stage;
#[path = "study/word.rs"]
mod word;
