//! Who asks: language, session, and where the request stands. Read from the request's head, before anything else.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::console::{
    Console, Transport,
    session::{Listed, Session},
    words::Tongue,
};

/// Cookie of the session.
pub(super) const SESSION_COOKIE: &str = "fieldward_session";
/// Cookie of a browser that somebody signed in from before.
pub(super) const BROWSER_COOKIE: &str = "fieldward_browser";
const BROWSER_SECONDS: u32 = 180 * 24 * 60 * 60;
/// Cookie of the chosen language.
pub(super) const TONGUE_COOKIE: &str = "fieldward_language";
const COOKIE_SECONDS: u32 = 12 * 60 * 60;
const TONGUE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Who asks.
pub(super) struct Visitor {
    /// The language of the answer.
    pub tongue: Tongue,
    /// The session, when one is alive.
    pub session: Option<Arc<Session>>,
    /// The token that came, alive or not; empty for none.
    pub token: String,
    /// The token of a browser that somebody signed in from before; empty for none.
    pub browser: String,
    /// Path and query of the request.
    pub here: String,
    /// Where the request comes from, as the browser says.
    pub origin: Origin,
    /// How it came.
    pub transport: Transport,
}

/// Where a request comes from (`Sec-Fetch-Site`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// One of our own pages, an address typed by hand, or a browser that does not say.
    Own,
    /// Another site's page.
    Foreign,
}

impl FromRequestParts<Console> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Self::Rejection> {
        let token = cookie(&parts.headers, SESSION_COOKIE).unwrap_or_default().to_owned();
        let here = parts.uri.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned());
        let chosen = cookie(&parts.headers, TONGUE_COOKIE).and_then(Tongue::of_tag);
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Self {
            tongue: chosen.unwrap_or_else(|| Tongue::of_browser(accepted)),
            session: still_listed(console, &token).await,
            token,
            browser: cookie(&parts.headers, BROWSER_COOKIE).unwrap_or_default().to_owned(),
            here,
            origin: origin(&parts.headers),
            transport: console.0.transport,
        })
    }
}

/// The session of a token, unless its holder was removed: then it is over. When the store cannot say, nothing is shown
/// now.
async fn still_listed(console: &Console, token: &str) -> Option<Arc<Session>> {
    let session = console.sessions().find(token, console.now_ms())?;
    let asking = Arc::clone(&session);
    match console.store().run(move |store| asking.listed(store)).await {
        Ok(Listed::Yes) => Some(session),
        Ok(Listed::No) => {
            console.sessions().end(token);
            None
        }
        Err(error) => {
            tracing::error!(%error, "the console could not look whether a holder is still listed");
            None
        }
    }
}

fn origin(headers: &HeaderMap) -> Origin {
    match headers.get("sec-fetch-site").map(|value| value.as_bytes()) {
        None | Some(b"same-origin" | b"none") => Origin::Own,
        Some(_) => Origin::Foreign,
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}

/// The header that sets the session's cookie.
pub(super) fn session_cookie(token: &str, secure: &str) -> String {
    format!("{SESSION_COOKIE}={token}; Path=/console; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Strict{secure}")
}

/// The header that lets a browser be known.
pub(super) fn browser_cookie(token: &str, secure: &str) -> String {
    format!("{BROWSER_COOKIE}={token}; Path=/console; Max-Age={BROWSER_SECONDS}; HttpOnly; SameSite=Strict{secure}")
}

/// The header that takes the session's cookie away.
pub(super) fn no_session_cookie(secure: &str) -> String {
    format!("{SESSION_COOKIE}=; Path=/console; Max-Age=0; HttpOnly; SameSite=Strict{secure}")
}

/// The header that remembers the language.
pub(super) fn tongue_cookie(tongue: Tongue, secure: &str) -> String {
    let tag = tongue.tag();
    format!("{TONGUE_COOKIE}={tag}; Path=/console; Max-Age={TONGUE_SECONDS}; HttpOnly; SameSite=Lax{secure}")
}
