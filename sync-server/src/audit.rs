//! The log of holders, as this server keeps it: read and checked as a whole before anything is added.
//!
//! An act is judged and written in one go: the log is read, the act is built on its head and checked as if it stood
//! there, and the store takes it only if nobody wrote in between. The server can refuse to write, or throw the log
//! away; it cannot write in a holder's name. See `fieldward_core::authority::Log` for what shows and what cannot.

use fieldward_core::{
    authority::{Act, Log, LogError, LogHead, Looked, Occasion, RequestState, Signed},
    ids::{RecordId, StudyId},
    study::Study,
};
use thiserror::Error;

use crate::{
    accounts::Account,
    store::{LogStep, PublishedPackage, PublishedStudy, Store, StoreError},
};

/// Records that one entry names; what is more goes into the next.
pub const LOOKED_RECORDS_MAX: usize = 1000;
/// How often an act is built anew because somebody else wrote in between.
const TRIES: usize = 5;

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The log is broken, or the act does not fit it.
    #[error(transparent)]
    Log(#[from] LogError),
    /// It begins with other holders than those who founded the study.
    #[error(
        "the log begins with other holders than those who founded the study: somebody wrote it anew; sign nothing here"
    )]
    OtherFounding,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes a study for the first time, together with the first entry of its log.
pub(crate) fn begin(
    store: &dyn Store,
    study: &Study,
    published: PublishedStudy,
    package: PublishedPackage,
    at_ms: i64,
) -> Result<(), AuditError> {
    let entry = Log::default().next(&study.id, at_ms, Act::Founded(study.roster.clone()))?;
    let step = LogStep {
        entries: vec![entry.to_bytes()],
        publication: Some((published, package)),
        at_ms,
        ..LogStep::default()
    };
    Ok(store.extend_log(&step)?)
}

/// The log, checked from its first entry on.
///
/// # Errors
/// [`AuditError::Log`] names the first broken link.
pub fn read(store: &dyn Store) -> Result<(StudyId, Log), AuditError> {
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let log = Log::read(&published.id, store.log()?)?;
    Ok((published.id, log))
}

/// The log, checked, as the log of the study that this account is bound to: whoever can write the database could begin
/// another one, with holders of their own, and everything in it would fit.
///
/// # Errors
/// [`AuditError::OtherFounding`] when it is another; else as [`read`].
pub fn read_as(store: &dyn Store, account: &Account) -> Result<Log, AuditError> {
    let (_, log) = read(store)?;
    let same = log.roster().founding_hash() == account.founding.roster;
    if same { Ok(log) } else { Err(AuditError::OtherFounding) }
}

/// Writes an act of this account, which `make` builds on the log as it stands, together with what belongs to it. Gives
/// the new head.
///
/// # Errors
/// When the log is broken, the act breaks a rule, or the store fails; nothing was written then.
pub(crate) fn write<E: From<AuditError>>(
    store: &dyn Store,
    account: &Account,
    at_ms: i64,
    mut make: impl FnMut(&Log) -> Result<(Act, LogStep), E>,
) -> Result<LogHead, E> {
    for _ in 0..TRIES {
        let log = read_as(store, account)?;
        let (act, mut step) = make(&log)?;
        let entry = log.next(&account.study, at_ms, act).map_err(AuditError::Log)?;
        // What was granted and never opened is not left lying: halves of a request that expired go with any write.
        let expired = log.requests().iter().filter(|view| view.state(entry.at_ms) == RequestState::Expired);
        step.closed.extend(expired.map(|view| view.hash));
        let head = entry.head();
        let step = LogStep { after: log.head().number, entries: vec![entry.to_bytes()], at_ms: entry.at_ms, ..step };
        match store.extend_log(&step) {
            Err(StoreError::LogMoved) => {}
            Err(error) => return Err(AuditError::Store(error).into()),
            Ok(()) => return Ok(head),
        }
    }
    Err(AuditError::Store(StoreError::LogMoved).into())
}

/// Writes down that somebody sees highly sensitive answers, before they do.
///
/// # Errors
/// As [`AuditError`]; then nothing may be shown.
pub fn look(
    store: &dyn Store,
    account: &Account,
    records: &[RecordId],
    occasion: Occasion,
    at_ms: i64,
) -> Result<(), AuditError> {
    for records in records.chunks(LOOKED_RECORDS_MAX) {
        write::<AuditError>(store, account, at_ms, |log| {
            let holder = account.holder.id.clone();
            let statement = Looked { holder, records: records.to_vec(), occasion, head: log.head() };
            let signatures = vec![account.sign(&statement)];
            Ok((Act::Looked(Signed { statement, signatures }), LogStep::default()))
        })?;
    }
    Ok(())
}
