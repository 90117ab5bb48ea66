//! A hundred interviews over the simulated 2G line: the shipped engine and server, against HEAD and POST a record.

use std::path::Path;

use fieldward_core::{
    session::Session,
    sync::{
        engine::{Engine, LinkLost, Step},
        wire::{Method, Request, Response},
    },
    vault::{Found, NoHardwareKey, Vault},
};
use fieldward_sync_server::{RunningServer, Settings, clock, serve};

use crate::{
    INTERVIEWS, Outcome,
    interviews::Made,
    line::{BITS_A_SECOND, CUT_EVERY_MS, Exchanged, LOST_PERCENT, Line, ROUND_TRIP_MS},
    odk,
    stage::{Copied, PIN},
};

/// Headers that a transport adds, and the frame of TLS, for a request and for its answer.
const FRAME_BYTES: u64 = 90;
/// An answer with its headers: of a push it is 300 bytes, of the state 450.
const ANSWER_BYTES: u64 = 450;
/// Lines of different luck; the figures are the middle one of each.
const LINES: u64 = 15;

/// How long both ways took.
pub struct Slow {
    /// Ours, the middle of all lines.
    pub ours_ms: f64,
    /// The way of ODK.
    pub odk_ms: f64,
    ours_up: f64,
    odk_up: f64,
    spread: [f64; 4],
}

/// Sends the same interviews both ways over the same lines.
pub fn compare(runtime: &tokio::runtime::Runtime, copied: &Copied, made: &Made) -> Outcome<Slow> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut up = [0.0, 0.0];
    for seed in 0..LINES {
        let folder = crate::stage::folder_in_memory()?;
        let again = copied.again(folder.path())?;
        let line = runtime.block_on(engine(&again, seed))?;
        up[0] += line.up as f64 / LINES as f64;
        ours.push(line.now_ms);
        let line = head_and_post(made, seed);
        up[1] += line.up as f64 / LINES as f64;
        theirs.push(line.now_ms);
    }
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let middle = ours.len() / 2;
    let spread = [ours[0], ours[ours.len() - 1], theirs[0], theirs[theirs.len() - 1]];
    Ok(Slow { ours_ms: ours[middle], odk_ms: theirs[middle], ours_up: up[0], odk_up: up[1], spread })
}

impl Slow {
    /// Says it.
    pub fn print(&self) {
        println!(
            "\nOver a simulated 2G line: {BITS_A_SECOND} bit/s, {ROUND_TRIP_MS} ms there and back, {LOST_PERCENT} % lost, \
             cut every {} s; {INTERVIEWS} interviews, the middle of {LINES} lines",
            CUT_EVERY_MS / 1000.0
        );
        let [least, most, odk_least, odk_most] = self.spread.map(|ms| ms / 1000.0);
        let line = |name, ms: f64, least, most, up: f64| {
            println!("  {name}  {:7.1} s ({least:.1} to {most:.1}), {:.0} KB up", ms / 1000.0, up / 1000.0);
        };
        line("ours", self.ours_ms, least, most, self.ours_up);
        line("ODK ", self.odk_ms, odk_least, odk_most, self.odk_up);
        println!("  ratio {:.1}x", self.odk_ms / self.ours_ms);
    }
}

/// HEAD and POST for each record, the record begun anew after a cut.
fn head_and_post(made: &Made, seed: u64) -> Line {
    let mut line = Line::new(seed);
    for xml in &made.submissions {
        let post = xml.len() as u64 + odk::AROUND_UP - odk::HEAD_UP;
        while line.exchange(odk::HEAD_UP, odk::HEAD_DOWN) != Exchanged::Whole
            || line.exchange(post, odk::DOWN - odk::HEAD_DOWN) != Exchanged::Whole
        {}
    }
    line
}

async fn engine(copied: &Copied, seed: u64) -> Outcome<Line> {
    let server = serve(Settings::loopback(copied.server.clone())).await?;
    let Found::Locked(locked) = Vault::find(&copied.device)? else { return Err("the device's store is there".into()) };
    let mut rng = clock::rng();
    let vault = locked.unlock(PIN, &NoHardwareKey, &clock::now(), &mut rng).map_err(|_| "the PIN opens the store")?;
    let mut session = Session::begin(vault, &clock::now(), &mut rng)?;
    let client = reqwest::Client::new();
    let (mut line, mut engine) = (Line::new(seed), Engine::new());
    loop {
        let step = engine.next(&mut session.link(&clock::now(), &mut rng)?, &mut clock::rng());
        match step {
            Step::Wait { ms } => line.wait(ms as f64),
            Step::Finished(report) if report.progress.records_done == 0 => {
                return Err(format!("nothing was sent: {:?}", report.ending).into());
            }
            Step::Finished(_) if session.waiting_count()? == 0 => break,
            // The line failed too often in a row: the shell begins again, as it does in the field.
            Step::Finished(_) => engine = Engine::new(),
            Step::Send(request) => {
                let begun = line.now_ms;
                let answer = carry(&mut line, &client, &server, request).await?;
                let took_ms = (line.now_ms - begun) as u64;
                let link = &mut session.link(&clock::now(), &mut rng)?;
                engine.received(link, &answer, took_ms, &mut clock::rng());
            }
        }
    }
    server.stop().await;
    Ok(line)
}

async fn carry(
    line: &mut Line,
    client: &reqwest::Client,
    server: &RunningServer,
    request: Request,
) -> Outcome<Result<Response, LinkLost>> {
    let up = request.size_bytes() as u64 + FRAME_BYTES;
    // The line says first whether the server hears of it, so every answer counts as long as the longest that a push
    // has.
    let exchanged = line.exchange(up, ANSWER_BYTES);
    if exchanged == Exchanged::RequestLost {
        return Ok(Err(LinkLost));
    }
    let answer = ask(client, server, request).await?;
    if exchanged == Exchanged::AnswerLost { Ok(Err(LinkLost)) } else { Ok(Ok(answer)) }
}

async fn ask(client: &reqwest::Client, server: &RunningServer, request: Request) -> Outcome<Response> {
    let url = format!("{}{}", server.address, request.path);
    let mut sent = match request.method {
        Method::Get => client.get(url),
        Method::Post => client.post(url),
    };
    for (name, value) in &request.headers {
        sent = sent.header(*name, value);
    }
    let answer = sent.body(request.body).send().await?;
    let status = answer.status().as_u16();
    let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    Ok(Response { status, content_type, body: answer.bytes().await?.to_vec() })
}

impl Copied {
    fn again(&self, folder: &Path) -> Outcome<Self> {
        let again = Self { server: folder.join("server"), device: folder.join("device") };
        crate::stage::copy(&self.server, &again.server)?;
        crate::stage::copy(&self.device, &again.device)?;
        Ok(again)
    }
}
