//! The log of what holders did with what others must not see alone: a chain in which every entry names the hash of the
//! one before.
//!
//! The entries are made on a server that is not trusted, so the chain alone would prove little: whoever can write the
//! table can write a new chain. But every act in it is signed by the holder who did it, and what is signed names the
//! head of the chain that the holder was shown. So an entry that was taken out, changed, or put elsewhere shows at the
//! next signed act, even when every hash was made anew. What no chain can show by itself is that its end was cut off:
//! for that, somebody must remember a later head. Every act prints its head; `LogHead` is what to note.
//!
//! Times are what the server's clock said, and nobody signs them. A clock that was once years ahead would keep the log
//! from every later act if times had to rise; so they need not, and what rules reckon by time is kept safe in
//! `opening`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Act, AuthorityError, Holder, HolderId, LogHead, OpeningError, RequestView, Roster, opening::follow};
use crate::ids::{Hash32, StudyId};

const ENTRY_USE: &str = "fieldward log entry 1";
/// Most bytes of one entry.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first, then without gaps.
    pub number: u64,
    /// Hash of the entry before; zeros before the first.
    pub before: Hash32,
    /// When, by the server's clock, right or wrong: what came before what, only the numbers say.
    pub at_ms: i64,
    /// What was done.
    pub act: Act,
}

/// What is wrong with a log, at its first broken link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("entry {number} of the log: {fault}")]
pub struct LogError {
    /// Which entry.
    pub number: u64,
    /// What is wrong with it.
    pub fault: LogFault,
}

/// What can be wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogFault {
    /// It is not where it should be: another number stands here.
    #[error("it is missing, or entries were taken out or moved")]
    Missing,
    /// It does not name the entry before.
    #[error("it does not follow the entry before, which was changed or replaced")]
    Link,
    /// The bytes are no entry.
    #[error("its bytes are damaged")]
    Malformed,
    /// The first entry does not say who holds keys, or a later one says it again.
    #[error("only the first entry says who founded the study")]
    Founding,
    /// Its signature is missing, does not fit, or is of somebody who may not do this.
    #[error("it was not signed by who says to have done it: {0}")]
    Signature(AuthorityError),
    /// The holder who signed it was shown another log than this.
    #[error("who signed it was shown another log: an earlier entry was changed, taken out or put in")]
    OtherHead,
    /// It breaks a rule: a request too many, a grant after the end, an opening that nobody granted.
    #[error("it breaks a rule: {0}")]
    Rule(OpeningError),
    /// A head that somebody noted is not in this log.
    #[error("the head that was noted is not in this log: its end was cut off, or it is another log")]
    CutOff,
}

impl Entry {
    /// The bytes that are kept.
    ///
    /// # Panics
    /// Never: an entry holds plain values.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("an entry holds plain values only, which postcard always writes")
    }

    /// The head after this entry.
    #[must_use]
    pub fn head(&self) -> LogHead {
        LogHead { number: self.number, hash: Hash32::of_use(ENTRY_USE, &[&self.to_bytes()]) }
    }
}

/// A log that was read and checked from its first entry on.
#[derive(Debug, Clone, Default)]
pub struct Log {
    entries: Vec<Entry>,
    heads: Vec<LogHead>,
    roster: Roster,
    holders: Vec<Holder>,
    requests: Vec<RequestView>,
}

impl Log {
    /// Reads and checks a log: links, order, signatures, and the heads that were signed.
    ///
    /// # Errors
    /// [`LogError`] names the first entry that is wrong.
    pub fn read(study: &StudyId, entries: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, LogError> {
        let mut log = Self::default();
        for bytes in entries {
            let number = log.head().number + 1;
            log.take(study, &bytes).map_err(|fault| LogError { number, fault })?;
        }
        Ok(log)
    }

    fn take(&mut self, study: &StudyId, bytes: &[u8]) -> Result<(), LogFault> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(LogFault::Malformed);
        }
        let entry: Entry = postcard::from_bytes(bytes).map_err(|_| LogFault::Malformed)?;
        let head = self.head();
        if entry.number != head.number + 1 {
            return Err(LogFault::Missing);
        }
        if entry.before != head.hash {
            return Err(LogFault::Link);
        }
        if entry.to_bytes() != bytes {
            return Err(LogFault::Malformed);
        }
        self.admit(study, &entry)?;
        self.heads.push(entry.head());
        self.entries.push(entry);
        Ok(())
    }

    /// Checks who signed an act, and what they were shown.
    fn admit(&mut self, study: &StudyId, entry: &Entry) -> Result<(), LogFault> {
        match (&entry.act, self.entries.is_empty()) {
            (Act::Founded(roster), true) => {
                self.holders = roster.holders(study).map_err(LogFault::Signature)?;
                self.roster = roster.clone();
                return Ok(());
            }
            (Act::Founded(_), false) | (_, true) => return Err(LogFault::Founding),
            _ => {}
        }
        if let Act::Changed(change) = &entry.act {
            let mut roster = self.roster.clone();
            roster.changes.push(change.clone());
            self.holders = roster.holders(study).map_err(LogFault::Signature)?;
            self.roster = roster;
            return Ok(());
        }
        entry.act.check(study, &self.holders).map_err(LogFault::Signature)?;
        if entry.act.seen().is_some_and(|seen| !self.has(seen)) {
            return Err(LogFault::OtherHead);
        }
        follow(&mut self.requests, (study, &self.holders), &entry.act, entry.at_ms).map_err(LogFault::Rule)
    }

    /// Whether a head that somebody noted is one of this log's.
    #[must_use]
    pub fn has(&self, noted: LogHead) -> bool {
        match noted.number.checked_sub(1) {
            None => noted == LogHead::START,
            Some(place) => {
                usize::try_from(place).ok().and_then(|place| self.heads.get(place)).is_some_and(|head| *head == noted)
            }
        }
    }

    /// Checks that a head that somebody noted is still in this log.
    ///
    /// # Errors
    /// [`LogFault::CutOff`] at the noted number.
    pub fn check_noted(&self, noted: LogHead) -> Result<(), LogError> {
        if self.has(noted) { Ok(()) } else { Err(LogError { number: noted.number, fault: LogFault::CutOff }) }
    }

    /// Where the log stands.
    #[must_use]
    pub fn head(&self) -> LogHead {
        self.heads.last().copied().unwrap_or(LogHead::START)
    }

    /// The head after each entry, in order.
    pub(super) fn heads(&self) -> &[LogHead] {
        &self.heads
    }

    /// Numbers of the entries that claim to be older than the one before: the server's clock was set back there.
    pub fn clock_set_back(&self) -> impl Iterator<Item = u64> + '_ {
        self.entries.windows(2).filter(|two| two[1].at_ms < two[0].at_ms).map(|two| two[1].number)
    }

    /// Its entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every request and what came of it, in order.
    #[must_use]
    pub fn requests(&self) -> &[RequestView] {
        &self.requests
    }

    /// The list of holders, with every change that stands in the log.
    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Who holds keys now.
    #[must_use]
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// One holder of now.
    #[must_use]
    pub fn holder(&self, id: &HolderId) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.id == *id)
    }

    /// The entry that an act would become, checked as if it stood there.
    ///
    /// # Errors
    /// As [`Log::read`].
    pub fn next(&self, study: &StudyId, now_ms: i64, act: Act) -> Result<Entry, LogError> {
        let entry = self.head().entry(now_ms, act);
        let fault = |fault| LogError { number: entry.number, fault };
        self.clone().take(study, &entry.to_bytes()).map_err(fault)?;
        Ok(entry)
    }
}
