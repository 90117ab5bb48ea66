//! What each party alone can read, with real keys and bytes.
//!
//! | who or what fell | answers | a half of identities | identities | can act as |
//! |---|---|---|---|---|
//! | the server, its database, a backup | no | no | no | nobody |
//! | one custodian | no | one role's | no | that custodian |
//! | a supervisor | yes | no | no | that supervisor: asks, cannot grant |
//! | an analyst | yes | no | no | that analyst |
//! | the administrator | no | no | no | half of an order |
//! | a device | what is not sealed yet | no | no | that device |
//! | both recovery codes of one role, or one of each role and no request | no | | see below | |
//!
//! One custodian of each role together open identities: that is what two people means. They would have to act outside
//! the server, because it hands their halves to no request of theirs.

use std::fs;

use fieldward_core::{
    record::{
        SealedRecord, StudySecret,
        identity::{CustodianRole, Half, found_by},
        open as open_record, open_identity,
    },
    vault::SealingSecret,
};

use super::stage::{CANARY, HOUR, Stage, at};
use crate::accounts::{Account, unlock_account};

/// What somebody can do with what they have.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
struct Reach {
    answers: bool,
    finds: bool,
    first: bool,
    second: bool,
    identities: bool,
}

fn records(stage: &Stage) -> (SealedRecord, SealedRecord) {
    let records = stage.store().records(0, 100).expect("records");
    let sealed = |place: usize| records[place].sealed().expect("a record");
    (sealed(0), sealed(3))
}

/// Every secret that is at hand, tried on everything.
fn reach(stage: &Stage, secrets: &[SealingSecret]) -> Reach {
    let (identity, alert) = records(stage);
    let half = |role| secrets.iter().find_map(|secret| Half::open(&identity, role, &[], secret).ok());
    let (first, second) = (half(CustodianRole::First), half(CustodianRole::Second));
    let both = first.as_ref().zip(second.as_ref());
    let doubled = first.as_ref().or(second.as_ref()).is_some_and(|one| open_identity(&identity, one, one).is_ok());
    Reach {
        answers: secrets.iter().any(|secret| open_record(&alert, secret).is_ok()),
        finds: secrets.iter().any(|secret| found_by(&identity, secret).is_ok()),
        first: first.is_some(),
        second: second.is_some(),
        identities: doubled || both.is_some_and(|(first, second)| open_identity(&identity, first, second).is_ok()),
    }
}

/// An account's own secret, and the study's keys that are sealed to it.
fn secrets(stage: &Stage, account: &Account) -> Vec<SealingSecret> {
    let study = account.study_key(&stage.published()).map(|StudySecret(secret)| secret);
    std::iter::once(account.secret.sealing()).chain(study).collect()
}

#[test]
fn one_account_alone() {
    let stage = Stage::new();
    let reader = Reach { answers: true, finds: true, ..Reach::default() };
    let check = |holder: &str, expected: Reach| {
        let account = stage.account(holder);
        assert_eq!(reach(&stage, &secrets(&stage, &account)), expected, "{holder}");
    };
    check("supervisor", Reach { answers: true, finds: true, ..Reach::default() });
    check("supervisor/2", Reach { answers: true, finds: true, ..Reach::default() });
    check("analyst", reader);
    check("administrator", Reach::default());
    for number in ["1", "2", "3", "recovery"] {
        check(&format!("custodian_1/{number}"), Reach { first: true, ..Reach::default() });
        check(&format!("custodian_2/{number}"), Reach { second: true, ..Reach::default() });
    }
}

#[test]
fn two_of_one_role_are_one_and_one_of_each_role_is_enough() {
    let stage = Stage::new();
    let together = |holders: &[&str]| {
        let all: Vec<SealingSecret> =
            holders.iter().flat_map(|holder| secrets(&stage, &stage.account(holder))).collect();
        reach(&stage, &all).identities
    };
    assert!(!together(&["custodian_1/1", "custodian_1/2", "custodian_1/3", "custodian_1/recovery", "supervisor"]));
    assert!(!together(&["supervisor", "supervisor/2", "analyst", "administrator", "custodian_2/1"]));
    assert!(together(&["custodian_1/3", "custodian_2/1"]), "the test can see an opening");
}

/// Whoever has the server has the database, backups of it, the orders' files and what a request keeps.
#[test]
fn the_server_its_database_and_a_backup() {
    let stage = Stage::new();
    let supervisor = stage.account("supervisor");
    let hash = stage.ask(&supervisor, &[0], HOUR);
    stage.grant(&stage.account("custodian_1/1"), &hash, HOUR);
    stage.grant(&stage.account("custodian_2/1"), &hash, HOUR);
    // Every 32 bytes that stand anywhere in the store's secrets, taken for a key.
    let published = stage.published();
    let kept = published.wrapped.iter().map(|key| key.wrapped.clone());
    let pockets = stage.store().pockets(&hash).expect("pockets").into_iter().map(|pocket| pocket.sealed);
    let public = [published.sealing_key.0.to_vec()];
    let guesses: Vec<SealingSecret> = kept
        .chain(pockets)
        .chain(public)
        .flat_map(|bytes| bytes.as_chunks::<32>().0.iter().copied().map(SealingSecret::from_bytes).collect::<Vec<_>>())
        .collect();
    assert!(guesses.len() > 20);
    assert_eq!(reach(&stage, &guesses), Reach::default());
    for holder in ["supervisor", "custodian_1/1", "custodian_1/recovery", "administrator"] {
        assert!(unlock_account(stage.store(), holder, "a guess of the server's").is_err());
    }
    let reference = stage.references[0].to_string();
    let reason = "she asked for help";
    for file in fs::read_dir(stage.folder.path()).expect("the folder").flatten() {
        let bytes = fs::read(file.path()).unwrap_or_default();
        let holds = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        for text in [CANARY.as_bytes(), reference.as_bytes(), reason.as_bytes(), &stage.references[0].0] {
            assert!(!holds(text), "{:?} holds something in the clear", file.file_name());
        }
        for holder in ["supervisor", "custodian_1/1", "custodian_2/recovery"] {
            assert!(!holds(stage.words(holder).as_bytes()));
            assert!(!holds(stage.account(holder).secret.key().bytes()));
        }
    }
}

/// A server that swaps rows: another's wrapped key in the place of a custodian's opens no account by that name.
#[test]
fn a_server_that_moves_keys_moves_nobodys_rights() {
    let stage = Stage::new();
    stage.sql(
        "UPDATE wrapped_keys SET wrapped = (SELECT wrapped FROM wrapped_keys WHERE holder = 'administrator')
         WHERE holder = 'custodian_1/1'",
    );
    assert!(unlock_account(stage.store(), "custodian_1/1", stage.words("administrator")).is_err());
    stage.sql(
        "UPDATE wrapped_keys SET wrapped = (SELECT wrapped FROM wrapped_keys WHERE holder = 'records>supervisor')
         WHERE holder = 'records>analyst'",
    );
    let analyst = stage.account("analyst");
    assert!(analyst.study_key(&stage.published()).is_none());
}

/// A custodian's grant is for one request: the requester's own secret without the other role's opens nothing, and the
/// server cannot give it to a request of its own making.
#[test]
fn one_grant_opens_nothing_and_moves_to_no_other_request() {
    let stage = Stage::new();
    let supervisor = stage.account("supervisor");
    let hash = stage.ask(&supervisor, &[0], HOUR);
    stage.grant(&stage.account("custodian_1/1"), &hash, HOUR);
    stage.sql("INSERT INTO pockets SELECT request, 'halves>custodian_2', sealed FROM pockets WHERE slot = 'halves>custodian_1'");
    assert!(super::open(stage.store(), &supervisor, &hash, &at(HOUR)).is_err());
}

/// A device seals and forgets: with all that it keeps, it opens nothing that it has sealed.
#[test]
fn a_device_opens_nothing_that_it_sealed() {
    let stage = Stage::new();
    let own = SealingSecret::from_bytes([1; 32]);
    assert_eq!(reach(&stage, &[own]), Reach::default());
}
