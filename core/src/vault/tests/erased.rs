//! What was destroyed opens no more, whatever SQLite did with its pages in between: the thief has the files and the
//! PIN.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

use super::{super::*, at, fresh, interview, kill::copy_of, rng, unlocked};
use crate::{
    ids::{Hash32, InterviewId, StreamKind},
    moment::Moment,
};

/// Bytes by which a sealed text is found again.
const TELLING_BYTES: usize = 32;

/// Every window of a directory's files that begins as one of these texts does.
fn found(dir: &Path, texts: &BTreeSet<Vec<u8>>) -> usize {
    let telling: BTreeSet<&[u8]> = texts.iter().map(|text| &text[..TELLING_BYTES]).collect();
    let first: BTreeSet<[u8; 2]> = telling.iter().map(|text| [text[0], text[1]]).collect();
    let files = std::fs::read_dir(dir).expect("readable");
    let count = |file: std::io::Result<std::fs::DirEntry>| {
        let bytes = std::fs::read(file.expect("readable").path()).expect("readable");
        let begins = |window: &&[u8]| first.contains(&[window[0], window[1]]) && telling.contains(*window);
        bytes.windows(TELLING_BYTES).filter(begins).count()
    };
    files.map(count).sum()
}

/// What stands in both tables of slots.
fn slots(vault: &Vault) -> BTreeSet<Vec<u8>> {
    let all = "SELECT body FROM slots UNION ALL SELECT body FROM slots_second";
    let mut all = vault.store.connection().prepare(all).expect("plain SQL");
    all.query_map([], |row| row.get(0)).expect("plain SQL").map(|body| body.expect("readable")).collect()
}

fn record(stream: StreamKind, sequence: u64, length: usize) -> Outgoing {
    let bytes = vec![sequence as u8; length];
    Outgoing { stream, sequence, link: Hash32::of(&bytes), bytes }
}

fn sealed(vault: &Vault, place: Place<'_>) -> Vec<u8> {
    vault.rows(vault.store.connection()).sealed(place).expect("readable").expect("it is there")
}

fn opens(vault: &Vault, place: Place<'_>, body: &[u8]) -> bool {
    vault.rows(vault.store.connection()).open(place, body).is_ok()
}

/// Weeks of a device: interviews that begin, go on among each other and end, documents and records that come, change
/// and go. Slots are watched at each step.
struct Weeks {
    dir: tempfile::TempDir,
    vault: Vault,
    rng: ChaCha20Rng,
    open: Vec<(InterviewId, u32)>,
    slots: BTreeSet<Vec<u8>>,
    keys: BTreeMap<InterviewId, Vec<u8>>,
}

impl Weeks {
    fn begin(seed: u64) -> Self {
        let (dir, vault) = fresh();
        let slots = slots(&vault);
        Self { dir, vault, rng: rng(seed), open: Vec::new(), slots, keys: BTreeMap::new() }
    }

    fn below(&mut self, most: usize) -> usize {
        self.rng.next_u32() as usize % most
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        vec![7; self.below(most)]
    }

    fn begin_one(&mut self, number: u128) {
        let id = interview(number);
        self.vault.drafts().begin(id, b"tree", &mut self.rng).expect("a new draft");
        self.keys.insert(id, sealed(&self.vault, Place::DraftKey(id)));
        self.open.push((id, 0));
    }

    fn answer(&mut self) {
        let (which, answer) = (self.below(self.open.len()), self.bytes(2500));
        let (id, sequence) = &mut self.open[which];
        self.vault.drafts().append(*id, &[(*sequence, &answer)], &mut self.rng).expect("the next event");
        *sequence += 1;
    }

    fn end_one(&mut self) {
        let (which, answer) = (self.below(self.open.len()), self.bytes(900));
        let (id, _) = self.open.swap_remove(which);
        let next = |vault: &Vault, stream| vault.outbox().head(stream).expect("readable").next_sequence;
        let sequence = next(&self.vault, StreamKind::Answers);
        let records = [record(StreamKind::Answers, sequence, 700)];
        let key = [self.below(20) as u8];
        let documents = [
            ShelfChange::Put { kind: "last-saved", key: b"a", bytes: &answer },
            ShelfChange::Put { kind: "trace", key: &sequence.to_be_bytes(), bytes: &answer },
            ShelfChange::Delete { kind: "trace", key: &key },
        ];
        self.vault.outbox().finalize(id, &records, &documents, &mut self.rng).expect("it is next");
    }

    /// Nothing that stood in a slot, and stands in none any more, is in any file.
    fn check(&mut self, what: &str) {
        let now = slots(&self.vault);
        let gone: BTreeSet<Vec<u8>> = self.slots.difference(&now).cloned().collect();
        assert_eq!(found(self.dir.path(), &gone), 0, "after {what}, of {} keys", gone.len());
        self.slots = now;
    }
}

#[test]
fn what_was_written_over_is_in_no_file() {
    let mut weeks = Weeks::begin(180);
    for number in 0..60 {
        weeks.begin_one(number);
        (0..3).for_each(|_| weeks.answer());
        weeks.slots.extend(slots(&weeks.vault));
        if number > 4 && weeks.below(4) > 0 {
            weeks.end_one();
            weeks.check("an end");
        }
        if number % 9 == 8 {
            let now = Moment { wall_ms: at(0).wall_ms + 400 * 86_400_000, ..at(0) };
            let last = weeks.vault.outbox().head(StreamKind::Answers).expect("readable").next_sequence - 1;
            weeks.vault.outbox().acknowledge(StreamKind::Answers, last, &now, &mut weeks.rng).expect("it is there");
            weeks.slots.extend(slots(&weeks.vault));
            let forgotten = weeks.vault.outbox().forget(&now, 0, |_| u64::MAX, &mut weeks.rng).expect("the disk works");
            assert!(forgotten > 0);
            weeks.check("forgetting records");
        }
    }
    assert!(slots(&weeks.vault).len() > 2 * 64, "more slots were made meanwhile");
    let ended = weeks.keys.iter().filter(|(id, _)| weeks.open.iter().all(|(open, _)| open != *id));
    let bodies: Vec<_> = ended.collect();
    assert!(bodies.len() > 30);
    for (id, body) in bodies {
        assert!(!opens(&weeks.vault, Place::DraftKey(*id), body), "even if the file had a copy of its row");
    }
    weeks.open.iter().for_each(|(id, _)| assert!(opens(&weeks.vault, Place::DraftKey(*id), &weeks.keys[id])));
}

/// A copy of each row from before, as it may stay in a free part of a page, and the keys that the PIN gives after.
#[test]
fn a_copy_of_a_row_that_stayed_opens_nothing() {
    let (_dir, vault) = fresh();
    let (id, mut rng) = (interview(1), rng(181));
    let list = Place::ShelfList("trace");
    let check = |places: &[Place<'_>], what: &str, change: &mut dyn FnMut(&mut ChaCha20Rng), rng: &mut ChaCha20Rng| {
        let copies: Vec<_> = places.iter().map(|place| sealed(&vault, *place)).collect();
        assert!(places.iter().zip(&copies).all(|(place, copy)| opens(&vault, *place, copy)), "before {what}");
        change(rng);
        assert!(!places.iter().zip(&copies).any(|(place, copy)| opens(&vault, *place, copy)), "after {what}");
    };
    let put = |key: &[u8], bytes: &[u8], rng: &mut ChaCha20Rng| vault.shelf().put("trace", key, bytes, rng);
    vault.drafts().begin(id, b"tree", &mut rng).expect("a new draft");
    put(b"1", b"whose", &mut rng).expect("there is room");
    let places = [Place::DraftKey(id), Place::DraftList, Place::Second(&Place::DraftList)];
    check(&places, "an end", &mut |rng| vault.outbox().finalize(id, &[], &[], rng).expect("it is there"), &mut rng);
    let places = [Place::Document("trace", b"1")];
    check(&places, "a change", &mut |rng| put(b"1", b"whose else", rng).expect("there is room"), &mut rng);
    let places = [Place::Document("trace", b"1"), list, Place::Second(&list)];
    let mut delete = |rng: &mut ChaCha20Rng| vault.shelf().delete("trace", b"1", rng).expect("it is there");
    check(&places, "a deletion", &mut delete, &mut rng);
    vault.outbox().append(&[record(StreamKind::Answers, 1, 300)], &mut rng).expect("it is next");
    let mut withdraw =
        |rng: &mut ChaCha20Rng| vault.outbox().replace(StreamKind::Answers, 1, vec![1], rng).expect("it is there");
    check(&[Place::Record(StreamKind::Answers, 1)], "a withdrawal", &mut withdraw, &mut rng);
    let mut anew = |rng: &mut ChaCha20Rng| {
        let keys = (&SoftwareSigner::random(rng), &SealingSecret::random(rng));
        vault.begin_anew(keys, &[], rng).expect("the disk works");
    };
    check(&[Place::SigningKey, Place::ReturnKey], "another name", &mut anew, &mut rng);
}

/// A stop drops some of what was said: the draft is written anew, and nothing that the file and the PIN still give
/// opens what stood there.
#[test]
fn what_a_stop_dropped_is_in_no_file() {
    let mut weeks = Weeks::begin(185);
    (0..8).for_each(|number| weeks.begin_one(number));
    (0..40).for_each(|_| weeks.answer());
    let (id, mut rng) = (interview(3), rng(186));
    let next = weeks.open.iter().find(|(open, _)| *open == id).map_or(0, |(_, next)| *next);
    let canary = b"a child said so".as_slice();
    weeks.vault.drafts().append(id, &[(next, canary)], &mut rng).expect("the next event");
    weeks.vault.store.forget_old_pages().expect("the disk works");
    weeks.slots = slots(&weeks.vault);
    let key = drafts::draft_key(weeks.vault.rows(weeks.vault.store.connection()), id).expect("it is there");
    let (place, key_place) = (Place::DraftEvent(id, next), Place::DraftKey(id));
    let (copy, key_copy) = (sealed(&weeks.vault, place), sealed(&weeks.vault, key_place));
    let under = |vault: &Vault, key: &Key| vault.rows(vault.store.connection()).under(key).open(place, &copy).is_ok();
    assert!(under(&weeks.vault, &key) && opens(&weeks.vault, key_place, &key_copy), "the copies would be found");

    let whole = weeks.vault.drafts().log(id).expect("the log is whole");
    let kept: Vec<(u32, &[u8])> = (0..).zip(whole.iter().map(|event| event.as_slice())).collect();
    let dropped: Vec<(u32, &[u8])> =
        kept.iter().map(|(n, event)| (*n, if *event == canary { b"".as_slice() } else { *event })).collect();
    let records = [record(StreamKind::Alert, 1, 300)];
    weeks.vault.outbox().rewrite_from((id, b"stopped"), &dropped, &records, &[], &mut rng).expect("it is there");

    weeks.check("a stop");
    assert!(!opens(&weeks.vault, key_place, &key_copy), "even if the file had a copy of its row");
    let now = drafts::draft_key(weeks.vault.rows(weeks.vault.store.connection()), id).expect("it is there");
    assert!(!under(&weeks.vault, &now), "the new key opens no old row");
    assert_eq!(found(weeks.dir.path(), &[key.bytes().to_vec()].into()), 0);
    assert_eq!(found(weeks.dir.path(), &[copy.clone()].into()), 0, "and the row itself is overwritten");
    let vault = unlocked(copy_of(weeks.dir.path()).path());
    let log = vault.drafts().log(id).expect("the log is whole");
    assert_eq!((log.len(), log.iter().filter(|event| event.as_slice() == canary).count()), (whole.len(), 0));
    let label = |vault: &Vault| vault.drafts().list().expect("readable").into_iter().find(|(one, _)| *one == id);
    assert!(label(&vault).is_some_and(|(_, label)| label.as_slice() == b"stopped"));
    assert_eq!(vault.outbox().pending(StreamKind::Alert, 0, 1000).map(|pending| pending.len()), Ok(1));
}

/// The change holds, and the phone goes off before the log is emptied: the next look at it empties the log first.
#[test]
fn a_cut_before_the_log_is_emptied_leaves_nothing_either() {
    let mut weeks = Weeks::begin(182);
    (0..12).for_each(|number| weeks.begin_one(number));
    (0..30).for_each(|_| weeks.answer());
    weeks.vault.store.forget_old_pages().expect("the disk works");
    let before = slots(&weeks.vault);
    let ended = interview(5);
    let body = weeks.keys[&ended].clone();
    let change = weeks.vault.store.change().expect("nobody else writes");
    drafts::remove(weeks.vault.rows(&change), ended, &mut weeks.rng).expect("it is there");
    store::commit(change).expect("the disk works");
    let cut = copy_of(weeks.dir.path());
    let gone: BTreeSet<Vec<u8>> = before.difference(&slots(&weeks.vault)).cloned().collect();
    assert!(found(cut.path(), &gone) > 0, "the search would find them");
    drop(super::locked(cut.path()));
    assert_eq!(found(cut.path(), &gone), 0, "without any PIN");
    let vault = unlocked(cut.path());
    assert!(!opens(&vault, Place::DraftKey(ended), &body));
    assert_eq!(vault.drafts().list().map(|list| list.len()), Ok(11));
}

/// Slots cost nothing where an interviewer waits: an answer is its own row and the count, under the interview's key.
#[test]
fn saving_an_answer_touches_no_slot() {
    let mut weeks = Weeks::begin(184);
    (0..3).for_each(|number| weeks.begin_one(number));
    let before = slots(&weeks.vault);
    (0..10).for_each(|_| weeks.answer());
    weeks.vault.drafts().relabel(interview(1), b"river", &mut weeks.rng).expect("it is there");
    assert_eq!(slots(&weeks.vault), before);
}

#[test]
fn a_new_master_key_takes_every_slot_with_it() {
    let (dir, mut vault) = fresh();
    super::stores::fill(&vault);
    let (before, body) = (slots(&vault), sealed(&vault, Place::DraftKey(interview(1))));
    vault.rekey(&super::pin(super::PIN), StretchCost::FLOOR, &NoHardwareKey, &mut rng(183)).expect("the disk works");
    super::stores::check(&vault);
    assert!(!opens(&vault, Place::DraftKey(interview(1)), &body));
    let now = slots(&vault);
    let gone: BTreeSet<Vec<u8>> = before.difference(&now).cloned().collect();
    assert!(gone.len() > 20);
    assert_eq!(found(dir.path(), &gone), 0);
}
