//! Exports over a small desk.
