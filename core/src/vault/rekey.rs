//! Fresh keys for everything, in one transaction: a new master key under new PINs, and for each draft a new key of its
//! own, under which its events are sealed again. After it an old copy of the keys opens nothing in this file.
//!
//! It goes through the store by the lists that the store keeps, and counts: a row that no list leads to, or that does
//! not open, ends it with nothing changed, because what was left under the old names could never be found again.

use rand_core::CryptoRng;

use super::{
    HardwareKey, Pins, Place, StretchCost, Vault, VaultError,
    cipher::Key,
    drafts,
    lock::Lock,
    outbox,
    rows::{MasterKeys, Rows},
    shelf, store,
};
use crate::ids::{InterviewId, StreamKind};

/// From rows under the old keys to rows under the new, of the same table.
struct Move<'a> {
    from: Rows<'a>,
    to: Rows<'a>,
    moved: u64,
}

/// Seals everything anew, and the lock with it.
pub(super) fn rekey(
    vault: &mut Vault,
    pins: &Pins<'_>,
    cost: StretchCost,
    hardware: &dyn HardwareKey,
    rng: &mut impl CryptoRng,
) -> Result<(), VaultError> {
    let keys = MasterKeys::new(Key::random(rng));
    let key_number = vault.next_key_number(hardware)?;
    let lock = Lock::new(&keys.master, pins, cost, (hardware, key_number), rng)?;
    let change = vault.store.change()?;
    let to = Rows::new(&change, &keys).beside(&vault.keys);
    let mut rows = Move { from: vault.rows(&change), to, moved: 0 };
    let before = rows.from.count()?;
    rows.all(rng)?;
    if rows.moved != before || rows.to.count()? != before {
        return Err(VaultError::Damaged);
    }
    lock.write(&change)?;
    store::commit(change)?;
    vault.keys = keys;
    vault.store.forget_old_pages_if_room()?;
    let _ = hardware.forget_but(Some(key_number));
    Ok(())
}

impl Move<'_> {
    fn all(&mut self, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        // The lists are read whole before any row of them is moved.
        let (ids, kinds) = (drafts::list(self.from)?, shelf::kinds(self.from)?);
        ids.into_iter().try_for_each(|id| self.draft(id, rng))?;
        kinds.iter().try_for_each(|kind| self.documents(kind, rng))?;
        StreamKind::ALL.into_iter().try_for_each(|kind| self.stream(kind, rng))?;
        [Place::SigningKey, Place::ReturnKey].into_iter().try_for_each(|place| self.row(place, rng))?;
        [Place::DraftList, Place::ShelfKinds].into_iter().try_for_each(|place| self.both(place, rng))
    }

    fn draft(&mut self, id: InterviewId, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let (old, new) = (drafts::draft_key(self.from, id)?, Key::random(rng));
        let count = drafts::count(self.from.under(&old), id)?;
        let mut own = Move { from: self.from.under(&old), to: self.to.under(&new), moved: 0 };
        own.row(Place::DraftLabel(id), rng)?;
        own.row(Place::DraftCount(id), rng)?;
        (0..count).try_for_each(|sequence| own.row(Place::DraftEvent(id, sequence), rng))?;
        self.from.delete(Place::DraftKey(id), rng)?;
        self.to.put(Place::DraftKey(id), new.bytes(), rng)?;
        self.moved += own.moved + 1;
        Ok(())
    }

    fn documents(&mut self, kind: &str, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let keys = shelf::list(self.from, kind)?;
        keys.iter().try_for_each(|key| self.row(Place::Document(kind, key), rng))?;
        self.both(Place::ShelfList(kind), rng)
    }

    fn stream(&mut self, kind: StreamKind, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        let stream = outbox::stream(self.from, kind)?;
        let mut records = stream.first_kept..stream.next;
        records.try_for_each(|sequence| self.row(Place::Record(kind, sequence), rng))?;
        self.both(Place::Stream(kind), rng)
    }

    fn both(&mut self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.row(place, rng)?;
        self.row(Place::Second(&place), rng)
    }

    fn row(&mut self, place: Place<'_>, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        if let Some(content) = self.from.get(place)? {
            self.from.delete(place, rng)?;
            self.to.put(place, &content, rng)?;
            self.moved += 1;
        }
        Ok(())
    }
}
