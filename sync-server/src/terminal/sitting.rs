//! One interview at the terminal: draws the screen, reads what is typed, sends one action, draws again.

use std::{fs, io};

use fieldward::{Action, Device, Entry, MEDIA_BYTES_MAX, Prompt, PromptControl, Screen, Step};

use super::{
    draw::{Asked::Several, Ink, Line, asked, draw, lines, takes_entry},
    look::{self, Comma, is_masked},
    narrow::{CHOICES_SHOWN_MAX, fitting},
    talk::Talk,
    trouble,
    typed::{Typed, counted, key, lexical, typed},
    words::Words,
};

/// Columns of the keys in their list: the longest has so many letters.
const KEY_COLUMNS: usize = 23;

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SittingEnd {
    /// Left open, to be taken up again.
    LeftOpen,
    /// Sealed.
    Sealed,
    /// There is no more input.
    NoInput,
    /// Everything is to be destroyed.
    Panic,
}

/// One interview, and the terminal at which it is led.
struct Sitting<'a> {
    device: &'a Device,
    interview: &'a str,
    talk: &'a Talk,
    words: &'a Words,
}

/// Leads an interview until it is sealed or left.
///
/// # Errors
/// When the terminal cannot be used.
pub fn sit(device: &Device, interview: &str, talk: &Talk, words: &Words) -> io::Result<SittingEnd> {
    let sitting = Sitting { device, interview, talk, words };
    let mut remark = String::new();
    loop {
        let screen = match device.screen(interview.to_owned()) {
            Ok(screen) => screen,
            Err(error) => {
                talk.say(&trouble::sentence(&error, words))?;
                return Ok(SittingEnd::LeftOpen);
            }
        };
        let mut page = draw(&screen, words, talk.width());
        if !remark.is_empty() {
            page.extend(lines(Ink::Notice, "", &std::mem::take(&mut remark), talk.width()));
        }
        talk.page(&page)?;
        match sitting.fill(&screen)? {
            Wish::Panic => return Ok(SittingEnd::Panic),
            Wish::Home => return Ok(SittingEnd::LeftOpen),
            Wish::NoInput => return Ok(SittingEnd::NoInput),
            Wish::Say(text) => remark = text,
            Wish::Help => {
                talk.page(&key_list(talk.width(), words))?;
                if talk.ask(words.press_enter)?.is_none() {
                    return Ok(SittingEnd::NoInput);
                }
            }
            Wish::Act(Action::Stop | Action::StopFor { .. }) if is_stopped(&screen) => {
                words.already_stopped.clone_into(&mut remark);
            }
            Wish::Act(action) => match device.act(interview.to_owned(), action) {
                Ok(screen) if screen.step == Step::Finalized => return sealed(talk, words),
                Ok(_) => {}
                Err(error) => remark = trouble::sentence(&error, words),
            },
        }
    }
}

/// Stopping again changes nothing, and a person who presses the key must see that it was heard.
fn is_stopped(screen: &Screen) -> bool {
    screen.notices.iter().any(|notice| notice.code == "stopped")
}

fn sealed(talk: &Talk, words: &Words) -> io::Result<SittingEnd> {
    talk.page(&lines(Ink::Heading, "", words.sealed, talk.width()))?;
    let more = talk.ask(words.press_enter)?;
    Ok(if more.is_some() { SittingEnd::Sealed } else { SittingEnd::NoInput })
}

enum Wish {
    Act(Action),
    Say(String),
    Help,
    Home,
    Panic,
    NoInput,
}

enum Given {
    Value(String),
    Wish(Wish),
}

impl Sitting<'_> {
    /// Asks for each prompt of the screen in its order; a command at any of them ends the filling.
    fn fill(&self, screen: &Screen) -> io::Result<Wish> {
        if screen.step == Step::Block {
            return self.block(screen);
        }
        let mut entries = Vec::new();
        for prompt in screen.prompts.iter().filter(|prompt| takes_entry(prompt)) {
            let mark = if asked(screen) == Several { format!("{} > ", prompt.id) } else { "> ".to_owned() };
            match self.ask(&mark, screen, prompt)? {
                Given::Value(value) => entries.push(Entry { prompt: prompt.id.clone(), value }),
                Given::Wish(wish) => return Ok(wish),
            }
        }
        if screen.prompts.iter().any(takes_entry) {
            return Ok(Wish::Act(Action::Fill { entries }));
        }
        let Some(line) = self.talk.ask("> ")? else { return Ok(Wish::NoInput) };
        Ok(match typed(&line, screen, None) {
            Typed::Answer(_) => Wish::Act(Action::Fill { entries }),
            other => command(other, self.words),
        })
    }

    fn ask(&self, mark: &str, screen: &Screen, prompt: &Prompt) -> io::Result<Given> {
        loop {
            let line = if is_masked(&prompt.look) { self.talk.ask_unseen(mark)? } else { self.talk.ask(mark)? };
            let Some(line) = line else { return Ok(Given::Wish(Wish::NoInput)) };
            match typed(&line, screen, Some(prompt)) {
                // An empty line keeps what stands there.
                Typed::Answer(answer) if answer.is_empty() => return Ok(Given::Value(prompt.value.clone())),
                Typed::Answer(answer) => {
                    if let Some(value) = self.entry(&answer, prompt)? {
                        return Ok(Given::Value(value));
                    }
                }
                Typed::Help => self.talk.more(&key_list(self.talk.width(), self.words))?,
                other => return Ok(Given::Wish(command(other, self.words))),
            }
        }
    }

    /// What was typed, as the core takes it; nothing when it cannot be, which is said.
    fn entry(&self, answer: &str, prompt: &Prompt) -> io::Result<Option<String>> {
        let comma = if prompt.control == PromptControl::Decimal { Comma::MayBeginFraction } else { Comma::Groups };
        let meant = match look::meant(&prompt.look, comma, answer) {
            Ok(meant) => meant,
            Err(unclear) => return self.talk.say(unclear.said(self.words.looks)).map(|()| None),
        };
        let Some(value) = lexical(&meant, prompt) else {
            return not_taken(&meant, prompt, self.talk, self.words).map(|()| None);
        };
        match self.recorded(value, prompt) {
            Ok(value) => Ok(Some(value)),
            Err(why) => self.talk.say(&why).map(|()| None),
        }
    }

    /// The file that was typed for a recording or a picture is sealed, when the person agreed to it, and its reference
    /// is the answer. The file itself stays where it is: it is the interviewer's to delete.
    fn recorded(&self, value: String, prompt: &Prompt) -> Result<String, String> {
        let Some(purpose) = purpose(prompt.control) else { return Ok(value) };
        if prompt.choices.iter().any(|choice| choice.name == value) {
            return Ok(value);
        }
        let words = self.words.keeping;
        let found = fs::metadata(&value).map_err(|_| words.no_file.to_owned())?;
        if found.len() > MEDIA_BYTES_MAX as u64 {
            return Err(words.large_file.to_owned());
        }
        let bytes = fs::read(&value).map_err(|_| words.no_file.to_owned())?;
        let kept = self.device.record(self.interview.to_owned(), purpose.to_owned(), bytes);
        kept.map_err(|error| trouble::sentence(&error, self.words))
    }

    /// In an hour block a number counts; a counted row then asks what was seen.
    fn block(&self, screen: &Screen) -> io::Result<Wish> {
        let Self { talk, words, .. } = self;
        let Some(line) = talk.ask("> ")? else { return Ok(Wish::NoInput) };
        let answer = match typed(&line, screen, None) {
            Typed::Answer(answer) => answer,
            other => return Ok(command(other, words)),
        };
        if answer.is_empty() {
            return Ok(Wish::Act(Action::Fill { entries: Vec::new() }));
        }
        let Some((prompt, count)) = counted(&answer, screen) else {
            return Ok(Wish::Say(words.not_offered.to_owned()));
        };
        let part_of = format!("{}/", prompt.id);
        let mut row = Vec::new();
        for part in screen.prompts.iter().filter(|part| part.id.starts_with(&part_of)) {
            talk.say(&part.label)?;
            for (place, choice) in part.choices.iter().enumerate() {
                talk.more(&lines(Ink::Plain, &format!("  {:>3}  ", key(part, place)), &choice.label, talk.width()))?;
            }
            match self.ask("> ", screen, part)? {
                Given::Value(value) if value.is_empty() => {}
                Given::Value(value) => row.push(Entry { prompt: part.id.clone(), value }),
                Given::Wish(wish) => return Ok(wish),
            }
        }
        Ok(Wish::Act(Action::Tally { prompt: prompt.id.clone(), row, count }))
    }
}

/// The purpose that a person must have agreed to, as a study's sheet `use_statement` writes it.
pub(super) fn purpose(control: PromptControl) -> Option<&'static str> {
    Some(match control {
        PromptControl::Audio => "audio",
        PromptControl::Image => "photo",
        PromptControl::Video => "video",
        PromptControl::File => "file",
        _ => return None,
    })
}

/// What fits of a long list; else that nothing does.
fn not_taken(answer: &str, prompt: &Prompt, talk: &Talk, words: &Words) -> io::Result<()> {
    let places = fitting(prompt, answer);
    for place in places.iter().take(CHOICES_SHOWN_MAX) {
        let label = prompt.choices.get(*place).map_or("", |choice| choice.label.as_str());
        talk.more(&lines(Ink::Plain, &format!("  {:>3}  ", key(prompt, *place)), label, talk.width()))?;
    }
    match places.len() {
        0 => talk.say(words.not_offered),
        count if count > CHOICES_SHOWN_MAX => talk.say(&format!("{count} {}", words.many_choices)),
        _ => Ok(()),
    }
}

fn command(typed: Typed, words: &Words) -> Wish {
    match typed {
        Typed::Act(action) => Wish::Act(action),
        Typed::Home => Wish::Home,
        Typed::Panic => Wish::Panic,
        Typed::Help => Wish::Help,
        Typed::Answer(_) | Typed::Unknown => Wish::Say(words.unknown_key.to_owned()),
    }
}

/// All keys, each with its meaning beside it.
fn key_list(width: usize, words: &Words) -> Vec<Line> {
    let line = |(key, meaning): &(&str, &str)| lines(Ink::Plain, &format!("  {key:<KEY_COLUMNS$}  "), meaning, width);
    words.keys.iter().flat_map(line).collect()
}
