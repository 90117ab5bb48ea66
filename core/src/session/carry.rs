//! Without a line: parcels out of the outbox, and receipts read back in.
//!
//! Packing changes nothing: the same records are packed again until the server's own receipt has come, by whichever
//! way. A receipt counts when it opens in the name of the server that the device was told of over its pinned line, and
//! names the link of the device's own chain.

use rand_core::CryptoRng;

use super::{Session, SessionError};
use crate::{
    moment::Moment,
    sync::{
        engine::{Local, Obeyed, waiting_pushes},
        parcel::{CarriedError, PARCEL_RECORDS_BYTES, Parcel, Receipt},
        wire::Mark,
    },
    vault::SealingPublic,
};

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

impl Session {
    /// Everything that waits, as sealed parcels. Empty when nothing waits.
    ///
    /// # Errors
    /// [`SessionError::NotEnrolled`] before the first sync, which tells the device whom to seal to.
    pub fn pack(&mut self, now: &Moment, rng: &mut impl CryptoRng) -> Result<Vec<Vec<u8>>, SessionError> {
        let carrier = self.carrier()?;
        let (device, orders) = (self.enrolment()?.device, self.orders_mark()?);
        let pushes = waiting_pushes(&self.link(now, rng)?, PARCEL_RECORDS_BYTES).map_err(|_| SessionError::Document)?;
        let seal = |push| Parcel { device, push, orders }.seal(&carrier, rng).map_err(SessionError::from);
        pushes.into_iter().map(seal).collect()
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
                if self.obey(order, rng)? == Obeyed::Wipe {
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
            && refused.sequence <= link.latest(stream).map_err(failed)?
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
