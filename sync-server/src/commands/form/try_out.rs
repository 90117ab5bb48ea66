//! `fieldward form try`: a form, run at the terminal.

use std::{fs::File, io, path::PathBuf, process::ExitCode};

use clap::Args;

use super::read;
use crate::{
    clock,
    commands::Failure,
    trial::{Showing, Surface, Trial},
};

/// `form try`.
#[derive(Debug, Args)]
pub struct Try {
    /// The workbook.
    form: PathBuf,
    /// Language of the form's own words, by name or tag.
    #[arg(long, value_name = "NAME")]
    language: Option<String>,
    /// Show from the beginning what each answer changes.
    #[arg(long)]
    show: bool,
    /// Read the lines of this file in place of a person's.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    #[command(flatten)]
    device: super::device::Device,
}

impl Try {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let form = read::usable(&self.form)?;
        let language = self.language.unwrap_or_default();
        let is_known = |wanted: &str| form.languages.iter().any(|known| known.name == wanted || known.tag == wanted);
        if !language.is_empty() && !is_known(&language) {
            let names: Vec<&str> = form.languages.iter().map(|known| known.name.as_str()).collect();
            return Err(format!("the form has no language '{language}'; it has {}", names.join(", ")).into());
        }
        let mut seed = [0; 32];
        // A script is run again and should then see the same chance.
        if self.script.is_none() {
            getrandom::fill(&mut seed)?;
        }
        let surroundings = self.device.surroundings(clock::now(), seed);
        let showing = if self.show { Showing::Changes } else { Showing::Nothing };
        let mut trial = Trial::new(form, surroundings, &language, showing);
        let ended = match &self.script {
            Some(file) => {
                let lines = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
                trial.run(&mut Surface::script(io::BufReader::new(lines), io::stdout().lock()))
            }
            None => trial.run(&mut Surface::standard()),
        };
        match ended {
            // Whoever read the output had enough of it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            ended => ended.map(|()| ExitCode::SUCCESS).map_err(Failure::from),
        }
    }
}
