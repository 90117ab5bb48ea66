//! A server on a port that the system chose, and phones that speak the wire to it by hand.
//!
//! Nothing of the sync engine is used here: what a hostile or broken client could send, a phone here can.

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{Batch, RecordHeader, SealedRecord, identity::Custodians, seal},
    sync::{
        Token,
        wire::{self, Enrol, Enrolled, Fault, FaultCode, Method, PackageSeal, Push, Pushed, Request, State, path},
    },
    vault::{DeviceSigner, SealingPublic, SealingSecret, Signature, SoftwareSigner},
};
use fieldward_sync_server::{
    RunningServer, Settings, clock, serve,
    store::{InviteRow, PublishedPackage, PublishedStudy},
};
use rand_core::Rng;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub type Done = Result<(), Box<dyn std::error::Error>>;
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
/// What the server said: the body, or its fault with the status.
pub type Said<T> = Outcome<Result<T, (u16, Fault)>>;

pub const STREAM: StreamKind = StreamKind::Answers;

pub struct Bench {
    pub server: RunningServer,
    pub folder: tempfile::TempDir,
    pub study_key: SealingPublic,
    client: reqwest::Client,
}

pub struct Phone {
    pub id: DeviceId,
    pub signer: SoftwareSigner,
    pub sealing_key: SealingPublic,
    pub records: Vec<SealedRecord>,
}

/// A server with a study in force.
pub async fn bench() -> Outcome<Bench> {
    // The HTTP client asks for one even when it speaks plain HTTP; whoever comes second finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let server = serve(Settings::loopback(folder.path().to_owned())).await?;
    let secret = SealingSecret::random(&mut clock::rng());
    let package = b"a package".to_vec();
    let hash = Hash32::of(&package);
    let study = PublishedStudy {
        id: StudyId("study".into()),
        package: hash,
        sealing_key: secret.public(),
        signing_key: SoftwareSigner::random(&mut clock::rng()).public(),
        custodians: Custodians { first: vec![secret.public()], second: vec![secret.public()] },
        keys_signature: Signature([1; 64]),
        wrapped: Vec::new(),
    };
    let package = PublishedPackage {
        hash,
        bytes: package,
        seal: PackageSeal { serial: 1, signature: Signature([2; 64]) },
        published_ms: 1,
    };
    server.store.blocking().publish(&study, &package)?;
    Ok(Bench { server, folder, study_key: secret.public(), client: reqwest::Client::new() })
}

impl Bench {
    /// A token that can be used for so long; below zero it is too old.
    pub fn token(&self, lasts_ms: i64) -> Outcome<Token> {
        let mut token = Token([0; 16]);
        clock::rng().fill_bytes(&mut token.0);
        let expires_ms = clock::now().wall_ms + lasts_ms;
        self.server.store.blocking().invite(&InviteRow { token: token.hash(), label: "one".into(), expires_ms })?;
        Ok(token)
    }

    /// An enrolled phone.
    pub async fn enrolled(&self) -> Outcome<Phone> {
        let phone = Phone::new();
        let token = self.token(60_000)?;
        self.enrol(&phone, token).await?.map_err(|(_, fault)| fault.message)?;
        Ok(phone)
    }

    pub async fn enrol(&self, phone: &Phone, token: Token) -> Said<Enrolled> {
        self.send(phone.enrolment(token)?).await
    }

    pub async fn state(&self, phone: &Phone) -> Said<State> {
        self.send(phone.request(Method::Get, path::STATE, Vec::new())?).await
    }

    /// How far the server has the phone's answers.
    pub async fn mark(&self, phone: &Phone) -> Outcome<u64> {
        let state = self.state(phone).await?.map_err(|(_, fault)| fault.message)?;
        Ok(state.mark(STREAM).durable)
    }

    pub async fn push(&self, phone: &Phone, push: &Push) -> Said<Pushed> {
        self.send(phone.request(Method::Post, path::PUSH, wire::encode(push))?).await
    }

    pub async fn send<T: DeserializeOwned>(&self, request: Request) -> Said<T> {
        let url = format!("{}{}", self.server.address, request.path);
        let mut sent = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
        };
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        let answer = sent.body(request.body).send().await?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await?;
        if status == 200 {
            return Ok(Ok(wire::decode(&body)?));
        }
        let fault: Fault = wire::decode(&body)?;
        assert_eq!(fault.code.status(), status, "a fault has the status of its code");
        assert!(!fault.message.is_empty() && !fault.remedy.is_empty(), "a fault says what to do");
        Ok(Err((status, fault)))
    }

    pub fn stored(&self) -> Outcome<Vec<Vec<u8>>> {
        let records = self.server.store.blocking().records(0, 1000)?;
        Ok(records.into_iter().map(|record| record.bytes).collect())
    }
}

impl Phone {
    pub fn new() -> Self {
        let mut id = [0; 16];
        clock::rng().fill_bytes(&mut id);
        Self {
            id: DeviceId(Uuid::from_bytes(id)),
            signer: SoftwareSigner::random(&mut clock::rng()),
            sealing_key: SealingSecret::random(&mut clock::rng()).public(),
            records: Vec::new(),
        }
    }

    pub fn request(&self, method: Method, path: &str, body: Vec<u8>) -> Outcome<Request> {
        Ok(Request::signed(method, path.into(), body, (self.id, &self.signer), &mut clock::rng())?)
    }

    pub fn enrolment(&self, token: Token) -> Outcome<Request> {
        let (signing_key, sealing_key) = (self.signer.public(), self.sealing_key);
        let body = wire::encode(&Enrol { token, device: self.id, signing_key, sealing_key });
        self.request(Method::Post, path::ENROL, body)
    }

    /// Seals one more record.
    pub fn finalize(&mut self, bench: &Bench) -> Outcome<()> {
        let mut id = [0; 16];
        clock::rng().fill_bytes(&mut id);
        let header = RecordHeader {
            study: StudyId("study".into()),
            form: Hash32([1; 32]),
            statement: Hash32([2; 32]),
            device: self.id,
            stream: STREAM,
            sequence: self.records.len() as u64 + 1,
            record: RecordId(Uuid::from_bytes(id)),
        };
        self.records.push(seal(header, b"the-canary-of-an-answer", &bench.study_key, &mut clock::rng())?);
        Ok(())
    }

    /// Some of the records, in a push that is signed as it should be.
    pub fn pushed(&self, from: usize, to: usize) -> Outcome<Push> {
        let start = Hash32([0; 32]);
        let previous = self.records[..from].iter().fold(start, |link, record| record.link(&link));
        let batch = Batch::sign(previous, self.records[from..to].to_vec(), &self.signer)?;
        Ok(Push::new(Vec::new(), &batch))
    }
}

/// What a refusal must be.
pub fn check_fault<T: std::fmt::Debug>(said: Result<T, (u16, Fault)>, expected: FaultCode) {
    match said {
        Err((_, fault)) => assert_eq!(fault.code, expected),
        Ok(body) => panic!("expected {expected:?}, was answered {body:?}"),
    }
}
