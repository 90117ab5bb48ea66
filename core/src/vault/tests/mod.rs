//! The vault as a whole: what its promises are, and what happens when somebody breaks into its file.

mod counter;
mod drafts;
mod duress;
mod erased;
mod files;
mod kill;
mod lock;
mod outbox;
mod rekey;
mod room;
mod salvage;
mod slots;
mod small;
mod stores;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    path::Path,
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Found, HardwareKey, HardwareKeyError, KeyProtection, LockedVault, NoHardwareKey, Pin, StretchCost, Vault,
    hmac_sha256,
};
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

fn pin(typed: &str) -> Pin {
    Pin::new(typed).expect("long and rare enough")
}

/// A fresh vault, and the directory that must outlive it.
fn fresh() -> (TempDir, Vault) {
    fresh_with(&NoHardwareKey)
}

fn fresh_with(hardware: &dyn HardwareKey) -> (TempDir, Vault) {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let vault = Vault::create(dir.path(), &pin(PIN), StretchCost::FLOOR, hardware, &mut rng(1))
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
    unlocked_by(dir, PIN, &NoHardwareKey)
}

fn unlocked_by(dir: &Path, pin: &str, hardware: &dyn HardwareKey) -> Vault {
    locked(dir).unlock(pin, hardware, &at(10_000_000), &mut rng(2)).expect("the right PIN opens")
}

/// A keystore: keys by number, a counter or none, and a note of everything it was asked.
#[derive(Default)]
struct Keystore {
    keys: RefCell<BTreeMap<u32, u8>>,
    counter: Cell<Option<u64>>,
    asked: RefCell<Vec<&'static str>>,
    /// Answers nothing more.
    broken: Cell<bool>,
}

impl Keystore {
    fn counting() -> Self {
        Self { counter: Cell::new(Some(1000)), ..Self::default() }
    }

    fn note(&self, what: &'static str) -> Result<(), HardwareKeyError> {
        self.asked.borrow_mut().push(what);
        if self.broken.get() { Err(HardwareKeyError) } else { Ok(()) }
    }

    fn numbers(&self) -> Vec<u32> {
        self.keys.borrow().keys().copied().collect()
    }
}

impl HardwareKey for Keystore {
    fn protection(&self) -> KeyProtection {
        KeyProtection::SecureElement
    }

    fn make(&self, number: u32) -> Result<(), HardwareKeyError> {
        self.note("make")?;
        let made = self.asked.borrow().len();
        self.keys.borrow_mut().insert(number, u8::try_from(made).unwrap_or(u8::MAX));
        Ok(())
    }

    fn mac(&self, number: u32, message: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, HardwareKeyError> {
        self.note("mac")?;
        let keys = self.keys.borrow();
        let key = keys.get(&number).ok_or(HardwareKeyError)?;
        Ok(hmac_sha256(&[*key; 32], message))
    }

    fn forget_but(&self, kept: Option<u32>) -> Result<(), HardwareKeyError> {
        self.note("forget")?;
        self.keys.borrow_mut().retain(|number, _| Some(*number) == kept);
        Ok(())
    }

    fn count(&self) -> Result<Option<u64>, HardwareKeyError> {
        self.note("count")?;
        Ok(self.counter.get())
    }

    fn count_up(&self) -> Result<(), HardwareKeyError> {
        self.note("count up")?;
        self.counter.set(self.counter.get().map(|count| count + 1));
        Ok(())
    }
}
