//! A store with a ruined page: it opens, or is salvaged and opens, and what is sealed in it goes on waiting for a sync.

use super::{
    tests::{NOW, Office, STUDY, enrolled, rng, sealed},
    *,
};
use crate::{
    ids::StreamKind,
    study::package,
    sync::{
        engine::{Local, PackageTaken},
        wire::PackageSeal,
    },
    vault::{Found, NoHardwareKey, Pending, UnlockError, VaultError},
};

const PAGE_BYTES: usize = 4096;
const RECORDS: u64 = 5;
/// Pages without which nothing of the file can be read: the first, and the root of the lock.
const VITAL_MAX: usize = 6;

/// A device with a draft and records that wait, closed.
fn waiting() -> (tempfile::TempDir, Office, InterviewId) {
    let office = Office::new(1);
    let (dir, mut session) = enrolled(&office);
    let wish = StartWish { instrument: STUDY.instruments[0].id.clone(), ..StartWish::default() };
    let draft = session.start(wish, &NOW, &mut rng(3)).expect("a training study may begin");
    for _ in 0..RECORDS {
        sealed(&session, StreamKind::Answers);
    }
    drop(session);
    (dir, office, draft)
}

fn unlocked(dir: &std::path::Path) -> Result<Vault, VaultError> {
    let Found::Locked(locked) = Vault::find(dir)? else { panic!("a damaged store is not none") };
    locked.unlock("kapok 58 river", &NoHardwareKey, &NOW, &mut rng(7)).map_err(|refused| match refused.reason {
        UnlockError::Vault(error) => error,
        other => panic!("{other}"),
    })
}

/// The records that a sync is offered, going on after each that is gone.
fn offered(session: &mut Session) -> Vec<Pending> {
    let mut rng = rng(8);
    let link = session.link(&NOW, &mut rng).expect("enrolled");
    let mut found = Vec::new();
    for after in 0..link.latest(StreamKind::Answers).expect("the stream is there") {
        found.extend(link.pending(StreamKind::Answers, after, 1).expect("what is gone is no fault any more"));
    }
    found.dedup_by_key(|record| record.sequence);
    found
}

/// Takes the study's package, as a sync brings it.
fn fetch(session: &mut Session, office: &Office, serial: u64) -> Result<PackageTaken, SessionError> {
    let bytes = package::encode(&STUDY);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, serial, &office.signer).expect("a key in memory signs");
    let mut rng = rng(9);
    let mut link = session.link(&NOW, &mut rng)?;
    assert_eq!(link.package(), Ok(None), "the engine asks for it");
    link.take_package(hash, &bytes, &seal).map_err(|_| SessionError::Document)
}

#[test]
fn without_its_package_a_device_opens_sends_and_fetches_it_again() {
    let (dir, office, draft) = waiting();
    let vault = unlocked(dir.path()).expect("the PIN is right");
    let hash = Hash32::of(&package::encode(&STUDY));
    vault.shelf().put(documents::PACKAGE, &hash.0, b"not a package", &mut rng(4)).expect("room");
    let mut session = Session::begin(vault, &NOW, &mut rng(5)).expect("it opens all the same");
    assert_eq!(offered(&mut session).len() as u64, RECORDS);
    let wish = StartWish { instrument: STUDY.instruments[0].id.clone(), ..StartWish::default() };
    assert_eq!(session.start(wish, &NOW, &mut rng(3)), Err(SessionError::NotEnrolled));
    assert_eq!(session.answers(draft, &NOW, &mut rng(6)).err(), Some(SessionError::PackageLost));
    assert_eq!(session.drafts().map(|drafts| drafts.len()), Ok(1), "it stays");
    assert_eq!(fetch(&mut session, &office, 0), Ok(PackageTaken::Refused), "an older publication is not that study");
    assert_eq!(fetch(&mut session, &office, 1), Ok(PackageTaken::InForce));
    assert!(session.answers(draft, &NOW, &mut rng(6)).is_ok(), "it opens again");
}

/// Ruins a page and gives how many records are offered afterwards; `None` when nothing of the file can be read.
fn ruined(page: usize, whole: &[u8], (dir, office): (&std::path::Path, &Office)) -> Option<usize> {
    let path = dir.join("fieldward.vault");
    let mut broken = whole.to_vec();
    broken[page * PAGE_BYTES..][..PAGE_BYTES].fill(0xff);
    std::fs::write(&path, &broken).expect("writable");
    let vault = match unlocked(dir) {
        Ok(vault) => vault,
        Err(VaultError::Damaged | VaultError::NotAStore) => return None,
        Err(other) => panic!("page {page}: {other}"),
    };
    let (vault, counts) = match vault.salvage(Session::begins, &mut rng(10)) {
        Ok(saved) => saved,
        Err(VaultError::Damaged) => return None,
        Err(other) => panic!("page {page}: {other}"),
    };
    drop(vault);
    let vault = unlocked(dir).expect("what was salvaged opens");
    let mut session = Session::begin(vault, &NOW, &mut rng(11)).expect("and begins");
    if session.enrolment().is_err() {
        office.enrol(&mut session, "http://127.0.0.1:1").expect("the next invite");
    }
    let records = offered(&mut session);
    assert_eq!(records.len() as u64, counts.records, "page {page}: {counts:?}");
    assert!(session.waiting_count().is_ok() && session.drafts().is_ok() && session.sealed_interviews().is_ok());
    if session.study().is_err() {
        assert_eq!(fetch(&mut session, office, 1), Ok(PackageTaken::InForce), "page {page}");
    }
    for line in session.drafts().expect("readable") {
        assert!(session.answers(line.id, &NOW, &mut rng(12)).is_ok(), "page {page}: what is listed opens");
    }
    Some(records.len())
}

#[test]
fn whichever_page_is_ruined_the_records_on_all_others_are_offered() {
    let (dir, office, _) = waiting();
    let whole = std::fs::read(dir.path().join("fieldward.vault")).expect("readable");
    let pages = whole.len() / PAGE_BYTES;
    let found: Vec<_> = (0..pages).map(|page| ruined(page, &whole, (dir.path(), &office))).collect();
    let unread = found.iter().filter(|found| found.is_none()).count();
    assert!(pages > 15 && unread <= VITAL_MAX, "{found:?}");
    let all = found.iter().filter(|found| **found == Some(RECORDS as usize)).count();
    assert!(all * 2 > pages, "most pages hold no record: {found:?}");
}
