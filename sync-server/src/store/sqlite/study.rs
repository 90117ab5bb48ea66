//! The study and its packages.
//!
//! Every package that was ever published stays: records are read with the package that they were made with. Which is in
//! force is one row, changed in the transaction that adds it.

use fieldward_core::{
    ids::{Hash32, StudyId},
    sync::wire::{self, PackageSeal},
};
use rusqlite::{Connection, Transaction, params};

use super::value::{every, first, fixed, hash, number, sealing, signature, signer, stored};
use crate::store::{PublishedPackage, PublishedStudy, StoreError, StoreResult, WrappedKey};

pub(super) fn publish(t: &Transaction<'_>, study: &PublishedStudy, package: &PublishedPackage) -> StoreResult<()> {
    t.execute(
        // A package that is published again is the same bytes under a later seal.
        "INSERT INTO packages (hash, bytes, serial, signature, published_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (hash) DO UPDATE SET serial = ?3, signature = ?4, published_ms = ?5",
        params![
            package.hash.0,
            package.bytes,
            stored(package.seal.serial),
            package.seal.signature.0,
            package.published_ms
        ],
    )?;
    match read(t)? {
        Some(known) if known.id != study.id => return Err(StoreError::OtherStudy(known.id)),
        // Records that are sealed already need the keys they were sealed to: these never change.
        Some(_) => {
            let sql = "UPDATE study SET package = ?1, keys_signature = ?2";
            t.execute(sql, params![package.hash.0, study.keys_signature.0])?;
            return Ok(());
        }
        None => {}
    }
    t.execute(
        "INSERT INTO study VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            study.id.0,
            package.hash.0,
            study.sealing_key.0,
            study.signing_key.0,
            wire::encode(&study.custodians),
            study.keys_signature.0
        ],
    )?;
    for key in &study.wrapped {
        t.execute("INSERT INTO wrapped_keys VALUES (?1, ?2)", params![key.holder, key.wrapped])?;
    }
    Ok(())
}

pub(super) fn read(c: &Connection) -> StoreResult<Option<PublishedStudy>> {
    let mut keys = c.prepare_cached("SELECT holder, wrapped FROM wrapped_keys ORDER BY holder")?;
    let wrapped = every(&mut keys, [], |row| Ok(WrappedKey { holder: row.get(0)?, wrapped: row.get(1)? }))?;
    let mut study =
        c.prepare_cached("SELECT id, package, sealing_key, signing_key, custodians, keys_signature FROM study")?;
    first(&mut study, [], |row| {
        let custodians: Vec<u8> = row.get(4)?;
        Ok(PublishedStudy {
            id: StudyId(row.get(0)?),
            package: hash(row, 1)?,
            sealing_key: sealing(row, 2)?,
            signing_key: signer(row, 3)?,
            custodians: wire::decode(&custodians).map_err(|_| StoreError::Damaged("custodians"))?,
            keys_signature: signature(row, 5)?,
            wrapped: wrapped.clone(),
        })
    })
}

pub(super) fn package(c: &Connection, wanted: &Hash32) -> StoreResult<Option<PublishedPackage>> {
    let mut package =
        c.prepare_cached("SELECT hash, bytes, serial, signature, published_ms FROM packages WHERE hash = ?1")?;
    first(&mut package, params![wanted.0], |row| {
        Ok(PublishedPackage {
            hash: Hash32(fixed(row, 0)?),
            bytes: row.get(1)?,
            seal: PackageSeal { serial: number(row, 2)?, signature: signature(row, 3)? },
            published_ms: row.get(4)?,
        })
    })
}

pub(super) fn packages(c: &Connection) -> StoreResult<Vec<Hash32>> {
    let mut packages = c.prepare_cached("SELECT hash FROM packages ORDER BY serial DESC")?;
    every(&mut packages, params![], |row| hash(row, 0))
}
