//! One command of the run, with its name and its time.

use std::{
    io,
    process::{Child, Command, ExitStatus},
    time::Instant,
};

/// A command to run, unless what it makes is there already.
pub(crate) struct Step {
    name: String,
    command: Command,
    already: bool,
    /// Since when it runs, where it was begun before its turn.
    early: Option<(io::Result<Child>, Instant)>,
}

impl Step {
    /// A command.
    pub(crate) fn new(name: &str, program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(crate::machine::root());
        Self { name: name.into(), command, already: false, early: None }
    }

    /// A cargo command. What speeds up the next build of a changed file would only fill the disk of a whole run.
    pub(crate) fn cargo(name: &str, arguments: &[&str]) -> Self {
        Self::new(name, env!("CARGO"), arguments).with("CARGO_INCREMENTAL", "0")
    }

    /// Our own packages are compiled by Clippy's driver, which is the compiler and lints on the way; a warning is an
    /// error. `cargo clippy` reads everything that we depend on once more, for minutes, and leaves nothing to run.
    pub(crate) fn linted(self) -> Self {
        self.with("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").with("CLIPPY_ARGS", "-Dwarnings")
    }

    /// A shell command, for installing.
    pub(crate) fn shell(name: &str, line: &str) -> Self {
        Self::new(name, "sh", &["-ec", line])
    }

    /// Nothing to do when this holds.
    pub(crate) fn unless(mut self, already: bool) -> Self {
        self.already = already;
        self
    }

    /// Begins at once, beside everything before it: for what is fetched and unpacked for minutes. Its turn waits for
    /// it.
    pub(crate) fn early(mut self) -> Self {
        if !self.already {
            println!("== {} begins ...", self.name);
            self.early = Some((self.command.spawn(), Instant::now()));
        }
        self
    }

    /// Whether it ends well; says nothing.
    pub(crate) fn passes(mut self) -> bool {
        self.command.output().is_ok_and(|output| output.status.success())
    }

    /// With a variable in its environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it and says how it went.
    pub(crate) fn run(mut self) -> bool {
        if self.already {
            println!("== {}: there already", self.name);
            return true;
        }
        println!("== {} ...", self.name);
        let (ended, begun) = self.ended();
        let passed = match ended {
            Ok(status) => status.success(),
            Err(error) => {
                eprintln!("   {} could not be started: {error}", self.command.get_program().to_string_lossy());
                false
            }
        };
        let seconds = begun.elapsed().as_secs();
        if passed {
            println!("== {}: passed in {seconds} s", self.name);
        } else {
            eprintln!("== {}: FAILED after {seconds} s. To repeat it alone: {:?}", self.name, self.command);
        }
        passed
    }

    /// How it ended, and when it began.
    fn ended(&mut self) -> (io::Result<ExitStatus>, Instant) {
        match self.early.take() {
            Some((child, begun)) => (child.and_then(|mut child| child.wait()), begun),
            None => {
                let begun = Instant::now();
                (self.command.status(), begun)
            }
        }
    }
}
