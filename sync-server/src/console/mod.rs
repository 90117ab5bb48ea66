//! The supervisor's console.
//!
//! Pages served by the server's own binary. A supervisor's passphrase unwraps the study's key in memory, for one
//! session; with it records are opened, reviewed, returned and exported. The server by itself can read none of them.
//! Pages need no script, take nothing from elsewhere, and speak English and French. [`router`] is all that the rest of
//! the server knows of it.

mod address;
mod attempts;
mod browsers;
mod chains;
mod damage;
mod decisions;
mod desk;
mod form;
mod gather;
mod lineage;
mod memory;
mod pages;
#[cfg(test)]
mod palette;
mod routes;
mod say;
mod session;
mod standing;
mod studies;
#[cfg(test)]
mod tests;
mod unlock;
mod visitor;
mod visits;
mod whole;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use fieldward_core::moment::Moment;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    clock::Clock,
    console::{attempts::Doors, browsers::Door, session::Sessions},
    store::StoreHandle,
};

pub(crate) use damage::export_lines;
pub use decisions::decide;
pub use desk::{Break, Damage, Decided, Desk, DeskAlert, DeskBreak, DeskDamage, DeskRecord, RecordState, may_see};
#[cfg(test)]
pub(crate) use gather::{OpenedRecords, gather};
pub use routes::router;
pub use session::{IDLE_MS_MAX, SESSION_MS_MAX};
pub use standing::{Counting, Standing};
pub(crate) use studies::Earlier;
pub use unlock::{UnlockError, Unlocked, unlock};
pub(crate) use whole::recordings;
#[cfg(test)]
pub(crate) use words::Tongue;

/// How often sessions are looked over: a key outlives its session by no more than that.
const WATCH: Duration = Duration::from_secs(30);

/// Passphrases that are tried at the same time: each takes the memory and the time that make guessing slow.
const STRETCHES_AT_ONCE_MAX: usize = 2;
/// The same for browsers that are known.
const KNOWN_STRETCHES_AT_ONCE_MAX: usize = 1;
/// What somebody is told to wait who comes while so many are tried.
const STRETCH_WAIT_SECONDS: u64 = 2;

/// How browsers reach the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Loopback, without TLS: the cookie cannot ask for TLS.
    Plain,
    /// TLS: the cookie travels over TLS only.
    Tls,
}

/// What every page of the console can reach.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    store: StoreHandle,
    transport: Transport,
    clock: Clock,
    sessions: Sessions,
    attempts: Mutex<Doors>,
    stretching: Arc<Semaphore>,
    /// A place of their own for browsers that are known: strangers who try as much as may keep none of them waiting.
    stretching_known: Arc<Semaphore>,
    /// Where orders are kept beside the database.
    folder: OnceLock<PathBuf>,
}

impl Console {
    /// A console over a store.
    #[must_use]
    pub fn new(store: StoreHandle, transport: Transport) -> Self {
        Self::with_clock(store, transport, Clock::system())
    }

    /// A console with another clock: tests let sessions grow old without waiting.
    #[must_use]
    pub fn with_clock(store: StoreHandle, transport: Transport, clock: Clock) -> Self {
        let (sessions, attempts) = (Sessions::default(), Mutex::default());
        let stretching = Arc::new(Semaphore::new(STRETCHES_AT_ONCE_MAX));
        let stretching_known = Arc::new(Semaphore::new(KNOWN_STRETCHES_AT_ONCE_MAX));
        let folder = OnceLock::new();
        let inner = Inner { store, transport, clock, sessions, attempts, stretching, stretching_known, folder };
        Self(Arc::new(inner))
    }

    /// Keeps orders as files in this data folder. Without one, nobody withdraws on the pages.
    #[must_use]
    pub fn in_folder(self, folder: &Path) -> Self {
        let _first = self.0.folder.set(folder.to_owned());
        self
    }

    fn folder(&self) -> Option<PathBuf> {
        self.0.folder.get().cloned()
    }

    fn now(&self) -> Moment {
        self.0.clock.now()
    }

    /// Lets go of the keys of sessions that are over, as long as the console is there. Needs a running runtime.
    pub fn keep_watch(&self) {
        let console = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(WATCH).await;
                let Some(console) = console.upgrade() else { return };
                console.sessions.sweep(console.clock.now_ms());
            }
        });
    }

    fn store(&self) -> &StoreHandle {
        &self.0.store
    }

    fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    fn attempts(&self) -> &Mutex<Doors> {
        &self.0.attempts
    }

    /// A place to try a passphrase in; `None` while as many are being tried as may.
    fn stretch(&self, door: &Door) -> Option<OwnedSemaphorePermit> {
        let places = if door.browser.is_some() { &self.0.stretching_known } else { &self.0.stretching };
        Arc::clone(places).try_acquire_owned().ok()
    }

    fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    /// What a cookie says about TLS.
    fn secure(&self) -> &'static str {
        match self.0.transport {
            Transport::Plain => "",
            Transport::Tls => "; Secure",
        }
    }
}
