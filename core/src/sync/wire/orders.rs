//! `GET /v1/orders/{after}`: what two people of the study have ordered, handed down by the server.
//!
//! A server cannot make an order, because two different holders of the study sign each (an [`authority`] statement with
//! the label `order`); it cannot send one to another device, because the device stands in what is signed; and it cannot
//! show one twice, because orders are numbered and a device keeps the number of the last. Every order also names the
//! number of the one before it, so that a server which hides one betrays itself with the next: the device obeys what it
//! sees, keeps asking from the gap, and renews no grant while there is one. A server that hides the last order and
//! everything after it is not found out by a device that hears of the study from nobody else; so an order can be
//! carried by hand too, in a file.
//!
//! An order says by which version of the list of holders it is to be judged. So one that was given before a custodian
//! left still holds on a device that comes later, and a device whose package is older than the order knows that it
//! cannot judge it yet, and fetches the package before anything else. Versions never fall from one order to the next,
//! and the package names the study's last order at its publication: what has a later number was given under the
//! package's list or a later one. So who has left gives no new order to a device that has obeyed as far as its package
//! says. One that lags behind can still be shown an order with an earlier number by two who have left since, until the
//! server, or somebody who carries the true ones, has shown it those.
//!
//! Every device is given every order of the study: an order names devices and records by random numbers, and no person.

use serde::{Deserialize, Serialize};

use super::limits;
use crate::{
    authority::{self, AuthorityError, Role, Roster, Statement},
    ids::{DeviceId, Hash32, RecordId, StudyId},
    moment::Moment,
};

/// The last number that an order may have: numbers grow with the seconds, and this is the last one of the year 9999.
/// After it nothing could follow, so an order with the largest number of all would be the last that a device obeys.
pub const ORDER_NUMBER_MAX: u64 = 253_402_300_799;

/// An order with the signatures of its holders.
pub type SignedOrder = authority::Signed<Order>;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decree {
    /// 0. The device takes no new interviews and sends nothing more, until an invite enrols it again.
    Revoke {
        /// Which device.
        device: DeviceId,
    },
    /// 1. The device destroys its store at once, whatever is in it.
    Wipe {
        /// Which device.
        device: DeviceId,
    },
    /// 2. People have withdrawn: every device that still holds one of these records deletes its keys.
    Withdraw {
        /// Which records, at most [`limits::WITHDRAWN_MAX`].
        records: Vec<RecordId>,
    },
}

/// An order as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Grows with every order of the study.
    pub number: u64,
    /// Number of the order before it; 0 for the first.
    pub before: u64,
    /// Version of the list of holders that its signers stand in: how often it had been changed.
    pub roster: u64,
    /// What is to be done.
    pub decree: Decree,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    /// In order, beginning with the one after `after`; at most [`limits::ORDERS_MAX`].
    pub orders: Vec<SignedOrder>,
    /// Number of the last order of the study.
    pub last: u64,
    /// Hash of the study package in force, for a device that cannot judge an order by the one that it has.
    pub package: Hash32,
}

impl Statement for Order {
    const LABEL: &'static str = "order";
}

impl Order {
    /// The next order of a study whose last one has this number, under this list of holders. Numbers grow with the
    /// seconds too, so that a server that was put back from a backup, and has lost its last orders, gives no number
    /// twice.
    #[must_use]
    pub fn following(last: u64, roster: &Roster, decree: Decree, now: &Moment) -> Self {
        let seconds = u64::try_from(now.wall_ms / 1000).unwrap_or(0);
        Self { number: seconds.max(last.saturating_add(1)), before: last, roster: roster.version(), decree }
    }

    /// Whether the numbers make sense and the lists keep their limits.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let fits = match &self.decree {
            Decree::Revoke { .. } | Decree::Wipe { .. } => true,
            Decree::Withdraw { records } => !records.is_empty() && records.len() <= limits::WITHDRAWN_MAX,
        };
        fits && self.before < self.number && self.number <= ORDER_NUMBER_MAX
    }
}

/// The order, when it is well formed and two different holders who might give orders under the list that it names
/// signed it.
///
/// # Errors
/// [`AuthorityError::LaterRoster`] when that list is not known here, or none is; else which of it does not hold.
pub fn given<'a>(signed: &'a SignedOrder, roster: &Roster, study: &StudyId) -> Result<&'a Order, AuthorityError> {
    if roster.founding.is_empty() {
        return Err(AuthorityError::LaterRoster);
    }
    let holders = roster.holders_at(signed.statement.roster, study)?;
    let order = signed.by_two_of(&holders, &Role::ORDERING, study)?;
    if order.is_well_formed() { Ok(order) } else { Err(AuthorityError::NotTwo) }
}
