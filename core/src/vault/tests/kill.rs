//! A kill at any moment: the files as they are between two statements, opened by the next start.

use std::{cell::RefCell, path::Path};

use tempfile::TempDir;

use super::{super::*, fresh, interview, rng, unlocked};
use crate::ids::{Hash32, StreamKind};

/// The files as they are now, somewhere else.
pub(super) fn copy_of(dir: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("the system has a directory for temporary files");
    for file in std::fs::read_dir(dir).expect("readable") {
        let file = file.expect("readable");
        std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("writable");
    }
    copy
}

/// Randomness that copies the files each time it is asked: once or more between any two writes of a row.
pub(super) struct Copying<'a> {
    dir: &'a Path,
    rng: rand_chacha::ChaCha20Rng,
    copies: &'a RefCell<Vec<TempDir>>,
}

impl rand_core::TryRng for Copying<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.rng.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.rng.try_next_u64()
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        self.copies.borrow_mut().push(copy_of(self.dir));
        self.rng.try_fill_bytes(dst)
    }
}

impl rand_core::TryCryptoRng for Copying<'_> {}

/// Runs a change, and returns the files at each of its statements and after it.
pub(super) fn copies_of(dir: &Path, change: impl FnOnce(&mut Copying<'_>)) -> (Vec<TempDir>, TempDir) {
    let copies = RefCell::new(Vec::new());
    change(&mut Copying { dir, rng: rng(60), copies: &copies });
    (copies.into_inner(), copy_of(dir))
}

#[test]
fn an_append_is_whole_or_not_there() {
    let (dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(61)).expect("a new draft");
    vault.drafts().append(id, &[(0, b"zero")], &mut rng(62)).expect("the next event");
    let events: [(u32, &[u8]); 3] = [(1, b"one"), (2, b"two"), (3, b"three")];
    let (cuts, after) = copies_of(dir.path(), |rng| vault.drafts().append(id, &events, rng).expect("the next events"));
    assert_eq!(cuts.len(), 4, "three events and the count");
    let events_in = |copy: &TempDir| unlocked(copy.path()).drafts().log(id).map(|log| log.len());
    for cut in &cuts {
        assert_eq!(events_in(cut), Ok(1));
    }
    assert_eq!(events_in(&after), Ok(4), "durable when it returned");
}

#[test]
fn finalizing_is_whole_or_not_there() {
    let (dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(63)).expect("a new draft");
    vault.drafts().append(id, &[(0, b"zero")], &mut rng(64)).expect("the next event");
    let bytes = b"sealed".to_vec();
    let record = Outgoing { stream: StreamKind::Answers, sequence: 1, link: Hash32::of(&bytes), bytes };
    vault.shelf().put("return", b"7", b"what it answers", &mut rng(64)).expect("there is room");
    let documents = [
        ShelfChange::Put { kind: "sealed", key: b"1", bytes: b"note" },
        ShelfChange::Delete { kind: "return", key: b"7" },
    ];
    let (cuts, after) =
        copies_of(dir.path(), |rng| vault.outbox().finalize(id, &[record], &documents, rng).expect("it is next"));
    // Lists and streams twice: list, record, stream; kinds, list and note; list of returns. Each a key, its seal, the
    // seal of its place and that of the row. And noise over the keys of the draft and the return.
    assert_eq!(cuts.len(), 12 * 4 + 2);
    let state = |copy: &TempDir| {
        let vault = unlocked(copy.path());
        let log = vault.drafts().log(id).map(|log| log.len());
        let documents = ["sealed", "return"].map(|kind| vault.shelf().keys(kind).map(|keys| keys.len()));
        (log, vault.outbox().pending(StreamKind::Answers, 0, 1000).map(|pending| pending.len()), documents)
    };
    for cut in &cuts {
        assert_eq!(state(cut), (Ok(1), Ok(0), [Ok(0), Ok(1)]));
    }
    assert_eq!(state(&after), (Err(VaultError::NoSuchDraft), Ok(1), [Ok(1), Ok(0)]));
}

#[test]
fn writing_a_draft_anew_is_whole_or_not_there() {
    let (dir, vault) = fresh();
    let id = interview(1);
    vault.drafts().begin(id, b"tree", &mut rng(67)).expect("a new draft");
    let before: [(u32, &[u8]); 2] = [(0, b"zero"), (1, b"one")];
    vault.drafts().append(id, &before, &mut rng(68)).expect("the next events");
    let after: [(u32, &[u8]); 3] = [(0, b"zero"), (1, b""), (2, b"two")];
    let (cuts, done) = copies_of(dir.path(), |rng| {
        vault.outbox().rewrite_from((id, b"river"), &after, &[], &[], rng).expect("it is there");
    });
    // The new key, and its row as any other; then label, three events and the count.
    assert_eq!(cuts.len(), 1 + 4 + 5);
    let state = |copy: &TempDir| {
        let drafts = unlocked(copy.path());
        let log = drafts.drafts().log(id).expect("the log is whole");
        log.iter().map(|event| event.to_vec()).collect::<Vec<_>>()
    };
    for cut in &cuts {
        assert_eq!(state(cut), [b"zero".to_vec(), b"one".to_vec()]);
    }
    assert_eq!(state(&done), [b"zero".to_vec(), Vec::new(), b"two".to_vec()]);
}

/// A list grows with what it lists: to write it for each document made a thousand of them cost a minute.
#[test]
fn the_list_of_a_kind_is_written_once_in_a_change() {
    let (dir, vault) = fresh();
    let put = |key: &'static [u8]| ShelfChange::Put { kind: "left", key, bytes: b"x" };
    let delete = |key: &'static [u8]| ShelfChange::Delete { kind: "left", key };
    let draws = |changes: &[ShelfChange<'_>]| {
        let (cuts, _) = copies_of(dir.path(), |rng| vault.shelf().change(changes, rng).expect("there is room"));
        cuts.len()
    };
    assert_eq!(draws(&[put(b"1"), put(b"2"), put(b"3")]), (2 + 2 + 3) * 4, "kinds and keys twice, each document once");
    assert_eq!(draws(&[put(b"2")]), 4, "no list changes");
    assert_eq!(draws(&[delete(b"9")]), 0, "nothing was there");
    assert_eq!(draws(&[delete(b"2"), put(b"4"), delete(b"4"), put(b"2")]), 2 * 4 + 4 + 1 + 4 + 1);
    assert_eq!(vault.shelf().keys("left"), Ok(vec![b"1".to_vec(), b"3".to_vec(), b"2".to_vec()]));
    let held = |key: &[u8]| vault.shelf().get("left", key).expect("readable").map(|bytes| bytes.to_vec());
    assert_eq!((held(b"2"), held(b"4"), held(b"1")), (Some(b"x".to_vec()), None, Some(b"x".to_vec())));
}

#[test]
fn a_change_that_was_dropped_left_nothing() {
    let (dir, vault) = fresh();
    let change = vault.store.change().expect("nobody else writes");
    vault.rows(&change).put(Place::DraftList, b"", &mut rng(65)).expect("there is room");
    drop(change);
    drop(vault);
    assert_eq!(unlocked(dir.path()).drafts().list().map(|list| list.len()), Ok(0));
}

#[test]
fn a_creation_that_was_cut_can_be_done_again() {
    let (dir, vault) = fresh();
    vault.store.connection().execute("DELETE FROM lock", []).expect("plain SQL");
    drop(vault);
    assert!(matches!(Vault::find(dir.path()), Ok(Found::Nothing)));
    std::fs::write(dir.path().join(file::FILE_NAME), b"").expect("writable");
    assert!(matches!(Vault::find(dir.path()), Ok(Found::Nothing)), "a file without tables");
    let pin = Pin::new(super::PIN).expect("long and rare enough");
    assert!(Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(66)).is_ok());
}
