//! The demo's three devices, each run by scripts through the same face that the phones use.

use std::{
    env, io,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use fieldward::{Device, Surroundings};
use tokio::runtime::Runtime;

use super::{Counts, DemoError, Settings, Stage};
use crate::{
    say,
    terminal::script::{Runner, Script, ScriptClock, Summary},
};

pub(super) const VILLAGE: (&str, &str) = ("village.txt", include_str!("village.txt"));
pub(super) const STOPPED: (&str, &str) = ("stopped.txt", include_str!("stopped.txt"));
pub(super) const CUT: (&str, &str) = ("cut.txt", include_str!("cut.txt"));
pub(super) const RESUMED: (&str, &str) = ("resumed.txt", include_str!("resumed.txt"));
pub(super) const SHIFT: (&str, &str) = ("shift.txt", include_str!("shift.txt"));
pub(super) const CORRECTION: (&str, &str) = ("correction.txt", include_str!("correction.txt"));
const SYNC: (&str, &str) = ("sync.txt", "sync\nsync\nexpect waiting 0\n");

/// Device folders, and what the console calls them.
pub(super) const DEVICES: [(&str, &str); 3] =
    [("village", "village researcher"), ("team", "rapid assessment team"), ("bus-station", "bus-station enumerator")];
const PIN: &str = "demo-river-739164";

/// The devices of a demo.
pub(super) struct Field<'a> {
    data: PathBuf,
    runtime: &'a Runtime,
}

impl<'a> Field<'a> {
    pub fn new(settings: &Settings, runtime: &'a Runtime) -> Self {
        Self { data: settings.data.clone(), runtime }
    }

    pub fn enrol(&self, stage: &Stage) -> Result<(), DemoError> {
        for (folder, label) in DEVICES {
            let script = format!("create {PIN}\nenrol {}\n", stage.invite(label)?);
            self.run_text(folder, "enrolment", &script)?;
            say::aside(format_args!("     {label}"));
        }
        Ok(())
    }

    pub fn work(&self, counts: &mut Counts) -> Result<(), DemoError> {
        counts.add(&self.run("village", VILLAGE)?);
        say::aside("     village: a child over two visits, a head teacher who leaves an address");
        counts.add(&self.run("team", STOPPED)?);
        say::aside("     team: a child interview stopped by the distress check");
        self.cut("team")?;
        counts.started += 1;
        say::aside("     team: a key informant in French, the process killed in the middle");
        counts.add(&self.run("team", RESUMED)?);
        say::aside("     team: taken up again, every answer there, finished");
        counts.add(&self.run("bus-station", SHIFT)?);
        say::aside("     bus station: four hours, one of them empty, one not watched");
        Ok(())
    }

    /// Twice: identities travel in another sync than the answers they belong to.
    pub fn sync(&self, counts: &mut Counts) -> Result<(), DemoError> {
        for (folder, label) in DEVICES {
            let summary = self.run(folder, SYNC)?;
            counts.add(&summary);
            say::aside(format_args!("     {label}: {} records, {} bytes", summary.acknowledged, summary.bytes_sent));
        }
        Ok(())
    }

    pub fn correct(&self, counts: &mut Counts) -> Result<(), DemoError> {
        counts.add(&self.run("village", CORRECTION)?);
        Ok(())
    }

    /// How many records the devices sealed, by their own count.
    pub fn sealed(&self) -> Result<u64, DemoError> {
        let mut sealed = 0;
        for (folder, _) in DEVICES {
            let device = self.open(folder, Arc::new(ScriptClock::default()))?;
            let counted = device.unlock(PIN.to_owned()).and_then(|()| device.sealed_count());
            sealed += counted.map_err(|error| DemoError::Device(error.to_string()))?;
        }
        Ok(sealed)
    }

    fn open(&self, folder: &str, clock: Arc<ScriptClock>) -> Result<Arc<Device>, DemoError> {
        let surroundings = clock as Arc<dyn Surroundings>;
        Device::open_in(self.data.join(folder), None, surroundings)
            .map_err(|error| DemoError::Device(error.to_string()))
    }

    fn run(&self, folder: &str, (name, text): (&'static str, &str)) -> Result<Summary, DemoError> {
        self.run_text(folder, name, &format!("unlock {PIN}\n{text}"))
    }

    fn run_text(&self, folder: &str, name: &'static str, text: &str) -> Result<Summary, DemoError> {
        let failed = |error| DemoError::Script { script: name, error };
        let script = Script::read(text, Path::new("."))
            .map_err(|errors| failed(errors.into_iter().next().expect("a script that is not read has an error")))?;
        let clock = Arc::new(ScriptClock::default());
        let device = self.open(folder, Arc::clone(&clock))?;
        Runner::new(device, clock, self.runtime, &mut io::sink()).run(&script).map_err(failed)
    }

    /// Another process of this program, which kills itself in the middle. Its script comes over a pipe: what is typed
    /// in an interview must not stand in any file.
    fn cut(&self, folder: &str) -> Result<(), DemoError> {
        let mut device = Command::new(env::current_exe()?)
            .args(["device", "--script", "-", "--store"])
            .arg(self.data.join(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut pipe = device.stdin.take().expect("the pipe was asked for");
        write!(pipe, "unlock {PIN}\n{}", CUT.1)?;
        drop(pipe);
        // The script ends in `kill`, so a clean end means that it never came so far.
        if device.wait()?.success() {
            return Err(DemoError::Check("the killed interview ended by itself".to_owned()));
        }
        Ok(())
    }
}
