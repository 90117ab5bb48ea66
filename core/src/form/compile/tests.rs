//! Compiling, by examples.
