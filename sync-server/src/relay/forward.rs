//! Bringing parcels to the server, the oldest first. Without a line nothing is lost and nothing is said.
//!
//! A parcel leaves the relay's folder only when the server's answer to it is on the relay's disk. What the server can
//! never take is put aside, so that it does not stand before the others.

use std::{fs, io};

use fieldward::{Courier, Handed};

use super::Kept;

/// How often a relay looks whether it has a line.
pub const FORWARD_EVERY_MS: u64 = 30_000;

/// What one look at the line came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// Parcels that the server answered.
    pub brought: usize,
    /// Parcels that still wait.
    pub left: usize,
    /// Parcels that the server will never take.
    pub refused: usize,
}

pub(super) async fn once(kept: &Kept, courier: &Courier) -> io::Result<Forwarded> {
    forward_by(kept, async |parcel| courier.hand_over(parcel).await).await
}

/// Brings what waits by whatever hands a parcel over and says what came of it.
///
/// # Errors
/// As the relay's disk says.
pub async fn forward_by(kept: &Kept, mut hand_over: impl AsyncFnMut(Vec<u8>) -> Handed) -> io::Result<Forwarded> {
    let waiting = kept.waiting()?;
    let mut forwarded = Forwarded { left: waiting.len(), ..Forwarded::default() };
    for parcel in waiting {
        match hand_over(fs::read(&parcel)?).await {
            Handed::Receipts(receipts) => {
                for receipt in receipts.iter().take(1) {
                    kept.answered(&parcel, receipt)?;
                }
                forwarded.brought += 1;
            }
            Handed::Refused => {
                kept.refused(&parcel)?;
                forwarded.refused += 1;
            }
            // Another relay has it: that is no answer of the server's, so it stays here too.
            Handed::Kept => {}
            Handed::NoLine => break,
        }
        forwarded.left = kept.waiting()?.len();
    }
    Ok(forwarded)
}
