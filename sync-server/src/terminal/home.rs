//! What leads a person to an interview: first run, enrolment, and the home page with everything that can be done.

use std::{io, sync::Arc};

use fieldward::{
    Device, DeviceError, InstrumentView, InterviewState, InterviewView, ReturnView, StartChoice, StudyView, SyncChoice,
    SyncProgress, SyncReport, SyncWatch,
};
use tokio::runtime::Runtime;

use super::{
    draw::{Ink, Line, lines},
    keeping::PANIC,
    sitting::{SittingEnd, sit},
    talk::Talk,
    trouble,
    words::Words,
};

/// A device at the terminal.
pub struct Home {
    /// The device.
    pub device: Arc<Device>,
    /// The terminal.
    pub talk: Talk,
    /// Its words.
    pub words: &'static Words,
    /// Waits for the network.
    pub runtime: Runtime,
}

/// Something to do, as the home page lists it.
enum Choice {
    Start(InstrumentView),
    TakeUp(InterviewView),
    Answer(ReturnView),
    Sync,
    Keeping,
    Lock,
}

/// Whether the conversation goes on.
#[derive(PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Leave,
}

impl Home {
    /// Leads a person from the PIN to the lock.
    ///
    /// # Errors
    /// When the terminal cannot be used.
    pub fn run(&self) -> io::Result<()> {
        if self.unlock()? == Next::Leave || self.enrol()? == Next::Leave {
            return Ok(());
        }
        while self.page()? == Next::Stay {}
        self.device.lock();
        self.talk.page(&lines(Ink::Plain, "", self.words.locked, self.talk.width()))
    }

    fn unlock(&self) -> io::Result<Next> {
        // Looked at each time: the tenth wrong PIN leaves a device that has no store.
        while !self.device.is_new() {
            let Some(pin) = self.talk.ask_unseen(self.words.pin)? else { return Ok(Next::Leave) };
            if pin == PANIC {
                return self.panic();
            }
            let Err(error) = self.device.unlock(pin.clone()) else { return Ok(Next::Stay) };
            self.talk.say(&self.sentence(&error))?;
            let damaged = matches!(error, DeviceError::Storage { .. }) && !self.device.is_new();
            if damaged && self.salvage(pin)? == Next::Stay {
                return Ok(Next::Stay);
            }
        }
        self.first_run()
    }

    fn first_run(&self) -> io::Result<Next> {
        self.talk.say(self.words.no_hardware)?;
        loop {
            let Some(pin) = self.chosen_pin()? else { return Ok(Next::Leave) };
            match self.device.create(pin) {
                Ok(()) => return Ok(Next::Stay),
                Err(error) => self.talk.say(&self.sentence(&error))?,
            }
        }
    }

    /// A device that has no study: one that is enrolled has lost it to a damage, and fetches it again; any other needs
    /// an invite.
    fn enrol(&self) -> io::Result<Next> {
        if self.device.study().is_err() {
            // One that was never enrolled says so at once; one that finds no line asks for an invite, as before.
            let _ = self.runtime.block_on(self.device.sync_now(None));
        }
        while let Err(DeviceError::NotEnrolled) = self.device.study() {
            let Some(invite) = self.talk.ask(self.words.invite)? else { return Ok(Next::Leave) };
            if let Err(error) = self.runtime.block_on(self.device.enrol(invite)) {
                self.talk.say(&self.sentence(&error))?;
            }
        }
        Ok(Next::Stay)
    }

    fn page(&self) -> io::Result<Next> {
        let (choices, lines) = match self.choices() {
            Ok(found) => found,
            // Nobody used it for a while.
            Err(DeviceError::Locked) => return self.unlock(),
            Err(error) => {
                self.talk.say(&self.sentence(&error))?;
                return Ok(Next::Leave);
            }
        };
        self.talk.page(&lines)?;
        let Some(line) = self.talk.ask("> ")? else { return Ok(Next::Leave) };
        if line.trim() == PANIC {
            return self.panic();
        }
        let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match number.and_then(|number| choices.into_iter().nth(number)) {
            Some(choice) => self.do_it(choice),
            None => Ok(Next::Stay),
        }
    }

    fn choices(&self) -> Result<(Vec<Choice>, Vec<Line>), DeviceError> {
        let (study, words) = (self.device.study()?, self.words);
        let mut list: Vec<(String, Choice)> = Vec::new();
        for returned in self.device.returns()? {
            list.push((format!("{} {}", words.answer_return, returned.instrument), Choice::Answer(returned)));
        }
        let interviews = self.device.interviews()?;
        let waiting = self.device.waiting_count()?;
        for open in interviews.into_iter().filter(|interview| interview.state == InterviewState::InProgress) {
            list.push((format!("{} {}", words.take_up, open.instrument), Choice::TakeUp(open)));
        }
        for instrument in self.device.instruments()? {
            list.push((format!("{} {}", words.start, instrument.title), Choice::Start(instrument)));
        }
        let parked = match self.device.parked_count()? {
            0 => String::new(),
            parked => format!("; {parked} {}", words.parked),
        };
        list.push((format!("{} ({waiting} {}{parked})", words.sync, words.waiting), Choice::Sync));
        list.push((words.keeping.title.to_owned(), Choice::Keeping));
        list.push((words.lock.to_owned(), Choice::Lock));
        let mut page = heading(&study, words, self.talk.width());
        for owed in self.device.owed()? {
            let said = format!("{} {}", words.keeping.owed, owed.reference);
            page.extend(lines(Ink::Notice, "", &said, self.talk.width()));
        }
        page.extend(numbered(list.iter().map(|(text, _)| text.as_str()), self.talk.width()));
        Ok((list.into_iter().map(|(_, choice)| choice).collect(), page))
    }

    fn do_it(&self, choice: Choice) -> io::Result<Next> {
        match choice {
            Choice::Start(instrument) => self.start(&instrument),
            Choice::TakeUp(interview) => self.sit(&interview.id),
            Choice::Answer(returned) => self.answer(returned),
            Choice::Sync => self.sync().map(|()| Next::Stay),
            Choice::Keeping => self.keeping(),
            Choice::Lock => Ok(Next::Leave),
        }
    }

    fn start(&self, instrument: &InstrumentView) -> io::Result<Next> {
        let Ok(study) = self.device.study() else { return Ok(Next::Leave) };
        let mut sites: Vec<(String, String)> = study.sites.into_iter().map(|site| (site.id, site.name)).collect();
        sites.push((String::new(), self.words.no_site.to_owned()));
        let languages = study.languages.into_iter().map(|tag| (tag.clone(), fieldward::language_name(&tag))).collect();
        let Some(site) = self.pick(self.words.which_site, sites)? else { return Ok(Next::Leave) };
        let Some(language) = self.pick(self.words.which_language, languages)? else { return Ok(Next::Leave) };
        let reference = match instrument.two_visits {
            true => self.talk.ask(self.words.reference)?.unwrap_or_default(),
            false => String::new(),
        };
        let choice = StartChoice { instrument: instrument.id.clone(), site, language, reference };
        match self.device.start(choice) {
            Ok(interview) => self.sit(&interview),
            Err(error) => self.pause(&self.sentence(&error)),
        }
    }

    /// One of a list; without a question when there is only one. `None` when there is no more input.
    fn pick(&self, question: &str, list: Vec<(String, String)>) -> io::Result<Option<String>> {
        if list.len() == 1 {
            return Ok(list.into_iter().next().map(|(id, _)| id));
        }
        let width = self.talk.width();
        let mut page = lines(Ink::Heading, "", question, width);
        page.extend(numbered(list.iter().map(|(_, name)| name.as_str()), width));
        self.talk.page(&page)?;
        while let Some(line) = self.talk.ask("> ")? {
            let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            if let Some((id, _)) = number.and_then(|number| list.get(number)) {
                return Ok(Some(id.clone()));
            }
            self.talk.say(self.words.not_offered)?;
        }
        Ok(None)
    }

    fn sit(&self, interview: &str) -> io::Result<Next> {
        match sit(&self.device, interview, &self.talk, self.words)? {
            SittingEnd::LeftOpen | SittingEnd::Sealed => Ok(Next::Stay),
            SittingEnd::NoInput => Ok(Next::Leave),
            SittingEnd::Panic => self.panic(),
        }
    }

    fn answer(&self, returned: ReturnView) -> io::Result<Next> {
        let width = self.talk.width();
        let mut page = lines(Ink::Heading, "", &returned.comment, width);
        for item in &returned.items {
            page.extend(lines(Ink::Plain, "  ", &format!("{}: {}", item.prompt, item.comment), width));
        }
        self.talk.page(&page)?;
        if self.talk.ask(self.words.press_enter)?.is_none() {
            return Ok(Next::Leave);
        }
        match self.device.start_correction(returned.id) {
            Ok(interview) => self.sit(&interview),
            Err(error) => self.pause(&self.sentence(&error)),
        }
    }

    fn sync(&self) -> io::Result<()> {
        loop {
            let outcome = self.runtime.block_on(self.device.sync_now(Some(Arc::new(Counter))));
            self.talk.say("")?;
            let error = match outcome {
                Ok(report) => return self.pause(&synced(&report, self.words)).map(|_| ()),
                Err(error) => error,
            };
            self.talk.say(&self.sentence(&error))?;
            match self.talk.ask(self.words.try_again)? {
                Some(line) if line.trim().is_empty() => {}
                _ => return Ok(()),
            }
        }
    }

    pub(super) fn sentence(&self, error: &DeviceError) -> String {
        trouble::sentence(error, self.words)
    }

    pub(super) fn pause(&self, text: &str) -> io::Result<Next> {
        self.talk.say(text)?;
        let more = self.talk.ask(self.words.press_enter)?;
        Ok(if more.is_some() { Next::Stay } else { Next::Leave })
    }
}

/// Writes the progress of a sync over itself on one line.
struct Counter;

impl SyncWatch for Counter {
    fn progressed(&self, progress: SyncProgress) -> SyncChoice {
        use io::Write;
        let SyncProgress { acknowledged, waiting, bytes_acknowledged, .. } = progress;
        // A closed terminal is no reason to end a sync.
        let _ = write!(io::stdout().lock(), "\r{acknowledged}/{waiting}  {bytes_acknowledged} B   ");
        SyncChoice::GoOn
    }
}

/// What a sync did, a line for each thing that the person should know.
fn synced(report: &SyncReport, words: &Words) -> String {
    let mut said = vec![format!("{} {} ({} B)", words.synced, report.acknowledged, report.bytes_sent)];
    if report.returns > 0 {
        said.push(format!("{} {}", report.returns, words.came_back));
    }
    if report.parked > 0 {
        said.push(format!("{} {}", report.parked, words.parked));
    }
    if report.again_after_seconds > 0 {
        let minutes = report.again_after_seconds.div_ceil(60);
        said.push(format!("{} {} {minutes}", report.waiting, words.identity_waits));
    }
    said.join("\n")
}

fn heading(study: &StudyView, words: &Words, width: usize) -> Vec<Line> {
    let mut page = Vec::new();
    if study.training {
        page.extend(lines(Ink::Notice, "[!] ", words.training, width));
    }
    page.extend(lines(Ink::Heading, "", &study.title, width));
    page.extend(lines(Ink::Plain, "", words.home, width));
    page
}

pub(super) fn numbered<'a>(texts: impl Iterator<Item = &'a str>, width: usize) -> Vec<Line> {
    let line = |(at, text): (usize, &str)| lines(Ink::Plain, &format!("{:>4}  ", at + 1), text, width);
    texts.enumerate().flat_map(line).collect()
}
