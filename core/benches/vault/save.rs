//! From an answer to its being on the disk, in turn with a bare insert of the same durability.

use std::{path::Path, time::Duration};

use fieldward_core::{
    ids::InterviewId,
    vault::{NoHardwareKey, Pin, StretchCost, Vault},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    Outcome,
    sample::{Sample, compare, timed},
};

const ANSWERS: u32 = 600;
/// Not measured: files grow and caches fill.
const FIRST: usize = 50;
/// A typical answer's event.
const EVENT: [u8; 40] = [7; 40];
/// Saving may cost so much more than the bare insert.
const AIM: f64 = 1.3;

pub fn measure(folder: &Path) -> Outcome<()> {
    let (ours, theirs) = (tempfile::tempdir_in(folder)?, tempfile::tempdir_in(folder)?);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let pin = Pin::new("kapok 58 river")?;
    let vault = Vault::create(ours.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng)?;
    let id = InterviewId(Uuid::from_u128(1));
    vault.drafts().begin(id, b"label", &mut rng)?;
    let bare = bare(theirs.path())?;
    let mut insert = bare.prepare("INSERT INTO answers (body) VALUES (?1)")?;
    let (mut saved, mut inserted): (Vec<Duration>, Vec<Duration>) = Default::default();
    for sequence in 0..ANSWERS {
        let (time, done) = timed(|| vault.drafts().append(id, &[(sequence, &EVENT)], &mut rng));
        done?;
        saved.push(time);
        let (time, done) = timed(|| insert.execute([&EVENT[..]]));
        done?;
        inserted.push(time);
    }
    let (saved, inserted) = (Sample::of(saved.split_off(FIRST)), Sample::of(inserted.split_off(FIRST)));
    println!("Saving one answer, {ANSWERS} times each, in turn");
    saved.print("sealed, in the vault");
    inserted.print("bare, the same log and the same flush");
    compare("vault to bare insert", &saved, &inserted, AIM);
    Ok(())
}

/// A database with the vault's settings and nothing of its work.
fn bare(folder: &Path) -> Outcome<Connection> {
    let bare = Connection::open(folder.join("bare"))?;
    bare.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    bare.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    bare.pragma_update(None, "synchronous", "FULL")?;
    bare.execute_batch("CREATE TABLE answers (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")?;
    Ok(bare)
}
