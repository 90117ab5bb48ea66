//! `fieldward take-in`: records that came on a card or a cable.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use fieldward_core::{sync::parcel::FileKind, vault::SealingSecret};

use super::Failure;
use crate::{
    carrier, clock, folder,
    intake::{self, IntakeError},
    say,
    store::{self, Store},
};

/// `take-in`.
#[derive(Debug, Args)]
pub struct TakeIn {
    /// The file that a device wrote.
    file: PathBuf,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    /// Where the receipts go, which the device reads; beside the file when it is not said.
    #[arg(long)]
    receipts: Option<PathBuf>,
}

impl TakeIn {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let bytes = fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let parcels = FileKind::Outbox.read(&bytes)?;
        let store = store::open(&self.data)?;
        let key = carrier::key(&self.data)?;
        let Came { receipts, foreign, failed } = take(store.blocking(), &key, &parcels, clock::now().wall_ms);
        let beside = self.file.with_extension("receipts");
        let to = self.receipts.unwrap_or(beside);
        if receipts.is_empty() {
            say::result(format_args!("none of {} parcels taken in; no receipts were written", parcels.len()));
        } else {
            let file = FileKind::Receipts.write(&receipts)?;
            folder::write_private(&to, &file).map_err(|error| format!("{}: {error}", to.display()))?;
            say::result(format_args!(
                "{} of {} parcels taken in; receipts in {}",
                receipts.len(),
                parcels.len(),
                to.display()
            ));
        }
        if foreign > 0 {
            say::aside(format_args!("{foreign} are for another server, or of a device that is not enrolled here"));
        }
        if let Some((count, error)) = &failed {
            say::aside(format_args!(
                "{count} were not taken now; bring the file once more. The first of them: {error}"
            ));
        }
        Ok(if foreign == 0 && failed.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What came of a file.
#[derive(Debug, Default)]
struct Came {
    receipts: Vec<Vec<u8>>,
    foreign: usize,
    /// How many could not be taken now, and why the first could not.
    failed: Option<(usize, IntakeError)>,
}

/// Takes every parcel by itself: a device that has had its share of the day keeps nobody else's records out.
fn take(store: &dyn Store, key: &SealingSecret, parcels: &[&[u8]], now_ms: i64) -> Came {
    let mut came = Came::default();
    for parcel in parcels {
        match intake::take_parcel(store, key, parcel, now_ms, &mut clock::rng()) {
            Ok(receipt) => came.receipts.push(receipt),
            Err(IntakeError::Carried(_)) => came.foreign += 1,
            Err(error) => match &mut came.failed {
                Some((count, _)) => *count += 1,
                none => *none = Some((1, error)),
            },
        }
    }
    came
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{intake::tests::Field, store::sqlite};

    #[test]
    fn one_phone_that_has_had_its_share_keeps_no_other_out() {
        let field = Field::new();
        let phones = [1, 2].map(|number| field.phone(number));
        let spent = format!("INSERT INTO quotas VALUES (x'{}', 0, 268435456)", phones[0].id.0.simple());
        sqlite::tamper(field.folder.path(), &spent);
        let parcels = phones.iter().map(|phone| field.parcel(phone, "study", phone));
        let parcels: Vec<Vec<u8>> = std::iter::once(b"no parcel".to_vec()).chain(parcels).collect();
        let parcels: Vec<&[u8]> = parcels.iter().map(Vec::as_slice).collect();
        let came = take(&field.store, &field.carrier, &parcels, 5);
        assert_eq!((came.receipts.len(), came.foreign, came.failed.map(|(count, _)| count)), (1, 1, Some(1)));
        assert_eq!(field.store.heads(phones[1].id).map(|heads| heads.len()).ok(), Some(1));
    }
}
