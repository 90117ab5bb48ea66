//! The one place that writes to the terminal on purpose: results on standard output, everything else on standard error.
//!
//! Passphrases and invites are shown here and nowhere else; nothing said here goes to the log. A reader that has seen
//! enough (`fieldward form check F | head`) is no fault. Output that goes to a full disk is one: it is said, and the
//! command ends with a failure, but nothing that is under way is broken off for it.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

static IS_LOST: AtomicBool = AtomicBool::new(false);

/// A line of the result.
pub fn result(line: impl Display) {
    if let Err(error) = line_to(&mut io::stdout().lock(), line) {
        IS_LOST.store(true, Ordering::Relaxed);
        aside(format_args!("A line of the result could not be written: {error}. Make room and do it again."));
    }
}

/// A line for the person at the terminal, not part of the result.
pub fn aside(line: impl Display) {
    // Where nobody can be told, nobody is.
    let _ = line_to(&mut io::stderr().lock(), line);
}

/// How the command ends: as it says itself, unless a part of its result could not be written.
#[must_use]
pub fn outcome(of_command: ExitCode) -> ExitCode {
    if IS_LOST.load(Ordering::Relaxed) { ExitCode::FAILURE } else { of_command }
}

fn line_to(out: &mut impl Write, line: impl Display) -> io::Result<()> {
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Refuses(ErrorKind);

    impl Write for Refuses {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_may_leave_and_a_full_disk_is_a_fault() {
        assert!(line_to(&mut Refuses(ErrorKind::BrokenPipe), "a line").is_ok());
        assert!(line_to(&mut Refuses(ErrorKind::StorageFull), "a line").is_err());
        let mut out = Vec::new();
        line_to(&mut out, "a line").expect("a vector takes all");
        assert_eq!(out, b"a line\n");
    }
}
