//! What stands in the store of a device: the lock, which is read before anything is unlocked, and every row behind it.
//!
//! Rows are sealed, so that a stranger's change ends at the seal (the vault's own tests show it). Here they are written
//! as the device writes them, with content that no device would write: an older program's, or a mistake's.

use std::{
    fs,
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
};

use fieldward_core::{
    ids::InterviewId,
    moment::Moment,
    session::Session,
    vault::{Found, NoHardwareKey, Pin, StretchCost, Vault},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::folder;

/// Name of the store in its folder.
const FILE_NAME: &str = "fieldward.vault";

const PIN: &str = "483920";
const NOW: Moment = Moment { wall_ms: 1_795_262_400_000, offset_min: 420, monotonic_ms: 9_000_000 };

/// Kinds and names of what a session keeps on the shelf. The first three are read when it begins.
const DOCUMENTS: [(&str, &[u8]); 15] = [
    ("device", b"enrolment"),
    ("device", b"package"),
    ("package", &[0; 32]),
    ("device", b"id"),
    ("device", b"returns"),
    ("device", b"orders"),
    ("device", b"grant"),
    ("device", b"carrier"),
    ("device", b"bytes"),
    ("sealed", &[0, 0, 0, 0, 0, 0, 0, 1]),
    ("asked", &[1; 10]),
    ("recorded", &[1; 10]),
    ("return", &[0, 0, 0, 0, 0, 0, 0, 1]),
    ("media-note", &[2; 32]),
    ("parked", &[0, 0, 0, 0, 0, 0, 0, 0, 1]),
];

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn made(folder: &Path) -> Vault {
    let pin = Pin::new(PIN).expect("the PIN keeps the rules");
    Vault::create(folder, &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng()).expect("an empty folder takes a store")
}

/// The input in place of the lock. Nobody tries a PIN: that would only spend the time that a lock may ask for.
pub fn lock(input: &[u8]) {
    static SOUND: LazyLock<(TempDir, Vec<u8>)> = LazyLock::new(|| {
        let folder = folder::fresh();
        drop(made(folder.path()));
        let bytes = fs::read(folder.path().join(FILE_NAME)).expect("the store is a file");
        (folder, bytes)
    });
    let (folder, bytes) = &*SOUND;
    let file = folder.path().join(FILE_NAME);
    fs::write(&file, bytes).expect("memory is writable");
    let connection = Connection::open(&file).expect("the store is SQLite's");
    connection.execute("UPDATE lock SET body = ?1", [input]).expect("the store has a lock");
    if input.first().is_some_and(|first| first % 16 == 15) {
        connection.pragma_update(None, "user_version", 1).expect("the store has a version");
    }
    drop(connection);
    if let Ok(Found::Locked(locked)) = Vault::find(folder.path()) {
        let _ = (locked.attempts_left(), locked.wait_ms(&NOW), locked.protection());
    }
}

/// The first byte says which row; the rest is what it holds.
pub fn store(input: &[u8]) {
    static KEPT: LazyLock<(TempDir, Mutex<Option<Session>>)> = LazyLock::new(|| (folder::fresh(), Mutex::new(None)));
    let Some((which, content)) = input.split_first() else { return };
    let (folder, session) = &*KEPT;
    let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
    let vault = session.take().map_or_else(|| again(folder.path()), Session::end);
    let which = usize::from(*which) % (DOCUMENTS.len() + 1);
    let id = InterviewId(uuid::Uuid::from_bytes([3; 16]));
    let put = match DOCUMENTS.get(which) {
        Some((kind, key)) => vault.shelf().put(kind, key, content, &mut rng()),
        None => {
            let (label, event) = content.split_at(content.len() / 2);
            vault.drafts().begin_with(id, label, &[(0, event)], &mut rng())
        }
    };
    put.expect("the store takes any content");
    if let Ok(mut begun) = Session::begin(vault, &NOW, &mut rng()) {
        look(&mut begun, id);
        let vault = begun.end();
        match DOCUMENTS.get(which) {
            Some((kind, key)) => vault.shelf().delete(kind, key, &mut rng()).expect("what was put can be deleted"),
            None => drop(vault.drafts().discard(id, &mut rng())),
        }
        *session = Session::begin(vault, &NOW, &mut rng()).ok();
    }
}

/// All that a shell asks for.
fn look(session: &mut Session, id: InterviewId) {
    let _ = (session.drafts(), session.sealed_interviews(), session.sealed_count(), session.waiting_count());
    let _ = (session.returns(), session.orders_mark(), session.is_revoked(), session.grant_left_ms(&NOW));
    let _ = (session.bytes_left(&NOW), session.answers(id, &NOW, &mut rng()), session.pack(&NOW, &mut rng()));
    let _ = session.start_correction(1, &NOW, &mut rng());
}

/// A store anew: the one before could not be begun, and nobody has its vault any more.
fn again(folder: &Path) -> Vault {
    for file in fs::read_dir(folder).expect("the folder is ours").flatten() {
        fs::remove_file(file.path()).expect("the file is ours");
    }
    made(folder)
}
