//! What stands in the log: who did what, signed by who did it, with the head of the log that they were shown.
//!
//! No act names a person, a reference number or an answer. Records are named by their ids, holders by role and number;
//! what a request says in words is sealed to the custodians and stands here as a hash.

use serde::{Deserialize, Serialize};

use super::{
    AuthorityError, Continued, Holder, HolderId, LogHead, Role, Roster, RosterChange, SEEN_DEVICES_MAX, Seen, Signed,
    Statement, log::one_signed, message, two_of,
};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    vault::SealingPublic,
};

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

/// Why identities are asked for. Words about a case are sealed to the custodians and stand nowhere in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A child is in danger.
    Safety,
    /// A service that was promised.
    Referral,
    /// A second visit that was agreed to.
    FollowUp,
    /// The person asks what is kept, or withdraws.
    OwnRequest,
    /// Whether one child was interviewed twice.
    Duplicates,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [Self::Safety, Self::Referral, Self::FollowUp, Self::OwnRequest, Self::Duplicates];

    /// Its short name on the command line and in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Referral => "referral",
            Self::FollowUp => "follow-up",
            Self::OwnRequest => "own-request",
            Self::Duplicates => "duplicates",
        }
    }

    /// The purpose of a short name.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// A supervisor asks to open identities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Random, so that no two requests are the same.
    pub nonce: [u8; 16],
    /// Who asks.
    pub requester: HolderId,
    /// Made for this request; its secret is sealed to the requester and deleted after the opening.
    pub one_time: SealingPublic,
    /// Which identity records: never more than [`super::REQUEST_RECORDS_MAX`].
    pub records: Vec<RecordId>,
    /// What for.
    pub purpose: Purpose,
    /// Hash of the reason in words and the reference numbers, sealed to the custodians.
    pub reason: Hash32,
    /// Until when it may be granted and opened, milliseconds since 1970 by the server's clock.
    pub expires_ms: i64,
    /// The log that the requester was shown.
    pub head: LogHead,
}

/// A custodian grants a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Hash of the request.
    pub request: Hash32,
    /// Who grants.
    pub custodian: HolderId,
    /// Hash of the halves, re-sealed to the one-time key.
    pub halves: Hash32,
    /// The log that the custodian was shown.
    pub head: LogHead,
}

/// The requester put the halves together. After it, halves and one-time key are deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Hash of the request.
    pub request: Hash32,
    /// Who opened.
    pub requester: HolderId,
    /// The log that the requester was shown.
    pub head: LogHead,
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

impl Statement for Request {
    const LABEL: &'static str = "request to open identities";
}
impl Statement for Grant {
    const LABEL: &'static str = "grant of a request";
}
impl Statement for Opened {
    const LABEL: &'static str = "opening of identities";
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

impl Request {
    /// What names the request: BLAKE3 over what the requester signed.
    #[must_use]
    pub fn hash(&self, study: &StudyId) -> Hash32 {
        Hash32(blake3::derive_key("fieldward request 1", &message(study, self)))
    }
}

impl Act {
    /// Whether it was signed by who says to have done it, and that may.
    pub(super) fn check(&self, study: &StudyId, holders: &[Holder]) -> Result<(), AuthorityError> {
        let may = |holder: Holder, roles: &[Role]| {
            if roles.contains(&holder.role) { Ok(()) } else { Err(AuthorityError::Stranger) }
        };
        match self {
            Self::Founded(_) | Self::Changed(_) => Ok(()),
            Self::Requested(signed) => {
                may(one_signed(study, holders, signed, &signed.statement.requester)?, &[Role::Supervisor])
            }
            Self::Granted(signed) => may(
                one_signed(study, holders, signed, &signed.statement.custodian)?,
                &[Role::FirstCustodian, Role::SecondCustodian],
            ),
            Self::Opened(signed) => {
                may(one_signed(study, holders, signed, &signed.statement.requester)?, &[Role::Supervisor])
            }
            Self::Looked(signed) => {
                may(one_signed(study, holders, signed, &signed.statement.holder)?, &[Role::Supervisor, Role::Analyst])
            }
            Self::Withdrawn(signed) => by_two(study, holders, signed, &signed.statement.holder),
            Self::Ordered(signed) => by_two(study, holders, signed, &signed.statement.holder),
            Self::Seen(signed) => {
                if signed.statement.devices.len() > SEEN_DEVICES_MAX {
                    return Err(AuthorityError::TooMany);
                }
                may(one_signed(study, holders, signed, &signed.statement.holder)?, &[Role::Supervisor])
            }
            Self::Continued(signed) => {
                if !signed.statement.succession.is_well_formed() {
                    return Err(AuthorityError::TooMany);
                }
                may(one_signed(study, holders, signed, &signed.statement.holder)?, &[Role::Supervisor])
            }
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

/// Whether two who may give orders signed, and the one who is named is one of them.
fn by_two<T: Statement>(
    study: &StudyId,
    holders: &[Holder],
    signed: &Signed<T>,
    by: &HolderId,
) -> Result<(), AuthorityError> {
    let two = two_of(holders, &Role::ORDERING, &message(study, &signed.statement), &signed.signatures)?;
    if two.iter().any(|holder| holder.id == *by) { Ok(()) } else { Err(AuthorityError::Stranger) }
}
