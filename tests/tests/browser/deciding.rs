//! What a supervisor decides and opens, asked over HTTP as a browser would, and what the store then holds.

use fieldward_core::{
    authority::{Act, Looked, Occasion},
    form::{AskedBy, Sensitivity},
    ids::{RecordId, StreamKind},
    record::returns,
    review::{AnswerState, AnswerView},
};
use fieldward_sync_server::{
    accounts::unlock_account,
    audit, clock,
    console::{Unlocked, unlock},
    seats,
    store::Store,
};

use crate::{
    field::{self, Field},
    supervisor::{Outcome, Supervisor, try_door},
};

/// Wrong tries that cost nothing.
const FREE_ATTEMPTS: u32 = 5;
/// A door that is still open after so many is no door.
const TRIES_MAX: u32 = 12;

/// The records of answers, in the order in which they were sent.
pub fn records(field: &Field) -> Outcome<Vec<RecordId>> {
    let stored = field.server.store.blocking().records(0, 100)?;
    Ok(stored.iter().filter(|record| record.stream == StreamKind::Answers).map(|record| record.record).collect())
}

/// Every look at highly sensitive answers that stands in the log.
fn openings(store: &dyn Store) -> Outcome<Vec<Looked>> {
    let (_, log) = audit::read(store)?;
    let looked = |act: &Act| match act {
        Act::Looked(looked) => Some(looked.statement.clone()),
        _ => None,
    };
    Ok(log.entries().iter().filter_map(|entry| looked(&entry.act)).collect())
}

/// What stands where an answer is not open.
const CLOSED: &str = "Highly sensitive answers are closed";

pub fn page_of(record: RecordId) -> String {
    format!("/console/records/{}", record.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_accepted_once_and_then_exported() -> Outcome<()> {
    let field = field::filled().await?;
    let supervisor = Supervisor::unlock(&field).await?;
    let order = "purpose=research&instrument=child-interview&which=accepted&format=csv";
    let before = supervisor.send("/console/exports", order).await?;
    assert!(before.headers()["content-type"].to_str()?.starts_with("text/html"), "nothing is accepted yet");
    let accept = format!("{}/accept", page_of(records(&field)?[0]));
    assert_eq!(supervisor.send_forged(&accept).await?.status(), 403, "a form of somebody else decides nothing");
    assert_eq!(supervisor.send(&accept, "").await?.status(), 303);
    assert_eq!(supervisor.send(&accept, "").await?.status(), 409, "what is decided stays decided");
    let after = supervisor.send("/console/exports", order).await?;
    assert_eq!(after.headers()["content-type"], "application/zip");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_highly_sensitive_answers_is_written_down_first() -> Outcome<()> {
    let field = field::filled().await?;
    let store = field.server.store.blocking();
    let supervisor = Supervisor::unlock(&field).await?;
    let record = records(&field)?[0];
    let closed = supervisor.page(&page_of(record)).await?;
    assert!(closed.contains("/open\"") && closed.contains(CLOSED), "the page offers to open them");
    assert!(openings(store)?.is_empty(), "looking at a record opens nothing");
    assert_eq!(supervisor.send(&format!("{}/open", page_of(record)), "").await?.status(), 303);
    let opened = supervisor.page(&page_of(record)).await?;
    assert!(!opened.contains("/open\"") && !opened.contains(CLOSED), "now they are on the page");
    let order = "purpose=research&instrument=child-interview&which=all&format=xlsx&sensitive=yes";
    assert_eq!(supervisor.send("/console/exports", order).await?.status(), 200);
    let written = openings(store)?;
    assert_eq!((written[0].records.as_slice(), written[0].occasion), (&[record][..], Occasion::Review));
    assert!(written.len() > 1 && written[1..].iter().all(|one| one.occasion == Occasion::Export));
    assert!(written.iter().all(|one| one.holder.0 == "supervisor"));
    Ok(())
}

/// `holder remove` runs in a program of its own: the session with the study's key is in the server.
#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_reads_and_exports_nothing_more() -> Outcome<()> {
    let field = field::filled().await?;
    let store = field.server.store.blocking();
    let analyst = Supervisor::unlock_as(&field, "analyst", "").await?;
    let order = "purpose=research&instrument=child-interview&which=all&format=csv";
    assert_eq!(analyst.sent_to("/console/records").await?, None);
    assert_eq!(analyst.send("/console/exports", order).await?.headers()["content-type"], "application/zip");
    let account = |name: &str| unlock_account(store, name, field.words(name));
    seats::remove(store, "analyst", (&account("supervisor")?, &account("supervisor/2")?), &clock::now())?;
    let export = analyst.send("/console/exports", order).await?;
    assert_eq!(export.status(), 401, "no file, and no page of a session");
    let to = analyst.sent_to("/console/records").await?.ok_or("sent away")?;
    assert!(to.starts_with("/console/sign-in"), "{to}");
    let supervisor = Supervisor::unlock(&field).await?;
    assert_eq!(supervisor.sent_to("/console/records").await?, None, "who stays goes on");
    Ok(())
}

/// Whoever copied the phone can say what its owner says: only a supervisor who says that they know it lets it go on,
/// once.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_supervisor_who_knows_a_copied_device_lets_it_go_on() -> Outcome<()> {
    let (field, device) = field::copied().await?;
    let continued = || -> Outcome<usize> {
        let (_, log) = audit::read(field.server.store.blocking())?;
        Ok(log.entries().iter().filter(|entry| matches!(entry.act, Act::Continued(_))).count())
    };
    let path = format!("/console/devices/{}", device.0);
    let analyst = Supervisor::unlock_as(&field, "analyst", "").await?;
    assert_eq!(analyst.send(&path, "known=yes").await?.status(), 404);
    assert!(!analyst.page("/console").await?.contains(&path), "no link to what they may not do");
    let supervisor = Supervisor::unlock(&field).await?;
    assert!(supervisor.page("/console").await?.contains(&path));
    assert_eq!(supervisor.send_forged(&path).await?.status(), 403);
    let unknown = supervisor.send(&path, "").await?;
    assert!(unknown.status() == 200 && unknown.text().await?.contains("Say first that you know this device"));
    let another = format!("/console/devices/{}", field.device.0);
    assert_eq!(supervisor.send(&another, "known=yes").await?.status(), 404, "it goes on for nobody");
    assert_eq!(continued()?, 0);
    assert_eq!(supervisor.send(&path, "known=yes").await?.status(), 303);
    assert_eq!(supervisor.send(&path, "known=yes").await?.status(), 404, "it was said");
    assert_eq!(continued()?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_again_leaves_no_session_behind() -> Outcome<()> {
    let field = field::empty().await?;
    let first = Supervisor::unlock(&field).await?;
    assert_eq!(first.sent_to("/console/exports").await?, None);
    let again = Supervisor::unlock_as(&field, "supervisor", first.cookie()).await?;
    assert_eq!(again.sent_to("/console/exports").await?, None);
    let to = first.sent_to("/console/exports").await?.ok_or("sent away")?;
    assert!(to.starts_with("/console/sign-in"), "{to}");
    Ok(())
}

/// A phone sealed its highly sensitive answers and cannot read them: no question brings one back to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_about_a_highly_sensitive_answer_goes_back_without_it() -> Outcome<()> {
    let field = field::filled().await?;
    let store = field.server.store.blocking();
    let supervisor = Supervisor::unlock(&field).await?;
    let Unlocked { desk, .. } = unlock(store, field::PASSPHRASE, "en")?;
    let record = desk.record(records(&field)?[0]).ok_or("it is on the desk")?;
    let of = |class| {
        let answers = record.view.sections.iter().flat_map(|section| &section.answers);
        let asked = |answer: &&AnswerView| answer.sensitivity == class && answer.by == AskedBy::Participant;
        answers.filter(asked).find(|answer| answer.state == AnswerState::Answered)
    };
    let highly = of(Sensitivity::HighlySensitive).ok_or("the interview has one")?;
    let mildly = of(Sensitivity::Personal).or(of(Sensitivity::Sensitive)).ok_or("the interview has one")?;
    let ask = |answer: &AnswerView| {
        let prompt: String = answer.prompt.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("ask={prompt}&comment%3A{prompt}=why")
    };
    let back = format!("{}/return", page_of(record.id));
    let closed = supervisor.send(&back, &ask(highly)).await?;
    assert_eq!(closed.status(), 200, "who did not open it does not learn whether it could be asked about");
    assert_eq!(supervisor.send(&format!("{}/open", page_of(record.id)), "").await?.status(), 303);
    let form = format!("{}&{}", ask(highly), ask(mildly));
    assert_eq!(supervisor.send(&back, &form).await?.status(), 303);
    let (sent, _) = store.returns(field.device, 0)?;
    let study_key = store.study()?.ok_or("a study")?.sealing_key;
    let returned = returns::open(&sent[0].sealed, field.device, &field.device_secret, &study_key)?;
    let value =
        |answer: &AnswerView| returned.queries.iter().find(|query| query.at == answer.path).map(|query| &query.value);
    assert_eq!(value(highly), Some(&None));
    assert_eq!(value(mildly), Some(&mildly.value));
    assert_eq!(openings(store)?.len(), 1, "it was opened for the supervisor, and for no phone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passphrases_close_the_door_for_a_while() -> Outcome<()> {
    let field = field::empty().await?;
    let mut tries = 0;
    let closed = loop {
        let answer = try_door(&field, "not the passphrase").await?;
        assert!(!answer.headers().contains_key("set-cookie"), "no session");
        if answer.status() != 401 {
            break answer;
        }
        tries += 1;
        assert!(tries < TRIES_MAX, "the door never closes");
    };
    assert!(tries > FREE_ATTEMPTS, "people mistype");
    assert_eq!(closed.status(), 429);
    let right = try_door(&field, field::PASSPHRASE).await?;
    assert_eq!(right.status(), 429, "the right one waits like every other");
    assert!(!right.headers().contains_key("set-cookie"), "no session");
    Ok(())
}
