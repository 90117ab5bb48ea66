//! Two roles, and what one of them alone can do.

use super::{
    super::{
        identity::{CustodianRole, Custodians, Half, IdentityReaders, found_by},
        *,
    },
    CONTENT, answers, header, rng, study,
};
use crate::{
    ids::{Hash32, ReferenceNumber},
    seal::{NotOpened, SealingSecret},
};

fn secret(number: u8) -> SealingSecret {
    SealingSecret::from_bytes([number; 32])
}

/// Three holders a role: secrets 1 to 3, and 11 to 13.
fn custodians() -> Custodians {
    let role = |from: u8| (from..from + 3).map(|number| secret(number).public()).collect();
    Custodians { first: role(1), second: role(11) }
}

const REFERENCE: ReferenceNumber = ReferenceNumber([8; 10]);

fn sealed(sequence: u64, custodians: &Custodians, seed: u64) -> Result<SealedRecord, RecordError> {
    let readers = IdentityReaders { custodians, study: &study().public(), reference: REFERENCE };
    seal_identity(header(StreamKind::Identity, sequence), CONTENT, readers, &mut rng(seed))
}

pub(super) fn identity() -> SealedRecord {
    sealed(1, &custodians(), 60).expect("small, keys sound")
}

fn half(role: CustodianRole, number: u8) -> Result<Half, RecordError> {
    Half::open(&identity(), role, &[], &secret(number))
}

#[test]
fn any_custodian_of_each_role_together_open_it() {
    for first in 1..=3 {
        for second in 11..=13 {
            let first = half(CustodianRole::First, first).expect("a custodian of the first role");
            let second = half(CustodianRole::Second, second).expect("a custodian of the second role");
            assert_eq!(open_identity(&identity(), &first, &second).expect("both").as_slice(), CONTENT);
        }
    }
}

#[test]
fn one_half_alone_opens_nothing() {
    let first = half(CustodianRole::First, 1).expect("a custodian of the first role");
    let second = half(CustodianRole::Second, 11).expect("a custodian of the second role");
    // What two custodians of one role could put together.
    assert!(open_identity(&identity(), &first, &first).is_err());
    assert!(open_identity(&identity(), &second, &second).is_err());
    let swapped = open_identity(&identity(), &second, &first);
    assert_eq!(swapped, Err(RecordError::Malformed { what: "pair of halves" }));
}

#[test]
fn nobody_opens_a_half_of_the_other_role_and_the_study_opens_none() {
    let not_opened = RecordError::NotOpened(NotOpened);
    assert_eq!(half(CustodianRole::Second, 1).err(), Some(not_opened.clone()));
    assert_eq!(half(CustodianRole::First, 11).err(), Some(not_opened.clone()));
    let by_study = |role| Half::open(&identity(), role, &[], &study().0).err();
    assert_eq!(by_study(CustodianRole::First), Some(not_opened.clone()));
    assert_eq!(by_study(CustodianRole::Second), Some(not_opened));
    assert_eq!(open(&identity(), &study().0), Err(RecordError::WrongStream));
    assert_eq!(Half::open(&answers(1), CustodianRole::First, &[], &secret(1)).err(), Some(RecordError::WrongStream));
}

#[test]
fn halves_of_another_record_do_not_open_it() {
    let other = sealed(2, &custodians(), 61).expect("small");
    let first = half(CustodianRole::First, 1).expect("a custodian of the first role");
    let second = Half::open(&other, CustodianRole::Second, &[], &secret(11)).expect("a custodian of the second role");
    assert_eq!(open_identity(&other, &first, &second), Err(RecordError::NotOpened(NotOpened)));
    let mut moved = identity();
    moved.header.sequence = 2;
    let opened = Half::open(&moved, CustodianRole::First, &[], &secret(1));
    assert_eq!(opened.err(), Some(RecordError::NotOpened(NotOpened)), "a half is bound to its record");
}

#[test]
fn a_role_without_custodians_or_with_too_many_is_refused() {
    let sealed = |custodians: &Custodians| sealed(1, custodians, 62).err();
    let refused = Some(RecordError::Malformed { what: "list of custodians" });
    assert_eq!(sealed(&Custodians { second: Vec::new(), ..custodians() }), refused);
    assert_eq!(sealed(&Custodians { first: Vec::new(), ..custodians() }), refused);
    let many = |count| Custodians { first: vec![secret(1).public(); count], ..custodians() };
    assert_eq!(sealed(&many(RecordKeys::CUSTODIANS_MAX)), None);
    assert_eq!(sealed(&many(RecordKeys::CUSTODIANS_MAX + 1)), refused);
    let readers = IdentityReaders { custodians: &custodians(), study: &study().public(), reference: REFERENCE };
    let stream = seal_identity(header(StreamKind::Answers, 1), CONTENT, readers, &mut rng(62));
    assert_eq!(stream, Err(RecordError::WrongStream));
}

#[test]
fn a_half_that_was_handed_over_opens_for_the_new_custodian_and_nobody_else() {
    let record = identity();
    let leaving = half(CustodianRole::First, 2).expect("a custodian of the first role");
    let capsule = leaving.hand_over(&record, &secret(4).public(), &mut rng(63)).expect("a sound key");
    let opened = |role, number| Half::open(&record, role, std::slice::from_ref(&capsule), &secret(number));
    assert!(half(CustodianRole::First, 4).is_err(), "not in the record itself");
    let (first, second) = (opened(CustodianRole::First, 4).expect("handed over"), opened(CustodianRole::Second, 12));
    assert_eq!(open_identity(&record, &first, &second.expect("a custodian")).expect("both").as_slice(), CONTENT);
    assert!(opened(CustodianRole::Second, 4).is_err(), "of one role");
    assert!(opened(CustodianRole::First, 5).is_err());
    let other = sealed(2, &custodians(), 64).expect("small");
    assert!(Half::open(&other, CustodianRole::First, &[capsule], &secret(4)).is_err(), "of one record");
}

#[test]
fn a_granted_half_opens_under_its_request_record_and_role_only() {
    let (record, one_time, request) = (identity(), secret(9), Hash32::of(b"request"));
    let role = CustodianRole::First;
    let half = half(role, 1).expect("a custodian of the first role");
    let capsule = half.grant(&record, &request, &one_time.public(), &mut rng(65)).expect("a sound key");
    assert!(Half::granted(&record, role, &request, &capsule, &one_time).is_ok());
    let check = |record: &SealedRecord, role, request: &[u8], key| {
        assert!(Half::granted(record, role, &Hash32::of(request), &capsule, &secret(key)).is_err());
    };
    check(&record, role, b"request", 8);
    check(&record, role, b"another", 9);
    check(&record, CustodianRole::Second, b"request", 9);
    check(&sealed(2, &custodians(), 66).expect("small"), role, b"request", 9);
    let as_custodian = Half::open(&record, role, &[capsule], &one_time);
    assert!(as_custodian.is_err(), "what was granted to a request makes nobody a custodian");
}

#[test]
fn the_study_finds_an_identity_by_its_number_and_nobody_else_does() {
    assert_eq!(found_by(&identity(), &study().0), Ok(REFERENCE));
    assert!(found_by(&identity(), &secret(1)).is_err(), "a custodian");
    let mut moved = identity();
    moved.header.sequence = 2;
    assert!(found_by(&moved, &study().0).is_err(), "it is bound to its record");
    assert_eq!(found_by(&answers(1), &study().0), Err(RecordError::WrongStream));
    assert!(found_by(&identity().withdrawn(), &study().0).is_err(), "a withdrawn identity is found by nothing");
}
