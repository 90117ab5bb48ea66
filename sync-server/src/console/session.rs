//! Sessions: the unwrapped key, in memory and nowhere else, for as long as somebody works.
//!
//! Fifteen minutes without use or twelve hours in all end a session and wipe its key, and so does the removal of
//! whoever signed in, at their next step: also when somebody broke the log to hide it, as long as a package of the
//! study says so. Only who puts back all of the database, and before this session saw the removal, keeps it open. The
//! cookie holds a random token; the server keeps its hash, so that a memory listing of sessions opens none.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use fieldward_core::{
    ids::{Hash32, RecordId},
    record::StudySecret,
};
use rand_core::Rng;
use subtle::ConstantTimeEq;

use crate::{
    accounts::{self, Account, Listing, LogStanding},
    audit::{self, AuditError},
    console::gather::OpenedRecords,
    store::{Store, StoreResult},
};

/// A session that nobody used for this long is over.
pub const IDLE_MS_MAX: i64 = 15 * 60 * 1000;
/// A session is over after this long, used or not.
pub const SESSION_MS_MAX: i64 = 12 * 60 * 60 * 1000;
/// Sessions at the same time; the one longest unused makes room.
pub const SESSIONS_MAX: usize = 32;

const TOKEN_BYTES: usize = 32;

/// One holder's session.
pub struct Session {
    /// Who signed in, with their own secret. Wiped when the last user of the session lets go.
    pub account: Account,
    /// Opens records, when this account can.
    pub secret: Option<StudySecret>,
    /// Whether the log of holders was whole when this session last looked.
    log: Mutex<LogStanding>,
    /// Token of this session's forms.
    pub csrf: String,
    /// Records whose highly sensitive answers were opened in this session.
    pub seen: Mutex<BTreeSet<RecordId>>,
    /// What this session has opened so far.
    pub opened: Mutex<OpenedRecords>,
    /// Where this session last found its holder.
    listed: Mutex<Option<FoundIn>>,
}

/// What the database held when a session found its holder there.
#[derive(Clone, PartialEq, Eq)]
struct FoundIn {
    entries: usize,
    last: Option<Vec<u8>>,
    package: Option<Hash32>,
}

/// Whether somebody is still a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The log and the package list them; the package alone, when the log cannot be read: that is said elsewhere.
    Yes,
    /// They were removed, or their keys are others now.
    No,
}

impl Session {
    /// Whether anything may be decided: the log of holders was whole when this session last looked.
    pub fn log(&self) -> LogStanding {
        *lock(&self.log)
    }

    /// This session looked at the log.
    pub fn note_log(&self, log: LogStanding) {
        *lock(&self.log) = log;
    }

    /// Whether a form is this session's own. How long the answer takes tells nothing about the token.
    pub fn owns(&self, token: &str) -> bool {
        self.csrf.as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// Whether whoever signed in is still a holder: somebody may have been removed since, and the key is here.
    ///
    /// # Errors
    /// As the store says.
    pub fn listed(&self, store: &dyn Store) -> StoreResult<Listed> {
        let mut entries = store.log()?;
        let package = store.study()?.map(|study| study.package);
        let now = FoundIn { entries: entries.len(), last: entries.pop(), package };
        let before = lock(&self.listed).clone();
        if before.as_ref() == Some(&now) {
            return Ok(Listed::Yes);
        }
        // A log only grows: its end was cut off, and with it perhaps the removal of whoever sits here.
        if before.as_ref().is_some_and(|before| before.entries > now.entries) {
            return Ok(Listed::No);
        }
        let standing = match audit::read_as(store, &self.account) {
            Ok(log) if log.holder(&self.account.holder.id) != Some(&self.account.holder) => return Ok(Listed::No),
            Ok(_) => LogStanding::Whole,
            Err(AuditError::Store(error)) => return Err(error),
            Err(AuditError::Log(_) | AuditError::OtherFounding) => LogStanding::Broken,
        };
        // Packages change seldom and take long to read: a whole log that only grew needs no second word.
        let same_package = before.is_some_and(|before| before.package == now.package);
        let asked = standing == LogStanding::Broken || !same_package;
        if asked && accounts::is_listed_in_package(store, &self.account)? == Listing::Gone {
            return Ok(Listed::No);
        }
        *lock(&self.listed) = Some(now);
        Ok(Listed::Yes)
    }
}

struct Slot {
    session: Arc<Session>,
    began_ms: i64,
    used_ms: i64,
}

/// All sessions of this server.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<Hash32, Slot>>);

impl Sessions {
    /// Begins a session and gives the cookie's token.
    pub fn begin(
        &self,
        secret: Option<StudySecret>,
        (account, log): (Account, LogStanding),
        now_ms: i64,
    ) -> (String, Arc<Session>) {
        let token = random_token();
        let session = Arc::new(Session {
            account,
            secret,
            log: Mutex::new(log),
            csrf: random_token(),
            seen: Mutex::default(),
            opened: Mutex::default(),
            listed: Mutex::default(),
        });
        let mut slots = lock(&self.0);
        sweep(&mut slots, now_ms);
        if slots.len() >= SESSIONS_MAX {
            let oldest = slots.iter().min_by_key(|(_, slot)| slot.used_ms).map(|(token, _)| *token);
            oldest.map(|token| slots.remove(&token));
        }
        let slot = Slot { session: Arc::clone(&session), began_ms: now_ms, used_ms: now_ms };
        slots.insert(Hash32::of(token.as_bytes()), slot);
        (token, session)
    }

    /// The session of a token, if it is still alive; using it keeps it alive.
    pub fn find(&self, token: &str, now_ms: i64) -> Option<Arc<Session>> {
        let mut slots = lock(&self.0);
        sweep(&mut slots, now_ms);
        let slot = slots.get_mut(&Hash32::of(token.as_bytes()))?;
        slot.used_ms = now_ms;
        Some(Arc::clone(&slot.session))
    }

    /// Ends what nobody uses any more. Called from time to time too, so that a key does not wait in memory for the next
    /// visitor to be wiped.
    pub fn sweep(&self, now_ms: i64) {
        sweep(&mut lock(&self.0), now_ms);
    }

    /// Ends a session and lets go of its key.
    pub fn end(&self, token: &str) {
        lock(&self.0).remove(&Hash32::of(token.as_bytes()));
    }
}

fn sweep(slots: &mut HashMap<Hash32, Slot>, now_ms: i64) {
    slots.retain(|_, slot| now_ms - slot.used_ms < IDLE_MS_MAX && now_ms - slot.began_ms < SESSION_MS_MAX);
}

/// A lock that a panic elsewhere does not take away: what is behind it is replaced as a whole, never half.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn random_token() -> String {
    let mut bytes = [0; TOKEN_BYTES];
    crate::clock::rng().fill_bytes(&mut bytes);
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use fieldward_core::{
        authority::{HolderId, HolderSecret, Role, Seat},
        ids::StudyId,
        vault::{SealingPublic, SignerPublic},
    };

    use super::*;
    use crate::{
        accounts::{AccountError, Founding, unlock_reader},
        identities::tests::stage::{HOUR, Stage, at},
        seats,
    };

    fn begin(sessions: &Sessions, now_ms: i64) -> String {
        let secret = HolderSecret::random(&mut crate::clock::rng());
        let holder = secret.holder(HolderId("supervisor".into()), Role::Supervisor, Seat::Person);
        let founding =
            Founding { roster: Hash32([0; 32]), records: SealingPublic([0; 32]), packages: SignerPublic([0; 33]) };
        let account = Account { study: StudyId("study".into()), holder, secret, founding };
        sessions.begin(None, (account, LogStanding::Whole), now_ms).0
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let sessions = Sessions::default();
        let token = begin(&sessions, 0);
        assert!(sessions.find(&token, IDLE_MS_MAX - 1).is_some());
        assert!(sessions.find(&token, 2 * IDLE_MS_MAX - 2).is_some(), "use keeps it alive");
        assert!(sessions.find(&token, 4 * IDLE_MS_MAX).is_none());
    }

    #[test]
    fn a_key_is_let_go_when_its_time_is_over_though_nobody_comes() {
        let sessions = Sessions::default();
        begin(&sessions, 0);
        sessions.sweep(IDLE_MS_MAX - 1);
        assert_eq!(lock(&sessions.0).len(), 1);
        sessions.sweep(IDLE_MS_MAX);
        assert_eq!(lock(&sessions.0).len(), 0);
    }

    #[test]
    fn a_session_ends_after_twelve_hours_of_work() {
        let sessions = Sessions::default();
        let token = begin(&sessions, 0);
        for now_ms in (0..SESSION_MS_MAX).step_by(usize::try_from(IDLE_MS_MAX / 2).expect("fits")) {
            assert!(sessions.find(&token, now_ms).is_some());
        }
        assert!(sessions.find(&token, SESSION_MS_MAX).is_none());
    }

    #[test]
    fn signing_out_and_foreign_tokens_open_nothing() {
        let sessions = Sessions::default();
        let token = begin(&sessions, 0);
        assert!(sessions.find("another", 1).is_none());
        sessions.end(&token);
        assert!(sessions.find(&token, 1).is_none());
    }

    fn session_of(stage: &Stage, name: &str) -> Arc<Session> {
        Sessions::default().begin(None, (stage.account(name), LogStanding::Whole), 0).1
    }

    fn remove_analyst(stage: &Stage) {
        let (supervisor, other) = (stage.account("supervisor"), stage.account("supervisor/2"));
        seats::remove(stage.store(), "analyst", (&supervisor, &other), &at(HOUR)).expect("both may");
    }

    #[test]
    fn who_was_removed_is_out_though_they_break_the_log_that_says_so() {
        let stage = Stage::new();
        let (gone, stays) = (session_of(&stage, "analyst"), session_of(&stage, "supervisor"));
        let listed = |session: &Session| session.listed(stage.store()).expect("the store answers");
        assert_eq!((listed(&gone), listed(&stays)), (Listed::Yes, Listed::Yes));
        remove_analyst(&stage);
        stage.sql("UPDATE log SET entry = x'00' WHERE number = 1");
        assert_eq!(
            (listed(&gone), listed(&stays)),
            (Listed::No, Listed::Yes),
            "a broken log says nothing; the package does"
        );
    }

    /// Without a row of the package that has the later list, nothing is left that tells of the removal.
    #[test]
    fn an_earlier_package_in_force_again_lets_nobody_back_in() {
        let stage = Stage::new();
        let before = stage.published();
        let wrapped = before.wrapped.iter().find(|key| key.holder == "analyst").expect("it is wrapped").clone();
        let gone = session_of(&stage, "analyst");
        remove_analyst(&stage);
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        stage.sql(&format!(
            "UPDATE study SET package = x'{}'; INSERT INTO wrapped_keys VALUES ('analyst', x'{}');
             UPDATE log SET entry = x'00' WHERE number = 1",
            hex(&before.package.0),
            hex(&wrapped.wrapped)
        ));
        assert_eq!(gone.listed(stage.store()).expect("the store answers"), Listed::No);
        let come_in = unlock_reader(stage.store(), "analyst", stage.words("analyst"));
        assert!(matches!(come_in, Err(AccountError::Unknown)));
        let (_, log) = unlock_reader(stage.store(), "supervisor", stage.words("supervisor")).expect("who stays looks");
        assert_eq!(log, LogStanding::Broken);
    }

    #[test]
    fn a_session_that_was_in_a_longer_log_is_over() {
        let stage = Stage::new();
        let session = session_of(&stage, "supervisor");
        stage.desk();
        assert_eq!(session.listed(stage.store()).expect("the store answers"), Listed::Yes);
        stage.sql("DELETE FROM log WHERE number = (SELECT max(number) FROM log)");
        assert_eq!(session.listed(stage.store()).expect("the store answers"), Listed::No);
    }

    #[test]
    fn a_form_is_owned_by_its_own_token() {
        let sessions = Sessions::default();
        let token = begin(&sessions, 0);
        let session = sessions.find(&token, 1).expect("it began");
        assert!(session.owns(&session.csrf));
        for other in ["", "another", &session.csrf[1..], &format!("{}x", session.csrf), &token] {
            assert!(!session.owns(other));
        }
    }

    #[test]
    fn one_session_too_many_takes_the_place_of_the_longest_unused() {
        let sessions = Sessions::default();
        let first = begin(&sessions, 0);
        for now_ms in 1..=SESSIONS_MAX {
            begin(&sessions, i64::try_from(now_ms).expect("fits"));
        }
        assert!(sessions.find(&first, 40).is_none());
        assert_eq!(lock(&sessions.0).len(), SESSIONS_MAX);
    }
}
