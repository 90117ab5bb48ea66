//! Who else is there (P5).

use serde::{Deserialize, Serialize};

/// Somebody who is there (P5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PresentPerson {
    /// A vetted interpreter.
    Interpreter,
    /// Mother or father.
    Parent,
    /// Another relative.
    OtherRelative,
    /// A friend of about the same age.
    Peer,
    /// A teacher.
    Teacher,
    /// A social worker.
    SocialWorker,
    /// An employer or foreman.
    Employer,
    /// An adult nobody knows.
    UnknownAdult,
    /// An official.
    Official,
}
