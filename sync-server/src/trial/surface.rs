//! What a trial is shown on and typed into: a terminal, a pipe, or a file of lines.
//!
//! Colours are for terminals only. Where nobody types, each line that is read is shown behind its prompt, so that the
//! output of a script reads like the session that it stands for.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::terminal::{
    columns::columns,
    draw::{Ink, Line},
    wrap::{Direction, wrap},
};

/// Width where nobody says.
const WIDTH_USUAL: usize = 80;

/// Lines out, lines in.
pub struct Surface<'s> {
    input: Box<dyn BufRead + 's>,
    output: Box<dyn Write + 's>,
    kind: Kind,
    width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Terminal,
    Plain,
}

impl<'s> Surface<'s> {
    /// Standard input and output.
    #[must_use]
    pub fn standard() -> Self {
        let is_terminal = io::stdout().is_terminal() && io::stdin().is_terminal();
        let kind = if is_terminal { Kind::Terminal } else { Kind::Plain };
        Self { input: Box::new(io::stdin().lock()), output: Box::new(io::stdout()), kind, width: None }
    }

    /// Lines of a file in place of a person.
    #[must_use]
    pub fn script(lines: impl BufRead + 's, output: impl Write + 's) -> Self {
        Self { input: Box::new(lines), output: Box::new(output), kind: Kind::Plain, width: None }
    }

    /// The same, always so wide.
    #[must_use]
    pub fn with_width(self, width: usize) -> Self {
        Self { width: Some(width), ..self }
    }

    /// Columns of a line.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width.unwrap_or_else(|| columns(WIDTH_USUAL))
    }

    /// Shows lines.
    ///
    /// # Errors
    /// When the output is gone.
    pub fn put(&mut self, lines: &[Line]) -> io::Result<()> {
        for line in lines {
            match (self.kind, line.ink.paint()) {
                (Kind::Plain, _) | (_, "") => writeln!(self.output, "{}", line.text)?,
                (Kind::Terminal, paint) => writeln!(self.output, "{paint}{}\x1b[0m", line.text)?,
            }
        }
        self.output.flush()
    }

    /// Shows a sentence.
    ///
    /// # Errors
    /// When the output is gone.
    pub fn say(&mut self, ink: Ink, text: &str) -> io::Result<()> {
        let lines = paragraph(ink, "", text, self.width());
        self.put(&lines)
    }

    /// Asks for a line; `None` when there is no more.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn ask(&mut self) -> io::Result<Option<String>> {
        let line = self.read()?;
        if let (Kind::Plain, Some(line)) = (self.kind, &line) {
            writeln!(self.output, "{line}")?;
        }
        Ok(line)
    }

    /// Asks for a line that does not show.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn ask_unseen(&mut self) -> io::Result<Option<String>> {
        if self.kind == Kind::Terminal {
            write!(self.output, "> ")?;
            self.output.flush()?;
            return rpassword::read_password().map(Some);
        }
        let line = self.read()?;
        if let Some(line) = &line {
            writeln!(self.output, "{}", if line.is_empty() { "" } else { UNSEEN })?;
        }
        Ok(line)
    }

    fn read(&mut self) -> io::Result<Option<String>> {
        write!(self.output, "> ")?;
        self.output.flush()?;
        let mut line = String::new();
        let read = self.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

/// What is shown in the place of an entry that must not show.
const UNSEEN: &str = "•••••";

/// Words as lines that fit, each way of writing in its own direction.
pub(super) fn paragraph(ink: Ink, first: &str, text: &str, width: usize) -> Vec<Line> {
    wrap(first, text, width, direction(text)).into_iter().map(|text| Line { ink, text }).collect()
}

/// The direction of a text's first letter.
pub(super) fn direction(text: &str) -> Direction {
    let is_right_to_left =
        |letter: char| matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    match text.chars().find(|letter| letter.is_alphabetic()) {
        Some(letter) if is_right_to_left(letter) => Direction::RightToLeft,
        _ => Direction::LeftToRight,
    }
}
