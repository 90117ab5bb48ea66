//! A supervisor without a browser: a cookie, and the token of the session's forms.

use std::error::Error;

use reqwest::{Client, Response, redirect::Policy};

use crate::field::Field;

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Somebody who unlocked the console.
pub struct Supervisor<'a> {
    field: &'a Field,
    client: Client,
    cookie: String,
    csrf: String,
}

impl<'a> Supervisor<'a> {
    /// Unlocks with the right passphrase.
    pub async fn unlock(field: &'a Field) -> Outcome<Self> {
        Self::unlock_as(field, "supervisor", "").await
    }

    /// The same in the name of any holder, with what the browser has from before.
    pub async fn unlock_as(field: &'a Field, holder: &str, cookie: &str) -> Outcome<Self> {
        let words = field.words(holder).replace(' ', "+");
        let form = format!("username={holder}&passphrase={words}");
        let answer = post(&client()?, &field.at("/console/sign-in"), cookie, form).await?;
        let cookie = answer.headers()["set-cookie"].to_str()?.split(';').next().unwrap_or_default().to_owned();
        let mut supervisor = Self { field, client: client()?, cookie, csrf: String::new() };
        let page = supervisor.page("/console/exports").await?;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        supervisor.csrf = csrf.ok_or("the form has a token")?.to_owned();
        Ok(supervisor)
    }

    /// A page as text.
    pub async fn page(&self, path: &str) -> Outcome<String> {
        Ok(self.client.get(self.field.at(path)).header("cookie", &self.cookie).send().await?.text().await?)
    }

    /// What the browser keeps.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Where a page sends this browser instead, if it does.
    pub async fn sent_to(&self, path: &str) -> Outcome<Option<String>> {
        let answer = self.client.get(self.field.at(path)).header("cookie", &self.cookie).send().await?;
        Ok(answer.headers().get("location").map(|to| to.to_str().map(str::to_owned)).transpose()?)
    }

    /// Sends one of the session's forms.
    pub async fn send(&self, path: &str, fields: &str) -> Outcome<Response> {
        post(&self.client, &self.field.at(path), &self.cookie, format!("csrf={}&{fields}", self.csrf)).await
    }

    /// Sends a form that somebody else made up.
    pub async fn send_forged(&self, path: &str) -> Outcome<Response> {
        post(&self.client, &self.field.at(path), &self.cookie, "csrf=0".to_owned()).await
    }
}

/// One try at the door.
pub async fn try_door(field: &Field, passphrase: &str) -> Outcome<Response> {
    let form = format!("passphrase={}", passphrase.replace(' ', "+"));
    post(&client()?, &field.at("/console/sign-in"), "", form).await
}

fn client() -> Outcome<Client> {
    // A client wants a provider, though it never speaks TLS here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().redirect(Policy::none()).build()?)
}

async fn post(client: &Client, address: &str, cookie: &str, form: String) -> Outcome<Response> {
    let request = client.post(address).header("content-type", "application/x-www-form-urlencoded");
    Ok(request.header("cookie", cookie).body(form).send().await?)
}
