//! A published study on a server of its own, and devices that speak to it with the engine that ships.

use std::path::Path;

use fieldward_core::{
    ids::{DeviceId, RecordId, StreamKind},
    log::StopCode,
    moment::Moment,
    record::{AlertContent, Content, PayloadContext, RecordHeader, SealedRecord, seal},
    session::Session,
    study::{Study, read_folder},
    sync::{
        Invite,
        engine::{Engine, LinkLost, Report, Step},
        wire::{Method, Request, Response},
    },
    vault::{Found, NoHardwareKey, Outgoing, Pin, StretchCost, Vault},
};
use fieldward_sync_server::{
    RunningServer, Settings,
    accounts::{Account, unlock_account},
    clock, invites,
    publish::publish_with,
    serve,
    store::Store,
};
use rand_core::Rng;
use uuid::Uuid;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
pub type Done = Outcome<()>;

pub const SUPERVISOR: &str = "quiet-river-stone-41";
const PIN: &str = "kapok 58 river";

pub struct Stage {
    pub server: RunningServer,
    pub folder: tempfile::TempDir,
    pub client: reqwest::Client,
    words: Vec<(String, String)>,
}

impl Stage {
    pub async fn new() -> Outcome<Self> {
        // The HTTP client asks for one even when it speaks plain HTTP; whoever comes second finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir()?;
        let server = serve(Settings::loopback(folder.path().to_owned())).await?;
        let training = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study");
        let study = read_folder(&training).study.ok_or("the study that ships is sound")?;
        let makings = (StretchCost::FLOOR, &mut clock::rng());
        let made = publish_with(server.store.blocking(), &study, Some(SUPERVISOR), &clock::now(), makings)?;
        let words = made.passphrases.into_iter().map(|words| (words.holder, words.words.to_string())).collect();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { server, folder, client, words })
    }

    pub fn store(&self) -> &dyn Store {
        self.server.store.blocking()
    }

    pub fn account(&self, holder: &str) -> Outcome<Account> {
        Ok(unlock_account(self.store(), holder, self.words(holder)?)?)
    }

    pub fn words(&self, holder: &str) -> Outcome<&str> {
        let found = self.words.iter().find(|(name, _)| name == holder);
        Ok(found.map(|(_, words)| words.as_str()).ok_or("a holder of the study")?)
    }

    pub fn invite(&self) -> Outcome<Invite> {
        Ok(invites::make(self.store(), self.folder.path(), None, "phone", &clock::now())?)
    }

    /// What the server says to a device.
    pub async fn send(&self, request: &Request) -> Outcome<Response> {
        let url = format!("{}{}", self.server.address, request.path);
        let mut sent = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
        };
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        let answer = sent.body(request.body.clone()).send().await?;
        let status = answer.status().as_u16();
        let typed = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = typed.unwrap_or_default().to_owned();
        Ok(Response { status, content_type, body: answer.bytes().await?.to_vec() })
    }
}

/// A device in a folder of its own.
pub struct Device {
    pub folder: tempfile::TempDir,
    session: Option<Session>,
}

fn begun(vault: Vault) -> Outcome<Session> {
    Ok(Session::begin(vault, &clock::now(), &mut clock::rng())?)
}

impl Device {
    pub fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let pin = Pin::new(PIN).map_err(|_| "a good PIN")?;
        let vault = Vault::create(folder.path(), &pin, StretchCost::FLOOR, &NoHardwareKey, &mut clock::rng())?;
        Ok(Self { folder, session: Some(begun(vault)?) })
    }

    /// The same device once more, as a copy of its folder makes it.
    pub fn copied(&mut self) -> Outcome<Self> {
        self.session = None;
        let folder = tempfile::tempdir()?;
        for file in std::fs::read_dir(self.folder.path())? {
            let file = file?;
            std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
        }
        let mut copy = Self { folder, session: None };
        copy.start()?;
        self.start()?;
        Ok(copy)
    }

    /// Turned off and on again.
    pub fn start(&mut self) -> Done {
        self.session = None;
        let Found::Locked(locked) = Vault::find(self.folder.path())? else { return Err("the vault is gone".into()) };
        let unlocked = locked.unlock(PIN, &NoHardwareKey, &clock::now(), &mut clock::rng());
        self.session = Some(begun(unlocked.map_err(|refused| refused.reason.to_string())?)?);
        Ok(())
    }

    pub fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("the device is on")
    }

    pub fn id(&mut self) -> Outcome<DeviceId> {
        Ok(self.session().enrolment()?.device)
    }

    pub async fn enrol(&mut self, stage: &Stage) -> Done {
        let invite = stage.invite()?;
        let request = self.session().enrolment_request(&invite, &mut clock::rng())?;
        let answer = stage.send(&request).await?;
        Ok(self.session().take_enrolled(&invite, &answer, &mut clock::rng())?)
    }

    /// Syncs until it is over.
    pub async fn sync(&mut self, stage: &Stage) -> Outcome<Report> {
        let (mut engine, now) = (Engine::new(), clock::now());
        loop {
            let step = engine.next(&mut self.session().link(&now, &mut clock::rng())?, &mut clock::rng());
            let request = match step {
                Step::Send(request) => request,
                Step::Wait { .. } => continue,
                Step::Finished(report) => return Ok(report),
            };
            let answer = stage.send(&request).await.map_err(|_| LinkLost);
            engine.received(&mut self.session().link(&now, &mut clock::rng())?, &answer, 20, &mut clock::rng());
        }
    }

    /// Seals an alert, and gives its id.
    pub fn alert(&mut self) -> Outcome<RecordId> {
        let enrolment = self.session().enrolment()?.clone();
        let study: Study = self.session().study()?.as_ref().clone();
        let vault = self.session.take().ok_or("the device is on")?.end();
        let head = vault.outbox().head(StreamKind::Alert)?;
        let mut id = [0; 16];
        clock::rng().fill_bytes(&mut id);
        let instrument = study.instruments.first().ok_or("a questionnaire")?;
        let header = RecordHeader {
            study: study.id.clone(),
            form: instrument.form_hash,
            statement: study.use_statement.hash,
            device: enrolment.device,
            stream: StreamKind::Alert,
            sequence: head.next_sequence,
            record: RecordId(Uuid::from_bytes(id)),
        };
        let at = Moment { wall_ms: 1, offset_min: 0, monotonic_ms: 1 };
        let alert = Content::Alert(AlertContent { reference: None, code: StopCode::St2, at, site: None });
        let bytes = alert.encode(&PayloadContext::new(&instrument.form, &header))?;
        let record: SealedRecord = seal(header, &bytes, &enrolment.study_key, &mut clock::rng())?;
        let outgoing = Outgoing {
            stream: StreamKind::Alert,
            sequence: head.next_sequence,
            link: record.link(&head.link),
            bytes: record.to_bytes(),
        };
        vault.outbox().append(&[outgoing], &mut clock::rng())?;
        self.session = Some(begun(vault)?);
        Ok(record.header.record)
    }
}
