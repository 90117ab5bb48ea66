//! Enrolment: what a device presents for an invite, and what it believes of the answer.
//!
//! The answer is checked against the invite before anything is kept: the study's key must have the fingerprint that
//! the invite names, and the key that the invite brought must have signed it together with the custodians' keys.

use rand_core::CryptoRng;
use thiserror::Error;

use super::{Enrolment, Session, SessionError, device_id, documents};
use crate::{
    authority::{Holder, Role, Roster, sealing_keys},
    ids::{DeviceId, Hash32},
    record::identity::Custodians,
    study::Study,
    sync::{
        Invite, SealingFingerprint,
        wire::{CONTENT_TYPE, Enrol, Enrolled, Fault, FaultCode, Method, Request, Response, decode, encode, path},
    },
    vault::DeviceSigner,
};

const OK: u16 = 200;

/// Why a device is not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnrolmentError {
    /// The server said no, in its own words.
    #[error("{message} {remedy}")]
    Refused {
        /// Which fault, for shells that say it in their language.
        code: FaultCode,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// What answered is no Fieldward server, or of another version.
    #[error("what answered is not a Fieldward server of this version")]
    NotUnderstood,
    /// The answer does not fit the invite: somebody else answered, or the invite is of another study.
    #[error("the server's keys are not those of the invite: ask for a new invite, and tell your supervisor")]
    OtherKeys,
    /// The device works for another study, and what it holds belongs to that one.
    #[error(
        "this device is enrolled in another study, or under other keys: a new study needs a device that was erased"
    )]
    OtherStudy,
}

impl Session {
    /// The request that presents an invite's token and this device's keys. May be sent again when its answer is lost. A
    /// device that was copied asks for another name with it.
    ///
    /// # Errors
    /// As the store says.
    pub fn enrolment_request(&mut self, invite: &Invite, rng: &mut impl CryptoRng) -> Result<Request, SessionError> {
        let known = self.enrolment.as_ref();
        if known.is_some_and(|known| known.package_signing_key != invite.package_signing_key) {
            return Err(EnrolmentError::OtherStudy.into());
        }
        if let Some(request) = self.succession_request(invite, rng)? {
            return Ok(request);
        }
        let device = device_id(&self.vault, rng)?;
        let signer = self.vault.signer()?;
        let body = encode(&Enrol {
            token: invite.token,
            device,
            signing_key: signer.public(),
            sealing_key: self.vault.return_key()?.public(),
        });
        let path = path::ENROL.to_owned();
        Ok(Request::signed(Method::Post, path, body, (device, &signer), rng)?)
    }

    /// Takes the answer, and keeps it when it fits the invite. The study itself comes with the next sync.
    ///
    /// # Errors
    /// [`SessionError::Enrolment`] when the server refused or is not the invite's.
    pub fn take_enrolled(
        &mut self,
        invite: &Invite,
        answer: &Response,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let next = self.succeeding()?;
        let device = match &next {
            Some(next) => next.signed.succession.successor,
            None => device_id(&self.vault, rng)?,
        };
        let (enrolment, enrolled) = believed(invite, answer, device)?;
        self.check_same_study(&enrolment)?;
        let mut changes = self.readmitted(enrolled.last_order.as_ref())?;
        changes.extend(documents::enrolled(&enrolment, &enrolled.founding)?);
        match next {
            Some(next) => self.succeed(&next, changes, rng)?,
            None => self.documents().change(&changes, rng)?,
        }
        self.enrolment = Some(enrolment);
        Ok(())
    }

    /// A new invite may bring another address or certificate, never other keys: interviews that are open now would be
    /// sealed to them, and whoever made the invite could read what was said under the old study's promise.
    fn check_same_study(&self, new: &Enrolment) -> Result<(), EnrolmentError> {
        let same = self.enrolment.as_ref().is_none_or(|known| {
            (&known.study, &known.study_key, &known.package_signing_key)
                == (&new.study, &new.study_key, &new.package_signing_key)
        });
        if same { Ok(()) } else { Err(EnrolmentError::OtherStudy) }
    }
}

fn believed(invite: &Invite, answer: &Response, device: DeviceId) -> Result<(Enrolment, Enrolled), EnrolmentError> {
    if answer.content_type != CONTENT_TYPE {
        return Err(EnrolmentError::NotUnderstood);
    }
    if answer.status != OK {
        let fault: Fault = decode(&answer.body).map_err(|_| EnrolmentError::NotUnderstood)?;
        return Err(EnrolmentError::Refused { code: fault.code, message: fault.message, remedy: fault.remedy });
    }
    let enrolled: Enrolled = decode(&answer.body).map_err(|_| EnrolmentError::NotUnderstood)?;
    if SealingFingerprint::of(&enrolled.study_sealing_key) != invite.sealing_key {
        return Err(EnrolmentError::OtherKeys);
    }
    let signed =
        Enrolled::signed(&enrolled.study, &enrolled.study_sealing_key, &enrolled.custodians, &enrolled.founding);
    invite.package_signing_key.verify(&signed, &enrolled.signature).map_err(|_| EnrolmentError::OtherKeys)?;
    let enrolment = Enrolment {
        device,
        address: invite.address.clone(),
        pins: invite.pins,
        package_signing_key: invite.package_signing_key,
        study: enrolled.study.clone(),
        study_key: enrolled.study_sealing_key,
        custodians: enrolled.custodians.clone(),
    };
    Ok((enrolment, enrolled))
}

impl Session {
    /// Who holds the halves of identities now: as the package in force lists them, else as they were at enrolment.
    pub(super) fn custodians(&self) -> Result<Custodians, SessionError> {
        let listed = self.study.as_ref().and_then(|in_force| custodians(&in_force.study));
        match listed {
            Some(listed) => Ok(listed),
            None => Ok(self.enrolment()?.custodians.clone()),
        }
    }

    /// Who may sign orders, and for records, by the study package in force.
    pub(super) fn holders(&self) -> Vec<Holder> {
        let listed = self.study.as_ref().map(|in_force| in_force.study.roster.holders(&in_force.study.id));
        listed.and_then(Result::ok).unwrap_or_default()
    }
}

/// Whether a package's list of holders is the one that this device knows, or came of it by changes that two holders
/// signed. Without it, whoever signs packages could name custodians of their own. The first list must be the whole one
/// that the invite's key signed at enrolment: names, roles and both keys of each, and never an empty one, after which
/// any other would do.
pub(super) fn roster_follows(
    known: Option<&Study>,
    (enrolment, founded): (&Enrolment, Option<Hash32>),
    new: &Study,
) -> bool {
    let known = known.map(|study| &study.roster).filter(|roster| !roster.founding.is_empty());
    if new.roster.founding.is_empty() || new.roster.continues(known.unwrap_or(&Roster::default()), &new.id).is_err() {
        return false;
    }
    founded.is_none_or(|founded| new.roster.founding_hash() == founded)
        && (known.is_some() || founding(&new.roster) == enrolment.custodians)
}

fn founding(roster: &Roster) -> Custodians {
    of_roles(&roster.founding)
}

/// The custodians of a study's list; none when it lists nobody.
fn custodians(study: &Study) -> Option<Custodians> {
    let holders = study.roster.holders(&study.id).ok().filter(|holders| !holders.is_empty())?;
    Some(of_roles(&holders))
}

fn of_roles(holders: &[Holder]) -> Custodians {
    Custodians {
        first: sealing_keys(holders, Role::FirstCustodian),
        second: sealing_keys(holders, Role::SecondCustodian),
    }
}
