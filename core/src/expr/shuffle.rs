//! The order that `randomize` gives, the same as JavaRosa's for the same seed.
//!
//! The shuffle is Fisher and Yates's inside out, its numbers come from Park and Miller's generator. Both are fixed by
//! what forms in the field expect: two devices, and two engines, must show one order for one seed. Chance that must not
//! be guessed comes from elsewhere.

use sha2::{Digest, Sha256};

use super::Item;

const MODULUS: f64 = 2_147_483_647.0;
const MULTIPLIER: f64 = 16_807.0;

/// Positions from 0 to before `count` in the order of a seed.
#[must_use]
pub fn shuffled(count: usize, seed: i64) -> Vec<usize> {
    // As in Java: the sign of a remainder is that of what is divided.
    let mut state = seed as f64 % MODULUS;
    if state <= 0.0 {
        state += MODULUS - 1.0;
    }
    let mut order: Vec<usize> = Vec::with_capacity(count);
    for next in 0..count {
        state = state * MULTIPLIER % MODULUS;
        let chance = (state.trunc() - 1.0) / (MODULUS - 1.0);
        let place = (chance * (next as f64 + 1.0)) as usize;
        order.push(next);
        order.swap(place.min(next), next);
    }
    order
}

/// The seed that a value stands for: a number without its fraction; another text by its digest, so that an id can be a
/// seed; nothing is 0.
#[must_use]
pub fn seed_of(value: &Item<'_>) -> i64 {
    let number = value.to_number();
    match value {
        _ if !number.is_nan() => number as i64,
        Item::Text(text) if !text.is_empty() => {
            let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
            digest.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
        }
        _ => 0,
    }
}

/// A seed out of sixteen random bytes, for `randomize` without one.
#[must_use]
pub fn seed_from(bytes: [u8; 16]) -> i64 {
    i64::from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seed: &str, expected: i64) {
        assert_eq!(seed_of(&Item::text(seed.to_owned())), expected, "{seed}");
    }

    #[test]
    fn seeds_are_javarosas() {
        check("Hello", 1_756_278_180_214_341_157);
        check("", 0);
        check("12.9", 12);
        check("-3", -3);
        assert_eq!(seed_of(&Item::Number(f64::INFINITY)), i64::MAX);
    }

    #[test]
    fn an_order_holds_each_position_once() {
        for seed in [0, 1, -1, 42, i64::MAX, i64::MIN] {
            let mut order = shuffled(100, seed);
            assert_ne!(order, (0..100).collect::<Vec<_>>(), "{seed}");
            order.sort_unstable();
            assert_eq!(order, (0..100).collect::<Vec<_>>(), "{seed}");
        }
    }
}
