//! The list of holders again, on a server that was put back from before it changed.
//!
//! Devices take no list that does not continue the one that they know: else whoever signs packages could seat
//! custodians of their own. So a server that has forgotten a change can publish nothing to them any more. What it
//! forgot stands in a file beside the database: the changes as two holders signed them, the package that told devices,
//! and what came with it: the newcomer's wrapped secret and the halves that were handed over. The file is written when
//! a list has changed and read whenever a store is opened; whoever keeps backups elsewhere brings it with `fieldward
//! custodian again`.
//!
//! Nothing in the file is believed for being there. A change counts only as the next entry of the log, signed by two
//! who held keys then, and the package only under the study's own seal and with exactly this list. So a file puts
//! nobody in a seat whom two holders did not, and can take nobody out: a shorter list than the log's is passed over.

use std::{cmp::Ordering, fs, io, path::Path};

use fieldward_core::{
    authority::{Act, Log, RosterChange, Signed},
    ids::{Hash32, RecordId, StreamKind},
    study::package,
    sync::wire::{PackageSeal, decode, encode},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    accounts::package_in_force,
    audit::{self, AuditError},
    folder,
    store::{HandedOver, LogStep, PublishedPackage, PublishedStudy, Store, StoreError, StoreResult, WrappedKey},
};

const FOLDER: &str = "orders";
/// The file's name in the folder of orders.
pub const FILE_NAME: &str = "holders.list";
const RECORDS_AT_ONCE: u32 = 500;

/// Why a list was not taken.
#[derive(Debug, Error)]
pub enum RelistError {
    /// The file is no list, or not of this study.
    #[error("this file is no list of holders of this study")]
    File,
    /// The log has changes that the file does not have, and the other way round.
    #[error(
        "the holders were changed otherwise since the backup: devices that know the other change take nothing more of \
         this server; put back a later backup, or found the study anew"
    )]
    Otherwise,
    /// The log is broken, or a change was not signed by two who held keys.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder.
    #[error("the list of holders in the data folder cannot be read or written")]
    Folder(#[from] io::Error),
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    changes: Vec<Signed<RosterChange>>,
    package: Vec<u8>,
    seal: PackageSeal,
    published_ms: i64,
    wrapped: Vec<(String, Vec<u8>)>,
    handed_over: Vec<(RecordId, String, Vec<u8>)>,
}

/// Writes down the list as it is now. A list that never changed needs no file.
///
/// # Errors
/// As the store or the disk says.
pub fn keep(store: &dyn Store, data: &Path) -> Result<(), RelistError> {
    let (published, package, study) = package_in_force(store)?;
    if study.roster.changes.is_empty() {
        return Ok(());
    }
    let wrapped = published.wrapped.into_iter().map(|key| (key.holder, key.wrapped)).collect();
    let kept = Kept {
        changes: study.roster.changes,
        package: package.bytes,
        seal: package.seal,
        published_ms: package.published_ms,
        wrapped,
        handed_over: all_handed_over(store)?,
    };
    let folder = data.join(FOLDER);
    folder::make(&folder)?;
    Ok(folder::write_private(&folder.join(FILE_NAME), &encode(&kept))?)
}

fn all_handed_over(store: &dyn Store) -> StoreResult<Vec<(RecordId, String, Vec<u8>)>> {
    let (mut after, mut halves) = (0, Vec::new());
    loop {
        let arrived = store.records(after, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { return Ok(halves) };
        after = last.arrival;
        for stored in arrived.iter().filter(|stored| stored.stream == StreamKind::Identity) {
            let of = store.handed_over(stored.record)?.into_iter();
            halves.extend(of.map(|half| (half.record, half.holder, half.capsule)));
        }
    }
}

/// Does again what the data folder's own file says, and writes the file where the database knows more. Called whenever
/// a store is opened; gives how many changes were forgotten and are there again. What cannot be done is said, and the
/// store served as it is.
pub fn again(store: &dyn Store, data: &Path) -> usize {
    let done = agree(store, data);
    if let Err(error) = &done {
        tracing::warn!(%error, "the list of holders in the data folder could not be compared with the database");
    }
    done.unwrap_or(0)
}

fn agree(store: &dyn Store, data: &Path) -> Result<usize, RelistError> {
    if store.study()?.is_none() {
        return Ok(0);
    }
    let file = data.join(FOLDER).join(FILE_NAME);
    let kept = if file.exists() { read(&file)?.changes.len() } else { 0 };
    let known = package_in_force(store)?.2.roster.changes.len();
    match kept.cmp(&known) {
        Ordering::Less => keep(store, data).map(|()| 0),
        Ordering::Equal => Ok(0),
        Ordering::Greater => again_by(store, &file),
    }
}

fn read(file: &Path) -> Result<Kept, RelistError> {
    decode(&fs::read(file)?).map_err(|_| RelistError::File)
}

/// Does again what a file says: the changes that the log does not have, in one step with all that belongs to them.
///
/// # Errors
/// See [`RelistError`]; nothing has changed then.
pub fn again_by(store: &dyn Store, file: &Path) -> Result<usize, RelistError> {
    let kept = read(file)?;
    let (_, log) = audit::read(store)?;
    let known = log.roster().changes.len();
    let same = known.min(kept.changes.len());
    if log.roster().changes[..same] != kept.changes[..same] {
        return Err(RelistError::Otherwise);
    }
    let forgotten = kept.changes.len() - same;
    if forgotten > 0 {
        store.extend_log(&step(store, &log, kept)?)?;
        tracing::warn!(forgotten, "changes of the holders were forgotten by the database, and are in force again");
    }
    Ok(forgotten)
}

fn step(store: &dyn Store, log: &Log, kept: Kept) -> Result<LogStep, RelistError> {
    let before = store.study()?.ok_or(StoreError::NoStudy)?;
    let (mut entries, mut left) = (Vec::new(), Vec::new());
    let mut raw = store.log()?;
    let mut grown = log.clone();
    for change in kept.changes.iter().skip(log.roster().changes.len()) {
        left.extend(change.statement.leaves.iter().flat_map(|id| names_of(&id.0)));
        let entry = grown.next(&before.id, kept.published_ms, Act::Changed(change.clone())).map_err(AuditError::Log)?;
        raw.push(entry.to_bytes());
        entries.push(entry.to_bytes());
        grown = Log::read(&before.id, raw.clone()).map_err(AuditError::Log)?;
    }
    let publication = Some(publication(&before, &grown, &kept)?);
    let listed = |name: &str| grown.holders().iter().any(|holder| names_of(&holder.id.0).iter().any(|one| one == name));
    let missing = |name: &str| before.wrapped.iter().all(|key| key.holder != name);
    let wrapped = kept.wrapped.into_iter().filter(|(name, _)| listed(name) && missing(name));
    let handed_over = kept.handed_over.into_iter();
    Ok(LogStep {
        after: log.head().number,
        entries,
        left,
        publication,
        wrapped: wrapped.map(|(holder, wrapped)| WrappedKey { holder, wrapped }).collect(),
        handed_over: handed_over.map(|(record, holder, capsule)| HandedOver { record, holder, capsule }).collect(),
        at_ms: kept.published_ms,
        ..LogStep::default()
    })
}

/// Every name under which something of a holder is kept.
fn names_of(holder: &str) -> [String; 3] {
    [holder.to_owned(), format!("records>{holder}"), format!("packages>{holder}")]
}

/// The package of that time, under the study's seal and with this list. Whatever was published since the backup is
/// replaced by it, until a supervisor publishes again: it names holders whom devices know no more.
fn publication(
    before: &PublishedStudy,
    log: &Log,
    kept: &Kept,
) -> Result<(PublishedStudy, PublishedPackage), RelistError> {
    let hash = Hash32::of(&kept.package);
    let study = package::decode(&kept.package).map_err(|_| RelistError::File)?;
    let ours = kept.seal.holds(&hash, &before.signing_key) && study.id == before.id;
    if !ours || !study.roster.is_list_of(log.roster()) {
        return Err(RelistError::File);
    }
    let (bytes, seal, published_ms) = (kept.package.clone(), kept.seal, kept.published_ms);
    let package = PublishedPackage { hash, bytes, seal, published_ms };
    Ok((PublishedStudy { package: hash, ..before.clone() }, package))
}

#[cfg(test)]
mod tests {
    use fieldward_core::{
        authority::{HolderId, HolderSecret, Role, Seat},
        ids::StudyId,
        vault::{Key, Signature},
    };
    use uuid::Uuid;

    use super::*;

    /// A list where one supervisor came. Servers of tomorrow read it: the only copy of a change may be such a file.
    fn kept() -> Kept {
        let [comes, signs] = [66, 67].map(|byte| HolderSecret::from_key(Key::from_bytes([byte; 32])));
        let comes = comes.holder(HolderId("supervisor/3".into()), Role::Supervisor, Seat::Person);
        let statement = RosterChange { before: Hash32([1; 32]), leaves: None, comes: Some(comes) };
        let signature = signs.sign(&HolderId("supervisor".into()), &StudyId("river".into()), &statement);
        Kept {
            changes: vec![Signed { statement, signatures: vec![signature] }],
            package: b"package".to_vec(),
            seal: PackageSeal { serial: 300, signature: Signature([2; 64]) },
            published_ms: 1_772_406_600_000,
            wrapped: vec![("supervisor/3".into(), vec![3; 4])],
            handed_over: vec![(RecordId(Uuid::from_u128(7)), "custodian_1/4".into(), vec![4; 4])],
        }
    }

    #[test]
    fn golden() {
        let digits: String = include_str!("relist.hex").split_whitespace().collect();
        assert_eq!(data_encoding::HEXLOWER.encode(&encode(&kept())), digits);
        let read: Kept = decode(&encode(&kept())).expect("a list");
        assert_eq!(encode(&read), encode(&kept()));
    }
}
