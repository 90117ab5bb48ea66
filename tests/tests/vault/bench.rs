//! A store on a simulated disk, with something in it that can be counted.

use std::sync::Arc;

use fieldward_core::{
    ids::{Hash32, InterviewId, StreamKind},
    moment::Moment,
    vault::{Found, LockedVault, NoHardwareKey, Outgoing, Pin, Pins, Refused, StretchCost, Vault},
};
use fieldward_tests::simulation::disk::{Disk, Image};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

pub const PIN: &str = "kapok 58 river";
pub const OTHER: &str = "teak 91 valley";
pub const DURESS: &str = "amber 36 finch";
/// A part of the wrapped master key within the lock's row.
const WRAPPED: std::ops::Range<usize> = 50..90;
/// Events of the open interview.
const EVENTS: u32 = 6;

pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub fn at(monotonic_ms: u64) -> Moment {
    Moment { wall_ms: 1_750_000_000_000, offset_min: 420, monotonic_ms }
}

pub fn pin(typed: &str) -> Pin {
    Pin::new(typed).expect("long and rare enough")
}

pub fn id() -> InterviewId {
    InterviewId(Uuid::from_u128(1))
}

/// A folder on a disk of its own.
pub struct Bench {
    pub disk: Arc<Disk>,
    _folder: TempDir,
}

/// What can be read of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// Everything that was put into it.
    All,
    /// Nothing: it opens, and is empty.
    Empty,
    /// Nothing: no PIN opens it, or there is no store.
    Nothing,
}

impl Bench {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("the system has a directory for temporary files");
        Self { disk: Disk::mount(folder.path()), _folder: folder }
    }

    /// A closed store with an interview, a document and a record in it, under both PINs.
    pub fn full() -> (Self, Image) {
        let bench = Self::empty();
        let (unlock, duress) = (pin(PIN), pin(DURESS));
        let pins = Pins { unlock: &unlock, duress: Some(&duress) };
        let vault = Vault::create(bench.disk.folder(), pins, StretchCost::FLOOR, &NoHardwareKey, &mut rng(1));
        let vault = vault.expect("an empty disk takes a vault");
        vault.drafts().begin(id(), b"tree", &mut rng(2)).expect("a new draft");
        for sequence in 0..EVENTS {
            vault.drafts().append(id(), &[(sequence, &[7; 300])], &mut rng(3)).expect("the next event");
        }
        vault.shelf().put("kind", b"key", &[9; 6_000], &mut rng(4)).expect("there is room");
        let bytes = vec![5; 400];
        let record = Outgoing { stream: StreamKind::Answers, sequence: 1, link: Hash32::of(&bytes), bytes };
        vault.outbox().append(&[record], &mut rng(5)).expect("it is next");
        drop(vault);
        let image = bench.disk.image();
        (bench, image)
    }

    /// The same, and a document of this size that the kill left in the log.
    pub fn killed_with(bytes: usize) -> Self {
        Self::killed_after(|vault| {
            vault.shelf().put("kind", b"large", &vec![3; bytes], &mut rng(7)).expect("there is room");
        })
    }

    /// The same, and what somebody did before the kill.
    pub fn killed_after(work: impl FnOnce(&Vault)) -> Self {
        let (bench, _) = Self::full();
        let vault = bench.unlock(PIN).expect("the right PIN");
        work(&vault);
        let image = bench.disk.image();
        drop(vault);
        bench.disk.restore(&image);
        bench
    }

    /// Something else has taken the room that was kept.
    pub fn lose_room(&self) {
        let _ = std::fs::remove_file(self.disk.folder().join("fieldward.room"));
    }

    /// Bytes of the room that is kept.
    pub fn room(&self) -> u64 {
        std::fs::metadata(self.disk.folder().join("fieldward.room")).map_or(0, |file| file.len())
    }

    /// The wrapped master key, as a thief of the disk finds it.
    pub fn wrapped_key(&self) -> Vec<u8> {
        let copy = Self::empty();
        copy.disk.restore(&self.disk.image());
        let connection = Connection::open(copy.disk.folder().join("fieldward.vault")).expect("readable");
        let row = connection.query_row("SELECT body FROM lock", [], |row| row.get::<_, Vec<u8>>(0));
        row.expect("a lock")[WRAPPED].to_vec()
    }

    /// Whether any file holds these bytes.
    pub fn holds(&self, needle: &[u8]) -> bool {
        self.disk.contents().iter().any(|(_, bytes)| memchr::memmem::find(bytes, needle).is_some())
    }

    pub fn locked(&self) -> Option<LockedVault> {
        match Vault::find(self.disk.folder()).expect("a cut damages nothing") {
            Found::Locked(locked) => Some(locked),
            Found::Nothing => None,
        }
    }

    pub fn unlock(&self, typed: &str) -> Result<Vault, Option<Refused>> {
        let locked = self.locked().ok_or(None)?;
        locked.unlock(typed, &NoHardwareKey, &at(10_000_000), &mut rng(6)).map_err(Some)
    }

    /// What a PIN opens.
    pub fn readable(&self, typed: &str) -> Readable {
        let Ok(vault) = self.unlock(typed) else { return Readable::Nothing };
        let drafts = vault.drafts().list().expect("what opens is whole");
        let document = vault.shelf().get("kind", b"key").expect("what opens is whole");
        let head = vault.outbox().head(StreamKind::Answers).expect("what opens is whole");
        assert!(vault.signer().is_ok() && vault.return_key().is_ok(), "what opens is whole");
        if drafts.is_empty() && document.is_none() && head.next_sequence == 1 {
            return Readable::Empty;
        }
        let log = vault.drafts().log(id()).expect("what opens is whole");
        assert_eq!((drafts.len(), log.len(), head.next_sequence), (1, EVENTS as usize, 2));
        assert_eq!(document.map(|document| document.len()), Some(6_000));
        Readable::All
    }
}
