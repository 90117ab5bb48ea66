//! Runs a script on a device, command by command.

use std::{io::Write, path::Path, sync::Arc};

use fieldward::{Action, Device, DeviceError, Entry, Screen, StartChoice, Step};
use tokio::runtime::Runtime;

use super::{
    Line, Script, ScriptClock, ScriptError, Summary,
    command::{ClockChange, Command, Deed, Expectation, Extent, Gates, Invite, PassUntil},
    gates::{self, Manner},
    report::{Done, Synced, print, print_summary, step_name},
};

/// What runs a script.
pub struct Runner<'a> {
    pub(super) device: Arc<Device>,
    pub(super) clock: Arc<ScriptClock>,
    pub(super) runtime: &'a Runtime,
    pub(super) out: &'a mut dyn Write,
    /// The open interview.
    pub(super) interview: Option<String>,
    /// What was last shown.
    pub(super) screen: Option<Screen>,
    /// Answers to a screen with several prompts, until all are there.
    pub(super) pending: Vec<Entry>,
    pub(super) gates: Gates,
    /// What `start` said.
    pub(super) manner: Manner,
    pub(super) correction: bool,
    /// The number of the person of the last interview that was started.
    pub(super) last_reference: Option<String>,
    pub(super) refusal: Option<Refused>,
    pub(super) summary: Summary,
    /// What the command before did, when it was a sync.
    synced: Option<Synced>,
}

/// The last command was refused.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub code: String,
    pub reason: String,
}

/// Why a command was not done.
pub(super) enum Trouble {
    /// The device said no: an expectation may follow.
    Refused(Refused),
    /// The script cannot go on.
    Failed(String),
}

impl From<String> for Trouble {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

impl From<&str> for Trouble {
    fn from(message: &str) -> Self {
        Self::Failed(message.to_owned())
    }
}

impl From<DeviceError> for Trouble {
    fn from(error: DeviceError) -> Self {
        let code = match &error {
            DeviceError::Refused { code, reason, prompt } => {
                let about = if prompt.is_empty() { String::new() } else { format!("{prompt}: ") };
                return Self::Refused(Refused { code: code.clone(), reason: format!("{about}{reason}") });
            }
            DeviceError::Pin { .. } => "Pin",
            DeviceError::Locked => "Locked",
            DeviceError::NotEnrolled => "NotEnrolled",
            DeviceError::NotFound { .. } => "NotFound",
            DeviceError::NoLink { .. } => "NoLink",
            DeviceError::ServerRefused { .. } => "ServerRefused",
            DeviceError::Storage { .. } => "Storage",
        };
        Self::Refused(Refused { code: code.to_owned(), reason: error.to_string() })
    }
}

impl<'a> Runner<'a> {
    /// Runs on this device; `clock` must be the device's own.
    pub fn new(device: Arc<Device>, clock: Arc<ScriptClock>, runtime: &'a Runtime, out: &'a mut dyn Write) -> Self {
        Self {
            device,
            clock,
            runtime,
            out,
            interview: None,
            screen: None,
            pending: Vec::new(),
            gates: Gates::default(),
            manner: Manner::default(),
            correction: false,
            last_reference: None,
            refusal: None,
            summary: Summary::default(),
            synced: None,
        }
    }

    /// Runs a script to its end.
    ///
    /// # Errors
    /// Where and why it ended before.
    pub fn run(mut self, script: &Script) -> Result<Summary, ScriptError> {
        for (at, line) in script.lines.iter().enumerate() {
            let expected = matches!(
                script.lines.get(at + 1).map(|next| &next.command),
                Some(Command::Expect(Expectation::Refused(_)))
            );
            self.line(line, &script.folder, expected).map_err(|message| ScriptError {
                line: line.number,
                message: format!("{message} [{}]", shown(line)),
            })?;
        }
        print_summary(self.out, &self.summary).map_err(|_| closed(0))?;
        Ok(self.summary)
    }

    fn line(&mut self, line: &Line, folder: &Path, refusal_expected: bool) -> Result<(), String> {
        let flushed = match &line.command {
            Command::Act(_) | Command::Expect(_) => Ok(()),
            _ => self.flush(),
        };
        let done = flushed.and_then(|()| self.command(&line.command, folder));
        let refused = match done {
            Ok(()) => None,
            Err(Trouble::Failed(message)) => return Err(message),
            Err(Trouble::Refused(refused)) if refusal_expected => Some(refused),
            Err(Trouble::Refused(Refused { code, reason })) => return Err(format!("refused ({code}): {reason}")),
        };
        self.summary.commands += 1;
        self.summary.refused += u64::from(refused.is_some());
        let screen = self.screen.as_ref().filter(|_| self.interview.is_some());
        let report = Done {
            line: line.number,
            command: line.text.split_whitespace().next().unwrap_or_default(),
            ok: refused.is_none(),
            step: screen.map(|screen| step_name(screen.step)),
            screen: screen.map(|screen| screen.id.as_str()),
            refused: refused.as_ref().map(|refused| refused.code.as_str()),
            reason: refused.as_ref().map(|refused| refused.reason.as_str()),
            synced: self.synced.take(),
        };
        print(self.out, &report).map_err(|_| "standard output was closed".to_owned())?;
        if !matches!(line.command, Command::Expect(_)) {
            self.refusal = refused;
        }
        Ok(())
    }

    fn command(&mut self, command: &Command, folder: &Path) -> Result<(), Trouble> {
        match command {
            Command::Create(pin) => self.device.create(pin.clone())?,
            Command::Unlock(pin) => self.device.unlock(pin.clone())?,
            Command::ChangePin(pins) => self.change_pin(pins)?,
            Command::RenewKeys(pins) => self.renew_keys(pins)?,
            Command::Salvage(pin) => self.salvage(pin)?,
            Command::Panic => self.panic()?,
            Command::WithdrawPerson(number) => self.withdraw_person(number)?,
            Command::Record { name, file } => self.record(name, &folder.join(file))?,
            Command::Lock => self.lock(),
            Command::Enrol(invite) => self.enrol(invite, folder)?,
            Command::Sync(extent) => self.sync(*extent)?,
            Command::Outbox(file) => {
                self.device.write_outbox(folder.join(file).to_string_lossy().into_owned())?;
            }
            Command::Receipts(file) => {
                let report = self.device.read_receipts(folder.join(file).to_string_lossy().into_owned())?;
                self.summary.acknowledged += u64::from(report.acknowledged);
            }
            Command::Orders(file) => {
                self.device.read_orders(folder.join(file).to_string_lossy().into_owned())?;
            }
            Command::Relay(address) => {
                let report = self.runtime.block_on(self.device.sync_by_relay(address.clone()))?;
                self.summary.acknowledged += u64::from(report.acknowledged);
            }
            Command::Language(tag) => self.device.set_language(tag.clone()),
            Command::Clock(ClockChange::Set { wall_ms, offset_min }) => self.clock.set(*wall_ms, *offset_min),
            Command::Clock(ClockChange::Forward(span)) => self.clock.forward(*span),
            Command::Gates(gates) => self.gates = *gates,
            Command::Start(choice) => self.start(choice.clone())?,
            Command::Open(number) => self.open(*number)?,
            Command::Returns => {
                self.device.returns()?;
            }
            Command::Correction(number) => self.correct_return(*number)?,
            Command::Act(deed) => self.deed(deed)?,
            Command::Pass(until) => self.pass(*until)?,
            Command::Expect(expectation) => self.expect(expectation)?,
            Command::Screen => self.print_screen()?,
            Command::Kill => kill(),
        }
        Ok(())
    }

    pub(super) fn lock(&mut self) {
        self.device.lock();
        self.interview = None;
        self.screen = None;
    }

    fn enrol(&mut self, invite: &Invite, folder: &Path) -> Result<(), Trouble> {
        let text = match invite {
            Invite::Text(text) => text.clone(),
            Invite::File(path) => {
                let path = folder.join(path);
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?
            }
        };
        Ok(self.runtime.block_on(self.device.enrol(text.trim().to_owned()))?)
    }

    fn sync(&mut self, extent: Extent) -> Result<(), Trouble> {
        let mut synced = Synced::default();
        loop {
            let report = self.runtime.block_on(self.device.sync_now(None))?;
            self.summary.acknowledged += u64::from(report.acknowledged);
            self.summary.returned += u64::from(report.returns);
            self.summary.bytes_sent += report.bytes_sent;
            synced.acknowledged += report.acknowledged;
            synced.waiting = report.waiting;
            synced.again_after_seconds = report.again_after_seconds;
            // What the server does not take stays: going on would never end.
            if extent == Extent::Once || report.waiting == 0 || report.acknowledged == 0 {
                break;
            }
        }
        self.synced = Some(synced);
        Ok(())
    }

    /// `reference=last` is the person of the interview that was started before.
    fn start(&mut self, mut choice: StartChoice) -> Result<(), Trouble> {
        if choice.reference == "last" {
            choice.reference = self.last_reference.clone().ok_or("no interview was started before in this script")?;
        }
        let interview = self.device.start(choice.clone())?;
        self.last_reference = Some(self.device.reference(interview.clone())?);
        self.manner = Manner::of(&choice);
        self.summary.started += 1;
        self.correction = false;
        self.show(interview)
    }

    fn open(&mut self, number: usize) -> Result<(), Trouble> {
        let open = self.open_interviews()?;
        let at = number.checked_sub(1).and_then(|at| open.get(at));
        let interview = at.ok_or_else(|| format!("{} interviews are open on this device", open.len()))?;
        self.correction = interview.correction;
        self.show(interview.id.clone())
    }

    fn correct_return(&mut self, number: usize) -> Result<(), Trouble> {
        let returns = self.device.returns()?;
        let at = number.checked_sub(1).and_then(|at| returns.get(at));
        let returned = at.ok_or_else(|| format!("{} returned records wait on this device", returns.len()))?;
        let interview = self.device.start_correction(returned.id.clone())?;
        self.correction = true;
        self.show(interview)
    }

    pub(super) fn open_interviews(&self) -> Result<Vec<fieldward::InterviewView>, Trouble> {
        let all = self.device.interviews()?;
        Ok(all.into_iter().filter(|interview| interview.state == fieldward::InterviewState::InProgress).collect())
    }

    /// Makes an interview the open one.
    fn show(&mut self, interview: String) -> Result<(), Trouble> {
        self.screen = Some(self.device.screen(interview.clone())?);
        self.interview = Some(interview);
        Ok(())
    }

    /// The screen of the open interview.
    pub(super) fn current(&self) -> Result<&Screen, Trouble> {
        self.screen.as_ref().ok_or_else(|| "no interview is open: `start INSTRUMENT` or `open NUMBER` first".into())
    }

    /// Does one action on the open interview.
    pub(super) fn act(&mut self, action: Action) -> Result<(), Trouble> {
        let interview = self.interview.clone().ok_or("no interview is open")?;
        let before = self.current()?.step;
        let screen = self.device.act(interview, action)?;
        self.summary.stopped += u64::from(screen.step == Step::Stopped && before != Step::Stopped);
        if screen.step == Step::Finalized {
            self.summary.finalized += 1;
            self.summary.corrected += u64::from(self.correction);
        }
        self.screen = Some(screen);
        Ok(())
    }

    /// Sends the answers to a screen with several prompts that were given one by one.
    pub(super) fn flush(&mut self) -> Result<(), Trouble> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let entries = std::mem::take(&mut self.pending);
        self.act(Action::Fill { entries })
    }

    fn pass(&mut self, until: PassUntil) -> Result<(), Trouble> {
        // More gates than any interview has between two questions.
        const GATES_MAX: usize = 200;
        for _ in 0..GATES_MAX {
            let screen = self.current()?;
            match gates::good_answer(screen, &self.manner) {
                gates::Passing::Answer(action) => self.act(action)?,
                gates::Passing::NotAGate if until == PassUntil::Question && gates::is_read_only(screen) => {
                    self.act(Action::Fill { entries: Vec::new() })?;
                }
                gates::Passing::NotAGate => return Ok(()),
            }
        }
        Err(format!("`pass` does not get past {}", super::report::describe(self.current()?)).into())
    }

    fn print_screen(&mut self) -> Result<(), Trouble> {
        let lines = crate::terminal::draw::draw(self.current()?, crate::terminal::words::words("en"), 72);
        for line in lines {
            writeln!(self.out, "{}", line.text).map_err(|_| "standard output was closed")?;
        }
        Ok(())
    }
}

/// A line as a message repeats it: without what is secret, and without what somebody said.
fn shown(line: &Line) -> String {
    let words_shown = match &line.command {
        Command::Create(_) | Command::Unlock(_) | Command::Enrol(_) => 1,
        Command::ChangePin(_) | Command::RenewKeys(_) | Command::Salvage(_) | Command::WithdrawPerson(_) => 1,
        Command::Act(Deed::Fill(_)) => 1,
        Command::Act(_) => 2,
        Command::Expect(Expectation::Value { .. }) => 3,
        _ => usize::MAX,
    };
    let words: Vec<&str> = line.text.split_whitespace().take(words_shown).collect();
    words.join(" ")
}

fn closed(line: usize) -> ScriptError {
    ScriptError { line, message: "standard output was closed".to_owned() }
}

/// Ends the process as if its battery had fallen out: no destructor runs, nothing is flushed.
fn kill() {
    let own = std::process::id().to_string();
    // Where there is no `kill`, an abort comes closest.
    let _ = std::process::Command::new("kill").args(["-9", &own]).status();
    std::process::abort();
}
