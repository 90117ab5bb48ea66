//! Who may decide what, and how a device or a server can check that they did.
//!
//! A study has holders: people who each hold one pair of keys and one [`Role`]. What only two of them may decide
//! together (to revoke or wipe a device, to withdraw a person's records, to open an identity, to put one custodian in
//! another's place, to give or take a supervisor's account) is a [`Statement`] that each of them signs by itself;
//! [`two_of`] says whether two different holders did. The [`Roster`] that names the holders stands in the signed study
//! package.
//!
//! Everything that holders do with what others must not see alone stands in a [`Log`], and whether a request to open
//! identities may be made, granted or opened is a function of it ([`may_request`], [`may_grant`], [`may_open`]).
//!
//! It opens no record and knows no network: which bytes a request leads to is `record`'s.

mod act;
mod decision;
mod error;
mod head;
mod holder;
mod log;
mod opening;
mod role;
mod roster;
mod statement;
mod succession;
#[cfg(test)]
mod tests;
mod vouch;

pub use act::{Act, Looked, Occasion, Ordered, Ordering, Withdrawn};
pub use decision::{DECISION_OVER_MAX, Decision, SignedDecision, Verdict};
pub use error::AuthorityError;
pub use head::LogHead;
pub use holder::{HOLDER_ID_BYTES_MAX, Holder, HolderId, HolderPublic, HolderSecret, Seat};
pub use log::{ENTRY_BYTES_MAX, Entry, Log, LogError, LogFault};
pub use opening::{
    Expiry, Grant, Opened, OpeningError, Purpose, RATE_MS, RECORDS_A_DAY_MAX, REQUEST_MS_DEFAULT, REQUEST_MS_MAX,
    REQUEST_RECORDS_MAX, REQUESTS_A_DAY_MAX, Request, RequestState, RequestView, may_grant, may_open, may_request,
};
pub use role::Role;
pub use roster::{ROSTER_CHANGES_MAX, ROSTER_HOLDERS_MAX, Roster, RosterChange, sealing_keys};
pub use statement::{HolderSignature, SIGNATURES_MAX, Signed, Statement, message, one_of_each, two_of};
pub use succession::{Continued, SUCCESSIONS_MAX, SignedSuccession, Succession};
pub use vouch::{ChainMark, DeviceSeen, SEEN_DEVICES_MAX, Seen, SignedVouch, Unopened, VOUCH_UNOPENED_MAX, Vouch};
