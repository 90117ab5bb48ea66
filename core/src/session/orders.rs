//! What a device does about the orders of its study.
//!
//! The book of orders is one document: the number of the last order that was obeyed with none missing before it, up to
//! where orders are known to exist, and whether this device is revoked. Beside it stands the order that was the study's
//! last when the device was enrolled: a revocation from before is past for a device that was taken back. An order that
//! two holders have not signed is passed over as if it had not come, and so is one under a list that had changed before
//! it can have been given; one whose signers stand in a later list than this device has waits for it. The study package
//! says, under the study's signature, which order was the last when it was published: one that the server never showed
//! is missed from then on. Wiping is the caller's: the store cannot destroy itself while it is read.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    documents::{DEVICE, Documents, Shelved},
};
use crate::{
    authority::{AuthorityError, Roster},
    moment::Moment,
    sync::{
        engine::Obeyed,
        wire::{self, Decree, Order, SignedOrder},
    },
};

const BOOK: &[u8] = b"order book";
/// The study's last order when the device was last enrolled.
const ENROLLED_AFTER: &[u8] = b"enrolled after";

/// What a device remembers of orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OrderBook {
    /// Every order up to this number was obeyed.
    mark: u64,
    /// The highest number that an order named as the one before it: until the mark is there, orders are missing.
    named: u64,
    /// Version of the list of holders that the order at the mark was signed under: versions never fall.
    roster: u64,
    /// This device is revoked.
    revoked: bool,
}

/// As a device kept it before orders named the list that they were signed under.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct FirstOrderBook {
    mark: u64,
    missing: bool,
    revoked: bool,
    returning: bool,
}

impl From<FirstOrderBook> for OrderBook {
    fn from(FirstOrderBook { mark, missing, revoked, .. }: FirstOrderBook) -> Self {
        Self { mark, named: mark + u64::from(missing), roster: 0, revoked }
    }
}

/// What came of a file of orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrdersTaken {
    /// Orders of this study that were new.
    pub obeyed: u64,
    /// Two holders have ordered that this device destroy its store: the caller does it now.
    pub wipe: Option<Obeyed>,
}

/// Whether an order is one from before this device was enrolled.
enum Past {
    Yes,
    No,
    /// The list of those who signed the last one before is not here yet.
    Unjudged,
}

impl OrderBook {
    fn misses_some(&self) -> bool {
        self.named > self.mark
    }
}

impl Documents<'_> {
    /// The book of orders, of either version.
    fn order_book(self) -> Result<OrderBook, SessionError> {
        if let Some(book) = self.get(DEVICE, BOOK)? {
            return Ok(book);
        }
        Ok(self.get::<FirstOrderBook>(DEVICE, b"orders")?.map(OrderBook::from).unwrap_or_default())
    }

    /// The study's last order when this device was last enrolled, as the server told it: nothing is checked here.
    fn order_at_enrolment(self) -> Result<Option<SignedOrder>, SessionError> {
        self.get(DEVICE, ENROLLED_AFTER)
    }
}

impl Session {
    /// Number of the last order that was obeyed with none missing before it.
    ///
    /// # Errors
    /// As the store says.
    pub fn orders_mark(&self) -> Result<u64, SessionError> {
        Ok(self.documents().order_book()?.mark)
    }

    /// Does what an order says, when two holders signed it and it is new. Durable when this returns, but for
    /// [`Obeyed::Wipe`], which is the caller's to carry out; until it is done the same order comes again.
    ///
    /// # Errors
    /// As the store says, or before the first enrolment.
    pub fn obey(
        &mut self,
        signed: &SignedOrder,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Obeyed, SessionError> {
        let (own, mut book) = (self.enrolment()?.device, self.documents().order_book()?);
        let unlisted = Roster::default();
        let roster = self.study.as_ref().map_or(&unlisted, |in_force| &in_force.study.roster);
        let order = match wire::given(signed, roster, &self.enrolment()?.study) {
            Ok(order) if order.number > book.mark && order.roster >= book.roster && is_timely(order, roster) => order,
            Err(AuthorityError::LaterRoster) => return Ok(Obeyed::Unjudged),
            Ok(_) | Err(_) => return Ok(Obeyed::Passed),
        };
        match &order.decree {
            Decree::Wipe { device } if *device == own => return Ok(Obeyed::Wipe),
            Decree::Revoke { device } if *device == own => match self.is_past(order.number, roster)? {
                Past::Yes => {}
                Past::No => book.revoked = true,
                Past::Unjudged => return Ok(Obeyed::Unjudged),
            },
            Decree::Withdraw { records } => self.withdraw_records(records, now, rng)?,
            Decree::Revoke { .. } | Decree::Wipe { .. } => {}
        }
        book.named = book.named.max(order.before);
        let follows = order.before <= book.mark;
        if follows {
            (book.mark, book.roster) = (order.number, order.roster);
        }
        self.documents().change(&[shelved(&book)?], rng)?;
        Ok(if follows { Obeyed::Done } else { Obeyed::Missing })
    }

    /// Whether an order is known to exist and was never shown.
    pub(super) fn misses_orders(&self) -> Result<bool, SessionError> {
        let (book, study) = (self.documents().order_book()?, self.study.as_ref());
        let told = study.map_or(0, |in_force| in_force.study.roster.orders_last);
        Ok(book.misses_some() || told > book.mark)
    }

    /// Does what a file of orders says, which somebody carried here: gives how many were new, and whether one of them
    /// is to destroy this store, which the caller does.
    ///
    /// # Errors
    /// As the store says.
    pub fn take_orders(
        &mut self,
        carried: &[&[u8]],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<OrdersTaken, SessionError> {
        let mut taken = OrdersTaken::default();
        for order in carried.iter().filter_map(|bytes| wire::decode::<SignedOrder>(bytes).ok()) {
            match self.obey(&order, now, rng)? {
                Obeyed::Passed | Obeyed::Unjudged => {}
                Obeyed::Done | Obeyed::Missing => taken.obeyed += 1,
                Obeyed::Wipe => return Ok(OrdersTaken { wipe: Some(Obeyed::Wipe), ..taken }),
            }
        }
        Ok(taken)
    }

    /// Whether two holders have revoked this device.
    ///
    /// # Errors
    /// As the store says.
    pub fn is_revoked(&self) -> Result<bool, SessionError> {
        Ok(self.documents().order_book()?.revoked)
    }

    /// What a new invite changes: the device works again, and what was ordered about it up to the study's last order is
    /// past. An order of a number that is known already changes nothing: a server that was put back from a backup tells
    /// of an older one.
    pub(super) fn readmitted(&self, last: Option<&SignedOrder>) -> Result<Vec<Shelved>, SessionError> {
        let book = OrderBook { revoked: false, ..self.documents().order_book()? };
        let mut changes = vec![shelved(&book)?];
        let known = self.documents().order_at_enrolment()?.map_or(0, |order| order.statement.number);
        if let Some(last) = last.filter(|last| last.statement.number > known) {
            changes.push(Shelved::put(DEVICE, ENROLLED_AFTER, last)?);
        }
        Ok(changes)
    }

    /// Whether an order stood before this device was last enrolled. What the server told then is judged like any order:
    /// it counts when two holders signed it.
    fn is_past(&self, number: u64, roster: &Roster) -> Result<Past, SessionError> {
        let Some(last) = self.documents().order_at_enrolment()? else { return Ok(Past::No) };
        Ok(match wire::given(&last, roster, &self.enrolment()?.study) {
            Ok(last) if number <= last.number && is_timely(last, roster) => Past::Yes,
            Err(AuthorityError::LaterRoster) if number <= last.statement.number => Past::Unjudged,
            Ok(_) | Err(_) => Past::No,
        })
    }
}

fn shelved(book: &OrderBook) -> Result<Shelved, SessionError> {
    Shelved::put(DEVICE, BOOK, book)
}

/// Whether an order that came after the package was given under the package's list, or a later one. Who was dismissed
/// before it was published can still sign under the list that they stood in; nothing else tells their word from one
/// that they gave in their time.
fn is_timely(order: &Order, in_force: &Roster) -> bool {
    order.number <= in_force.orders_last || order.roster >= in_force.version()
}

#[cfg(test)]
mod tests;
