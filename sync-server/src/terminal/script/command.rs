//! The action language: one line, one command. `sync-server/SCRIPT.md` is its documentation.
//!
//! Parsing knows nothing of devices: it turns a line into a [`Command`] or says in one sentence what is wrong with it
//! and what would be right.

use std::{path::PathBuf, time::Duration};

use fieldward::{CorrectionReason, DeclineReason, StartChoice, StopCode};
use thiserror::Error;

use super::{
    forms,
    words::{WordsError, words, words_then_text},
};

/// One command of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `create PIN`.
    Create(String),
    /// `unlock PIN`.
    Unlock(String),
    /// `pin OLD NEW [DURESS]`.
    ChangePin(Pins),
    /// `renew-keys PIN [DURESS]`.
    RenewKeys(Pins),
    /// `salvage PIN`.
    Salvage(String),
    /// `panic`.
    Panic,
    /// `withdraw-person NUMBER`, or of the last person of this script.
    WithdrawPerson(String),
    /// `record NAME FILE`.
    Record {
        /// The question.
        name: String,
        /// What was recorded.
        file: PathBuf,
    },
    /// `lock`.
    Lock,
    /// `enrol @FILE` or `enrol TEXT`.
    Enrol(Invite),
    /// `sync` and `sync all`.
    Sync(Extent),
    /// `outbox FILE`: what waits, written to be carried.
    Outbox(PathBuf),
    /// `receipts FILE`: what came back.
    Receipts(PathBuf),
    /// `orders FILE`: what two holders ordered, carried here.
    Orders(PathBuf),
    /// `relay URL`.
    Relay(String),
    /// `language TAG`: of the interviewer.
    Language(String),
    /// `clock ...`: from now on the device's clock is the script's.
    Clock(ClockChange),
    /// `gates pass` or `gates stop`.
    Gates(Gates),
    /// `start INSTRUMENT ...`.
    Start(StartChoice),
    /// `open N`: take up the N-th open interview.
    Open(usize),
    /// `returns`.
    Returns,
    /// `correction N`: open the correction of the N-th returned record.
    Correction(usize),
    /// Something done on the open interview.
    Act(Deed),
    /// `pass` and `pass until question`.
    Pass(PassUntil),
    /// `expect ...`.
    Expect(Expectation),
    /// `screen`: print what is shown.
    Screen,
    /// `kill`: the process ends as if its battery had fallen out.
    Kill,
}

/// PINs of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    /// The one until now.
    pub old: String,
    /// The new one.
    pub new: String,
    /// The duress PIN.
    pub duress: Option<String>,
}

/// Where an invite stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invite {
    /// In a file beside the script, or wherever an absolute path says.
    File(PathBuf),
    /// In the script.
    Text(String),
}

/// What happens to the script's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockChange {
    /// `clock 2026-03-02T08:00+07:00`.
    Set {
        /// Milliseconds since 1970.
        wall_ms: i64,
        /// Offset in minutes.
        offset_min: i16,
    },
    /// `clock +90m`.
    Forward(Duration),
}

/// How much a `sync` sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What one sync sends: identities wait for another one than the answers they belong to.
    Once,
    /// Everything, in as many syncs as it takes.
    All,
}

/// Whether `answer` passes gates by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Gates {
    /// It does, with the ordinary good answers.
    Pass,
    /// It fails at a gate: the default.
    #[default]
    Stop,
}

/// How far `pass` goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassUntil {
    /// The current gate and those that follow it directly.
    Gates,
    /// Until a question, an hour block or the end is shown.
    Question,
}

/// Something done on the open interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// `fill PROMPT=VALUE ...`.
    Fill(Vec<(String, String)>),
    /// `answer NAME VALUE`.
    Answer {
        /// The question.
        name: String,
        /// What is typed or chosen.
        value: String,
    },
    /// `decline NAME dont_know|prefers_not`.
    Decline {
        /// The question.
        name: String,
        /// Which.
        reason: DeclineReason,
    },
    /// `correct NAME VALUE`.
    Correct {
        /// The question.
        name: String,
        /// The new value; empty takes it back.
        value: String,
        /// Why; absent lets the runner choose what fits the interview.
        reason: Option<CorrectionReason>,
    },
    /// `next`: go on with what the screen shows.
    Next,
    /// `add`.
    AddRepeat,
    /// `end`.
    EndRepeat,
    /// `back`.
    Back,
    /// `forward`.
    Forward,
    /// `distress N`.
    Distress(u8),
    /// `presence WHO ...`.
    Presence(Vec<String>),
    /// `say LANGUAGE`: go on in another language.
    ChangeLanguage(String),
    /// `pause`.
    Pause,
    /// `resume`.
    Resume,
    /// `tally PROMPT ...`.
    Tally {
        /// The counter or counted row.
        prompt: String,
        /// What was seen.
        row: Vec<(String, String)>,
        /// How many.
        count: u16,
    },
    /// `undo`.
    UndoTally,
    /// `close-block MINUTES [nothing]`.
    CloseBlock {
        /// Minutes watched.
        minutes: u8,
        /// Whether anything was seen.
        seen: Seen,
    },
    /// `end-shift`.
    EndShift,
    /// `safety`.
    SafetyAction,
    /// `stop [CODE]`.
    Stop(Option<StopCode>),
    /// `withdraw`.
    Withdraw,
    /// `finalize`.
    Finalize,
}

/// Whether an hour block holds anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Something, or the counts say it.
    Something,
    /// A true zero.
    Nothing,
}

/// What must hold, or the script ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// `expect step STEP`.
    Step(String),
    /// `expect question NAME`.
    Question(String),
    /// `expect value NAME VALUE`.
    Value {
        /// The question.
        name: String,
        /// In lexical form; empty for none.
        value: String,
    },
    /// `expect notice CODE`.
    Notice(String),
    /// `expect refused [CODE]`: the command before was refused.
    Refused(Option<String>),
    /// `expect open N`: this many interviews are open on the device.
    Open(usize),
    /// `expect waiting N`.
    Waiting(usize),
    /// `expect returns N`.
    Returns(usize),
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// It cannot be cut into words.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// No such command.
    #[error("there is no command `{0}`; SCRIPT.md lists them all")]
    Unknown(String),
    /// Not in its form.
    #[error("write it as `{0}`")]
    Form(&'static str),
}

/// The command of a line; `None` for an empty line or a remark.
pub fn parse(line: &str) -> Result<Option<Command>, CommandError> {
    let words = words(line).or_else(|error| if takes_text(line) { Ok(vec![first_word(line)]) } else { Err(error) })?;
    let Some((name, rest)) = words.split_first() else { return Ok(None) };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    if let Some(command) = forms::device(name, &rest)? {
        return Ok(Some(command));
    }
    Ok(Some(match name.as_str() {
        "expect" => Command::Expect(forms::expect(&words_then_text(line, 3)?)?),
        _ => Command::Act(forms::deed(name, &rest, line)?),
    }))
}

/// Commands that end in free text may hold a lonely quote.
fn takes_text(line: &str) -> bool {
    matches!(first_word(line).split(':').next(), Some("answer" | "correct" | "expect"))
}

fn first_word(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().to_owned()
}
