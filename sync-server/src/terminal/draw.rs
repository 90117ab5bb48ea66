//! Draws a screen as lines of text.
//!
//! What is said aloud stands behind a bar under its own heading and can never be mistaken for what only the
//! interviewer reads. Good at sixty columns; knows nothing of the terminal it will be shown on.

mod beside;

use fieldward::{Audience, Offer, Prompt, PromptControl, Screen, Step};

use super::{
    look,
    words::Words,
    wrap::{Direction, wrap},
};

/// What a line is, so that a terminal with colours can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Ordinary.
    Plain,
    /// Title of the screen.
    Heading,
    /// Training, draft, warnings.
    Notice,
    /// Said aloud.
    Spoken,
    /// Keys and hints.
    Faint,
}

impl Ink {
    /// What a terminal is told before such a line; `\x1b[0m` ends it.
    #[must_use]
    pub fn paint(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading | Self::Spoken => "\x1b[1m",
            Self::Notice => "\x1b[7m",
            Self::Faint => "\x1b[2m",
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it is shown.
    pub ink: Ink,
    /// The text, without a line end.
    pub text: String,
}

/// Draws a screen at this width.
#[must_use]
pub fn draw(screen: &Screen, words: &Words, width: usize) -> Vec<Line> {
    let mut page =
        Page { lines: Vec::new(), width, words, direction: direction(screen), audience: None, asked: asked(screen) };
    for notice in &screen.notices {
        page.put(Ink::Notice, "[!] ", &notice.text);
    }
    page.rule();
    page.heading(screen);
    for paragraph in &screen.paragraphs {
        page.paragraph(&paragraph.text, paragraph.audience);
    }
    for prompt in screen.prompts.iter().filter(|prompt| !is_part_of_row(prompt, screen)) {
        let number = countable(screen).position(|counted| counted.id == prompt.id);
        page.prompt(prompt, number);
    }
    page.rule();
    page.keys(screen);
    page.lines
}

/// A text as lines that fit, the first of them after `first`.
#[must_use]
pub fn lines(ink: Ink, first: &str, text: &str, width: usize) -> Vec<Line> {
    wrap(first, text, width, Direction::LeftToRight).into_iter().map(|text| Line { ink, text }).collect()
}

fn direction(screen: &Screen) -> Direction {
    if screen.right_to_left { Direction::RightToLeft } else { Direction::LeftToRight }
}

struct Page<'a> {
    lines: Vec<Line>,
    width: usize,
    words: &'a Words,
    direction: Direction,
    audience: Option<Audience>,
    asked: Asked,
}

/// How many prompts of a page take an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// None or one: what is typed can mean nothing else.
    One,
    /// Several, each asked by its id.
    Several,
}

/// How many prompts of this page take an entry.
pub(super) fn asked(screen: &Screen) -> Asked {
    let several = screen.step != Step::Block && screen.prompts.iter().filter(|prompt| takes_entry(prompt)).count() > 1;
    if several { Asked::Several } else { Asked::One }
}

/// Whether something can be typed for it.
pub(super) fn takes_entry(prompt: &Prompt) -> bool {
    !prompt.read_only && prompt.control != PromptControl::Note
}

impl Page<'_> {
    fn put(&mut self, ink: Ink, first: &str, text: &str) {
        self.put_in(ink, first, text, Direction::LeftToRight);
    }

    fn put_in(&mut self, ink: Ink, first: &str, text: &str, direction: Direction) {
        self.lines.extend(wrap(first, text, self.width, direction).into_iter().map(|text| Line { ink, text }));
    }

    fn rule(&mut self) {
        self.lines.push(Line { ink: Ink::Faint, text: "─".repeat(self.width) });
    }

    fn gap(&mut self) {
        self.lines.push(Line { ink: Ink::Plain, text: String::new() });
    }

    fn heading(&mut self, screen: &Screen) {
        let progress = match screen.progress.total {
            0 => String::new(),
            total => format!("   ({}/{total})", screen.progress.done),
        };
        self.put(Ink::Heading, "", &format!("{}{progress}", screen.title));
    }

    /// Says once, before the first line of its kind, for whom the following lines are.
    fn audience(&mut self, audience: Audience) {
        if self.audience == Some(audience) {
            return;
        }
        self.audience = Some(audience);
        self.gap();
        let heading = match audience {
            Audience::Person => self.words.say_aloud,
            Audience::Interviewer => self.words.for_you,
        };
        self.put(Ink::Faint, "", heading);
    }

    fn paragraph(&mut self, text: &str, audience: Audience) {
        self.audience(audience);
        match audience {
            Audience::Person => self.spoken("", text),
            Audience::Interviewer => self.put(Ink::Plain, "    ", text),
        }
    }

    /// Spoken lines have a bar at their left, each of them.
    fn spoken(&mut self, first: &str, text: &str) {
        for line in wrap(first, text, self.width.saturating_sub(2), self.direction) {
            self.lines.push(Line { ink: Ink::Spoken, text: format!("┃ {line}") });
        }
    }

    fn prompt(&mut self, prompt: &Prompt, number: Option<usize>) {
        self.audience(prompt.audience);
        match prompt.audience {
            Audience::Person => {
                self.spoken("", &prompt.label);
                if self.asked == Asked::Several && takes_entry(prompt) {
                    self.put(Ink::Faint, "    ", &prompt.id);
                }
            }
            Audience::Interviewer => self.put(Ink::Plain, &self.mark(prompt, number), &prompt.label),
        }
        self.beside(prompt);
        self.standing(prompt);
    }

    /// The number that counts it, or its id where several are asked on one page, each by its id.
    fn mark(&self, prompt: &Prompt, number: Option<usize>) -> String {
        match (number, self.asked) {
            (Some(number), _) => format!("{:>3}  ", number + 1),
            (None, Asked::Several) if takes_entry(prompt) => format!("{}  ", prompt.id),
            (None, _) => "  ".to_owned(),
        }
    }

    /// What stands there already, and what seems wrong with it.
    fn standing(&mut self, prompt: &Prompt) {
        let words = self.words;
        if prompt.declined {
            self.put(Ink::Faint, "    ", &format!("({})", words.declined));
        } else if !prompt.value.is_empty() {
            self.put(Ink::Faint, "    ", &format!("{} {}", words.now, shown_value(prompt, words)));
        }
        if !prompt.warning.is_empty() {
            self.put(Ink::Notice, "    ", &format!("{} {}", words.look_again, prompt.warning));
        }
        if prompt.may_decline {
            self.put(Ink::Faint, "    ", words.decline_keys);
        }
    }

    fn keys(&mut self, screen: &Screen) {
        let words = self.words;
        let special = match screen.step {
            Step::Repeat => Some(words.repeat_keys),
            Step::Block => Some(words.block_keys),
            _ if screen.offers.contains(&Offer::Finalize) => Some(words.ready_keys),
            _ => None,
        };
        if let Some(keys) = special {
            self.put(Ink::Faint, "", keys);
        }
        self.put(Ink::Faint, "", words.keys_line);
    }
}

/// In an hour block the parts of a counted row are asked when the row is counted, not before.
pub(super) fn is_part_of_row(prompt: &Prompt, screen: &Screen) -> bool {
    let row_of = |row: &Prompt| prompt.id.strip_prefix(&row.id).is_some_and(|rest| rest.starts_with('/'));
    screen.prompts.iter().any(|row| row.control == PromptControl::CountedRow && row_of(row))
}

/// What can be counted in an hour block, in the order of the numbers that count it.
pub(super) fn countable(screen: &Screen) -> impl Iterator<Item = &Prompt> {
    screen.prompts.iter().filter(|prompt| matches!(prompt.control, PromptControl::Counter | PromptControl::CountedRow))
}

/// How the reference of a sealed recording begins.
const RECORDED: &str = "fwm1.";

/// A value as a person reads it: labels for choices, for all else the entry as its look has it.
fn shown_value(prompt: &Prompt, words: &Words) -> String {
    let label = |name: &str| prompt.choices.iter().find(|choice| choice.name == name).map(|choice| &choice.label);
    match prompt.control {
        // A sealed recording: its reference holds its key, which is for nobody's eyes.
        _ if prompt.value.starts_with(RECORDED) => "[...]".to_owned(),
        PromptControl::One
        | PromptControl::Image
        | PromptControl::Audio
        | PromptControl::Video
        | PromptControl::File => label(&prompt.value).unwrap_or(&prompt.value).clone(),
        PromptControl::Many | PromptControl::Rank => {
            let labels: Vec<&str> =
                prompt.value.split(' ').map(|name| label(name).map_or(name, String::as_str)).collect();
            labels.join("; ")
        }
        _ => look::shown(&prompt.look, &prompt.value, words.looks),
    }
}

#[cfg(test)]
mod tests;
