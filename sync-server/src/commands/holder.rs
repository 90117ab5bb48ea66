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

impl Who {
    /// The account that was named, if one was.
    pub(super) fn given(&self, store: &dyn Store) -> Result<Option<Account>, Failure> {
        self.holder.as_deref().map(|holder| unlock(store, holder, self.passphrase_file.as_deref())).transpose()
    }
}

/// Two accounts and their passphrases.
#[derive(Debug, Args)]
pub struct Two {
    /// Two holders, such as `supervisor` and `custodian_1/2`.
    #[arg(long = "as", value_name = "HOLDER", num_args = 1, required = true)]
    pub(super) holders: Vec<String>,
    /// Read each one's passphrase from the first line of a file, in the same order, instead of asking for it.
    #[arg(long = "passphrase-file", value_name = "FILE", num_args = 1)]
    files: Vec<PathBuf>,
}

impl Two {
    pub(super) fn unlock(&self, store: &dyn Store) -> Result<[Account; 2], Failure> {
        let [first, second] = self.holders.as_slice() else {
            return Err("two holders are needed: --as A --as B".into());
        };
        let file = |place: usize| self.files.get(place).map(PathBuf::as_path);
        Ok([unlock(store, first, file(0))?, unlock(store, second, file(1))?])
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
