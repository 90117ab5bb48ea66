//! `fieldward export`: the console's export for scripts and for machines without a browser.
//!
//! It takes the same road as the page does, with the same refusals and the same log of openings, and never writes
//! over a file: an export that somebody already works with stays as it is.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use fieldward_core::{authority::Occasion, ids::Hash32};

use super::{Failure, passphrase};
use crate::{
    audit, clock,
    console::{Desk, Unlocked, unlock},
    export::{ExportError, Format, Order, Sensitive, Which, export},
    folder, say, store,
};

/// `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The server's data folder. A running server may stay up.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// One workbook, or one text file a table in a ZIP. When absent, the ending of PATH says it.
    #[arg(long, value_enum)]
    format: Option<FileKind>,
    /// Language of labels and caveats.
    #[arg(long, default_value = "en")]
    language: String,
    /// Which purpose of the use statement it serves.
    #[arg(long, default_value = "research")]
    purpose: String,
    /// The questionnaire; may be absent when records of one only are there.
    #[arg(long, value_name = "ID")]
    instrument: Option<String>,
    /// Only records that a supervisor accepted. Otherwise all that open, and a column says what was decided.
    #[arg(long)]
    accepted: bool,
    /// With highly sensitive answers, where the access plan allows it. Every record is written into the log of
    /// openings.
    #[arg(long)]
    sensitive: bool,
    /// Read the supervisor's passphrase from the first line of this file instead of asking for it.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The file to make, ending in `.zip` or `.xlsx`. It must not exist yet.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileKind {
    /// One text file a table, in a ZIP.
    Csv,
    /// One workbook.
    Xlsx,
}

impl Export {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let format = format(self.format, &self.out)?;
        if self.out.exists() {
            return Err(already_there(&self.out));
        }
        let words = match &self.passphrase_file {
            Some(file) => passphrase::from_file(file)?,
            None => passphrase::asked("The supervisor's passphrase: ")?,
        };
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let Unlocked { desk, account } = unlock(store, &words, &self.language)?;
        let order = self.order(&desk, format)?;
        let sealed = |hash: &Hash32| store.media(hash).ok().flatten();
        let finished = export(&desk, &order, &sealed).map_err(|error| explain(error, &desk, &order))?;
        // Written down before a byte leaves.
        let now_ms = clock::now().wall_ms;
        audit::look(store, &account, &finished.sensitive_records, Occasion::Export, now_ms)?;
        write_new(&self.out, &finished.bytes)?;
        say::result(format_args!("{}: {} for {}", self.out.display(), order.instrument, order.purpose));
        Ok(ExitCode::SUCCESS)
    }

    fn order(&self, desk: &Desk, format: Format) -> Result<Order, Failure> {
        Ok(Order {
            purpose: self.purpose.clone(),
            instrument: match &self.instrument {
                Some(id) => id.clone(),
                None => only_instrument(desk)?,
            },
            language: self.language.clone(),
            which: if self.accepted { Which::Accepted } else { Which::All },
            format,
            sensitive: if self.sensitive { Sensitive::Included } else { Sensitive::LeftOut },
        })
    }
}

/// The form that was asked for and the file's ending agree, so that nobody opens a ZIP as a text.
fn format(wanted: Option<FileKind>, out: &Path) -> Result<Format, Failure> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match (wanted, ending.as_deref()) {
        (None | Some(FileKind::Csv), Some("zip")) => Ok(Format::Csv),
        (None | Some(FileKind::Xlsx), Some("xlsx")) => Ok(Format::Xlsx),
        (Some(FileKind::Xlsx), _) => Err("a workbook's file ends in .xlsx".into()),
        _ => Err("text files come together in one ZIP, so PATH ends in .zip (or in .xlsx for a workbook)".into()),
    }
}

fn already_there(out: &Path) -> Failure {
    format!("{} is already there, and an export writes over nothing", out.display()).into()
}

fn only_instrument(desk: &Desk) -> Result<String, Failure> {
    let found: BTreeSet<&str> = desk.records.iter().map(|record| record.view.instrument.as_str()).collect();
    match Vec::from_iter(found).as_slice() {
        [] => Err("there is no record to export".into()),
        [one] => Ok((*one).to_owned()),
        several => Err(format!("say which questionnaire with --instrument: {}", several.join(", ")).into()),
    }
}

/// What can be done about it.
fn explain(error: ExportError, desk: &Desk, order: &Order) -> Failure {
    let purposes: Vec<&str> = desk.study.use_statement.purposes.iter().map(|purpose| purpose.code.as_str()).collect();
    let known: Vec<&str> = desk.instruments().iter().map(|instrument| instrument.id.as_str()).collect();
    match error {
        ExportError::Purpose => format!("{error}; it has: {}", purposes.join(", ")).into(),
        ExportError::Nothing if !known.contains(&order.instrument.as_str()) => {
            format!("the study has no questionnaire {}; it has: {}", order.instrument, known.join(", ")).into()
        }
        other => other.into(),
    }
}

/// Writes the file where there is none, and says which file it was that could not be written.
fn write_new(out: &Path, bytes: &[u8]) -> Result<(), Failure> {
    folder::write_new(out, bytes).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => already_there(out),
        io::ErrorKind::StorageFull => format!("{}: the disk is full, and nothing was written", out.display()).into(),
        _ => format!("{}: {error}", out.display()).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_and_the_form_agree() {
        let check = |wanted, out: &str, expected: Option<Format>| {
            assert_eq!(format(wanted, Path::new(out)).ok(), expected, "{out}");
        };
        check(None, "a.zip", Some(Format::Csv));
        check(None, "a.XLSX", Some(Format::Xlsx));
        check(Some(FileKind::Csv), "a.zip", Some(Format::Csv));
        check(Some(FileKind::Csv), "a.csv", None);
        check(Some(FileKind::Csv), "a.xlsx", None);
        check(Some(FileKind::Xlsx), "a.zip", None);
        check(None, "a", None);
    }

    #[test]
    fn a_file_that_is_there_stays_as_it_is() -> Result<(), Failure> {
        let folder = tempfile::tempdir()?;
        let out = folder.path().join("a.zip");
        write_new(&out, b"first")?;
        assert!(write_new(&out, b"second").is_err());
        assert_eq!(std::fs::read(&out)?, b"first");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1, "nothing unfinished stays");
        assert!(write_new(&folder.path().join("no such folder/b.zip"), b"x").is_err());
        Ok(())
    }
}
