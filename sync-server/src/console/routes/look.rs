//! Looking: every page that changes nothing.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use fieldward_core::ids::RecordId;
use maud::Markup;

use super::{
    answer::{Named, framed, go, store_trouble, trouble},
    door::to_the_door,
};
use crate::{
    accounts::{LogStanding, study_of},
    console::{
        Break, Console, Desk, address,
        form::Fields,
        gather::gather,
        pages::{
            answers::Seen,
            coverage::coverage as coverage_page,
            exports::exports as exports_page,
            layout::Place,
            overview::overview as overview_page,
            problem::Problem,
            record::record as record_page,
            records::{Filter, records as records_page},
            return_form::return_form as return_page,
        },
        session::{Session, lock},
        visitor::Visitor,
        words::Tongue,
    },
    store::{StoreError, StoreResult},
};

/// Lays the desk for a session.
pub(super) async fn desk(console: &Console, session: &Arc<Session>, tongue: Tongue) -> StoreResult<Desk> {
    let (session, now_ms) = (Arc::clone(session), console.now_ms());
    console
        .store()
        .run(move |store| {
            let study = Arc::new(study_of(store, &session.account)?);
            let secret = session.secret.as_ref().ok_or(StoreError::NoStudy)?;
            let desk = gather(store, &study, (secret, &session.account), &mut lock(&session.opened), (tongue, now_ms))?;
            let broken = desk.breaks.iter().any(|broken| broken.what == Break::Log);
            session.note_log(if broken { LogStanding::Broken } else { LogStanding::Whole });
            Ok(desk)
        })
        .await
}

/// Draws one page for whoever has a session; sends everybody else to the door.
async fn with_desk(
    visitor: &Visitor,
    console: &Console,
    place: Place,
    draw: impl FnOnce(&Desk, &Session) -> Option<(String, Markup)>,
) -> Response {
    let Some(session) = &visitor.session else { return to_the_door(visitor) };
    if session.secret.is_none() {
        return go(address::IDENTITIES);
    }
    match desk(console, session, visitor.tongue).await {
        Err(error) => store_trouble(visitor, &error),
        Ok(desk) => match draw(&desk, session) {
            Some((title, body)) => framed(visitor, place, &title, Some(&desk.study), &body),
            None => trouble(visitor, Problem::NotFound),
        },
    }
}

/// The overview.
pub(super) async fn overview(visitor: Visitor, State(console): State<Console>) -> Response {
    let tongue = visitor.tongue;
    let title = tongue.words().overview.title.to_owned();
    with_desk(&visitor, &console, Place::Overview, |desk, _| Some((title, overview_page(tongue, desk)))).await
}

/// The list of records.
pub(super) async fn records(
    visitor: Visitor,
    State(console): State<Console>,
    Query(filter): Query<Filter>,
) -> Response {
    let tongue = visitor.tongue;
    let title = tongue.words().records.title.to_owned();
    with_desk(&visitor, &console, Place::Records, |desk, _| Some((title, records_page(tongue, desk, &filter)))).await
}

/// One record.
pub(super) async fn record(visitor: Visitor, State(console): State<Console>, Named(id): Named) -> Response {
    let tongue = visitor.tongue;
    with_desk(&visitor, &console, Place::Records, |desk, session| {
        let record = desk.record(id)?;
        Some((record.view.title.clone(), record_page(tongue, desk, record, seen(session, record.id), &session.csrf)))
    })
    .await
}

/// The form that sends a record back.
pub(super) async fn return_form(visitor: Visitor, State(console): State<Console>, Named(id): Named) -> Response {
    let words = visitor.tongue.words();
    with_desk(&visitor, &console, Place::Records, |desk, session| {
        let record = desk.record(id)?;
        let seen = seen(session, record.id);
        let form = return_page(words, desk, record, seen, &Fields::default(), None, &session.csrf);
        Some((words.returning.title.to_owned(), form))
    })
    .await
}

/// Coverage.
pub(super) async fn coverage(visitor: Visitor, State(console): State<Console>) -> Response {
    let tongue = visitor.tongue;
    let title = tongue.words().coverage.title.to_owned();
    with_desk(&visitor, &console, Place::Coverage, |desk, _| Some((title, coverage_page(tongue, desk)))).await
}

/// The export form.
pub(super) async fn exports(visitor: Visitor, State(console): State<Console>) -> Response {
    let tongue = visitor.tongue;
    let title = tongue.words().exports.title.to_owned();
    with_desk(&visitor, &console, Place::Exports, |desk, session| {
        Some((title, exports_page(tongue, desk, &Fields::default(), None, &session.csrf)))
    })
    .await
}

/// Any other address.
pub(super) async fn nothing_here(visitor: Visitor) -> Response {
    trouble(&visitor, Problem::NotFound)
}

/// Whether this session opened a record's highly sensitive answers.
pub(super) fn seen(session: &Session, record: RecordId) -> Seen {
    if lock(&session.seen).contains(&record) { Seen::Opened } else { Seen::Closed }
}
