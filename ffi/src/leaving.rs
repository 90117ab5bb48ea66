//! A person withdraws at the device where their records are.
//!
//! By the number of their card alone: no name is asked for or searched. The view that comes back counts what is gone
//! and what a server may have already, so that an interviewer promises no more than was done.

use fieldward_core::{
    ids::ReferenceNumber,
    session::{OwedLine, Withdrawal},
};

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
    /// Open interviews that cannot be read and do not say whose they are: one of them may be this person's.
    pub unreadable: u32,
}

/// Somebody who withdrew on this device, and of whom the office may have records.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OwedView {
    /// The number of their card: what the supervisor is told.
    pub reference: String,
    /// Records of answers and alerts that two holders of the study must withdraw.
    pub records: u32,
}

#[uniffi::export]
impl Device {
    /// Destroys whatever is here of a person who withdraws, by the reference number of their card: open interviews,
    /// keys of sealed records, what a supervisor returned about them, and that they were ever asked. Safe to do again.
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

    /// People who withdrew on this device, here or in an interview, and of whom the office may have records. Each
    /// stands here until the order of two holders has come.
    ///
    /// # Errors
    /// `Locked`.
    pub fn owed(&self) -> Result<Vec<OwedView>, DeviceError> {
        let lines = self.with(|session, _| session.owed())?;
        let owed = |line: OwedLine| OwedView { reference: line.reference.to_string(), records: count(line.records) };
        Ok(lines.into_iter().map(owed).collect())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn view(done: Withdrawal) -> WithdrawalView {
    let Withdrawal { drafts, records, sent, unreadable } = done;
    WithdrawalView {
        interviews: count(drafts),
        records: count(records),
        sent: count(sent),
        unreadable: count(unreadable),
    }
}
