//! `fieldward study check` and `fieldward study publish`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use fieldward_core::{
    authority::Seat,
    study::{self, StudyIssue},
    vault::StretchCost,
};
use qrcode::{QrCode, render::unicode::Dense1x2};
use serde_json::json;

use super::{Failure, card, passphrase};
use crate::{
    clock, folder,
    publish::{self, CUSTODIANS_A_ROLE, Founders, Seats},
    say, store,
};

/// What to do with a study folder.
#[derive(Debug, Subcommand)]
pub enum Study {
    /// Say everything that is wrong with a study folder, by file, sheet, row and column.
    Check(Check),
    /// Put a study in force on a server: the first time makes its keys and prints the passphrases, once.
    Publish(Publish),
}

/// `study check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The folder that holds `study.xlsx` and `instruments/`.
    folder: PathBuf,
    /// Print one JSON object for each issue.
    #[arg(long)]
    json: bool,
}

/// `study publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// The folder that holds `study.xlsx` and `instruments/`.
    folder: PathBuf,
    /// The server's data folder; it is made when absent.
    #[arg(long)]
    data: PathBuf,
    /// Read the supervisor's passphrase from the first line of this file instead of making or asking for one.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// Supervisors, at the first publication.
    #[arg(long, default_value_t = Seats::default().supervisors)]
    supervisors: u32,
    /// Analysts, at the first publication.
    #[arg(long, default_value_t = Seats::default().analysts)]
    analysts: u32,
    /// Custodians of each of the two roles, at the first publication. Fewer than three are for training only.
    #[arg(long, default_value_t = Seats::default().custodians)]
    custodians: u32,
    /// Administrators, at the first publication.
    #[arg(long, default_value_t = Seats::default().administrators)]
    administrators: u32,
    /// The card of a holder who made their own secret (`fieldward holder card`), at the first publication. Repeatable.
    /// Nothing is made or printed for them.
    #[arg(long = "card", value_name = "FILE")]
    cards: Vec<PathBuf>,
}

impl Study {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Check(check) => check.run(),
            Self::Publish(publish) => publish.run(),
        }
    }
}

impl Check {
    fn run(self) -> Result<ExitCode, Failure> {
        let reading = study::read_folder(&self.folder);
        for issue in &reading.issues {
            if self.json {
                say::result(as_json(issue));
            } else {
                say::result(issue);
            }
        }
        let errors = reading.issues.iter().filter(|issue| issue.issue.is_error()).count();
        let warnings = reading.issues.len() - errors;
        if let (Some(study), false) = (&reading.study, self.json) {
            let training =
                if study.is_training(&clock::now()) { ", training: no ethics approval holds today" } else { "" };
            say::result(format_args!("study {}: {} instruments{training}", study.id.0, study.instruments.len()));
        }
        say::aside(format_args!("errors: {errors}, warnings: {warnings}"));
        Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn as_json(StudyIssue { file, issue }: &StudyIssue) -> serde_json::Value {
    json!({
        "severity": if issue.is_error() { "error" } else { "warning" },
        "file": file,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "message": issue.message,
        "remedy": issue.remedy,
    })
}

impl Publish {
    fn run(self) -> Result<ExitCode, Failure> {
        let study = read_whole(&self.folder)?;
        let cards = self.cards.iter().map(|file| card::from_file(file)).collect::<Result<Vec<_>, _>>()?;
        folder::make(&self.data)?;
        let store = store::open(&self.data)?;
        let first = store.blocking().study()?.is_none();
        let passphrase = match &self.passphrase_file {
            Some(file) => Some(passphrase::from_file(file)?),
            None if first => None,
            None => Some(passphrase::asked("The supervisor's passphrase: ")?),
        };
        let passphrase = passphrase.as_ref().map(|words| words.as_str());
        let founders = Founders { seats: self.seats(), passphrase, cards: &cards };
        let makings = (StretchCost::DEFAULT, &mut clock::rng());
        let published = publish::publish_founded(store.blocking(), &study, &founders, &clock::now(), makings)?;
        say::result(format_args!("published {}, package {}", study.id.0, published.package));
        if !published.passphrases.is_empty() {
            say_passphrases(&published.passphrases)?;
        }
        cards.iter().for_each(card::say_fingerprint);
        let made_here = published.passphrases.iter().any(|made| made.holder.starts_with("custodian"));
        if made_here && !study.is_training(&clock::now()) {
            say::aside(
                "Custodians' secrets were made here: whoever runs this or reads this screen can keep both halves, and open \
                 every identity alone. Found the study with their cards (`fieldward holder card`, `--card`) instead.",
            );
        }
        if first && self.custodians < CUSTODIANS_A_ROLE {
            say::aside(format_args!(
                "training: {} custodians a role, where a study with real people needs {CUSTODIANS_A_ROLE}",
                self.custodians
            ));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn seats(&self) -> Seats {
        Seats {
            supervisors: self.supervisors,
            analysts: self.analysts,
            custodians: self.custodians,
            administrators: self.administrators,
        }
    }
}

fn read_whole(folder: &Path) -> Result<study::Study, Failure> {
    let reading = study::read_folder(folder);
    for issue in &reading.issues {
        say::aside(issue);
    }
    let errors = reading.issues.iter().any(|issue| issue.issue.is_error());
    reading
        .study
        .filter(|_| !errors)
        .ok_or_else(|| "the study has errors and was not published; `fieldward study check` lists them".into())
}

fn say_passphrases(passphrases: &[publish::Passphrase]) -> Result<(), Failure> {
    say::aside("Write these down and give each to its holder. They are not kept and cannot be shown again;");
    say::aside("without the supervisor's, no record of this study can ever be read.");
    for passphrase in passphrases {
        say::result(format_args!("{}: {}", passphrase.holder, passphrase.words.as_str()));
    }
    let mut codes = passphrases.iter().filter(|passphrase| passphrase.seat == Seat::Recovery).peekable();
    if codes.peek().is_some() {
        say::aside("The recovery codes are for envelopes, one for each custodian role, kept in different places:");
    }
    for code in codes {
        say::aside(format_args!("{}", code.holder));
        say::aside(QrCode::new(code.words.as_bytes())?.render::<Dense1x2>().quiet_zone(true).build());
    }
    Ok(())
}
