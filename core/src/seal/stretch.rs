//! From a PIN or passphrase to a key, slowly: Argon2id, with a cost that fits the machine.
//!
//! The cost is stored beside what it guards, so that it can be raised later. Core reads no clock: whoever calibrates
//! hands in a function that runs a piece of work and says how many milliseconds it took.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::cipher::Key;

/// Bytes of the salt.
pub const SALT_BYTES: usize = 16;
/// Shortest time that stretching should take on the device.
pub const STRETCH_MS_MIN: u64 = 500;
/// Longest time that stretching should take on the device.
pub const STRETCH_MS_MAX: u64 = 1000;
/// Most passes that calibration chooses; also the most that a stored cost may ask for.
pub const PASSES_MAX: u32 = 64;

/// How much work a guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

/// A stored cost is outside what this program accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the stored cost of the key is out of bounds")]
pub struct CostOutOfBounds;

impl StretchCost {
    /// The least that is ever used: 19 MiB, 2 passes.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// What is used when nothing was measured: 32 MiB, 6 passes.
    pub const DEFAULT: Self = Self { memory_kib: 32 * 1024, passes: 6 };
    /// The most memory that is ever used: 64 MiB, for phones that have little.
    pub const MEMORY_KIB_MAX: u32 = 64 * 1024;

    /// The cost that takes between half a second and a second here, never below the floor.
    ///
    /// `timed` runs the work it is given and returns how many milliseconds that took.
    pub fn calibrate(mut timed: impl FnMut(&mut dyn FnMut()) -> u64) -> Self {
        let took_ms = timed(&mut || {
            let _key = stretch(b"calibration", &[0; SALT_BYTES], Self::FLOOR);
        })
        .max(1);
        let wanted_ms = u64::midpoint(STRETCH_MS_MIN, STRETCH_MS_MAX);
        let blocks = u64::from(Self::FLOOR.memory_kib) * u64::from(Self::FLOOR.passes) * wanted_ms / took_ms;
        let passes_with = |memory_kib: u32| blocks / u64::from(memory_kib);
        let memory_kib = [Self::MEMORY_KIB_MAX, Self::DEFAULT.memory_kib, Self::FLOOR.memory_kib]
            .into_iter()
            .find(|memory| passes_with(*memory) >= u64::from(Self::DEFAULT.passes))
            .unwrap_or(Self::FLOOR.memory_kib);
        let passes = passes_with(memory_kib).clamp(u64::from(Self::FLOOR.passes), u64::from(PASSES_MAX));
        Self { memory_kib, passes: u32::try_from(passes).unwrap_or(PASSES_MAX) }
    }

    fn within_bounds(self) -> bool {
        (Self::FLOOR.memory_kib..=Self::MEMORY_KIB_MAX).contains(&self.memory_kib)
            && (Self::FLOOR.passes..=PASSES_MAX).contains(&self.passes)
    }
}

/// Argon2id with one lane and 32 bytes out.
///
/// # Errors
/// [`CostOutOfBounds`] when the cost is below the floor or above the cap.
pub fn stretch(secret: &[u8], salt: &[u8; SALT_BYTES], cost: StretchCost) -> Result<Key, CostOutOfBounds> {
    if !cost.within_bounds() {
        return Err(CostOutOfBounds);
    }
    #[cfg(debug_assertions)]
    if let Some(key) = super::rehearsal::rehearsed(secret, salt, cost) {
        return Ok(key);
    }
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| CostOutOfBounds)?;
    let mut out = Zeroizing::new([0; 32]);
    // Memory of our own, because the crate leaves what it allocates itself as it is: the last block gives the key.
    let mut memory = Zeroizing::new(vec![Block::new(); params.block_count()]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(secret, salt, &mut *out, memory.as_mut_slice())
        .map_err(|_| CostOutOfBounds)?;
    Ok(Key::from_bytes(*out))
}
