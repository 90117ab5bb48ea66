//! Why something was not decided. Never names a person: a holder is known by role and number.
//!
//! Of a list that does not hold together only that is said: which entry was forged is for whoever audits the file.

use thiserror::Error;

/// Why signatures or a roster are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AuthorityError {
    /// Fewer than two different holders who may decide this have signed.
    #[error("two different holders who may decide this have to sign, and they did not")]
    NotTwo,
    /// A signature names somebody who is not listed, or who may not decide this.
    #[error("a signature is of somebody who may not decide this")]
    Stranger,
    /// A signature that does not fit.
    #[error("a holder's signature does not fit")]
    Signature,
    /// More signatures than anything needs.
    #[error("there are too many signatures")]
    TooMany,
    /// A roster that names somebody twice, too many people, or whose changes do not follow one another.
    #[error("the list of holders contradicts itself")]
    Roster,
    /// A roster that does not continue the one that is known.
    #[error("the list of holders does not continue the one that is known here")]
    OtherRoster,
    /// Signed by the holders of a list that is later than the one that is known: nothing can be said of it yet.
    #[error("the list of holders that this was signed by is not known here yet")]
    LaterRoster,
    /// Bytes that are no key of a holder.
    #[error("these are no keys of a holder")]
    Key,
}
