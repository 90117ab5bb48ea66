//! Unlocking, by the PIN and by a duress PIN, and destruction.

use std::{path::Path, time::Duration};

use fieldward_core::{
    ids::InterviewId,
    moment::Moment,
    vault::{Found, NoHardwareKey, Pin, Pins, StretchCost, Vault},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    Outcome,
    sample::{Sample, compare, timed},
};

const PIN: &str = "kapok 58 river";
const DURESS: &str = "amber 36 finch";
const TIMES: usize = 9;
const INTERVIEWS: u128 = 20;
const EVENTS: u32 = 200;
/// A study package with its media.
const PACKAGE_BYTES: usize = 8 * 1024 * 1024;
const NOW: Moment = Moment { wall_ms: 1_750_000_000_000, offset_min: 0, monotonic_ms: 1 };
/// What destruction may take.
const DESTROYED_IN: Duration = Duration::from_secs(1);
/// A duress PIN may take so much longer than an ordinary unlock.
const AIM: f64 = 1.05;

pub fn measure(folder: &Path) -> Outcome<()> {
    let cost = StretchCost::calibrate(|work| timed(work).0.as_millis().try_into().unwrap_or(u64::MAX));
    println!("\nUnlocking, at the cost that fits this machine: {} KiB, {} passes", cost.memory_kib, cost.passes);
    let (mut empty, mut full, mut duress, mut destroyed): (Vec<_>, Vec<_>, Vec<_>, Vec<_>) = Default::default();
    for _ in 0..TIMES {
        let dir = store(folder, cost, 0)?;
        empty.push(unlock(dir.path(), PIN)?.0);
        let dir = store(folder, cost, INTERVIEWS)?;
        full.push(unlock(dir.path(), PIN)?.0);
        duress.push(unlock(dir.path(), DURESS)?.0);
        let dir = store(folder, cost, INTERVIEWS)?;
        let (_, vault) = unlock(dir.path(), PIN)?;
        let (time, done) = timed(|| vault.destroy(&NoHardwareKey, &mut ChaCha20Rng::seed_from_u64(4)));
        done?;
        destroyed.push(time);
    }
    let (empty, full) = (Sample::of(empty), Sample::of(full));
    let (duress, destroyed) = (Sample::of(duress), Sample::of(destroyed));
    empty.print("an empty store");
    full.print("a full one: 20 interviews, 8 MiB of package");
    duress.print("a full one by the duress PIN");
    compare("duress to an empty store", &duress, &empty, AIM);
    compare("duress to the same store by its PIN", &duress, &full, AIM);
    destroyed.print("destroying a full one");
    println!("  within {DESTROYED_IN:?}: {}", if destroyed.late() <= DESTROYED_IN { "met" } else { "missed" });
    Ok(())
}

fn unlock(dir: &Path, pin: &str) -> Outcome<(Duration, Vault)> {
    let Found::Locked(locked) = Vault::find(dir)? else { return Err("no store".into()) };
    let (time, vault) = timed(|| locked.unlock(pin, &NoHardwareKey, &NOW, &mut ChaCha20Rng::seed_from_u64(3)));
    Ok((time, vault.map_err(|refused| refused.reason)?))
}

/// A closed store with so many interviews.
fn store(folder: &Path, cost: StretchCost, interviews: u128) -> Outcome<TempDir> {
    let dir = tempfile::tempdir_in(folder)?;
    let (unlock, duress) = (Pin::new(PIN)?, Pin::new(DURESS)?);
    let pins = Pins { unlock: &unlock, duress: Some(&duress) };
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let vault = Vault::create(dir.path(), pins, cost, &NoHardwareKey, &mut rng)?;
    for number in 0..interviews {
        let id = InterviewId(Uuid::from_u128(number));
        vault.drafts().begin(id, b"label", &mut rng)?;
        let events: Vec<(u32, &[u8])> = (0..EVENTS).map(|sequence| (sequence, &[7_u8; 60][..])).collect();
        vault.drafts().append(id, &events, &mut rng)?;
    }
    if interviews > 0 {
        vault.shelf().put("package", b"key", &vec![9; PACKAGE_BYTES], &mut rng)?;
    }
    Ok(dir)
}
