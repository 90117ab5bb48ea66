//! Asking for identities, granting, opening, withdrawing: each done first and shown then.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use fieldward_core::{
    authority::{Purpose, RequestState, Role},
    ids::{Hash32, ReferenceNumber},
};
use zeroize::Zeroizing;

use super::{
    answer::{framed, store_trouble, study, trouble},
    decide::form_of,
    door::{begin_attempt, to_the_door},
};
use crate::{
    accounts::{LogStanding, unlock_account},
    audit::{self, AuditError},
    clock,
    console::{
        Console,
        form::Fields,
        pages::{
            identities::{IdentitiesView, Outcome, identities as page, opened as opened_page},
            layout::Place,
            problem::Problem,
        },
        session::{Session, lock},
        visitor::Visitor,
    },
    identities::{self, IdentityError, Wish},
    store::{Store, StoreResult},
    withdrawal::{self, WithdrawalError},
};

/// Who sees requests: whoever may ask, grant, or watch over those who do.
const ROLES: [Role; 4] = [Role::Supervisor, Role::FirstCustodian, Role::SecondCustodian, Role::Administrator];
const CUSTODIANS: [Role; 2] = [Role::FirstCustodian, Role::SecondCustodian];

/// The list of requests.
pub(super) async fn list(visitor: Visitor, State(console): State<Console>) -> Response {
    let Some(session) = visitor.session.clone() else { return to_the_door(&visitor) };
    if !ROLES.contains(&session.account.holder.role) {
        return trouble(&visitor, Problem::NotFound);
    }
    show(&visitor, &console, &session, &Fields::default(), Outcome::Looking).await
}

/// Asks.
pub(super) async fn ask(visitor: Visitor, State(console): State<Console>, fields: Fields) -> Response {
    let session = match form_of(&visitor, &fields, &[Role::Supervisor]) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let Some(wish) = wish(&fields) else {
        let why = visitor.tongue.words().identities.bad_references.to_owned();
        return show(&visitor, &console, &session, &fields, Outcome::Refused(why)).await;
    };
    let (asking, now) = (Arc::clone(&session), console.now());
    let asked = console
        .store()
        .run(move |store| Ok(identities::request(store, &asking.account, &wish, &now, &mut clock::rng()).map(|_| ())))
        .await;
    after(&visitor, &console, &session, &fields, asked).await
}

/// Every line of what was typed is a number, or nothing is asked.
fn wish(fields: &Fields) -> Option<Wish> {
    let lines = fields.get("references").split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty());
    let references: Vec<ReferenceNumber> = lines.map(|line| line.parse().ok()).collect::<Option<_>>()?;
    let hours: i64 = fields.get("hours").trim().parse().ok()?;
    Some(Wish {
        references,
        purpose: Purpose::of_code(fields.get("purpose"))?,
        reason: Zeroizing::new(fields.get("reason").to_owned()),
        waits_ms: hours.saturating_mul(3_600_000),
    })
}

/// Grants.
pub(super) async fn grant(
    visitor: Visitor,
    State(console): State<Console>,
    Path(request): Path<String>,
    fields: Fields,
) -> Response {
    let session = match form_of(&visitor, &fields, &CUSTODIANS) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let Some(request) = hash_of(&request) else { return trouble(&visitor, Problem::NotFound) };
    let (granting, now) = (Arc::clone(&session), console.now());
    let granted = console
        .store()
        .run(
            move |store| Ok(identities::grant(store, &granting.account, &request, &now, &mut clock::rng()).map(|_| ())),
        )
        .await;
    after(&visitor, &console, &session, &Fields::default(), granted).await
}

/// Opens, and shows what was opened: this once.
pub(super) async fn open(
    visitor: Visitor,
    State(console): State<Console>,
    Path(request): Path<String>,
    fields: Fields,
) -> Response {
    let session = match form_of(&visitor, &fields, &[Role::Supervisor]) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let Some(request) = hash_of(&request) else { return trouble(&visitor, Problem::NotFound) };
    let (opening, now) = (Arc::clone(&session), console.now());
    let opened = console.store().run(move |store| Ok(identities::open(store, &opening.account, &request, &now))).await;
    match opened {
        Ok(Ok((identities, head))) => {
            let title = visitor.tongue.words().identities.opened_title;
            let study = study(&console).await.ok().flatten();
            let body = opened_page(visitor.tongue, &identities, head);
            framed(&visitor, Place::Identities, title, study.as_deref(), &body)
        }
        Ok(Err(error)) => after(&visitor, &console, &session, &fields, Ok(Err(error))).await,
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// Withdraws whatever is here of a person, with a second holder who types their own passphrase.
pub(super) async fn withdraw(visitor: Visitor, State(console): State<Console>, fields: Fields) -> Response {
    let session = match form_of(&visitor, &fields, &[Role::Supervisor]) {
        Ok(session) => session,
        Err(response) => return *response,
    };
    let words = &visitor.tongue.words().identities;
    let refused = |why: &str| Outcome::Refused(why.to_owned());
    let Ok(reference) = fields.get("reference").trim().parse::<ReferenceNumber>() else {
        return show(&visitor, &console, &session, &Fields::default(), refused(words.bad_references)).await;
    };
    let Some(data) = console.folder() else { return trouble(&visitor, Problem::Store) };
    let (second, passphrase) =
        (fields.get("second").trim().to_owned(), Zeroizing::new(fields.get("second_passphrase").trim().to_owned()));
    let (attempt, door) = match begin_attempt(&console, &second, &visitor.browser).await {
        Ok(Ok(attempt)) => attempt,
        Ok(Err(_)) => {
            return show(&visitor, &console, &session, &Fields::default(), refused(words.bad_second)).await;
        }
        Err(error) => return store_trouble(&visitor, &error),
    };
    let (first, now) = (Arc::clone(&session), console.now());
    let done = console
        .store()
        .run(move |store| {
            let _attempt = attempt;
            let second = match unlock_account(store, &second, &passphrase) {
                Ok(second) => second,
                Err(error) => return Ok(Err(WithdrawalError::Account(error))),
            };
            Ok(withdrawal::withdraw(store, &data, reference, (&first.account, &second), &now).map(|_| ()))
        })
        .await;
    let outcome = match done {
        Ok(Ok(())) => {
            lock(console.attempts()).opened(&door);
            Outcome::Done
        }
        Ok(Err(WithdrawalError::Store(error))) | Err(error) => return store_trouble(&visitor, &error),
        Ok(Err(WithdrawalError::Account(_))) => refused(words.bad_second),
        Ok(Err(WithdrawalError::Nothing)) => {
            lock(console.attempts()).opened(&door);
            refused(words.nothing)
        }
        Ok(Err(error)) => Outcome::Refused(error.to_string()),
    };
    show(&visitor, &console, &session, &Fields::default(), outcome).await
}

fn hash_of(digits: &str) -> Option<Hash32> {
    data_encoding::HEXLOWER.decode(digits.as_bytes()).ok()?.try_into().ok().map(Hash32)
}

async fn after(
    visitor: &Visitor,
    console: &Console,
    session: &Arc<Session>,
    fields: &Fields,
    came: StoreResult<Result<(), IdentityError>>,
) -> Response {
    match came {
        Ok(Ok(())) => show(visitor, console, session, &Fields::default(), Outcome::Done).await,
        Ok(Err(IdentityError::Store(error))) | Err(error) => store_trouble(visitor, &error),
        Ok(Err(error)) => show(visitor, console, session, fields, Outcome::Refused(error.to_string())).await,
    }
}

async fn show(
    visitor: &Visitor,
    console: &Console,
    session: &Arc<Session>,
    typed: &Fields,
    outcome: Outcome,
) -> Response {
    let (looking, now_ms) = (Arc::clone(session), console.now_ms());
    let view = match console.store().run(move |store| view(store, &looking, now_ms)).await {
        Ok(Some(view)) => view,
        Ok(None) => return trouble(visitor, Problem::LogBroken),
        Err(error) => return store_trouble(visitor, &error),
    };
    let study = study(console).await.ok().flatten();
    let body = page(visitor.tongue, &view, typed, &outcome, &session.csrf);
    framed(visitor, Place::Identities, visitor.tongue.words().identities.title, study.as_deref(), &body)
}

/// What there is to see of requests: nothing while the log is broken, because they stand in it.
fn view(store: &dyn Store, session: &Session, now_ms: i64) -> StoreResult<Option<IdentitiesView>> {
    let log = match audit::read_as(store, &session.account) {
        Ok(log) => log,
        Err(AuditError::Store(error)) => return Err(error),
        Err(AuditError::Log(_) | AuditError::OtherFounding) => {
            session.note_log(LogStanding::Broken);
            return Ok(None);
        }
    };
    session.note_log(LogStanding::Whole);
    let account = &session.account;
    let requests = log.requests().iter().rev().map(|request| {
        let reads = account.holder.role.is_custodian() && request.state(now_ms) == RequestState::Waiting;
        let asked = reads.then(|| identities::read_reason(store, account, &request.hash).ok()).flatten();
        (request.clone(), asked)
    });
    let (holder, requests) = (account.holder.clone(), requests.collect());
    Ok(Some(IdentitiesView { holder, requests, head: log.head(), now_ms }))
}
