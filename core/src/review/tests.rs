//! Why an item has no value, told apart; and a correction beside its parent.

use std::sync::Arc;

use super::{AnswerState, AnswerView, FieldChange, Lens, RecordView, compare, review};
use crate::{
    form::{AskedBy, DeclineReason, Form, FormDraft, Path, Sensitivity, Value, fixture::draft},
    ids::{Hash32, ReferenceNumber},
    log::{Correction, CorrectionReason, Event, EventKind, KeepWish, Start, StopCode},
    moment::Moment,
    study::{Instrument, Method, Respondent, Study, VisitRule, read_folder},
};

const AT: Moment = Moment { wall_ms: 1_772_406_600_000, offset_min: 420, monotonic_ms: 1_000 };

/// `works` and `hurt` are the person's and sensitive; `seen` is the observer's own.
fn form() -> Form {
    let mut draft: FormDraft = draft(&[
        "list yn: yes no",
        "text like",
        "select_one yn works",
        "integer hurt | relevant: ${works} = 'yes'",
        "begin_repeat trip",
        "integer far",
        "end",
        "text seen",
        "text name",
        "calculate twice | calculation: ${hurt} * 2",
    ]);
    for row in &mut draft.rows {
        row.care.by = if row.name == "seen" { AskedBy::Observer } else { AskedBy::Participant };
        row.care.identity = row.name == "name";
        if ["works", "hurt"].contains(&row.name.as_str()) {
            row.care.sensitivity = Sensitivity::Sensitive;
        }
        if row.name == "twice" {
            row.care.by = AskedBy::Computed;
        }
    }
    Form::compile(draft).expect("the form has no faults")
}

fn study() -> Study {
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study");
    let mut study = read_folder(&shipped).study.expect("the shipped study has no faults");
    study.instruments = vec![Instrument {
        id: "one".into(),
        form: Arc::new(form()),
        form_hash: Hash32([1; 32]),
        method: Method::Interview,
        respondent: Respondent::KeyInformant,
        training: String::new(),
        visit_rule: VisitRule::One,
    }];
    study
}

fn at(study: &Study, item: &str) -> Path {
    study.instruments[0].form.find(item).expect("the form has it")
}

fn view(study: &Study, correction: Option<Correction>, kinds: Vec<EventKind>) -> RecordView {
    let start = Start {
        instrument: "one".into(),
        form_hash: Hash32([1; 32]),
        statement_hash: study.use_statement.hash,
        reference: ReferenceNumber([1; 10]),
        visit: 1,
        site: None,
        at: AT,
        training: true,
        asked_before: Vec::new(),
        correction,
        device_id: String::new(),
    };
    let all = std::iter::once(EventKind::Started(Box::new(start))).chain(kinds);
    let log: Vec<Event> = (0..).zip(all).map(|(sequence, kind)| Event { sequence, at_ms: 0, kind }).collect();
    review(study, &log, Lens { language: "en", received_ms: None }).expect("the log is of this study")
}

fn item(study: &Study, view: &RecordView, item: &str) -> AnswerView {
    let at = at(study, item);
    let mut answers = view.sections.iter().flat_map(|section| &section.answers);
    answers.find(|answer| answer.path == at).expect("the item is shown").clone()
}

fn answered(study: &Study, item: &str, value: Value) -> EventKind {
    EventKind::Answered { at: at(study, item), value }
}

fn works(study: &Study) -> EventKind {
    answered(study, "works", Value::Choice(0))
}

/// What a log makes of one item.
fn check(kinds: impl FnOnce(&Study) -> Vec<EventKind>, name: &str, expected: AnswerState) {
    let study = study();
    let view = view(&study, None, kinds(&study));
    let found = item(&study, &view, name);
    assert_eq!(found.state, expected, "{name}");
    assert_eq!(found.value.is_some(), expected == AnswerState::Answered, "a value only where there is an answer");
    assert_eq!(found.stored.is_empty(), expected != AnswerState::Answered);
}

#[test]
fn reasons_for_no_value_are_told_apart() {
    let declined = |reason| move |study: &Study| vec![EventKind::Declined { at: at(study, "like"), reason }];
    check(|_| vec![], "like", AnswerState::NotAsked);
    check(|study| vec![EventKind::Asked { at: at(study, "like") }], "like", AnswerState::Blank);
    check(declined(DeclineReason::DoesNotKnow), "like", AnswerState::DoesNotKnow);
    check(declined(DeclineReason::PrefersNotToSay), "like", AnswerState::PrefersNotToSay);
    check(|study| vec![answered(study, "like", Value::Text("tea".into()))], "like", AnswerState::Answered);
    check(|study| vec![works(study)], "hurt", AnswerState::NotAsked);
    check(|study| vec![answered(study, "works", Value::Choice(1))], "hurt", AnswerState::Irrelevant);
    check(|_| vec![], "name", AnswerState::InIdentity);
}

#[test]
fn an_answer_that_was_taken_back_is_blank() {
    let back = |study: &Study| EventKind::Noted { at: at(study, "seen"), value: None };
    let seen = |study: &Study| EventKind::Noted { at: at(study, "seen"), value: Some(Value::Text("a van".into())) };
    check(|study| vec![seen(study)], "seen", AnswerState::Answered);
    check(|study| vec![seen(study), back(study)], "seen", AnswerState::Blank);
}

#[test]
fn a_stop_drops_what_is_sensitive_unless_the_person_says_keep() {
    let stop = EventKind::Stopped { code: StopCode::St2 };
    check(|study| vec![works(study), stop.clone()], "works", AnswerState::Dropped);
    let wish = |wish| EventKind::Kept { wish };
    check(|study| vec![works(study), stop.clone(), wish(KeepWish::Keep)], "works", AnswerState::Answered);
    check(|study| vec![works(study), stop.clone(), wish(KeepWish::Drop)], "works", AnswerState::Dropped);
    let like = |study: &Study| answered(study, "like", Value::Text("tea".into()));
    check(|study| vec![like(study), stop.clone()], "like", AnswerState::Answered);
}

#[test]
fn what_is_complete_and_what_is_missing_is_counted() {
    let study = study();
    let decline = EventKind::Declined { at: at(&study, "like"), reason: DeclineReason::PrefersNotToSay };
    let view = view(&study, None, vec![decline, works(&study)]);
    let counted = view.completeness;
    // `hurt` and `seen` are missing; a name in the identity record and a computed item are nobody's to answer.
    assert_eq!((counted.answered, counted.declined, counted.missing, counted.dropped), (1, 1, 2, 0));
}

#[test]
fn a_correction_carries_what_was_queried_and_nothing_else() {
    let study = study();
    let parent = view(&study, None, vec![answered(&study, "like", Value::Text("tea".into())), works(&study)]);
    let queried =
        vec![(at(&study, "like"), Some(Value::Text("tea".into()))), (at(&study, "works"), Some(Value::Choice(0)))];
    let change = EventKind::Corrected {
        at: at(&study, "works"),
        value: Some(Value::Choice(1)),
        reason: CorrectionReason::Queried,
    };
    let correction = Correction { parent: Hash32([2; 32]), queried };
    let corrected = view(&study, Some(correction), vec![change]);
    assert_eq!(corrected.parent, Some(Hash32([2; 32])));
    let fields = compare(&parent, &corrected);
    let told: Vec<_> = fields.iter().map(|field| (field.after.prompt.as_str(), field.change)).collect();
    assert_eq!(told, [("like", FieldChange::Confirmed), ("works", FieldChange::Changed)]);
    assert_eq!(fields[1].before.map(|before| before.stored.as_str()), Some("yes"));
    assert_eq!(fields[1].after.stored, "no");
    assert_eq!(corrected.completeness.missing, 0, "what was not queried is not missing");
}

/// Stopped because nobody was reached: what it did not come to is as it was, whatever its sensitivity.
#[test]
fn a_correction_that_was_stopped_takes_nothing_from_its_parent() {
    let study = study();
    let (works, hurt, value) = (at(&study, "works"), at(&study, "hurt"), Value::Integer(3));
    let parent = view(&study, None, vec![EventKind::Answered { at: hurt.clone(), value: value.clone() }]);
    let queried = vec![(works, None), (hurt.clone(), Some(value))];
    let correction = Correction { parent: Hash32([2; 32]), queried };
    let stopped = EventKind::Stopped { code: StopCode::St5 };
    let corrected = view(&study, Some(correction.clone()), vec![stopped.clone()]);
    assert!(compare(&parent, &corrected).is_empty());
    let changed = EventKind::Corrected { at: hurt, value: Some(Value::Integer(4)), reason: CorrectionReason::Queried };
    let corrected = view(&study, Some(correction), vec![changed, stopped]);
    let fields = compare(&parent, &corrected);
    let found: Vec<(&str, AnswerState, FieldChange)> =
        fields.iter().map(|field| (field.after.stored.as_str(), field.after.state, field.change)).collect();
    assert_eq!(found, [("4", AnswerState::Answered, FieldChange::Changed)]);
}
