//! Which lists of holders are taken.

use super::{super::*, holder, holders, secret, study};

fn change(roster: &Roster, leaves: &str, comes: Holder, signers: &[(u64, &str)]) -> Signed<RosterChange> {
    changed(roster, (Some(leaves), Some(comes)), signers)
}

fn changed(
    roster: &Roster,
    (leaves, comes): (Option<&str>, Option<Holder>),
    signers: &[(u64, &str)],
) -> Signed<RosterChange> {
    let leaves = leaves.map(|leaves| HolderId(leaves.into()));
    let statement = RosterChange { before: roster.hash(), leaves, comes };
    let signatures =
        signers.iter().map(|(number, id)| secret(*number).sign(&HolderId((*id).into()), &study(), &statement));
    Signed { signatures: signatures.collect(), statement }
}

#[test]
fn a_change_is_signed_by_two_who_stay_one_of_the_same_role() {
    let check = |signers: &[(u64, &str)], expected: Result<(), AuthorityError>| {
        let mut roster = Roster::found(holders());
        let comes = holder(30, "custodian_1/3", Role::FirstCustodian);
        roster.changes.push(change(&roster, "custodian_1/1", comes, signers));
        assert_eq!(roster.holders(&study()).map(|_| ()), expected, "{signers:?}");
    };
    let (remaining, supervisor, leaving) = ((4, "custodian_1/2"), (1, "supervisor/1"), (3, "custodian_1/1"));
    check(&[remaining, supervisor], Ok(()));
    check(&[supervisor, (2, "supervisor/2")], Err(AuthorityError::NotTwo));
    check(&[remaining], Err(AuthorityError::NotTwo));
    check(&[leaving, supervisor], Err(AuthorityError::Stranger));
    check(&[(30, "custodian_1/3"), remaining], Err(AuthorityError::Stranger));
}

#[test]
fn supervisors_come_and_leave_and_custodians_only_change_places() {
    let check = |(leaves, comes): (Option<&str>, Option<Role>), signers: &[(u64, &str)], expected| {
        let mut roster = Roster::found(holders());
        let comes = comes.map(|role| holder(30, &format!("{}/9", role.name()), role));
        roster.changes.push(changed(&roster, (leaves, comes), signers));
        assert_eq!(roster.holders(&study()).map(|now| now.len()), expected, "{leaves:?} {signers:?}");
    };
    let (one, two, custodian) = ((1, "supervisor/1"), (2, "supervisor/2"), (3, "custodian_1/1"));
    let newcomer = (30, "supervisor/9");
    check((None, Some(Role::Supervisor)), &[one, custodian], Ok(7));
    check((None, Some(Role::Supervisor)), &[one], Err(AuthorityError::NotTwo));
    check((None, Some(Role::Supervisor)), &[custodian, (5, "custodian_2/1")], Err(AuthorityError::NotTwo));
    check((None, Some(Role::Supervisor)), &[one, newcomer], Err(AuthorityError::Stranger));
    check((Some("supervisor/2"), None), &[one, custodian], Ok(5));
    check((Some("supervisor/2"), None), &[two, one], Err(AuthorityError::Stranger));
    check((Some("supervisor/2"), Some(Role::Supervisor)), &[one, custodian], Ok(6));
    check((Some("analyst/1"), None), &[one, two], Ok(5));
    check((None, Some(Role::Analyst)), &[custodian, (5, "custodian_2/1")], Err(AuthorityError::NotTwo));
    check((None, Some(Role::FirstCustodian)), &[one, custodian], Err(AuthorityError::Roster));
    check((Some("custodian_1/2"), None), &[one, custodian], Err(AuthorityError::Roster));
    check((None, None), &[one, custodian], Err(AuthorityError::Roster));
}

#[test]
fn the_last_supervisor_stays() {
    let mut roster = Roster::found(holders());
    let custodian = (3, "custodian_1/1");
    roster.changes.push(changed(&roster, (Some("supervisor/2"), None), &[(1, "supervisor/1"), custodian]));
    roster.changes.push(changed(&roster, (Some("supervisor/1"), None), &[(5, "custodian_2/1"), custodian]));
    assert_eq!(roster.holders(&study()), Err(AuthorityError::NotTwo));
}

#[test]
fn nobody_comes_twice_or_changes_the_role() {
    let check = |comes: Holder, expected: AuthorityError| {
        let mut roster = Roster::found(holders());
        roster.changes.push(change(&roster, "custodian_1/1", comes, &[(4, "custodian_1/2"), (1, "supervisor/1")]));
        assert_eq!(roster.holders(&study()), Err(expected));
    };
    check(holder(30, "custodian_1/1", Role::FirstCustodian), AuthorityError::Roster);
    check(holder(3, "custodian_1/3", Role::FirstCustodian), AuthorityError::Roster);
    check(holder(30, "supervisor/3", Role::Supervisor), AuthorityError::Roster);
    check(holder(30, "", Role::FirstCustodian), AuthorityError::Roster);
    check(holder(30, &"x".repeat(HOLDER_ID_BYTES_MAX + 1), Role::FirstCustodian), AuthorityError::Roster);
    let mut twice = holders();
    twice.push(holder(1, "supervisor/9", Role::Supervisor));
    assert_eq!(Roster::found(twice).holders(&study()), Err(AuthorityError::Roster));
    let many = (100..=100 + ROSTER_HOLDERS_MAX as u64).map(|n| holder(n, &format!("supervisor/{n}"), Role::Supervisor));
    assert_eq!(Roster::found(many.collect()).holders(&study()), Err(AuthorityError::Roster));
}

#[test]
fn a_device_takes_only_what_came_of_the_list_it_knows() {
    let known = Roster::found(holders());
    let comes = holder(30, "custodian_1/3", Role::FirstCustodian);
    let mut later = known.clone();
    later.changes.push(change(&known, "custodian_1/1", comes, &[(4, "custodian_1/2"), (1, "supervisor/1")]));
    let founded_anew = Roster::found(later.holders(&study()).expect("a sound change"));
    let check = |new: &Roster, known: &Roster, expected| assert_eq!(new.continues(known, &study()), expected);
    check(&later, &known, Ok(()));
    check(&later, &later, Ok(()));
    check(&known, &later, Err(AuthorityError::OtherRoster));
    check(&founded_anew, &known, Err(AuthorityError::OtherRoster));
    check(&Roster::default(), &known, Err(AuthorityError::OtherRoster));
    check(&known, &Roster::default(), Ok(()));
    let mut swapped = later.clone();
    swapped.changes.push(later.changes[0].clone());
    check(&swapped, &later, Err(AuthorityError::Roster));
}
