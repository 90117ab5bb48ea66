//! The demo's supervisor: opens what arrived, and returns one record with a question.
//!
//! The console does the same with a page for each step; this is the same work without a browser.

use fieldward_core::{
    authority::Verdict,
    form::{Form, Path},
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    log::{Event, EventKind},
    record::{
        Content, PayloadContext, StudySecret, open,
        returns::{self, Query, Return},
    },
};

use super::{DemoError, Stage};
use crate::{
    accounts::{Account, unlock_account},
    clock,
    console::decide,
    store::StoredRecord,
};

/// The item that is queried: an entry of the interviewer's own, because a child is never asked again.
const QUERIED: &str = "A05";
const RECORDS_MAX: u32 = 10_000;

/// A record of answers as the supervisor opened it.
pub(super) struct Opened {
    pub id: RecordId,
    pub device: DeviceId,
    pub hash: Hash32,
    pub form: Hash32,
    pub log: Vec<Event>,
}

/// What was returned.
pub(super) struct Returned {
    pub parent: Hash32,
    pub queried: Path,
}

/// Every record that the server holds.
pub(super) fn stored(stage: &Stage) -> Result<Vec<StoredRecord>, DemoError> {
    Ok(stage.server.store.blocking().records(0, RECORDS_MAX)?)
}

/// Every record of answers, opened with the study's key.
pub(super) fn opened(stage: &Stage) -> Result<Vec<Opened>, DemoError> {
    let secret = unlock(stage)?;
    let failed = |what: &str| DemoError::Check(format!("a record cannot be {what}"));
    let mut all = Vec::new();
    for stored in stored(stage)?.iter().filter(|stored| stored.stream == StreamKind::Answers) {
        let sealed = stored.sealed().map_err(|_| failed("read"))?;
        let form = form_of(stage, sealed.header.form).ok_or_else(|| failed("matched with a form"))?;
        let plain = open(&sealed, &secret.0).map_err(|_| failed("opened"))?;
        let context = PayloadContext::new(form, &sealed.header);
        let Content::Answers(log) = Content::decode(&plain, &context).map_err(|_| failed("decoded"))? else {
            continue;
        };
        all.push(Opened { id: stored.record, device: stored.device, hash: stored.hash, form: sealed.header.form, log });
    }
    Ok(all)
}

/// Returns the first record that has the queried item, and says what was asked.
pub(super) fn return_one(stage: &Stage) -> Result<Returned, DemoError> {
    let failed = |what: &str| DemoError::Check(what.to_owned());
    let all = opened(stage)?;
    let found = all.iter().find_map(|record| {
        let at = form_of(stage, record.form)?.find(QUERIED)?;
        let value = value_of(&record.log, &at)?;
        Some((record, at, value.clone()))
    });
    let (record, at, value) = found.ok_or_else(|| failed("no record has the item that is to be queried"))?;
    let reference = record.log.iter().find_map(|event| match &event.kind {
        EventKind::Started(start) => Some(start.reference),
        _ => None,
    });
    let returned = Return {
        record: Some(record.id),
        parent: record.hash,
        form: record.form,
        reference: reference.ok_or_else(|| failed("a record without its first event"))?,
        comment: "One question about your own note.".to_owned(),
        queries: vec![Query {
            at: at.clone(),
            value: Some(value),
            comment: "The event calendar was used, as you wrote: then this is code 4.".to_owned(),
        }],
    };
    let store = stage.server.store.blocking();
    let account = account(stage)?;
    let device = store.device(record.device)?.ok_or_else(|| failed("the record's device is not enrolled"))?;
    let sealed = returns::seal(&returned, (record.device, &device.sealing_key), &unlock(stage)?.0, &mut clock::rng())
        .map_err(|_| failed("the return cannot be sealed"))?;
    store.add_return(record.device, record.id, &sealed)?;
    let what = (Verdict::Returned, Vec::new());
    decide(store, &account, (record.id, record.hash), what, clock::now().wall_ms)?;
    Ok(Returned { parent: returned.parent, queried: at })
}

/// The last value of an item in a log.
pub(super) fn value_of<'a>(log: &'a [Event], at: &Path) -> Option<&'a fieldward_core::form::Value> {
    log.iter().rev().find_map(|event| match &event.kind {
        EventKind::Answered { at: item, value } if item == at => Some(value),
        EventKind::Noted { at: item, value } | EventKind::Corrected { at: item, value, .. } if item == at => {
            value.as_ref()
        }
        _ => None,
    })
}

fn form_of(stage: &Stage, hash: Hash32) -> Option<&Form> {
    let instrument = stage.study.instruments.iter().find(|instrument| instrument.form_hash == hash)?;
    Some(&instrument.form)
}

fn unlock(stage: &Stage) -> Result<StudySecret, DemoError> {
    let study = stage.server.store.blocking().study()?.ok_or(DemoError::Study)?;
    account(stage)?.study_key(&study).ok_or_else(not_opened)
}

fn account(stage: &Stage) -> Result<Account, DemoError> {
    unlock_account(stage.server.store.blocking(), "supervisor", &stage.passphrase).map_err(|_| not_opened())
}

fn not_opened() -> DemoError {
    DemoError::Check("the passphrase does not open the study's key".to_owned())
}
