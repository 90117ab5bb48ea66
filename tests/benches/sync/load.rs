//! What the shipped server program takes: durable records in a second, one by one and in batches, its disk and memory.
//!
//! The server that ships runs in a process of its own on loopback, on a disk that syncs. The records are sealed
//! beforehand, so that the figures are the server's.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{Batch, RecordHeader, SealedRecord, seal},
    sync::wire::{Method, Push, Request, encode, path},
    vault::{DeviceSigner, SealingPublic, SoftwareSigner},
};
use fieldward_sync_server::{
    Settings, clock, serve,
    store::{Enrolment, InviteRow, sqlite::FILE_NAME},
};
use rand_core::Rng;
use uuid::Uuid;

use crate::{Outcome, disk, stage::publish_in};

/// The argument by which this program is a server.
pub const SERVE: &str = "serve";
/// Devices that push at the same time.
const DEVICES: usize = 4;
/// Batches of a hundred for each.
const BATCHES: usize = 25;
/// Records that one device sends one by one.
const SINGLES: usize = 300;
/// Devices that send one by one at the same time.
const SENDERS: usize = 16;
/// Records of each of them.
const SINGLES_EACH: usize = 100;
/// Bytes of content: what a 60-question interview with its trail takes.
const CONTENT_BYTES: usize = 240;

/// The figures.
pub struct Load {
    /// Records a second of one device, each in a push of its own.
    pub one_by_one: f64,
    /// The same of many devices at once.
    pub many_one_by_one: f64,
    /// Flushes a second of the same disk, with nothing around them.
    pub flushes: f64,
    /// Commits a second of a bare SQLite file on it.
    pub commits: f64,
    /// Records a second in batches of a hundred.
    pub batched: f64,
    /// Bytes of disk a record.
    pub disk_bytes: f64,
    /// The most memory that the server ever had, in MB.
    pub memory_mb: f64,
    records: usize,
}

struct Phone {
    id: DeviceId,
    signer: SoftwareSigner,
    requests: Vec<Request>,
}

/// Loads the server.
pub fn measure(runtime: &tokio::runtime::Runtime) -> Outcome<Load> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("server");
    publish_in(&data)?;
    let mut phones: Vec<Phone> = (0..=DEVICES + SENDERS).map(|_| Phone::enrolled(&data)).collect::<Outcome<_>>()?;
    let store = fieldward_sync_server::store::open(&data)?;
    let study = store.blocking().study()?.ok_or("a study was published")?;
    drop(store);
    let single = phones.pop().ok_or("there is one more")?.sealed(&study.id, &study.sealing_key, SINGLES, 1)?;
    let sealed = |phones: Vec<Phone>, records, each| -> Outcome<Vec<Phone>> {
        phones.into_iter().map(|phone| phone.sealed(&study.id, &study.sealing_key, records, each)).collect()
    };
    let senders = sealed(phones.split_off(DEVICES), SINGLES_EACH, 1)?;
    let phones = sealed(phones, BATCHES * Batch::RECORDS_MAX, Batch::RECORDS_MAX)?;
    let (mut server, address) = started(&data)?;
    let (flushes, commits) = disk::measure(folder.path())?;
    let one_by_one = SINGLES as f64 / runtime.block_on(push_all(&address, vec![single]))?;
    let many_one_by_one = (SENDERS * SINGLES_EACH) as f64 / runtime.block_on(push_all(&address, senders))?;
    let records = DEVICES * BATCHES * Batch::RECORDS_MAX;
    let batched = records as f64 / runtime.block_on(push_all(&address, phones))?;
    let memory_mb = peak_mb(server.id())?;
    stop(&mut server)?;
    let disk = std::fs::metadata(data.join(FILE_NAME))?.len();
    let records = records + SINGLES + SENDERS * SINGLES_EACH;
    let disk_bytes = disk as f64 / records as f64;
    Ok(Load { one_by_one, many_one_by_one, flushes, commits, batched, disk_bytes, memory_mb, records })
}

impl Load {
    /// Says it.
    pub fn print(&self) {
        println!("\nThe server program on SQLite, synchronous=FULL, {} records of {CONTENT_BYTES} bytes", self.records);
        println!("  the disk         {:8.0} flushes, {:.0} bare SQLite commits a second", self.flushes, self.commits);
        println!(
            "  one by one       {:8.0} durable records a second of one device (ODK Central {:.0}): {:.2} of the disk's \
             flushes, {:.2} of bare commits",
            self.one_by_one,
            crate::odk::RECORDS_A_SECOND,
            self.one_by_one / self.flushes,
            self.one_by_one / self.commits
        );
        println!("                   {:8.0} of {SENDERS} devices at once", self.many_one_by_one);
        println!("  in batches       {:8.0} durable records a second, {DEVICES} devices at once", self.batched);
        println!(
            "  disk             {:8.0} bytes a record, the study included (ODK Central {:.0})",
            self.disk_bytes,
            crate::odk::DISK_BYTES
        );
        println!(
            "  memory           {:8.1} MB at most (ODK Central {:.0} beside its database)",
            self.memory_mb,
            crate::odk::MEMORY_MB
        );
    }
}

impl Phone {
    fn enrolled(data: &Path) -> Outcome<Self> {
        let store = fieldward_sync_server::store::open(data)?;
        let mut token = [0; 32];
        clock::rng().fill_bytes(&mut token);
        let token = Hash32(token);
        let now = clock::now().wall_ms;
        store.blocking().invite(&InviteRow { token, label: "load".into(), expires_ms: now + 60_000 })?;
        let signer = SoftwareSigner::random(&mut clock::rng());
        let device = DeviceId(Uuid::new_v4());
        let sealing_key = SealingPublic([9; 32]);
        let signing_key = signer.public();
        store.blocking().enrol(&Enrolment { token, device, signing_key, sealing_key, at_ms: now })?;
        Ok(Self { id: device, signer, requests: Vec::new() })
    }

    /// Seals so many records, and signs the requests that push them.
    fn sealed(mut self, study: &StudyId, key: &SealingPublic, records: usize, each: usize) -> Outcome<Self> {
        let mut previous = Hash32([0; 32]);
        let mut content = [0; CONTENT_BYTES];
        for from in (0..records).step_by(each) {
            let mut batch: Vec<SealedRecord> = Vec::new();
            let before = previous;
            for sequence in from + 1..=from + each {
                clock::rng().fill_bytes(&mut content);
                let header = RecordHeader {
                    study: study.clone(),
                    form: Hash32([1; 32]),
                    statement: Hash32([2; 32]),
                    device: self.id,
                    stream: StreamKind::Answers,
                    sequence: sequence as u64,
                    record: RecordId(Uuid::now_v7()),
                };
                let record = seal(header, &content, key, &mut clock::rng())?;
                previous = record.link(&previous);
                batch.push(record);
            }
            let push = Push::new(Vec::new(), &Batch::sign(before, batch, &self.signer)?);
            let by = (self.id, &self.signer as &dyn DeviceSigner);
            self.requests.push(Request::signed(Method::Post, path::PUSH.into(), encode(&push), by, &mut clock::rng())?);
        }
        Ok(self)
    }
}

/// Every phone pushes its requests in order, all at the same time; how long that took in seconds.
async fn push_all(address: &str, phones: Vec<Phone>) -> Outcome<f64> {
    let begun = Instant::now();
    let mut running = Vec::new();
    for phone in phones {
        let address = address.to_owned();
        running.push(tokio::spawn(async move {
            let client = reqwest::Client::new();
            for request in phone.requests {
                let mut sent = client.post(format!("{address}{}", request.path));
                for (name, value) in &request.headers {
                    sent = sent.header(*name, value);
                }
                let status = sent.body(request.body).send().await.map(|answer| answer.status().as_u16());
                if !matches!(status, Ok(200)) {
                    return Err(format!("a push was answered {status:?}"));
                }
            }
            Ok(())
        }));
    }
    for pushed in running {
        pushed.await??;
    }
    Ok(begun.elapsed().as_secs_f64())
}

fn started(data: &Path) -> Outcome<(Child, String)> {
    let mut server = Command::new(std::env::current_exe()?);
    server.arg(SERVE).arg(data).stdin(Stdio::piped());
    let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let out = server.stdout.take().ok_or("the server has an output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    Ok((server, line.trim().to_owned()))
}

/// The child: a server and nothing else, until its input ends. Then it stops as it should, and its log is written back
/// into its file.
pub fn serve_until_asked(data: &str) -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let server = runtime.block_on(serve(Settings::loopback(data.into())))?;
    println!("{}", server.address);
    std::io::stdin().read_line(&mut String::new())?;
    runtime.block_on(server.stop());
    Ok(())
}

fn stop(server: &mut Child) -> Outcome<()> {
    drop(server.stdin.take());
    server.wait()?;
    Ok(())
}

fn peak_mb(process: u32) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system says no peak")?;
    let kb: f64 = peak.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kb / 1024.0)
}
