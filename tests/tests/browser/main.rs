//! The console in a real browser: by keyboard, at a phone's width, in French, in the dark.
//!
//! Needs Chromium and chromedriver (`apt-get install chromium chromium-driver`) and fails clearly without them. With
//! `FIELDWARD_SHOTS=DIR` every page is also kept as a picture.

mod checks;
mod corrections;
mod deciding;
mod driver;
mod exports;
mod field;
mod supervisor;

use std::error::Error;

use driver::{Browser, Looks};
use fantoccini::{Locator, elements::Element, key::Key};
use field::{Field, PASSPHRASE};
use fieldward_core::record::returns::{self, Return};

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

const LAPTOP: Looks<'_> = Looks { width: 1280, language: "en", scheme: "light" };

/// Types the passphrase and presses Enter: the field has the focus from the start.
async fn unlock(browser: &Browser, field: &Field, path: &str) -> Outcome {
    browser.client.goto(&field.at(path)).await?;
    let focused = browser.client.active_element().await?;
    focused.send_keys(PASSPHRASE).await?;
    focused.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("nav")).await?;
    Ok(())
}

/// Addresses of every page that a supervisor sees, with a name for its picture.
async fn pages(browser: &Browser, field: &Field) -> Result<Vec<(String, String)>, Box<dyn Error + Send + Sync>> {
    let fixed = ["", "/records", "/coverage", "/exports", "/identities", "/nothing"];
    let name = |path: &str| if path.is_empty() { "overview".to_owned() } else { path.replace('/', "") };
    let mut pages: Vec<(String, String)> =
        fixed.iter().map(|path| (name(path), field.at(&format!("/console{path}")))).collect();
    browser.client.goto(&field.at("/console/records")).await?;
    for (number, link) in browser.client.find_all(Locator::Css("tbody th a")).await?.into_iter().enumerate() {
        let path = link.attr("href").await?.unwrap_or_default();
        pages.push((format!("record-{number}"), field.at(&path)));
        pages.push((format!("return-{number}"), field.at(&format!("{path}/return"))));
    }
    Ok(pages)
}

/// The first return that waits for the device, opened as the device does.
fn returned(field: &Field) -> Result<Return, Box<dyn Error + Send + Sync>> {
    let store = field.server.store.blocking();
    let study = store.study()?.ok_or("a study is published")?;
    let sealed = store.returns(field.device, 0)?.0.into_iter().next().ok_or("a return waits")?.sealed;
    Ok(returns::open(&sealed, field.device, &field.device_secret, &study.sealing_key)?)
}

async fn tour(looks: Looks<'_>) -> Outcome {
    let field = field::filled().await?;
    let browser = Browser::open(looks).await?;
    let suffix = format!("{}-{}-{}", looks.language, looks.width, looks.scheme);
    browser.narrow(looks).await?;
    browser.client.goto(&field.at("/console")).await?;
    checks::page(&browser, looks).await?;
    browser.shoot(looks, &format!("door-{suffix}")).await?;
    unlock(&browser, &field, "/console").await?;
    let mut faults = Vec::new();
    for (name, address) in pages(&browser, &field).await? {
        browser.narrow(looks).await?;
        browser.client.goto(&address).await?;
        let found = checks::page(&browser, looks).await;
        faults.extend(found.err().map(|fault| format!("{name} {suffix}: {fault}")));
        browser.shoot(looks, &format!("{name}-{suffix}")).await?;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    checks::nothing_in_the_log(&browser).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_on_a_laptop_in_english() -> Outcome {
    tour(LAPTOP).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_on_a_phone_in_french() -> Outcome {
    tour(Looks { width: 360, language: "fr", scheme: "light" }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_the_dark() -> Outcome {
    tour(Looks { width: 1280, language: "fr", scheme: "dark" }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_console_says_what_to_do_next() -> Outcome {
    let field = field::empty().await?;
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console").await?;
    browser.client.find(Locator::Css(".empty ol")).await?;
    for path in ["", "/records", "/exports", "/coverage", "/identities"] {
        browser.client.goto(&field.at(&format!("/console{path}"))).await?;
        checks::page(&browser, LAPTOP).await?;
        browser.shoot(LAPTOP, &format!("empty{}", path.replace('/', "-"))).await?;
    }
    browser.close().await
}

/// No language of the console is written from right to left yet; its pages already stand the right way round for one.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_can_be_turned_round() -> Outcome {
    let field = field::filled().await?;
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console").await?;
    let turned =
        "document.documentElement.dir = 'rtl'; return document.querySelector('h1').getBoundingClientRect().right";
    for path in ["", "/records", "/exports", "/identities"] {
        browser.narrow(LAPTOP).await?;
        browser.client.goto(&field.at(&format!("/console{path}"))).await?;
        let right = browser.client.execute(turned, vec![]).await?.as_f64().unwrap_or_default();
        assert!(right > f64::from(LAPTOP.width) / 2.0, "{path}: the heading begins at the right, not at {right}");
        checks::page(&browser, LAPTOP).await?;
        browser.shoot(LAPTOP, &format!("rtl{}", path.replace('/', "-"))).await?;
    }
    browser.close().await
}

/// Presses Tab until the element has the focus, as somebody without a mouse does.
async fn tab_to(browser: &Browser, css: &str) -> Result<Element, Box<dyn Error + Send + Sync>> {
    for _ in 0..300 {
        let focused = browser.client.active_element().await?;
        focused.send_keys(&Key::Tab.to_string()).await?;
        let there = format!("return document.activeElement.matches({css:?})");
        if browser.client.execute(&there, vec![]).await? == true {
            return Ok(browser.client.active_element().await?);
        }
    }
    Err(format!("nobody gets to {css} by keyboard").into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_returned_by_keyboard_alone() -> Outcome {
    let field = field::filled().await?;
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console").await?;
    tab_to(&browser, "nav a[href='/console/records']").await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("tbody th a")).await?;
    tab_to(&browser, "tr:last-child th a").await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("a[href$='/return']")).await?;
    tab_to(&browser, "a[href$='/return']").await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("input[name=ask]")).await?;
    tab_to(&browser, "input[name=ask]").await?.send_keys(" ").await?;
    tab_to(&browser, "textarea:not(#comment)").await?.send_keys("Is this the age in the notes?").await?;
    tab_to(&browser, "main button[type=submit]").await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css(".chip.warn")).await?;
    let opened = returned(&field)?;
    assert_eq!(opened.queries.len(), 1, "only what was queried travels");
    assert_eq!(opened.queries[0].comment, "Is this the age in the notes?");
    checks::nothing_in_the_log(&browser).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_the_end_of_a_session() -> Outcome {
    let field = field::filled().await?;
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console/records").await?;
    let link = browser.client.find(Locator::Css("tr:last-child th a")).await?;
    let path = link.attr("href").await?.ok_or("a record has an address")?;
    browser.client.goto(&field.at(&format!("{path}/return"))).await?;
    browser.client.find(Locator::Css("input[name=ask]")).await?.click().await?;
    let comment = browser.client.find(Locator::Css("textarea:not(#comment)")).await?;
    comment.send_keys("Please look at the margin of page 2").await?;
    browser.client.delete_all_cookies().await?;
    browser.client.find(Locator::Css("main button[type=submit]")).await?.click().await?;
    let door = browser.client.wait().for_element(Locator::Css("#passphrase")).await?;
    door.send_keys(PASSPHRASE).await?;
    door.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("main form button[autofocus]")).await?.click().await?;
    browser.client.wait().for_element(Locator::Css(".chip.warn")).await?;
    let opened = returned(&field)?;
    assert_eq!(opened.queries[0].comment, "Please look at the margin of page 2");
    browser.close().await
}

/// From the overview to the page about a copied device and back, by keyboard; and the page as everybody may meet it.
#[tokio::test(flavor = "multi_thread")]
async fn a_copied_device_goes_on_when_a_supervisor_says_so() -> Outcome {
    let (field, device) = field::copied().await?;
    let path = format!("/console/devices/{}", device.0);
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console").await?;
    let phone = Looks { width: 360, ..LAPTOP };
    let french = Looks { language: "fr", scheme: "dark", ..phone };
    for (looks, direction) in [(LAPTOP, "ltr"), (phone, "ltr"), (french, "ltr"), (phone, "rtl"), (LAPTOP, "ltr")] {
        browser.narrow(looks).await?;
        browser.client.goto(&field.at(&format!("/console/language?to={}&back={path}", looks.language))).await?;
        let turned = format!("document.documentElement.dir = {direction:?}");
        browser.client.execute(&turned, vec![]).await?;
        checks::page(&browser, looks).await?;
        browser.shoot(looks, &format!("device-{}-{}-{direction}", looks.language, looks.width)).await?;
    }
    browser.client.goto(&field.at("/console")).await?;
    let link = format!("a[href='{path}']");
    tab_to(&browser, &link).await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("input[name=known]")).await?;
    tab_to(&browser, "main button[type=submit]").await?.send_keys(&Key::Enter.to_string()).await?;
    let known = browser.client.find(Locator::Css("input[name=known]:invalid")).await?;
    known.send_keys(" ").await?;
    tab_to(&browser, "main button[type=submit]").await?.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css(".figures")).await?;
    assert!(browser.client.find_all(Locator::Css(&link)).await?.is_empty(), "nothing waits any more");
    checks::nothing_in_the_log(&browser).await?;
    browser.close().await
}
