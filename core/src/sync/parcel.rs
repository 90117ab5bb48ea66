//! What travels where there is no line: parcels up, receipts down, in a file on a card or through a relay.
//!
//! A **parcel** is one push, sealed to the server's carrier key. Whoever carries it sees that it is a parcel, and its
//! size in four steps; not whose it is, not of which study, not how many records are in it. What proves the records is
//! inside: the device's signature over the head of its chain. A parcel can be copied and brought twice, or by two
//! ways: records are taken once, by their number and hash.
//!
//! A **receipt** is what the server answers: where the device's streams stand, and the study's orders. It is sealed to
//! the device in the name of the carrier key (HPKE's auth mode), so nobody else can make one and nobody who carries it
//! can read it. The device was told the carrier key over the pinned line, in an answer to `state`: until its first
//! sync it packs nothing. So a relay that says "I have it" is believed no further than that: the device keeps its
//! copies until the server's own receipt, and that names the link of its chain, so that one of another chain, of
//! another device, or an older one moves nothing.
//!
//! A **file** is a title and then parcels, receipts or orders, each after its length. It shows their number and sizes.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::wire::{Mark, Push, Refused, SignedOrder, limits};
use crate::{
    authority::SignedVouch,
    ids::{DeviceId, Hash32, StreamKind},
    seal::{SealingPublic, SealingSecret},
};

const PARCEL_USE: &[u8] = b"fieldward parcel 1";
const RECEIPT_USE: &[u8] = b"fieldward receipt 1";
const LENGTH_BYTES: usize = 4;
/// Sizes that a parcel or receipt is padded to; above the last, to whole multiples of it.
pub const PARCEL_SIZES: [usize; 4] = [4 * 1024, 16 * 1024, 64 * 1024, 128 * 1024];
/// Bytes of one parcel or receipt.
pub const PARCEL_BYTES_MAX: usize = 513 * 1024;
/// Bytes of records in one parcel, unless one alone has more.
pub const PARCEL_RECORDS_BYTES: usize = 100 * 1024;
/// Parcels or receipts in one file.
pub const FILE_PARCELS_MAX: usize = 4_096;
/// Bytes of a file.
pub const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
const _: () = assert!(limits::RECORD_BYTES_MAX + limits::PARKED_MAX * 64 < PARCEL_BYTES_MAX, "any push fits a parcel");

/// What is in a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Whose records they are.
    pub device: DeviceId,
    /// As it would go over a line.
    pub push: Push,
    /// Number of the last order that the device has obeyed: the receipt carries those after it.
    pub orders: u64,
}

/// What the server says about a device's parcels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Hash of the parcel that it answers.
    pub parcel: Hash32,
    /// Where each stream stands.
    pub marks: Vec<Mark>,
    /// The record that was not taken, if one was not, and why.
    pub refused: Option<(StreamKind, Refused)>,
    /// The study's orders after the one that the parcel named, at most [`limits::ORDERS_MAX`]; the rest come with the
    /// receipts of later parcels.
    pub orders: Vec<SignedOrder>,
    /// Number of the study's last order.
    pub orders_last: u64,
    /// The server's clock.
    pub server_ms: i64,
    /// How far a supervisor opened this device's records, as in the state.
    pub vouched: Option<SignedVouch>,
}

/// What a server or a relay answers to a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Carried {
    /// A relay has it on its disk and will bring it on. This is no acknowledgement.
    Kept,
    /// Sealed receipts for whoever they are for.
    Receipts(Vec<Vec<u8>>),
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Parcels, on their way to the server.
    Outbox,
    /// Receipts, on their way back.
    Receipts,
    /// Orders that two holders signed, on their way to a device that has no line. They are not sealed: an order names a
    /// device or records by random numbers, and its signatures are what makes it one.
    Orders,
}

/// Why something that was carried is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CarriedError {
    /// Sealed to somebody else, or changed on the way.
    #[error("it is sealed for somebody else, or was changed on the way")]
    NotOpened,
    /// Some other file.
    #[error("this is no file that Fieldward wrote for carrying records or receipts")]
    Other,
    /// The end is missing, or there is more than a file of this kind may have.
    #[error("the file is cut short, or too long")]
    Length,
}

impl Parcel {
    /// Seals it to a server.
    ///
    /// # Errors
    /// [`CarriedError::Length`] when it is too large, [`CarriedError::NotOpened`] when the key is none.
    pub fn seal(&self, to: &SealingPublic, rng: &mut impl CryptoRng) -> Result<Vec<u8>, CarriedError> {
        to.seal(PARCEL_USE, b"", &padded(self)?, rng).map_err(|_| CarriedError::NotOpened)
    }

    /// Opens one that was sealed to this server.
    ///
    /// # Errors
    /// [`CarriedError::NotOpened`] when it was not, or is no parcel.
    pub fn open(sealed: &[u8], carrier: &SealingSecret) -> Result<Self, CarriedError> {
        if sealed.len() > PARCEL_BYTES_MAX {
            return Err(CarriedError::Length);
        }
        content(&carrier.open(PARCEL_USE, b"", sealed).map_err(|_| CarriedError::NotOpened)?)
    }
}

impl Receipt {
    /// Seals it to one device, in the name of the server's carrier key.
    ///
    /// # Errors
    /// As [`Parcel::seal`].
    pub fn seal(
        &self,
        (device, to): (DeviceId, &SealingPublic),
        carrier: &SealingSecret,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, CarriedError> {
        let plain = padded(self)?;
        carrier.seal_to(to, RECEIPT_USE, device.0.as_bytes(), &plain, rng).map_err(|_| CarriedError::NotOpened)
    }

    /// Opens one that this server made for this device.
    ///
    /// # Errors
    /// [`CarriedError::NotOpened`] when it is for another device, or of another server.
    pub fn open(
        sealed: &[u8],
        (device, secret): (DeviceId, &SealingSecret),
        carrier: &SealingPublic,
    ) -> Result<Self, CarriedError> {
        if sealed.len() > PARCEL_BYTES_MAX {
            return Err(CarriedError::Length);
        }
        let opened = secret.open_from(carrier, RECEIPT_USE, device.0.as_bytes(), sealed);
        content(&opened.map_err(|_| CarriedError::NotOpened)?)
    }
}

impl FileKind {
    fn title(self) -> &'static [u8; 20] {
        match self {
            Self::Outbox => b"fieldward-outbox-01\n",
            Self::Receipts => b"fieldward-receipt-1\n",
            Self::Orders => b"fieldward-orders-01\n",
        }
    }

    /// A file of this kind.
    ///
    /// # Errors
    /// [`CarriedError::Length`] above the limits of a file.
    pub fn write(self, sealed: &[Vec<u8>]) -> Result<Vec<u8>, CarriedError> {
        let mut file = self.title().to_vec();
        for one in sealed {
            file.extend(u32::try_from(one.len()).map_err(|_| CarriedError::Length)?.to_be_bytes());
            file.extend_from_slice(one);
        }
        let fits = sealed.len() <= FILE_PARCELS_MAX && file.len() <= FILE_BYTES_MAX;
        if fits { Ok(file) } else { Err(CarriedError::Length) }
    }

    /// What a file of this kind holds, still sealed.
    ///
    /// # Errors
    /// [`CarriedError::Other`] for another kind of file, [`CarriedError::Length`] for one that is cut or too long.
    pub fn read(self, file: &[u8]) -> Result<Vec<&[u8]>, CarriedError> {
        let mut rest = file.strip_prefix(self.title().as_slice()).ok_or(CarriedError::Other)?;
        let mut found = Vec::new();
        while !rest.is_empty() {
            let (length, after) = rest.split_first_chunk::<LENGTH_BYTES>().ok_or(CarriedError::Length)?;
            let length = u32::from_be_bytes(*length) as usize;
            if length > PARCEL_BYTES_MAX || found.len() == FILE_PARCELS_MAX {
                return Err(CarriedError::Length);
            }
            let (one, after) = after.split_at_checked(length).ok_or(CarriedError::Length)?;
            found.push(one);
            rest = after;
        }
        Ok(found)
    }
}

/// The bytes that a padded content of this length has.
#[must_use]
pub fn padded_bytes(length: usize) -> usize {
    let last = PARCEL_SIZES[PARCEL_SIZES.len() - 1];
    PARCEL_SIZES.into_iter().find(|size| *size >= length).unwrap_or_else(|| length.next_multiple_of(last))
}

fn padded(content: &impl Serialize) -> Result<Vec<u8>, CarriedError> {
    let mut plain = vec![0; LENGTH_BYTES];
    plain = postcard::to_extend(content, plain).map_err(|_| CarriedError::Length)?;
    let length = u32::try_from(plain.len() - LENGTH_BYTES).map_err(|_| CarriedError::Length)?;
    plain[..LENGTH_BYTES].copy_from_slice(&length.to_be_bytes());
    let size = padded_bytes(plain.len());
    if size + crate::seal::SEALING_OVERHEAD_BYTES > PARCEL_BYTES_MAX {
        return Err(CarriedError::Length);
    }
    plain.resize(size, 0);
    Ok(plain)
}

fn content<T: DeserializeOwned>(padded: &[u8]) -> Result<T, CarriedError> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>().ok_or(CarriedError::NotOpened)?;
    let content = rest.get(..u32::from_be_bytes(*length) as usize).ok_or(CarriedError::NotOpened)?;
    super::wire::decode(content).map_err(|_| CarriedError::NotOpened)
}

#[cfg(test)]
pub(crate) mod tests;
