//! On whose word a phone forgets, from end to end: records that go over HTTP, a database that somebody changes, a
//! supervisor's session that looks, and the phone that hears of it.

use fieldward_core::{ids::StreamKind, moment::Moment, sync::engine::Ending};
use fieldward_sync_server::{
    clock,
    console::{Break, Desk, unlock},
    store::sqlite::FILE_NAME,
    vouch,
};
use rusqlite::Connection;

use super::stage::{Device, Done, Outcome, SUPERVISOR, Stage};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn desk(stage: &Stage) -> Outcome<Desk> {
    Ok(unlock(stage.store(), SUPERVISOR, "en")?.desk)
}

/// When the study's days of keeping are over for everything that was acknowledged until now.
fn long_after(device: &mut Device) -> Outcome<Moment> {
    let (now, days) = (clock::now(), device.session().study()?.limits.retention_days);
    Ok(Moment { wall_ms: now.wall_ms + (i64::from(days) + 1) * DAY_MS, ..now })
}

/// What the phone deletes now, and how many alerts it still has.
fn forgotten(device: &mut Device, late: &Moment) -> Outcome<u64> {
    Ok(device.session().forget_sent(late, &mut clock::rng())?)
}

fn unopened(stage: &Stage, device: &mut Device) -> Outcome<Vec<u64>> {
    let word = vouch::stored(stage.store(), device.id()?)?.ok_or("a supervisor has looked")?;
    Ok(word.statement.unopened.iter().map(|named| named.sequence).collect())
}

#[tokio::test]
async fn a_record_taken_out_of_the_database_comes_again_before_its_phone_forgets_it() -> Done {
    let stage = Stage::new().await?;
    let mut phone = Device::new()?;
    phone.enrol(&stage).await?;
    phone.sync(&stage).await?;
    let made = [phone.alert()?, phone.alert()?, phone.alert()?];
    assert_eq!(phone.sync(&stage).await?.ending, Ending::Complete);
    let late = long_after(&mut phone)?;
    assert_eq!(forgotten(&mut phone, &late)?, 0, "the server's word alone");

    // Somebody leaves of the second alert nothing but its hash; the marks and the chain stay whole.
    let database = Connection::open(stage.folder.path().join(FILE_NAME))?;
    let gone = "UPDATE records SET record = NULL, bytes = NULL WHERE stream = 1 AND sequence = 2";
    assert_eq!(database.execute(gone, [])?, 1);
    phone.sync(&stage).await?;
    assert_eq!(forgotten(&mut phone, &late)?, 0, "still nobody has looked");
    let seen = desk(&stage)?;
    let hashes = Break::HashOnly { stream: StreamKind::Alert, first: 2, last: 2 };
    assert!(seen.alerts.len() == 2 && seen.breaks.iter().any(|one| one.what == hashes), "{:?}", seen.breaks);
    assert_eq!(unopened(&stage, &mut phone)?, [2]);

    // The phone hears that nobody opened it, keeps it and what came after, and brings it again in the same sync.
    assert_eq!(phone.sync(&stage).await?.ending, Ending::Complete);
    assert_eq!(forgotten(&mut phone, &late)?, 0);
    let seen = desk(&stage)?;
    assert!(seen.breaks.is_empty() && made.iter().all(|id| seen.alerts.iter().any(|alert| alert.id == *id)));
    assert!(unopened(&stage, &mut phone)?.is_empty());
    assert_eq!(phone.sync(&stage).await?.ending, Ending::Complete);
    assert_eq!(forgotten(&mut phone, &late)?, 3, "a supervisor has opened every one of them");
    assert_eq!(desk(&stage)?.alerts.len(), 3);
    Ok(())
}
