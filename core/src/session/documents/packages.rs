//! Study packages: the one that new interviews run, and earlier ones as long as drafts or returns may need them.
//!
//! A package is kept as it came, under its hash, and is compiled anew at each start. Whether it may be put in force was
//! judged before it came here.

use std::sync::Arc;

use rand_core::CryptoRng;

use super::{DEVICE, Documents, PACKAGE, Shelved};
use crate::{
    ids::Hash32,
    session::SessionError,
    study::{Study, package},
    vault::ShelfChange,
};

impl Documents<'_> {
    /// The package that new interviews run, and the number of the publication that put it in force.
    pub fn package_in_force(self) -> Result<Option<(Hash32, u64)>, SessionError> {
        self.get(DEVICE, b"package")
    }

    /// A whole study package that was checked.
    pub fn study(self, hash: &Hash32) -> Result<Arc<Study>, SessionError> {
        let bytes = self.vault.shelf().get(PACKAGE, &hash.0)?.ok_or(SessionError::Document)?;
        Ok(Arc::new(package::decode(&bytes)?))
    }

    /// All packages that are on the device.
    pub fn packages(self) -> Result<Vec<Hash32>, SessionError> {
        let keys = self.vault.shelf().keys(PACKAGE)?;
        keys.into_iter().map(|key| key.try_into().map(Hash32).map_err(|_| SessionError::Document)).collect()
    }

    /// Stores a package and puts it in force, in one transaction.
    pub fn put_package(
        self,
        hash: Hash32,
        serial: u64,
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let in_force = Shelved::put(DEVICE, b"package", &(hash, serial))?;
        let package = ShelfChange::Put { kind: PACKAGE, key: &hash.0, bytes };
        Ok(self.vault.shelf().change(&[package, in_force.change()], rng)?)
    }
}
