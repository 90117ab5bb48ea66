//! A phone that was copied: the second machine goes on under another name, and no record is lost, doubled or believed
//! too early.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    record::returns::{self, Return},
    sync::engine::Ending,
};
use fieldward_sync_server::{
    accounts::{AccountError, study_of},
    clock,
    console::{Break, Damage, Desk, unlock},
    store::Store,
    succession::{self, SuccessionError},
    vouch,
};

use super::stage::{Device, Done, Outcome, SUPERVISOR, Stage};

fn desk(stage: &Stage) -> Outcome<Desk> {
    Ok(unlock(stage.store(), SUPERVISOR, "en")?.desk)
}

/// Every record on the server, each once.
fn stored(store: &dyn Store) -> Outcome<BTreeSet<RecordId>> {
    let all: Vec<RecordId> = store.records(0, 1000)?.into_iter().map(|stored| stored.record).collect();
    let once: BTreeSet<RecordId> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "no record is there twice");
    Ok(once)
}

/// One phone with three alerts, the last not sent, and its copy.
async fn pair(stage: &Stage, made: &mut BTreeSet<RecordId>) -> Outcome<(Device, Device)> {
    let mut phone = Device::new()?;
    phone.enrol(stage).await?;
    assert_eq!(phone.sync(stage).await?.ending, Ending::Complete);
    made.extend([phone.alert()?, phone.alert()?]);
    phone.sync(stage).await?;
    made.insert(phone.alert()?);
    let copy = phone.copied()?;
    Ok((phone, copy))
}

#[tokio::test]
async fn the_machine_that_came_second_goes_on_under_another_name() -> Done {
    let (stage, mut made) = (Stage::new().await?, BTreeSet::new());
    let (mut phone, mut copy) = pair(&stage, &mut made).await?;
    made.insert(phone.alert()?);
    assert_eq!(phone.sync(&stage).await?.ending, Ending::Complete);
    made.extend([copy.alert()?, copy.alert()?]);
    assert_eq!(copy.sync(&stage).await?.forked, [StreamKind::Alert]);
    copy.start()?;
    assert!(copy.session().is_forked()?, "it is known after a restart too");
    assert!(!phone.session().is_forked()?);

    // The answer to the first request is lost; the second asks in the same name.
    let invite = stage.invite()?;
    let lost = copy.session().enrolment_request(&invite, &mut clock::rng())?;
    assert_eq!((lost.path.as_str(), stage.send(&lost).await?.status), ("/v1/succeed", 200));
    copy.start()?;
    let again = copy.session().enrolment_request(&invite, &mut clock::rng())?;
    let answer = stage.send(&again).await?;
    copy.session().take_enrolled(&invite, &answer, &mut clock::rng())?;
    let (name, before) = (copy.id()?, phone.id()?);
    assert_ne!(name, before);
    assert!(!copy.session().is_forked()? && stage.store().devices()?.len() == 2);

    assert_eq!(copy.sync(&stage).await?.ending, Ending::Complete);
    assert_eq!(copy.session().waiting_count()?, 0);
    assert_eq!(stored(stage.store())?, made, "everything once, whichever way it came");
    made.extend([copy.alert()?, phone.alert()?]);
    for device in [&mut copy, &mut phone] {
        let report = device.sync(&stage).await?;
        assert_eq!((report.ending, report.forked), (Ending::Complete, vec![]));
    }
    assert_eq!(stored(stage.store())?, made);

    // What it made under its new name counts; what it brings in the old one waits for a supervisor.
    let before_word = desk(&stage)?;
    let invented = before_word.damaged.iter().filter(|damage| damage.damage == Damage::Chain).count();
    assert_eq!((before_word.alerts.len(), invented, before_word.forks), (6, 2, 2));
    assert!(before_word.breaks.iter().any(|one| one.what == Break::Unconfirmed(before) && one.device == Some(name)));
    let analyst = succession::confirm(stage.store(), name, &stage.account("analyst")?, &clock::now());
    assert!(matches!(analyst, Err(SuccessionError::Account(AccountError::Role))));
    let supervisor = stage.account("supervisor")?;
    let nothing = succession::confirm(stage.store(), before, &supervisor, &clock::now());
    assert!(matches!(nothing, Err(SuccessionError::Nothing)), "the first machine goes on for nobody");
    succession::confirm(stage.store(), name, &supervisor, &clock::now())?;
    let after = desk(&stage)?;
    assert_eq!((after.alerts.len(), after.damaged.len(), after.forks), (made.len(), 0, 0));
    assert!(after.breaks.is_empty(), "{:?}", after.breaks);
    let ids: BTreeSet<RecordId> = after.alerts.iter().map(|alert| alert.id).collect();
    assert_eq!(ids, made);
    let word = vouch::stored(stage.store(), name)?.ok_or("a supervisor has opened all of it")?;
    assert_eq!(word.statement.marks.iter().map(|mark| mark.sequence).collect::<Vec<_>>(), [6]);
    Ok(())
}

/// The machine with the new name is first: what both had at the copying comes from either, once.
#[tokio::test]
async fn what_both_machines_had_is_one_record_by_whichever_way_it_comes_first() -> Done {
    let (stage, mut made) = (Stage::new().await?, BTreeSet::new());
    let (mut phone, mut copy) = pair(&stage, &mut made).await?;
    let (mine, theirs) = (phone.alert()?, copy.alert()?);
    made.extend([mine, theirs]);
    phone.sync(&stage).await?;
    assert_eq!(copy.sync(&stage).await?.forked, [StreamKind::Alert]);
    copy.enrol(&stage).await?;
    copy.sync(&stage).await?;
    phone.sync(&stage).await?;
    assert_eq!(stored(stage.store())?, made);
    assert_eq!((phone.session().waiting_count()?, copy.session().waiting_count()?), (0, 0));
    // Copied once more: names follow one another.
    let mut third = copy.copied()?;
    made.insert(copy.alert()?);
    copy.sync(&stage).await?;
    made.insert(third.alert()?);
    assert_eq!(third.sync(&stage).await?.forked, [StreamKind::Alert]);
    third.enrol(&stage).await?;
    assert_eq!(third.sync(&stage).await?.ending, Ending::Complete);
    assert_eq!((stored(stage.store())?, stage.store().devices()?.len()), (made.clone(), 3));
    for device in [copy.id()?, third.id()?] {
        succession::confirm(stage.store(), device, &stage.account("supervisor")?, &clock::now())?;
    }
    assert_eq!(desk(&stage)?.alerts.len(), made.len());
    Ok(())
}

/// A supervisor sends something back to a device, in these words.
fn send_back(stage: &Stage, device: DeviceId, comment: &str) -> Done {
    let (store, account) = (stage.store(), stage.account("supervisor")?);
    let secret = account.study_key(&store.study()?.ok_or("a study")?).ok_or("a supervisor has it")?;
    let study = study_of(store, &account)?;
    let returned = Return {
        record: None,
        parent: Hash32([1; 32]),
        form: study.instruments.first().ok_or("a questionnaire")?.form_hash,
        reference: ReferenceNumber([9; 10]),
        comment: comment.into(),
        queries: Vec::new(),
    };
    let to = store.device(device)?.ok_or("it is enrolled")?.sealing_key;
    let sealed = returns::seal(&returned, (device, &to), &secret.0, &mut clock::rng())?;
    store.add_return(device, RecordId(uuid::Uuid::from_u128(1)), &sealed)?;
    Ok(())
}

fn comments(device: &mut Device) -> Outcome<Vec<String>> {
    Ok(device.session().returns()?.into_iter().map(|line| line.comment).collect())
}

/// A supervisor's question waits under the name that was copied: the machine that goes on under another gets it too.
#[tokio::test]
async fn what_was_sent_back_under_the_old_name_comes_to_the_new_one() -> Done {
    let (stage, mut made) = (Stage::new().await?, BTreeSet::new());
    let (mut phone, mut copy) = pair(&stage, &mut made).await?;
    let old = phone.id()?;
    send_back(&stage, old, "taken before")?;
    phone.alert()?;
    phone.sync(&stage).await?;
    assert_eq!(comments(&mut phone)?, ["taken before"]);
    copy.alert()?;
    assert_eq!(copy.sync(&stage).await?.forked, [StreamKind::Alert]);
    send_back(&stage, old, "waits")?;
    copy.enrol(&stage).await?;
    assert_eq!(copy.sync(&stage).await?.ending, Ending::Complete);
    assert_eq!(comments(&mut copy)?, ["waits"]);
    send_back(&stage, copy.id()?, "under the new name")?;
    copy.sync(&stage).await?;
    assert_eq!(comments(&mut copy)?, ["waits", "under the new name"]);
    phone.sync(&stage).await?;
    assert_eq!(comments(&mut phone)?, ["taken before", "waits"], "nothing is taken from the other machine");
    Ok(())
}

#[tokio::test]
async fn nobody_brings_what_is_not_their_own() -> Done {
    let (stage, mut made) = (Stage::new().await?, BTreeSet::new());
    let (mut phone, _) = pair(&stage, &mut made).await?;
    phone.sync(&stage).await?;
    // A device that has nothing to do with the phone says that it goes on for it.
    let mut thief = Device::new()?;
    thief.enrol(&stage).await?;
    thief.sync(&stage).await?;
    let mut copy = thief.copied()?;
    thief.alert()?;
    copy.alert()?;
    thief.sync(&stage).await?;
    copy.sync(&stage).await?;
    let invite = stage.invite()?;
    let mut forged = copy.session().enrolment_request(&invite, &mut clock::rng())?;
    let own = *copy.id()?.0.as_bytes();
    let at = forged.body.windows(16).position(|part| part == own).ok_or("the name of its predecessor")?;
    forged.body[at..at + 16].copy_from_slice(phone.id()?.0.as_bytes());
    assert_eq!(stage.send(&forged).await?.status, 401, "the request is signed");
    assert_eq!(stage.store().devices()?.len(), 2);
    Ok(())
}
