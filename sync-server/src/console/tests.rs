//! What stands on a page, and what never does.

use fieldward_core::{
    authority::Role,
    form::{DeclineReason, Value},
    ids::StreamKind,
    log::{ConsentAnswer, DistressPoint, Event, EventKind, Start},
    record::{Content, MediaContext},
};

use super::{
    Desk, Transport,
    form::Fields,
    pages::{
        answers::{Seen, answers},
        identities::opened,
        overview::overview,
        record::record as record_page,
        records::{Filter, records},
        return_form::return_form,
        sign_in::{Reason, Resume, sign_in},
        timeline::timeline,
    },
    words::Tongue,
};
use crate::{
    clock,
    identities::{
        Named,
        tests::stage::{Stage, at, signer, study},
    },
};

/// Whoever keeps a picture of a page, and a copy of the database, must not open a voice with them later.
#[test]
fn no_page_holds_what_opens_a_recording() {
    let stage = Stage::new();
    let published = study(false);
    let (statement, purpose) = (published.use_statement.hash, "audio".to_owned());
    let context = MediaContext { study: published.id.clone(), statement, purpose };
    let (_, reference) = context.seal(b"a voice", &mut clock::rng()).expect("it is short");
    stage.arrive(&[stage.answers(1, &[Value::Text(reference.to_string())])]);
    let desk = stage.desk();
    let record = &desk.records[0];
    let holds = |page: &str| page.contains("fwm1.") || page.contains(&reference.to_string()[6..]);
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let shown = answers(words, &desk, record, Seen::Opened, "").into_string();
        assert!(shown.contains(words.answers.recording) && !holds(&shown));
        let asking = return_form(words, &desk, record, Seen::Opened, &Fields::default(), None, "").into_string();
        assert!(asking.contains(words.answers.recording) && !holds(&asking));
    }
    let mut views = record.view.sections.iter().flat_map(|section| &section.answers);
    assert!(views.all(|answer| !holds(&answer.words)));
}

/// An alert whose keys somebody took must be as loud as one that can be read.
#[test]
fn an_alert_that_cannot_be_read_stands_before_everything_else_with_its_device_and_number() {
    let stage = Stage::new();
    let stored = stage.store().records(0, 100).expect("the store answers").pop().expect("the alert is the last");
    let left = stored.sealed().expect("a record").withdrawn().to_bytes();
    let left = data_encoding::HEXLOWER.encode(&left);
    stage.sql(&format!("UPDATE records SET bytes = x'{left}' WHERE stream = 1"));
    let desk = stage.desk();
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let page = overview(tongue, &desk).into_string();
        let lost = page.find(words.overview.alerts_lost).expect("it is said");
        assert!(lost < page.find(words.overview.withdrawn).expect("a figure"));
        let line = format!("one, {} 1, ", words.overview.stream_alerts);
        assert!(page.contains(&line) && page.contains(words.overview.damage_keys), "{page}");
    }
}

/// What a person took back on the phone stands on the overview as a plain line, and never among the damage.
#[test]
fn what_was_taken_back_on_a_phone_is_a_plain_line() {
    let stage = Stage::new();
    let taken = stage.alert(2).withdrawn_by(&signer()).expect("a key in memory signs");
    stage.arrive(&[taken]);
    let desk = stage.desk();
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let page = overview(tongue, &desk).into_string();
        let line = page.find(&format!("one, {} 2, ", words.overview.stream_alerts)).expect("it is said");
        assert!(page.find(words.overview.taken_back_lead).is_some_and(|lead| lead < line));
        for loud in [words.overview.alerts_lost, words.overview.damaged_lead, words.overview.breaks_lead] {
            assert!(!page.contains(loud), "{loud}");
        }
    }
}

/// A phone that lied in its finder gives an honest supervisor a person about whom no custodian was asked.
#[test]
fn an_identity_that_nobody_was_asked_about_says_so_on_the_page() {
    let stage = Stage::new();
    let mut identities = stage.opened(&stage.account("supervisor"), &[0, 1]);
    let head = crate::audit::read(stage.store()).expect("the log is whole").1.head();
    for tongue in Tongue::ALL {
        let said = tongue.words().identities.not_asked;
        let pages = [Named::Asked, Named::NotAsked].map(|named| {
            identities[1].named = named;
            opened(tongue, &identities, head).into_string()
        });
        assert_eq!(pages.map(|page| page.matches(said).count()), [0, 1]);
    }
}

#[test]
fn the_door_on_a_network_says_what_to_compare_before_anybody_types() {
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let says = |transport| {
            let page = sign_in(words, transport, Reason::Arrived, &Resume::default()).into_string();
            page.contains(words.door.certificate)
        };
        assert!(says(Transport::Tls) && !says(Transport::Plain));
        assert!(words.door.certificate.contains("SHA-256"));
    }
}

/// A child's interview in which nothing differs but what was asked behind the trust gate, and what came of it.
fn behind_the_gate(steps: &[(&str, Option<Value>)]) -> Desk {
    let (stage, study) = (Stage::new(), study(false));
    let instrument = study.instrument("child-interview").expect("it ships");
    let item = |name: &str| instrument.form.find(name).expect("it asks that");
    let section = instrument.form.section_of(item("A36").node).expect("it stands in a section");
    let start = Start {
        instrument: instrument.id.clone(),
        form_hash: instrument.form_hash,
        statement_hash: study.use_statement.hash,
        reference: stage.references[0],
        visit: 1,
        site: None,
        at: at(1000),
        training: true,
        asked_before: Vec::new(),
        correction: None,
        device_id: String::new(),
    };
    let mut events = vec![
        (0, EventKind::Started(Box::new(start))),
        (1, EventKind::Consent { answer: ConsentAnswer::Given, purposes: Vec::new() }),
        (2, EventKind::Asked { at: item("A09") }),
        (3, EventKind::Answered { at: item("A09"), value: Value::Integer(4) }),
    ];
    if !steps.is_empty() {
        events.push((4, EventKind::Distress { level: 0, at: DistressPoint::Before(section) }));
        events.push((4, EventKind::SectionEntered { section }));
    }
    for (second, (name, said)) in (5..).step_by(2).zip(steps) {
        let (at, reason) = (item(name), DeclineReason::PrefersNotToSay);
        events.push((second, EventKind::Asked { at: at.clone() }));
        let came_of_it = match said.clone() {
            Some(value) => EventKind::Answered { at, value },
            None => EventKind::Declined { at, reason },
        };
        events.push((second + 1, came_of_it));
    }
    events.push((20, EventKind::Asked { at: item("A40") }));
    events.push((21, EventKind::Answered { at: item("A40"), value: Value::Choice(0) }));
    events.push((22, EventKind::Finalized { at: at(23_000) }));
    let log = (0..).zip(events).map(|(sequence, (second, kind))| Event { sequence, at_ms: second * 1000, kind });
    stage.arrive(&[stage.sealed(stage.header(StreamKind::Answers, 1), &Content::Answers(log.collect()))]);
    stage.desk()
}

/// Every page that shows something of the one record, one after the other.
fn pages(desk: &Desk, seen: Seen) -> String {
    let record = &desk.records[0];
    Tongue::ALL
        .map(|tongue| {
            let one = record_page(tongue, desk, record, seen, "");
            let form = return_form(tongue.words(), desk, record, seen, &Fields::default(), None, "");
            let list = records(tongue, desk, &Filter::default());
            [one, form, list, overview(tongue, desk)].map(|page| page.into_string()).concat()
        })
        .concat()
}

/// That a question was asked, declined or never reached can tell as much as an answer to it.
#[test]
fn an_analyst_s_pages_are_the_same_whatever_was_said_behind_the_gate() {
    let mut logs = [
        behind_the_gate(&[]),
        behind_the_gate(&[("A36", None)]),
        behind_the_gate(&[("A36", Some(Value::Choice(0))), ("A37", Some(Value::Choice(0))), ("A38", None)]),
    ];
    for desk in &mut logs {
        desk.role = Role::Analyst;
    }
    let drawn = logs.each_ref().map(|desk| pages(desk, Seen::Closed));
    assert!(drawn[0] == drawn[1] && drawn[1] == drawn[2]);
    assert!(drawn[0].contains(Tongue::English.words().answers.left_out));
}

#[test]
fn what_is_closed_shows_nothing_of_itself_until_it_is_opened() {
    let logs = [
        behind_the_gate(&[("A36", None)]),
        behind_the_gate(&[("A36", Some(Value::Choice(0))), ("A37", Some(Value::Choice(0))), ("A38", None)]),
    ];
    for tongue in Tongue::ALL {
        let words = tongue.words();
        let drawn = |seen| {
            logs.each_ref().map(|desk| {
                let record = &desk.records[0];
                let form = return_form(words, desk, record, seen, &Fields::default(), None, "").into_string();
                let steps = timeline(words, desk, record, seen).into_string();
                [answers(words, desk, record, seen, "").into_string(), form, steps]
            })
        };
        let [one, other] = drawn(Seen::Closed);
        assert_eq!(one, other, "closed");
        let [one, other] = drawn(Seen::Opened);
        assert!((0..3).all(|page| one[page] != other[page]), "opened");
    }
}

#[test]
fn an_analyst_is_told_how_many_alerts_there_are_and_no_more() {
    let stage = Stage::new();
    let mut desk = stage.desk();
    let number = stage.references[0].to_string();
    assert!(overview(Tongue::English, &desk).into_string().contains(&number));
    desk.role = Role::Analyst;
    let page = overview(Tongue::English, &desk).into_string();
    assert!(!page.contains(&number) && page.contains("Alerts: 1."), "{page}");
}
