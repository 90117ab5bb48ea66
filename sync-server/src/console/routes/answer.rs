//! Answers to a browser: pages in their frame, redirects, problems, the style sheet.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use fieldward_core::{ids::RecordId, study::Study};
use maud::Markup;
use uuid::Uuid;

use crate::{
    accounts::LogStanding,
    clock,
    console::{
        Console,
        form::Fields,
        pages::{
            layout::{Frame, MARK, Place, Standing, StudyLine, page},
            problem::{Problem, problem},
        },
        unlock::study_in_force,
        visitor::Visitor,
    },
    store::{StoreError, StoreResult},
};

const STYLE: &str = include_str!("../style.css");

/// A page in its frame.
pub(super) fn framed(visitor: &Visitor, place: Place, title: &str, study: Option<&Study>, body: &Markup) -> Response {
    let csrf = visitor.session.as_ref().map_or("", |session| session.csrf.as_str());
    let frame = Frame {
        tongue: visitor.tongue,
        place,
        title,
        here: &visitor.here,
        csrf,
        study: study.map(|study| study_line(visitor, study)),
        log: visitor.session.as_ref().map_or(LogStanding::Whole, |session| session.log()),
    };
    Html(page(&frame, body).into_string()).into_response()
}

fn study_line(visitor: &Visitor, study: &Study) -> StudyLine {
    let standing = if study.is_training(&clock::now()) { Standing::Training } else { Standing::Approved };
    StudyLine { title: study.title.get(visitor.tongue.tag()).to_owned(), standing }
}

/// A page that says what went wrong.
pub(super) fn trouble(visitor: &Visitor, what: Problem) -> Response {
    let words = visitor.tongue.words();
    let (status, title) = match what {
        Problem::NotFound => (StatusCode::NOT_FOUND, words.problems.not_found.0),
        Problem::Stale => (StatusCode::FORBIDDEN, words.problems.stale.0),
        Problem::Unreadable => (StatusCode::BAD_REQUEST, words.problems.unreadable.0),
        Problem::Store => (StatusCode::SERVICE_UNAVAILABLE, words.problems.store.0),
        Problem::AlreadyDecided => (StatusCode::CONFLICT, words.problems.already_decided.0),
        Problem::LogBroken => (StatusCode::CONFLICT, words.problems.log_broken.0),
    };
    (status, framed(visitor, Place::Outside, title, None, &problem(words, what))).into_response()
}

/// The store failed: the cause goes to the log, and a page that helps to the browser.
pub(super) fn store_trouble(visitor: &Visitor, error: &StoreError) -> Response {
    tracing::error!(%error, "the console could not reach the store");
    trouble(visitor, Problem::Store)
}

/// On to another page of ours.
pub(super) fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The study in force, for async code.
pub(super) async fn study(console: &Console) -> StoreResult<Option<Arc<Study>>> {
    console.store().run(study_in_force).await
}

/// A posted form; what cannot be read gets a page that says so.
impl FromRequest<Console> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visitor) = Visitor::from_request_parts(&mut parts, console).await;
        let request = Request::from_parts(parts, body);
        let form = axum::Form::<Vec<(String, String)>>::from_request(request, console).await;
        form.map(|axum::Form(pairs)| Self::new(pairs)).map_err(|_| trouble(&visitor, Problem::Unreadable))
    }
}

/// The record that an address names; no record of ours where it names none.
pub(super) struct Named(pub RecordId);

impl FromRequestParts<Console> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Infallible> {
        let id = Path::<Uuid>::from_request_parts(parts, console).await;
        Ok(Self(RecordId(id.map_or(Uuid::nil(), |Path(id)| id))))
    }
}

/// The style sheet: the same for everybody, so it may stay in a cache for a while.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")], STYLE)
}

/// The icon.
pub(super) async fn icon() -> impl IntoResponse {
    let drawn = MARK.replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" color=\"#0b5a57\" ");
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")], drawn)
}
