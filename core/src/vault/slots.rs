//! Keys that can be taken out of the file for good: one for each row that stands under the row key.
//!
//! SQLite overwrites what it deletes, but not the copies that it leaves where it moved rows from one page to another to
//! keep its trees in balance: they stand in the free parts of pages until the store is written anew. So what is
//! destroyed by destroying a key needs a place that is never moved. The tables of slots are such a place: all bodies
//! are of one size and are replaced where they stand, new slots come at the end, and none is ever deleted. A row is
//! sealed under a key of its own that stands in a slot; when the row goes, or another content takes its place, noise or
//! a new key is written over the old one, and whatever copies of the row are left in the file, nobody has a key to
//! them.
//!
//! A slot in use and a free one look the same without the master key. Both tables hold the same keys, so that a page
//! that is damaged loses none. Knows nothing of what its keys seal.

use rand_core::CryptoRng;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::{
    VaultError,
    cipher::{self, Key, NONCE_BYTES, TAG_BYTES},
};

const SLOT_USE: &[u8] = b"fieldward vault 3 slot";
/// Bytes of every slot, whatever stands in it.
const SLOT_BYTES: usize = NONCE_BYTES + 32 + TAG_BYTES;
/// Slots that are made together.
pub const SLOTS_AT_ONCE: u32 = 64;
/// Slots that are looked at before more are made: about seven of eight are in use then.
const TRIES: usize = 16;
const TABLES: [Table; 2] = [
    Table {
        get: "SELECT body FROM slots WHERE id = ?1",
        set: "UPDATE slots SET body = ?2 WHERE id = ?1",
        add: "INSERT INTO slots (id, body) VALUES (?1, ?2)",
    },
    Table {
        get: "SELECT body FROM slots_second WHERE id = ?1",
        set: "UPDATE slots_second SET body = ?2 WHERE id = ?1",
        add: "INSERT INTO slots_second (id, body) VALUES (?1, ?2)",
    },
];

/// The statements of one table.
struct Table {
    get: &'static str,
    set: &'static str,
    add: &'static str,
}

/// The slots of a store.
#[derive(Clone, Copy)]
pub(super) struct Slots<'a> {
    connection: &'a Connection,
    key: &'a Key,
    /// Whose slots are still in use while everything is sealed anew.
    former: Option<&'a Key>,
}

impl<'a> Slots<'a> {
    pub fn new(connection: &'a Connection, key: &'a Key) -> Self {
        Self { connection, key, former: None }
    }

    /// The same slots, of which those that this key opens are not free either.
    pub fn beside(self, former: &'a Key) -> Self {
        Self { former: Some(former), ..self }
    }

    /// What stands in a slot; nothing when it is free, or damaged twice.
    pub fn key(&self, number: u32) -> Result<Option<Key>, VaultError> {
        self.opened(self.key, number)
    }

    /// Takes a free slot, in no order that would tell which rows are older.
    pub fn take(&self, rng: &mut impl CryptoRng) -> Result<u32, VaultError> {
        let made = self.made()?;
        for _ in 0..TRIES {
            let Some(number) = rng.next_u32().checked_rem(made).map(|number| number + 1) else { break };
            if self.is_free(number) {
                return Ok(number);
            }
        }
        for number in made..made + SLOTS_AT_ONCE {
            for table in TABLES {
                self.connection.prepare_cached(table.add)?.execute((number + 1, noise(rng)))?;
            }
        }
        Ok(made + rng.next_u32() % SLOTS_AT_ONCE + 1)
    }

    /// Puts a new key over whatever stands in a slot.
    pub fn renew(&self, number: u32, rng: &mut impl CryptoRng) -> Result<Key, VaultError> {
        let key = Key::random(rng);
        let sealed = cipher::seal(self.key, &place(number), key.bytes(), rng);
        self.write(number, &sealed)?;
        Ok(key)
    }

    /// Puts noise over whatever stands in a slot.
    pub fn destroy(&self, number: u32, rng: &mut impl CryptoRng) -> Result<(), VaultError> {
        self.write(number, &noise(rng))
    }

    fn write(&self, number: u32, body: &[u8]) -> Result<(), VaultError> {
        debug_assert_eq!(body.len(), SLOT_BYTES, "another size would be moved");
        let mut written = 0;
        for table in TABLES {
            written += self.connection.prepare_cached(table.set)?.execute((number, body))?;
        }
        if written == 0 { Err(VaultError::Damaged) } else { Ok(()) }
    }

    /// One that cannot be read is not free.
    fn is_free(&self, number: u32) -> bool {
        let keys = [Some(self.key), self.former];
        keys.into_iter().flatten().all(|key| matches!(self.opened(key, number), Ok(None)))
    }

    fn opened(&self, key: &Key, number: u32) -> Result<Option<Key>, VaultError> {
        let mut found = Ok(None);
        for table in TABLES {
            match self.body(&table, number) {
                Ok(body) => {
                    if let Some(opened) = body.and_then(|body| open(key, number, &body)) {
                        return Ok(Some(opened));
                    }
                }
                Err(error) => found = Err(error),
            }
        }
        found
    }

    fn body(&self, table: &Table, number: u32) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.connection.prepare_cached(table.get)?.query_row([number], |row| row.get(0)).optional()?)
    }

    /// How many there are.
    fn made(&self) -> Result<u32, VaultError> {
        let last = "SELECT coalesce(max(id), 0) FROM slots";
        Ok(self.connection.prepare_cached(last)?.query_row([], |row| row.get(0))?)
    }
}

fn open(key: &Key, number: u32, body: &[u8]) -> Option<Key> {
    let plain = cipher::open(key, &place(number), body).ok()?;
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().ok()?);
    Some(Key::from_bytes(*bytes))
}

/// A slot's key opens in its own slot only.
fn place(number: u32) -> Vec<u8> {
    [SLOT_USE, &number.to_le_bytes()].concat()
}

/// What a slot looks like to whoever has no key for it.
fn noise(rng: &mut impl CryptoRng) -> [u8; SLOT_BYTES] {
    let mut out = [0; SLOT_BYTES];
    rng.fill_bytes(&mut out);
    out
}
