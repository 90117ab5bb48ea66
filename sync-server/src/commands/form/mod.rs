//! `fieldward form ...`: a questionnaire on its own, without a study: one file a subcommand.
//!
//! All of them take the same FORM, which [`read`] opens; what a subcommand prints goes to standard output, and what it
//! says to the person in front of it goes beside.

mod check;
mod device;
mod explain;
mod read;
mod replay;
mod submission;
mod try_out;
mod xform;

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;

/// What to do with a form.
#[derive(Debug, Subcommand)]
pub enum Form {
    /// Say everything that is wrong with a workbook, by sheet, row and column, and what would mend it.
    Check(check::Check),
    /// Say which questions decide a question and which it decides; without a name, the form at a glance.
    Explain(explain::Explain),
    /// Replay a transcript of another engine (JSON lines) and print what this one does at each line.
    Replay(replay::Replay),
    /// Replay a transcript and print the interview as the XML that ODK's clients send.
    Submission(submission::Submission),
    /// Run a form here, question by question, and see what each answer changes. Nothing is kept.
    Try(try_out::Try),
    /// Write the form as XForm XML, as ODK Collect reads it.
    Xform(xform::Xform),
}

impl Form {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Check(check) => check.run(),
            Self::Explain(explain) => explain.run(),
            Self::Replay(replay) => replay.run(),
            Self::Submission(submission) => submission.run(),
            Self::Try(trial) => trial.run(),
            Self::Xform(xform) => xform.run(),
        }
    }
}
