//! Somebody who can write the database: what shows, and what nobody signs for.

use fieldward_core::{
    authority::{Act, ChainMark, HolderId, HolderSecret, LogHead, Role, Roster, Seat},
    form::Value,
    ids::{Hash32, StreamKind},
    record::{ChainHead, Content, MediaContext, SealedRecord, StudyKeyKind, seal_to_holder},
    study::{Study, package},
    sync::wire::{self, PackageSeal},
    vault::{DeviceSigner, Key, SoftwareSigner, StretchCost},
};

use super::stage::{DEVICE, HOUR, Stage, at, signer, study};
use crate::{
    accounts::{AccountError, holders, unlock_account},
    audit::{self, AuditError},
    clock,
    console::{Break, Damage, Desk, OpenedRecords, export_lines},
    identities::{IdentityError, grant},
    publish::{PublishError, publish_with},
    store::{Appended, MediaChunk, StoreError},
    vouch,
};

/// A new session's desk.
fn desk(stage: &Stage) -> Desk {
    stage.desk()
}

fn breaks(desk: &Desk) -> Vec<Break> {
    desk.breaks.iter().map(|broken| broken.what.clone()).collect()
}

fn hex(bytes: &[u8]) -> String {
    format!("x'{}'", data_encoding::HEXLOWER.encode(bytes))
}

fn row(stage: &Stage, stream: StreamKind, sequence: u64) -> ChainHead {
    let rows = stage.store().chain(DEVICE, stream, 0).expect("the store answers");
    let found = rows.into_iter().find(|row| row.sequence == sequence);
    let link = found.map_or(Hash32([0; 32]), |row| row.link);
    ChainHead { device: DEVICE, stream, sequence, link }
}

/// A record put behind what is there, its link made right, the head moved, and a signature of this key beside it.
fn put_in(stage: &Stage, sealed: &SealedRecord, by: &SoftwareSigner) {
    let (stream, sequence) = (sealed.header.stream, sealed.header.sequence);
    let head = row(stage, stream, sequence - 1).after(sealed).expect("the next");
    let signature = by.sign(&head.signed_bytes()).expect("a key in memory signs");
    let (device, link) = (hex(DEVICE.0.as_bytes()), hex(&head.link.0));
    stage.sql(&format!(
        "DELETE FROM records WHERE device = {device} AND stream = {0} AND sequence >= {sequence};
         INSERT INTO records (device, stream, sequence, record, hash, link, bytes, received_ms)
         VALUES ({device}, {0}, {sequence}, {1}, {2}, {link}, {3}, 20);
         UPDATE heads SET sequence = {sequence}, link = {link} WHERE device = {device} AND stream = {0};
         INSERT OR REPLACE INTO signatures VALUES ({device}, {0}, {sequence}, {link}, {4});",
        stream.code(),
        hex(sealed.header.record.0.as_bytes()),
        hex(&sealed.hash().0),
        hex(&sealed.to_bytes()),
        hex(&signature.0),
    ));
}

fn stranger() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[8; 32]).expect("a secret below the order of the curve")
}

fn vouched(stage: &Stage) -> Vec<(StreamKind, u64)> {
    let Some(kept) = vouch::stored(stage.store(), DEVICE).expect("the store answers") else { return Vec::new() };
    let (published, holders) = holders(stage.store()).expect("a study");
    let vouch = kept.by_supervisor(&holders, &published.id).expect("a supervisor signed it");
    vouch.marks.iter().map(|mark: &ChainMark| (mark.stream, mark.sequence)).collect()
}

/// What a supervisor's word passes by without having opened it.
fn unopened(stage: &Stage) -> Vec<(StreamKind, u64)> {
    let kept = vouch::stored(stage.store(), DEVICE).expect("the store answers").expect("somebody signed");
    kept.statement.unopened.iter().map(|named| (named.stream, named.sequence)).collect()
}

fn damage(desk: &Desk) -> Vec<(Damage, StreamKind, u64)> {
    desk.damaged.iter().map(|damage| (damage.damage, damage.stream, damage.sequence)).collect()
}

/// The row keeps its hash and its link, so the chain holds: nothing else would show that the record is gone.
#[test]
fn a_record_that_was_reduced_to_its_hash_shows_and_is_named_in_the_word_for_its_device() {
    for taken in ["record = NULL, bytes = NULL", "bytes = NULL"] {
        let stage = Stage::new();
        stage.sql(&format!("UPDATE records SET {taken} WHERE stream = 1 OR stream = 3 AND sequence < 3"));
        let seen = desk(&stage);
        let hashes = |stream, first, last| Break::HashOnly { stream, first, last };
        assert_eq!(breaks(&seen), [hashes(StreamKind::Alert, 1, 1), hashes(StreamKind::Identity, 1, 2)]);
        assert!(seen.alerts.is_empty());
        assert_eq!(vouched(&stage), [(StreamKind::Alert, 1), (StreamKind::Identity, 3)]);
        let named = [(StreamKind::Alert, 1), (StreamKind::Identity, 1), (StreamKind::Identity, 2)];
        assert_eq!(unopened(&stage), named, "a device that set none of them aside takes no mark past them");
        // The device brings them again, or somebody who carried them.
        let start = |stream| ChainHead::start(DEVICE, stream);
        let identities = [stage.identity(0, 1), stage.identity(1, 2)];
        assert_eq!(stage.arrive_after(start(StreamKind::Identity), &identities), Appended::Fork { sequence: 1 });
        assert_eq!(unopened(&stage), named, "other bytes are not the ones that were signed");
    }
}

#[test]
fn bytes_that_come_back_are_opened_in_a_session_that_missed_them_and_named_no_more() {
    let stage = Stage::new();
    let alerts = [stage.alert(2), stage.alert(3)];
    stage.arrive(&alerts);
    stage.sql("UPDATE records SET record = NULL, bytes = NULL WHERE stream = 1 AND sequence = 2");
    let session = &mut OpenedRecords::default();
    assert_eq!(stage.desk_of(session).alerts.len(), 2);
    assert_eq!((unopened(&stage), vouched(&stage)[0]), (vec![(StreamKind::Alert, 2)], (StreamKind::Alert, 3)));
    let taken = stage.arrive_after(row(&stage, StreamKind::Alert, 1), &alerts[..1]);
    assert_eq!(taken, Appended::Durable { sequence: 3 });
    let seen = stage.desk_of(session);
    assert_eq!((seen.alerts.len(), breaks(&seen), unopened(&stage)), (3, vec![], vec![]));
}

/// A word that an earlier session gave does not cover what was taken away since: the device may not have seen that
/// word.
#[test]
fn what_is_taken_away_after_a_word_is_named_in_the_next() {
    let stage = Stage::new();
    desk(&stage);
    assert_eq!(unopened(&stage), []);
    stage.sql("UPDATE records SET record = NULL, bytes = NULL WHERE stream = 3 AND sequence = 2");
    desk(&stage);
    assert_eq!((unopened(&stage), vouched(&stage)[1]), (vec![(StreamKind::Identity, 2)], (StreamKind::Identity, 3)));
}

/// Two ways in which whoever writes the database could say that somebody withdrew.
#[test]
fn nobody_withdrew_who_did_not_withdraw_in_the_name_of_two() {
    let stage = Stage::new();
    let session = &mut OpenedRecords::default();
    let alert = stage.desk_of(session).alerts[0].id;
    stage.sql(&format!("INSERT INTO withdrawn VALUES ({})", hex(alert.0.as_bytes())));
    let still = stage.desk_of(session);
    assert_eq!((still.alerts.len(), still.withdrawn), (1, 0), "in a session that had opened it");
    assert_eq!(desk(&stage).alerts.len(), 1, "and in a new one");

    let stored = stage.store().record(alert).expect("the store answers").expect("it is here");
    let without_keys = stored.sealed().expect("a record").withdrawn().to_bytes();
    stage.sql(&format!("UPDATE records SET bytes = {} WHERE stream = 1", hex(&without_keys)));
    let seen = desk(&stage);
    assert_eq!(damage(&seen), [(Damage::Keys, StreamKind::Alert, 1)]);
    assert_eq!((seen.alerts.len(), seen.withdrawn), (0, 0));
    let lines = export_lines(&seen, "en");
    assert!(lines.iter().any(|line| line.starts_with("1 × its keys are gone")), "{lines:?}");
    assert_eq!(unopened(&stage), [(StreamKind::Alert, 1)]);
}

/// A person withdrew on the phone before its first sync: the phone signed for that, so it is neither damage nor named
/// in the word for it. Whoever deletes keys in the database cannot say the same, not even with the phone's words about
/// another.
#[test]
fn what_a_person_took_back_on_the_phone_is_no_damage_and_nobody_else_says_so() {
    let stage = Stage::new();
    let [alert, another] = [2, 3].map(|sequence| stage.alert(sequence));
    let answers = stage.answers(1, &[]).withdrawn_by(&signer()).expect("a key in memory signs");
    let identity = stage.identity(0, 4).withdrawn_by(&signer()).expect("a key in memory signs");
    let taken = alert.withdrawn_by(&signer()).expect("a key in memory signs");
    for sealed in [&[taken.clone(), another.clone()][..], &[answers], &[identity]] {
        stage.arrive(sealed);
    }
    let seen = desk(&stage);
    let back: Vec<_> = seen.taken_back.iter().map(|taken| (taken.stream, taken.sequence)).collect();
    let all = [(StreamKind::Alert, 2), (StreamKind::Answers, 1), (StreamKind::Identity, 4)];
    assert_eq!((damage(&seen), seen.withdrawn, seen.alerts.len()), (vec![], 1, 2));
    assert!(back.len() == all.len() && all.iter().all(|one| back.contains(one)), "{back:?}");
    assert_eq!(unopened(&stage), []);
    assert_eq!(vouched(&stage), [(StreamKind::Alert, 3), (StreamKind::Answers, 1), (StreamKind::Identity, 4)]);

    let forged = another.clone().withdrawn_by(&stranger()).expect("a key in memory signs");
    let copied = SealedRecord { keys: taken.keys, ..another.clone() };
    for bytes in [forged, copied, another.withdrawn()] {
        stage.sql(&format!("UPDATE records SET bytes = {} WHERE stream = 1 AND sequence = 3", hex(&bytes.to_bytes())));
        let seen = desk(&stage);
        assert_eq!((seen.damaged.len(), seen.taken_back.len(), seen.alerts.len()), (1, 3, 1));
    }
}

/// One child who withdraws during an interview must not keep the phone from ever forgetting what came after.
#[test]
fn an_interview_that_ended_in_a_withdrawal_is_opened_like_any_other() {
    let stage = Stage::new();
    let tombstone = stage.sealed(stage.header(StreamKind::Answers, 1), &Content::Tombstone);
    stage.arrive(&[tombstone, stage.answers(2, &[])]);
    let seen = desk(&stage);
    assert_eq!((seen.records.len(), seen.withdrawn, damage(&seen)), (1, 1, vec![]));
    assert!(vouched(&stage).contains(&(StreamKind::Answers, 2)));
    assert_eq!(unopened(&stage), []);
}

/// A phone deletes a recording on the word that its interview was seen whole: the note of an observer counts like an
/// answer.
#[test]
fn no_word_is_given_for_an_interview_whose_recordings_are_not_all_here() {
    let stage = Stage::new();
    let published = study(false);
    let context =
        MediaContext { study: published.id.clone(), statement: published.use_statement.hash, purpose: "audio".into() };
    let (sealed, reference) = context.seal(b"a picture", &mut clock::rng()).expect("it is short");
    let noted = [Value::Text(reference.to_string()), Value::Text("and then in words".into())];
    stage.arrive(&[stage.answers(1, &noted), stage.answers(2, &[])]);
    let said = |stage: &Stage| vouched(stage).into_iter().find(|(stream, _)| *stream == StreamKind::Answers);
    desk(&stage);
    assert_eq!(said(&stage), None);
    let chunk = MediaChunk {
        hash: reference.hash,
        device: DEVICE,
        total: sealed.len() as u64,
        from: 0,
        bytes: sealed,
        at_ms: 20,
    };
    stage.store().add_media(&chunk).expect("the store takes it");
    stage.sql("UPDATE media_chunks SET bytes = x'00'");
    desk(&stage);
    assert_eq!(said(&stage), None, "bytes that are not what the record names");
    stage.sql("DELETE FROM media; DELETE FROM media_chunks");
    stage.store().add_media(&chunk).expect("the store takes it");
    desk(&stage);
    assert_eq!(said(&stage), Some((StreamKind::Answers, 2)));
}

/// Whoever writes the database puts a custodian of their own beside the true ones, and waits for the next publication.
#[test]
fn no_publication_signs_custodians_that_the_founders_did_not_list() {
    let stage = Stage::new();
    let mut custodians = stage.published().custodians;
    custodians.first.push(invented().0.sealing().public());
    let sql = format!("UPDATE study SET custodians = {}", hex(&wire::encode(&custodians)));
    let signed = stage.published().keys_signature;
    stage.sql(&sql);
    let makings = (StretchCost::FLOOR, &mut clock::rng());
    let refused = publish_with(stage.store(), &study(false), Some(stage.words("supervisor")), &at(HOUR), makings);
    assert!(matches!(refused, Err(PublishError::Store(StoreError::Damaged(_)))), "{refused:?}");
    assert_eq!(stage.published().keys_signature, signed);
}

#[test]
fn an_invented_record_is_not_on_the_desk_and_nobody_signs_for_it() {
    let stage = Stage::new();
    // Anybody can seal to the study's key.
    put_in(&stage, &stage.alert(2), &stranger());
    let seen = desk(&stage);
    assert_eq!(seen.alerts.len(), 1, "the true one");
    assert_eq!(seen.damaged.iter().map(|damage| damage.damage).collect::<Vec<_>>(), [Damage::Chain]);
    assert_eq!(vouched(&stage), [(StreamKind::Alert, 1), (StreamKind::Identity, 3)]);
}

#[test]
fn a_record_in_the_place_of_another_is_not_on_the_desk() {
    let stage = Stage::new();
    put_in(&stage, &stage.alert(1), &stranger());
    let seen = desk(&stage);
    assert_eq!((seen.alerts.len(), seen.damaged.len()), (0, 1));
    assert_eq!(vouched(&stage), [(StreamKind::Identity, 3)]);
}

#[test]
fn an_end_that_was_cut_off_and_a_key_that_was_exchanged_show_to_the_next_session() {
    let stage = Stage::new();
    assert_eq!(breaks(&desk(&stage)), []);
    let (device, before) = (hex(DEVICE.0.as_bytes()), row(&stage, StreamKind::Identity, 2));
    stage.sql(&format!(
        "DELETE FROM records WHERE stream = 3 AND sequence = 3; DELETE FROM signatures WHERE stream = 3 AND sequence = 3;
         UPDATE heads SET sequence = 2, link = {} WHERE stream = 3",
        hex(&before.link.0)
    ));
    let cut = Break::CutOff { stream: StreamKind::Identity, seen: 3, here: 2 };
    assert_eq!(breaks(&desk(&stage)), std::slice::from_ref(&cut));
    stage.sql(&format!("UPDATE devices SET signing_key = {} WHERE id = {device}", hex(&stranger().public().0)));
    put_in(&stage, &stage.alert(2), &stranger());
    let seen = desk(&stage);
    assert_eq!(breaks(&seen), [Break::Keys, cut]);
    assert_eq!(seen.alerts.len(), 1, "what the new key signed is not taken");
}

#[test]
fn a_record_taken_out_of_the_middle_shows_and_keys_deleted_by_nobody_are_not_signed_for() {
    let stage = Stage::new();
    stage.store().withdraw_again(&[stage.header(StreamKind::Identity, 2).record]).expect("the store takes it");
    let seen = desk(&stage);
    assert_eq!((breaks(&seen), damage(&seen)), (vec![], vec![(Damage::Keys, StreamKind::Identity, 2)]));
    assert_eq!(vouched(&stage), [(StreamKind::Alert, 1), (StreamKind::Identity, 3)]);
    assert_eq!(unopened(&stage), [(StreamKind::Identity, 2)], "perhaps its device destroyed them; it knows");
    stage.sql("DELETE FROM records WHERE stream = 3 AND sequence = 2");
    assert_eq!(breaks(&desk(&stage)), [Break::Gap { stream: StreamKind::Identity, first: 2, last: 2 }]);
}

/// The study founded anew in the database: this list in the package and in the log, the package under a stranger's
/// seal, and the stranger's key sealed to the supervisor in the place of the study's.
fn found_anew(stage: &Stage, roster: Roster) {
    let published = stage.published();
    let bytes = package::encode(&Study { roster: roster.clone(), ..study(false) });
    let (hash, by) = (Hash32::of(&bytes), stranger());
    let seal = PackageSeal::sign(&hash, 9, &by).expect("a key in memory signs");
    let supervisor = roster.founding.iter().find(|holder| holder.role == Role::Supervisor).expect("one is listed");
    let key = seal_to_holder(StudyKeyKind::Packages, &by.bytes(), (&published.id, supervisor), &mut clock::rng());
    let entry = LogHead::START.entry(0, Act::Founded(roster.clone()));
    stage.sql(&format!(
        "INSERT INTO packages VALUES ({0}, {1}, 9, {2}, 1); UPDATE study SET package = {0}, signing_key = {3};
         UPDATE wrapped_keys SET wrapped = {4} WHERE holder = 'packages>supervisor';
         DELETE FROM log; INSERT INTO log VALUES (1, {5});",
        hex(&hash.0),
        hex(&bytes),
        hex(&seal.signature.0),
        hex(&by.public().0),
        hex(&key.expect("a sound key")),
        hex(&entry.to_bytes()),
    ));
}

fn founders(stage: &Stage) -> Roster {
    audit::read(stage.store()).expect("the log is whole").1.roster().clone()
}

/// Somebody whom the true founders never listed.
fn invented() -> (HolderSecret, HolderId) {
    (HolderSecret::from_key(Key::from_bytes([66; 32])), HolderId("supervisor/9".into()))
}

#[test]
fn no_publication_signs_a_list_that_was_changed_in_the_database() {
    let publish = |stage: &Stage| {
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        publish_with(stage.store(), &study(false), Some(stage.words("supervisor")), &at(HOUR), makings)
    };
    let swapped = |stage: &Stage| {
        let mut roster = founders(stage);
        let (secret, _) = invented();
        let recovery = roster.founding.iter_mut().find(|holder| holder.seat == Seat::Recovery).expect("two are listed");
        recovery.signing = secret.holder(recovery.id.clone(), recovery.role, recovery.seat).signing;
        roster
    };
    let stage = Stage::new();
    publish(&stage).expect("an honest one");
    let in_force = stage.published().package;
    let bytes = package::encode(&Study { roster: swapped(&stage), ..study(false) });
    stage.sql(&format!("UPDATE packages SET bytes = {} WHERE hash = {}", hex(&bytes), hex(&in_force.0)));
    assert!(publish(&stage).is_err(), "other bytes under the hash");
    let other = hex(&Hash32::of(&bytes).0);
    stage.sql(&format!("UPDATE packages SET hash = {other}; UPDATE study SET package = {other}"));
    assert!(publish(&stage).is_err(), "a package that the study's key did not sign");

    let stage = Stage::new();
    found_anew(&stage, swapped(&stage));
    assert!(matches!(publish(&stage), Err(PublishError::WrongPassphrase)), "all made to fit, but for the founders");
}

#[test]
fn a_log_that_was_begun_anew_opens_no_account_and_gets_no_grant() {
    let stage = Stage::new();
    let (custodian, true_list) = (stage.account("custodian_1/1"), founders(&stage));
    let (secret, name) = invented();
    let mut roster = true_list.clone();
    roster.founding.push(secret.holder(name, Role::Supervisor, Seat::Person));
    let entry = LogHead::START.entry(0, Act::Founded(roster.clone()));
    stage.sql(&format!("DELETE FROM log; INSERT INTO log VALUES (1, {})", hex(&entry.to_bytes())));
    assert!(matches!(holders(stage.store()), Err(StoreError::Damaged(_))), "the log and the package differ");
    let granted = grant(stage.store(), &custodian, &Hash32([1; 32]), &at(HOUR), &mut clock::rng());
    assert!(matches!(granted, Err(IdentityError::Audit(AuditError::OtherFounding))), "though unlocked before");

    found_anew(&stage, roster);
    let unlocked = unlock_account(stage.store(), "custodian_1/1", stage.words("custodian_1/1"));
    assert!(matches!(unlocked, Err(AccountError::Wrong)), "the secret is bound to the true founders");
}

#[test]
fn another_key_of_the_study_sealed_to_a_supervisor_is_not_taken() {
    let stage = Stage::new();
    let account = stage.account("supervisor");
    let key = seal_to_holder(
        StudyKeyKind::Packages,
        &stranger().bytes(),
        (&account.study, &account.holder),
        &mut clock::rng(),
    );
    let sql = "UPDATE wrapped_keys SET wrapped = {} WHERE holder = 'packages>supervisor'";
    stage.sql(&sql.replace("{}", &hex(&key.expect("a sound key"))));
    assert!(account.package_key(&stage.published()).is_none());
}
