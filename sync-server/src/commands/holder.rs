//! Who gives a command: which account, and where its passphrase comes from.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, passphrase};
use crate::{
    accounts::{Account, unlock_account},
    store::Store,
};

/// An account and its passphrase.
#[derive(Debug, Args)]
pub struct Who {
    /// The account, such as `supervisor/2` or `custodian_1/3`; `custodian_1/recovery` takes the code on paper.
    #[arg(long = "as", value_name = "HOLDER")]
    holder: Option<String>,
    /// Read the passphrase from the first line of this file instead of asking for it.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Who {
    pub(super) fn unlock(&self, store: &dyn Store, usual: &str) -> Result<Account, Failure> {
        let holder = self.holder.as_deref().unwrap_or(usual);
        unlock(store, holder, self.passphrase_file.as_deref())
    }
}

/// Unlocks an account by a file or by asking.
pub(super) fn unlock(store: &dyn Store, holder: &str, file: Option<&std::path::Path>) -> Result<Account, Failure> {
    let words = match file {
        Some(file) => passphrase::from_file(file)?,
        None => passphrase::asked(&format!("The passphrase of {holder}: "))?,
    };
    Ok(unlock_account(store, holder, &words)?)
}
