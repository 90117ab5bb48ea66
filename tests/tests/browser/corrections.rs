//! Two corrections of one record, side by side, on the pages on which a supervisor decides between them; and the same
//! record as an analyst sees it.

use fantoccini::{Locator, key::Key};

use crate::supervisor::{Outcome, Supervisor};
use crate::{
    LAPTOP, checks,
    deciding::{page_of, records},
    driver::{Browser, Looks},
    field, unlock,
};

const PHONE: Looks<'_> = Looks { width: 360, language: "fr", scheme: "light" };
const TURN_ROUND: &str = "document.documentElement.dir = 'rtl'";
/// The button with which somebody decides.
const DECIDE: &str = "form[action$='/accept'] button";

/// Looks at pages as they are, and turned round.
async fn look(browser: &Browser, looks: Looks<'_>, pages: &[(&str, String)]) -> Outcome<()> {
    for (name, address) in pages {
        browser.narrow(looks).await?;
        browser.client.goto(address).await?;
        checks::page(browser, looks).await.map_err(|fault| format!("{name}: {fault}"))?;
        browser.shoot(looks, &format!("{name}-{}-{}", looks.language, looks.width)).await?;
        browser.client.execute(TURN_ROUND, vec![]).await?;
        checks::page(browser, looks).await.map_err(|fault| format!("{name} turned round: {fault}"))?;
        browser.shoot(looks, &format!("{name}-rtl-{}", looks.width)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_between_two_corrections_that_differ() -> Outcome<()> {
    let field = field::filled_with(&[1, 2]).await?;
    let supervisor = Supervisor::unlock(&field).await?;
    let sent = records(&field)?;
    let (first, one, other) = (sent[2], sent[3], sent[4]);
    let address = |record| field.at(&page_of(record));
    assert_eq!(supervisor.send(&format!("{}/accept", page_of(one)), "").await?.status(), 303);
    let shown = supervisor.page(&page_of(other)).await?;
    let over = format!("name=\"over\" value=\"{}\"", one.0);
    assert!(shown.contains(&over), "the page says what its acceptance takes the place of");
    for looks in [LAPTOP, PHONE] {
        let browser = Browser::open(looks).await?;
        unlock(&browser, &field, "/console").await?;
        look(&browser, looks, &[("rival", address(other))]).await?;
        browser.close().await?;
    }
    // Somebody accepts the other on a page from before the first was accepted.
    assert_eq!(supervisor.send(&format!("{}/accept", page_of(other)), "").await?.status(), 303);
    for looks in [LAPTOP, PHONE] {
        let browser = Browser::open(looks).await?;
        unlock(&browser, &field, "/console").await?;
        look(&browser, looks, &[("family-first", address(first)), ("family-one", address(one))]).await?;
        browser.close().await?;
    }
    let browser = Browser::open(LAPTOP).await?;
    unlock(&browser, &field, "/console").await?;
    browser.client.goto(&address(other)).await?;
    browser.client.find(Locator::Css(DECIDE)).await?.click().await?;
    browser.client.wait().for_element(Locator::Css("#comparison")).await?;
    assert!(browser.client.find_all(Locator::Css(DECIDE)).await?.is_empty(), "it is decided");
    checks::nothing_in_the_log(&browser).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_s_pages_are_sound_and_decide_nothing() -> Outcome<()> {
    let field = field::filled().await?;
    let analyst = Supervisor::unlock_as(&field, "analyst", "").await?;
    let first = records(&field)?[0];
    let page = analyst.page(&page_of(first)).await?;
    assert!(!page.contains("/accept\"") && !page.contains("/open\""));
    let browser = Browser::open(PHONE).await?;
    browser.client.goto(&field.at("/console/sign-in")).await?;
    let name = browser.client.find(Locator::Css("#username")).await?;
    name.clear().await?;
    name.send_keys("analyst").await?;
    let passphrase = browser.client.find(Locator::Css("#passphrase")).await?;
    passphrase.send_keys(field.words("analyst")).await?;
    passphrase.send_keys(&Key::Enter.to_string()).await?;
    browser.client.wait().for_element(Locator::Css("nav")).await?;
    let pages = [("analyst-overview", "/console".to_owned()), ("analyst-record", page_of(first))]
        .map(|(name, path)| (name, field.at(&path)));
    look(&browser, PHONE, &pages).await?;
    browser.close().await
}
