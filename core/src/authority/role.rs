//! What a holder is in the study.
//!
//! A role says what a signature is good for. It is part of the signed list of holders, so a server cannot promote
//! anybody. The two custodian roles differ in nothing but the half that they hold.

use serde::{Deserialize, Serialize};

/// The part that a holder has (R083). Enumerators hold no keys of the study: their devices do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Reads and reviews records; asks for identities.
    Supervisor,
    /// Reads what the access plan lets analysts see, and exports it.
    Analyst,
    /// Holds the first half of every identity's key.
    FirstCustodian,
    /// Holds the second half of every identity's key.
    SecondCustodian,
    /// Runs the server: invites, revokes; can read nothing.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Supervisor, Self::Analyst, Self::FirstCustodian, Self::SecondCustodian, Self::Administrator];

    /// Two of these together give orders to devices. Analysts give none.
    pub const ORDERING: [Self; 4] =
        [Self::Supervisor, Self::FirstCustodian, Self::SecondCustodian, Self::Administrator];

    /// As the sheet `roles` of a study writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supervisor => "supervisor",
            Self::Analyst => "analyst",
            Self::FirstCustodian => "custodian_1",
            Self::SecondCustodian => "custodian_2",
            Self::Administrator => "administrator",
        }
    }

    /// Whether this role holds a half of identities.
    #[must_use]
    pub fn is_custodian(self) -> bool {
        matches!(self, Self::FirstCustodian | Self::SecondCustodian)
    }
}
