//! Destruction: after the tenth wrong PIN, in panic, or from afar.
//!
//! The wrapped key goes first: its row is overwritten with random bytes, flushed into the main file and the log
//! emptied; then it is deleted, then the files. A cut at any point leaves either a store without a lock, which the
//! next look at the directory finishes, or one whose key is already noise.

use rand_core::CryptoRng;

use super::{VaultError, lock::Lock, store::Store};

/// Destroys everything. May be done again.
pub(super) fn destroy(store: Store, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
    Lock::overwrite(&store, rng)?;
    store.forget_old_pages()?;
    Lock::delete(&store)?;
    store.delete()
}
