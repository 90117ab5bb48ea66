//! Damaged files: every one is named, and what is readable is saved and counted.

use super::{super::*, PIN, at, fresh, interview, locked, rng, unlocked};
use crate::ids::{Hash32, InterviewId, StreamKind};

const PAGE_BYTES: usize = 4096;
const DRAFTS: u128 = 8;
const EVENTS: u32 = 12;

/// A store of a few dozen pages, closed.
fn many() -> (tempfile::TempDir, Vec<u8>) {
    let (dir, vault) = fresh();
    let mut rng = rng(160);
    for number in 0..DRAFTS {
        vault.drafts().begin(interview(number), b"label", &mut rng).expect("a new draft");
        for sequence in 0..EVENTS {
            vault.drafts().append(interview(number), &[(sequence, &[7; 300])], &mut rng).expect("the next event");
        }
    }
    for sequence in 1..=6_u64 {
        let bytes = vec![1; 900];
        let record = Outgoing { stream: StreamKind::Answers, sequence, link: Hash32::of(&bytes), bytes };
        vault.outbox().append(&[record], &mut rng).expect("it is next");
        vault.shelf().put("kind", &sequence.to_le_bytes(), &[2; 2000], &mut rng).expect("there is room");
    }
    drop(vault);
    let bytes = std::fs::read(dir.path().join(file::FILE_NAME)).expect("readable");
    (dir, bytes)
}

/// What comes of a file with these bytes: the counts, or the error that it is refused with.
fn salvaged(dir: &Path, bytes: &[u8]) -> Result<(Vault, Salvaged), VaultError> {
    std::fs::write(dir.join(file::FILE_NAME), bytes).expect("writable");
    let found = match Vault::find(dir)? {
        Found::Locked(found) => found,
        Found::Nothing => panic!("a damaged store is not none"),
    };
    let vault = found.unlock(PIN, &NoHardwareKey, &at(0), &mut rng(161)).map_err(|refused| match refused.reason {
        UnlockError::Vault(error) => error,
        other => panic!("{other}"),
    })?;
    vault.salvage(|_| true, &mut rng(162))
}

/// Everything that was there is saved, counted as lost, or in a list that is.
fn check_counts(counts: &Salvaged) {
    let drafts = counts.drafts + counts.drafts_cut + counts.drafts_lost;
    assert!(drafts == DRAFTS as u64 || counts.lists_lost > 0, "{counts:?}");
    assert!(counts.records + counts.records_lost == 6 || counts.lists_lost > 0, "{counts:?}");
    assert!(counts.documents + counts.documents_lost == 6 || counts.lists_lost > 0, "{counts:?}");
}

fn log_lengths(vault: &Vault) -> Vec<(InterviewId, usize)> {
    let drafts = vault.drafts().list().expect("a saved list is whole");
    drafts.iter().map(|(id, _)| (*id, vault.drafts().log(*id).expect("a saved log is whole").len())).collect()
}

#[test]
fn a_whole_store_is_saved_whole() {
    let (dir, bytes) = many();
    let (vault, counts) = salvaged(dir.path(), &bytes).expect("nothing is wrong with it");
    let whole = Salvaged { drafts: DRAFTS as u64, records: 6, documents: 6, ..Salvaged::default() };
    assert_eq!(counts, whole);
    assert!(log_lengths(&vault).iter().all(|(_, events)| *events == EVENTS as usize));
    drop(vault);
    assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 2, "nothing stands beside it but its room");
    let vault = unlocked(dir.path());
    vault.drafts().append(interview(1), &[(EVENTS, b"goes on")], &mut rng(163)).expect("the next event");
    assert_eq!(vault.outbox().head(StreamKind::Answers).map(|head| head.next_sequence), Ok(7));
}

#[test]
fn one_corrupted_page_costs_what_stood_on_it_and_no_more() {
    let (dir, bytes) = many();
    let (mut refused, mut saved, mut most_events) = (0, 0, 0);
    for page in 0..bytes.len() / PAGE_BYTES {
        let mut broken = bytes.clone();
        broken[page * PAGE_BYTES..][..PAGE_BYTES].fill(0xa5);
        match salvaged(dir.path(), &broken) {
            Ok((vault, counts)) => {
                check_counts(&counts);
                let events: usize = log_lengths(&vault).iter().map(|(_, events)| events).sum();
                most_events = most_events.max(events);
                saved += 1;
            }
            Err(VaultError::Damaged | VaultError::NotAStore) => refused += 1,
            Err(other) => panic!("page {page}: {other}"),
        }
    }
    assert!(saved > 20 && refused <= 4, "{saved} saved, {refused} refused");
    assert!(most_events > 60, "of {} events: {most_events}", DRAFTS as u32 * EVENTS);
}

#[test]
fn a_truncated_file_is_named_and_what_is_left_of_it_saved() {
    let (dir, bytes) = many();
    for length in (0..bytes.len()).step_by(3 * PAGE_BYTES / 2).skip(1) {
        match salvaged(dir.path(), &bytes[..length]) {
            Ok((vault, counts)) => {
                check_counts(&counts);
                log_lengths(&vault);
            }
            Err(VaultError::Damaged | VaultError::NotAStore) => {}
            Err(other) => panic!("{length} bytes: {other}"),
        }
    }
}

#[test]
fn a_row_that_is_changed_cuts_its_interview_there() {
    let (dir, vault) = fresh();
    vault.drafts().begin(interview(1), b"label", &mut rng(164)).expect("a new draft");
    let events: [(u32, &[u8]); 4] = [(0, b"a"), (1, b"b"), (2, b"c"), (3, b"d")];
    vault.drafts().append(interview(1), &events, &mut rng(165)).expect("the next events");
    let rows = vault.rows(vault.store.connection());
    rows.put_sealed(Place::DraftEvent(interview(1), 2), &[0; 200]).expect("plain SQL");
    rows.put_sealed(Place::ReturnKey, &[0; 200]).expect("plain SQL");
    rows.put_sealed(Place::DraftList, &[0; 200]).expect("the second copy is read");
    let (vault, counts) = vault.salvage(|_| true, &mut rng(166)).expect("the disk works");
    assert_eq!(counts, Salvaged { drafts_cut: 1, events_lost: 2, keys_lost: 1, ..Salvaged::default() });
    assert_eq!(log_lengths(&vault), [(interview(1), 2)]);
    assert!(vault.return_key().is_ok(), "made anew");
    drop(vault);
    assert_eq!(log_lengths(&unlocked(dir.path())), [(interview(1), 2)]);
}

#[test]
fn a_stream_whose_row_is_lost_is_made_again_from_its_records() {
    let (dir, vault) = fresh();
    for sequence in 1..=3 {
        let bytes = vec![sequence as u8; 40];
        let record = Outgoing { stream: StreamKind::Answers, sequence, link: Hash32::of(&bytes), bytes };
        vault.outbox().append(&[record], &mut rng(167)).expect("it is next");
    }
    let before = vault.outbox().head(StreamKind::Answers).expect("readable");
    let rows = vault.rows(vault.store.connection());
    for stream in [Place::Stream(StreamKind::Answers), Place::Stream(StreamKind::Alert)] {
        for place in [stream, Place::Second(&stream)] {
            rows.put_sealed(place, &[0; 200]).expect("plain SQL");
        }
    }
    let (vault, counts) = vault.salvage(|_| true, &mut rng(168)).expect("the disk works");
    assert_eq!(counts, Salvaged { records: 3, lists_lost: 2, ..Salvaged::default() });
    assert_eq!(vault.outbox().head(StreamKind::Answers), Ok(before), "no number is given twice");
    assert_eq!(vault.outbox().pending(StreamKind::Answers, 0, usize::MAX).map(|found| found.len()), Ok(3));
    assert_eq!(vault.outbox().head(StreamKind::Alert).map(|head| head.next_sequence), Ok(1));
    drop(vault);
    assert_eq!(unlocked(dir.path()).outbox().head(StreamKind::Answers), Ok(before));
}

#[test]
fn what_is_of_no_use_takes_no_stores_place() {
    let (dir, vault) = fresh();
    vault.drafts().begin(interview(1), b"label", &mut rng(169)).expect("a new draft");
    assert_eq!(vault.salvage(|_| false, &mut rng(170)).err(), Some(VaultError::Damaged));
    assert_eq!(unlocked(dir.path()).drafts().list().map(|drafts| drafts.len()), Ok(1));
}

#[test]
fn what_a_cut_left_of_a_salvage_goes_at_the_next_opening() {
    let (dir, vault) = fresh();
    drop(vault);
    let beside = dir.path().join(file::SALVAGE_NAME);
    std::fs::write(&beside, b"half a store").expect("writable");
    assert_eq!(locked(dir.path()).attempts_left(), 10);
    assert!(!beside.exists());
}
