//! `sync-server/WIRE.md` shows each body as bytes; these tests hold it to the code, and the bodies to their bytes.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    authority::{self, ChainMark, HolderId, HolderSecret, SignedSuccession, SignedVouch, Succession, Unopened, Vouch},
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{Batch, CAPSULE_BYTES, Capsule, RecordHeader, RecordKeys, SealedRecord, identity::Custodians},
    seal::{DeviceSigner, Key, SealingPublic, Signature, SoftwareSigner},
    sync::Token,
};

const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../sync-server/WIRE.md"));

fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff))
}

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[7; 32]).expect("a secret below the order of the curve")
}

fn state_request() -> Signed<'static> {
    Signed { method: Method::Get, path: path::STATE, body: b"", device: device(), nonce: [0x0f; 16] }
}

fn batch() -> Batch {
    let header = RecordHeader {
        study: StudyId("river".into()),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: device(),
        stream: StreamKind::Answers,
        sequence: 1,
        record: RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001)),
    };
    let capsule = Capsule::from_slice(&[3; CAPSULE_BYTES]).expect("it has the length");
    let record = SealedRecord { header, keys: RecordKeys::Study(capsule), body: vec![4; 20] };
    Batch::sign(Hash32([0; 32]), vec![record], &signer()).expect("one record is a batch")
}

/// An order that two holders signed.
fn order() -> SignedOrder {
    let order = Order { number: 7, before: 3, roster: 2, decree: Decree::Wipe { device: device() } };
    let sign = |key: u8, id: &str| {
        let secret = HolderSecret::from_key(Key::from_bytes([key; 32]));
        secret.sign(&HolderId(id.into()), &StudyId("river".into()), &order)
    };
    let signatures = vec![sign(1, "supervisor/1"), sign(2, "custodian_1/1")];
    SignedOrder { statement: order, signatures }
}

/// A device that was copied goes on under another name.
fn succession() -> SignedSuccession {
    let begins = vec![ChainMark { stream: StreamKind::Answers, sequence: 290, link: Hash32([0x12; 32]) }];
    let (successor, signing) = (DeviceId(Uuid::from_u128(8)), signer().public());
    let succession = Succession { predecessor: device(), successor, signing, sealing: SealingPublic([8; 32]), begins };
    let signature = signer().sign(&succession.message()).expect("a key in memory signs");
    SignedSuccession { succession, signature }
}

/// What a supervisor says of the device's answers.
fn vouch() -> SignedVouch {
    let mark = ChainMark { stream: StreamKind::Answers, sequence: 290, link: Hash32([0x12; 32]) };
    let unopened = Unopened { stream: StreamKind::Answers, sequence: 130 };
    let vouch = Vouch { device: device(), marks: vec![mark], unopened: vec![unopened] };
    let secret = HolderSecret::from_key(Key::from_bytes([1; 32]));
    let signature = secret.sign(&HolderId("supervisor".into()), &StudyId("river".into()), &vouch);
    SignedVouch { statement: vouch, signatures: vec![signature] }
}

/// A record of somebody who withdrew.
fn owed(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

fn examples() -> Vec<(&'static str, Vec<u8>)> {
    let signed = state_request();
    let signature = signed.sign(&signer()).expect("a key in memory signs");
    let key = SealingPublic([8; 32]);
    let custodians = Custodians { first: vec![SealingPublic([0xa; 32])], second: vec![SealingPublic([0xb; 32])] };
    let mark = |stream, durable| Mark { stream, durable, link: Hash32([0x11; 32]) };
    let state = State {
        marks: vec![mark(StreamKind::Alert, 0), mark(StreamKind::Answers, 300), mark(StreamKind::Identity, 2)],
        package: Hash32([6; 32]),
        returns_last: 4,
        returns_taken: 3,
        server_ms: 1_790_000_000_000,
        orders_last: 7,
        carrier: key,
        vouched: Some(vouch()),
        recordings: 2,
    };
    let enrol = Enrol { token: Token([5; 16]), device: device(), signing_key: signer().public(), sealing_key: key };
    let enrolled = Enrolled {
        study: StudyId("river".into()),
        study_sealing_key: key,
        custodians: custodians.clone(),
        founding: Hash32([0xe; 32]),
        signature: Signature([0xc; 64]),
        package: Hash32([6; 32]),
        last_order: Some(order()),
    };
    let stream = StreamKind::Answers;
    let refused = Refused { sequence: 302, code: FaultCode::Body };
    let seal = PackageSeal { serial: 7, signature: Signature([0xc; 64]) };
    let part = PackagePart { total: 300_000, from: 299_997, bytes: vec![1, 2, 3], seal };
    let returned = Return { number: 4, sealed: vec![0xd; 6] };
    let parked = ParkedRecord { previous: Hash32([0; 32]), hash: Hash32([9; 32]) };
    vec![
        ("signed message", signed.message()),
        ("signature", signature.signature.0.to_vec()),
        ("signer", signer().public().0.to_vec()),
        ("enrol", encode(&enrol)),
        ("enrolled", encode(&enrolled)),
        ("succeed", encode(&Succeed { token: Token([5; 16]), signed: succession() })),
        ("keys message", Enrolled::signed(&enrolled.study, &key, &custodians, &enrolled.founding)),
        ("state", encode(&state)),
        ("batch", batch().to_bytes()),
        ("push", encode(&Push { parked: vec![parked], batch: vec![1, 2, 3] })),
        ("pushed", encode(&Pushed { stream, durable: 301, refused: None })),
        ("pushed refused", encode(&Pushed { stream, durable: 301, refused: Some(refused) })),
        ("package part", encode(&part)),
        ("package message", PackageSeal::message(&Hash32([6; 32]), 7)),
        ("returns", encode(&Returns { returns: vec![returned], last: 4 })),
        ("media mark", encode(&MediaMark { have: 65_536, whole: false })),
        ("order message", authority::message(&StudyId("river".into()), &order().statement)),
        ("vouch message", authority::message(&StudyId("river".into()), &vouch().statement)),
        ("orders", encode(&Orders { orders: vec![order()], last: 7, package: Hash32([6; 32]) })),
        ("held", encode(&Held { records: vec![owed(1), owed(2)] })),
        ("not held", encode(&NotHeld { records: vec![owed(2)] })),
        ("taken", encode(&Taken { up_to: 4 })),
        ("fault", encode(&FaultCode::Gap { stream, durable: 300 }.fault())),
    ]
}

/// The bytes of the block that begins with three backticks, `hex`, and this name.
fn shown(name: &str) -> Option<Vec<u8>> {
    let (_, after) = DOCUMENT.split_once(&format!("```hex {name}\n"))?;
    let (block, _) = after.split_once("```")?;
    let digits: String = block.split_whitespace().collect();
    data_encoding::HEXLOWER.decode(digits.as_bytes()).ok()
}

#[test]
fn the_document_shows_what_the_code_writes() {
    let mut differ = String::new();
    for (name, bytes) in examples() {
        if shown(name).as_ref() != Some(&bytes) {
            let digits = data_encoding::HEXLOWER.encode(&bytes);
            let lines: Vec<String> =
                digits.as_bytes().chunks(96).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
            differ.push_str(&format!("```hex {name}\n{}\n```\n", lines.join("\n")));
        }
    }
    assert!(differ.is_empty(), "WIRE.md should show:\n{differ}");
}

#[test]
fn the_document_names_every_path_limit_and_fault() {
    for path in [
        path::ENROL,
        path::SUCCEED,
        path::STATE,
        path::PUSH,
        path::HELD,
        path::PACKAGE,
        path::RETURNS,
        path::RETURNS_TAKEN,
        CONTENT_TYPE,
    ] {
        assert!(DOCUMENT.contains(path), "{path}");
    }
    for limit in [
        limits::RECORDS_MAX,
        limits::RECORD_BYTES_MAX,
        limits::BATCH_BYTES_MAX,
        limits::PARKED_MAX,
        limits::BODY_BYTES_MAX,
        limits::HEADER_BYTES_MAX,
        limits::PACKAGE_PART_BYTES,
        limits::PACKAGE_BYTES_MAX,
        crate::sync::parcel::PARCEL_BYTES_MAX,
        crate::sync::parcel::FILE_PARCELS_MAX,
        crate::sync::parcel::FILE_BYTES_MAX,
        crate::record::MEDIA_CHUNK_BYTES,
        crate::record::MEDIA_BYTES_MAX,
        limits::ORDERS_MAX,
        limits::WITHDRAWN_MAX,
        limits::HELD_MAX,
        limits::RETURNS_MAX,
        limits::RETURN_BYTES_MAX,
        limits::RETURNS_BYTES,
        limits::ANSWER_BYTES_MAX,
    ] {
        assert!(DOCUMENT.contains(&format!("| {limit} |")), "{limit}");
    }
    let stream = StreamKind::Alert;
    let codes = [
        FaultCode::Body,
        FaultCode::Unknown,
        FaultCode::TooLarge,
        FaultCode::Signature,
        FaultCode::Revoked,
        FaultCode::Token,
        FaultCode::Gap { stream, durable: 0 },
        FaultCode::Fork { stream, sequence: 0 },
        FaultCode::Chain,
        FaultCode::Busy,
        FaultCode::Full,
        FaultCode::Internal,
        FaultCode::NoStudy,
        FaultCode::Quota,
    ];
    for (number, code) in codes.into_iter().enumerate() {
        let name = format!("{code:?}");
        let name = name.split(' ').next().unwrap_or_default();
        assert_eq!(usize::from(encode(&code)[0]), number, "{name}");
        assert!(DOCUMENT.contains(&format!("| {number} | {} | {name}", code.status())), "{name}");
    }
}

#[test]
fn a_signature_is_of_this_request_only() {
    let signature = state_request().sign(&signer()).expect("a key in memory signs");
    let key = signer().public();
    let headers = signature.to_headers();
    let read = RequestSignature::from_headers(|name| {
        headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value.as_str())
    });
    assert_eq!(read, Ok(signature));
    assert_eq!(signature.verify(Method::Get, path::STATE, b"", &key), Ok(()));
    for (method, path, body) in
        [(Method::Post, path::STATE, b"".as_slice()), (Method::Get, path::PUSH, b""), (Method::Get, path::STATE, b"x")]
    {
        assert_eq!(signature.verify(method, path, body, &key), Err(Unsigned::Wrong));
    }
    for other in [
        RequestSignature { nonce: [0; 16], ..signature },
        RequestSignature { device: DeviceId(Uuid::from_u128(1)), ..signature },
        RequestSignature { signature: Signature([0; 64]), ..signature },
    ] {
        assert_eq!(other.verify(Method::Get, path::STATE, b"", &key), Err(Unsigned::Wrong));
    }
    assert_eq!(RequestSignature::from_headers(|_| None), Err(Unsigned::Headers));
    assert_eq!(RequestSignature::from_headers(|_| Some("zz")), Err(Unsigned::Headers));
}

#[test]
fn a_body_is_read_to_its_last_byte() {
    let bytes = encode(&Taken { up_to: 300 });
    assert_eq!(decode::<Taken>(&bytes), Ok(Taken { up_to: 300 }));
    assert_eq!(decode::<Taken>(&bytes[..1]), Err(BodyError));
    assert_eq!(decode::<Taken>(&[bytes.as_slice(), &[0]].concat()), Err(BodyError));
}

/// One full push of one largest record fits the body, and every answer its limit; held when the tests are compiled.
const _: () = {
    assert!(limits::BATCH_BYTES_MAX < limits::BODY_BYTES_MAX);
    assert!(limits::RECORD_BYTES_MAX + limits::PARKED_MAX * 64 < limits::BODY_BYTES_MAX);
    assert!(limits::PACKAGE_PART_BYTES + 1024 < limits::ANSWER_BYTES_MAX);
    assert!(limits::RETURNS_BYTES + limits::RETURN_BYTES_MAX < limits::ANSWER_BYTES_MAX);
};

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = (decode::<State>(&bytes), decode::<Enrol>(&bytes), decode::<Enrolled>(&bytes));
        let _ = (decode::<Pushed>(&bytes), decode::<Returns>(&bytes), decode::<Fault>(&bytes));
        if let Ok(push) = decode::<Push>(&bytes) {
            let _ = push.read();
        }
    }
}

/// What puts a package in force is one key's word about this package as this publication.
#[test]
fn a_seal_holds_for_one_package_one_publication_and_one_key() {
    let [key, other] = [7, 8].map(|byte| SoftwareSigner::from_bytes(&[byte; 32]).expect("below the order"));
    let package = Hash32::of(b"package");
    let seal = PackageSeal::sign(&package, 3, &key).expect("a key in memory signs");
    assert!(seal.holds(&package, &key.public()));
    assert!(!seal.holds(&Hash32::of(b"another"), &key.public()) && !seal.holds(&package, &other.public()));
    assert!(!PackageSeal { serial: 4, ..seal }.holds(&package, &key.public()), "an older one is not made newer");
}

#[test]
fn an_order_is_given_by_two_holders_and_by_nobody_else() {
    let study = StudyId("river".into());
    let secret = |key: u8| HolderSecret::from_key(Key::from_bytes([key; 32]));
    let holder = |key: u8, id: &str, role| secret(key).holder(HolderId(id.into()), role, authority::Seat::Person);
    let mut roster = authority::Roster::found(vec![
        holder(1, "supervisor/1", authority::Role::Supervisor),
        holder(2, "custodian_1/1", authority::Role::FirstCustodian),
        holder(3, "analyst/1", authority::Role::Analyst),
    ]);
    let early = given(&order(), &roster, &study).map(|_| ());
    assert_eq!(early, Err(authority::AuthorityError::LaterRoster), "it was signed under the list's third version");
    // Two custodians came and went: those who sign here were there all along.
    for (key, leaves) in [(4, "custodian_1/2"), (5, "custodian_1/4")] {
        if key == 4 {
            roster.founding.push(holder(6, leaves, authority::Role::FirstCustodian));
        }
        let comes = holder(key, &format!("custodian_1/{key}"), authority::Role::FirstCustodian);
        let change = authority::RosterChange {
            before: roster.hash(),
            leaves: Some(HolderId(leaves.into())),
            comes: Some(comes),
        };
        let sign = |key: u8, id: &str| secret(key).sign(&HolderId(id.into()), &study, &change);
        let signatures = vec![sign(1, "supervisor/1"), sign(2, "custodian_1/1")];
        roster.changes.push(authority::Signed { signatures, statement: change });
    }
    let check = |signed: &SignedOrder, study: &StudyId, fits: bool| {
        assert_eq!(given(signed, &roster, study).is_ok(), fits, "{signed:?}");
    };
    check(&order(), &study, true);
    check(&order(), &StudyId("other".into()), false);
    let signatures = order().signatures;
    for signatures in [vec![], vec![signatures[0].clone()], vec![signatures[0].clone(), signatures[0].clone()]] {
        check(&SignedOrder { signatures, ..order() }, &study, false);
    }
    let statement = order().statement;
    for other in [
        Order { number: 8, ..statement.clone() },
        Order { before: 4, ..statement.clone() },
        Order { roster: 0, ..statement.clone() },
        Order { decree: Decree::Revoke { device: device() }, ..statement.clone() },
        Order { decree: Decree::Wipe { device: DeviceId(Uuid::from_u128(1)) }, ..statement.clone() },
    ] {
        check(&SignedOrder { statement: other, ..order() }, &study, false);
    }
    let analyst = secret(3).sign(&HolderId("analyst/1".into()), &study, &statement);
    check(&SignedOrder { signatures: vec![signatures[0].clone(), analyst], ..order() }, &study, false);
}

#[test]
fn an_order_has_a_number_above_the_one_before_and_a_list_within_its_limit() {
    let check = |before, records: usize, fits: bool| {
        let records = vec![RecordId(Uuid::from_u128(1)); records];
        let order = Order { number: 7, before, roster: 0, decree: Decree::Withdraw { records } };
        assert_eq!(order.is_well_formed(), fits, "{order:?}");
    };
    check(6, 1, true);
    check(7, 1, false);
    check(6, 0, false);
    check(6, limits::WITHDRAWN_MAX, true);
    check(6, limits::WITHDRAWN_MAX + 1, false);
    let at = |wall_ms| crate::moment::Moment { wall_ms, offset_min: 0, monotonic_ms: 0 };
    let unlisted = authority::Roster::default();
    let next =
        |last, wall_ms| Order::following(last, &unlisted, Decree::Wipe { device: device() }, &at(wall_ms)).number;
    assert_eq!((next(3, 90_000), next(100, 90_000), next(3, -5)), (90, 101, 4));
}
