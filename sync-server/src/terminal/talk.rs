//! The terminal itself: shows lines, reads lines.
//!
//! Reads line by line, so that it works over a pipe, a serial line and a screen reader. On a real terminal it draws on
//! the alternate screen and wipes it and the scrollback with every page, so that nothing can be read there afterwards.

use std::io::{self, BufRead, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use super::{
    columns::columns,
    draw::Line,
    wrap::{Direction, wrap},
};

/// Width when nobody says.
const WIDTH_USUAL: usize = 72;
/// Columns that stay free for what is typed behind a question.
const ROOM_FOR_ANSWER: usize = 20;

const ENTER: &str = "\x1b[?1049h";
const WIPE: &str = "\x1b[2J\x1b[3J\x1b[H";
const LEAVE: &str = "\x1b[2J\x1b[3J\x1b[H\x1b[?1049l";

/// A conversation over standard input and output.
#[derive(Debug)]
pub struct Talk {
    screen: Surface,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surface {
    Terminal,
    Pipe,
}

impl Talk {
    /// Begins the conversation.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn begin() -> io::Result<Self> {
        let terminal = io::stdout().is_terminal() && io::stdin().is_terminal();
        let surface = if terminal { Surface::Terminal } else { Surface::Pipe };
        let talk = Self { screen: surface };
        talk.control(ENTER)?;
        Ok(talk)
    }

    /// Columns that a page may use.
    #[must_use]
    pub fn width(&self) -> usize {
        columns(WIDTH_USUAL)
    }

    /// Wipes what was shown and shows this.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn page(&self, lines: &[Line]) -> io::Result<()> {
        self.control(WIPE)?;
        self.more(lines)
    }

    /// Shows these lines below what stands there.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn more(&self, lines: &[Line]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            match self.screen {
                Surface::Terminal => writeln!(out, "{}{}\x1b[0m", line.ink.paint(), line.text)?,
                Surface::Pipe => writeln!(out, "{}", line.text)?,
            }
        }
        out.flush()
    }

    /// Shows a few words more, in lines that fit.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn say(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in wrap("", text, self.width(), Direction::LeftToRight) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }

    /// Asks for one line; `None` when there is no more input.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn ask(&self, question: &str) -> io::Result<Option<String>> {
        self.question(question)?;
        read_line()
    }

    /// Asks for a PIN, or for an answer that must not show: without an echo where there is a terminal.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn ask_unseen(&self, question: &str) -> io::Result<Option<String>> {
        self.question(question)?;
        match self.screen {
            Surface::Terminal => rpassword::read_password().map(Some),
            Surface::Pipe => read_line(),
        }
    }

    /// What is typed stands behind a short question, and on a line of its own below a long one.
    fn question(&self, question: &str) -> io::Result<()> {
        if question.width() + ROOM_FOR_ANSWER > self.width() {
            self.say(question)?;
            return self.question("> ");
        }
        let mut out = io::stdout().lock();
        write!(out, "{question}")?;
        out.flush()
    }

    fn control(&self, sequence: &str) -> io::Result<()> {
        if self.screen == Surface::Pipe {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        write!(out, "{sequence}")?;
        out.flush()
    }
}

impl Drop for Talk {
    /// Leaves nothing behind on the terminal.
    fn drop(&mut self) {
        // Standard output may be gone by now, and then there is nothing left to wipe.
        let _ = self.control(LEAVE);
    }
}

fn read_line() -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}
