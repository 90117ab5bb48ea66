//! The pages, one a file. A page is a function from what is known to markup: it reads no store, opens no record and
//! holds no key.

pub(super) mod answers;
pub(super) mod comparison;
pub(super) mod counted;
pub(super) mod coverage;
pub(super) mod device;
pub(super) mod exports;
pub(super) mod facts;
pub(super) mod heat_map;
pub(super) mod identities;
pub(super) mod layout;
pub(super) mod overview;
pub(super) mod problem;
pub(super) mod record;
pub(super) mod records;
pub(super) mod return_form;
pub(super) mod sign_in;
pub(super) mod timeline;
