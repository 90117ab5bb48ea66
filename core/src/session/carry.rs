//! Without a line: parcels out of the outbox, and receipts read back in.
//!
//! Packing changes nothing: the same records are packed again until the server's own receipt has come, by whichever
//! way. A receipt counts when it opens in the name of the server that the device was told of over its pinned line, and
//! names the link of the device's own chain. That a record is refused counts only in the answer to a parcel that this
//! device packed: anybody can bring a server a parcel that names somebody else's device. An alert is packed again
//! whatever a receipt says of it.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    documents::{DEVICE, Documents},
};
use crate::{
    ids::{Hash32, StreamKind},
    moment::Moment,
    sync::{
        engine::{Local, Obeyed, waiting_pushes},
        parcel::{CarriedError, PARCEL_RECORDS_BYTES, Parcel, Receipt},
        wire::{Mark, Push},
    },
    vault::SealingPublic,
};

/// Parcels that a device remembers having packed, the last of them: a refusal of an older one is not believed, and its
/// records are packed again.
pub const PACKED_MAX: usize = 1_024;

/// A parcel that this device packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed {
    pub(super) parcel: Hash32,
    pub(super) stream: StreamKind,
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Packed {
    fn of(sealed: &[u8], push: &Push) -> Option<Self> {
        let records = push.read().ok()?.records;
        let (first, last) = (&records.first()?.header, &records.last()?.header);
        Some(Self { parcel: Hash32::of(sealed), stream: first.stream, first: first.sequence, last: last.sequence })
    }

    fn holds(&self, parcel: &Hash32, stream: StreamKind, sequence: u64) -> bool {
        self.parcel == *parcel && self.stream == stream && (self.first..=self.last).contains(&sequence)
    }
}

/// What came of receipts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiptsRead {
    /// Receipts that were for this device.
    pub own: u64,
    /// Records that are acknowledged now and were not before.
    pub acknowledged: u64,
    /// Two holders have ordered that this device destroy its store: the caller does it now.
    pub wipe: Option<Obeyed>,
}

impl Documents<'_> {
    /// The server's key for what travels without a line; `None` before the first sync.
    pub fn carrier(self) -> Result<Option<SealingPublic>, SessionError> {
        self.get(DEVICE, b"carrier")
    }

    /// Keeps it, when it is another than before.
    pub fn put_carrier(self, key: &SealingPublic, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if self.carrier()? == Some(*key) { Ok(()) } else { self.put(DEVICE, b"carrier", key, rng) }
    }

    /// The last parcels that were packed, the oldest first.
    pub fn packed(self) -> Result<Vec<Packed>, SessionError> {
        Ok(self.get(DEVICE, b"packed")?.unwrap_or_default())
    }

    /// Keeps them.
    pub fn put_packed(self, packed: &[Packed], rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        self.put(DEVICE, b"packed", &packed, rng)
    }
}

impl Session {
    /// Everything that waits, as sealed parcels. Empty when nothing waits.
    ///
    /// # Errors
    /// [`SessionError::NotEnrolled`] before the first sync, which tells the device whom to seal to.
    pub fn pack(&mut self, now: &Moment, rng: &mut impl CryptoRng) -> Result<Vec<Vec<u8>>, SessionError> {
        let carrier = self.carrier()?;
        let (device, orders) = (self.enrolment()?.device, self.orders_mark()?);
        let pushes = waiting_pushes(&self.link(now, rng)?, PARCEL_RECORDS_BYTES).map_err(|_| SessionError::Document)?;
        let mut packed = self.documents().packed()?;
        let mut parcels = Vec::new();
        for push in pushes {
            let parcel = Parcel { device, push, orders };
            let sealed = parcel.seal(&carrier, rng)?;
            packed.extend(Packed::of(&sealed, &parcel.push));
            parcels.push(sealed);
        }
        packed.drain(..packed.len().saturating_sub(PACKED_MAX));
        if !parcels.is_empty() {
            self.documents().put_packed(&packed, rng)?;
        }
        Ok(parcels)
    }

    /// Takes receipts; those for other devices are passed over.
    ///
    /// # Errors
    /// As the store says.
    pub fn read_receipts(
        &mut self,
        sealed: &[&[u8]],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<ReceiptsRead, SessionError> {
        let (carrier, own) = (self.carrier()?, self.vault.return_key()?);
        let device = self.enrolment()?.device;
        let mut read = ReceiptsRead::default();
        for one in sealed {
            let Ok(receipt) = Receipt::open(one, (device, &own), &carrier) else { continue };
            read.own += 1;
            read.acknowledged += self.take_receipt(&receipt, now, rng)?;
            for order in &receipt.orders {
                if self.obey(order, now, rng)? == Obeyed::Wipe {
                    read.wipe = Some(Obeyed::Wipe);
                    return Ok(read);
                }
            }
            if self.orders_mark()? >= receipt.orders_last {
                self.heard(receipt.server_ms, now, rng)?;
            }
        }
        Ok(read)
    }

    /// Moves the marks that this receipt moves, and says by how much.
    fn take_receipt(&mut self, receipt: &Receipt, now: &Moment, rng: &mut impl CryptoRng) -> Result<u64, SessionError> {
        let packed = self.documents().packed()?;
        let mut link = self.link(now, rng)?;
        let mut moved = 0;
        let failed = |_| SessionError::Document;
        for Mark { stream, durable, link: said } in receipt.marks.iter().copied() {
            let before = link.acknowledged(stream).map_err(failed)?;
            let ours = durable <= link.latest(stream).map_err(failed)?;
            if !ours || durable == 0 || link.link(stream, durable).map_err(failed)? != Some(said) {
                continue;
            }
            link.acknowledge(stream, durable).map_err(failed)?;
            moved += durable.saturating_sub(before);
        }
        if let Some(vouch) = &receipt.vouched {
            link.vouched(vouch).map_err(failed)?;
        }
        if let Some((stream, refused)) = receipt.refused
            && stream != StreamKind::Alert
            && packed.iter().any(|packed| packed.holds(&receipt.parcel, stream, refused.sequence))
            && refused.sequence > link.acknowledged(stream).map_err(failed)?
        {
            link.park(stream, refused.sequence, refused.code).map_err(failed)?;
        }
        Ok(moved)
    }

    /// The server's key for what is carried.
    fn carrier(&self) -> Result<SealingPublic, SessionError> {
        self.documents().carrier()?.ok_or(SessionError::NotEnrolled)
    }
}

impl From<CarriedError> for SessionError {
    fn from(_: CarriedError) -> Self {
        Self::Document
    }
}

#[cfg(test)]
mod tests;
