//! The accounts of a study: who holds keys on this server, and how a passphrase becomes one of them.
//!
//! | account | what its keys open |
//! |---|---|
//! | supervisor | records; asks for identities; publishes; gives orders with another holder |
//! | analyst | records, within the access plan; gives no orders |
//! | custodian_1, custodian_2 | a half of each identity, never the whole; grants requests; gives orders with another |
//! | administrator | nothing; gives orders with another |
//!
//! The server keeps each secret wrapped under its holder's passphrase, and can use none of them.

pub mod card;
mod found;
mod recovery;
mod unlock;

pub use found::{
    CUSTODIANS_A_ROLE, Founded, Founders, PASSPHRASE_CHARS_MIN, PASSPHRASE_DIFFERENT_MIN, Passphrase, Seats,
};
pub(crate) use found::{found, is_weak, new_passphrase, sealed_to, spare_card};
pub use recovery::{RecoveryError, recovery_code, secret_of_code};
pub(crate) use unlock::package_in_force;
pub use unlock::{
    Account, AccountError, Founding, Listing, LogStanding, holders, is_listed_in_package, readers, study_of,
    unlock_account, unlock_any, unlock_reader,
};
