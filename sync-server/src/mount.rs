//! Where the pages for people are joined to the paths for devices.
//!
//! Devices own `/v1`; everything else belongs to pages. A page gets the store, and nothing of the routes.

use std::path::Path;

use axum::{Router, response::Redirect, routing::get};

use crate::{
    address::Scheme,
    console::{self, Console, Transport},
    store::StoreHandle,
};

/// Every page that a browser may ask for.
pub(crate) fn pages(store: &StoreHandle, scheme: Scheme, data: &Path) -> Router {
    let transport = match scheme {
        Scheme::Http => Transport::Plain,
        Scheme::Https => Transport::Tls,
    };
    let console = Console::new(store.clone(), transport).in_folder(data);
    console.keep_watch();
    Router::new().route("/", get(|| async { Redirect::to("/console") })).merge(console::router(console))
}
