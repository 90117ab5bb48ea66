//! Deciding: opening sensitive answers, accepting, sending back.

use std::{collections::BTreeMap, sync::Arc};

use axum::{extract::State, response::Response};
use fieldward_core::{
    authority::{Occasion, Role, Verdict},
    ids::Hash32,
    record::returns::{self, Query, Return},
    review::AnswerView,
};

use super::{
    answer::{Named, framed, go, store_trouble, trouble},
    door::keep_typed,
    look::{desk, seen},
};
use crate::{
    accounts::LogStanding,
    audit::{self, AuditError},
    clock,
    console::{
        Console, Desk, DeskRecord, address,
        decisions::decide,
        form::Fields,
        pages::{
            answers::Seen,
            layout::Place,
            problem::Problem,
            return_form::{COMMENT_CHARACTERS_MAX, ReturnFault, may_be_asked, return_form, sent_along},
        },
        session::{Session, lock},
        standing,
        visitor::{Origin, Visitor},
    },
    store::{StoreError, StoreResult},
};

/// The session of a supervisor, when the form is really its own; else the answer to give.
pub(super) fn own_form(visitor: &Visitor, fields: &Fields) -> Result<Arc<Session>, Box<Response>> {
    form_of(visitor, fields, &[Role::Supervisor])
}

/// The session of somebody with one of these roles, when the form is really its own and the log of holders is whole;
/// else the answer to give. While the log is broken nothing is decided: it could not be written down.
pub(super) fn form_of(visitor: &Visitor, fields: &Fields, roles: &[Role]) -> Result<Arc<Session>, Box<Response>> {
    let session = form_to_look(visitor, fields, roles)?;
    may_decide(visitor, &session).map(|()| session)
}

/// Refuses to decide when the log was found broken.
pub(super) fn may_decide(visitor: &Visitor, session: &Session) -> Result<(), Box<Response>> {
    match session.log() {
        LogStanding::Whole => Ok(()),
        LogStanding::Broken => Err(Box::new(trouble(visitor, Problem::LogBroken))),
    }
}

/// The same for a form that changes nothing.
pub(super) fn form_to_look(visitor: &Visitor, fields: &Fields, roles: &[Role]) -> Result<Arc<Session>, Box<Response>> {
    if visitor.origin == Origin::Foreign {
        return Err(Box::new(trouble(visitor, Problem::Stale)));
    }
    let session = visitor.session.as_ref().ok_or_else(|| Box::new(keep_typed(visitor, fields.clone())))?;
    if !session.owns(fields.get("csrf")) {
        return Err(Box::new(trouble(visitor, Problem::Stale)));
    }
    if !roles.contains(&session.account.holder.role) {
        return Err(Box::new(trouble(visitor, Problem::NotFound)));
    }
    Ok(Arc::clone(session))
}

/// Opens a record's highly sensitive answers: written down first, shown then.
pub(super) async fn open_sensitive(
    visitor: Visitor,
    State(console): State<Console>,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let session = match own_form(&visitor, &fields) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let record = id;
    let (account, now_ms) = (session.account.clone(), console.now_ms());
    let written = console
        .store()
        .run(move |store| {
            store.record(record)?.ok_or(StoreError::NoRecord)?;
            looked(audit::look(store, &account, &[record], Occasion::Review, now_ms))
        })
        .await;
    match written {
        Ok(()) => {
            lock(&session.seen).insert(record);
            go(&address::record(record))
        }
        Err(StoreError::NoRecord) => trouble(&visitor, Problem::NotFound),
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// What a page says of a log that could not be written: nothing is shown then.
pub(super) fn looked(outcome: Result<(), AuditError>) -> StoreResult<()> {
    outcome.map_err(|error| match error {
        AuditError::Store(error) => error,
        AuditError::Log(_) | AuditError::OtherFounding => StoreError::Damaged("the log of holders"),
    })
}

/// Accepts a record as it is.
pub(super) async fn accept(
    visitor: Visitor,
    State(console): State<Console>,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let session = match own_form(&visitor, &fields) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let desk = match desk(&console, &session, visitor.tongue).await {
        Ok(desk) => desk,
        Err(error) => return store_trouble(&visitor, &error),
    };
    if let Err(response) = may_decide(&visitor, &session) {
        return *response;
    }
    let Some(record) = desk.record(id) else { return trouble(&visitor, Problem::NotFound) };
    let Some(over) = over(&desk, record, &fields) else { return trouble(&visitor, Problem::AlreadyDecided) };
    match keep(&console, record, (Verdict::Accepted, over), &session).await {
        Ok(()) => go(&address::record(record.id)),
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// Accepted corrections that this one is to count before: those that stood beside it on the page, and still do. `None`
/// when there is nothing to decide any more.
fn over(desk: &Desk, record: &DeskRecord, fields: &Fields) -> Option<Vec<Hash32>> {
    let shown: Vec<&str> = fields.all("over").collect();
    let rivals = standing::rivals(desk, record).into_iter();
    let new: Vec<Hash32> =
        rivals.filter(|rival| shown.contains(&rival.id.0.to_string().as_str())).map(|rival| rival.hash).collect();
    if !standing::may_be_accepted(desk, record) && new.is_empty() {
        return None;
    }
    let before = record.decided.accepted.as_ref().map_or_else(Vec::new, |decision| decision.over.clone());
    Some(before.into_iter().filter(|hash| !new.contains(hash)).chain(new.iter().copied()).collect())
}

async fn keep(
    console: &Console,
    record: &DeskRecord,
    what: (Verdict, Vec<Hash32>),
    session: &Session,
) -> StoreResult<()> {
    let (record, account, now_ms) = ((record.id, record.hash), session.account.clone(), console.now_ms());
    console.store().run(move |store| decide(store, &account, record, what, now_ms)).await
}

/// Sends a record back with questions, sealed to the device that made it.
pub(super) async fn send_back(
    visitor: Visitor,
    State(console): State<Console>,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let session = match own_form(&visitor, &fields) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let desk = match desk(&console, &session, visitor.tongue).await {
        Ok(desk) => desk,
        Err(error) => return store_trouble(&visitor, &error),
    };
    if let Err(response) = may_decide(&visitor, &session) {
        return *response;
    }
    let Some(record) = desk.record(id) else { return trouble(&visitor, Problem::NotFound) };
    if record.is_accepted() {
        return trouble(&visitor, Problem::AlreadyDecided);
    }
    let returned = match questions(&desk, record, seen(&session, record.id), &fields) {
        Ok(returned) => returned,
        Err(fault) => return again(&visitor, &desk, record, &session, &fields, fault),
    };
    match queue(&console, &session, record, returned).await {
        Ok(()) => {}
        Err(QueueError::TooMuch) => return again(&visitor, &desk, record, &session, &fields, ReturnFault::TooMuch),
        Err(QueueError::Store(error)) => return store_trouble(&visitor, &error),
    }
    match keep(&console, record, (Verdict::Returned, Vec::new()), &session).await {
        Ok(()) => go(&address::record(record.id)),
        Err(error) => store_trouble(&visitor, &error),
    }
}

fn again(
    visitor: &Visitor,
    desk: &Desk,
    record: &DeskRecord,
    session: &Session,
    fields: &Fields,
    fault: ReturnFault,
) -> Response {
    let words = visitor.tongue.words();
    let form = return_form(words, desk, record, seen(session, record.id), fields, Some(fault), &session.csrf);
    framed(visitor, Place::Records, words.returning.title, Some(&desk.study), &form)
}

/// What was asked, checked against what may be asked.
fn questions(desk: &Desk, record: &DeskRecord, seen: Seen, fields: &Fields) -> Result<Return, ReturnFault> {
    let asked: BTreeMap<&str, &AnswerView> =
        may_be_asked(desk, record, seen).map(|answer| (answer.prompt.as_str(), answer)).collect();
    let mut queries = Vec::new();
    for prompt in fields.all("ask") {
        let Some(answer) = asked.get(prompt) else { continue };
        let comment = comment(fields.get(&format!("comment:{prompt}")))?;
        if comment.is_empty() {
            return Err(ReturnFault::NoComment);
        }
        queries.push(Query { at: answer.path.clone(), value: sent_along(answer), comment });
    }
    if queries.is_empty() {
        return Err(ReturnFault::NothingChosen);
    }
    let comment = comment(fields.get("comment"))?;
    Ok(Return {
        record: Some(record.id),
        parent: record.hash,
        form: record.form,
        reference: record.view.reference,
        comment,
        queries,
    })
}

fn comment(text: &str) -> Result<String, ReturnFault> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > COMMENT_CHARACTERS_MAX { Err(ReturnFault::TooLong) } else { Ok(text) }
}

enum QueueError {
    TooMuch,
    Store(StoreError),
}

async fn queue(
    console: &Console,
    session: &Arc<Session>,
    record: &DeskRecord,
    returned: Return,
) -> Result<(), QueueError> {
    let (device, about, session) = (record.device, record.id, Arc::clone(session));
    let queued = console
        .store()
        .run(move |store| {
            // Not the database's word: whoever can write there would put a key of their own in the device's place, and
            // read what was asked about.
            let seen = lock(&session.opened).sealing_key(device);
            let stored = store.device(device)?.ok_or(StoreError::NoDevice)?.sealing_key;
            let to = seen.filter(|key| *key == stored).ok_or(StoreError::Damaged("the keys of a device"))?;
            let secret = session.secret.as_ref().ok_or(StoreError::NoStudy)?;
            let Ok(sealed) = returns::seal(&returned, (device, &to), &secret.0, &mut clock::rng()) else {
                return Ok(None);
            };
            store.add_return(device, about, &sealed).map(Some)
        })
        .await;
    match queued {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(QueueError::TooMuch),
        Err(error) => Err(QueueError::Store(error)),
    }
}
