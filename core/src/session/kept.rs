//! What interviews leave on this device for later ones, and how a later one gets it.
//!
//! Two kinds of documents on the sealed shelf. The answers saved last of each instrument, one document; an interview
//! that leaves newer ones takes its place. And one document for each interview that changed lists of entities: a list
//! is what all of these changes come to, in their order. Each document names the person's number and the record, so
//! that a withdrawal, here by number or ordered by two holders, takes out that person's part and leaves the others':
//! an entity whose maker withdrew is gone, whoever changed it since.
//!
//! What may be left is decided by the interview ([`crate::interview::Leaving`]); who gets it is decided here: the same
//! instrument its last answers, and a list whoever has a file of its name, if an instrument of the same study declares
//! it. What an interview has been given stands in its own log ([`Brought`]) and is not called back by a withdrawal
//! that comes while it is open; its record carries only what it named itself.

use std::collections::HashMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    Session, SessionError,
    documents::{LAST_SAVED, LEFT, Shelved},
    random_id,
};
use crate::{
    form::{Keeping, Table},
    ids::{RecordId, ReferenceNumber},
    instance::{EntityChange, EntityChangeKind},
    interview::Leaving,
    log::{Brought, BroughtList},
    study::Study,
};

/// Interviews whose changes of lists a device keeps; the oldest goes first.
pub const LEFT_INTERVIEWS_MAX: usize = 1000;
/// Most bytes of texts in one event of what is brought: far enough below what a store takes as one event.
pub const BROUGHT_BYTES_MAX: usize = 32 * 1024;
/// Most rows of one list that are brought; the oldest are left out.
pub const BROUGHT_ROWS_MAX: usize = 4000;

/// The answers that an instrument's last interview left.
#[derive(Serialize, Deserialize)]
struct LastSaved {
    by: (ReferenceNumber, RecordId),
    texts: Vec<(String, String)>,
}

/// What one interview changed in lists.
#[derive(Serialize, Deserialize)]
struct Left {
    by: (ReferenceNumber, RecordId),
    changes: Vec<EntityChange>,
}

/// Whose interview it was that leaves something.
pub(super) struct Leaver<'a> {
    pub instrument: &'a str,
    pub by: (ReferenceNumber, RecordId),
    /// Of the record in its stream: the order of what is left.
    pub sequence: u64,
}

impl Session {
    /// What an interview leaves, as documents. Each new entity gets its id here.
    pub(super) fn leave(
        &self,
        leaver: &Leaver<'_>,
        leaving: Leaving,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Shelved>, SessionError> {
        let mut documents = Vec::new();
        if let Some(texts) = leaving.last {
            documents.push(Shelved::put(
                LAST_SAVED,
                leaver.instrument.as_bytes(),
                &LastSaved { by: leaver.by, texts },
            )?);
        }
        let mut changes = leaving.changes;
        if changes.is_empty() {
            return Ok(documents);
        }
        for change in changes.iter_mut().filter(|change| change.id.is_empty()) {
            change.id = random_id(rng).to_string();
        }
        documents.push(Shelved::put(LEFT, &leaver.sequence.to_be_bytes(), &Left { by: leaver.by, changes })?);
        let mut known = self.vault.shelf().keys(LEFT)?;
        known.sort_unstable();
        let over = (known.len() + 1).saturating_sub(LEFT_INTERVIEWS_MAX);
        documents.extend(known.iter().take(over).map(|key| Shelved::delete(LEFT, key)));
        Ok(documents)
    }

    /// Deletions of everything that was left by those whom `is_theirs` names.
    pub(super) fn unleave(
        &self,
        is_theirs: impl Fn(&ReferenceNumber, &RecordId) -> bool,
    ) -> Result<Vec<Shelved>, SessionError> {
        let mut gone = Vec::new();
        for key in self.vault.shelf().keys(LAST_SAVED)? {
            let last = self.documents().get::<LastSaved>(LAST_SAVED, &key)?;
            gone.extend(
                last.filter(|last| is_theirs(&last.by.0, &last.by.1)).map(|_| Shelved::delete(LAST_SAVED, &key)),
            );
        }
        for key in self.vault.shelf().keys(LEFT)? {
            let left = self.documents().get::<Left>(LEFT, &key)?;
            gone.extend(left.filter(|left| is_theirs(&left.by.0, &left.by.1)).map(|_| Shelved::delete(LEFT, &key)));
        }
        Ok(gone)
    }

    /// The same, done at once.
    pub(super) fn forget_left(
        &self,
        is_theirs: impl Fn(&ReferenceNumber, &RecordId) -> bool,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let gone = self.unleave(is_theirs)?;
        if gone.is_empty() { Ok(()) } else { self.documents().change(&gone, rng) }
    }

    /// What a new interview with this instrument is given.
    pub(super) fn brought(&self, study: &Study, instrument: &str) -> Result<Vec<Brought>, SessionError> {
        let Some(form) = study.instrument(instrument).map(|found| &found.form) else { return Ok(Vec::new()) };
        let mut parts = Parts::default();
        self.interviewer()?.told_to(form).into_iter().for_each(|pair| parts.told(pair));
        if let Some(table) = form.last_saved()
            && let Some(last) = self.documents().get::<LastSaved>(LAST_SAVED, instrument.as_bytes())?
        {
            let keeping = Keeping::of(form);
            let stays = |name: &String| {
                table.columns().contains(name) && form.named(name).iter().all(|node| keeping.may_stay(*node))
            };
            last.texts.into_iter().filter(|(name, _)| stays(name)).for_each(|pair| parts.last(pair));
        }
        let declared = study.instruments.iter().flat_map(|one| &one.form.entities);
        let lists: Vec<&str> = declared.map(|entity| entity.list.as_str()).collect();
        let tables: Vec<&Table> = form.tables.iter().filter(|table| lists.contains(&table.name.as_str())).collect();
        if !tables.is_empty() {
            let changes = self.changes()?;
            for table in tables.into_iter().filter(|table| form.attached_list(&table.name).is_some()) {
                let rows = rows(table, &changes);
                let over = rows.len().saturating_sub(BROUGHT_ROWS_MAX);
                rows.into_iter().skip(over).for_each(|row| parts.row(&table.name, row));
            }
        }
        Ok(parts.done())
    }

    /// All changes of lists, the oldest first.
    fn changes(&self) -> Result<Vec<EntityChange>, SessionError> {
        let mut keys = self.vault.shelf().keys(LEFT)?;
        keys.sort_unstable();
        let mut changes = Vec::new();
        for key in keys {
            changes.extend(self.documents().get::<Left>(LEFT, &key)?.into_iter().flat_map(|left| left.changes));
        }
        Ok(changes)
    }
}

/// The rows that changes make or change, by the columns of a form's own file. A change of what is not there changes
/// nothing, and what is there is not made again.
fn rows(table: &Table, changes: &[EntityChange]) -> Vec<Vec<String>> {
    let place = |name: &str| table.columns().iter().position(|column| column == name);
    let Some(key) = place("name") else { return Vec::new() };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for change in changes.iter().filter(|change| change.list == table.name) {
        let of_form = || table.first_where(key as u32, &change.id);
        let known = places.contains_key(change.id.as_str()) || of_form().is_some();
        let changed = match change.kind {
            EntityChangeKind::Create => !known,
            EntityChangeKind::Update => known,
            EntityChangeKind::CreateOrUpdate => true,
        };
        if !changed {
            continue;
        }
        let at = *places.entry(&change.id).or_insert_with(|| {
            let cell = |row: u32, column: usize| table.text(row, column as u32).to_owned();
            let width = 0..table.columns().len();
            rows.push(width.map(|column| of_form().map_or_else(String::new, |row| cell(row, column))).collect());
            rows.len() - 1
        });
        rows[at][key].clone_from(&change.id);
        let label = change.label.iter().map(|label| ("label", label));
        let properties = change.properties.iter().map(|(name, text)| (name.as_str(), text));
        for (name, text) in label.chain(properties).filter(|(name, _)| *name != "name") {
            if let Some(column) = place(name) {
                rows[at][column].clone_from(text);
            }
        }
    }
    rows
}

/// What is brought, in events that a store takes.
#[derive(Default)]
struct Parts {
    done: Vec<Brought>,
    open: Brought,
    bytes: usize,
}

impl Parts {
    /// Room for so many bytes more, in a new event when this one is full; none for what no event could hold.
    fn has_room(&mut self, bytes: usize) -> bool {
        if self.bytes + bytes > BROUGHT_BYTES_MAX && !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
            self.bytes = 0;
        }
        self.bytes += bytes;
        bytes <= BROUGHT_BYTES_MAX
    }

    fn told(&mut self, pair: (String, String)) {
        if self.has_room(pair.0.len() + pair.1.len()) {
            self.open.told.push(pair);
        }
    }

    fn last(&mut self, pair: (String, String)) {
        if self.has_room(pair.0.len() + pair.1.len()) {
            self.open.last.push(pair);
        }
    }

    fn row(&mut self, list: &str, row: Vec<String>) {
        if !self.has_room(row.iter().map(|cell| cell.len() + 4).sum()) {
            return;
        }
        let lists = &mut self.open.lists;
        if lists.last().is_none_or(|last| last.name != list) {
            lists.push(BroughtList { name: list.to_owned(), rows: Vec::new() });
        }
        lists.iter_mut().filter(|known| known.name == list).for_each(|known| known.rows.push(row.clone()));
    }

    fn done(mut self) -> Vec<Brought> {
        if !self.open.is_empty() {
            self.done.push(self.open);
        }
        self.done
    }
}

#[cfg(test)]
mod tests;
