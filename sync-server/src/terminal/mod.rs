//! The terminal shell: the third thin shell beside Android and iOS, for training, for trying a form, and for teams
//! with laptops.
//!
//! Like the other two it uses [`fieldward`] only: it draws the screen that it is given and sends back one action.
//! `home` and `sitting` lead a person; `script` runs a file of actions. Nothing here decides what may be asked.

pub mod columns;
pub mod draw;
mod holder;
mod home;
mod keeping;
pub mod look;
mod narrow;
pub mod script;
mod sitting;
mod talk;
mod trouble;
mod typed;
pub mod words;
pub mod wrap;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use fieldward::{Device, DeviceError, Surroundings, SystemSurroundings};
use tokio::runtime::{Builder, Runtime};

use home::Home;
use script::{Runner, Script, ScriptClock};
use talk::Talk;

/// What `fieldward device` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct DeviceOptions {
    /// Folder of the device's encrypted store; made when it is absent.
    #[arg(long, value_name = "DIR")]
    pub store: PathBuf,
    /// Language of the interviewer's own words (en, fr).
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub language: String,
    /// Runs this file of actions (see SCRIPT.md) instead of asking a person; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
}

/// Runs a device at the terminal, or from a script.
///
/// # Errors
/// When the terminal, the script file or the store cannot be used.
pub fn run(options: &DeviceOptions) -> io::Result<ExitCode> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    match &options.script {
        Some(file) => run_script(options, file, &runtime),
        None => run_home(options, runtime),
    }
}

fn run_home(options: &DeviceOptions, runtime: Runtime) -> io::Result<ExitCode> {
    let device = open(&options.store, &options.language, Arc::new(SystemSurroundings::default()))?;
    let words = words::words(&options.language);
    Home { device, talk: Talk::begin()?, words, runtime }.run()?;
    Ok(ExitCode::SUCCESS)
}

fn run_script(options: &DeviceOptions, file: &Path, runtime: &Runtime) -> io::Result<ExitCode> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin())? } else { fs::read_to_string(file)? };
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut errors = io::stderr().lock();
    let script = match Script::read(&text, folder) {
        Ok(script) => script,
        Err(faults) => {
            for fault in faults {
                writeln!(errors, "{}: {fault}", file.display())?;
            }
            return Ok(ExitCode::from(2));
        }
    };
    let clock = Arc::new(ScriptClock::default());
    let device = open(&options.store, &options.language, Arc::clone(&clock) as Arc<dyn Surroundings>)?;
    match Runner::new(device, clock, runtime, &mut io::stdout().lock()).run(&script) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            writeln!(errors, "{}: {error}", file.display())?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn open(store: &Path, language: &str, surroundings: Arc<dyn Surroundings>) -> io::Result<Arc<Device>> {
    let device = Device::open_in(store.to_owned(), None, surroundings)
        .map_err(|error: DeviceError| io::Error::other(error.to_string()))?;
    let offset = jiff::Zoned::now().offset().seconds() / 60;
    device.set_offset(i16::try_from(offset).unwrap_or(0));
    device.set_language(language.to_owned());
    Ok(device)
}
