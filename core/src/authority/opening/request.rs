//! What is signed on the way to an identity: a request, the grants of two custodians, and the opening.
//!
//! Three statements, each naming the one before by its hash and the head of the log that its signer was shown. What
//! they say in words is sealed to the custodians and stands here as a hash. Whether one may be made is the rules' of
//! the room above ([`super::may_request`]); what travels beside it is the server's.

use serde::{Deserialize, Serialize};

use crate::{
    authority::{HolderId, LogHead, Statement, message},
    ids::{Hash32, RecordId, StudyId},
    seal::SealingPublic,
};

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
    /// Which identity records: never more than [`REQUEST_RECORDS_MAX`](super::REQUEST_RECORDS_MAX).
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

impl Statement for Request {
    const LABEL: &'static str = "request to open identities";
}
impl Statement for Grant {
    const LABEL: &'static str = "grant of a request";
}
impl Statement for Opened {
    const LABEL: &'static str = "opening of identities";
}

impl Request {
    /// What names the request: BLAKE3 over what the requester signed.
    #[must_use]
    pub fn hash(&self, study: &StudyId) -> Hash32 {
        Hash32::of_use("fieldward request 1", &[&message(study, self)])
    }
}
