//! The vault as a whole: what its promises are, and what happens when somebody breaks into its file.

mod drafts;
mod files;
mod kill;
mod lock;
mod outbox;
mod primitives;
mod small;
mod stores;

use std::path::Path;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Found, LockedVault, NoHardwareKey, Pin, StretchCost, Vault};
use crate::{ids::InterviewId, moment::Moment};

const PIN: &str = "kapok 58 river";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn at(monotonic_ms: u64) -> Moment {
    Moment { wall_ms: 1_750_000_000_000, offset_min: 420, monotonic_ms }
}

fn interview(number: u128) -> InterviewId {
    InterviewId(Uuid::from_u128(number))
}

/// A fresh vault, and the directory that must outlive it.
fn fresh() -> (TempDir, Vault) {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let pin = Pin::new(PIN).expect("long and rare enough");
    let vault = Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(1))
        .expect("an empty directory takes a vault");
    (dir, vault)
}

fn locked(dir: &Path) -> LockedVault {
    match Vault::find(dir).expect("the file opens") {
        Found::Locked(locked) => locked,
        Found::Nothing => panic!("the vault is gone"),
    }
}

fn unlocked(dir: &Path) -> Vault {
    locked(dir).unlock(PIN, &NoHardwareKey, &at(10_000_000), &mut rng(2)).expect("the right PIN opens")
}
