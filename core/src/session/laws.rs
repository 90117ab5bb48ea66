//! The session over a real vault: enrolment, a kill after any action, sealing, second visits, corrections.
//!
//! Each law is one sentence of what is promised to people, played on the shipped session, vault and form engine.

use std::{path::Path, sync::OnceLock};

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;

use super::{tests::STUDY, *};
use crate::{
    authority::{Role, sealing_keys},
    form::Form,
    ids::{ReferenceNumber, StreamKind},
    interview::{Action, Audience, Entry, Prompt, PromptControl, Screen, Step},
    moment::Moment,
    record::{Content, PayloadContext, RecordError, SealedRecord, identity::Custodians, open, returns},
    safeguard::RefusalCode,
    study::{self, package},
    sync::{
        Invite, SealingFingerprint, Token,
        engine::Local,
        wire::{CONTENT_TYPE, Enrolled, PackageSeal, Response, Return as SealedReturn, encode},
    },
    vault::{DeviceSigner, Found, NoHardwareKey, Pin, SealingSecret, SoftwareSigner, StretchCost},
};

const PIN: &str = "river-bend-739164";
pub(super) const NOW: Moment = Moment { wall_ms: 1_795_000_000_000, offset_min: 120, monotonic_ms: 5_000 };
const ACTIONS_MAX: usize = 400;

/// Whom a device is enrolled with.
pub(super) struct Server {
    signer: SoftwareSigner,
    pub study_key: SealingSecret,
    package: Vec<u8>,
}

impl Server {
    fn new(package: Vec<u8>, rng: &mut ChaCha20Rng) -> Self {
        Self { signer: SoftwareSigner::random(rng), study_key: SealingSecret::random(rng), package }
    }

    fn invite(&self) -> Invite {
        Invite {
            address: "http://127.0.0.1:1".into(),
            pins: None,
            package_signing_key: self.signer.public(),
            sealing_key: SealingFingerprint::of(&self.study_key.public()),
            token: Token([7; 16]),
        }
    }

    /// The answer to an enrolment, with this key in the place of the study's.
    fn answer(&self, study_key: &SealingSecret) -> Response {
        let study = package::decode(&self.package).expect("it was encoded here");
        let of = |role| sealing_keys(&study.roster.founding, role);
        let custodians = Custodians { first: of(Role::FirstCustodian), second: of(Role::SecondCustodian) };
        let (founding, study) = (study.roster.founding_hash(), study.id);
        let signed = Enrolled::signed(&study, &study_key.public(), &custodians, &founding);
        let enrolled = Enrolled {
            study,
            study_sealing_key: study_key.public(),
            custodians,
            founding,
            signature: self.signer.sign(&signed).expect("a key in memory signs"),
            package: Hash32::of(&self.package),
            last_order: None,
        };
        Response { status: 200, content_type: CONTENT_TYPE.into(), body: encode(&enrolled) }
    }
}

/// The package of the study that ships, read once: reading workbooks takes longer than all else here.
pub(super) fn training_study() -> Vec<u8> {
    static PACKAGE: OnceLock<Vec<u8>> = OnceLock::new();
    let read = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study");
        let mut study = study::read_folder(&folder).study.expect("the study that ships has no errors");
        study.roster = STUDY.roster.clone();
        package::encode(&study)
    };
    PACKAGE.get_or_init(read).clone()
}

/// A device in a folder of its own.
pub(super) struct Bench {
    folder: TempDir,
    pub rng: ChaCha20Rng,
    pub server: Server,
    session: Option<Session>,
}

impl Bench {
    pub fn enrolled(seed: u64) -> Self {
        Self::running(seed, training_study())
    }

    /// Enrolled, and with this package in force.
    pub fn running(seed: u64, package: Vec<u8>) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let server = Server::new(package, &mut rng);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let pin = Pin::new(PIN).expect("long enough");
        let vault = Vault::create(folder.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut rng);
        let mut session = Session::begin(vault.expect("a new vault"), &NOW, &mut rng).expect("a new session");
        let answer = server.answer(&server.study_key);
        session.take_enrolled(&server.invite(), &answer, &mut rng).expect("the answer fits the invite");
        let hash = Hash32::of(&server.package);
        let seal = PackageSeal::sign(&hash, 1, &server.signer).expect("a key in memory signs");
        let mut link = session.link(&NOW, &mut rng).expect("enrolled");
        link.take_package(hash, &server.package, &seal).expect("the store works");
        drop(link);
        Self { folder, rng, server, session: Some(session) }
    }

    pub fn session(&mut self) -> (&mut Session, &mut ChaCha20Rng) {
        (self.session.as_mut().expect("the bench is unlocked"), &mut self.rng)
    }

    /// As after a kill: everything in memory is gone, without a goodbye.
    pub fn killed(&mut self) {
        self.unlocked_at(&NOW);
    }

    /// The same, unlocked again at this moment.
    pub fn unlocked_at(&mut self, now: &Moment) {
        self.session = None;
        let Found::Locked(locked) = Vault::find(self.folder.path()).expect("the store is whole") else {
            panic!("the vault is gone");
        };
        let vault = locked.unlock(PIN, &NoHardwareKey, now, &mut self.rng).expect("the PIN is right");
        self.session = Some(Session::begin(vault, now, &mut self.rng).expect("the store is whole"));
    }

    pub fn start(&mut self, instrument: &str, reference: Option<ReferenceNumber>) -> InterviewId {
        let (session, rng) = self.session();
        let wish = StartWish { instrument: instrument.into(), site: None, reference };
        session.start(wish, &NOW, rng).expect("the instrument can be started")
    }

    pub fn act(&mut self, id: InterviewId, action: &Action) -> Screen {
        let (session, rng) = self.session();
        let done = match session.act(id, action, "en", &NOW, rng) {
            // An entry that looks wrong is kept when it is sent again.
            Err(SessionError::Refused(refusal)) if refusal.code == RefusalCode::LooksWrong => {
                session.act(id, action, "en", &NOW, rng)
            }
            done => done,
        };
        done.expect("an ordinary action is taken")
    }

    pub fn answers(&mut self, id: InterviewId) -> Vec<AnswerLine> {
        let (session, rng) = self.session();
        session.answers(id, &NOW, rng).expect("the interview is open")
    }

    /// Acts in the ordinary way until the interview is sealed, or so many actions are done.
    pub fn ordinary(&mut self, id: InterviewId, actions_max: usize) -> Step {
        let (session, rng) = self.session();
        let mut screen = session.screen(id, "en", &NOW, rng).expect("the interview is open");
        for _ in 0..actions_max {
            let action = ordinary(&screen);
            screen = self.act(id, &action);
            if screen.step == Step::Finalized {
                break;
            }
        }
        screen.step
    }

    /// The last sealed record of a stream.
    pub fn last_record(&mut self, stream: StreamKind) -> SealedRecord {
        let (session, rng) = self.session();
        let link = session.link(&NOW, rng).expect("enrolled");
        let latest = link.latest(stream).expect("the store works");
        let pending = link.pending(stream, latest - 1, 1).expect("the store works");
        SealedRecord::from_bytes(&pending[0].bytes).expect("a sealed record")
    }
}

/// What an interviewer does when nothing is wrong.
fn ordinary(screen: &Screen) -> Action {
    match screen.step {
        Step::Ready => Action::Finalize,
        Step::Repeat => Action::EndRepeat,
        _ => Action::Fill { entries: screen.prompts.iter().filter_map(good).collect() },
    }
}

pub(super) fn good(prompt: &Prompt) -> Option<Entry> {
    const GOOD: [&str; 12] = [
        "same_language",
        "service",
        "understood",
        "given",
        "free",
        "low",
        "nobody",
        "go_on",
        "card_none",
        "none",
        "en",
        "0",
    ];
    const NO: [&str; 10] = [
        "P1.6",
        "P2.1",
        "P2.1v",
        "P2.4",
        "P2.5",
        "P8.2",
        "presence/insisted",
        "presence/can_hear",
        "P3.5/audio",
        "P3.5/quote",
    ];
    let offered = |name: &str| prompt.choices.iter().any(|choice| choice.name == name);
    let chosen = || {
        let known = GOOD.into_iter().find(|name| offered(name)).map(str::to_owned);
        known.or_else(|| prompt.choices.first().map(|choice| choice.name.clone()))
    };
    let value = match prompt.control {
        _ if prompt.read_only => return None,
        PromptControl::One | PromptControl::Many if NO.contains(&prompt.id.as_str()) => "no".to_owned(),
        PromptControl::One | PromptControl::Many => chosen()?,
        PromptControl::Integer => "12".to_owned(),
        PromptControl::Text => "as she said it".to_owned(),
        _ => return None,
    };
    Some(Entry { prompt: prompt.id.clone(), value })
}

#[test]
fn an_answer_with_other_keys_than_the_invites_enrols_nobody() {
    let mut bench = Bench::enrolled(1);
    let other = SealingSecret::random(&mut bench.rng);
    let (invite, answer) = (bench.server.invite(), bench.server.answer(&other));
    let (session, rng) = bench.session();
    let refused = session.take_enrolled(&invite, &answer, rng);
    assert_eq!(refused, Err(SessionError::Enrolment(EnrolmentError::OtherKeys)));
    let strange = Response { content_type: "text/html".into(), ..answer };
    let refused = session.take_enrolled(&invite, &strange, rng);
    assert_eq!(refused, Err(SessionError::Enrolment(EnrolmentError::NotUnderstood)));
}

#[test]
fn a_finalized_interview_is_a_record_that_only_the_study_opens() {
    let mut bench = Bench::enrolled(3);
    let id = bench.start("child-interview", None);
    assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
    let (session, rng) = bench.session();
    assert!(session.drafts().expect("the store works").is_empty());
    assert_eq!(session.screen(id, "en", &NOW, rng).err(), Some(SessionError::NoSuchInterview));
    assert_eq!(session.sealed_interviews().expect("the store works").len(), 1);
    let record = bench.last_record(StreamKind::Answers);
    let plain = open(&record, &bench.server.study_key).expect("the study's key opens it");
    let form = form_of(&bench, "child-interview");
    let content = Content::decode(&plain, &PayloadContext::new(&form, &record.header)).expect("a payload");
    assert!(matches!(content, Content::Answers(log) if log.len() > 20));
}

#[test]
fn after_a_lock_an_interview_goes_on_at_the_same_screen() {
    let mut bench = Bench::enrolled(6);
    let id = bench.start("child-interview", None);
    for actions in [1, 3, 10] {
        bench.ordinary(id, actions);
        let (session, rng) = bench.session();
        let before = session.screen(id, "en", &NOW, rng).expect("the interview is open");
        let locked = bench.session.take().expect("unlocked").end().lock().expect("the store is whole");
        let vault = locked.unlock(PIN, &NoHardwareKey, &NOW, &mut bench.rng).expect("the PIN is right");
        bench.session = Some(Session::begin(vault, &NOW, &mut bench.rng).expect("the store is whole"));
        let (session, rng) = bench.session();
        let after = session.screen(id, "en", &NOW, rng).expect("the interview is open");
        let asked = |screen: &Screen| screen.prompts.iter().map(|prompt| prompt.id.clone()).collect::<Vec<_>>();
        assert_eq!((after.step, asked(&after)), (before.step, asked(&before)));
    }
}

#[test]
fn a_second_visit_asks_nothing_that_the_first_one_asked() {
    let mut bench = Bench::enrolled(4);
    let first = bench.start("child-interview", None);
    let (session, rng) = bench.session();
    let reference = session.reference(first, &NOW, rng).expect("the interview is open");
    bench.ordinary(first, ACTIONS_MAX);
    let asked = bench.session().0.documents().asked(reference).expect("the store works");
    assert!(asked.contains(&"A04".to_owned()));
    let second = bench.start("child-interview", Some(reference));
    let (session, rng) = bench.session();
    let opened = session.opened(second, &NOW, rng).expect("the interview is open");
    let start = act::started(opened.interview.log()).expect("a first event").clone();
    assert_eq!((start.visit, start.reference, start.asked_before), (2, reference, asked));
}

/// A supervisor has returned the last record of a bench, about this person.
pub(super) fn returned(bench: &mut Bench, reference: ReferenceNumber) -> SealedRecord {
    let record = bench.last_record(StreamKind::Answers);
    let form = form_of(bench, "child-interview");
    let queries = vec![returns::Query {
        at: form.find("A05").expect("an item of the form"),
        value: None,
        comment: "Which calendar?".into(),
    }];
    let returned = returns::Return {
        record: Some(record.header.record),
        parent: record.hash(),
        form: record.header.form,
        reference,
        comment: String::new(),
        queries,
    };
    let study_key = bench.server.study_key.clone();
    let (session, rng) = bench.session();
    let (device, key) = (record.header.device, session.vault.return_key().expect("a key").public());
    let sealed = returns::seal(&returned, (device, &key), &study_key, rng).expect("small enough");
    session.link(&NOW, rng).expect("enrolled").take_return(&SealedReturn { number: 1, sealed }).expect("stored");
    record
}

#[test]
fn a_correction_names_its_parent_and_opens_the_queried_item_alone() {
    let mut bench = Bench::enrolled(5);
    let id = bench.start("child-interview", None);
    bench.ordinary(id, ACTIONS_MAX);
    returned(&mut bench, ReferenceNumber([9; 10]));
    let (session, rng) = bench.session();
    assert_eq!(session.returns().expect("the store works")[0].queries[0].0, "A05");
    let correction = session.start_correction(1, &NOW, rng).expect("the return is here");
    assert_eq!(session.start_correction(1, &NOW, rng), Ok(correction), "asked again, it is the same");
    let entry = |prompt: &str, value: &str| Action::Fill {
        entries: vec![Entry { prompt: prompt.into(), value: value.into() }],
    };
    let other = session.act(correction, &entry("A04", "13"), "en", &NOW, rng);
    assert!(matches!(other, Err(SessionError::Refused(_))));
    let screen = session.screen(correction, "en", &NOW, rng).expect("the correction is open");
    assert_eq!(screen.prompts[0].audience, Audience::Interviewer, "nobody goes back to the person");
    let beside = screen.notices.iter().find(|notice| notice.code == "supervisor_asks").expect("beside its item");
    assert_eq!(beside.text, "Which calendar?");
    bench.act(correction, &entry("A05", "4"));
    assert_eq!(bench.act(correction, &Action::Finalize).step, Step::Finalized);
    let session = bench.session().0;
    assert!(session.returns().expect("the store works").is_empty());
    assert_eq!(session.sealed_interviews().expect("the store works")[1].note.corrects, Some(1));
}

#[test]
fn who_withdraws_on_the_device_leaves_no_draft_no_key_and_no_trace() {
    let mut bench = Bench::enrolled(6);
    let first = bench.start("child-interview", None);
    let (session, rng) = bench.session();
    let reference = session.reference(first, &NOW, rng).expect("the interview is open");
    bench.ordinary(first, ACTIONS_MAX);
    let before = bench.last_record(StreamKind::Answers);
    bench.start("child-interview", Some(reference));
    let another = bench.start("child-interview", None);
    let (session, rng) = bench.session();
    let done = session.withdraw_person(reference, &NOW, rng).expect("the store works");
    assert_eq!(done.drafts, 1);
    assert!(done.records >= 1);
    assert_eq!(done.sent, done.records, "no acknowledgement came, and a server may have them all the same");
    assert_eq!(session.vault.drafts().list().expect("the store works").len(), 1);
    let again = Withdrawal { sent: done.sent, ..Withdrawal::default() };
    assert_eq!(
        session.withdraw_person(reference, &NOW, rng),
        Ok(again),
        "nothing is left here but what to tell the office"
    );
    assert!(session.documents().asked(reference).expect("the store works").is_empty());
    assert!(session.screen(another, "en", &NOW, rng).is_ok(), "another person's interview goes on");
    let after = bench.last_record(StreamKind::Answers);
    assert_eq!((after.hash(), open(&after, &bench.server.study_key)), (before.hash(), Err(RecordError::Withdrawn)));
}

#[test]
fn what_a_supervisor_returned_goes_with_the_person_it_is_about() {
    for (seed, here) in [(7, true), (8, false)] {
        let mut bench = Bench::enrolled(seed);
        let id = bench.start("child-interview", None);
        let (session, rng) = bench.session();
        let reference = session.reference(id, &NOW, rng).expect("the interview is open");
        bench.ordinary(id, ACTIONS_MAX);
        let record = returned(&mut bench, reference);
        let (session, rng) = bench.session();
        session.start_correction(1, &NOW, rng).expect("the return is here");
        let mut goes = |session: &mut Session, person, records: &[crate::ids::RecordId]| match here {
            true => session.withdraw_person(person, &NOW, rng).map(|_| ()),
            false => session.withdraw_records(records, &NOW, rng),
        };
        let another = crate::ids::RecordId(Uuid::nil());
        goes(session, ReferenceNumber([9; 10]), &[another]).expect("the store works");
        let left =
            |session: &Session| (session.drafts().map(|drafts| drafts.len()), session.documents().return_numbers());
        assert_eq!(left(session), (Ok(1), Ok(vec![1])), "somebody else withdrew");
        for _ in 0..2 {
            goes(session, reference, &[record.header.record]).expect("the store works");
            assert_eq!(left(session), (Ok(0), Ok(vec![])), "withdrawn here: {here}");
        }
    }
}

#[test]
fn a_return_that_the_server_emptied_leaves_nothing_and_is_not_asked_for_again() {
    let mut bench = Bench::enrolled(9);
    let (session, rng) = bench.session();
    let mut link = session.link(&NOW, rng).expect("enrolled");
    link.take_return(&SealedReturn { number: 3, sealed: Vec::new() }).expect("room");
    assert_eq!(link.returns_mark(), Ok(3));
    assert_eq!(session.documents().return_numbers(), Ok(vec![]));
}

pub(super) fn form_of(bench: &Bench, instrument: &str) -> Arc<Form> {
    let study = bench.session.as_ref().expect("unlocked").study().expect("enrolled");
    Arc::clone(&study.instrument(instrument).expect("an instrument that ships").form)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// A kill after any number of actions loses nothing that was answered, and the interview goes on to its end.
    #[test]
    fn a_kill_after_any_action_loses_nothing(kills in proptest::collection::vec(1usize..30, 1..4), seed in 0u64..1000) {
        let mut bench = Bench::enrolled(seed);
        let id = bench.start("key-informant", None);
        for actions in kills {
            if bench.ordinary(id, actions) == Step::Finalized {
                return Ok(());
            }
            let before = bench.answers(id);
            bench.killed();
            prop_assert_eq!(bench.answers(id), before);
        }
        prop_assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
        let (session, rng) = bench.session();
        prop_assert!(matches!(session.screen(id, "en", &NOW, rng), Err(SessionError::NoSuchInterview)));
    }
}
