//! Exports as a browser asks for them, read back cell by cell.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use fieldward_sync_server::{
    console::{UnlockError, Unlocked, unlock},
    export::{Format, Order, Sensitive, Which, export},
};

use crate::{
    field::{self, PASSPHRASE, TYPED},
    supervisor::{Outcome, Supervisor},
};

fn column(sheet: &Range<Data>, name: &str) -> Vec<String> {
    let place = sheet.rows().next().and_then(|header| header.iter().position(|cell| *cell == *name));
    let place = place.unwrap_or_else(|| panic!("there is no column {name}"));
    sheet.rows().skip(1).map(|row| row[place].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_holds_what_was_typed_and_its_caveats_first() -> Outcome<()> {
    let field = field::filled().await?;
    let supervisor = Supervisor::unlock(&field).await?;
    let answer =
        supervisor.send("/console/exports", "purpose=research&instrument=key-informant&which=all&format=xlsx").await?;
    assert_eq!(answer.status(), 200);
    let mut book = Xlsx::new(Cursor::new(answer.bytes().await?))?;
    assert_eq!(book.sheet_names()[..3], ["caveats", "use_statement", "answers"]);
    let answers = book.worksheet_range("answers")?;
    assert_eq!(answers.height(), 2, "a correction is no record of its own");
    let cells: Vec<String> = answers.rows().flatten().map(ToString::to_string).collect();
    assert!(cells.iter().any(|cell| cell == TYPED), "free text is there as it was typed");
    assert_eq!(column(&answers, "corrections"), ["1"]);
    assert_eq!(book.worksheet_range("caveats")?.height(), 15, "fourteen caveats and the header");
    let names: Vec<String> = answers.rows().next().into_iter().flatten().map(ToString::to_string).collect();
    assert!(!names.iter().any(|name| name.contains("telephone")), "identity is in no export");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_purpose_exports_nothing() -> Outcome<()> {
    let field = field::filled().await?;
    let supervisor = Supervisor::unlock(&field).await?;
    let answer = supervisor
        .send("/console/exports", "purpose=advertising&instrument=key-informant&which=all&format=csv")
        .await?;
    assert!(answer.headers()["content-type"].to_str()?.starts_with("text/html"), "a page, no file");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_opens_the_same_records_with_the_same_passphrase() -> Outcome<()> {
    let field = field::filled().await?;
    let store = field.server.store.blocking();
    assert!(matches!(unlock(store, "not the passphrase", "fr"), Err(UnlockError::Passphrase)));
    let Unlocked { desk, account } = unlock(store, PASSPHRASE, "fr")?;
    assert_eq!((desk.records.len(), desk.damaged.len(), account.holder.id.0.as_str()), (5, 1, "supervisor"));
    let order = Order {
        purpose: "research".into(),
        instrument: "bus-station".into(),
        language: "fr".into(),
        which: Which::All,
        format: Format::Csv,
        sensitive: Sensitive::LeftOut,
    };
    assert!(!export(&desk, &order, &|_| None)?.bytes.is_empty());
    Ok(())
}
