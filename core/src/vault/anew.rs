//! A device takes another name: new keys for its signatures and for what comes back to it. Nothing that it still has
//! counts as sent under the new name, so all of it goes again.

use rand_core::CryptoRng;

use super::{Place, SealingSecret, ShelfChange, SoftwareSigner, Vault, VaultError, outbox, shelf};

impl Vault {
    /// Puts new keys in the place of the old ones and changes the shelf, in one transaction: after a cut the device has
    /// either name whole. Durable when this returns.
    ///
    /// # Errors
    /// As the disk says; nothing has changed then.
    pub fn begin_anew(
        &self,
        (signer, returns): (&SoftwareSigner, &SealingSecret),
        documents: &[ShelfChange<'_>],
        rng: &mut impl CryptoRng,
    ) -> Result<(), VaultError> {
        self.changed(|rows| {
            rows.put(Place::SigningKey, signer.bytes().as_slice(), rng)?;
            rows.put(Place::ReturnKey, returns.bytes(), rng)?;
            outbox::forget_acknowledgements(rows, rng)?;
            shelf::apply(rows, documents, rng)
        })?;
        self.store.forget_old_pages_if_room()
    }
}
