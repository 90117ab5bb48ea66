//! A person withdraws at the device where their records are.
//!
//! By the number of their card alone: no name is asked for or searched. The view that comes back counts what is gone and
//! what a server may have already, so that an interviewer promises no more than was done.

use fieldward_core::{ids::ReferenceNumber, session::Withdrawal};

use crate::{Device, DeviceError, surroundings::Random};

/// What came of a withdrawal on this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Record)]
pub struct WithdrawalView {
    /// Open interviews that are gone.
    pub interviews: u32,
    /// Sealed records whose keys were here and are gone.
    pub records: u32,
    /// Records that a server may have already: two holders of the study must withdraw them there.
    pub sent: u32,
}

#[uniffi::export]
impl Device {
    /// Destroys whatever is here of a person who withdraws, by the reference number of their card: open interviews, keys
    /// of sealed records, what a supervisor returned about them, and that they were ever asked. Safe to do again.
    ///
    /// # Errors
    /// `Refused`, when the number was copied wrongly; `Locked`.
    pub fn withdraw_person(&self, reference: String) -> Result<WithdrawalView, DeviceError> {
        let reference: ReferenceNumber = reference.trim().parse().map_err(|error| self.said(error))?;
        let now = self.surroundings().now();
        let done =
            self.with(|session, _| session.withdraw_person(reference, &now, &mut Random(self.surroundings())))?;
        Ok(view(done))
    }
}

fn view(done: Withdrawal) -> WithdrawalView {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    WithdrawalView { interviews: count(done.drafts), records: count(done.records), sent: count(done.sent) }
}
