//! `fieldward identity request`, `grant`, `open` and `list`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use data_encoding::HEXLOWER;
use fieldward_core::{
    authority::{Purpose, REQUEST_MS_DEFAULT, RequestState},
    ids::{Hash32, ReferenceNumber},
    record::likeness,
};
use zeroize::Zeroizing;

use super::{Failure, holder::Who};
use crate::{
    audit, clock,
    identities::{self, Named, OpenedIdentity, Wish},
    say, store,
};

/// What to do about identities.
#[derive(Debug, Subcommand)]
pub enum Identity {
    /// Ask, as a supervisor, for the identities of these reference numbers.
    Request(Request),
    /// Read why, as a custodian, and grant your half after a question.
    Grant(Grant),
    /// Open, as who asked, what both roles granted. It can be seen once.
    Open(Open),
    /// List requests and where they are.
    List(List),
}

/// Purposes on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum For {
    /// A child is in danger.
    Safety,
    /// A service that was promised.
    Referral,
    /// A second visit that was agreed to.
    FollowUp,
    /// The person asks what is kept.
    OwnRequest,
    /// Whether one child was interviewed twice.
    Duplicates,
}

/// `identity request`.
#[derive(Debug, Args)]
pub struct Request {
    /// Reference numbers; `-` reads them from the standard input, one a line, so that they stand in no shell's history.
    #[arg(required = true)]
    references: Vec<String>,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
    /// What for.
    #[arg(long, value_enum)]
    purpose: For,
    /// Why, in words that only custodians read.
    #[arg(long)]
    reason: String,
    /// How many hours it may wait.
    #[arg(long, default_value_t = REQUEST_MS_DEFAULT / 3_600_000)]
    hours: i64,
}

/// `identity grant`.
#[derive(Debug, Args)]
pub struct Grant {
    /// The request, as `identity list` shows it: its first letters are enough.
    request: String,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
    /// Show the reason and grant nothing.
    #[arg(long)]
    read_only: bool,
    /// Grant without the question.
    #[arg(long, conflicts_with = "read_only")]
    yes: bool,
}

/// `identity open`.
#[derive(Debug, Args)]
pub struct Open {
    /// The request.
    request: String,
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    who: Who,
    /// Say only which of them may be one child, and show no answer.
    #[arg(long)]
    likeness_only: bool,
}

/// `identity list`.
#[derive(Debug, Args)]
pub struct List {
    /// The server's data folder.
    #[arg(long)]
    data: PathBuf,
}

impl Identity {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Request(command) => command.run(),
            Self::Grant(command) => command.run(),
            Self::Open(command) => command.run(),
            Self::List(command) => command.run(),
        }
    }
}

impl Request {
    fn run(self) -> Result<ExitCode, Failure> {
        let purpose = match self.purpose {
            For::Safety => Purpose::Safety,
            For::Referral => Purpose::Referral,
            For::FollowUp => Purpose::FollowUp,
            For::OwnRequest => Purpose::OwnRequest,
            For::Duplicates => Purpose::Duplicates,
        };
        let references = references(&self.references)?;
        let store = store::open(&self.data)?;
        let account = self.who.unlock(store.blocking(), "supervisor")?;
        let waits_ms = self.hours.saturating_mul(3_600_000);
        let wish = Wish { references, purpose, reason: Zeroizing::new(self.reason), waits_ms };
        let (request, head) = identities::request(store.blocking(), &account, &wish, &clock::now(), &mut clock::rng())?;
        say::result(format_args!("request {request}"));
        say::aside(format_args!("one custodian of each role grants it with `fieldward identity grant`; log {head}"));
        Ok(ExitCode::SUCCESS)
    }
}

impl Grant {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let account = self.who.unlock(store, "custodian_1/1")?;
        let request = named(store, &self.request)?;
        let asked = identities::read_reason(store, &account, &request)?;
        say::aside(format_args!("{} identities; reason: {}", asked.references.len(), asked.reason.as_str()));
        asked.references.iter().for_each(|reference| say::aside(format_args!("  {reference}")));
        if self.read_only {
            return Ok(ExitCode::SUCCESS);
        }
        if !self.yes && !agreed("Grant your half of these identities? yes or no: ")? {
            say::aside("nothing was granted");
            return Ok(ExitCode::FAILURE);
        }
        let head = identities::grant(store, &account, &request, &clock::now(), &mut clock::rng())?;
        say::result(format_args!("granted; log {head}"));
        Ok(ExitCode::SUCCESS)
    }
}

impl Open {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let store = handle.blocking();
        let account = self.who.unlock(store, "supervisor")?;
        let request = named(store, &self.request)?;
        let (identities, head) = identities::open(store, &account, &request, &clock::now())?;
        if !self.likeness_only {
            identities.iter().for_each(say_identity);
        }
        say_likely(&identities);
        say::aside(format_args!("written down; log {head}"));
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(self) -> Result<ExitCode, Failure> {
        let handle = store::open(&self.data)?;
        let (_, log) = audit::read(handle.blocking())?;
        let now_ms = clock::now().wall_ms;
        for view in log.requests() {
            let state = match view.state(now_ms) {
                RequestState::Waiting => "waiting",
                RequestState::Granted => "granted",
                RequestState::Opened => "opened",
                RequestState::Expired => "expired",
            };
            let granted: Vec<&str> = view.grants.iter().map(|(_, grant)| grant.custodian.0.as_str()).collect();
            let (request, by) = (view.hash.to_string(), &view.request.requester.0);
            let what = view.request.purpose.code();
            let count = view.request.records.len();
            say::result(format_args!(
                "{}  {state}  {count} for {what}, by {by}; {}",
                &request[..16],
                granted.join(", ")
            ));
        }
        say::aside(format_args!("log {}", log.head()));
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether the person at the terminal says yes.
fn agreed(question: &str) -> Result<bool, Failure> {
    say::aside(question);
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    Ok(typed.trim().eq_ignore_ascii_case("yes"))
}

fn say_identity(identity: &OpenedIdentity) {
    say::result(identity.reference);
    if identity.named == Named::NotAsked {
        say::result("  NOT ASKED FOR: no custodian was told of this number. Tell the study's lead.");
    }
    for (question, answer) in &identity.lines {
        say::result(format_args!("  {question}: {answer}"));
    }
}

/// Pairs that may be one child.
fn say_likely(identities: &[OpenedIdentity]) {
    for (place, one) in identities.iter().enumerate() {
        for other in &identities[place + 1..] {
            let found = likeness(&one.tokens, &other.tokens);
            if found.is_likely() {
                let (shared, of) = (found.shared, found.of);
                say::result(format_args!(
                    "perhaps one child: {} and {} ({shared} of {of})",
                    one.reference, other.reference
                ));
            }
        }
    }
}

pub(super) fn references(typed: &[String]) -> Result<Vec<ReferenceNumber>, Failure> {
    let mut lines = Vec::new();
    for text in typed {
        if text == "-" {
            let from = std::io::stdin().lines().collect::<Result<Vec<_>, _>>()?;
            lines.extend(from.into_iter().filter(|line| !line.trim().is_empty()));
        } else {
            lines.push(text.clone());
        }
    }
    lines.iter().map(|text| text.trim().parse().map_err(Failure::from)).collect()
}

/// The request whose hash begins so.
fn named(store: &dyn store::Store, begins: &str) -> Result<Hash32, Failure> {
    let (_, log) = audit::read(store)?;
    let begins = begins.to_lowercase();
    let fits = |hash: &Hash32| begins.len() >= 4 && HEXLOWER.encode(&hash.0).starts_with(&begins);
    let found: Vec<Hash32> = log.requests().iter().map(|view| view.hash).filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err("there is no such request; `fieldward identity list` shows them".into()),
        _ => Err("several requests begin so; give more letters".into()),
    }
}
