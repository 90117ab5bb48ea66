//! Small forms and a study around them, and a run that checks the laws after every step.

use std::{collections::BTreeMap, sync::Arc};

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::{
    authority::Roster,
    form::{
        AskedBy, Care, Control, DataType, DraftChoiceList, DraftKind, DraftRow, Form, FormDraft, Language, Path,
        Sensitivity,
    },
    ids::{Hash32, StudyId},
    interview::{Action, Entry, Interview, Offer, Refusal, Screen, StartRequest, Step, outcome},
    log::{Event, EventKind},
    moment::Moment,
    safeguard::{RefusalCode, audit},
    study::{
        Instrument, Legal, Limits, Localized, Method, Purpose, Respondent, Service, Study, StudyKind, ToldLine,
        UseStatement, VisitRule,
    },
};

pub(super) const MINUTE_MS: u64 = 60_000;
/// Friday 2026-03-06, 22:30 local at UTC+1.
const FRIDAY_2230_MS: i64 = 1_772_832_600_000;

pub(super) fn text(words: &str) -> Localized {
    Localized(BTreeMap::from([("en".to_owned(), words.to_owned())]))
}

fn care(sensitivity: Sensitivity, by: AskedBy) -> Care {
    Care { sensitivity, by, ..Care::default() }
}

fn begin(name: &str, appearance: &str, repeat: DraftKind) -> DraftRow {
    let appearance = appearance.split_whitespace().map(str::to_owned).collect();
    DraftRow { kind: repeat, name: name.to_owned(), label: vec![name.to_owned()], appearance, ..DraftRow::default() }
}

pub(super) fn group(name: &str) -> DraftRow {
    begin(name, "", DraftKind::BeginGroup)
}

pub(super) fn end() -> DraftRow {
    DraftRow::default()
}

pub(super) fn item(name: &str, data_type: DataType, sensitivity: Sensitivity) -> DraftRow {
    let list = if data_type == DataType::SelectOne { "yn" } else { "" };
    let kind = DraftKind::Question { data_type, control: Control::Input, choice_list: list.to_owned() };
    let care = care(sensitivity, AskedBy::Participant);
    DraftRow { kind, name: name.to_owned(), label: vec![format!("{name}?")], care, ..DraftRow::default() }
}

fn noted(name: &str, data_type: DataType, appearance: &str) -> DraftRow {
    let row = item(name, data_type, Sensitivity::Neutral);
    let appearance = appearance.split_whitespace().map(str::to_owned).collect();
    DraftRow { care: care(Sensitivity::Neutral, AskedBy::Observer), appearance, ..row }
}

fn compile(id: &str, mut rows: Vec<DraftRow>) -> Form {
    for (number, row) in (2..).zip(&mut rows) {
        row.row = number;
    }
    let languages = vec![Language { name: "English (en)".to_owned(), tag: "en".to_owned() }];
    let mut list = DraftChoiceList::new("yn", Vec::new(), &languages);
    ["yes", "no"].into_iter().for_each(|name| list.push(0, name, &[name], &[""; 0]));
    let draft = FormDraft { id: id.to_owned(), languages, rows, choice_lists: vec![list], ..FormDraft::default() };
    Form::compile(draft).expect("the fixture's form has no faults")
}

fn person_rows() -> Vec<DraftRow> {
    use Sensitivity::{HighlySensitive, Neutral, Personal, Sensitive};
    let mut age = item("age", DataType::Integer, Neutral);
    age.constraint = ". < 100".to_owned();
    let mut hours = item("hours", DataType::Integer, Sensitive);
    hours.relevant = "${work} = 'yes'".to_owned();
    hours.constraint = ". <= 120".to_owned();
    let mut nick = item("nick", DataType::Text, Personal);
    nick.care.identity = true;
    let mut seen = noted("seen", DataType::Integer, "");
    seen.constraint = ". > 0".to_owned();
    seen.required = "yes".to_owned();
    seen.care.sensitivity = Personal;
    vec![
        group("first"),
        item("like", DataType::Text, Neutral),
        age,
        end(),
        group("home"),
        item("school", DataType::SelectOne, Personal),
        nick,
        seen,
        end(),
        group("days"),
        item("work", DataType::SelectOne, Sensitive),
        hours,
        begin("leg", "", DraftKind::BeginRepeat),
        item("place", DataType::Text, Sensitive),
        end(),
        end(),
        group("trusted"),
        item("free", DataType::SelectOne, HighlySensitive),
        end(),
        group("close"),
        item("feel", DataType::SelectOne, Neutral),
        end(),
    ]
}

fn tiny_rows() -> Vec<DraftRow> {
    vec![
        group("one"),
        item("a", DataType::SelectOne, Sensitivity::Personal),
        end(),
        group("two"),
        item("b", DataType::SelectOne, Sensitivity::HighlySensitive),
        end(),
    ]
}

fn station_rows() -> Vec<DraftRow> {
    vec![
        group("head"),
        noted("view", DataType::Text, ""),
        end(),
        begin("hour", "hour-block", DraftKind::BeginRepeat),
        noted("handed", DataType::Integer, "counter"),
        begin("passing", "counted-row", DraftKind::BeginRepeat),
        noted("alone", DataType::SelectOne, ""),
        end(),
        noted("nothing", DataType::SelectOne, "nothing-seen"),
        noted("minutes", DataType::Integer, "minutes-watched"),
        noted("broken", DataType::Text, ""),
        end(),
        group("last"),
        noted("noticed", DataType::Text, ""),
        end(),
    ]
}

pub(super) fn instrument(id: &str, rows: Vec<DraftRow>, method: Method, respondent: Respondent) -> Instrument {
    let form = Arc::new(compile(id, rows));
    let form_hash = Hash32::of(id.as_bytes());
    let (training, visit_rule) = (String::new(), VisitRule::One);
    Instrument { id: id.to_owned(), form, form_hash, method, respondent, training, visit_rule }
}

pub(super) fn study() -> Study {
    let told = ["I1", "I6"].map(|line| ToldLine { line: line.to_owned(), respondent: None, text: text("told") });
    let audio = Purpose { code: "audio".to_owned(), text: text("audio"), separate: true };
    let mut two_visits = instrument("two", person_rows(), Method::Interview, Respondent::Child);
    two_visits.visit_rule = VisitRule::Two { first: vec!["first".to_owned(), "home".to_owned()] };
    let mut service = Service {
        name: text("clinic"),
        need: "health".to_owned(),
        area: String::new(),
        hours: String::new(),
        reach: String::new(),
    };
    service.reach = "next door".to_owned();
    Study {
        id: StudyId("s".to_owned()),
        title: text("a study"),
        kind: StudyKind::RapidAssessment,
        purpose: String::new(),
        lead_organisation: String::new(),
        approval: None,
        languages: vec!["en".to_owned(), "fr".to_owned()],
        use_statement: UseStatement::new(text("used for research"), vec![audio]),
        told: told.into(),
        teach_back: vec![text("what if?")],
        questions: Vec::new(),
        glossary: Vec::new(),
        roles: Vec::new(),
        sites: Vec::new(),
        referral: vec![service],
        limits: Limits {
            lowest_age: 10,
            recent_months: 3,
            child_minutes: 45,
            adult_minutes: 60,
            visits: 2,
            retention_days: 30,
            disclosure_threshold: 11,
            rounding: 5,
        },
        legal: Legal { duty_to_report: text("duty"), law_enforcement: text("police"), ..Legal::default() },
        instruments: vec![
            instrument("child", person_rows(), Method::Interview, Respondent::Child),
            instrument("informant", person_rows(), Method::Interview, Respondent::KeyInformant),
            instrument("station", station_rows(), Method::Observation, Respondent::Nobody),
            instrument("tiny", tiny_rows(), Method::Interview, Respondent::KeyInformant),
            two_visits,
        ],
        aims: Vec::new(),
        period: (String::new(), String::new()),
        scope: Vec::new(),
        guardian_waivers: vec!["mature_minor".to_owned()],
        roster: Roster::default(),
    }
}

pub(super) fn fill(entries: &[(&str, &str)]) -> Action {
    let entry = |(prompt, value): &(&str, &str)| Entry { prompt: (*prompt).to_owned(), value: (*value).to_owned() };
    Action::Fill { entries: entries.iter().map(entry).collect() }
}

/// An interview with a clock, which checks the laws after every step.
#[derive(Clone)]
pub(super) struct Run {
    pub study: Arc<Study>,
    pub interview: Interview,
    pub now: Moment,
}

impl Run {
    pub fn of(instrument: &str) -> Self {
        Self::start(study(), StartRequest { instrument: instrument.to_owned(), ..StartRequest::default() })
    }

    pub fn start(study: Study, request: StartRequest) -> Self {
        let now = Moment { wall_ms: FRIDAY_2230_MS, offset_min: 60, monotonic_ms: 5_000 };
        let study = Arc::new(study);
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let (interview, _) = Interview::start(Arc::clone(&study), request, &now, &mut rng).expect("may start");
        Self { study, interview, now }
    }

    /// Time passes.
    pub fn wait(&mut self, minutes: u64) {
        self.now.wall_ms += i64::try_from(minutes * MINUTE_MS).expect("small");
        self.now.monotonic_ms += minutes * MINUTE_MS;
    }

    pub fn act(&mut self, action: &Action) -> Result<Vec<Event>, Refusal> {
        self.now.wall_ms += 1_000;
        self.now.monotonic_ms += 1_000;
        let events = self.interview.plan(action, &self.now)?;
        let left = self.interview.without_dropped(&[]);
        self.interview.apply(&events).expect("what was planned can be applied");
        if let Some(mut left) = left {
            left.apply(&events).expect("what is left goes on as the whole does");
            assert!(outcome::of(&left) == outcome::of(&self.interview), "and comes to the same end");
        }
        self.check_laws();
        Ok(events)
    }

    /// What must hold after every step.
    fn check_laws(&self) {
        let log = self.interview.log();
        let again = Interview::replay(Arc::clone(&self.study), log).expect("its own log can be replayed");
        assert!(again == self.interview, "replay gives the same state");
        match self.interview.outcome() {
            Some(outcome) => assert_eq!(audit(&self.study, &outcome.answers), [], "the record passes the audit"),
            None => assert_eq!(audit(&self.study, log), [], "the log passes the audit"),
        }
        if let Some(left) = self.interview.without_dropped(&[]) {
            check_left(&self.interview, &left);
        }
        let screen = self.screen();
        let facts = self.interview.facts();
        let with_person = self.interview.instrument().method == Method::Interview;
        let closed = facts.finalized || facts.withdrawn || facts.stopped.is_some();
        assert!(closed || screen.offers.contains(&Offer::Stop), "stop is offered");
        let gone = facts.finalized || facts.withdrawn || !with_person;
        assert!(gone || screen.offers.contains(&Offer::Withdraw), "withdrawal is offered");
    }

    pub fn fill(&mut self, entries: &[(&str, &str)]) -> Vec<Event> {
        let step = self.screen().id;
        self.act(&fill(entries)).unwrap_or_else(|refusal| panic!("{step}: {refusal} at {}", refusal.prompt))
    }

    pub fn screen(&self) -> Screen {
        self.interview.screen(&self.now, "en")
    }

    pub fn step(&self) -> (Step, String) {
        let screen = self.screen();
        (screen.step, screen.id)
    }

    pub fn has(&self, is: impl Fn(&EventKind) -> bool) -> bool {
        self.interview.log().iter().any(|event| is(&event.kind))
    }

    /// Answers whatever is open in the calmest way, until the screen has this id.
    pub fn calmly_to(&mut self, id: &str) -> &mut Self {
        for _ in 0..200 {
            if self.screen().id == id {
                return self;
            }
            let action = calm(&self.screen());
            match self.act(&action) {
                Ok(_) => {}
                // The same again is kept.
                Err(refusal) if refusal.code == RefusalCode::LooksWrong => {}
                Err(refusal) => panic!("{}: {refusal} {}", self.screen().id, refusal.prompt),
            }
        }
        panic!("{id} never came");
    }
}

/// What holds of what a stop left: nothing of what goes is in it, and it leaves the same behind.
fn check_left(whole: &Interview, left: &Interview) {
    let again = Interview::replay(Arc::clone(whole.study()), left.log()).expect("what is left can be replayed");
    assert!(again == *left && left.without_dropped(&[]).is_none(), "it is dropped once");
    let sensitive = |at: &Path| whole.form().node(at.node).care.sensitivity >= Sensitivity::Sensitive;
    let said = |event: &&Event| match &event.kind {
        EventKind::Answered { at, .. } | EventKind::Declined { at, .. } | EventKind::Noted { at, .. } => sensitive(at),
        EventKind::Corrected { at, value, .. } => sensitive(at) && value.is_some(),
        _ => false,
    };
    assert_eq!(left.log().iter().filter(said).count(), 0, "nothing sensitive is left");
    assert_eq!(left.log().len(), whole.log().len());
    assert!(outcome::of(left) == outcome::of(whole), "the record is the same");
}

/// The action of a settled person and a careful interviewer.
pub(super) fn calm(screen: &Screen) -> Action {
    match screen.step {
        Step::Repeat => Action::EndRepeat,
        Step::Ready => Action::Finalize,
        Step::Paused => Action::Resume,
        Step::Block if screen.offers.contains(&Offer::CloseBlock) => {
            Action::CloseBlock { minutes: 30, nothing_seen: true }
        }
        Step::Block => Action::EndShift,
        _ => Action::Fill {
            entries: screen.prompts.iter().map(|p| Entry { prompt: p.id.clone(), value: calm_value(p) }).collect(),
        },
    }
}

fn calm_value(prompt: &crate::interview::Prompt) -> String {
    use crate::interview::PromptControl;
    let known = [
        ("P1.5", "school"),
        ("P1.6", "no"),
        ("P1.7", "same_language"),
        ("P2.1", "no"),
        ("P2.1v", "no"),
        ("P2.2", "family"),
        ("P2.3", "low"),
        ("P2.4", "no"),
        ("P2.5", "no"),
        ("language", "en"),
        ("distress/level", "0"),
        ("presence/who", ""),
        ("presence/insisted", "no"),
        ("presence/can_hear", "no"),
        ("P8.2", "no"),
        ("age", "15"),
    ];
    if let Some((_, value)) = known.into_iter().find(|(id, _)| *id == prompt.id) {
        return value.to_owned();
    }
    match (&prompt.control, prompt.choices.first()) {
        (PromptControl::Many | PromptControl::Note, _) => String::new(),
        (_, Some(choice)) => choice.name.clone(),
        (PromptControl::Integer, None) => "3".to_owned(),
        _ => "words".to_owned(),
    }
}
