//! Who may decide what, and how a device or a server can check that they did.
//!
//! A study has holders: people who each hold one pair of keys and one [`Role`]. What only two of them may decide
//! together (to revoke or wipe a device, to withdraw a person's records, to open an identity, to put one custodian in
//! another's place) is a [`Statement`] that each of them signs by itself; [`two_of`] says whether two different holders
//! did. The [`Roster`] that names the holders stands in the signed study package.
//!
//! It knows no records, no requests and no network: other rooms say what their statements mean.

mod error;
mod holder;
mod role;
mod roster;
mod statement;
#[cfg(test)]
mod tests;

pub use error::AuthorityError;
pub use holder::{HOLDER_ID_BYTES_MAX, Holder, HolderId, HolderPublic, HolderSecret, Seat};
pub use role::Role;
pub use roster::{ROSTER_CHANGES_MAX, ROSTER_HOLDERS_MAX, Roster, RosterChange, sealing_keys};
pub use statement::{HolderSignature, SIGNATURES_MAX, Signed, Statement, message, one_of_each, two_of};
