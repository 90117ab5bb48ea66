//! What stands in the log: who did what, signed by who did it, with the head of the log that they were shown.
//!
//! No act names a person, a reference number or an answer. Records are named by their ids, holders by role and number;
//! what a request says in words is sealed to the custodians and stands here as a hash. It must not know whether an act
//! is timely: the rules of requests are `opening`'s.

use serde::{Deserialize, Serialize};

use super::{
    AuthorityError, Continued, Grant, Holder, HolderId, LogHead, Opened, Request, Role, Roster, RosterChange,
    SEEN_DEVICES_MAX, Seen, Signed, Statement, message, statement::one_signed, two_of,
};
use crate::ids::{DeviceId, RecordId, StudyId};

/// Who may grant a request.
const CUSTODIANS: [Role; 2] = [Role::FirstCustodian, Role::SecondCustodian];
/// Who may see highly sensitive answers.
const READERS: [Role; 2] = [Role::Supervisor, Role::Analyst];

/// An act in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// The study was published for the first time, with these holders.
    Founded(Roster),
    /// One holder went, another came.
    Changed(Signed<RosterChange>),
    /// A supervisor asked for identities.
    Requested(Signed<Request>),
    /// A custodian re-sealed a half of each.
    Granted(Signed<Grant>),
    /// The requester put the halves together.
    Opened(Signed<Opened>),
    /// Highly sensitive answers were shown or exported.
    Looked(Signed<Looked>),
    /// Records were destroyed because a person withdrew.
    Withdrawn(Signed<Withdrawn>),
    /// Two holders ordered a device about.
    Ordered(Signed<Ordered>),
    /// A supervisor saw devices that nobody had seen, or more of their chains.
    Seen(Signed<Seen>),
    /// A supervisor said which machine of a device that was copied goes on under another name.
    Continued(Signed<Continued>),
}

/// Why highly sensitive answers were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Occasion {
    /// To review the record.
    Review,
    /// For an export.
    Export,
}

/// Somebody saw the highly sensitive answers of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Who.
    pub holder: HolderId,
    /// Which records.
    pub records: Vec<RecordId>,
    /// What for.
    pub occasion: Occasion,
    /// The log that they were shown.
    pub head: LogHead,
}

/// Records whose keys were destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Who decided first.
    pub holder: HolderId,
    /// Which records, of every stream.
    pub records: Vec<RecordId>,
    /// The log that they were shown.
    pub head: LogHead,
}

/// What two holders ordered about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ordering {
    /// It takes no new interviews, and nothing of it is taken.
    Revoke,
    /// It destroys its store.
    Wipe,
}

/// An order about a device. The order itself has signatures of its own, and travels to devices; this names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// Who decided first.
    pub holder: HolderId,
    /// Number of the order.
    pub number: u64,
    /// What it orders.
    pub what: Ordering,
    /// Which device: a random number, no name.
    pub device: DeviceId,
    /// The log that they were shown.
    pub head: LogHead,
}

impl Statement for Looked {
    const LABEL: &'static str = "look at highly sensitive answers";
}
impl Statement for Withdrawn {
    const LABEL: &'static str = "withdrawal";
}
impl Statement for Ordered {
    const LABEL: &'static str = "order about a device";
}

impl Act {
    /// Whether it was signed by who says to have done it, and that may.
    pub(super) fn check(&self, study: &StudyId, holders: &[Holder]) -> Result<(), AuthorityError> {
        let among = (study, holders);
        match self {
            Self::Founded(_) | Self::Changed(_) => Ok(()),
            Self::Requested(signed) => one_of(among, signed, &signed.statement.requester, &[Role::Supervisor]),
            Self::Granted(signed) => one_of(among, signed, &signed.statement.custodian, &CUSTODIANS),
            Self::Opened(signed) => one_of(among, signed, &signed.statement.requester, &[Role::Supervisor]),
            Self::Looked(signed) => one_of(among, signed, &signed.statement.holder, &READERS),
            Self::Withdrawn(signed) => by_two(among, signed, &signed.statement.holder),
            Self::Ordered(signed) => by_two(among, signed, &signed.statement.holder),
            Self::Seen(signed) if signed.statement.devices.len() > SEEN_DEVICES_MAX => Err(AuthorityError::TooMany),
            Self::Seen(signed) => one_of(among, signed, &signed.statement.holder, &[Role::Supervisor]),
            Self::Continued(signed) if !signed.statement.succession.is_well_formed() => Err(AuthorityError::TooMany),
            Self::Continued(signed) => one_of(among, signed, &signed.statement.holder, &[Role::Supervisor]),
        }
    }

    /// The head that the signer was shown.
    pub(super) fn seen(&self) -> Option<LogHead> {
        match self {
            Self::Founded(_) | Self::Changed(_) => None,
            Self::Requested(signed) => Some(signed.statement.head),
            Self::Granted(signed) => Some(signed.statement.head),
            Self::Opened(signed) => Some(signed.statement.head),
            Self::Looked(signed) => Some(signed.statement.head),
            Self::Withdrawn(signed) => Some(signed.statement.head),
            Self::Ordered(signed) => Some(signed.statement.head),
            Self::Seen(signed) => Some(signed.statement.head),
            Self::Continued(signed) => Some(signed.statement.head),
        }
    }
}

/// Whether the one who is named signed, alone, and has one of these roles.
fn one_of<T: Statement>(
    (study, holders): (&StudyId, &[Holder]),
    signed: &Signed<T>,
    by: &HolderId,
    roles: &[Role],
) -> Result<(), AuthorityError> {
    let holder = one_signed(study, holders, signed, by)?;
    if roles.contains(&holder.role) { Ok(()) } else { Err(AuthorityError::Stranger) }
}

/// Whether two who may give orders signed, and the one who is named is one of them.
fn by_two<T: Statement>(
    (study, holders): (&StudyId, &[Holder]),
    signed: &Signed<T>,
    by: &HolderId,
) -> Result<(), AuthorityError> {
    let two = two_of(holders, &Role::ORDERING, &message(study, &signed.statement), &signed.signatures)?;
    if two.iter().any(|holder| holder.id == *by) { Ok(()) } else { Err(AuthorityError::Stranger) }
}
