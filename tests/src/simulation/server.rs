//! The server's machine: the shipped store and the shipped routes, asked without a socket.
//!
//! Its power can fail at any write, its disk fill up, its folder be put back from a backup. What a planted fault
//! changes is the store between the two, never the code of either.

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use fieldward_core::{
    authority::Seat,
    ids::Hash32,
    record::StudySecret,
    study::{self, Study},
    vault::{SealingSecret, SoftwareSigner, StretchCost},
};
use fieldward_sync_server::{
    accounts::unlock_account,
    clock::Clock,
    console::{self, Console, Transport},
    publish::publish_with,
    relist,
    store::{Store, StoreHandle, sqlite::SqliteStore},
    wire, withdrawal,
};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{
    canary::PASSPHRASE,
    chance::Chance,
    disk::{Disk, Image},
    holders::Accounts,
    planted::{Planted, PlantedStore},
    time::{Clocks, Time},
};

/// Days after which a device forgets what the server holds.
pub const RETENTION_DAYS: u16 = 6;

/// The study that ships, and a server's disk on which it was published; made once, because keys are slow to wrap.
pub static BASE: LazyLock<Base> = LazyLock::new(Base::new);

/// What every simulation begins with.
pub struct Base {
    /// The study.
    pub study: Study,
    /// The server's disk.
    pub image: Image,
    /// The study's secret key.
    pub secret: StudySecret,
    /// Everybody's account but the recovery keys.
    pub accounts: Accounts,
    /// What one custodian of the first role holds, and one of the second.
    pub custodians: (SealingSecret, SealingSecret),
    /// Bytes of the package that is in force first.
    pub package_bytes: Vec<u8>,
    /// The key that signs packages.
    pub package_key: SoftwareSigner,
    /// Hash of the package.
    pub package: Hash32,
}

impl Base {
    fn new() -> Self {
        let mut study =
            study::read_folder(&crate::stage::training_study()).study.expect("the study that ships is sound");
        // Short, so that devices forget what they sent while the simulation lasts.
        study.limits.retention_days = RETENTION_DAYS;
        let (disk, _folder) = folder();
        let store = SqliteStore::open(disk.folder()).expect("an empty folder takes a store");
        let now = Clocks::new(&Time::default()).now();
        let mut chance = Chance::new(0, 0);
        let makings = (StretchCost::FLOOR, chance.rng());
        let given = publish_with(&store, &study, Some(PASSPHRASE), &now, makings).expect("a sound study is published");
        let published = store.study().ok().flatten().expect("it was just published");
        let people = given.passphrases.iter().filter(|given| given.seat == Seat::Person);
        let unlocked = people.map(|given| {
            let account = unlock_account(&store, &given.holder, &given.words).expect("the passphrase is right");
            (given.holder.clone(), account)
        });
        let accounts: Accounts = unlocked.collect();
        let secret = accounts["supervisor"].study_key(&published).expect("a supervisor has the study's key");
        let package_key = accounts["supervisor"].package_key(&published).expect("a supervisor signs packages");
        let custodian = |name: &str| accounts[name].secret.sealing();
        let custodians = (custodian("custodian_1/1"), custodian("custodian_2/2"));
        let package = store.package(&given.package).ok().flatten().expect("it was just published");
        drop(store);
        let package_bytes = package.bytes;
        Self {
            study,
            image: disk.image(),
            secret,
            accounts,
            custodians,
            package_key,
            package_bytes,
            package: given.package,
        }
    }
}

/// The server's key for what is carried.
#[must_use]
pub fn carrier() -> SealingSecret {
    SealingSecret::from_bytes([7; 32])
}

/// A disk in a folder of its own, which is in memory where the system has such folders.
///
/// # Panics
/// When no folder can be made.
#[must_use]
pub fn folder() -> (Arc<Disk>, TempDir) {
    let memory = std::path::Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = made.expect("the system has a folder for temporary files");
    let path = folder.path().canonicalize().expect("it was just made");
    (Disk::mount(&path), folder)
}

/// The server.
pub struct Server {
    /// Its disk.
    pub disk: Arc<Disk>,
    /// Its clocks.
    pub clocks: Clocks,
    running: Option<Running>,
    planted: Planted,
    runtime: tokio::runtime::Runtime,
    _folder: TempDir,
}

struct Running {
    store: StoreHandle,
    wire: Router,
    console: Router,
}

/// An answer, as it left the server.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Server {
    /// A server on which the study is published.
    ///
    /// # Panics
    /// When it does not start: nothing can be simulated then.
    #[must_use]
    pub fn new(time: &Time, planted: Planted) -> Self {
        let (disk, folder) = folder();
        disk.restore(&BASE.image);
        disk.set_syncing(planted.server_syncing());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime is made");
        let clocks = Clocks::new(time);
        let mut server = Self { disk, clocks, running: None, planted, runtime, _folder: folder };
        server.start().expect("a fresh server starts");
        server
    }

    /// Starts it, after a stop or a power cut.
    ///
    /// # Errors
    /// In words, when the store does not open: after a power cut that is a finding.
    pub fn start(&mut self) -> Result<(), String> {
        self.running = None;
        let sqlite = SqliteStore::open(self.disk.folder()).map_err(|error| format!("the server: {error}"))?;
        let store = StoreHandle::new(PlantedStore::new(sqlite, self.planted));
        // As whoever opens a data folder: a backup that was put back may hold keys of people who withdrew.
        let again = withdrawal::again(store.blocking(), self.disk.folder());
        again.map_err(|error| format!("the server: {error}"))?;
        relist::again(store.blocking(), self.disk.folder());
        let clocks = self.clocks.clone();
        let clock = Clock::new(move || clocks.now());
        let console = Console::with_clock(store.clone(), Transport::Plain, clock.clone());
        self.running =
            Some(Running { wire: wire(store.clone(), clock, carrier()), console: console::router(console), store });
        Ok(())
    }

    /// Stops it, as its administrator would or as a power cut does.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Its store, when it runs.
    #[must_use]
    pub fn store(&self) -> Option<&dyn Store> {
        self.running.as_ref().map(|running| running.store.blocking())
    }

    /// Asks the wire; `None` when the server is down or its power fails before the answer leaves.
    pub fn ask(&self, request: Request<Body>) -> Option<Answer> {
        let running = self.running.as_ref()?;
        self.answer(running.wire.clone(), request)
    }

    /// Asks for a page.
    pub fn page(&self, request: Request<Body>) -> Option<Answer> {
        let running = self.running.as_ref()?;
        self.answer(running.console.clone(), request)
    }

    fn answer(&self, router: Router, request: Request<Body>) -> Option<Answer> {
        let answered = self.runtime.block_on(async {
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        });
        if self.disk.is_off() { None } else { Some(answered) }
    }
}

impl Answer {
    /// Whether it is a success.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.status == StatusCode::OK.as_u16()
    }
}
