//! What is left in a process's memory when a vault was locked: a search of all of it for keys, PIN and answers.
//!
//! The search runs in a process of its own, which is told what to look for in a masked form, so that nothing of what it
//! looks for is in its memory because it looks. Linux alone lets a process read itself without unsafe code.
#![cfg(target_os = "linux")]
#![allow(missing_docs, reason = "a test program")]

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    process::Command,
};

use fieldward_core::{
    ids::InterviewId,
    moment::Moment,
    vault::{Found, Key, NoHardwareKey, Pin, StretchCost, Vault},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

const NOW: Moment = Moment { wall_ms: 1_750_000_000_000, offset_min: 0, monotonic_ms: 1 };
const MASK: u8 = 0x5a;
const CHUNK_BYTES: usize = 256 * 1024;
const ID: InterviewId = InterviewId(Uuid::from_u128(7));
const PIN: &str = "kapok 58 river";
const ANSWER: &[u8] = b"she said that the boat leaves at night";

/// What is looked for: a name and masked bytes.
type Needle = (String, Vec<u8>);

#[test]
fn a_locked_vault_leaves_no_key_in_memory() {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let mut first = ChaCha20Rng::seed_from_u64(1);
    let pin = Pin::new(PIN).expect("long and rare enough");
    let vault = Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut first.clone());
    let vault = vault.expect("a new vault");
    vault.drafts().begin(ID, b"label", &mut ChaCha20Rng::seed_from_u64(2)).expect("a new draft");
    vault.drafts().append(ID, &[(0, ANSWER)], &mut ChaCha20Rng::seed_from_u64(3)).expect("the next event");
    drop(vault);
    // The master key is the first randomness of a new vault.
    let mut master = [0; 32];
    first.fill_bytes(&mut master);
    let master = Key::from_bytes(master);
    // A draft's key comes after the nonces of the list's two copies.
    let (mut second, mut nonces, mut draft) = (ChaCha20Rng::seed_from_u64(2), [0; 48], [0; 32]);
    second.fill_bytes(&mut nonces);
    second.fill_bytes(&mut draft);
    let (names, rows) = (master.derive("fieldward vault 1 row names"), master.derive("fieldward vault 1 rows"));
    let secrets: [(&str, &[u8]); 6] = [
        ("master", master.bytes()),
        ("names", names.bytes()),
        ("rows", rows.bytes()),
        ("draft", &draft),
        ("pin", PIN.as_bytes()),
        ("answer", ANSWER),
    ];
    let told: Vec<String> = secrets.iter().map(|(name, secret)| format!("{name}={}", masked(secret))).collect();
    let output = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--exact", "the_searching_process", "--ignored", "--nocapture"])
        .env("FIELDWARD_SEARCH", told.join(","))
        .env("FIELDWARD_STORE", dir.path())
        .output()
        .expect("this program runs again");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let hits = |when: &str, name: &str| -> usize {
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("{when} {name} "))).expect("every line");
        line.parse().expect("a number")
    };
    for (name, _) in secrets {
        assert_eq!(hits("locked", name), 0, "{name}: {said}");
    }
    for name in ["master", "names", "rows", "answer"] {
        assert!(hits("unlocked", name) > 0, "the search would find {name}: {said}");
    }
}

#[test]
#[ignore = "the other test runs it"]
#[allow(clippy::print_stdout, reason = "how it tells what it found")]
fn the_searching_process() {
    let Some(told) = std::env::var_os("FIELDWARD_SEARCH") else { return };
    let needles: Vec<Needle> = told.to_str().expect("hexadecimal").split(',').map(needle).collect();
    let dir = std::env::var_os("FIELDWARD_STORE").expect("a directory");
    let vault = open(Path::new(&dir), &needles);
    let log = vault.drafts().log(ID).expect("the log is whole");
    report("unlocked", &needles);
    drop(log);
    let locked = vault.lock().expect("the lock is there");
    report("locked", &needles);
    drop(locked);
}

fn open(dir: &Path, needles: &[Needle]) -> Vault {
    let (_, pin) = needles.iter().find(|(name, _)| name == "pin").expect("it was told");
    let pin = Zeroizing::new(pin.iter().map(|byte| byte ^ MASK).collect::<Vec<u8>>());
    let Ok(Found::Locked(locked)) = Vault::find(dir) else { panic!("no vault") };
    let typed = std::str::from_utf8(&pin).expect("letters");
    locked.unlock(typed, &NoHardwareKey, &NOW, &mut ChaCha20Rng::seed_from_u64(9)).expect("the PIN")
}

fn masked(secret: &[u8]) -> String {
    secret.iter().map(|byte| format!("{:02x}", byte ^ MASK)).collect()
}

fn needle(told: &str) -> Needle {
    let (name, hex) = told.split_once('=').expect("a name and bytes");
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (name.to_owned(), (0..hex.len()).step_by(2).map(byte).collect())
}

#[allow(clippy::print_stdout, reason = "how it tells what it found")]
fn report(when: &str, needles: &[Needle]) {
    for (name, masked) in needles {
        println!("{when} {name} {}", hits(masked));
    }
}

/// How often the bytes are in what this process may write to: heap, stacks, globals.
fn hits(masked: &[u8]) -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("a process may see its own");
    let mut memory = File::open("/proc/self/mem").expect("a process may read itself");
    let mut chunk = Zeroizing::new(vec![0; CHUNK_BYTES]);
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let number = |hex: &str| u64::from_str_radix(hex, 16).expect("an address");
        let (mut at, to) = (number(from), number(to));
        while at < to {
            // Wiped first: what it held would be found in it when it is itself looked at.
            chunk.iter_mut().for_each(|byte| *byte = 0);
            let length = usize::try_from(to - at).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
            let read = memory.seek(SeekFrom::Start(at)).and_then(|_| memory.read(&mut chunk[..length]));
            let Ok(read) = read else { break };
            found += chunk[..read].windows(masked.len()).filter(|window| is_masked(window, masked)).count();
            if read < masked.len() || at + read as u64 >= to {
                break;
            }
            at += (read - masked.len() + 1) as u64;
        }
    }
    chunk.zeroize();
    found
}

fn is_masked(window: &[u8], masked: &[u8]) -> bool {
    window.iter().zip(masked).all(|(byte, masked)| byte ^ MASK == *masked)
}
