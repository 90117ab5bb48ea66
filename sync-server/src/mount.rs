//! Where the pages for people are joined to the paths for devices.
//!
//! Devices own `/v1`; everything else belongs to pages. A page gets the store, and nothing of the routes.

use axum::Router;

use crate::store::StoreHandle;

/// Every page that a browser may ask for.
pub(crate) fn pages(store: &StoreHandle) -> Router {
    let _ = store;
    Router::new()
}
