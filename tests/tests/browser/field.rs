//! A server with a study, two devices and a handful of records, made without a device: logs are written by hand, so
//! that a page is tested on exactly what it shows.

use std::{collections::BTreeMap, error::Error, path::Path, sync::Arc};

use fieldward_core::{
    authority::{SignedSuccession, Succession, Verdict},
    form::{DataType, DeclineReason, Form, Geopoint, NodeIndex, NodeKind, Path as Place, Value},
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber, StreamKind},
    instance::{Instance, Surroundings},
    log::{
        ConsentAnswer, Correction, CorrectionReason, DistressPoint, Event, EventKind, GuardianAnswer, PresentPerson,
        Start, StopCode, TeachBackOutcome,
    },
    moment::Moment,
    record::{AlertContent, ChainHead, Content, PayloadContext, RecordHeader, SealedRecord, seal},
    study::{Instrument, Study},
    vault::{DeviceSigner, SealingSecret, SoftwareSigner},
};
use fieldward_sync_server::{
    RunningServer, Settings,
    accounts::unlock_account,
    clock,
    console::decide,
    publish, serve,
    store::{Arrival, ArrivedRecord, Enrolment, InviteRow},
};

/// The supervisor's passphrase.
pub const PASSPHRASE: &str = "river lantern seven mangoes";
/// Something that only an answer holds.
pub const TYPED: &str = "They said the lorry leaves before the market opens, and <b>nobody</b> asks for a paper; =1+1";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A running server with its fixture.
pub struct Field {
    pub server: RunningServer,
    pub study: Arc<Study>,
    pub device: DeviceId,
    pub device_secret: SealingSecret,
    words: BTreeMap<String, String>,
    _folder: tempfile::TempDir,
}

impl Field {
    /// An address of the console.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server.address)
    }

    /// A holder's passphrase.
    pub fn words(&self, holder: &str) -> &str {
        self.words.get(holder).map_or(PASSPHRASE, String::as_str)
    }
}

/// A server without any record.
pub async fn empty() -> Outcome<Field> {
    let folder = tempfile::tempdir()?;
    let settings = Settings::loopback(folder.path().to_owned());
    let server = serve(settings).await?;
    let reading = fieldward_core::study::read_folder(&shipped());
    let study = Arc::new(reading.study.ok_or("the shipped study has faults")?);
    let published = publish::publish(server.store.blocking(), &study, Some(PASSPHRASE), &clock::now())?;
    let words = published.passphrases.into_iter().map(|made| (made.holder, made.words.to_string())).collect();
    let device = DeviceId(uuid::Uuid::new_v4());
    let device_secret = SealingSecret::random(&mut clock::rng());
    Ok(Field { server, study, device, device_secret, words, _folder: folder })
}

/// A server with interviews, an observation, a correction, an alert and a damaged record.
pub async fn filled() -> Outcome<Field> {
    filled_with(&[1]).await
}

/// The same with one correction for each of these: by how many choices it moves the answer that was asked about.
pub async fn filled_with(corrections: &[u32]) -> Outcome<Field> {
    let field = empty().await?;
    let mut team = Team::enrol(&field, "Bus station team")?;
    team.send(&interview(&field.study, "child-interview", 1, Ending::Whole))?;
    team.send(&interview(&field.study, "child-interview", 2, Ending::Stopped))?;
    let informant = interview(&field.study, "key-informant", 3, Ending::Whole);
    let parent = team.send(&informant)?;
    ask(&field, parent)?;
    for moved in corrections {
        team.send(&correction(&field.study, &informant, parent, *moved))?;
    }
    team.send(&observation(&field.study))?;
    team.alert(AlertContent { reference: Some(reference(2)), code: StopCode::St2, at: at(0), site: None })?;
    team.damaged()?;
    Ok(field)
}

/// A supervisor sent this record back: what the phone's correction answers.
fn ask(field: &Field, hash: Hash32) -> Outcome<()> {
    let store = field.server.store.blocking();
    let account = unlock_account(store, "supervisor", PASSPHRASE)?;
    let record = store.records(0, 100)?.into_iter().find(|stored| stored.hash == hash).ok_or("it arrived")?.record;
    decide(store, &account, (record, hash), (Verdict::Returned, Vec::new()), clock::now().wall_ms)?;
    Ok(())
}

/// A server where a device was copied: its copy goes on under another name, and waits for a supervisor's word.
pub async fn copied() -> Outcome<(Field, DeviceId)> {
    let field = empty().await?;
    let mut team = Team::enrol(&field, "Bus station team")?;
    team.alert(AlertContent { reference: None, code: StopCode::St2, at: at(0), site: None })?;
    let successor = team.copied()?;
    Ok((field, successor))
}

fn shipped() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study")
}

/// One device's streams, fed straight into the store.
struct Team<'a> {
    field: &'a Field,
    signer: SoftwareSigner,
    answers: ChainHead,
    alerts: ChainHead,
}

impl<'a> Team<'a> {
    fn enrol(field: &'a Field, label: &str) -> Outcome<Self> {
        let store = field.server.store.blocking();
        let token = Hash32::of(label.as_bytes());
        let now_ms = clock::now().wall_ms;
        store.invite(&InviteRow { token, label: label.into(), expires_ms: now_ms + 60_000 })?;
        let signer = SoftwareSigner::random(&mut clock::rng());
        store.enrol(&Enrolment {
            token,
            device: field.device,
            signing_key: signer.public(),
            sealing_key: field.device_secret.public(),
            at_ms: now_ms,
        })?;
        let head = |stream| ChainHead::start(field.device, stream);
        Ok(Self { field, signer, answers: head(StreamKind::Answers), alerts: head(StreamKind::Alert) })
    }

    /// Its copy takes another name.
    fn copied(&self) -> Outcome<DeviceId> {
        let (store, now_ms) = (self.field.server.store.blocking(), clock::now().wall_ms);
        let (token, device) = (Hash32::of(b"another name"), DeviceId(uuid::Uuid::new_v4()));
        store.invite(&InviteRow { token, label: "Bus station team again".into(), expires_ms: now_ms + 60_000 })?;
        let (signing_key, sealing_key) =
            (SoftwareSigner::random(&mut clock::rng()).public(), self.field.device_secret.public());
        let succession = Succession {
            predecessor: self.field.device,
            successor: device,
            signing: signing_key,
            sealing: sealing_key,
            begins: Vec::new(),
        };
        let signature = self.signer.sign(&succession.message())?;
        let comes = Enrolment { token, device, signing_key, sealing_key, at_ms: now_ms };
        store.succeed(&comes, &SignedSuccession { succession, signature })?;
        Ok(device)
    }

    fn send(&mut self, log: &[Event]) -> Outcome<Hash32> {
        let Some(EventKind::Started(start)) = log.first().map(|event| &event.kind) else {
            return Err("no start".into());
        };
        let instrument = self.field.study.instrument(&start.instrument).ok_or("no instrument")?.clone();
        self.push(StreamKind::Answers, &instrument, &Content::Answers(log.to_vec()), |sealed| sealed)
    }

    fn alert(&mut self, alert: AlertContent) -> Outcome<Hash32> {
        let instrument = self.field.study.instruments[0].clone();
        self.push(StreamKind::Alert, &instrument, &Content::Alert(alert), |sealed| sealed)
    }

    fn damaged(&mut self) -> Outcome<Hash32> {
        let instrument = self.field.study.instruments[0].clone();
        self.push(StreamKind::Answers, &instrument, &Content::Tombstone, |mut sealed| {
            sealed.body.reverse();
            sealed
        })
    }

    fn push(
        &mut self,
        stream: StreamKind,
        instrument: &Instrument,
        content: &Content,
        harm: impl FnOnce(SealedRecord) -> SealedRecord,
    ) -> Outcome<Hash32> {
        let study = &self.field.study;
        let store = self.field.server.store.blocking();
        let before = if stream == StreamKind::Alert { self.alerts } else { self.answers };
        let header = RecordHeader {
            study: study.id.clone(),
            form: instrument.form_hash,
            statement: study.use_statement.hash,
            device: self.field.device,
            stream,
            sequence: before.sequence + 1,
            record: RecordId(uuid::Uuid::now_v7()),
        };
        let published = store.study()?.ok_or("nothing is published")?;
        let bytes = content.encode(&PayloadContext::new(&instrument.form, &header))?;
        let sealed = harm(seal(header, &bytes, &published.sealing_key, &mut clock::rng())?);
        let (hash, after) = (sealed.hash(), before.after(&sealed)?);
        let signature = self.signer.sign(&after.signed_bytes())?;
        let record = ArrivedRecord { sequence: after.sequence, hash, link: after.link, sealed: Some(sealed) };
        store.append(&Arrival { before, records: vec![record], signature, at_ms: clock::now().wall_ms })?;
        *(if stream == StreamKind::Alert { &mut self.alerts } else { &mut self.answers }) = after;
        Ok(hash)
    }
}

/// Monday 2026-03-02 06:10 at UTC+7, and so many minutes later.
fn at(minutes: i64) -> Moment {
    let later_ms = minutes * 60_000;
    Moment { wall_ms: 1_772_406_600_000 + later_ms, offset_min: 420, monotonic_ms: 1_000 + later_ms as u64 }
}

fn reference(number: u8) -> ReferenceNumber {
    ReferenceNumber([number; 10])
}

fn start(study: &Study, instrument: &Instrument, number: u8) -> Start {
    Start {
        instrument: instrument.id.clone(),
        form_hash: instrument.form_hash,
        statement_hash: study.use_statement.hash,
        reference: reference(number),
        visit: 1,
        site: study.sites.first().map(|site| site.id.clone()),
        at: at(0),
        training: true,
        asked_before: Vec::new(),
        correction: None,
        device_id: String::new(),
    }
}

/// Events get their numbers and times as they are added.
struct Log(Vec<Event>);

impl Log {
    fn add(&mut self, kind: EventKind) {
        let sequence = u32::try_from(self.0.len()).expect("a fixture's log is short");
        self.0.push(Event { sequence, at_ms: u64::from(sequence) * 7_000, kind });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Whole,
    Stopped,
}

fn interview(study: &Study, instrument: &str, number: u8, ending: Ending) -> Vec<Event> {
    let instrument = study.instrument(instrument).expect("the study ships it");
    let mut log = Log(Vec::new());
    log.add(EventKind::Started(Box::new(start(study, instrument, number))));
    agree(&mut log, study);
    let stop_after = if ending == Ending::Stopped { 12 } else { usize::MAX };
    answer_all(&mut log, &instrument.form, stop_after);
    if ending == Ending::Stopped {
        log.add(EventKind::Distress { level: 3, at: DistressPoint::AnyMoment });
        log.add(EventKind::Alert { code: StopCode::St2 });
        log.add(EventKind::Stopped { code: StopCode::St2 });
    }
    log.add(EventKind::Finalized { at: at(40) });
    log.0
}

fn agree(log: &mut Log, study: &Study) {
    log.add(EventKind::Language { language: "en".into() });
    log.add(EventKind::Distress { level: 0, at: DistressPoint::Start });
    for line in &study.told {
        log.add(EventKind::Told { line: line.line.clone() });
    }
    for question in 0..3 {
        let outcome = if question == 1 { TeachBackOutcome::ExplainedAgain } else { TeachBackOutcome::Understood };
        log.add(EventKind::TeachBack { question, outcome });
    }
    log.add(EventKind::Guardian { answer: GuardianAnswer::Given });
    let separate = study.use_statement.purposes.iter().filter(|purpose| purpose.separate);
    let purposes = separate.take(1).map(|purpose| purpose.code.clone()).collect();
    log.add(EventKind::Consent { answer: ConsentAnswer::Given, purposes });
    log.add(EventKind::Presence { who: vec![PresentPerson::Peer], insisted: false, can_hear: true });
}

/// Answers whatever is relevant, again and again, until nothing new appears.
fn answer_all(log: &mut Log, form: &Arc<Form>, most: usize) {
    let surroundings = Surroundings { now: at(0), device_id: String::new(), seed: [0; 32], values: [].into() };
    let mut instance = Instance::new(Arc::clone(form), &surroundings);
    let mut done: Vec<Place> = Vec::new();
    while done.len() < most {
        let open = |place: &Place| !done.contains(place) && asked(form, place.node);
        let Some(place) = instance.leaves().into_iter().map(|(place, _)| place).find(open) else { break };
        put(log, form, &mut instance, &place, done.len());
        done.push(place);
    }
}

fn asked(form: &Form, node: NodeIndex) -> bool {
    form.question(node).is_some_and(|question| question.control.is_asked())
}

fn put(log: &mut Log, form: &Form, instance: &mut Instance, place: &Place, number: usize) {
    log.add(EventKind::Asked { at: place.clone() });
    if number % 6 == 5 {
        return log.add(EventKind::Declined { at: place.clone(), reason: DeclineReason::PrefersNotToSay });
    }
    let value = value(form, instance, place);
    instance.answer(place, Some(value.clone())).expect("the value fits its question");
    log.add(EventKind::Answered { at: place.clone(), value });
}

fn value(form: &Form, instance: &Instance, place: &Place) -> Value {
    let question = form.question(place.node).expect("only questions are answered");
    let offered = instance.choices(place);
    match question.data_type {
        DataType::Geotrace | DataType::Geoshape => Value::Text("11.5 104.9 0 0;11.6 104.9 0 0".into()),
        DataType::Text | DataType::File | DataType::Barcode => Value::Text(TYPED.into()),
        DataType::Integer => Value::Integer(14),
        DataType::Decimal => Value::Decimal(3.5),
        DataType::Date => Value::Date(20_514),
        DataType::Time => Value::Time(52_200_000),
        DataType::DateTime => Value::DateTime(at(0).wall_ms, 420),
        DataType::SelectOne => Value::Choice(offered.first().copied().unwrap_or(0)),
        DataType::SelectMultiple => Value::Choices(offered.into_iter().take(2).collect()),
        DataType::Geopoint => {
            Value::Geopoint(Geopoint { latitude: 11.5, longitude: 104.9, altitude_m: 12.0, accuracy_m: 4.5 })
        }
    }
}

/// A correction of the second choice of an interview, and of its first text.
fn correction(study: &Study, parent: &[Event], parent_hash: Hash32, moved: u32) -> Vec<Event> {
    let answered = |event: &Event| match &event.kind {
        EventKind::Answered { at, value: Value::Choice(choice) } => Some((at.clone(), *choice)),
        _ => None,
    };
    let (place, choice) = parent.iter().filter_map(answered).nth(1).expect("the interview chose twice");
    let typed = |event: &Event| match &event.kind {
        EventKind::Answered { at, value: Value::Text(_) } => Some(at.clone()),
        _ => None,
    };
    let text = parent.iter().find_map(typed).expect("the interview took words");
    let instrument = study.instrument("key-informant").expect("the study ships it");
    let mut start = start(study, instrument, 3);
    start.correction = Some(Correction {
        parent: parent_hash,
        queried: vec![(place.clone(), Some(Value::Choice(choice))), (text.clone(), None)],
    });
    let mut log = Log(Vec::new());
    log.add(EventKind::Started(Box::new(start)));
    let value = Some(Value::Choice(choice + moved));
    log.add(EventKind::Corrected { at: place, value, reason: CorrectionReason::Queried });
    if moved > 1 {
        let value = Some(Value::Text(format!("{TYPED} {}", "Ouagadougou".repeat(moved as usize * 3))));
        log.add(EventKind::Corrected { at: text, value, reason: CorrectionReason::Queried });
    }
    log.add(EventKind::Finalized { at: at(60) });
    log.0
}

/// A night at the bus station: four blocks, one of them not watched.
fn observation(study: &Study) -> Vec<Event> {
    let instrument = study.instrument("bus-station").expect("the study ships it");
    let mut log = Log(Vec::new());
    log.add(EventKind::Started(Box::new(start(study, instrument, 4))));
    let counter = counter(&instrument.form);
    for (block, minutes) in (0_u16..).zip([50_u8, 60, 0, 25]) {
        log.add(EventKind::BlockOpened { block, at: at(i64::from(block) * 60) });
        if let Some(node) = counter {
            let at = Place { node, at: vec![block] };
            log.add(EventKind::Tally { block, at, count: 3, row: Vec::new() });
        }
        log.add(EventKind::Watched { block, minutes, nothing_seen: false });
    }
    log.add(EventKind::Finalized { at: at(300) });
    log.0
}

fn counter(form: &Form) -> Option<NodeIndex> {
    let counts = |place: &usize| {
        let node = &form.nodes[*place];
        matches!(node.kind, NodeKind::Question(_)) && node.appearance.iter().any(|word| word == "counter")
    };
    (0..form.nodes.len()).find(counts).map(|place| NodeIndex(place as u32))
}
