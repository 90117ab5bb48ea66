//! Padding, wrapped study keys, returns.

use super::{
    super::{
        padding::{PADDED_BYTES_MAX, pad, unpad},
        returns::{self, Query, RETURN_BYTES_MAX, Return},
        *,
    },
    rng, study,
};
use crate::{
    form::{NodeIndex, Path, Value},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber},
    seal::{NotOpened, SealingSecret, StretchCost},
};

#[test]
fn padding_comes_off_as_it_went_on() {
    for content in [&b""[..], b"x", b"ends in a mark\x80", b"ends in zeros\0\0", &[0; 255], &[0x80; 256], &[7; 5000]] {
        let padded = pad(content).expect("small");
        assert_eq!(unpad(&padded), Ok(content));
        assert!(unpad(&padded[1..]).is_err(), "not a size class");
    }
    assert!(unpad(&[0; 256]).is_err());
    assert!(unpad(&[]).is_err());
    let mut larger = pad(b"x").expect("small").to_vec();
    larger.resize(512, 0);
    assert!(unpad(&larger).is_err(), "a class larger than needed says something");
    assert!(pad(&vec![0; PADDED_BYTES_MAX - 1]).is_ok());
    assert!(pad(&vec![0; PADDED_BYTES_MAX]).is_err());
}

#[test]
fn a_study_key_opens_with_its_passphrase_only() {
    let wrapped = study().wrap("seven herons over water", StretchCost::FLOOR, &mut rng(90)).expect("in bounds");
    let opened = StudySecret::unwrap(&wrapped, "seven herons over water").expect("the passphrase");
    assert_eq!(opened.public(), study().public());
    let wrong = StudySecret::unwrap(&wrapped, "six herons over water").err();
    assert_eq!(wrong, Some(RecordError::NotOpened(NotOpened)));
    for place in 0..wrapped.0.len() {
        // A changed cost would take long or be out of bounds; salt, nonce, secret and tag are what can be forged.
        if (1..9).contains(&place) || place % 7 != 0 {
            continue;
        }
        let mut changed = wrapped.clone();
        changed.0[place] ^= 0x40;
        assert!(StudySecret::unwrap(&changed, "seven herons over water").is_err(), "byte {place}");
    }
    let cost = StretchCost { memory_kib: u32::MAX, passes: u32::MAX };
    assert!(study().wrap("x", cost, &mut rng(91)).is_err());
    let mut greedy = wrapped;
    greedy.0[1..5].fill(0xff);
    assert!(StudySecret::unwrap(&greedy, "seven herons over water").is_err(), "no stored cost can fill the memory");
}

#[test]
fn a_return_opens_on_its_device_only() {
    let (device, secret) = (DeviceId(uuid::Uuid::from_u128(5)), SealingSecret::from_bytes([5; 32]));
    let returned = Return {
        record: Some(RecordId(uuid::Uuid::from_u128(7))),
        parent: Hash32::of(b"record"),
        form: Hash32::of(b"form"),
        reference: ReferenceNumber([4; 10]),
        comment: "please look again".into(),
        queries: vec![Query {
            at: Path { node: NodeIndex(4), at: vec![1] },
            value: Some(Value::Integer(41)),
            comment: "older than the mother?".into(),
        }],
    };
    let (study, to) = (study().0, secret.public());
    let sealed = returns::seal(&returned, (device, &to), &study, &mut rng(92)).expect("small");
    let from = study.public();
    assert_eq!(returns::open(&sealed, device, &secret, &from).as_ref(), Ok(&returned));
    assert!(!format!("{returned:?} {:?}", returned.queries).contains("mother"), "comments repeat what was said");
    let not_opened = Err(RecordError::NotOpened(NotOpened));
    let elsewhere = DeviceId(uuid::Uuid::from_u128(6));
    assert_eq!(returns::open(&sealed, elsewhere, &secret, &from), not_opened);
    assert_eq!(returns::open(&sealed, device, &SealingSecret::from_bytes([6; 32]), &from), not_opened);
    let mut changed = sealed;
    changed[40] ^= 1;
    assert_eq!(returns::open(&changed, device, &secret, &from), not_opened);
    // Whoever knows the device's public key, as its server does, can seal to it, but not in the study's name.
    let server = SealingSecret::from_bytes([0x53; 32]);
    let forged = returns::seal(&returned, (device, &to), &server, &mut rng(94)).expect("small");
    assert_eq!(returns::open(&forged, device, &secret, &from), not_opened);
    let plain = postcard::to_stdvec(&returned).expect("plain structs");
    let padded = pad(&plain).expect("small");
    let unnamed = to.seal(b"fieldward return 2", device.0.as_bytes(), &padded, &mut rng(95)).expect("a usable key");
    assert_eq!(returns::open(&unnamed, device, &secret, &from), not_opened);
    // Version 1 named no record, and is still on devices and servers.
    let first = (returned.parent, returned.form, returned.reference, &returned.comment, &returned.queries);
    let padded = pad(&postcard::to_stdvec(&first).expect("plain values")).expect("small");
    let old = study.seal_to(&to, b"fieldward return 1", device.0.as_bytes(), &padded, &mut rng(96)).expect("usable");
    let opened = returns::open(&old, device, &secret, &from);
    assert_eq!(opened, Ok(Return { record: None, ..returned.clone() }));
    let large = Return { comment: "x".repeat(RETURN_BYTES_MAX), ..returned };
    let refused = returns::seal(&large, (device, &to), &study, &mut rng(93));
    assert!(matches!(refused, Err(RecordError::TooLarge { .. })));
}
