//! Holders who made their own secrets: whoever publishes knows none of them.

use fieldward_core::{
    authority::{Holder, Role},
    vault::StretchCost,
};
use zeroize::Zeroizing;

use super::stage::{CANARY, HOUR, Stage, at, study};
use crate::{
    accounts::{AccountError, card, unlock_account},
    clock,
    identities::{grant, open},
    publish::{Founders, PublishError, publish_founded},
    rotation::{RotationError, rotate},
    seats::add,
};

fn cards(names: &[&str]) -> (Vec<Holder>, Vec<Zeroizing<String>>) {
    names.iter().map(|name| card::make(name, &mut clock::rng()).expect("a holder's name")).unzip()
}

#[test]
fn who_publishes_learns_no_secret_of_those_who_brought_cards() {
    let names = ["custodian_1/1", "custodian_1/2", "custodian_1/3", "custodian_1/recovery", "supervisor/2"];
    let (cards, codes) = cards(&names);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let handle = crate::store::open(folder.path()).expect("an empty store");
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let founders = Founders { cards: &cards, ..Founders::default() };
    let made = publish_founded(handle.blocking(), &study(false), &founders, &at(0), makings).expect("a sound study");
    let printed: Vec<&str> = made.passphrases.iter().map(|made| made.holder.as_str()).collect();
    assert_eq!(printed.len(), 12 - cards.len());
    assert!(names.iter().all(|name| !printed.contains(name)), "{printed:?}");
    let kept = handle.blocking().study().expect("the store answers").expect("a study is published").wrapped;
    assert!(names.iter().all(|name| kept.iter().all(|key| key.holder != *name)), "nothing of their secrets is kept");
    for (name, code) in names.iter().zip(&codes) {
        let account = unlock_account(handle.blocking(), name, code).expect("their code opens their account");
        assert_eq!(account.holder.id.0, *name);
    }
    let others = unlock_account(handle.blocking(), "custodian_1/1", &codes[1]);
    assert!(matches!(others, Err(AccountError::Wrong)), "a code is one holder's");
}

#[test]
fn custodians_by_card_grant_and_a_supervisor_by_card_opens() {
    let names = ["custodian_1/2", "custodian_2/3", "supervisor"];
    let (cards, codes) = cards(&names);
    let stage = Stage::founded(&Founders { cards: &cards, ..Founders::default() });
    let account = |place: usize| unlock_account(stage.store(), names[place], &codes[place]).expect("their code");
    let hash = stage.ask(&account(2), &[0], HOUR);
    for custodian in [account(0), account(1)] {
        grant(stage.store(), &custodian, &hash, &at(2 * HOUR), &mut clock::rng()).expect("they may");
    }
    let (opened, _) = open(stage.store(), &account(2), &hash, &at(3 * HOUR)).expect("both granted");
    assert!(opened[0].lines.iter().any(|(_, answer)| answer == CANARY));
}

#[test]
fn a_newcomer_brings_a_card_for_the_next_place_and_for_no_other() {
    let stage = Stage::new();
    let (stays, supervisor) = (stage.account("custodian_1/2"), stage.account("supervisor"));
    let comes = |card: &Holder| {
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        rotate(stage.store(), ("custodian_1/1", Some(card)), (&stays, &supervisor), &at(HOUR), makings)
    };
    let (cards, codes) = cards(&["custodian_1/1", "custodian_2/4", "custodian_1/4"]);
    for other in &cards[..2] {
        assert!(matches!(comes(other), Err(RotationError::Card(wanted)) if wanted == "custodian_1/4"));
    }
    let done = comes(&cards[2]).expect("both may");
    assert!(done.passphrase.is_none(), "there is none to show");
    let newcomer = unlock_account(stage.store(), "custodian_1/4", &codes[2]).expect("their code");
    let hash = stage.ask(&supervisor, &[0], 2 * HOUR);
    stage.grant(&newcomer, &hash, 2 * HOUR);
}

#[test]
fn an_analyst_by_card_has_the_studys_key() {
    let stage = Stage::new();
    let (cards, codes) = cards(&["analyst/2"]);
    let two = (&stage.account("supervisor"), &stage.account("custodian_1/1"));
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let (holder, passphrase, _) =
        add(stage.store(), (Role::Analyst, Some(&cards[0])), two, &at(HOUR), makings).expect("both may");
    assert_eq!((holder.0.as_str(), passphrase.is_none()), ("analyst/2", true));
    let account = unlock_account(stage.store(), "analyst/2", &codes[0]).expect("their code");
    assert!(account.study_key(&stage.published()).is_some());
}

#[test]
fn a_card_without_a_seat_publishes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let handle = crate::store::open(folder.path()).expect("an empty store");
    let spare = |names: &[&str]| {
        let founders = Founders { cards: &cards(names).0, ..Founders::default() };
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        match publish_founded(handle.blocking(), &study(false), &founders, &at(0), makings) {
            Err(PublishError::SpareCard(name)) => Some(name),
            _ => None,
        }
    };
    assert_eq!(spare(&["custodian_1/4"]), Some("custodian_1/4".into()));
    assert_eq!(spare(&["administrator", "administrator"]), Some("administrator".into()));
    assert!(handle.blocking().study().expect("the store answers").is_none());
    assert_eq!(spare(&[]), None, "published");
    assert_eq!(spare(&["supervisor/2"]), Some("supervisor/2".into()), "later, holders change one by one");
}
