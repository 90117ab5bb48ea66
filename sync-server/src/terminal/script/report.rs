//! What a script prints: one JSON object a command, one at the end.
//!
//! A command's object is printed after what it said is durable, and holds no answer: a test that kills the process
//! knows from the printed line numbers which answers must be there afterwards.

use std::io::{self, Write};

use fieldward::{Screen, Step};
use serde::Serialize;

/// One command that was done.
#[derive(Debug, Serialize)]
pub(super) struct Done<'a> {
    pub line: usize,
    pub command: &'a str,
    pub ok: bool,
    /// The screen after it, when an interview is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<&'a str>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// What a sync did.
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub synced: Option<Synced>,
}

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Synced {
    /// Records that the server confirmed.
    pub acknowledged: u32,
    /// Records that still wait, mostly identities.
    pub waiting: u32,
    /// When a device would send those by itself.
    pub again_after_seconds: u32,
}

/// What a script did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Commands that were done.
    pub commands: usize,
    /// Interviews that were started.
    pub started: u64,
    /// Interviews that were stopped by a rule or a person.
    pub stopped: u64,
    /// Interviews that were finalized.
    pub finalized: u64,
    /// Actions that were refused, as expected.
    pub refused: u64,
    /// Records that the server confirmed.
    pub acknowledged: u64,
    /// Returned records that came down.
    pub returned: u64,
    /// Corrections that were finalized.
    pub corrected: u64,
    /// Bytes of all requests.
    pub bytes_sent: u64,
}

#[derive(Serialize)]
struct Last<'a> {
    summary: &'a Summary,
}

/// Prints one object on a line of its own and flushes it.
pub(super) fn print(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, object)?;
    writeln!(out)?;
    out.flush()
}

pub(super) fn print_summary(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    print(out, &Last { summary })
}

/// How a script names a step.
pub(super) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Checks => "checks",
        Step::Language => "language",
        Step::Tell => "tell",
        Step::TeachBack => "teach_back",
        Step::Guardian => "guardian",
        Step::Consent => "consent",
        Step::Presence => "presence",
        Step::Distress => "distress",
        Step::Trust => "trust",
        Step::Question => "question",
        Step::Repeat => "repeat",
        Step::Block => "block",
        Step::Paused => "paused",
        Step::Stopped => "stopped",
        Step::Closing => "closing",
        Step::AfterLeaving => "after_leaving",
        Step::Ready => "ready",
        Step::Finalized => "finalized",
    }
}

/// A screen in a few words, for a message: never a value.
pub(super) fn describe(screen: &Screen) -> String {
    let asked = screen.prompts.first().map(|prompt| prompt.label.as_str()).unwrap_or(&screen.title);
    let mut words: String = asked.chars().take(60).collect();
    if words.len() < asked.len() {
        words.push('…');
    }
    format!("step {}, screen {} ({words})", step_name(screen.step), screen.id)
}
