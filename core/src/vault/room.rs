//! Room on the disk that is kept for the day when there is none.
//!
//! A phone whose disk is full takes no answer, and says so. But it must still count an attempt, open, let a person stop
//! or withdraw, and be destroyed by a duress PIN, and each of these writes before it frees anything. So a file of noise
//! stands beside the store; when such a change finds no room it is cut to nothing and the change is tried once more,
//! and each try of a PIN fills it up again as far as there is room. Both PINs do the same with it, and it is as long
//! whatever the store holds.
//!
//! Nothing here knows SQLite or keys.

use std::{
    fs::OpenOptions,
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use super::file::{ROOM_NAME, make_private};

/// Bytes that are kept: what an unlock and an empty store write, and the list of free pages of a store of 400 MB.
pub const ROOM_BYTES: u64 = 512 * 1024;
/// Bytes that are written at a time, so that on a disk that is almost full most of what is left is kept.
const PIECE_BYTES: u64 = 16 * 1024;

/// Whether there was room to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Given,
    None,
}

/// Fills the room up again, as far as the disk lets it. What fails here is tried again at the next try of a PIN.
pub(super) fn keep(dir: &Path) {
    let path = dir.join(ROOM_NAME);
    let kept = kept(dir);
    if kept < ROOM_BYTES && make_private(dir, ROOM_NAME).is_ok() {
        let _ = fill(&path, kept);
    }
}

/// How much is kept now.
pub(super) fn kept(dir: &Path) -> u64 {
    std::fs::metadata(dir.join(ROOM_NAME)).map_or(0, |file| file.len())
}

/// Noise, because a file system may keep zeros without giving them any room; the same in every store, so it tells
/// nothing.
fn fill(path: &Path, kept: u64) -> std::io::Result<()> {
    let mut noise = blake3::Hasher::new_derive_key("fieldward vault room").finalize_xof();
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut at = file.seek(SeekFrom::Start(kept))?;
    noise.set_position(at);
    let mut filled = Ok(());
    while at < ROOM_BYTES && filled.is_ok() {
        let mut piece = vec![0; usize::try_from(PIECE_BYTES.min(ROOM_BYTES - at)).unwrap_or_default()];
        noise.fill(&mut piece);
        filled = file.write_all(&piece);
        at += PIECE_BYTES;
    }
    // The part that did fit is kept too. It is not waited for: what a cut takes of it is filled up at the next try.
    filled
}

/// Gives the room back to the disk.
pub(super) fn give(dir: &Path) -> Room {
    let given = OpenOptions::new().write(true).open(dir.join(ROOM_NAME)).and_then(|file| {
        let kept = file.metadata()?.len();
        file.set_len(0)?;
        file.sync_all()?;
        Ok(kept)
    });
    if given.is_ok_and(|kept| kept > 0) { Room::Given } else { Room::None }
}
