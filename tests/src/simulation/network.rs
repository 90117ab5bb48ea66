//! The link between devices and the server: it loses, repeats, delays, cuts, stalls and spoils what it carries.

use std::collections::BTreeSet;

use axum::{body::Body, http};
use fieldward_core::sync::{
    engine::LinkLost,
    wire::{Method, Request, Response, SignedOrder, path},
};

use super::{
    canary,
    chance::Chance,
    faults::{Fault, Happened, Rates},
    hostile::{REMEMBERED_MAX, attack, lie},
    server::{Answer, Server},
    time::Time,
};

/// How long a device waits for an answer.
const PATIENCE_MS: i64 = 60_000;

/// The link.
pub struct Network {
    /// How often what goes wrong.
    pub rates: Rates,
    /// What went wrong.
    pub happened: Happened,
    /// Requests that were sent.
    pub messages: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Where a typed text or a key was seen, if it was.
    pub leak: Option<String>,
    /// Keys that no message may hold.
    pub keys: Vec<Vec<u8>>,
    /// Nonces of the requests that devices made.
    nonces: BTreeSet<String>,
    /// A request that bore the nonce of another.
    pub nonce_again: Option<String>,
    /// How often somebody lied in the server's place.
    pub deceived: u64,
    /// Orders that two holders gave: what somebody in the server's place shows again.
    pub given: Vec<SignedOrder>,
    seen: Vec<Request>,
    late: Vec<(i64, Request)>,
    time: Time,
    chance: Chance,
}

impl Network {
    /// A link with these rates.
    #[must_use]
    pub fn new(rates: Rates, time: &Time, chance: Chance) -> Self {
        Self {
            rates,
            happened: Happened::default(),
            messages: 0,
            bytes: 0,
            leak: None,
            keys: Vec::new(),
            nonces: BTreeSet::new(),
            nonce_again: None,
            deceived: 0,
            given: Vec::new(),
            seen: Vec::new(),
            late: Vec::new(),
            time: time.clone(),
            chance,
        }
    }

    /// Whether this fault happens now; noted when it does.
    pub fn strikes(&mut self, fault: Fault) -> bool {
        let strikes = self.chance.happens(self.rates.of(fault));
        if strikes {
            self.happened.note(fault);
        }
        strikes
    }

    /// Its chance, for whoever decides how hard a fault strikes.
    pub fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Sends one request and waits for its answer. Time passes.
    pub fn exchange(&mut self, server: &mut Server, request: &Request) -> (Result<Response, LinkLost>, u64) {
        let began = self.time.now_ms();
        self.messages += 1;
        self.bytes += request.size_bytes() as u64;
        self.look(&request.path, &request.body);
        // Only an enrolment is sent again as it is: its first answer may have been lost.
        let nonce = request.header("fieldward-nonce").unwrap_or_default().to_owned();
        let again = [path::ENROL, path::SUCCEED].contains(&request.path.as_str());
        if !again && !self.nonces.insert(nonce) {
            self.nonce_again = Some(request.path.clone());
        }
        self.time.pass(200 + self.chance.below(2000) as i64);
        let answer = self.carried(server, request);
        if let Ok(response) = &answer {
            let body = response.body.clone();
            self.look("an answer", &body);
        }
        (answer, (self.time.now_ms() - began) as u64)
    }

    fn carried(&mut self, server: &mut Server, request: &Request) -> Result<Response, LinkLost> {
        self.deliver_late(server);
        if self.seen.len() < REMEMBERED_MAX {
            self.seen.push(request.clone());
        } else {
            let place = self.chance.below(REMEMBERED_MAX as u64) as usize;
            self.seen[place] = request.clone();
        }
        if self.strikes(Fault::HostileClient) {
            attack(server, &self.seen, &mut self.chance);
        }
        if self.strikes(Fault::HostileServer) {
            self.deceived += 1;
            let mut chance = self.chance.clone();
            self.chance.below(1);
            let given = self.given.clone();
            return lie(request, &given, || self.deliver(server, request), &mut chance);
        }
        if self.strikes(Fault::RequestLost) {
            return Err(LinkLost);
        }
        if self.strikes(Fault::Portal) {
            let body = b"<html>Welcome to the station's network</html>".to_vec();
            return Ok(Response { status: 200, content_type: "text/html".into(), body });
        }
        if self.strikes(Fault::Delayed) {
            let due = self.time.now_ms() + self.chance.between(1000, 20 * 60_000) as i64;
            self.late.push((due, request.clone()));
            return Err(LinkLost);
        }
        if self.strikes(Fault::RequestCut) {
            let mut part = request.clone();
            part.body.truncate(self.chance.below(part.body.len() as u64) as usize);
            self.deliver(server, &part);
            return Err(LinkLost);
        }
        if self.strikes(Fault::Stalled) {
            self.time.pass(PATIENCE_MS);
            return Err(LinkLost);
        }
        if self.strikes(Fault::Duplicated) {
            self.deliver(server, request);
        }
        let sent = if self.strikes(Fault::RequestSpoilt) { self.spoilt(request) } else { request.clone() };
        let answer = self.deliver(server, &sent);
        if self.strikes(Fault::ReplyLost) {
            return Err(LinkLost);
        }
        let mut response = answer.ok_or(LinkLost)?;
        if self.strikes(Fault::ReplyCut) {
            response.body.truncate(self.chance.below(response.body.len() as u64) as usize);
        }
        Ok(response)
    }

    /// What was under way when everything came to rest arrives too.
    pub fn deliver_all(&mut self, server: &mut Server) {
        for (_, request) in std::mem::take(&mut self.late) {
            self.deliver(server, &request);
        }
    }

    fn deliver_late(&mut self, server: &mut Server) {
        let now = self.time.now_ms();
        while let Some(place) = self.late.iter().position(|(due, _)| *due <= now) {
            let (_, request) = self.late.swap_remove(place);
            self.deliver(server, &request);
        }
    }

    fn spoilt(&mut self, request: &Request) -> Request {
        let mut spoilt = request.clone();
        let bit = 1 << self.chance.below(8);
        match self.chance.below(spoilt.body.len() as u64 + 1) as usize {
            place if place < spoilt.body.len() => spoilt.body[place] ^= bit,
            _ => {
                if let Some((_, value)) = spoilt.headers.first_mut() {
                    *value = value.chars().rev().collect();
                }
            }
        }
        spoilt
    }

    /// Puts a request before the server, whose power may fail while it works.
    pub fn deliver(&mut self, server: &mut Server, request: &Request) -> Option<Response> {
        if self.strikes(Fault::ServerCut) {
            let writes = self.chance.below(30);
            server.disk.cut_after(writes);
        }
        let answer = server.ask(http_request(request)?);
        if server.disk.is_off() {
            server.stop();
            return None;
        }
        server.disk.no_cut();
        answer.map(response)
    }

    fn look(&mut self, at: &str, bytes: &[u8]) {
        if self.leak.is_none() && canary::is_in(bytes, &self.keys) {
            self.leak = Some(at.to_owned());
        }
    }
}

/// A request as HTTP has it; `None` when a spoilt one is none any more.
fn http_request(request: &Request) -> Option<http::Request<Body>> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let mut builder = http::Request::builder().method(method).uri(&request.path);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    builder.body(Body::from(request.body.clone())).ok()
}

fn response(answer: Answer) -> Response {
    let content_type = answer.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Response { status: answer.status, content_type: content_type.unwrap_or_default().to_owned(), body: answer.body }
}
