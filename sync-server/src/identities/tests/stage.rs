//! A published study with three identities and an alert on a real store.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, OnceLock},
};

use fieldward_core::{
    authority::{Purpose, REQUEST_MS_DEFAULT, Roster},
    form::{DataType, NodeIndex, Path as FormPath, Question, Value},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    log::{Event, EventKind, Start, StopCode},
    moment::Moment,
    record::{
        AlertContent, ChainHead, Content, IdentityContent, PayloadContext, RecordHeader, SealedRecord,
        identity::IdentityReaders, seal, seal_identity, tokens,
    },
    study::{self, EthicsApproval, Study},
    vault::{DeviceSigner, SealingPublic, SoftwareSigner, StretchCost},
};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::super::{OpenedIdentity, Wish, grant, open, request};
use crate::{
    accounts::{Account, unlock_account},
    audit, clock,
    console::{Desk, OpenedRecords, Tongue, gather},
    publish::{Founders, publish_founded},
    store::{Appended, Arrival, ArrivedRecord, Enrolment, InviteRow, PublishedStudy, Store, StoreHandle},
};

pub const HOUR: i64 = 3_600_000;
/// The name of the first child: must stand nowhere in the clear.
pub const CANARY: &str = "Aïcha Canari Koné";
const NAMES: [(&str, &str); 3] =
    [(CANARY, "Gare routière de Bouaké"), ("KONE Aicha Canari", "Gare routiere, BOUAKE"), ("Moussa Traoré", "Korhogo")];
pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

/// What the device signs with.
pub fn signer() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[7; 32]).expect("a secret below the order of the curve")
}

pub fn at(wall_ms: i64) -> Moment {
    Moment { wall_ms, offset_min: 0, monotonic_ms: 0 }
}

/// The study that ships, read once, with an approval or without.
pub fn study(approved: bool) -> Study {
    static STUDY: OnceLock<Study> = OnceLock::new();
    let read = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study");
        study::read_folder(&folder).study.expect("the study that ships is sound")
    };
    let approval = EthicsApproval {
        body: "a board".into(),
        reference: "1".into(),
        date: "1960-01-01".into(),
        expiry: "2090-01-01".into(),
    };
    Study { approval: approved.then_some(approval), ..STUDY.get_or_init(read).clone() }
}

pub struct Stage {
    pub folder: TempDir,
    pub handle: StoreHandle,
    pub references: Vec<ReferenceNumber>,
    words: BTreeMap<String, Zeroizing<String>>,
}

impl Stage {
    pub fn new() -> Self {
        Self::founded(&Founders::default())
    }

    /// A study of these founders.
    pub fn founded(founders: &Founders<'_>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let handle = crate::store::open(folder.path()).expect("an empty store");
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        let made = publish_founded(handle.blocking(), &study(false), founders, &at(0), makings);
        let words = made.expect("a sound study").passphrases.into_iter().map(|words| (words.holder, words.words));
        let references = (1..=3)
            .map(|number| ReferenceNumber([0x5a, 0xc3, 0x17, 0xe9, 0x2b, 0x84, 0xf0, 0x6d, 0x91, number]))
            .collect();
        let stage = Self { folder, words: words.collect(), handle, references };
        stage.enrol();
        for place in 0..NAMES.len() {
            stage.arrive(&[stage.identity(place, place as u64 + 1)]);
        }
        stage.arrive(&[stage.alert(1)]);
        stage
    }

    pub fn store(&self) -> &dyn Store {
        self.handle.blocking()
    }

    pub fn published(&self) -> PublishedStudy {
        self.store().study().expect("the store answers").expect("a study is published")
    }

    pub fn words(&self, holder: &str) -> &str {
        &self.words[holder]
    }

    pub fn account(&self, holder: &str) -> Account {
        unlock_account(self.store(), holder, &self.words[holder]).expect("its passphrase fits")
    }

    fn enrol(&self) {
        let token = Hash32([1; 32]);
        let invite = InviteRow { token, label: "one".into(), expires_ms: 100 };
        self.store().invite(&invite).expect("the store takes it");
        let (signing_key, sealing_key) = (signer().public(), SealingPublic([1; 32]));
        let enrolment = Enrolment { token, device: DEVICE, signing_key, sealing_key, at_ms: 50 };
        self.store().enrol(&enrolment).expect("the token is fresh");
    }

    pub fn header(&self, stream: StreamKind, sequence: u64) -> RecordHeader {
        let study = study(false);
        let instrument = study.instrument("child-interview").expect("it ships");
        let number = u128::from(sequence) << 8 | u128::from(stream.code());
        RecordHeader {
            study: study.id.clone(),
            form: instrument.form_hash,
            statement: study.use_statement.hash,
            device: DEVICE,
            stream,
            sequence,
            record: RecordId(Uuid::from_u128(number)),
        }
    }

    /// An identity as a device seals it.
    pub fn identity(&self, place: usize, sequence: u64) -> SealedRecord {
        self.identity_of(place, self.header(StreamKind::Identity, sequence))
    }

    /// The same under another header.
    pub fn identity_of(&self, place: usize, header: RecordHeader) -> SealedRecord {
        let study = study(false);
        let form = &study.instrument("child-interview").expect("it ships").form;
        // The interview that ships asks for no name: two of its questions stand in for those that another's would ask.
        let asked = (0..form.nodes.len() as u32).map(NodeIndex).filter(|node| form.question(*node).is_some());
        let (name, town) = NAMES[place];
        let entered = [name, town].map(|text| Value::Text(text.into()));
        let values: Vec<_> = asked.map(|node| FormPath { node, at: Vec::new() }).zip(entered).collect();
        assert_eq!(values.len(), 2, "the interview has two questions");
        let reference = self.references[place];
        let tokens = tokens(&study.id, form, &values);
        let content = Content::Identity(IdentityContent { reference, values, tokens });
        let bytes = content.encode(&PayloadContext::new(form, &header)).expect("small");
        let published = self.published();
        let readers = IdentityReaders { custodians: &published.custodians, study: &published.sealing_key, reference };
        seal_identity(header, &bytes, readers, &mut clock::rng()).expect("sound keys")
    }

    /// What stands for answers here: a record that the study's key opens.
    pub fn alert(&self, sequence: u64) -> SealedRecord {
        self.alert_of(0, self.header(StreamKind::Alert, sequence))
    }

    /// An alert about one of the three.
    pub fn alert_of(&self, place: usize, header: RecordHeader) -> SealedRecord {
        let reference = Some(self.references[place]);
        self.sealed(header, &Content::Alert(AlertContent { reference, code: StopCode::St2, at: at(1000), site: None }))
    }

    /// Answers about the first person, with something noted in an item that takes words.
    pub fn answers(&self, sequence: u64, noted: &[Value]) -> SealedRecord {
        let study = study(false);
        let instrument = study.instrument("key-informant").expect("it ships");
        let form = &instrument.form;
        let takes_words = |node: &NodeIndex| {
            let typed = |question: &Question| question.control.is_asked() && question.data_type == DataType::Text;
            let plain = !form.node(*node).care.identity && form.repeats_of(*node).is_empty();
            plain && form.question(*node).is_some_and(typed)
        };
        let node = (0..form.nodes.len() as u32).map(NodeIndex).find(takes_words);
        let at_item = FormPath { node: node.expect("it asks for words"), at: Vec::new() };
        let start = Start {
            instrument: instrument.id.clone(),
            form_hash: instrument.form_hash,
            statement_hash: study.use_statement.hash,
            reference: self.references[0],
            visit: 1,
            site: None,
            at: at(1000),
            training: true,
            asked_before: Vec::new(),
            correction: None,
            device_id: String::new(),
        };
        let mut kinds = vec![EventKind::Started(Box::new(start))];
        kinds.extend(noted.iter().map(|value| EventKind::Noted { at: at_item.clone(), value: Some(value.clone()) }));
        kinds.push(EventKind::Finalized { at: at(2000) });
        let log = (0..).zip(kinds).map(|(sequence, kind)| Event { sequence, at_ms: u64::from(sequence) * 1000, kind });
        let header = RecordHeader { form: instrument.form_hash, ..self.header(StreamKind::Answers, sequence) };
        self.sealed(header, &Content::Answers(log.collect()))
    }

    /// A record of a form that ships, sealed to the study.
    pub fn sealed(&self, header: RecordHeader, content: &Content) -> SealedRecord {
        let study = study(false);
        let instrument = study.instruments.iter().find(|instrument| instrument.form_hash == header.form);
        let form = &instrument.expect("it ships").form;
        let bytes = content.encode(&PayloadContext::new(form, &header)).expect("small");
        seal(header, &bytes, &self.published().sealing_key, &mut clock::rng()).expect("a sound key")
    }

    /// Records arrive at the store after what is there.
    pub fn arrive(&self, sealed: &[SealedRecord]) {
        let header = &sealed[0].header;
        let heads = self.store().heads(DEVICE).expect("the store answers");
        let known = heads.iter().map(|head| head.chain).find(|chain| chain.stream == header.stream);
        self.arrive_after(known.unwrap_or_else(|| ChainHead::start(DEVICE, header.stream)), sealed);
    }

    /// Records arrive after a head that their device says.
    pub fn arrive_after(&self, before: ChainHead, sealed: &[SealedRecord]) -> Appended {
        let header = &sealed[0].header;
        let mut link = before.link;
        let records = sealed.iter().map(|sealed| {
            link = sealed.link(&link);
            ArrivedRecord { sequence: sealed.header.sequence, hash: sealed.hash(), link, sealed: Some(sealed.clone()) }
        });
        let records: Vec<_> = records.collect();
        let head = ChainHead { sequence: header.sequence + sealed.len() as u64 - 1, link, ..before };
        let signature = signer().sign(&head.signed_bytes()).expect("a key in memory signs");
        let arrival = Arrival { before, records, signature, at_ms: 10 };
        self.store().append(&arrival).expect("the store takes it")
    }

    pub fn wish(&self, places: &[usize]) -> Wish {
        Wish {
            references: places.iter().map(|place| self.references[*place]).collect(),
            purpose: Purpose::Safety,
            reason: Zeroizing::new("she asked for help".into()),
            waits_ms: REQUEST_MS_DEFAULT,
        }
    }

    pub fn ask(&self, supervisor: &Account, places: &[usize], now_ms: i64) -> Hash32 {
        let asked = request(self.store(), supervisor, &self.wish(places), &at(now_ms), &mut clock::rng());
        asked.expect("a sound request").0
    }

    pub fn grant(&self, custodian: &Account, request: &Hash32, now_ms: i64) {
        grant(self.store(), custodian, request, &at(now_ms), &mut clock::rng()).expect("it may be granted");
    }

    /// Asked, granted by the first of each role, opened.
    pub fn opened(&self, supervisor: &Account, places: &[usize]) -> Vec<OpenedIdentity> {
        let hash = self.ask(supervisor, places, HOUR);
        self.grant(&self.account("custodian_1/1"), &hash, HOUR);
        self.grant(&self.account("custodian_2/1"), &hash, HOUR);
        open(self.store(), supervisor, &hash, &at(HOUR)).expect("both granted").0
    }

    /// What a new session of the supervisor has on the desk.
    pub fn desk(&self) -> Desk {
        self.desk_of(&mut OpenedRecords::default())
    }

    /// What this session has on it now.
    pub fn desk_of(&self, session: &mut OpenedRecords) -> Desk {
        let account = self.account("supervisor");
        let key = account.study_key(&self.published()).expect("a supervisor has it");
        // A log that was broken on purpose lists nobody: then the desk believes nobody's decision here.
        let roster = audit::read(self.store()).map_or_else(|_| Roster::default(), |(_, log)| log.roster().clone());
        let study = Arc::new(Study { roster, ..study(false) });
        gather(self.store(), &study, (&key, &account), session, (Tongue::English, HOUR)).expect("the store answers")
    }

    /// Changes the database behind the store's back.
    pub fn sql(&self, sql: &str) {
        crate::store::sqlite::tamper(self.folder.path(), sql);
    }
}
