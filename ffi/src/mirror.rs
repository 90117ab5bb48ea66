//! Core's screens and actions as the bindings see them.
//!
//! Core knows nothing of uniffi. Each item below repeats the shape of a core type, so that the generated Kotlin and
//! Swift have it field for field; a mirror that drifts from its type does not compile. Nothing is converted by hand.

mod action;
mod look;
mod screen;
