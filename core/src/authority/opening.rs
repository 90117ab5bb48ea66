//! When a request may be made, granted and opened: a function of the log, so that server, custodian and auditor judge
//! alike and nothing beside the log can drift from it.
//!
//! The rates bound what one tired or bribed person can do in a day; the expiry bounds how long a granted key may wait.
//! Both are reckoned by the server's clock, which may jump: what was over once stays over, and what lies further ahead
//! than anything may counts as over. Nothing here opens anything: who holds the halves, and how they travel, is the
//! server's `identities`.

mod request;

use thiserror::Error;

pub use request::{Grant, Opened, Purpose, Request};

use super::{Act, Holder, HolderId, Role};
use crate::{
    ids::{Hash32, RecordId, StudyId},
    moment::HOUR_MS,
};

/// Most identities of one request.
pub const REQUEST_RECORDS_MAX: usize = 20;
/// The longest that a request may wait.
pub const REQUEST_MS_MAX: i64 = 72 * HOUR_MS;
/// How long a request waits when nothing was said.
pub const REQUEST_MS_DEFAULT: i64 = 24 * HOUR_MS;
/// Most requests of one supervisor in [`RATE_MS`].
pub const REQUESTS_A_DAY_MAX: usize = 5;
/// Most identities that all requests of a study ask for in [`RATE_MS`].
pub const RECORDS_A_DAY_MAX: usize = 50;
/// The window of both rates.
pub const RATE_MS: i64 = 24 * HOUR_MS;

/// Why a request was not taken, granted or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpeningError {
    /// It names no record, too many, or one twice.
    #[error("a request names between 1 and {REQUEST_RECORDS_MAX} identities, each once")]
    Records,
    /// It would wait too long, or is over already.
    #[error("a request is good for at most {} hours", REQUEST_MS_MAX / HOUR_MS)]
    Expiry,
    /// Another request for the same identity is open.
    #[error("another request for one of these identities is open; let it be opened or expire first")]
    Waiting,
    /// This supervisor asked too often today.
    #[error("at most {REQUESTS_A_DAY_MAX} requests of one supervisor are taken in 24 hours")]
    TooOften,
    /// Too many identities were asked for today.
    #[error("at most {RECORDS_A_DAY_MAX} identities of a study are asked for in 24 hours")]
    TooMany,
    /// The same request again.
    #[error("this request was made already")]
    Again,
    /// There is no such request.
    #[error("there is no such request")]
    Unknown,
    /// Its time is over.
    #[error("the request has expired; a new one is needed")]
    Expired,
    /// It was opened.
    #[error("the request was opened already; a new one is needed")]
    Closed,
    /// The role has granted it.
    #[error("a custodian of this role has granted the request already")]
    Granted,
    /// Who asks does not grant.
    #[error("nobody grants their own request")]
    Own,
    /// Only custodians grant.
    #[error("only a custodian grants a request")]
    NotCustodian,
    /// Fewer than two grants.
    #[error("one custodian of each role has to grant the request first")]
    NotGranted,
    /// Only who asked opens.
    #[error("only who made the request opens it")]
    NotRequester,
}

/// A request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// What names it.
    pub hash: Hash32,
    /// What was asked.
    pub request: Request,
    /// When, by the server's clock.
    pub asked_ms: i64,
    /// Grants, with the role that gave them.
    pub grants: Vec<(Role, Grant)>,
    /// When it was opened.
    pub opened_ms: Option<i64>,
    /// Whether an act found its time over. It stays over, also when the server's clock is set back.
    pub expiry: Expiry,
}

/// Whether an act of the log found a request's time over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// None did.
    Ahead,
    /// One did.
    Past,
}

/// Where a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Waits for custodians.
    Waiting,
    /// Both roles granted it.
    Granted,
    /// It was opened.
    Opened,
    /// Its time is over.
    Expired,
}

impl RequestView {
    /// Where it is at a moment.
    #[must_use]
    pub fn state(&self, now_ms: i64) -> RequestState {
        let roles = [Role::FirstCustodian, Role::SecondCustodian];
        let both = roles.iter().all(|role| self.grants.iter().any(|(granted, _)| granted == role));
        match (self.opened_ms, self.is_over(now_ms), both) {
            (Some(_), _, _) => RequestState::Opened,
            (None, true, _) => RequestState::Expired,
            (None, false, true) => RequestState::Granted,
            (None, false, false) => RequestState::Waiting,
        }
    }

    /// An act was written at this time of the server's clock: a request that it finds expired has expired for good.
    fn pass(&mut self, at_ms: i64) {
        if self.is_over(at_ms) {
            self.expiry = Expiry::Past;
        }
    }

    /// A request that would wait longer from now than any may was made by a clock that was ahead: it is over too, else
    /// it could be granted until then.
    fn is_over(&self, now_ms: i64) -> bool {
        let waits = self.request.expires_ms.saturating_sub(now_ms);
        self.expiry == Expiry::Past || !(1..=REQUEST_MS_MAX).contains(&waits)
    }

    fn is_open(&self, now_ms: i64) -> bool {
        matches!(self.state(now_ms), RequestState::Waiting | RequestState::Granted)
    }
}

/// Takes one more act of a log into the picture, when the rules allow it.
pub(super) fn follow(
    views: &mut Vec<RequestView>,
    (study, holders): (&StudyId, &[Holder]),
    act: &Act,
    at_ms: i64,
) -> Result<(), OpeningError> {
    views.iter_mut().for_each(|view| view.pass(at_ms));
    match act {
        Act::Requested(signed) => {
            let request = signed.statement.clone();
            may_request(views, &request, at_ms)?;
            let hash = request.hash(study);
            let (grants, opened_ms, expiry) = (Vec::new(), None, Expiry::Ahead);
            views.push(RequestView { hash, request, asked_ms: at_ms, grants, opened_ms, expiry });
        }
        Act::Granted(signed) => {
            let grant = &signed.statement;
            let holder =
                holders.iter().find(|holder| holder.id == grant.custodian).ok_or(OpeningError::NotCustodian)?;
            let view = named(views, &grant.request)?;
            may_grant(view, holder, at_ms)?;
            view.grants.push((holder.role, grant.clone()));
        }
        Act::Opened(signed) => {
            let view = named(views, &signed.statement.request)?;
            may_open(view, &signed.statement.requester, at_ms)?;
            view.opened_ms = Some(at_ms);
        }
        Act::Founded(_)
        | Act::Changed(_)
        | Act::Looked(_)
        | Act::Withdrawn(_)
        | Act::Ordered(_)
        | Act::Seen(_)
        | Act::Continued(_) => {}
    }
    Ok(())
}

fn named<'a>(views: &'a mut [RequestView], hash: &Hash32) -> Result<&'a mut RequestView, OpeningError> {
    views.iter_mut().find(|view| view.hash == *hash).ok_or(OpeningError::Unknown)
}

/// Whether a request may be made.
///
/// # Errors
/// [`OpeningError`] says why not.
pub fn may_request(before: &[RequestView], request: &Request, now_ms: i64) -> Result<(), OpeningError> {
    let records = &request.records;
    let twice = records.iter().enumerate().any(|(place, record)| records[..place].contains(record));
    if records.is_empty() || records.len() > REQUEST_RECORDS_MAX || twice {
        return Err(OpeningError::Records);
    }
    let waits = request.expires_ms.saturating_sub(now_ms);
    if !(1..=REQUEST_MS_MAX).contains(&waits) {
        return Err(OpeningError::Expiry);
    }
    if before.iter().any(|other| other.request.nonce == request.nonce) {
        return Err(OpeningError::Again);
    }
    let wanted = |record: &RecordId| records.contains(record);
    if before.iter().any(|other| other.is_open(now_ms) && other.request.records.iter().any(wanted)) {
        return Err(OpeningError::Waiting);
    }
    // A day either way: what a clock that was years ahead wrote down does not use up the rates until then.
    let lately = || before.iter().filter(|other| now_ms.abs_diff(other.asked_ms) < RATE_MS.unsigned_abs());
    if lately().filter(|other| other.request.requester == request.requester).count() >= REQUESTS_A_DAY_MAX {
        return Err(OpeningError::TooOften);
    }
    let asked: usize = lately().map(|other| other.request.records.len()).sum();
    if asked + records.len() > RECORDS_A_DAY_MAX { Err(OpeningError::TooMany) } else { Ok(()) }
}

/// Whether a holder may grant a request.
///
/// # Errors
/// [`OpeningError`] says why not.
pub fn may_grant(view: &RequestView, holder: &Holder, now_ms: i64) -> Result<(), OpeningError> {
    if !holder.role.is_custodian() {
        return Err(OpeningError::NotCustodian);
    }
    if view.request.requester == holder.id {
        return Err(OpeningError::Own);
    }
    match view.state(now_ms) {
        RequestState::Opened => return Err(OpeningError::Closed),
        RequestState::Expired => return Err(OpeningError::Expired),
        RequestState::Waiting | RequestState::Granted => {}
    }
    let again = |(role, grant): &(Role, Grant)| *role == holder.role || grant.custodian == holder.id;
    if view.grants.iter().any(again) { Err(OpeningError::Granted) } else { Ok(()) }
}

/// Whether a holder may open a request.
///
/// # Errors
/// [`OpeningError`] says why not.
pub fn may_open(view: &RequestView, holder: &HolderId, now_ms: i64) -> Result<(), OpeningError> {
    if view.request.requester != *holder {
        return Err(OpeningError::NotRequester);
    }
    match view.state(now_ms) {
        RequestState::Granted => Ok(()),
        RequestState::Waiting => Err(OpeningError::NotGranted),
        RequestState::Opened => Err(OpeningError::Closed),
        RequestState::Expired => Err(OpeningError::Expired),
    }
}
