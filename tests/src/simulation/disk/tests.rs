//! The disk itself: a commit survives every cut, an uncommitted change never shows, and a lie about syncing is noticed.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rusqlite::Connection;

use super::*;

struct Bench {
    disk: Arc<Disk>,
    rng: ChaCha20Rng,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
        let path = folder.path().canonicalize().expect("it was made");
        Self { disk: Disk::mount(&path), rng: ChaCha20Rng::seed_from_u64(seed), _folder: folder }
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open(self.disk.folder().join("test.sqlite"))?;
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, filler BLOB)")?;
        Ok(connection)
    }

    /// Inserts until the power fails; how many inserts returned.
    fn fill_until_the_cut(&self, writes: u64) -> u64 {
        self.disk.cut_after(writes);
        let Ok(connection) = self.open() else { return 0 };
        let mut done = 0;
        while connection.execute("INSERT INTO t (filler) VALUES (zeroblob(3000))", []).is_ok() {
            done += 1;
            if done % 7 == 0 {
                let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            }
        }
        done
    }

    fn rows(&self) -> rusqlite::Result<u64> {
        let connection = self.open()?;
        let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        assert_eq!(check, "ok");
        connection.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).map(|rows| rows as u64)
    }
}

#[test]
fn a_commit_that_returned_survives_a_cut_at_any_write() {
    let (mut lost, mut torn) = (0, 0);
    for writes in 0..160 {
        let mut bench = Bench::new(writes);
        let done = bench.fill_until_the_cut(writes);
        bench.disk.power_on(&mut bench.rng);
        let rows = bench.rows().expect("the file opens after a cut");
        assert!((done..=done + 1).contains(&rows), "{done} inserts returned, {rows} are there, cut at {writes}");
        (lost, torn) = (lost + bench.disk.counts().lost, torn + bench.disk.counts().torn);
    }
    assert!(lost > 50 && torn > 50, "the cuts cost something: {lost} lost, {torn} torn");
}

#[test]
fn a_disk_that_lies_about_syncing_loses_commits() {
    let mut missing = 0;
    for writes in 20..60 {
        let mut bench = Bench::new(writes);
        bench.disk.set_syncing(Syncing::Pretended);
        let done = bench.fill_until_the_cut(writes);
        bench.disk.power_on(&mut bench.rng);
        missing += u64::from(bench.rows().is_ok_and(|rows| rows < done) || bench.rows().is_err());
    }
    assert!(missing > 10, "only {missing} of 40 cuts lost a commit");
}

#[test]
fn two_connections_see_each_other_and_wait_for_each_other() -> rusqlite::Result<()> {
    let bench = Bench::new(1);
    let (one, two) = (bench.open()?, bench.open()?);
    one.execute("INSERT INTO t (n) VALUES (1)", [])?;
    let seen: i64 = two.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?;
    assert_eq!(seen, 1);
    one.execute_batch("BEGIN IMMEDIATE; INSERT INTO t (n) VALUES (2)")?;
    two.busy_timeout(std::time::Duration::ZERO)?;
    assert!(two.execute("INSERT INTO t (n) VALUES (3)", []).is_err(), "one writer at a time");
    one.execute_batch("COMMIT")?;
    two.execute("INSERT INTO t (n) VALUES (3)", [])?;
    drop(one);
    let seen: i64 = two.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?;
    assert_eq!(seen, 3);
    Ok(())
}

#[test]
fn a_full_disk_refuses_and_loses_nothing() -> rusqlite::Result<()> {
    let bench = Bench::new(2);
    let connection = bench.open()?;
    connection.execute("INSERT INTO t (n) VALUES (1)", [])?;
    bench.disk.fill();
    assert!(connection.execute("INSERT INTO t (filler) VALUES (zeroblob(100000))", []).is_err());
    bench.disk.make_room();
    connection.execute("INSERT INTO t (filler) VALUES (zeroblob(100000))", [])?;
    drop(connection);
    assert_eq!(bench.rows()?, 2);
    Ok(())
}
