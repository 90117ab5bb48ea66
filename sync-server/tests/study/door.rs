//! The console's door while somebody guesses at it, and the console while the log of holders is broken.

use fieldward_sync_server::store::sqlite::FILE_NAME;

use super::stage::{Device, Done, Outcome, SUPERVISOR, Stage};

/// A page, and the cookies that came with it.
struct Page {
    status: u16,
    cookies: Vec<String>,
    text: String,
}

impl Stage {
    async fn page(&self, path: &str, cookies: &str) -> Outcome<Page> {
        let asked = self.client.get(format!("{}{path}", self.server.address)).header("cookie", cookies);
        read(asked.send().await?).await
    }

    async fn post(&self, path: &str, cookies: &str, form: &str) -> Outcome<Page> {
        let asked = self.client.post(format!("{}{path}", self.server.address)).header("cookie", cookies);
        let typed = asked.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        read(typed.send().await?).await
    }

    async fn sign_in(&self, name: &str, passphrase: &str, cookies: &str) -> Outcome<Page> {
        let form = format!("username={name}&passphrase={passphrase}&resume_path=");
        self.post("/console/sign-in", cookies, &form).await
    }
}

async fn read(answer: reqwest::Response) -> Outcome<Page> {
    let status = answer.status().as_u16();
    let set = answer.headers().get_all("set-cookie").into_iter().filter_map(|value| value.to_str().ok());
    let cookies = set.filter_map(|cookie| cookie.split(';').next()).map(str::to_owned).collect();
    Ok(Page { status, cookies, text: answer.text().await? })
}

fn cookie<'a>(page: &'a Page, name: &str) -> Outcome<&'a str> {
    let found = page.cookies.iter().find(|cookie| cookie.starts_with(name));
    Ok(found.ok_or("a cookie")?)
}

#[tokio::test]
async fn who_guesses_at_every_name_keeps_nobody_out_who_was_here_before() -> Done {
    let stage = Stage::new().await?;
    let first = stage.sign_in("supervisor", SUPERVISOR, "").await?;
    assert_eq!(first.status, 303);
    let browser = cookie(&first, "fieldward_browser")?.to_owned();
    for _ in 0..8 {
        stage.sign_in("supervisor", "a+guess+at+random", "").await?;
    }
    let stranger = stage.sign_in("supervisor", SUPERVISOR, "").await?;
    assert_eq!(stranger.status, 429, "strangers wait, also with the right words");
    let made_up = stage.sign_in("supervisor", SUPERVISOR, "fieldward_browser=made-up").await?;
    assert_eq!(made_up.status, 429, "a token that was never given out is a stranger's");
    let known = stage.sign_in("supervisor", SUPERVISOR, &browser).await?;
    assert_eq!((known.status, cookie(&known, "fieldward_browser")?), (303, browser.as_str()));
    // The token opens nothing by itself, and its own door slows down too.
    assert_ne!(stage.page("/console", &browser).await?.status, 200);
    for _ in 0..8 {
        stage.sign_in("supervisor", "a+guess+at+random", &browser).await?;
    }
    assert_eq!(stage.sign_in("supervisor", SUPERVISOR, &browser).await?.status, 429);
    Ok(())
}

/// The buffer of a line that stays open holds what was typed last.
#[tokio::test]
async fn a_line_on_which_something_was_typed_is_closed() -> Done {
    let stage = Stage::new().await?;
    let path = format!("{}/console/sign-in", stage.server.address);
    let looked = stage.client.get(&path).send().await?;
    assert_eq!(looked.headers().get("connection"), None);
    let typed = stage.client.post(&path).header("content-type", "application/x-www-form-urlencoded");
    let answer = typed.body("username=supervisor&passphrase=words").send().await?;
    assert_eq!(answer.headers().get("connection").map(|value| value.as_bytes()), Some(b"close".as_slice()));
    Ok(())
}

#[tokio::test]
async fn a_broken_log_lets_holders_look_and_nobody_decide() -> Done {
    let stage = Stage::new().await?;
    let mut phone = Device::new()?;
    phone.enrol(&stage).await?;
    phone.sync(&stage).await?;
    let before = stage.sign_in("supervisor", SUPERVISOR, "").await?;
    let session = cookie(&before, "fieldward_session")?.to_owned();
    assert!(!stage.page("/console", &session).await?.text.contains("log of holders is broken"));
    let csrf = |text: &str| -> Outcome<String> {
        let (_, rest) = text.split_once("name=\"csrf\" value=\"").ok_or("a form")?;
        Ok(rest.split('"').next().ok_or("its token")?.to_owned())
    };
    // Somebody who owns the disk changes a word in it.
    let disk = rusqlite::Connection::open(stage.folder.path().join(FILE_NAME))?;
    disk.execute("UPDATE log SET entry = x'00' WHERE number = 1", [])?;
    drop(disk);
    for (name, words) in [("supervisor", SUPERVISOR), ("analyst", stage.words("analyst")?)] {
        let page = stage.sign_in(name, words, "").await?;
        assert_eq!(page.status, 303, "{name} comes in");
        let own = cookie(&page, "fieldward_session")?;
        for path in ["/console", "/console/records", "/console/exports"] {
            let page = stage.page(path, own).await?;
            assert_eq!(page.status, 200, "{name} {path}");
            assert!(page.text.contains("log of holders is broken"), "{name} {path}");
        }
    }
    let custodian = stage.sign_in("custodian_1%2F1", stage.words("custodian_1/1")?, "").await?;
    assert_eq!(custodian.status, 303);
    let requests = stage.page("/console/identities", cookie(&custodian, "fieldward_session")?).await?;
    assert_eq!(requests.status, 409);
    assert!(requests.text.contains("fieldward audit verify"));
    // The session from before finds out by itself, and decides nothing either.
    let overview = stage.page("/console", &session).await?;
    assert!(overview.text.contains("log of holders is broken"));
    let csrf = csrf(&overview.text)?;
    let record = "/console/records/00000000-0000-0000-0000-000000000001/accept";
    let asked = format!("csrf={csrf}&references=&purpose=safety&reason=x&hours=1");
    for path in [record, "/console/identities", "/console/withdrawals"] {
        let refused = stage.post(path, &session, &asked).await?;
        assert_eq!(refused.status, 409, "{path}");
    }
    assert_ne!(
        stage.sign_in("supervisor", "another+phrase", "").await?.status,
        303,
        "the passphrase is still asked for"
    );
    Ok(())
}
