//! Taking records in: all checks against what is stored, and the rows, in one transaction.
//!
//! The chain is continued from the stored head inside the transaction, so that two requests cannot both follow one
//! record. What is here already is passed over, what contradicts it is kept as a fork and never replaces anything. Of a
//! row that has only its hash the bytes are taken whenever they come: the hash says that they are the right ones. The
//! new mark is returned only to be sent after the commit.

use fieldward_core::{
    ids::{Hash32, RecordId},
    record::{ChainHead, SealedRecord},
};
use rusqlite::{Transaction, params};

use super::{
    quota,
    value::{first, hash, number, stored},
    withdrawal,
};
use crate::store::{Appended, Arrival, ArrivedRecord, StoreResult};

pub(super) fn append(t: &Transaction<'_>, arrival: &Arrival) -> StoreResult<Appended> {
    let head = head(t, &arrival.before)?;
    let mark = head.sequence;
    if arrival.before.sequence > mark {
        return Ok(Appended::Gap { durable: mark });
    }
    if let Some(sequence) = first_fork(t, arrival, &head)? {
        for record in &arrival.records {
            keep_fork(t, arrival, record)?;
        }
        sign(t, arrival)?;
        return Ok(Appended::Fork { sequence });
    }
    let bytes: u64 = arrival.records.iter().filter(|record| record.sequence > mark).map(cost).sum();
    if bytes > 0 {
        quota::spend(t, arrival.before.device, bytes, arrival.at_ms)?;
    }
    for record in arrival.records.iter().filter(|record| record.sequence <= mark) {
        fill_in(t, arrival, record)?;
    }
    let mut durable = mark;
    for record in arrival.records.iter().filter(|record| record.sequence > mark) {
        match holder_of_id(t, record)? {
            IdHolder::Nobody => insert(t, arrival, record, record.sealed.as_ref())?,
            // The same record came by another way already, in the name that its device had: it is kept once, and its
            // place in this chain by its hash.
            IdHolder::Itself => insert(t, arrival, record, None)?,
            IdHolder::Another => {
                move_head(t, arrival, durable)?;
                return Ok(Appended::IdTaken { durable });
            }
        }
        durable = record.sequence;
    }
    move_head(t, arrival, durable)?;
    sign(t, arrival)?;
    Ok(Appended::Durable { sequence: durable })
}

/// What a record costs of its device's share: all of it, its keys too, and the row, which a parked one has as well.
fn cost(record: &ArrivedRecord) -> u64 {
    quota::ROW_BYTES + record.sealed.as_ref().map_or(0, |sealed| sealed.to_bytes().len() as u64)
}

/// Where the stream stands. A device that took another name has a head before its first record.
fn head(t: &Transaction<'_>, chain: &ChainHead) -> StoreResult<ChainHead> {
    let mut heads = t.prepare_cached("SELECT sequence, link FROM heads WHERE device = ?1 AND stream = ?2")?;
    let of = params![chain.device.0.as_bytes(), chain.stream.code()];
    let found =
        first(&mut heads, of, |row| Ok(ChainHead { sequence: number(row, 0)?, link: hash(row, 1)?, ..*chain }))?;
    Ok(found.unwrap_or(ChainHead::start(chain.device, chain.stream)))
}

/// Hash and link of the record that holds a number.
fn held(t: &Transaction<'_>, chain: &ChainHead, sequence: u64) -> StoreResult<Option<(Hash32, Hash32)>> {
    let mut records =
        t.prepare_cached("SELECT hash, link FROM records WHERE device = ?1 AND stream = ?2 AND sequence = ?3")?;
    let of = params![chain.device.0.as_bytes(), chain.stream.code(), stored(sequence)];
    first(&mut records, of, |row| Ok((hash(row, 0)?, hash(row, 1)?)))
}

/// The link before the first record that a device brought along under another name, when it is the one that it says.
fn begun_after(t: &Transaction<'_>, before: &ChainHead) -> StoreResult<Option<Hash32>> {
    let first = held(t, before, before.sequence + 1)?;
    Ok(first.filter(|(hash, link)| before.after_hash(hash).link == *link).map(|_| before.link))
}

/// The first number at which the device's chain is another than the stored one.
fn first_fork(t: &Transaction<'_>, arrival: &Arrival, head: &ChainHead) -> StoreResult<Option<u64>> {
    let (before, mark) = (&arrival.before, head.sequence);
    let link = match before.sequence {
        sequence if sequence == head.sequence => Some(head.link),
        0 => Some(Hash32([0; 32])),
        sequence => match held(t, before, sequence)? {
            Some((_, link)) => Some(link),
            None => begun_after(t, before)?,
        },
    };
    if link != Some(before.link) {
        return Ok(Some(before.sequence));
    }
    for record in arrival.records.iter().take_while(|record| record.sequence <= mark) {
        if held(t, before, record.sequence)?.map(|(hash, _)| hash) != Some(record.hash) {
            return Ok(Some(record.sequence));
        }
    }
    Ok(None)
}

/// Which record has an id already.
enum IdHolder {
    Nobody,
    Itself,
    Another,
}

fn holder_of_id(t: &Transaction<'_>, record: &ArrivedRecord) -> StoreResult<IdHolder> {
    let Some(sealed) = &record.sealed else { return Ok(IdHolder::Nobody) };
    let RecordId(id) = sealed.header.record;
    let mut records = t.prepare_cached("SELECT hash FROM records WHERE record = ?1")?;
    Ok(match first(&mut records, params![id.as_bytes()], |row| hash(row, 0))? {
        None => IdHolder::Nobody,
        Some(held) if held == record.hash => IdHolder::Itself,
        Some(_) => IdHolder::Another,
    })
}

fn insert(
    t: &Transaction<'_>,
    arrival: &Arrival,
    record: &ArrivedRecord,
    kept: Option<&SealedRecord>,
) -> StoreResult<()> {
    let mut insert = t.prepare_cached(
        "INSERT INTO records (device, stream, sequence, record, hash, link, bytes, received_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let id = kept.map(|sealed| *sealed.header.record.0.as_bytes());
    insert.execute(params![
        arrival.before.device.0.as_bytes(),
        arrival.before.stream.code(),
        stored(record.sequence),
        id,
        record.hash.0,
        record.link.0,
        kept.map(|sealed| withdrawal::to_keep(t, sealed)).transpose()?,
        arrival.at_ms
    ])?;
    Ok(())
}

/// Puts the bytes to a row that has only its hash: its device had parked the record, somebody brought the hashes alone,
/// or the bytes were taken out. It counts as having arrived now, so that whoever looks for what is new finds it.
fn fill_in(t: &Transaction<'_>, arrival: &Arrival, record: &ArrivedRecord) -> StoreResult<()> {
    let Some(sealed) = &record.sealed else { return Ok(()) };
    let chain = &arrival.before;
    let at = params![
        chain.device.0.as_bytes(),
        chain.stream.code(),
        stored(record.sequence),
        record.hash.0,
        *sealed.header.record.0.as_bytes()
    ];
    let mut rows = t.prepare_cached(
        "SELECT arrival FROM records AS here
         WHERE device = ?1 AND stream = ?2 AND sequence = ?3 AND hash = ?4 AND bytes IS NULL
           AND NOT EXISTS (SELECT 1 FROM records AS other WHERE other.record = ?5 AND other.arrival <> here.arrival)",
    )?;
    let Some(empty) = first(&mut rows, at, |row| Ok(row.get::<_, i64>(0)?))? else { return Ok(()) };
    quota::spend(t, chain.device, cost(record), arrival.at_ms)?;
    t.execute("DELETE FROM records WHERE arrival = ?1", params![empty])?;
    insert(t, arrival, record, Some(sealed))
}

fn move_head(t: &Transaction<'_>, arrival: &Arrival, durable: u64) -> StoreResult<()> {
    let Some(last) = arrival.records.iter().find(|record| record.sequence == durable) else { return Ok(()) };
    t.execute(
        "INSERT INTO heads VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET sequence = excluded.sequence, link = excluded.link WHERE excluded.sequence > sequence",
        params![
            arrival.before.device.0.as_bytes(),
            arrival.before.stream.code(),
            stored(durable),
            last.link.0
        ],
    )?;
    Ok(())
}

fn sign(t: &Transaction<'_>, arrival: &Arrival) -> StoreResult<()> {
    let Some(last) = arrival.records.last() else { return Ok(()) };
    let added = t.execute(
        "INSERT OR IGNORE INTO signatures VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            arrival.before.device.0.as_bytes(),
            arrival.before.stream.code(),
            stored(last.sequence),
            last.link.0,
            arrival.signature.0
        ],
    )?;
    // A device can sign any number of chains that fork: each signature that is kept is paid for.
    match added {
        0 => Ok(()),
        _ => quota::spend(t, arrival.before.device, quota::ROW_BYTES, arrival.at_ms),
    }
}

fn is_kept(t: &Transaction<'_>, arrival: &Arrival, record: &ArrivedRecord) -> StoreResult<bool> {
    let mut forks =
        t.prepare_cached("SELECT 1 FROM forks WHERE device = ?1 AND stream = ?2 AND sequence = ?3 AND other = ?4")?;
    let before = &arrival.before;
    let of = params![before.device.0.as_bytes(), before.stream.code(), stored(record.sequence), record.hash.0];
    Ok(forks.exists(of)?)
}

/// Keeps what claims a number that another record holds, or follows it.
fn keep_fork(t: &Transaction<'_>, arrival: &Arrival, record: &ArrivedRecord) -> StoreResult<()> {
    let Some(sealed) = &record.sealed else { return Ok(()) };
    let held = held(t, &arrival.before, record.sequence)?.map_or(Hash32([0; 32]), |(hash, _)| hash);
    if held == record.hash || is_kept(t, arrival, record)? {
        return Ok(());
    }
    quota::check_forks(t, arrival.before.device)?;
    quota::spend(t, arrival.before.device, cost(record), arrival.at_ms)?;
    t.execute(
        "INSERT OR IGNORE INTO forks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            arrival.before.device.0.as_bytes(),
            arrival.before.stream.code(),
            stored(record.sequence),
            held.0,
            record.hash.0,
            withdrawal::to_keep(t, sealed)?,
            arrival.at_ms
        ],
    )?;
    Ok(())
}
