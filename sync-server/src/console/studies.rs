//! Which study a record was made with: the one in force, or an earlier package of it.
//!
//! A questionnaire that was changed in the middle of the field work must not make the records before it unreadable. An
//! earlier package is decoded when a record asks for it, the latest first, and kept for the session.

use std::{collections::HashSet, sync::Arc};

use fieldward_core::{
    ids::Hash32,
    record::RecordHeader,
    study::{Instrument, Study, package},
    vault::SignerPublic,
};

use crate::{
    accounts::Account,
    store::{PublishedPackage, Store, StoreResult},
};

/// Earlier packages that this session has decoded.
#[derive(Default)]
pub(crate) struct Earlier {
    decoded: Vec<Arc<Study>>,
    seen: HashSet<Hash32>,
}

impl Earlier {
    /// The study whose questionnaire and use statement a record was made with. Where only the statement is not to be
    /// found, the questionnaire decides: the record can be read, and its review says that the statement differs.
    pub(crate) fn study_of(
        &mut self,
        store: &dyn Store,
        (in_force, account): (&Arc<Study>, &Account),
        header: &RecordHeader,
    ) -> StoreResult<Option<Arc<Study>>> {
        if let Some(exact) = self.known(in_force).find(|study| is_exactly(study, header)) {
            return Ok(Some(Arc::clone(exact)));
        }
        self.decode_rest(store, &account.founding.packages)?;
        let fits = |study: &&Arc<Study>| instrument_of(study, header).is_some();
        let exact = self.known(in_force).find(|study| is_exactly(study, header));
        Ok(exact.or_else(|| self.known(in_force).find(fits)).map(Arc::clone))
    }

    fn known<'a>(&'a self, in_force: &'a Arc<Study>) -> impl Iterator<Item = &'a Arc<Study>> {
        std::iter::once(in_force).chain(&self.decoded)
    }

    /// Decodes what was not decoded yet. A package of a format that nobody reads any more helps no record.
    fn decode_rest(&mut self, store: &dyn Store, key: &SignerPublic) -> StoreResult<()> {
        for hash in store.packages()? {
            if !self.seen.insert(hash) {
                continue;
            }
            let Some(published) = store.package(&hash)? else { continue };
            if !is_published(&published, key) {
                continue;
            }
            self.decoded.extend(package::decode(&published.bytes).ok().map(Arc::new));
        }
        Ok(())
    }
}

/// Whether the study put this package in force, and not somebody who can write into the database: the key is the one
/// that the account is bound to, and not the one that stands there now.
fn is_published(package: &PublishedPackage, key: &SignerPublic) -> bool {
    Hash32::of(&package.bytes) == package.hash && package.seal.holds(&package.hash, key)
}

/// The questionnaire that a record was made with.
pub(super) fn instrument_of<'a>(study: &'a Study, header: &RecordHeader) -> Option<&'a Instrument> {
    study.instruments.iter().find(|instrument| instrument.form_hash == header.form)
}

fn is_exactly(study: &Study, header: &RecordHeader) -> bool {
    study.use_statement.hash == header.statement && instrument_of(study, header).is_some()
}
