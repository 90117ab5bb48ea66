//! `POST /v1/succeed`: a device that was copied enrols anew, under another name and other keys, and brings its own
//! chain along.
//!
//! The request is signed with the new key, and what is in it with the old one, so nobody can bring what is not their
//! own, or enrol a key that they do not hold. The token is that of any invite: whoever shows one has this machine
//! before them. The answer is that of an enrolment ([`super::Enrolled`]).

use serde::{Deserialize, Serialize};

use crate::{authority::SignedSuccession, sync::Token};

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeed {
    /// From the invite.
    pub token: Token,
    /// Whom it succeeds, under which name and keys.
    pub signed: SignedSuccession,
}
