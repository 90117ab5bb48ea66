//! An export as the supervisor gets it: over the console's own pages, read back sheet by sheet.

use std::{collections::BTreeMap, error::Error, io::Cursor};

use calamine::{Data, Range, Reader, Xlsx};
use fieldward_tests::stage::{PASSPHRASE, Stage};

/// All sheets of an instrument's export, by name.
pub async fn workbook(stage: &Stage, instrument: &str) -> Result<BTreeMap<String, Range<Data>>, Box<dyn Error>> {
    // Another test of this program may have set it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let at = |path: &str| format!("{}{path}", stage.server.address);
    let post = |path: &str, cookie: &str, body: String| {
        let request = client.post(at(path)).header("content-type", "application/x-www-form-urlencoded");
        request.header("cookie", cookie).body(body).send()
    };
    let door = post("/console/sign-in", "", format!("passphrase={PASSPHRASE}")).await?;
    let cookie = door.headers().get("set-cookie").ok_or("the passphrase opens")?.to_str()?.to_owned();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let page = client.get(at("/console/exports")).header("cookie", cookie).send().await?.text().await?;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let csrf = csrf.ok_or("the form has a token")?;
    let order = format!("csrf={csrf}&purpose=research&instrument={instrument}&which=all&format=xlsx");
    let file = post("/console/exports", cookie, order).await?.bytes().await?;
    let mut book = Xlsx::new(Cursor::new(file))?;
    Ok(book.worksheets().into_iter().collect())
}
