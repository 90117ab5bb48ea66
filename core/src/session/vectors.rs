//! The bytes of small formats, pinned in one place: whatever is sealed, wrapped or written so that another device, a
//! server or a later version reads it, and is too small to have vectors of its own. Here, because it is of many rooms.
//!
//! `vectors.txt` holds a line for each: a name and its bytes in hexadecimal digits. What is written today from
//! fixed keys and fixed randomness must be those bytes. Which format has its vector where is listed, and checked to be
//! complete, in `tests/tests/tidy/formats.rs`.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use uuid::Uuid;

use crate::{
    authority::{HolderId, HolderSecret, Role, Seat},
    form::{NodeIndex, Path, Value},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind, StudyId},
    record::{
        RecordHeader, StudyAnchor, StudyKeyKind, StudySecret, WrappedHolderSecret,
        identity::{CustodianRole, Custodians, Half, IdentityReaders, found_by},
        returns::{self, Query, Return},
        seal_identity, seal_to_holder, wrap_package_signer,
    },
    study::{Localized, Purpose, UseStatement},
    sync::{
        Invite, Pin, Pins, SealingFingerprint, Token,
        parcel::tests::{parcel, receipt},
    },
    vault::{Key, SealingSecret, SignerPublic, SoftwareSigner, StretchCost},
};

const COMMITTED: &str = include_str!("vectors.txt");
const PHRASE: &str = "slow boat 12";
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(2026)
}

fn secret(byte: u8) -> SealingSecret {
    SealingSecret::from_bytes([byte; 32])
}

fn wrapped_keys() -> Vec<(&'static str, Vec<u8>)> {
    let (study, id) = (StudyId("river".into()), HolderId("supervisor".into()));
    let holder_secret = HolderSecret::from_key(Key::from_bytes([5; 32]));
    let holder = holder_secret.holder(id, Role::Supervisor, Seat::Person);
    let signer = SoftwareSigner::from_bytes(&[6; 32]).expect("a number below the order of the curve");
    let cost = StretchCost::FLOOR;
    let wrapped = WrappedHolderSecret::wrap(&holder_secret, (PHRASE, &StudyAnchor(Hash32([1; 32]))), cost, &mut rng())
        .expect("a sound cost");
    let study_secret = StudySecret(secret(7)).wrap(PHRASE, cost, &mut rng()).expect("a sound cost");
    let packages = wrap_package_signer(&signer, PHRASE, cost, &mut rng()).expect("a sound cost");
    let to_holder =
        |kind| seal_to_holder(kind, &[7; 32], (&study, &holder), &mut rng()).expect("the holder's key is sound");
    vec![
        ("holder-secret", wrapped.0),
        ("holder-public", [holder.sealing.0.as_slice(), &holder.signing.0].concat()),
        ("study-secret", study_secret.0),
        ("package-signer", packages),
        ("study-key-of-holder", to_holder(StudyKeyKind::Records)),
        ("package-key-of-holder", to_holder(StudyKeyKind::Packages)),
    ]
}

fn grants() -> Vec<(&'static str, Vec<u8>)> {
    let header = RecordHeader {
        study: StudyId("river".into()),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: DEVICE,
        stream: StreamKind::Identity,
        sequence: 1,
        record: RecordId(Uuid::from_u128(9)),
    };
    let custodians = Custodians { first: vec![secret(21).public()], second: vec![secret(22).public()] };
    let (study, reference) = (secret(7).public(), ReferenceNumber([4; 10]));
    let readers = IdentityReaders { custodians: &custodians, study: &study, reference };
    let record = seal_identity(header, b"who", readers, &mut rng()).expect("sound keys");
    assert_eq!(found_by(&record, &secret(7)), Ok(reference));
    let grant = |role, number| {
        let half = Half::open(&record, role, &[], &secret(number)).expect("its custodian");
        let capsule = half.grant(&record, &Hash32([8; 32]), &secret(30).public(), &mut rng()).expect("a sound key");
        capsule.bytes().to_vec()
    };
    vec![("grant-first", grant(CustodianRole::First, 21)), ("grant-second", grant(CustodianRole::Second, 22))]
}

fn carried() -> Vec<(&'static str, Vec<u8>)> {
    let returned = Return {
        record: Some(RecordId(Uuid::from_u128(9))),
        parent: Hash32([1; 32]),
        form: Hash32([2; 32]),
        reference: ReferenceNumber([4; 10]),
        comment: "look again".into(),
        queries: vec![Query {
            at: Path { node: NodeIndex(4), at: vec![1] },
            value: Some(Value::Integer(41)),
            comment: "older than her mother?".into(),
        }],
    };
    let to = secret(3).public();
    let sealed = returns::seal(&returned, (DEVICE, &to), &secret(7), &mut rng()).expect("small");
    // Padded to four KiB: their hashes stand for them.
    let sent = Hash32::of(&parcel(9).seal(&to, &mut rng()).expect("a sound key"));
    let answered = Hash32::of(&receipt().seal((DEVICE, &to), &secret(7), &mut rng()).expect("a sound key"));
    vec![("return", sealed), ("hash-of-parcel", sent.0.to_vec()), ("hash-of-receipt", answered.0.to_vec())]
}

fn invite() -> Vec<u8> {
    let invite = Invite {
        address: "https://192.168.43.1:8443".into(),
        pins: Some(Pins { active: Pin([1; 32]), backup: Pin([2; 32]) }),
        package_signing_key: SignerPublic([2; 33]),
        sealing_key: SealingFingerprint([4; 16]),
        token: Token([5; 16]),
    };
    invite.to_string().into_bytes()
}

fn statement() -> Vec<u8> {
    let text = |words: &str| Localized([("en".to_owned(), words.to_owned())].into_iter().collect());
    let purpose = Purpose { code: "audio".into(), text: text("May we record?"), separate: true };
    UseStatement::new(text("For a report."), vec![purpose]).hash.0.to_vec()
}

#[test]
fn what_is_written_today_is_what_was_committed() {
    let mut written = wrapped_keys();
    written.extend(grants());
    written.extend(carried());
    written.extend([("invite", invite()), ("hash-of-use-statement", statement())]);
    let lines = written.iter().map(|(name, bytes)| format!("{name} {}\n", data_encoding::HEXLOWER.encode(bytes)));
    let today: String = lines.collect();
    assert!(today == COMMITTED, "today's vectors are others than the committed ones:\n{today}");
}
