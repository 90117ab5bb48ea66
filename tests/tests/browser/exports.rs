//! Exports as a browser asks for them, read back cell by cell.

use std::{error::Error, io::Cursor};

use calamine::{Data, Range, Reader, Xlsx};

use crate::field::{self, Field, PASSPHRASE, TYPED};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A supervisor without a browser: a cookie and the token of the session's forms.
struct Supervisor {
    client: reqwest::Client,
    cookie: String,
    csrf: String,
}

impl Supervisor {
    async fn unlock(field: &Field) -> Outcome<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let form = format!("passphrase={}", PASSPHRASE.replace(' ', "+"));
        let answer = post(&client, &field.at("/console/sign-in"), "", form).await?;
        let cookie = answer.headers()["set-cookie"].to_str()?.split(';').next().unwrap_or_default().to_owned();
        let page = client.get(field.at("/console/exports")).header("cookie", &cookie).send().await?.text().await?;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Ok(Self { client, cookie, csrf: csrf.ok_or("the form has a token")?.to_owned() })
    }

    async fn export(&self, field: &Field, order: &str) -> Outcome<reqwest::Response> {
        post(&self.client, &field.at("/console/exports"), &self.cookie, format!("csrf={}&{order}", self.csrf)).await
    }
}

async fn post(client: &reqwest::Client, address: &str, cookie: &str, form: String) -> Outcome<reqwest::Response> {
    let request = client.post(address).header("content-type", "application/x-www-form-urlencoded");
    Ok(request.header("cookie", cookie).body(form).send().await?)
}

fn column(sheet: &Range<Data>, name: &str) -> Vec<String> {
    let place = sheet.rows().next().and_then(|header| header.iter().position(|cell| cell.to_string() == name));
    let place = place.unwrap_or_else(|| panic!("there is no column {name}"));
    sheet.rows().skip(1).map(|row| row[place].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_holds_what_was_typed_and_its_caveats_first() -> Outcome<()> {
    let field = field::filled().await?;
    let supervisor = Supervisor::unlock(&field).await?;
    let answer = supervisor.export(&field, "purpose=research&instrument=key-informant&which=all&format=xlsx").await?;
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
    let answer = supervisor.export(&field, "purpose=advertising&instrument=key-informant&which=all&format=csv").await?;
    assert!(answer.headers()["content-type"].to_str()?.starts_with("text/html"), "a page, no file");
    Ok(())
}
