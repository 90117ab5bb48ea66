//! Who counts as two, and which lists of holders are taken.

mod log;
mod opening;
mod roster;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde::Serialize;

use super::*;
use crate::ids::StudyId;

#[derive(Serialize)]
struct Said(u8);

impl Statement for Said {
    const LABEL: &'static str = "said";
}

fn study() -> StudyId {
    StudyId("river".into())
}

fn secret(number: u64) -> HolderSecret {
    HolderSecret::random(&mut ChaCha20Rng::seed_from_u64(number))
}

fn holder(number: u64, id: &str, role: Role) -> Holder {
    secret(number).holder(HolderId(id.into()), role, Seat::Person)
}

/// Two supervisors, two custodians of the first role, one of the second, an analyst.
fn holders() -> Vec<Holder> {
    vec![
        holder(1, "supervisor/1", Role::Supervisor),
        holder(2, "supervisor/2", Role::Supervisor),
        holder(3, "custodian_1/1", Role::FirstCustodian),
        holder(4, "custodian_1/2", Role::FirstCustodian),
        holder(5, "custodian_2/1", Role::SecondCustodian),
        holder(6, "analyst/1", Role::Analyst),
    ]
}

fn signed(number: u64, id: &str, statement: &impl Statement) -> HolderSignature {
    secret(number).sign(&HolderId(id.into()), &study(), statement)
}

#[test]
fn two_means_two_people_who_may() {
    let check = |signers: &[(u64, &str)], expected: Result<[&str; 2], AuthorityError>| {
        let signatures: Vec<_> = signers.iter().map(|(number, id)| signed(*number, id, &Said(1))).collect();
        let holders = holders();
        let found = two_of(&holders, &Role::ORDERING, &message(&study(), &Said(1)), &signatures);
        assert_eq!(found.map(|both| both.map(|holder| holder.id.0.as_str())), expected, "{signers:?}");
    };
    check(&[(1, "supervisor/1"), (2, "supervisor/2")], Ok(["supervisor/1", "supervisor/2"]));
    check(&[(1, "supervisor/1"), (1, "supervisor/1"), (5, "custodian_2/1")], Ok(["supervisor/1", "custodian_2/1"]));
    check(&[], Err(AuthorityError::NotTwo));
    check(&[(1, "supervisor/1")], Err(AuthorityError::NotTwo));
    check(&[(1, "supervisor/1"), (1, "supervisor/1")], Err(AuthorityError::NotTwo));
    check(&[(1, "supervisor/1"), (1, "supervisor/2")], Err(AuthorityError::Signature));
    check(&[(1, "supervisor/1"), (6, "analyst/1")], Err(AuthorityError::Stranger));
    check(&[(1, "supervisor/1"), (7, "supervisor/3")], Err(AuthorityError::Stranger));
    check(&[(1, "supervisor/1"); SIGNATURES_MAX + 1], Err(AuthorityError::TooMany));
}

#[test]
fn a_signature_holds_for_one_statement_in_one_study() {
    let signatures = [signed(1, "supervisor/1", &Said(1)), signed(2, "supervisor/2", &Said(1))];
    let holders = holders();
    let check = |message: &[u8]| two_of(&holders, &Role::ORDERING, message, &signatures).is_ok();
    assert!(check(&message(&study(), &Said(1))));
    assert!(!check(&message(&study(), &Said(2))));
    assert!(!check(&message(&StudyId("lake".into()), &Said(1))));
}

#[test]
fn one_name_more_for_the_same_key_is_not_another_holder() {
    let mut holders = holders();
    holders.push(holder(1, "custodian_2/9", Role::SecondCustodian));
    let signatures = [signed(1, "supervisor/1", &Said(1)), signed(1, "custodian_2/9", &Said(1))];
    let found = two_of(&holders, &Role::ORDERING, &message(&study(), &Said(1)), &signatures);
    assert_eq!(found.err(), Some(AuthorityError::NotTwo));
}

#[test]
fn an_opening_needs_one_of_each_role() {
    let check = |signers: &[(u64, &str)], expected: bool| {
        let signatures: Vec<_> = signers.iter().map(|(number, id)| signed(*number, id, &Said(1))).collect();
        assert_eq!(one_of_each(&holders(), &message(&study(), &Said(1)), &signatures).is_ok(), expected, "{signers:?}");
    };
    check(&[(3, "custodian_1/1"), (5, "custodian_2/1")], true);
    check(&[(3, "custodian_1/1"), (4, "custodian_1/2")], false);
    check(&[(1, "supervisor/1"), (5, "custodian_2/1")], false);
    check(&[(5, "custodian_2/1")], false);
}
