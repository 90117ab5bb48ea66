//! What a session does not believe: another study's invite, packages that nobody signed, returns that the study's key
//! did not seal.

use std::sync::LazyLock;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;

use super::*;
use crate::{
    authority::{HolderId, HolderSecret, Role, Roster, RosterChange, Seat, Signed, sealing_keys},
    form::{NodeIndex, Path},
    ids::{RecordId, ReferenceNumber, StreamKind, StudyId},
    moment::Moment,
    record::{
        RecordHeader, SealedRecord,
        identity::{Custodians, IdentityReaders},
        returns::{self, Query, Return},
        seal, seal_identity,
    },
    study::{package, read_folder},
    sync::{
        Invite, Pin as ServerPin, Pins, SealingFingerprint, Token,
        engine::{Local, PackageTaken},
        wire::{self, CONTENT_TYPE, Enrolled, PackageSeal, Response, SignedOrder},
    },
    vault::{DeviceSigner, Key, NoHardwareKey, Outgoing, Pin, SealingSecret, SoftwareSigner, StretchCost},
};

pub(super) const NOW: Moment = Moment { wall_ms: 1_750_000_000_000, offset_min: 420, monotonic_ms: 60_000 };

pub(super) static STUDY: LazyLock<Study> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study");
    let study = read_folder(&folder).study.expect("the training study reads");
    let roles = [Role::Supervisor, Role::FirstCustodian, Role::Analyst, Role::SecondCustodian];
    let holders = (1..).zip(roles).map(|(number, role)| {
        let (id, secret) = holder(number);
        secret.holder(id, role, Seat::Person)
    });
    Study { roster: Roster::found(holders.collect()), ..study }
});

/// The holders of the study: a supervisor, a first custodian, an analyst, a second custodian.
pub(super) fn holder(number: u8) -> (HolderId, HolderSecret) {
    (HolderId(format!("holder/{number}")), HolderSecret::from_key(Key::from_bytes([number; 32])))
}

pub(super) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Who runs a study: the keys, and what a server answers with them.
pub(super) struct Office {
    pub(super) secret: SealingSecret,
    pub(super) signer: SoftwareSigner,
    study: StudyId,
}

impl Office {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = rng(seed);
        Self {
            secret: SealingSecret::random(&mut rng),
            signer: SoftwareSigner::random(&mut rng),
            study: STUDY.id.clone(),
        }
    }

    fn invite(&self, address: &str) -> Invite {
        Invite {
            address: address.into(),
            pins: None,
            package_signing_key: self.signer.public(),
            sealing_key: SealingFingerprint::of(&self.secret.public()),
            token: Token([3; 16]),
        }
    }

    fn enrolled(&self, last_order: Option<&SignedOrder>) -> Response {
        let custodians = Custodians {
            first: sealing_keys(&STUDY.roster.founding, Role::FirstCustodian),
            second: sealing_keys(&STUDY.roster.founding, Role::SecondCustodian),
        };
        let founding = STUDY.roster.founding_hash();
        let signed = Enrolled::signed(&self.study, &self.secret.public(), &custodians, &founding);
        let body = wire::encode(&Enrolled {
            study: self.study.clone(),
            study_sealing_key: self.secret.public(),
            custodians,
            founding,
            signature: self.signer.sign(&signed).expect("a key in memory signs"),
            package: Hash32([0; 32]),
            last_order: last_order.cloned(),
        });
        Response { status: 200, content_type: CONTENT_TYPE.into(), body }
    }

    pub(super) fn enrol(&self, session: &mut Session, address: &str) -> Result<(), SessionError> {
        self.enrol_after(session, address, None)
    }

    /// The same, on a server whose last order is this one.
    pub(super) fn enrol_after(
        &self,
        session: &mut Session,
        address: &str,
        last: Option<&SignedOrder>,
    ) -> Result<(), SessionError> {
        let invite = self.invite(address);
        session.enrolment_request(&invite, &mut rng(11))?;
        session.take_enrolled(&invite, &self.enrolled(last), &mut rng(12))
    }
}

/// An enrolled device that runs the training study, and the directory that must outlive it.
pub(super) fn enrolled(office: &Office) -> (TempDir, Session) {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let pin = Pin::new("kapok 58 river").expect("long and rare enough");
    let vault = Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(1)).expect("room");
    let mut session = Session::begin(vault, &NOW, &mut rng(1)).expect("a new vault");
    office.enrol(&mut session, "http://127.0.0.1:1").expect("the office's own invite");
    let bytes = package::encode(&STUDY);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, 1, &office.signer).expect("a key in memory signs");
    let mut rng = rng(2);
    session.link(&NOW, &mut rng).expect("enrolled").take_package(hash, &bytes, &seal).expect("room");
    assert!(session.study().is_ok());
    (dir, session)
}

/// Puts one sealed record in a stream.
pub(super) fn sealed(session: &Session, stream: StreamKind) -> SealedRecord {
    let head = session.vault.outbox().head(stream).expect("readable");
    let header = RecordHeader {
        study: STUDY.id.clone(),
        form: Hash32([1; 32]),
        statement: Hash32([2; 32]),
        device: session.enrolment().expect("enrolled").device,
        stream,
        sequence: head.next_sequence,
        record: RecordId(Uuid::from_u128(u128::from(head.next_sequence) << 8 | u128::from(stream.code()))),
    };
    let enrolment = session.enrolment().expect("enrolled");
    let record = match stream {
        StreamKind::Identity => {
            let reference = ReferenceNumber::random(&mut rng(8));
            let readers = IdentityReaders { custodians: &enrolment.custodians, study: &enrolment.study_key, reference };
            seal_identity(header, b"who", readers, &mut rng(8))
        }
        _ => seal(header, b"what", &enrolment.study_key, &mut rng(8)),
    };
    let record = record.expect("the keys are sound");
    let link = record.link(&head.link);
    let outgoing = Outgoing { stream, sequence: head.next_sequence, link, bytes: record.to_bytes() };
    session.vault.outbox().append(&[outgoing], &mut rng(8)).expect("room");
    record
}

#[test]
fn an_open_interview_is_never_sealed_to_another_studys_key() {
    let office = Office::new(1);
    let (_dir, mut session) = enrolled(&office);
    let ours = session.enrolment().expect("enrolled").clone();
    let wish = StartWish { instrument: STUDY.instruments[0].id.clone(), ..StartWish::default() };
    session.start(wish, &NOW, &mut rng(3)).expect("a training study may begin");

    let refused = Err(SessionError::Enrolment(EnrolmentError::OtherStudy));
    assert_eq!(Office::new(2).enrol(&mut session, "http://127.0.0.1:2"), refused, "other keys, the same name");
    let other_secret = Office { secret: SealingSecret::from_bytes([8; 32]), ..Office::new(1) };
    assert_eq!(other_secret.enrol(&mut session, "http://127.0.0.1:2"), refused, "another key to seal to");
    let other_name = Office { study: StudyId("another".into()), ..Office::new(1) };
    assert_eq!(other_name.enrol(&mut session, "http://127.0.0.1:2"), refused, "another study of the same office");
    assert_eq!(session.enrolment(), Ok(&ours), "nothing has changed");

    office.enrol(&mut session, "http://127.0.0.1:3").expect("the same study may move");
    assert_eq!(session.enrolment().expect("enrolled").address, "http://127.0.0.1:3");
}

#[test]
fn a_package_that_the_invites_key_did_not_sign_changes_nothing() {
    let (_dir, mut session) = enrolled(&Office::new(1));
    let before = session.study.clone().expect("in force").hash;
    let mut changed = STUDY.clone();
    changed.lead_organisation.push('!');
    let bytes = package::encode(&changed);
    let hash = Hash32::of(&bytes);
    let forged = PackageSeal::sign(&hash, 2, &Office::new(2).signer).expect("a key in memory signs");
    let mut rng = rng(4);
    let mut link = session.link(&NOW, &mut rng).expect("enrolled");
    assert_eq!(link.take_package(hash, &bytes, &forged), Ok(PackageTaken::Refused));
    assert_eq!(link.take_package(hash, &[0xff; 64], &forged), Ok(PackageTaken::Refused));
    let renumbered = PackageSeal { serial: 3, ..PackageSeal::sign(&hash, 2, &Office::new(1).signer).expect("signs") };
    assert_eq!(link.take_package(hash, &bytes, &renumbered), Ok(PackageTaken::Refused), "the serial is signed too");
    assert_eq!(link.package(), Ok(Some(before)));
}

/// A package under the office's own seal, as a bribed supervisor or a server that got a signature could bring it.
fn offered(session: &mut Session, study: &Study, serial: u64) -> bool {
    let bytes = package::encode(study);
    let hash = Hash32::of(&bytes);
    let seal = PackageSeal::sign(&hash, serial, &Office::new(1).signer).expect("a key in memory signs");
    let mut rng = rng(4);
    let mut link = session.link(&NOW, &mut rng).expect("enrolled");
    link.take_package(hash, &bytes, &seal).expect("room");
    link.package().expect("readable") == Some(hash)
}

/// An enrolled device that has no package yet.
fn waiting() -> (TempDir, Session) {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let pin = Pin::new("kapok 58 river").expect("long and rare enough");
    let vault = Vault::create(dir.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng(1)).expect("room");
    let mut session = Session::begin(vault, &NOW, &mut rng(1)).expect("a new vault");
    Office::new(1).enrol(&mut session, "http://127.0.0.1:1").expect("the office's own invite");
    (dir, session)
}

#[test]
fn a_first_package_with_another_founding_list_is_not_taken() {
    let (_dir, mut session) = waiting();
    // The sealing keys are the true ones: only the key that a custodian signs with is the attacker's.
    let mut swapped = STUDY.clone();
    let evil = HolderSecret::from_key(Key::from_bytes([66; 32]));
    let signing = evil.holder(holder(2).0, Role::FirstCustodian, Seat::Person).signing;
    swapped.roster.founding[1].signing = signing;
    let study = &STUDY.id;
    let comes = HolderSecret::from_key(Key::from_bytes([67; 32]));
    let statement = RosterChange {
        before: swapped.roster.hash(),
        leaves: Some(holder(4).0),
        comes: Some(comes.holder(HolderId("holder/5".into()), Role::SecondCustodian, Seat::Person)),
    };
    assert!(!offered(&mut session, &swapped, 1), "a founder's signing key was exchanged");
    let signatures =
        vec![evil.sign(&holder(2).0, study, &statement), holder(1).1.sign(&holder(1).0, study, &statement)];
    swapped.roster.changes.push(Signed { statement, signatures });
    assert!(!offered(&mut session, &swapped, 1), "and it seated a custodian");
    let empty = Study { roster: Roster::default(), ..STUDY.clone() };
    assert!(!offered(&mut session, &empty, 2), "an empty list, after which any other would do");
    assert!(offered(&mut session, &STUDY, 3), "the study's own");
    assert!(!offered(&mut session, &empty, 4));
}

#[test]
fn an_older_publication_never_comes_back() {
    let office = Office::new(1);
    let (_dir, mut session) = enrolled(&office);
    let old = (session.study.clone().expect("in force").hash, package::encode(&STUDY));
    let mut mended = STUDY.clone();
    mended.lead_organisation.push('!');
    let bytes = package::encode(&mended);
    let new = Hash32::of(&bytes);
    let seal = |hash, serial| PackageSeal::sign(hash, serial, &office.signer).expect("a key in memory signs");
    session.link(&NOW, &mut rng(5)).expect("enrolled").take_package(new, &bytes, &seal(&new, 2)).expect("room");

    let locked = session.end().lock().expect("the store is whole");
    let vault = locked.unlock("kapok 58 river", &NoHardwareKey, &NOW, &mut rng(7));
    let mut session = Session::begin(vault.expect("the PIN is right"), &NOW, &mut rng(7)).expect("the store opens");
    let mut rng = rng(6);
    let mut link = session.link(&NOW, &mut rng).expect("enrolled");
    assert_eq!(link.package(), Ok(Some(new)));
    for serial in [0, 1, 2] {
        let seal = seal(&old.0, serial);
        assert_eq!(link.wants_package(old.0, &seal), Ok(false), "publication {serial} is over");
        assert_eq!(link.take_package(old.0, &old.1, &seal), Ok(PackageTaken::Refused));
        assert_eq!(link.package(), Ok(Some(new)));
    }
    link.take_package(old.0, &old.1, &seal(&old.0, 3)).expect("room");
    assert_eq!(link.package(), Ok(Some(old.0)), "the study itself may take a change back");
}

#[test]
fn a_return_that_the_server_made_up_is_not_shown() {
    let office = Office::new(1);
    let (_dir, mut session) = enrolled(&office);
    let instrument = &STUDY.instruments[0];
    let returned = Return {
        record: None,
        parent: Hash32([1; 32]),
        form: instrument.form_hash,
        reference: ReferenceNumber::random(&mut rng(5)),
        comment: "meet me at the station".into(),
        queries: vec![Query { at: Path { node: NodeIndex(0), at: Vec::new() }, value: None, comment: "?".into() }],
    };
    let to = session.vault.return_key().expect("readable").public();
    let device = session.enrolment().expect("enrolled").device;
    let mut rng = rng(6);
    for (number, by) in [(1, SealingSecret::from_bytes([0x53; 32])), (2, office.secret)] {
        let sealed = returns::seal(&returned, (device, &to), &by, &mut rng).expect("small");
        let arrived = wire::Return { number, sealed };
        session.link(&NOW, &mut rng).expect("enrolled").take_return(&arrived).expect("room");
    }
    let shown: Vec<u64> = session.returns().expect("readable").iter().map(|line| line.number).collect();
    assert_eq!(shown, [2]);
    let documents = session.documents();
    let stored = (documents.return_numbers().expect("readable"), documents.returns_mark().expect("readable"));
    assert_eq!(stored, (vec![2], 2), "what the study did not seal is passed over and fills no disk");
    let made_up = session.start_correction(1, &NOW, &mut rng);
    assert_eq!(made_up, Err(SessionError::NoSuchReturn));
}

#[test]
fn a_new_invite_brings_the_servers_next_keys_and_loses_nothing() {
    let office = Office::new(1);
    let (_dir, mut session) = enrolled(&office);
    let device = session.enrolment().expect("enrolled").device;
    let wish = StartWish { instrument: STUDY.instruments[0].id.clone(), ..StartWish::default() };
    session.start(wish, &NOW, &mut rng(3)).expect("a training study may begin");
    let keys = |active, backup| {
        Some(Pins { active: ServerPin::of_public_key(active), backup: ServerPin::of_public_key(backup) })
    };
    // The server lost its first key and works with what was the backup; each invite names the next backup.
    for (pins, accepted) in
        [(keys(b"first", b"second"), [true, true, false]), (keys(b"second", b"third"), [false, true, true])]
    {
        let invite = Invite { pins, ..office.invite("https://192.168.43.1:8443") };
        session.enrolment_request(&invite, &mut rng(11)).expect("the same study");
        session.take_enrolled(&invite, &office.enrolled(None), &mut rng(12)).expect("the same keys of the study");
        let enrolment = session.enrolment().expect("enrolled");
        assert_eq!((enrolment.device, enrolment.pins), (device, pins));
        let known = enrolment.pins.expect("it was named");
        assert_eq!([b"first".as_slice(), b"second", b"third"].map(|key| known.accept(key)), accepted);
    }
    let locked = session.end().lock().expect("the store is whole");
    let vault = locked.unlock("kapok 58 river", &NoHardwareKey, &NOW, &mut rng(7)).expect("the PIN is right");
    let session = Session::begin(vault, &NOW, &mut rng(7)).expect("the store opens");
    assert_eq!(session.enrolment().expect("enrolled").pins, keys(b"second", b"third"));
    assert_eq!(session.drafts().expect("readable").len(), 1);
}
