//! What holders sign, and whether enough of them did.
//!
//! The bytes that are signed: `fieldward-statement-1` and a line feed, then in postcard's form the statement's label,
//! the study's id, the statement. The label says what kind of statement it is, so that a signature under one can never
//! be shown as a signature under another; the study's id, so that it holds in no other study.

use serde::{Deserialize, Serialize};

use super::{AuthorityError, Holder, HolderId, Role};
use crate::{ids::StudyId, seal::Signature};

const FRONT: &[u8] = b"fieldward-statement-1\n";
/// Most signatures under one statement.
pub const SIGNATURES_MAX: usize = 4;

/// Something that holders sign.
pub trait Statement: Serialize {
    /// What kind of statement it is: one for each type, once in the code.
    const LABEL: &'static str;
}

/// One holder's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderSignature {
    /// Whose.
    pub holder: HolderId,
    /// Ed25519.
    pub signature: Signature,
}

/// A statement and who signed it. Nothing is checked until [`two_of`] or [`one_of_each`] is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed<T> {
    /// What was said.
    pub statement: T,
    /// By whom.
    pub signatures: Vec<HolderSignature>,
}

/// The bytes that a holder signs.
///
/// # Panics
/// Never: statements are plain values, which postcard always writes.
#[must_use]
pub fn message<T: Statement>(study: &StudyId, statement: &T) -> Vec<u8> {
    postcard::to_extend(&(T::LABEL, &study.0, statement), FRONT.to_vec())
        .expect("a statement holds plain values only, which postcard always writes")
}

impl<T: Statement> Signed<T> {
    /// The statement, when two different holders of these roles signed it.
    ///
    /// # Errors
    /// As [`two_of`].
    pub fn by_two_of(&self, holders: &[Holder], roles: &[Role], study: &StudyId) -> Result<&T, AuthorityError> {
        two_of(holders, roles, &message(study, &self.statement), &self.signatures).map(|_| &self.statement)
    }
}

/// The two different holders of these roles who signed a message. Every signature has to be sound and of somebody who
/// may decide this: one bad signature among good ones is a sign that somebody tries.
///
/// # Errors
/// [`AuthorityError`] says which of it does not hold.
pub fn two_of<'a>(
    holders: &'a [Holder],
    roles: &[Role],
    message: &[u8],
    signatures: &[HolderSignature],
) -> Result<[&'a Holder; 2], AuthorityError> {
    let signers = signers(holders, roles, message, signatures)?;
    let first = *signers.first().ok_or(AuthorityError::NotTwo)?;
    let second = signers.iter().find(|other| is_another(first, other)).ok_or(AuthorityError::NotTwo)?;
    Ok([first, second])
}

/// One holder of each custodian role who signed a message: the first role's, then the second's.
///
/// # Errors
/// As [`two_of`].
pub fn one_of_each<'a>(
    holders: &'a [Holder],
    message: &[u8],
    signatures: &[HolderSignature],
) -> Result<[&'a Holder; 2], AuthorityError> {
    let roles = [Role::FirstCustodian, Role::SecondCustodian];
    let signers = signers(holders, &roles, message, signatures)?;
    let of = |role| signers.iter().find(|holder| holder.role == role).copied().ok_or(AuthorityError::NotTwo);
    let both = [of(Role::FirstCustodian)?, of(Role::SecondCustodian)?];
    if is_another(both[0], both[1]) { Ok(both) } else { Err(AuthorityError::NotTwo) }
}

/// The holder who alone signed a statement, when it is the one who is named in it: what most acts ask.
pub(super) fn one_signed<'a, T: Statement>(
    study: &StudyId,
    holders: &'a [Holder],
    signed: &Signed<T>,
    by: &HolderId,
) -> Result<&'a Holder, AuthorityError> {
    let [signature] = signed.signatures.as_slice() else { return Err(AuthorityError::TooMany) };
    let holder = holders.iter().find(|holder| holder.id == *by).ok_or(AuthorityError::Stranger)?;
    if signature.holder != *by {
        return Err(AuthorityError::Stranger);
    }
    holder.verify(&message(study, &signed.statement), &signature.signature)?;
    Ok(holder)
}

/// Two names over one key are one holder.
fn is_another(one: &Holder, other: &Holder) -> bool {
    one.id != other.id && one.signing != other.signing
}

fn signers<'a>(
    holders: &'a [Holder],
    roles: &[Role],
    message: &[u8],
    signatures: &[HolderSignature],
) -> Result<Vec<&'a Holder>, AuthorityError> {
    if signatures.len() > SIGNATURES_MAX {
        return Err(AuthorityError::TooMany);
    }
    signatures
        .iter()
        .map(|signature| {
            let holder = holders.iter().find(|holder| holder.id == signature.holder).ok_or(AuthorityError::Stranger)?;
            if !roles.contains(&holder.role) {
                return Err(AuthorityError::Stranger);
            }
            holder.verify(message, &signature.signature).map(|()| holder)
        })
        .collect()
}
