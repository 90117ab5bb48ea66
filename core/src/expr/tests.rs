//! What the language means, by examples.
