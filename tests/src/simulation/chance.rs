//! Chance: everything that happens in a simulation is drawn here, from the seed.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rand_core::Rng;

/// A seeded source of decisions.
#[derive(Clone)]
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// From a seed, for one purpose: two purposes of one seed do not disturb each other.
    #[must_use]
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        rng.set_stream(purpose);
        Self(rng)
    }

    /// A number below a limit, which is at least 1.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit.max(1)
    }

    /// A number in a range, both ends included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub fn happens(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of these; there must be one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// Its randomness, for keys and nonces.
    pub fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.0
    }
}
