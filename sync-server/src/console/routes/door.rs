//! In and out: unlocking the study's key, signing out, and the language.

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use fieldward_core::record::StudySecret;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use zeroize::Zeroizing;

use super::answer::{framed, go, store_trouble, study, trouble};
use crate::{
    accounts::{Account, LogStanding, readers},
    console::{
        Console, STRETCH_WAIT_SECONDS, address,
        browsers::{self, Door},
        form::Fields,
        pages::{
            layout::Place,
            problem::Problem,
            sign_in::{Reason, Resume, resume, sign_in},
        },
        session::lock,
        unlock::try_reader,
        visitor::{Origin, Visitor, browser_cookie, no_session_cookie, session_cookie, tongue_cookie},
        words::Tongue,
    },
    store::StoreError,
};

/// How somebody came to the door.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Arrival {
    /// Where to go after unlocking.
    to: String,
    /// `expired` or `out`.
    why: String,
}

/// The door.
pub(super) async fn show(visitor: Visitor, State(console): State<Console>, Query(arrival): Query<Arrival>) -> Response {
    if visitor.session.is_some() {
        return go(address::inside(&arrival.to));
    }
    let reason = match arrival.why.as_str() {
        "expired" => Reason::Expired,
        "out" => Reason::SignedOut,
        _ => Reason::Arrived,
    };
    match study(&console).await {
        Ok(None) => door(&visitor, Reason::NoStudy, &Resume::default()),
        Ok(Some(_)) => door(&visitor, reason, &Resume { path: address::inside(&arrival.to).to_owned(), fields: None }),
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// The door for somebody whose session ended while a form was open: what was typed waits in the page.
pub(super) fn keep_typed(visitor: &Visitor, fields: Fields) -> Response {
    let fields = Some(fields.without_passphrases());
    let resume = Resume { path: address::inside(&visitor.here).to_owned(), fields };
    (StatusCode::UNAUTHORIZED, door(visitor, Reason::Expired, &resume)).into_response()
}

/// To the door, and back here after unlocking.
pub(super) fn to_the_door(visitor: &Visitor) -> Response {
    let why = if visitor.token.is_empty() { "" } else { "&why=expired" };
    go(&format!("{}{why}", address::sign_in_then(&visitor.here)))
}

fn door(visitor: &Visitor, reason: Reason, resume: &Resume) -> Response {
    let words = visitor.tongue.words();
    // The language switch must not post again: it leads to the door itself.
    let (session, token, browser) = (None, String::new(), String::new());
    let visitor = Visitor { here: address::SIGN_IN.to_owned(), session, token, browser, ..*visitor };
    framed(&visitor, Place::Outside, words.door.title, None, &sign_in(words, visitor.transport, reason, resume))
}

/// Tries a passphrase.
pub(super) async fn unlock(visitor: Visitor, State(console): State<Console>, fields: Fields) -> Response {
    if visitor.origin == Origin::Foreign {
        return trouble(&visitor, Problem::Stale);
    }
    let kept = Resume {
        path: address::inside(fields.get("resume_path")).to_owned(),
        fields: Fields::decode(fields.get("resume_fields")).map(Fields::without_passphrases),
    };
    let passphrase = Zeroizing::new(fields.get("passphrase").trim().to_owned());
    let name = match fields.get("username").trim() {
        "" => "supervisor".to_owned(),
        name => name.to_owned(),
    };
    let (attempt, before) = match begin_attempt(&console, &name, &visitor.browser).await {
        Ok(Ok(attempt)) => attempt,
        Ok(Err(Closed::Unknown)) => {
            return (StatusCode::UNAUTHORIZED, door(&visitor, Reason::Wrong, &kept)).into_response();
        }
        Ok(Err(Closed::Wait(seconds))) => {
            return (StatusCode::TOO_MANY_REQUESTS, door(&visitor, Reason::Wait(seconds), &kept)).into_response();
        }
        Err(error) => return store_trouble(&visitor, &error),
    };
    let browser = visitor.browser.clone();
    let tried = console.store().run(move |store| {
        let _attempt = attempt;
        let published = store.study()?;
        let Some(((account, log), published)) = try_reader(store, &name, &passphrase)?.zip(published) else {
            return Ok(None);
        };
        // A disk that is full keeps nobody out: the browser is known the next time.
        let browser = browsers::remember(store, &name, &browser).unwrap_or_default();
        Ok(Some(Opened { secret: account.study_key(&published), account, log, browser }))
    });
    match tried.await {
        Ok(Some(opened)) => enter(&visitor, &console, (opened, &before), &kept),
        Ok(None) => (StatusCode::UNAUTHORIZED, door(&visitor, Reason::Wrong, &kept)).into_response(),
        Err(error) => store_trouble(&visitor, &error),
    }
}

/// Why a passphrase is not even tried.
pub(super) enum Closed {
    /// Nobody has this name.
    Unknown,
    /// Too many were wrong, or too many are being tried: so many seconds.
    Wait(u64),
}

/// Counts an attempt at an account before it is made, at the door that this browser comes to. What it gives is held
/// while the passphrase is tried.
pub(super) async fn begin_attempt(
    console: &Console,
    name: &str,
    browser: &str,
) -> Result<Result<(OwnedSemaphorePermit, Door), Closed>, StoreError> {
    let (wanted, browser) = (name.to_owned(), browser.to_owned());
    // Only names that exist are counted, so that nobody fills the memory with others.
    let door = console.store().run(move |store| match readers(store) {
        Ok(holders) if holders.iter().any(|holder| holder.id.0 == wanted) => {
            browsers::door(store, &wanted, &browser).map(Some)
        }
        Ok(_) | Err(StoreError::NoStudy) => Ok(None),
        Err(error) => Err(error),
    });
    let Some(door) = door.await? else { return Ok(Err(Closed::Unknown)) };
    let Some(place) = console.stretch(&door) else { return Ok(Err(Closed::Wait(STRETCH_WAIT_SECONDS))) };
    let mut attempts = lock(console.attempts());
    match attempts.wait_seconds(&door, console.now_ms()) {
        0 => {
            attempts.begin(&door, console.now_ms());
            Ok(Ok((place, door)))
        }
        seconds => Ok(Err(Closed::Wait(seconds))),
    }
}

/// What a passphrase opened.
struct Opened {
    secret: Option<StudySecret>,
    account: Account,
    log: LogStanding,
    /// The token by which this browser is known from now on.
    browser: String,
}

fn enter(visitor: &Visitor, console: &Console, (opened, door): (Opened, &Door), kept: &Resume) -> Response {
    lock(console.attempts()).opened(door);
    // This browser's session before is over: its cookie goes, and its key must not wait for its time.
    console.sessions().end(&visitor.token);
    let Opened { secret, account, log, browser } = opened;
    let (token, session) = console.sessions().begin(secret, (account, log), console.now_ms());
    let cookie = AppendHeaders([
        (header::SET_COOKIE, session_cookie(&token, console.secure())),
        (header::SET_COOKIE, browser_cookie(&browser, console.secure())),
    ]);
    let words = visitor.tongue.words();
    match &kept.fields {
        None => (cookie, go(&kept.path)).into_response(),
        Some(fields) => {
            let page = resume(words, &kept.path, fields, &session.csrf);
            let session = Some(session);
            let visitor = Visitor { here: kept.path.clone(), session, token, browser, ..*visitor };
            (cookie, framed(&visitor, Place::Overview, words.door.resume_title, None, &page)).into_response()
        }
    }
}

/// Ends the session and wipes its key.
pub(super) async fn sign_out(visitor: Visitor, State(console): State<Console>, fields: Fields) -> Response {
    let ours = visitor.session.as_ref().is_none_or(|session| session.owns(fields.get("csrf")));
    if !ours || visitor.origin == Origin::Foreign {
        return trouble(&visitor, Problem::Stale);
    }
    console.sessions().end(&visitor.token);
    let cookie = [(header::SET_COOKIE, no_session_cookie(console.secure()))];
    (cookie, go(&format!("{}?why=out", address::SIGN_IN))).into_response()
}

/// Which language, and where to go back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Switch {
    to: String,
    back: String,
}

/// Remembers the language.
pub(super) async fn language(
    visitor: Visitor,
    State(console): State<Console>,
    Query(switch): Query<Switch>,
) -> Response {
    let tongue = Tongue::of_tag(&switch.to).unwrap_or(visitor.tongue);
    let cookie = [(header::SET_COOKIE, tongue_cookie(tongue, console.secure()))];
    (cookie, go(address::inside(&switch.back))).into_response()
}
