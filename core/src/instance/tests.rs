//! One filling-in, by examples.
