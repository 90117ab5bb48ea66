//! What a stop leaves of a log that is not closed yet.

use super::fixture::{Run, end, fill, group, instrument, item, study};
use crate::{
    form::{DataType, Sensitivity, Value},
    interview::{Action, Interview, LogFault, StartRequest},
    log::{CorrectionReason, EventKind, StopCode},
    study::{Method, Respondent},
};

/// Work is sensitive; whether a name or a place is asked for hangs on it, and each of them is an identity.
fn run() -> Run {
    let identity = |name: &str, when: &str| {
        let mut row = item(name, DataType::Text, Sensitivity::Personal);
        row.care.identity = true;
        row.relevant = when.to_owned();
        row
    };
    let rows = vec![
        group("home"),
        item("school", DataType::SelectOne, Sensitivity::Personal),
        end(),
        group("days"),
        item("work", DataType::SelectOne, Sensitivity::Sensitive),
        identity("place", "${work} = 'yes'"),
        identity("name", "${work} != ''"),
        item("after", DataType::Text, Sensitivity::Sensitive),
        end(),
        group("close"),
        item("feel", DataType::SelectOne, Sensitivity::Neutral),
        end(),
    ];
    let mut study = study();
    study.instruments.push(instrument("named", rows, Method::Interview, Respondent::KeyInformant));
    let mut run = Run::start(study, StartRequest { instrument: "named".to_owned(), ..StartRequest::default() });
    run.calmly_to("after");
    run
}

/// Names of an identity after this, whether the log was whole to the end or not.
fn identity_after(mut run: Run, goes_on: impl Fn(&mut Run)) -> Vec<String> {
    run.act(&Action::StopFor { code: StopCode::St3 }).expect("at any moment");
    goes_on(&mut run);
    run.calmly_to("finalized");
    let form = run.interview.form();
    let identity = run.interview.outcome().and_then(|outcome| outcome.identity);
    let items = identity.into_iter().flat_map(|identity| identity.items);
    items.map(|(at, _)| form.node(at.node).name.clone()).collect()
}

fn drop_what_goes(run: &mut Run) {
    let left = run.interview.without_dropped(&[]).expect("something goes");
    run.interview = Interview::replay(run.study.clone(), left.log()).expect("what is left can be replayed");
}

#[test]
fn an_identity_is_the_same_though_what_it_hung_on_is_gone() {
    for goes_on in [|_: &mut Run| {}, drop_what_goes] {
        assert_eq!(identity_after(run(), goes_on), ["place", "name"]);
    }
    // A place that did not apply any more is in neither.
    let corrected = || {
        let mut run = run();
        let (prompt, value) = ("work".to_owned(), "no".to_owned());
        run.act(&Action::Correct { prompt, value, reason: CorrectionReason::Volunteered }).expect("at any moment");
        run
    };
    for goes_on in [|_: &mut Run| {}, drop_what_goes] {
        assert_eq!(identity_after(corrected(), goes_on), ["name"]);
    }
}

#[test]
fn nothing_is_dropped_before_the_person_was_asked_nor_against_their_wish() {
    for (wish, drops) in [("keep", false), ("drop", true)] {
        let mut run = run();
        let stop = run.interview.plan(&Action::Stop, &run.now).expect("at any moment");
        assert!(run.interview.without_dropped(&stop).is_none(), "they are asked first");
        run.act(&Action::Stop).expect("at any moment");
        let said = run.interview.plan(&fill(&[("keep", wish)]), &run.now).expect("it is asked");
        assert_eq!(run.interview.without_dropped(&said).is_some(), drops);
    }
    let mut run = run();
    let stop = run.interview.plan(&Action::StopFor { code: StopCode::St3 }, &run.now).expect("at any moment");
    let left = run.interview.without_dropped(&stop).expect("nobody can be asked");
    let held = |value: &Value| {
        left.log().iter().any(|e| matches!(&e.kind, EventKind::Answered { value: v, .. } if v == value))
    };
    assert!(held(&Value::Text("words".to_owned())), "a name stays");
    assert_eq!(left.log().iter().filter(|event| event.kind == EventKind::Dropped).count(), 1);
}

/// A damaged store keeps a log up to its first event that does not open.
#[test]
fn nobody_goes_on_with_a_log_that_has_lost_its_stop() {
    let mut run = run();
    run.act(&Action::StopFor { code: StopCode::St3 }).expect("at any moment");
    drop_what_goes(&mut run);
    let log = run.interview.log();
    let stop = log.iter().position(|event| matches!(event.kind, EventKind::Stopped { .. })).expect("it was stopped");
    assert!(Interview::replay(run.study.clone(), &log[..=stop]).is_ok());
    let refused = Interview::replay(run.study.clone(), &log[..stop]).expect_err("the stop is gone");
    assert_eq!(refused.fault, LogFault::Order);
    let mut forged = log[..=stop].to_vec();
    forged.push(crate::log::Event { kind: EventKind::Dropped, sequence: log[stop].sequence + 1, ..log[stop].clone() });
    assert!(Interview::replay(run.study.clone(), &forged).is_err(), "nothing was said after it");
}
