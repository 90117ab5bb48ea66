//! The bytes that must never change within a format version. A reader of today must read them, and a writer with the
//! same randomness must write them.

use data_encoding::HEXLOWER;

use super::{super::*, CONTENT, answers, chain::signer, identity::identity, rng, study};
use crate::{
    ids::Hash32,
    seal::{Key, SealingSecret},
};

/// Compares with the committed digits, which are broken into lines.
fn check(name: &str, bytes: &[u8], committed: &str) {
    let digits: String = committed.split_whitespace().collect();
    assert_eq!(HEXLOWER.encode(bytes), digits, "{name}");
}

fn bytes(committed: &str) -> Vec<u8> {
    let digits: String = committed.split_whitespace().collect();
    HEXLOWER.decode(digits.as_bytes()).expect("committed as pairs of digits")
}

const RECORD: &str = include_str!("golden/record.hex");
const CAPSULE: &str = include_str!("golden/capsule.hex");
const IDENTITY: &str = include_str!("golden/identity.hex");
const IDENTITY_WITHOUT_FINDER: &str = include_str!("golden/identity_without_finder.hex");
const BATCH: &str = include_str!("golden/batch.hex");
const CHAIN: &str = include_str!("golden/chain.hex");

#[test]
fn record() {
    check("record", &answers(1).to_bytes(), RECORD);
    let record = SealedRecord::from_bytes(&bytes(RECORD)).expect("a record");
    assert_eq!(open(&record, &study().0).expect("the study's key").as_slice(), CONTENT);
}

#[test]
fn capsule() {
    let key = Key::from_bytes([9; 32]);
    let secret = SealingSecret::from_bytes([7; 32]);
    let capsule = Capsule::seal(&secret.public(), b"info", b"header", &key, &mut rng(50)).expect("a sound key");
    check("capsule", capsule.bytes(), CAPSULE);
    let capsule = Capsule::from_slice(&bytes(CAPSULE)).expect("80 bytes");
    assert_eq!(capsule.open(&secret, b"info", b"header").expect("its reader").bytes(), key.bytes());
    assert!(Capsule::from_slice(&[0; CAPSULE_BYTES + 1]).is_err());
}

#[test]
fn identity_split() {
    check("identity", &identity().to_bytes(), IDENTITY);
    opens(IDENTITY);
    opens(IDENTITY_WITHOUT_FINDER);
    let old = SealedRecord::from_bytes(&bytes(IDENTITY_WITHOUT_FINDER)).expect("a record");
    check("an identity as it came", &old.to_bytes(), IDENTITY_WITHOUT_FINDER);
}

fn opens(committed: &str) {
    use super::super::identity::{CustodianRole, Half};
    let record = SealedRecord::from_bytes(&bytes(committed)).expect("a record");
    let half =
        |role, number| Half::open(&record, role, &[], &SealingSecret::from_bytes([number; 32])).expect("a custodian");
    let (first, second) = (half(CustodianRole::First, 2), half(CustodianRole::Second, 13));
    assert_eq!(open_identity(&record, &first, &second).expect("both").as_slice(), CONTENT);
}

#[test]
fn batch() {
    let batch = Batch::sign(Hash32([0; 32]), vec![answers(1), answers(2)], &signer()).expect("in order");
    check("batch", &batch.to_bytes(), BATCH);
    let batch = Batch::from_bytes(&bytes(BATCH)).expect("a batch");
    let device = crate::seal::DeviceSigner::public(&signer());
    assert!(batch.verify_alone(&device).is_ok());
}

/// The keys of a record that its device withdrew: the byte, their hash, and what the device signed.
#[test]
fn withdrawn_by_its_device() {
    let record = answers(1).withdrawn_by(&signer()).expect("a key in memory signs");
    let mut keys = Vec::new();
    record.keys.write(&mut keys);
    check("withdrawn by its device", &keys, include_str!("golden/withdrawn_by.hex"));
}

/// The record's hash, and its link after the link of another.
#[test]
fn chain() {
    let record = answers(1);
    let both = [record.hash().0, record.link(&Hash32::of(b"before")).0].concat();
    check("chain", &both, CHAIN);
}
