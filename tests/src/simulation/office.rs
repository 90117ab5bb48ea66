//! The supervisor: signs in to the shipped console, looks, accepts, returns records with a question, publishes again.
//!
//! Speaks to the console's pages as a browser does; what is posted is read from the page before it.

use axum::{body::Body, http};
use fieldward_core::{ids::RecordId, record::Content, vault::StretchCost};
use fieldward_sync_server::{publish::publish_with, store::StoredRecord};

use super::{
    canary::{self, PASSPHRASE},
    ledger::opened_with_study,
    server::{Answer, BASE, Server},
    witness::{Rule, Violation},
    world::World,
};

/// Records that one visit decides about.
const DECISIONS_MAX: usize = 3;
const COOKIE: &str = "fieldward_session";

impl World {
    /// One visit to the office.
    ///
    /// # Errors
    /// When the console says no to a good passphrase.
    pub fn office(&mut self) -> Result<(), Violation> {
        self.revive_server()?;
        let form = format!("passphrase={}&resume_path=", encoded(PASSPHRASE));
        let Some(answer) = self.server.page(post("/console/sign-in", "", form)) else { return Ok(()) };
        let Some(cookie) = cookie(&answer) else {
            // A disk that is full or a wall clock that was set may keep the door shut for a while.
            return if self.troubled { Ok(()) } else { Err(strange("the office cannot sign in")) };
        };
        let Some(list) = page(&self.server, "/console/records", &cookie) else { return Ok(()) };
        let mut records = links(&list);
        for _ in 0..DECISIONS_MAX.min(records.len()) {
            let record = records.swap_remove(self.chance.below(records.len() as u64) as usize);
            if self.chance.happens(500) {
                self.give_back(&record, &cookie);
            }
        }
        self.history.note("the office looked");
        self.server.store().map_or(Ok(()), |store| self.witness.marks(store))
    }

    /// Returns one record with a question about one of its answers.
    fn give_back(&mut self, record: &str, cookie: &str) {
        let path = format!("{record}/return");
        let Some(form) = page(&self.server, &path, cookie) else { return };
        let asked = values(&form, "name=\"ask\" value=\"");
        let Some(csrf) = values(&form, "name=\"csrf\" value=\"").into_iter().next() else { return };
        if asked.is_empty() {
            return;
        }
        let prompt = self.chance.pick(&asked).clone();
        let comment = encoded(&canary::text(7));
        let body = format!("csrf={csrf}&ask={0}&comment%3A{0}={comment}", encoded(&prompt));
        if self.server.page(post(&path, cookie, body)).is_some_and(|answer| answer.status == 303) {
            self.returned += 1;
            let id = record.rsplit('/').next().and_then(|id| id.parse().ok()).map(RecordId);
            let stored = id.zip(self.server.store()).and_then(|(id, store)| store.record(id).ok().flatten());
            if let Some(stored) = stored {
                *self.given_back.entry(stored.device).or_default() += 1;
                self.note_return(&stored);
            }
            self.history.note("the office returned a record");
        }
    }

    /// Whom the last return of a device is about.
    fn note_return(&mut self, about: &StoredRecord) {
        let last =
            self.server.store().and_then(|store| store.returns(about.device, u64::MAX).ok()).map(|(_, last)| last);
        let whose = opened_with_study(&about.bytes).ok().as_ref().and_then(Content::reference);
        self.about.extend(last.zip(whose).map(|(number, whose)| ((about.device, number), whose)));
    }

    /// What the power failed in may be in force all the same.
    pub(super) fn note_package(&mut self) {
        let study = self.server.store().and_then(|store| store.study().ok().flatten());
        if let Some(package) = study.map(|study| study.package).filter(|package| !self.published.contains(package)) {
            self.published.push(package);
        }
    }

    /// Publishes the study again, with a word changed.
    ///
    /// # Errors
    /// When a sound study is refused for another reason than the disk.
    pub fn publish(&mut self) -> Result<(), Violation> {
        self.revive_server()?;
        let Some(store) = self.server.store() else { return Ok(()) };
        let mut study = BASE.study.clone();
        self.publications += 1;
        study.lead_organisation = format!("{} {}", study.lead_organisation, self.publications);
        let now = self.server.clocks.now();
        let makings = (StretchCost::FLOOR, self.chance.rng());
        match publish_with(store, &study, Some(PASSPHRASE), &now, makings) {
            Ok(given) => {
                self.published.push(given.package);
                self.history.note(format!("publication {}", self.publications));
            }
            Err(_) if self.troubled => {
                self.history.note("a publication failed");
                self.note_package();
            }
            Err(error) => return Err(strange(&error.to_string())),
        }
        Ok(())
    }
}

fn strange(what: &str) -> Violation {
    Violation { rule: Rule::NoStrangeErrors, what: what.to_owned() }
}

fn post(path: &str, cookie: &str, form: String) -> http::Request<Body> {
    let request = http::Request::builder()
        .method(http::Method::POST)
        .uri(path)
        .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(http::header::COOKIE, format!("{COOKIE}={cookie}"))
        .body(Body::from(form));
    request.expect("the console's own addresses are addresses")
}

fn page(server: &Server, path: &str, cookie: &str) -> Option<String> {
    let request = http::Request::builder()
        .uri(path)
        .header(http::header::COOKIE, format!("{COOKIE}={cookie}"))
        .body(Body::empty())
        .expect("the console's own addresses are addresses");
    let answer = server.page(request)?;
    answer.is_ok().then(|| String::from_utf8_lossy(&answer.body).into_owned())
}

fn cookie(answer: &Answer) -> Option<String> {
    let set = answer.headers.get(http::header::SET_COOKIE)?.to_str().ok()?;
    Some(set.strip_prefix(COOKIE)?.strip_prefix('=')?.split(';').next()?.to_owned())
}

/// Addresses of records, each once.
fn links(page: &str) -> Vec<String> {
    let mut links: Vec<String> = values(page, "href=\"/console/records/")
        .into_iter()
        .filter(|rest| rest.len() == 36)
        .map(|id| format!("/console/records/{id}"))
        .collect();
    links.sort();
    links.dedup();
    links
}

/// What stands between an opening and the next quotation mark.
fn values(page: &str, opening: &str) -> Vec<String> {
    page.split(opening).skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect()
}

/// A text as a form sends it.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
