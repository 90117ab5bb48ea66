//! The same interview through each language that binds the core.
