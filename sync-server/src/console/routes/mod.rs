//! The console's routes. A route finds out who asks, does its one thing, and draws a page.

mod answer;
mod decide;
mod devices;
mod door;
mod export;
mod identities;
mod look;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn},
    response::Response,
    routing::{get, post},
};

use crate::console::{Console, form::FORM_BYTES_MAX};

/// Nothing from elsewhere, no script, no frame: what a page needs is our style sheet and our icon.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                              base-uri 'none'; frame-ancestors 'none'";

/// All pages of the console, under `/console`.
pub fn router(console: Console) -> Router {
    Router::new()
        .route("/console", get(look::overview))
        .route("/console/", get(look::overview))
        .route("/console/sign-in", get(door::show).post(door::unlock))
        .route("/console/sign-out", post(door::sign_out))
        .route("/console/language", get(door::language))
        .route("/console/records", get(look::records))
        .route("/console/records/{id}", get(look::record))
        .route("/console/records/{id}/open", post(decide::open_sensitive))
        .route("/console/records/{id}/accept", post(decide::accept))
        .route("/console/records/{id}/return", get(look::return_form).post(decide::send_back))
        .route("/console/coverage", get(look::coverage))
        .route("/console/exports", get(look::exports).post(export::export))
        .route("/console/identities", get(identities::list).post(identities::ask))
        .route("/console/identities/{request}/grant", post(identities::grant))
        .route("/console/identities/{request}/open", post(identities::open))
        .route("/console/devices/{id}", get(devices::show).post(devices::confirm))
        .route("/console/withdrawals", post(identities::withdraw))
        .route("/console/style.css", get(answer::style))
        .route("/console/icon.svg", get(answer::icon))
        .route("/console/{*other}", get(look::nothing_here))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn(with_headers))
        .with_state(console)
}

async fn with_headers(request: Request, next: Next) -> Response {
    let typed = request.method() == Method::POST;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if typed {
        // What was typed, a passphrase perhaps, stands in the line's buffer until the line ends.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let always = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A page with answers stays in no cache, neither on this computer nor on the way.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
