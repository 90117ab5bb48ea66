//! Interviews one after the other on one device: what the next one sees, and what it must not.

use super::*;
use crate::{
    form::{DraftEntity, Form, Path, Sensitivity, Table, fixture, table::Source},
    ids::{InterviewId, StreamKind},
    interview::{Action, Entry, Interview, LEFT_TEXT_BYTES_MAX, StartRequest, Step},
    log::{Event, EventKind},
    record::{Content, PayloadContext, open},
    session::{
        Interviewer,
        documents::SealedNote,
        label::DraftLabel,
        laws::{Bench, NOW, good},
        open::written,
    },
    study::{Instrument, Method, Respondent, VisitRule, package},
};

/// A plot of trees: what it was called last is offered again, and each plot is kept in a list that all plots show.
const PLOT: [&str; 11] = [
    "begin_group one",
    "text village",
    "text owner",
    "text note",
    "select_one plots plot | relevant: ${village} != 'first'",
    "end",
    "calculate before | calculation: concat('was ', ${last-saved#village})",
    "calculate hidden | calculation: concat('was ', ${last-saved#owner})",
    "calculate of | calculation: instance('plots')/root/item[name = ${plot}]/village",
    "calculate changed | calculation: if(${note} = 'again', ${plot}, '')",
    "username who",
];

/// The training study with one more instrument, over these lines.
fn study() -> Vec<u8> {
    let mut study = package::decode(&super::super::laws::training_study()).expect("it was encoded here");
    let mut draft = fixture::draft(&PLOT);
    for row in &mut draft.rows {
        row.care.sensitivity = if row.name == "owner" { Sensitivity::Personal } else { Sensitivity::Neutral };
    }
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut plots = Table::new("plots", Source::File("plots.csv".to_owned()), columns(&["name", "label", "village"]));
    plots.push(["p0", "The old plot", "Prek"]);
    draft.tables = vec![plots, Table::new("__last-saved", Source::LastSaved, columns(&["village", "owner"]))];
    draft.rows[1].save_to = "village".to_owned();
    draft.rows[2].save_to = "owner".to_owned();
    draft.entities.push(DraftEntity {
        list: "plots".to_owned(),
        id: "${changed}".to_owned(),
        create_if: "${note} != 'again'".to_owned(),
        update_if: "${note} = 'again'".to_owned(),
        label: "concat('Plot of ', ${village})".to_owned(),
        ..DraftEntity::default()
    });
    let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
    let form_hash = package::hash_of_form(&form);
    study.instruments.push(Instrument {
        id: "plot".to_owned(),
        form: form.into(),
        form_hash,
        method: Method::Interview,
        respondent: Respondent::KeyInformant,
        training: String::new(),
        visit_rule: VisitRule::One,
    });
    package::encode(&study)
}

fn bench(seed: u64) -> Bench {
    Bench::running(seed, study())
}

/// Goes on until the interview is sealed, or as far as an item of this name.
fn go_on(bench: &mut Bench, id: InterviewId, answers: &[(&str, &str)], until: &str) -> Step {
    for _ in 0..200 {
        let (session, rng) = bench.session();
        let screen = session.screen(id, "en", &NOW, rng).expect("the interview is open");
        let said = |name: &str| answers.iter().find(|(known, _)| *known == name).map(|(_, said)| (*said).to_owned());
        if screen.prompts.iter().any(|prompt| prompt.id == until) {
            return screen.step;
        }
        let entries = screen.prompts.iter().filter_map(|prompt| {
            said(&prompt.id).map(|value| Entry { prompt: prompt.id.clone(), value }).or_else(|| good(prompt))
        });
        let action =
            if screen.step == Step::Ready { Action::Finalize } else { Action::Fill { entries: entries.collect() } };
        if bench.act(id, &action).step == Step::Finalized {
            return Step::Finalized;
        }
    }
    panic!("an interview ends");
}

fn whole(bench: &mut Bench, answers: &[(&str, &str)]) -> ReferenceNumber {
    let id = bench.start("plot", None);
    let (session, rng) = bench.session();
    let reference = session.reference(id, &NOW, rng).expect("the interview is open");
    assert_eq!(go_on(bench, id, answers, "none"), Step::Finalized);
    reference
}

/// What stands at a question of an open interview.
fn stands(bench: &mut Bench, id: InterviewId, name: &str) -> String {
    let (session, rng) = bench.session();
    let interview = &session.opened(id, &NOW, rng).expect("the interview is open").interview;
    let at = interview.instance().form().find(name).expect("the form has it");
    let value = interview.instance().value(&at).cloned();
    value.map_or_else(String::new, |value| interview.instance().form().lexical(&at, &value))
}

/// The labels that a new interview is offered as plots.
fn plots(bench: &mut Bench) -> Vec<String> {
    let id = bench.start("plot", None);
    go_on(bench, id, &[("village", "x")], "plot");
    let (session, rng) = bench.session();
    let screen = session.screen(id, "en", &NOW, rng).expect("the interview is open");
    let labels = screen.prompts[0].choices.iter().map(|choice| choice.label.clone()).collect();
    session.vault.drafts().discard(id, rng).expect("the store works");
    session.open = None;
    labels
}

/// The log in the last record, as the study reads it.
fn last_log(bench: &mut Bench) -> Vec<Event> {
    let record = bench.last_record(StreamKind::Answers);
    let plain = open(&record, &bench.server.study_key).expect("the study's key opens it");
    let study = bench.session().0.study().expect("enrolled").clone();
    let form = &study.instrument("plot").expect("it was added").form;
    match Content::decode(&plain, &PayloadContext::new(form, &record.header)).expect("a payload") {
        Content::Answers(log) => log,
        _ => panic!("answers"),
    }
}

#[test]
fn the_next_interview_reads_what_the_last_one_saved() {
    let mut bench = bench(21);
    whole(&mut bench, &[("village", "Prey"), ("owner", "Sok")]);
    let id = bench.start("plot", None);
    assert_eq!(stands(&mut bench, id, "before"), "was Prey");
    assert_eq!(stands(&mut bench, id, "hidden"), "was ", "a personal answer is not kept, whatever the form says");
    // A later interview on the device changes nothing in one that is open.
    whole(&mut bench, &[("village", "Svay")]);
    bench.killed();
    assert_eq!(stands(&mut bench, id, "before"), "was Prey");
    let next = bench.start("plot", None);
    assert_eq!(stands(&mut bench, next, "before"), "was Svay");
}

#[test]
fn a_text_is_left_up_to_a_length() {
    for (seed, length, is_left) in [(33, LEFT_TEXT_BYTES_MAX, true), (34, LEFT_TEXT_BYTES_MAX + 1, false)] {
        let mut bench = bench(seed);
        let village = "x".repeat(length);
        whole(&mut bench, &[("village", &village)]);
        let id = bench.start("plot", None);
        let expected = if is_left { format!("was {village}") } else { "was ".to_owned() };
        assert!(stands(&mut bench, id, "before") == expected, "{length}");
    }
}

#[test]
fn an_entity_is_made_chosen_and_changed() {
    let mut bench = bench(22);
    whole(&mut bench, &[("village", "first")]);
    assert_eq!(plots(&mut bench), ["The old plot", "Plot of first"]);
    let id = bench.start("plot", None);
    go_on(&mut bench, id, &[("village", "two"), ("note", "again")], "plot");
    let (session, rng) = bench.session();
    let screen = session.screen(id, "en", &NOW, rng).expect("open");
    let chosen = screen.prompts[0].choices[1].name.clone();
    bench.killed();
    assert_eq!(go_on(&mut bench, id, &[("plot", &chosen)], "none"), Step::Finalized);
    assert_eq!(plots(&mut bench), ["The old plot", "Plot of two"], "changed, and in its place");
    whole(&mut bench, &[("village", "three"), ("note", "again"), ("plot", "p0")]);
    assert_eq!(plots(&mut bench), ["Plot of three", "Plot of two"], "a row of the form's own file too");
}

#[test]
fn a_record_names_its_choice_and_carries_that_row_alone() {
    let mut bench = bench(23);
    for village in ["first", "other"] {
        whole(&mut bench, &[("village", village), ("plot", "p0")]);
    }
    let id = bench.start("plot", None);
    go_on(&mut bench, id, &[("village", "two")], "plot");
    let (session, rng) = bench.session();
    let name = session.screen(id, "en", &NOW, rng).expect("open").prompts[0].choices[1].name.clone();
    go_on(&mut bench, id, &[("plot", &name)], "none");
    let log = last_log(&mut bench);
    let brought: Vec<&Brought> = log
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Brought(brought) => Some(&**brought),
            _ => None,
        })
        .collect();
    let [brought] = brought.as_slice() else { panic!("one event") };
    assert_eq!(
        brought.lists,
        [BroughtList {
            name: "plots".to_owned(),
            rows: vec![vec![name.clone(), "Plot of first".to_owned(), "first".to_owned()]],
        }]
    );
    let study = bench.session().0.study().expect("enrolled").clone();
    let lens = crate::review::Lens { language: "en", received_ms: None };
    let view = crate::review::review(&study, &log, lens).expect("a record");
    let answers: String = view.sections.iter().flat_map(|one| &one.answers).map(|one| one.words.clone()).collect();
    assert!(answers.contains("Plot of first"), "its label is read by the study: {answers}");
    assert!(!answers.contains("Plot of other"));
    assert_eq!(crate::safeguard::audit(&study, &log), []);
}

#[test]
fn who_was_refused_stopped_or_withdrew_leaves_nothing() {
    let nothing = |bench: &mut Bench, told: &str| {
        assert_eq!(plots(bench), ["The old plot"], "{told}");
        let next = bench.start("plot", None);
        assert_eq!(stands(bench, next, "before"), "was ", "{told}");
    };
    for (seed, action) in [(24, Action::Stop), (25, Action::Withdraw)] {
        let mut bench = bench(seed);
        let id = bench.start("plot", None);
        go_on(&mut bench, id, &[("village", "Prey")], "note");
        bench.act(id, &action);
        assert_eq!(go_on(&mut bench, id, &[], "none"), Step::Finalized);
        nothing(&mut bench, &format!("{action:?}"));
    }
    let mut bench = bench(26);
    assert!(!whole(&mut bench, &[("P3.3", "no")]).0.is_empty());
    nothing(&mut bench, "refused");
}

#[test]
fn a_withdrawal_takes_out_that_persons_part() {
    let mut bench = bench(27);
    let first = whole(&mut bench, &[("village", "first")]);
    let other = whole(&mut bench, &[("village", "other"), ("plot", "p0")]);
    assert_eq!(plots(&mut bench), ["The old plot", "Plot of first", "Plot of other"]);
    let (session, rng) = bench.session();
    session.withdraw_person(first, &NOW, rng).expect("the store works");
    assert_eq!(plots(&mut bench), ["The old plot", "Plot of other"]);
    let next = bench.start("plot", None);
    assert_eq!(stands(&mut bench, next, "before"), "was other", "the last one was another's");
    let record = bench.last_record(StreamKind::Answers).header.record;
    let (session, rng) = bench.session();
    session.withdraw_records(&[record], &NOW, rng).expect("the store works");
    assert_eq!(plots(&mut bench), ["The old plot"], "by order, whose record it was");
    let next = bench.start("plot", None);
    assert_eq!(stands(&mut bench, next, "before"), "was ");
    assert!(other != first);
}

#[test]
fn who_withdraws_in_an_interview_takes_along_what_they_left_before() {
    let mut bench = bench(28);
    let person = whole(&mut bench, &[("village", "first")]);
    let id = bench.start("plot", Some(person));
    bench.act(id, &Action::Withdraw);
    go_on(&mut bench, id, &[], "none");
    assert_eq!(plots(&mut bench), ["The old plot"]);
}

#[test]
fn a_form_that_asks_is_told_who_holds_the_device() {
    let mut bench = bench(29);
    let before = bench.start("plot", None);
    let (session, rng) = bench.session();
    let holds = Interviewer::new("sok", "012", "").expect("short");
    session.set_interviewer(&holds, rng).expect("the store works");
    bench.killed();
    assert_eq!(bench.session().0.interviewer(), Ok(holds));
    let id = bench.start("plot", None);
    assert_eq!((stands(&mut bench, before, "who"), stands(&mut bench, id, "who")), (String::new(), "sok".to_owned()));
}

#[test]
fn a_draft_from_before_there_was_anything_to_bring_still_opens() {
    let mut bench = bench(30);
    whole(&mut bench, &[("village", "Prey")]);
    let (session, rng) = bench.session();
    let (study, package) = {
        let in_force = session.study.as_ref().expect("enrolled");
        (in_force.study.clone(), in_force.hash)
    };
    let request = StartRequest { instrument: "plot".to_owned(), ..StartRequest::default() };
    let (_, events) = Interview::start(study, request, &NOW, rng).expect("it may start");
    let note = SealedNote { instrument: "plot".to_owned(), started_ms: 0, corrects: None };
    let label = written(&DraftLabel { note, package, alerts_sealed: 0, reference: None }).expect("plain values");
    let bytes: Vec<Vec<u8>> = events.iter().map(|event| written(event).expect("plain values")).collect();
    let numbered: Vec<(u32, &[u8])> = (0..).zip(bytes.iter().map(Vec::as_slice)).collect();
    let id = InterviewId(random_id(rng));
    session.vault.drafts().begin_with(id, &label, &numbered, rng).expect("the store works");
    assert_eq!(stands(&mut bench, id, "before"), "was ");
    assert_eq!(go_on(&mut bench, id, &[], "none"), Step::Finalized);
}

fn create(list: &str, id: &str) -> EntityChange {
    EntityChange {
        list: list.to_owned(),
        within: Path::default(),
        id: id.to_owned(),
        kind: EntityChangeKind::Create,
        label: None,
        properties: Vec::new(),
    }
}

#[test]
fn the_oldest_of_too_many_is_forgotten() {
    let mut bench = bench(31);
    let (session, rng) = bench.session();
    let by = (ReferenceNumber([1; 10]), RecordId(random_id(rng)));
    let mut last = Vec::new();
    let many: Vec<Shelved> = (1..=LEFT_INTERVIEWS_MAX as u64)
        .map(|sequence| {
            let leaver = Leaver { instrument: "plot", by, sequence };
            let left = Left { by, changes: vec![create("plots", &sequence.to_string())] };
            last = leaver.sequence.to_be_bytes().to_vec();
            Shelved::put(LEFT, &last, &left).expect("plain values")
        })
        .collect();
    let changes = Shelved::all(&many);
    session.vault.shelf().change(&changes, rng).expect("the store works");
    let leaver = Leaver { instrument: "plot", by, sequence: LEFT_INTERVIEWS_MAX as u64 + 1 };
    let leaving = Leaving { last: None, changes: vec![create("plots", "")] };
    let more = session.leave(&leaver, leaving, rng).expect("the store works");
    let changes = Shelved::all(&more);
    session.vault.shelf().change(&changes, rng).expect("the store works");
    let kept = session.changes().expect("the store works");
    assert_eq!((kept.len(), kept[0].id.as_str()), (LEFT_INTERVIEWS_MAX, "2"));
}

#[test]
fn what_is_brought_is_cut_into_events_that_a_store_takes() {
    let mut parts = Parts::default();
    parts.last(("a".to_owned(), "x".repeat(BROUGHT_BYTES_MAX)));
    for _ in 0..100 {
        parts.row("plots", vec!["x".repeat(1000)]);
    }
    let done = parts.done();
    assert!(done.iter().all(|part| part.last.is_empty()), "what no event can hold is left out");
    assert_eq!(done.iter().flat_map(|part| &part.lists).map(|list| list.rows.len()).sum::<usize>(), 100);
    let size = |part: &Brought| postcard::to_stdvec(part).expect("plain values").len();
    assert!(done.len() > 1 && done.iter().all(|part| size(part) < crate::vault::EVENT_BYTES_MAX / 2 + 4096));
}

#[test]
fn a_list_brings_its_newest_rows() {
    let mut bench = bench(32);
    let (session, rng) = bench.session();
    let by = (ReferenceNumber([1; 10]), RecordId(random_id(rng)));
    let changes = (0..=BROUGHT_ROWS_MAX).map(|number| create("plots", &number.to_string())).collect();
    let left = Shelved::put(LEFT, &[0; 8], &Left { by, changes }).expect("plain values");
    session.vault.shelf().change(&[left.change()], rng).expect("the store works");
    let study = session.study().expect("enrolled").clone();
    let brought = session.brought(&study, "plot").expect("the store works");
    let rows: Vec<&Vec<String>> = brought.iter().flat_map(|part| &part.lists).flat_map(|list| &list.rows).collect();
    assert_eq!((rows.len(), rows[0][0].as_str()), (BROUGHT_ROWS_MAX, "1"));
}

/// Bytes that are on devices, and must be read as ever.
#[test]
fn what_was_left_is_read_as_ever() {
    let by = (ReferenceNumber([1; 10]), RecordId(uuid::Uuid::from_bytes([2; 16])));
    let pairs = vec![("village".to_owned(), "Prey".to_owned())];
    let hex = |bytes: Vec<u8>| data_encoding::HEXLOWER.encode(&bytes);
    let last = LastSaved { by, texts: pairs.clone() };
    assert_eq!(
        hex(postcard::to_stdvec(&last).expect("plain values")),
        "010101010101010101011002020202020202020202020202020202010776696c6c6167650450726579"
    );
    let change = EntityChange {
        kind: EntityChangeKind::Update,
        label: Some("One".to_owned()),
        properties: pairs,
        ..create("plots", "p1")
    };
    let left = Left { by, changes: vec![change] };
    assert_eq!(
        hex(postcard::to_stdvec(&left).expect("plain values")),
        "0101010101010101010110020202020202020202020202020202020105706c6f747300000270310101034f6e65010776696c6c6167650450726579"
    );
}
