//! Two roles, and what one of them alone can do.

use super::{
    super::{
        identity::{CustodianRole, Custodians, Half},
        *,
    },
    CONTENT, answers, header, rng, study,
};
use crate::vault::{Key, NotOpened, SealingSecret};

fn secret(number: u8) -> SealingSecret {
    SealingSecret::from_bytes([number; 32])
}

/// Three holders a role: secrets 1 to 3, and 11 to 13.
fn custodians() -> Custodians {
    let role = |from: u8| (from..from + 3).map(|number| secret(number).public()).collect();
    Custodians { first: role(1), second: role(11) }
}

pub(super) fn identity() -> SealedRecord {
    seal_identity(header(StreamKind::Identity, 1), CONTENT, &custodians(), &mut rng(60)).expect("small, keys sound")
}

fn half(role: CustodianRole, number: u8) -> Result<Half, RecordError> {
    Half::open(&identity(), role, &secret(number))
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
    let not_opened = Err(RecordError::NotOpened(NotOpened));
    let nothing = Key::from_bytes([0; 32]);
    for (role, other, known) in
        [(CustodianRole::Second, CustodianRole::First, &first), (CustodianRole::First, CustodianRole::Second, &second)]
    {
        // Guessed halves: none, the same again. What two custodians of one role could put together.
        for guess in [nothing.clone(), known.key().clone()] {
            let guess = Half::from_key(role, guess);
            let known = Half::from_key(other, known.key().clone());
            let (first, second) = if role == CustodianRole::First { (guess, known) } else { (known, guess) };
            assert_eq!(open_identity(&identity(), &first, &second), not_opened);
        }
    }
    let swapped = open_identity(&identity(), &second, &first);
    assert_eq!(swapped, Err(RecordError::Malformed { what: "pair of halves" }));
}

#[test]
fn nobody_opens_a_half_of_the_other_role_and_the_study_opens_none() {
    let not_opened = RecordError::NotOpened(NotOpened);
    assert_eq!(half(CustodianRole::Second, 1).err(), Some(not_opened.clone()));
    assert_eq!(half(CustodianRole::First, 11).err(), Some(not_opened.clone()));
    let by_study = |role| Half::open(&identity(), role, &study().0).err();
    assert_eq!(by_study(CustodianRole::First), Some(not_opened.clone()));
    assert_eq!(by_study(CustodianRole::Second), Some(not_opened));
    assert_eq!(open(&identity(), &study().0), Err(RecordError::WrongStream));
    assert_eq!(Half::open(&answers(1), CustodianRole::First, &secret(1)).err(), Some(RecordError::WrongStream));
}

#[test]
fn halves_of_another_record_do_not_open_it() {
    let other = seal_identity(header(StreamKind::Identity, 2), CONTENT, &custodians(), &mut rng(61)).expect("small");
    let first = half(CustodianRole::First, 1).expect("a custodian of the first role");
    let second = Half::open(&other, CustodianRole::Second, &secret(11)).expect("a custodian of the second role");
    assert_eq!(open_identity(&other, &first, &second), Err(RecordError::NotOpened(NotOpened)));
    let mut moved = identity();
    moved.header.sequence = 2;
    let opened = Half::open(&moved, CustodianRole::First, &secret(1));
    assert_eq!(opened.err(), Some(RecordError::NotOpened(NotOpened)), "a half is bound to its record");
}

#[test]
fn a_role_without_custodians_or_with_too_many_is_refused() {
    let sealed = |custodians: &Custodians| {
        seal_identity(header(StreamKind::Identity, 1), CONTENT, custodians, &mut rng(62)).err()
    };
    let refused = Some(RecordError::Malformed { what: "list of custodians" });
    assert_eq!(sealed(&Custodians { second: Vec::new(), ..custodians() }), refused);
    assert_eq!(sealed(&Custodians { first: Vec::new(), ..custodians() }), refused);
    let many = |count| Custodians { first: vec![secret(1).public(); count], ..custodians() };
    assert_eq!(sealed(&many(RecordKeys::CUSTODIANS_MAX)), None);
    assert_eq!(sealed(&many(RecordKeys::CUSTODIANS_MAX + 1)), refused);
    let stream = seal_identity(header(StreamKind::Answers, 1), CONTENT, &custodians(), &mut rng(62));
    assert_eq!(stream, Err(RecordError::WrongStream));
}
