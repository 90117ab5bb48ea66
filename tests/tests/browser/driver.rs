//! A real browser: Chromium behind chromedriver, each with a profile of its own that goes when the test ends.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

const DRIVER: &str = "/usr/bin/chromedriver";

/// A browser and its driver.
pub struct Browser {
    pub client: Client,
    address: String,
    driver: Child,
    _profile: tempfile::TempDir,
}

/// How the browser looks at a page.
#[derive(Clone, Copy)]
pub struct Looks<'a> {
    /// Width of the window in pixels.
    pub width: u32,
    /// What it asks for: `en`, `fr`.
    pub language: &'a str,
    /// `light` or `dark`.
    pub scheme: &'a str,
}

impl Browser {
    /// Starts a browser, or says what is missing.
    pub async fn open(looks: Looks<'_>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        assert!(
            Path::new(DRIVER).exists(),
            "the browser tests need Chromium and its driver at {DRIVER}: apt-get install chromium chromium-driver"
        );
        // The client for the driver's own commands wants a provider, though it never speaks TLS here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (driver, port) = start_driver()?;
        let profile = tempfile::tempdir()?;
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments(looks, profile.path()) },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let address = format!("http://127.0.0.1:{port}");
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await?;
        Ok(Self { client, address, driver, _profile: profile })
    }

    /// Gives the page the width that is looked at: a window itself cannot be as narrow as a phone.
    pub async fn narrow(&self, looks: Looks<'_>) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.measure(looks, 900).await
    }

    async fn measure(&self, looks: Looks<'_>, height: u32) -> Result<(), Box<dyn Error + Send + Sync>> {
        let metrics = json!({ "width": looks.width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", metrics).await?;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": looks.scheme }] });
        self.tell("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Tells the browser something in its own protocol.
    async fn tell(&self, command: &str, parameters: Value) -> Result<Value, Box<dyn Error + Send + Sync>> {
        self.ask("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    /// Everything that the browser wrote into its log.
    pub async fn log(&self) -> Result<Vec<String>, Box<dyn Error + Send + Sync>> {
        let entries = self.ask("se/log", json!({ "type": "browser" })).await?;
        let entries = entries["value"].as_array().cloned().unwrap_or_default();
        Ok(entries.iter().filter_map(|entry| entry["message"].as_str().map(str::to_owned)).collect())
    }

    async fn ask(&self, path: &str, body: Value) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let session = self.client.session_id().await?.ok_or("the browser has no session")?;
        let answer = reqwest::Client::new()
            .post(format!("{}/session/{session}/{path}", self.address))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await?;
        Ok(serde_json::from_str(&answer.text().await?)?)
    }

    /// Takes a picture into the folder that `FIELDWARD_SHOTS` names; does nothing without it.
    pub async fn shoot(&self, looks: Looks<'_>, name: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
        let Some(folder) = std::env::var_os("FIELDWARD_SHOTS").map(PathBuf::from) else { return Ok(()) };
        fs::create_dir_all(&folder)?;
        let height = self.client.execute("return document.documentElement.scrollHeight", vec![]).await?;
        self.measure(looks, u32::try_from(height.as_u64().unwrap_or(900))?.min(6_000)).await?;
        fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await?)?;
        self.measure(looks, 900).await
    }

    /// Closes the browser and its driver.
    pub async fn close(mut self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.client.clone().close().await?;
        self.driver.kill()?;
        self.driver.wait()?;
        Ok(())
    }
}

/// Starts chromedriver on a port of its own choice.
fn start_driver() -> Result<(Child, u16), Box<dyn Error + Send + Sync>> {
    let mut driver = Command::new(DRIVER).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = driver.stdout.take().ok_or("chromedriver has no output")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(port) = line.split("on port ").nth(1) {
            let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
            if line.contains("started successfully") {
                return Ok((driver, digits.parse()?));
            }
        }
    }
    Err("chromedriver ended before it was ready".into())
}

fn arguments(looks: Looks<'_>, profile: &Path) -> Vec<String> {
    let fixed = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ];
    let mut arguments: Vec<String> = fixed.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.push(format!("--accept-lang={}", looks.language));
    arguments.push(format!("--window-size={},900", looks.width.max(500)));
    arguments
}
