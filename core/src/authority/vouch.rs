//! A supervisor's word that records were opened and found sound, and what supervisors remember of devices.
//!
//! A phone deletes its only copy on such a word, so a server's will not do: a [`Vouch`] is signed by a supervisor whose
//! key the study package lists, and names the link of the device's own chain. A [`Seen`] stands in the log: which keys
//! a device has and how far its signed chains reached, so that a key that was exchanged, or an end that was cut off,
//! shows to whoever signs in later. Neither says what is in a record.

use serde::{Deserialize, Serialize};

use super::{AuthorityError, Holder, HolderId, LogHead, Role, Signed, Statement, statement::one_signed};
use crate::{
    ids::{DeviceId, Hash32, StreamKind, StudyId},
    seal::{SealingPublic, SignerPublic},
};

/// Devices that one [`Seen`] names; what is more goes into the next.
pub const SEEN_DEVICES_MAX: usize = 200;
/// Records that one [`Vouch`] names as not opened. A device sets records aside one by one, and few.
pub const VOUCH_UNOPENED_MAX: usize = 1_000;

/// A place in a device's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainMark {
    /// Which stream.
    pub stream: StreamKind,
    /// Number of the record.
    pub sequence: u64,
    /// The link after it.
    pub link: Hash32,
}

/// A record that stands before a mark and was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unopened {
    /// Which stream.
    pub stream: StreamKind,
    /// Number of the record.
    pub sequence: u64,
}

/// Every record of this device up to these marks was opened by who signs, and found sound, but those that are named.
///
/// A record is named when the server has only its hash, or a form of it whose keys are gone and no two holders ordered
/// that. Either can be the device's own doing, or that of whoever writes the server's database: the device alone knows.
/// So it takes a mark no further than the first named record that it neither set aside nor withdrew itself, and offers
/// again what it still has. A word that names fewer than the one before is worth signing though its marks are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouch {
    /// Whose records.
    pub device: DeviceId,
    /// One mark a stream, at most; a stream that is left out has none.
    pub marks: Vec<ChainMark>,
    /// Records at or before those marks that were not opened, at most [`VOUCH_UNOPENED_MAX`]: the marks end before the
    /// next.
    pub unopened: Vec<Unopened>,
}

/// A vouch as it travels.
pub type SignedVouch = Signed<Vouch>;

/// What a supervisor saw of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSeen {
    /// Which.
    pub device: DeviceId,
    /// What checks its signatures.
    pub signing: SignerPublic,
    /// What returns are sealed to.
    pub sealing: SealingPublic,
    /// How far its chains were signed.
    pub marks: Vec<ChainMark>,
}

/// What a supervisor's session saw that no session had seen before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub holder: HolderId,
    /// Of which devices, at most [`SEEN_DEVICES_MAX`].
    pub devices: Vec<DeviceSeen>,
    /// The log that they were shown.
    pub head: LogHead,
}

impl Statement for Vouch {
    const LABEL: &'static str = "records opened and found sound";
}
impl Statement for Seen {
    const LABEL: &'static str = "what was seen of devices";
}

impl Vouch {
    /// Numbers of the records at or before a mark that were not opened.
    pub fn unopened_until(&self, mark: &ChainMark) -> impl Iterator<Item = u64> {
        let (stream, last) = (mark.stream, mark.sequence);
        let before = move |named: &&Unopened| named.stream == stream && named.sequence <= last;
        self.unopened.iter().filter(before).map(|named| named.sequence)
    }
}

impl Signed<Vouch> {
    /// What is vouched for, when one of these holders said so who is a supervisor.
    ///
    /// # Errors
    /// [`AuthorityError`] says why it is nobody's word.
    pub fn by_supervisor(&self, holders: &[Holder], study: &StudyId) -> Result<&Vouch, AuthorityError> {
        let by = &self.signatures.first().ok_or(AuthorityError::Stranger)?.holder;
        let holder = one_signed(study, holders, self, by)?;
        if holder.role == Role::Supervisor { Ok(&self.statement) } else { Err(AuthorityError::Stranger) }
    }
}
