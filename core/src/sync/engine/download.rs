//! What comes down: the study package in parts, and returned records.
//!
//! Both are asked for only after this device's own records are acknowledged, so that nothing that arrives can be
//! older than what it has sent.

use super::{Local, LocalError, PackageChange, PackageTaken};
use crate::{
    ids::Hash32,
    sync::wire::{PackagePart, Returns, State, Taken, limits, path},
};

/// Returned records that are looked at in one sync: a server that never comes to an end is left there.
pub const RETURNS_A_SYNC_MAX: u64 = 1_000;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Part,
    Returns,
    Taken { up_to: u64 },
}

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Downloads {
    /// The package that is being fetched, and what there is of it: a cut loses one part.
    package: Option<(Hash32, Vec<u8>)>,
    /// A package that was fetched and not taken: not fetched again in this sync.
    refused: Option<Hash32>,
    /// The server named returns that it did not give.
    returns_ended: bool,
    /// The server knew of fewer returns than are here: it was put back, and may have numbered anew what waits.
    put_back: bool,
    pub change: PackageChange,
    pub returns: u64,
}

impl Downloads {
    /// What to ask for next, given the server's state.
    pub fn wanted(&mut self, state: &State, local: &impl Local) -> Result<Option<Wanted>, LocalError> {
        if let Some(part) = self.package_wanted(state.package, local)? {
            return Ok(Some(part));
        }
        let mark = local.returns_mark()?;
        let untold = mark > state.returns_taken;
        // Told before anything is fetched: what waits under numbers that this device has used gets others by it, which
        // the state that is known here does not name.
        if untold && self.returns == 0 {
            self.put_back = true;
            return Ok(Some(Wanted::Taken { up_to: mark }));
        }
        if (state.returns_last > mark || self.put_back) && !self.returns_ended {
            return Ok(Some(Wanted::Returns));
        }
        Ok(untold.then_some(Wanted::Taken { up_to: mark }))
    }

    /// What to ask for next of this package; `None` when it is here, or came in this sync and was not taken.
    pub fn package_wanted(&mut self, hash: Hash32, local: &impl Local) -> Result<Option<Wanted>, LocalError> {
        if local.package()? == Some(hash) || self.refused == Some(hash) {
            return Ok(None);
        }
        if self.package.as_ref().is_none_or(|(known, _)| *known != hash) {
            self.package = Some((hash, Vec::new()));
        }
        Ok(Some(Wanted::Part))
    }

    /// The path of a request.
    pub fn path(&self, wanted: Wanted, local: &impl Local) -> Result<String, LocalError> {
        Ok(match wanted {
            Wanted::Part => {
                let (hash, bytes) = self.package.as_ref().ok_or(LocalError)?;
                format!("{}/{hash}/{}", path::PACKAGE, bytes.len())
            }
            Wanted::Returns => format!("{}/{}", path::RETURNS, local.returns_mark()?),
            Wanted::Taken { .. } => path::RETURNS_TAKEN.to_owned(),
        })
    }

    /// A part of the package; the last one puts it in force.
    pub fn part(&mut self, part: &PackagePart, local: &mut impl Local) -> Result<(), LocalError> {
        let Some((hash, bytes)) = &mut self.package else { return Ok(()) };
        let follows = part.from == bytes.len() as u64 && !part.bytes.is_empty();
        let wanted = !bytes.is_empty() || local.wants_package(*hash, &part.seal)?;
        if !follows || !wanted || part.total > limits::PACKAGE_BYTES_MAX as u64 {
            self.refused = Some(*hash);
            self.package = None;
            return Ok(());
        }
        bytes.extend_from_slice(&part.bytes);
        if (bytes.len() as u64) < part.total {
            return Ok(());
        }
        let hash = *hash;
        let taken = if Hash32::of(bytes) == hash {
            local.take_package(hash, bytes, &part.seal)?
        } else {
            PackageTaken::Refused
        };
        self.package = None;
        if local.package()? == Some(hash) {
            self.change = PackageChange::Updated;
        } else {
            self.refused = Some(hash);
            if taken == PackageTaken::OtherHolders {
                self.change = PackageChange::OtherHolders;
            }
        }
        Ok(())
    }

    /// Returned records. One that is not the next is passed over: the server keeps it.
    pub fn returned(&mut self, returns: &Returns, local: &mut impl Local) -> Result<(), LocalError> {
        let before = self.returns;
        for returned in &returns.returns {
            if returned.number == local.returns_mark()? + 1 && returned.sealed.len() <= limits::RETURN_BYTES_MAX {
                local.take_return(returned)?;
                self.returns += 1;
            }
        }
        self.returns_ended = self.returns == before || self.returns >= RETURNS_A_SYNC_MAX;
        Ok(())
    }

    /// The server knows that the device has its returns. Whatever it answers, it is not told again in this sync.
    pub fn taken(state: &mut State, up_to: u64, answer: Taken) {
        state.returns_taken = answer.up_to.max(up_to);
    }
}
