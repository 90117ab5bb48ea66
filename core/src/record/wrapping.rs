//! A secret of 32 bytes under a passphrase: Argon2id, then XChaCha20-Poly1305.
//!
//! Layout: version, memory in KiB (u32 LE), passes (u32 LE), salt (16), then the sealed secret (nonce 24, secret 32,
//! tag 16). The cost stands in front so that it can be raised later; what the secret is for is bound in, so that a
//! wrapped key of one kind cannot be put in the place of another.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{FORMAT_VERSION, RecordError, wire::Reader};
use crate::seal::{NotOpened, SALT_BYTES, StretchCost, cipher, stretch};

/// Wraps a secret. Takes as long as `cost` says.
pub(super) fn wrap(
    purpose: &[u8],
    secret: &[u8; 32],
    passphrase: &str,
    cost: StretchCost,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, RecordError> {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    let key = stretch(passphrase.as_bytes(), &salt, cost)
        .map_err(|_| RecordError::Malformed { what: "cost of a passphrase" })?;
    let mut out = vec![FORMAT_VERSION];
    out.extend_from_slice(&cost.memory_kib.to_le_bytes());
    out.extend_from_slice(&cost.passes.to_le_bytes());
    out.extend_from_slice(&salt);
    let sealed = cipher::seal(&key, &[purpose, &out].concat(), secret, rng);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens a wrapped secret. Takes as long as it took to wrap.
pub(super) fn unwrap(purpose: &[u8], wrapped: &[u8], passphrase: &str) -> Result<Zeroizing<[u8; 32]>, RecordError> {
    let mut reader = Reader::new(wrapped, "wrapped secret");
    match reader.byte()? {
        FORMAT_VERSION => {}
        found => return Err(RecordError::OtherFormat { found }),
    }
    let cost =
        StretchCost { memory_kib: u32::from_le_bytes(reader.array()?), passes: u32::from_le_bytes(reader.array()?) };
    let salt: [u8; SALT_BYTES] = reader.array()?;
    let (front, sealed) = wrapped.split_at(1 + 4 + 4 + SALT_BYTES);
    let key =
        stretch(passphrase.as_bytes(), &salt, cost).map_err(|_| RecordError::Malformed { what: "wrapped secret" })?;
    let plain = cipher::open(&key, &[purpose, front].concat(), sealed)?;
    Ok(Zeroizing::new(plain.as_slice().try_into().map_err(|_| NotOpened)?))
}
