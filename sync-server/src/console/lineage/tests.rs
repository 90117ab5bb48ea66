//! Corrections on a real store, from the phone's record to the exported table: what one phone can do alone, and what a
//! supervisor's word changes.

use std::{
    cell::Cell,
    io::{Cursor, Read},
};

use fieldward_core::{
    authority::{Role, Verdict},
    form::{Path, Value},
    ids::{Hash32, RecordId, ReferenceNumber, StreamKind},
    log::{ConsentAnswer, Correction, CorrectionReason, Event, EventKind, Start, StopCode},
    record::{Content, RecordHeader},
    review::Flag,
};
use zip::ZipArchive;

use super::CORRECTIONS_ASKED_MAX;
use crate::{
    accounts::Account,
    console::{
        Break, Desk, RecordState, Tongue, decide, export_lines,
        pages::{answers::Seen, record::record as record_page},
        standing, unlock,
    },
    export::{ExportError, Format, Order, Sensitive, Which, export},
    identities::tests::stage::{HOUR, Stage, at, study},
};

type Outcome = Result<(), Box<dyn std::error::Error>>;
type Id = (RecordId, Hash32);

/// Neutral, neutral, and sensitive.
const ITEMS: [&str; 3] = ["B05", "B06_low", "B25"];

/// One interview with a key informant, and what its phone and its supervisors do with it.
struct Case {
    stage: Stage,
    supervisor: Account,
    sent: Cell<u64>,
    first: Id,
}

fn item(name: &str) -> Path {
    let study = study(false);
    let form = &study.instrument("key-informant").expect("it ships").form;
    form.find(name).expect("it asks that")
}

fn value(name: &str, said: i64) -> Value {
    if name == "B25" { Value::Text(said.to_string()) } else { Value::Integer(said) }
}

impl Case {
    fn new() -> Self {
        let stage = Stage::new();
        let supervisor = stage.account("supervisor");
        let mut case =
            Self { stage, supervisor, sent: Cell::new(0), first: (RecordId(uuid::Uuid::nil()), Hash32([0; 32])) };
        let mut kinds = vec![EventKind::Consent { answer: ConsentAnswer::Given, purposes: Vec::new() }];
        kinds.extend(ITEMS.map(|name| EventKind::Answered { at: item(name), value: value(name, 10) }));
        case.first = case.send(None, kinds);
        case
    }

    fn send(&self, correction: Option<Correction>, kinds: Vec<EventKind>) -> Id {
        self.visit((self.stage.references[0], 1), correction, kinds)
    }

    /// A visit to somebody, by its number.
    fn visit(
        &self,
        (reference, visit): (ReferenceNumber, u8),
        correction: Option<Correction>,
        kinds: Vec<EventKind>,
    ) -> Id {
        let study = study(false);
        let instrument = study.instrument("key-informant").expect("it ships");
        let start = Start {
            instrument: instrument.id.clone(),
            form_hash: instrument.form_hash,
            statement_hash: study.use_statement.hash,
            reference,
            visit,
            site: None,
            at: at(1000),
            training: true,
            asked_before: Vec::new(),
            correction,
            device_id: String::new(),
        };
        let kinds = std::iter::once(EventKind::Started(Box::new(start))).chain(kinds);
        let kinds = kinds.chain([EventKind::Finalized { at: at(2000) }]);
        let log = (0..).zip(kinds).map(|(sequence, kind)| Event { sequence, at_ms: u64::from(sequence) * 1000, kind });
        let sequence = self.sent.get() + 1;
        self.sent.set(sequence);
        let header = RecordHeader { form: instrument.form_hash, ..self.stage.header(StreamKind::Answers, sequence) };
        let sealed = self.stage.sealed(header, &Content::Answers(log.collect()));
        let id = (sealed.header.record, sealed.hash());
        self.stage.arrive(&[sealed]);
        id
    }

    /// A correction as the phone makes it.
    fn correct(&self, parent: Id, said: &[(&str, i64)]) -> Id {
        let queried = said.iter().map(|(name, _)| (item(name), None)).collect();
        let changed = said.iter().map(|(name, said)| EventKind::Corrected {
            at: item(name),
            value: Some(value(name, *said)),
            reason: CorrectionReason::Queried,
        });
        self.send(Some(Correction { parent: parent.1, queried }), changed.collect())
    }

    fn decide(&self, id: Id, verdict: Verdict, over: &[Id]) {
        let over = over.iter().map(|(_, hash)| *hash).collect();
        let decided = decide(self.stage.store(), &self.supervisor, id, (verdict, over), HOUR + self.at(id));
        decided.expect("the store takes it");
    }

    fn at(&self, id: Id) -> i64 {
        i64::from(id.1.0[0])
    }

    fn accept(&self, id: Id) {
        self.decide(id, Verdict::Accepted, &[]);
    }

    fn ask(&self, id: Id) {
        self.decide(id, Verdict::Returned, &[]);
    }

    fn desk(&self) -> Desk {
        self.stage.desk()
    }

    fn row(&self, which: Which, columns: &[&str]) -> Result<Vec<String>, ExportError> {
        exported(&self.desk(), which, columns)
    }

    fn accepted(&self) -> Result<Vec<String>, ExportError> {
        self.row(Which::Accepted, &ITEMS)
    }

    fn all(&self) -> Vec<String> {
        self.row(Which::All, &ITEMS).expect("it may be exported")
    }

    fn flags(&self, id: Id) -> Vec<Flag> {
        let desk = self.desk();
        let record = desk.record(id.0).expect("it is on the desk");
        let ours = |flag: &&Flag| matches!(flag, Flag::NobodyAsked | Flag::Unsettled | Flag::AfterTheEnd);
        record.view.flags.iter().filter(ours).cloned().collect()
    }

    fn state(&self, id: Id) -> RecordState {
        self.desk().record(id.0).expect("it is on the desk").state
    }

    fn broken(&self) -> Vec<Break> {
        self.desk().breaks.into_iter().map(|broken| broken.what).collect()
    }
}

/// Cells of the one row of answers that an export has.
fn exported(desk: &Desk, which: Which, columns: &[&str]) -> Result<Vec<String>, ExportError> {
    let order = Order {
        purpose: "research".into(),
        instrument: "key-informant".into(),
        language: "en".into(),
        which,
        format: Format::Csv,
        sensitive: Sensitive::Included,
    };
    let finished = export(desk, &order, &|_| None)?;
    let mut archive = ZipArchive::new(Cursor::new(finished.bytes)).expect("a ZIP");
    let mut text = String::new();
    archive.by_name("answers.csv").expect("answers").read_to_string(&mut text).expect("text");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1, "a correction is no row of its own");
    let cell = |name: &&str| {
        let place = header.iter().position(|column| column == name).expect("the column is there");
        rows[0][place].to_owned()
    };
    Ok(columns.iter().map(cell).collect())
}

/// Monday one item is queried, Tuesday another, and the phone answers each by a correction of its own.
#[test]
fn two_corrections_of_one_record_both_count() {
    let case = Case::new();
    case.ask(case.first);
    let one = case.correct(case.first, &[("B05", 11)]);
    let two = case.correct(case.first, &[("B06_low", 12)]);
    let desk = case.desk();
    assert_eq!(desk.record(case.first.0).expect("it is there").corrected_by, [one.0, two.0]);
    case.accept(one);
    assert_eq!(case.accepted(), Ok(vec!["11".into(), "10".into(), "10".into()]));
    case.accept(two);
    assert_eq!(case.accepted(), Ok(vec!["11".into(), "12".into(), "10".into()]));
    assert_eq!(
        case.row(Which::Accepted, &["review", "corrections", "unsettled"]),
        Ok(vec!["accepted".into(), "2".into(), "0".into()])
    );
}

#[test]
fn where_two_accepted_corrections_differ_the_first_answer_stands_until_a_named_person_decides() {
    let case = Case::new();
    case.ask(case.first);
    let one = case.correct(case.first, &[("B05", 11), ("B06_low", 12)]);
    let two = case.correct(case.first, &[("B05", 13)]);
    case.accept(one);
    case.accept(two);
    assert_eq!(case.accepted(), Ok(vec!["10".into(), "12".into(), "10".into()]));
    assert_eq!(case.row(Which::Accepted, &["unsettled"]), Ok(vec!["1".into()]));
    for id in [case.first, one, two] {
        assert_eq!(case.flags(id), [Flag::Unsettled]);
    }
    let desk = case.desk();
    let page = record_page(Tongue::English, &desk, desk.record(two.0).expect("there"), Seen::Closed, "").into_string();
    let offered = format!("name=\"over\" value=\"{}\"", one.0.0);
    assert!(page.contains(&offered) && page.contains(Tongue::English.words().record.count_these), "{page}");
    case.decide(two, Verdict::Accepted, &[one]);
    assert_eq!(case.accepted(), Ok(vec!["13".into(), "12".into(), "10".into()]));
    assert_eq!(case.flags(case.first), []);
}

/// One phone, or who holds it, sends two corrections that nobody asked for.
#[test]
fn nobody_rewrites_an_accepted_record_with_corrections_that_nobody_looked_at() {
    let case = Case::new();
    let one = case.correct(case.first, &[("B05", 66), ("B06_low", 66), ("B25", 66)]);
    let two = case.correct(one, &[]);
    assert_eq!(case.accepted(), Err(ExportError::Nothing), "nothing was accepted");
    assert_eq!(case.all(), ["10", "10", "10"], "nobody asked for them");
    assert_eq!((case.flags(one), case.flags(two)), (vec![Flag::NobodyAsked], vec![Flag::NobodyAsked]));
    assert_eq!(case.state(case.first), RecordState::New);
    case.accept(case.first);
    assert_eq!(case.accepted(), Ok(vec!["10".to_owned(); 3]));
    // Somebody had asked once, and accepted the record as it was: what comes later changes nothing by itself.
    case.ask(case.first);
    case.ask(one);
    assert_eq!((case.accepted(), case.all()), (Ok(vec!["10".to_owned(); 3]), vec!["10".to_owned(); 3]));
    let late = case.correct(case.first, &[("B05", 77)]);
    assert_eq!((case.accepted(), case.flags(late)), (Ok(vec!["10".to_owned(); 3]), vec![]));
}

/// The honest way to the same place: the first correction was sent back, and its answer has come.
#[test]
fn what_was_sent_back_is_not_accepted_by_what_answers_it() {
    let case = Case::new();
    case.ask(case.first);
    let one = case.correct(case.first, &[("B05", 66), ("B06_low", 12)]);
    case.ask(one);
    let two = case.correct(one, &[("B05", 11)]);
    assert_eq!(case.accepted(), Err(ExportError::Nothing));
    assert_eq!(case.all(), ["11", "12", "10"], "an export of all says what came");
    assert_eq!(case.row(Which::All, &["review"]), Ok(vec!["corrected".into()]));
    let desk = case.desk();
    let fields = standing::field_by_field(&desk, desk.record(two.0).expect("there"));
    let told: Vec<_> = fields.iter().map(|field| (field.after.stored.as_str(), field.is_changed())).collect();
    assert_eq!(told, [("11", true), ("12", true)], "who accepts it sees all that it brings");
    case.accept(two);
    assert_eq!(case.accepted(), Ok(vec!["11".into(), "12".into(), "10".into()]));
}

/// A server that was put back has lost who was sent back; the supervisor can still take the answer.
#[test]
fn a_correction_that_nobody_asked_for_counts_once_it_is_accepted() {
    let case = Case::new();
    let one = case.correct(case.first, &[("B05", 11)]);
    let two = case.correct(one, &[("B06_low", 12)]);
    case.accept(two);
    assert_eq!(case.accepted(), Ok(vec!["11".into(), "12".into(), "10".into()]));
    assert_eq!((case.flags(one), case.flags(two)), (vec![], vec![]));
    assert_eq!(case.state(case.first), RecordState::Corrected);
}

#[test]
fn more_corrections_than_anybody_asks_for_wait_for_a_word_each() {
    let case = Case::new();
    case.ask(case.first);
    let sent: Vec<Id> = (0..=CORRECTIONS_ASKED_MAX).map(|_| case.correct(case.first, &[("B05", 11)])).collect();
    let desk = case.desk();
    assert_eq!(desk.record(case.first.0).expect("there").corrected_by.len(), CORRECTIONS_ASKED_MAX);
    assert_eq!(case.flags(sent[CORRECTIONS_ASKED_MAX]), [Flag::NobodyAsked]);
    assert_eq!(case.all()[0], "11");
}

/// The interviewer could not reach the person and tapped Stop: the answer that was asked about is still the person's.
#[test]
fn a_stop_in_a_correction_takes_no_answer_away_and_the_question_can_be_put_again() {
    let case = Case::new();
    case.ask(case.first);
    let queried = vec![(item("B25"), Some(value("B25", 10))), (item("B05"), Some(value("B05", 10)))];
    let stopped = Correction { parent: case.first.1, queried };
    let one = case.send(Some(stopped), vec![EventKind::Stopped { code: StopCode::St5 }]);
    assert_eq!(case.all(), ["10", "10", "10"]);
    case.accept(one);
    assert_eq!(case.accepted(), Ok(vec!["10".to_owned(); 3]));
    let desk = case.desk();
    let first = desk.record(case.first.0).expect("there");
    assert!(!first.is_accepted(), "it can be sent back again");
    let asked: Vec<_> = crate::console::pages::return_form::may_be_asked(&desk, first, Seen::Closed).collect();
    assert!(asked.iter().any(|answer| answer.path == item("B25")));
}

/// Who can write the database puts a decision there as it was kept before decisions were signed, and one that a
/// supervisor signed about another record.
#[test]
fn a_decision_that_no_supervisor_signed_counts_as_none_and_is_said() {
    let case = Case::new();
    let hex = |bytes: &[u8]| format!("x'{}'", data_encoding::HEXLOWER.encode(bytes));
    let id = hex(case.first.0.0.as_bytes());
    let json = hex(br#"{"verdict":"Accepted","holder":"supervisor","at_ms":1}"#);
    case.stage.sql(&format!("INSERT INTO documents VALUES ('review', {id}, {json})"));
    assert_eq!((case.state(case.first), case.broken()), (RecordState::New, vec![Break::Decisions(1)]));
    for tongue in Tongue::ALL {
        let lines = export_lines(&case.desk(), tongue.tag());
        assert_eq!(lines.len(), 1, "it stands beside every export");
    }
    case.ask(case.first);
    assert_eq!((case.state(case.first), case.broken()), (RecordState::Returned, vec![]), "decided anew");

    let one = case.correct(case.first, &[("B05", 66)]);
    case.accept(one);
    let key = |id: Id| hex(&[id.0.0.as_bytes().as_slice(), &[1]].concat());
    let (of, to) = (key(one), key(case.first));
    case.stage.sql(&format!(
        "INSERT INTO documents SELECT kind, {to}, bytes FROM documents WHERE kind = 'decision' AND key = {of}"
    ));
    assert_eq!((case.state(case.first), case.broken()), (RecordState::Corrected, vec![Break::Decisions(1)]));
    // Nor does one that is taken out unmake another: the record only waits again.
    case.stage.sql("DELETE FROM documents WHERE kind = 'decision'");
    assert_eq!((case.state(case.first), case.state(one)), (RecordState::New, RecordState::New));
}

/// What an analyst signs decides nothing, whatever the column of the access plan says.
#[test]
fn only_supervisors_decide() {
    let case = Case::new();
    let analyst = case.stage.account("analyst");
    let what = (Verdict::Accepted, Vec::new());
    decide(case.stage.store(), &analyst, case.first, what, HOUR).expect("the store takes it");
    assert_eq!((case.state(case.first), case.broken()), (RecordState::New, vec![Break::Decisions(1)]));
}

/// The command line opens as the pages do: by the column of the access plan that the account has.
#[test]
fn an_analyst_exports_no_more_on_the_command_line_than_on_the_pages() -> Outcome {
    let case = Case::new();
    let highly = |holder: &str| -> Result<(Role, usize, bool), Box<dyn std::error::Error>> {
        let opened = unlock(case.stage.store(), case.stage.words(holder), "en")?;
        let order = Order {
            purpose: "research".into(),
            instrument: "key-informant".into(),
            language: "en".into(),
            which: Which::All,
            format: Format::Csv,
            sensitive: Sensitive::Included,
        };
        let finished = export(&opened.desk, &order, &|_| None)?;
        let mut text = String::new();
        ZipArchive::new(Cursor::new(finished.bytes))?.by_name("answers.csv")?.read_to_string(&mut text)?;
        let header = text.lines().next().ok_or("a header")?.to_owned();
        Ok((opened.desk.role, finished.sensitive_records.len(), header.split(',').any(|column| column == "B28")))
    };
    assert_eq!(highly("supervisor")?, (Role::Supervisor, 1, true));
    assert_eq!(highly("analyst")?, (Role::Analyst, 0, false));
    Ok(())
}

/// Another team's phone knows of no refusal; at the desk both visits lie under one number.
#[test]
fn a_visit_after_a_no_is_flagged_and_one_after_harm_until_a_supervisor_asks() {
    let case = Case::new();
    let consent = |answer| EventKind::Consent { answer, purposes: Vec::new() };
    let ended = |answer, code| vec![consent(answer), EventKind::Stopped { code }];
    let went_on =
        || vec![consent(ConsentAnswer::Given), EventKind::Answered { at: item("B05"), value: value("B05", 9) }];
    for (person, answer, code, lifted) in
        [(1, ConsentAnswer::Refused, StopCode::St5, false), (2, ConsentAnswer::Given, StopCode::St4, true)]
    {
        let person = case.stage.references[person];
        // Which of them came first does not matter, and a correction is no visit.
        let again = case.visit((person, 2), None, went_on());
        let first = case.visit((person, 1), None, ended(answer, code));
        assert_eq!((case.flags(first), case.flags(again)), (vec![], vec![Flag::AfterTheEnd]), "{code:?}");
        let desk = case.desk();
        for (tongue, said) in [(Tongue::English, "An earlier visit"), (Tongue::French, "Une visite précédente")] {
            let page = record_page(tongue, &desk, desk.record(again.0).expect("there"), Seen::Closed, "");
            assert!(page.into_string().contains(said));
        }
        let third = case.visit((person, 3), None, went_on());
        case.ask(first);
        let flags = if lifted { vec![] } else { vec![Flag::AfterTheEnd] };
        assert_eq!((case.flags(again), case.flags(third)), (flags.clone(), flags), "{code:?}");
    }
    assert_eq!(case.flags(case.first), [], "somebody else");
    let stopped = case.visit((case.stage.references[0], 2), None, ended(ConsentAnswer::Given, StopCode::St1));
    let next = case.visit((case.stage.references[0], 3), None, went_on());
    assert_eq!((case.flags(stopped), case.flags(next)), (vec![], vec![]), "tears are no reason never to come again");
}
