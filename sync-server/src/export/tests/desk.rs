//! A desk by hand: the shipped study with two small questionnaires more, and logs written event by event.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use fieldward_core::{
    form::{
        AskedBy, Care, Control, DataType, DraftChoiceList, DraftKind, DraftRow, Form, FormDraft, Language,
        Path as Place, Sensitivity, Value,
    },
    ids::{DeviceId, Hash32, RecordId, ReferenceNumber},
    log::{ConsentAnswer, Event, EventKind, Start},
    moment::Moment,
    review::{Lens, review},
    study::{Instrument, Method, Respondent, Study, VisitRule, read_folder},
};
use uuid::Uuid;

use crate::console::{Desk, DeskRecord, RecordState};

/// The questionnaire of a person.
pub(super) const INTERVIEW: &str = "unseen";
/// The observation sheet.
pub(super) const OBSERVATION: &str = "watch";

/// Monday 2026-03-02 06:10 at UTC+7.
const AT: Moment = Moment { wall_ms: 1_772_406_600_000, offset_min: 420, monotonic_ms: 1_000 };

/// The shipped study with both questionnaires.
pub(super) fn study() -> Study {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study");
    let mut study = read_folder(&shipped).study.expect("the shipped study has no faults");
    study.instruments = vec![
        instrument(INTERVIEW, interview_rows(), Method::Interview, Respondent::KeyInformant),
        instrument(OBSERVATION, observation_rows(), Method::Observation, Respondent::Nobody),
    ];
    study
}

fn instrument(id: &str, rows: Vec<DraftRow>, method: Method, respondent: Respondent) -> Instrument {
    let form = Arc::new(compile(id, rows));
    let form_hash = Hash32::of(id.as_bytes());
    let (training, visit_rule) = (String::new(), VisitRule::One);
    Instrument { id: id.into(), form, form_hash, method, respondent, training, visit_rule }
}

fn compile(id: &str, mut rows: Vec<DraftRow>) -> Form {
    (2..).zip(&mut rows).for_each(|(number, row)| row.row = number);
    let language = |name: &str, tag: &str| Language { name: format!("{name} ({tag})"), tag: tag.into() };
    let languages = vec![language("English", "en"), language("French", "fr")];
    let mut list = DraftChoiceList::new("loads", Vec::new(), &languages);
    for (name, french) in [("bag", "un sac"), ("child", "un enfant"), ("tools", "des outils")] {
        list.push(0, name, &[name, french], &[""; 0]);
    }
    let draft = FormDraft { id: id.into(), languages, rows, choice_lists: vec![list], ..FormDraft::default() };
    Form::compile(draft).expect("the questionnaire has no faults")
}

fn interview_rows() -> Vec<DraftRow> {
    let mut carries = question("carries", DataType::SelectMultiple, "");
    carries.label = vec!["What is carried?".into(), "Que porte-t-on ?".into()];
    vec![
        question("note", DataType::Text, ""),
        question("site", DataType::Text, ""),
        carries,
        repeat("trip", ""),
        question("day", DataType::Date, ""),
        question("left", DataType::Time, ""),
        question("far", DataType::Decimal, ""),
        DraftRow::default(),
        repeat("answers", ""),
        question("word", DataType::Text, ""),
        DraftRow::default(),
    ]
}

/// Questions of the hour block stand on both sides of the counted row.
fn observation_rows() -> Vec<DraftRow> {
    vec![
        repeat("block", "hour-block"),
        question("handed", DataType::Integer, "counter"),
        repeat("passing", "counted-row"),
        question("on", DataType::Date, ""),
        question("at", DataType::Time, ""),
        question("weight", DataType::Decimal, ""),
        DraftRow::default(),
        question("minutes", DataType::Integer, "minutes-watched"),
        DraftRow::default(),
    ]
}

fn repeat(name: &str, appearance: &str) -> DraftRow {
    let appearance = appearance.split_whitespace().map(str::to_owned).collect();
    DraftRow {
        kind: DraftKind::BeginRepeat,
        name: name.into(),
        label: vec![name.into()],
        appearance,
        ..Default::default()
    }
}

fn question(name: &str, data_type: DataType, appearance: &str) -> DraftRow {
    let choice_list = if data_type == DataType::SelectMultiple { "loads".into() } else { String::new() };
    let kind = DraftKind::Question { data_type, control: Control::Input, choice_list };
    let care = Care { sensitivity: Sensitivity::Neutral, by: AskedBy::Observer, ..Care::default() };
    DraftRow { kind, care, ..repeat(name, appearance) }
}

/// A log that grows event by event.
pub(super) struct Log {
    study: Study,
    events: Vec<Event>,
}

impl Log {
    /// Of one person or shift.
    pub(super) fn start(instrument: &str, number: u8) -> Self {
        let study = study();
        let start = Start {
            instrument: instrument.into(),
            form_hash: Hash32::of(instrument.as_bytes()),
            statement_hash: study.use_statement.hash,
            reference: ReferenceNumber([number; 10]),
            visit: 1,
            site: study.sites.first().map(|site| site.id.clone()),
            at: AT,
            training: true,
            asked_before: Vec::new(),
            correction: None,
            device_id: String::new(),
        };
        let mut log = Self { study, events: Vec::new() };
        log.add(EventKind::Started(Box::new(start)));
        log
    }

    /// Under another use statement.
    pub(super) fn told(mut self, statement: Hash32) -> Self {
        if let EventKind::Started(start) = &mut self.events[0].kind {
            start.statement_hash = statement;
        }
        self
    }

    pub(super) fn add(&mut self, kind: EventKind) {
        let sequence = u32::try_from(self.events.len()).expect("a fixture's log is short");
        self.events.push(Event { sequence, at_ms: u64::from(sequence) * 7_000, kind });
    }

    pub(super) fn consent(&mut self, answer: ConsentAnswer) {
        self.add(EventKind::Consent { answer, purposes: Vec::new() });
    }

    /// Said yes, and nothing else.
    pub(super) fn agreed(mut self) -> Vec<Event> {
        self.consent(ConsentAnswer::Given);
        self.end()
    }

    fn find(&self, text: &str) -> Place {
        let EventKind::Started(start) = &self.events[0].kind else { panic!("a log begins with a start") };
        let instrument = self.study.instrument(&start.instrument).expect("the study has it");
        instrument.form.find(text).unwrap_or_else(|| panic!("the form has no {text}"))
    }

    pub(super) fn answer(&mut self, text: &str, value: Value) {
        let at = self.find(text);
        self.add(EventKind::Noted { at, value: Some(value) });
    }

    pub(super) fn end(mut self) -> Vec<Event> {
        self.add(EventKind::Finalized { at: AT });
        self.events
    }
}

/// Three hours: one with passings, one empty, one that nobody watched.
pub(super) fn shift() -> Vec<Event> {
    let mut log = Log::start(OBSERVATION, 9);
    for (block, minutes) in (0_u16..).zip([50_u8, 60, 0]) {
        log.add(EventKind::BlockOpened { block, at: AT });
        if block == 0 {
            let (handed, row) = (log.find("block[1]/handed"), passing(&log));
            log.add(EventKind::Tally { block, at: handed, count: 3, row: Vec::new() });
            let at = Place { node: log.find("block[1]/passing[1]/on").node, at: vec![0] };
            let form = &log.study.instrument(OBSERVATION).expect("the study has it").form;
            let repeat = form.repeats_of(at.node).last().copied().expect("it stands in a repeat");
            log.add(EventKind::Tally { block, at: Place { node: repeat, at: vec![0] }, count: 2, row });
        }
        log.add(EventKind::Watched { block, minutes, nothing_seen: block == 1 });
    }
    log.end()
}

fn passing(log: &Log) -> Vec<(fieldward_core::form::NodeIndex, Value)> {
    let seen = [("on", Value::Date(20_514)), ("at", Value::Time(52_200_000)), ("weight", Value::Decimal(12.5))];
    seen.map(|(name, value)| (log.find(&format!("block[1]/passing[1]/{name}")).node, value)).into()
}

/// Lays logs on a desk, as they would lie there after opening.
pub(super) fn desk(study: Study, logs: Vec<Vec<Event>>) -> Desk {
    let study = Arc::new(study);
    let records = (1..).zip(logs).map(|(number, log)| record(&study, number, log)).collect();
    Desk {
        study,
        role: fieldward_core::authority::Role::Supervisor,
        records,
        alerts: Vec::new(),
        taken_back: Vec::new(),
        damaged: Vec::new(),
        breaks: Vec::new(),
        withdrawn: 0,
        forks: 0,
        forked: std::collections::BTreeSet::new(),
        devices: BTreeMap::new(),
    }
}

fn record(study: &Arc<Study>, number: u128, log: Vec<Event>) -> DeskRecord {
    let lens = Lens { language: "en", received_ms: None };
    let view = review(study, &log, lens).expect("the log is of this study");
    DeskRecord {
        id: RecordId(Uuid::from_u128(number)),
        hash: Hash32::of(&number.to_be_bytes()),
        form: study.instrument(&view.instrument).expect("the study has it").form_hash,
        study: Arc::clone(study),
        device: DeviceId(Uuid::from_u128(0)),
        received_ms: AT.wall_ms,
        state: RecordState::New,
        decided: crate::console::Decided::default(),
        corrected_by: Vec::new(),
        corrects: None,
        log: Arc::new(log),
        view: Arc::new(view),
    }
}
