//! A rehearsal of key stretching: keys that come at once, for the simulation, which opens the same vaults many
//! thousands of times and learns nothing from waiting.
//!
//! It is compiled only where assertions are, so a program that people use has none of it, and it sleeps until it is
//! asked for. A rule of the house's own (`tests/tests/tidy`) says who may ask. What it must not know: whose secret it
//! is, and what is guarded by the key.

use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroizing;

use super::{
    cipher::Key,
    stretch::{SALT_BYTES, StretchCost},
};

/// What the key is for, in BLAKE3's words.
const CONTEXT: &str = "fieldward rehearsal of key stretching";

static QUICK: AtomicBool = AtomicBool::new(false);

/// From now on, every key of this process that comes from a PIN or a passphrase is guessed as fast as it is made.
///
/// For the simulation only: never in a program that people use. There is no way back, because a vault that was made
/// quickly opens quickly only.
pub fn stretch_quickly() {
    QUICK.store(true, Ordering::SeqCst);
}

/// The quick key; `None` unless the simulation asked for such keys.
pub(super) fn rehearsed(secret: &[u8], salt: &[u8; SALT_BYTES], cost: StretchCost) -> Option<Key> {
    QUICK.load(Ordering::SeqCst).then(|| quick(secret, salt, cost))
}

/// All that Argon2id would take, hashed once: the length stands first, so that a secret never runs into the salt.
fn quick(secret: &[u8], salt: &[u8; SALT_BYTES], cost: StretchCost) -> Key {
    let mut all =
        Zeroizing::new(Vec::with_capacity(size_of::<u64>() + secret.len() + SALT_BYTES + 2 * size_of::<u32>()));
    all.extend_from_slice(&(secret.len() as u64).to_le_bytes());
    all.extend_from_slice(secret);
    all.extend_from_slice(salt);
    all.extend_from_slice(&cost.memory_kib.to_le_bytes());
    all.extend_from_slice(&cost.passes.to_le_bytes());
    Key::from_bytes(blake3::derive_key(CONTEXT, &all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_quick_unless_somebody_asked() {
        assert!(rehearsed(b"kapok 58 river", &[7; SALT_BYTES], StretchCost::FLOOR).is_none());
    }

    #[test]
    fn a_quick_key_depends_on_all_that_a_slow_one_depends_on() {
        let floor = StretchCost::FLOOR;
        let one = quick(b"kapok 58 river", &[7; SALT_BYTES], floor);
        let same = |secret, salt, cost| one.bytes() == quick(secret, salt, cost).bytes();
        assert!(same(b"kapok 58 river", &[7; SALT_BYTES], floor));
        assert!(!same(b"kapok 59 river", &[7; SALT_BYTES], floor));
        assert!(!same(b"kapok 58 rive", &[7; SALT_BYTES], floor));
        assert!(!same(b"kapok 58 river", &[8; SALT_BYTES], floor));
        assert!(!same(b"kapok 58 river", &[7; SALT_BYTES], StretchCost { passes: floor.passes + 1, ..floor }));
        assert!(!same(b"kapok 58 river", &[7; SALT_BYTES], StretchCost { memory_kib: floor.memory_kib + 1, ..floor }));
    }
}
