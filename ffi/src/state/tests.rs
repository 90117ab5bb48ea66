//! A device's memory: what a lock, a wrong PIN, a duress PIN and an idle phone leave in it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use super::*;
use crate::hardware::{HardwareError, HardwareKey};

const PIN: &str = "brisk-heron-71";

/// A clock that moves when it is told to.
#[derive(Default)]
struct Clock(AtomicU64);

impl Surroundings for Clock {
    fn now(&self) -> Moment {
        Moment { wall_ms: 1_795_000_000_000, offset_min: 0, monotonic_ms: self.0.load(Ordering::Relaxed) }
    }

    fn set_offset(&self, _: i16) {}

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has random numbers");
    }
}

/// A keystore with keys by number and a counter.
#[derive(Default)]
struct Keys {
    numbers: Mutex<Vec<u32>>,
    counter: AtomicU64,
}

impl HardwareKey for Keys {
    fn make(&self, number: u32) -> Result<(), HardwareError> {
        self.numbers.lock().expect("nobody panicked").push(number);
        Ok(())
    }

    fn hmac(&self, number: u32, message: Vec<u8>) -> Result<Vec<u8>, HardwareError> {
        if !self.numbers.lock().expect("nobody panicked").contains(&number) {
            return Err(HardwareError::Unavailable);
        }
        Ok(vault::hmac_sha256(&number.to_le_bytes(), &message).to_vec())
    }

    fn forget_but(&self, kept: Option<u32>) -> Result<(), HardwareError> {
        self.numbers.lock().expect("nobody panicked").retain(|number| Some(*number) == kept);
        Ok(())
    }

    fn count(&self) -> Result<Option<u64>, HardwareError> {
        Ok(Some(self.counter.load(Ordering::Relaxed)))
    }

    fn count_up(&self) -> Result<(), HardwareError> {
        self.counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

struct Phone {
    _folder: tempfile::TempDir,
    keys: Arc<Keys>,
    hardware: Keystore,
    clock: Clock,
    state: State,
}

fn phone() -> Phone {
    let folder = tempfile::tempdir().expect("the system has a directory for temporary files");
    let (keys, clock) = (Arc::new(Keys::default()), Clock::default());
    let state = State::open(folder.path().to_owned(), clock.idle_ms()).expect("an empty folder");
    let mut phone = Phone { _folder: folder, hardware: Keystore(Some(keys.clone())), keys, clock, state };
    phone.state.create(PIN, &phone.hardware, &phone.clock).expect("a new store");
    phone
}

impl Phone {
    fn unlock(&mut self, pin: &str) -> Result<(), DeviceError> {
        self.state.unlock(pin, &self.hardware, &self.clock)
    }

    fn use_it(&mut self, by: By) -> Result<(), DeviceError> {
        self.state.with(by, &self.clock.now(), |_, _| Ok(()))
    }

    fn later(&self, seconds: u64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    fn numbers(&self) -> Vec<u32> {
        self.keys.numbers.lock().expect("nobody panicked").clone()
    }
}

fn code(done: Result<(), DeviceError>) -> String {
    match done {
        Err(DeviceError::Refused { code, .. }) => code,
        other => format!("{other:?}"),
    }
}

#[test]
fn a_store_is_made_once_and_unlocked_when_it_is_there() {
    let mut phone = phone();
    assert_eq!(code(phone.state.create(PIN, &phone.hardware, &phone.clock)), "exists");
    phone.state.lock();
    assert_eq!(code(phone.state.create(PIN, &phone.hardware, &phone.clock)), "exists");
    assert_eq!(phone.unlock(PIN), Ok(()));
    assert_eq!(phone.state.destroy(&phone.hardware, &phone.clock), Ok(()));
    assert!(phone.state.is_new() && phone.numbers().is_empty());
    assert_eq!(code(phone.unlock(PIN)), "absent");
}

#[test]
fn an_idle_device_locks_and_a_sync_does_not_keep_it_open() {
    let mut phone = phone();
    phone.later(299);
    assert_eq!(phone.state.seconds_to_lock(&phone.clock.now()), 1);
    assert_eq!(phone.use_it(By::Person), Ok(()), "used in time");
    phone.later(299);
    assert_eq!(phone.use_it(By::Background), Ok(()));
    phone.later(1);
    assert_eq!(phone.use_it(By::Background), Err(DeviceError::Locked));
    assert!(phone.state.is_locked(&phone.clock.now()));
    assert_eq!(phone.unlock(PIN), Ok(()));
    phone.state.set_idle_limit(30_000, &phone.clock.now());
    phone.later(30);
    assert_eq!(phone.state.seconds_to_lock(&phone.clock.now()), 0);
    assert_eq!(phone.use_it(By::Person), Err(DeviceError::Locked));
}

#[test]
fn a_new_pin_takes_the_old_ones_place_and_a_wrong_old_one_locks() {
    let mut phone = phone();
    let new = TypedPins { unlock: "quiet-otter-58", duress: "amber-finch-36" };
    let renew =
        |phone: &mut Phone, old: &str, renewal| phone.state.renew(old, &new, renewal, (&phone.hardware, &phone.clock));
    let first = phone.numbers();
    assert!(matches!(renew(&mut phone, "wrong-heron-72", Renewal::Lock), Err(DeviceError::Pin { tries_left: 9, .. })));
    assert_eq!(phone.use_it(By::Person), Err(DeviceError::Locked));
    assert_eq!(renew(&mut phone, PIN, Renewal::Lock), Ok(()));
    assert_eq!(phone.use_it(By::Person), Ok(()));
    let second = phone.numbers();
    assert_eq!(renew(&mut phone, new.unlock, Renewal::Everything), Ok(()));
    let third = phone.numbers();
    assert_eq!((first.len(), second.len(), third.len()), (1, 1, 1), "the keystore forgets the keys before");
    assert!(first != second && second != third && first != third);
    let same = TypedPins { unlock: PIN, duress: PIN };
    let refused = phone.state.renew(new.unlock, &same, Renewal::Lock, (&phone.hardware, &phone.clock));
    assert_eq!(code(refused), "duress");
    phone.state.lock();
    assert!(matches!(phone.unlock(PIN), Err(DeviceError::Pin { tries_left: 9, .. })));
    assert_eq!(phone.unlock(new.duress), Ok(()));
    phone.state.lock();
    assert!(matches!(phone.unlock(new.unlock), Err(DeviceError::Pin { .. })), "what it opened is gone");
    assert_eq!(phone.unlock(new.duress), Ok(()), "the empty store opens by the PIN that made it");
}
