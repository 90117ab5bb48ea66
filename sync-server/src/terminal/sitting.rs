//! One interview at the terminal: draws the screen, reads what is typed, sends one action, draws again.

use std::io;

use fieldward::{Action, Device, DeviceError, Entry, Prompt, PromptControl, Screen, Step};

use super::{
    draw::{Ink, Line, draw},
    talk::Talk,
    typed::{Typed, counted, lexical, typed},
    words::Words,
};

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SittingEnd {
    /// Left open, to be taken up again.
    LeftOpen,
    /// Sealed.
    Sealed,
    /// There is no more input.
    NoInput,
}

/// Leads an interview until it is sealed or left.
///
/// # Errors
/// When the terminal cannot be used.
pub fn sit(device: &Device, interview: &str, talk: &Talk, words: &Words) -> io::Result<SittingEnd> {
    let mut remark = String::new();
    loop {
        let screen = match device.screen(interview.to_owned()) {
            Ok(screen) => screen,
            Err(error) => {
                talk.say(&error.to_string())?;
                return Ok(SittingEnd::LeftOpen);
            }
        };
        let mut page = draw(&screen, words, talk.width());
        if !remark.is_empty() {
            page.push(Line { ink: Ink::Notice, text: std::mem::take(&mut remark) });
        }
        talk.page(&page)?;
        match fill(&screen, talk, words)? {
            Wish::Home => return Ok(SittingEnd::LeftOpen),
            Wish::NoInput => return Ok(SittingEnd::NoInput),
            Wish::Say(text) => remark = text,
            Wish::Act(action) => match device.act(interview.to_owned(), action) {
                Ok(screen) if screen.step == Step::Finalized => return sealed(talk, words),
                Ok(_) => {}
                Err(error) => remark = said(error),
            },
        }
    }
}

fn sealed(talk: &Talk, words: &Words) -> io::Result<SittingEnd> {
    talk.page(&[Line { ink: Ink::Heading, text: words.sealed.to_owned() }])?;
    Ok(SittingEnd::Sealed)
}

fn said(error: DeviceError) -> String {
    match error {
        DeviceError::Refused { reason, prompt, .. } if !prompt.is_empty() => format!("{prompt}: {reason}"),
        error => error.to_string(),
    }
}

enum Wish {
    Act(Action),
    Say(String),
    Home,
    NoInput,
}

/// Asks for each prompt of the screen in its order; a command at any of them ends the filling.
fn fill(screen: &Screen, talk: &Talk, words: &Words) -> io::Result<Wish> {
    if screen.step == Step::Block {
        return block(screen, talk, words);
    }
    let mut entries = Vec::new();
    for prompt in screen.prompts.iter().filter(|prompt| takes_entry(prompt)) {
        let mark = if screen.prompts.len() > 1 { format!("{} > ", prompt.id) } else { "> ".to_owned() };
        match ask(&mark, screen, prompt, talk, words)? {
            Asked::Value(value) => entries.push(Entry { prompt: prompt.id.clone(), value }),
            Asked::Wish(wish) => return Ok(wish),
        }
    }
    if screen.prompts.iter().any(takes_entry) {
        return Ok(Wish::Act(Action::Fill { entries }));
    }
    let Some(line) = talk.ask("> ")? else { return Ok(Wish::NoInput) };
    Ok(match typed(&line, screen, None) {
        Typed::Answer(_) => Wish::Act(Action::Fill { entries }),
        other => command(other, words),
    })
}

fn takes_entry(prompt: &Prompt) -> bool {
    !prompt.read_only && prompt.control != PromptControl::Note
}

enum Asked {
    Value(String),
    Wish(Wish),
}

fn ask(mark: &str, screen: &Screen, prompt: &Prompt, talk: &Talk, words: &Words) -> io::Result<Asked> {
    loop {
        let Some(line) = talk.ask(mark)? else { return Ok(Asked::Wish(Wish::NoInput)) };
        match typed(&line, screen, Some(prompt)) {
            // An empty line keeps what stands there.
            Typed::Answer(answer) if answer.is_empty() => return Ok(Asked::Value(prompt.value.clone())),
            Typed::Answer(answer) => match lexical(&answer, prompt) {
                Some(value) => return Ok(Asked::Value(value)),
                None => talk.say(words.not_offered)?,
            },
            Typed::Help => help(talk, words)?,
            other => return Ok(Asked::Wish(command(other, words))),
        }
    }
}

fn command(typed: Typed, words: &Words) -> Wish {
    match typed {
        Typed::Act(action) => Wish::Act(action),
        Typed::Home => Wish::Home,
        Typed::Help => Wish::Say(key_list(words)),
        Typed::Answer(_) | Typed::Unknown => Wish::Say(words.unknown_key.to_owned()),
    }
}

/// In an hour block a number counts; a counted row then asks what was seen.
fn block(screen: &Screen, talk: &Talk, words: &Words) -> io::Result<Wish> {
    let Some(line) = talk.ask("> ")? else { return Ok(Wish::NoInput) };
    let answer = match typed(&line, screen, None) {
        Typed::Answer(answer) => answer,
        other => return Ok(command(other, words)),
    };
    if answer.is_empty() {
        return Ok(Wish::Act(Action::Fill { entries: Vec::new() }));
    }
    let Some((prompt, count)) = counted(&answer, screen) else { return Ok(Wish::Say(words.not_offered.to_owned())) };
    let part_of = format!("{}/", prompt.id);
    let mut row = Vec::new();
    for part in screen.prompts.iter().filter(|part| part.id.starts_with(&part_of)) {
        talk.say(&part.label)?;
        for (number, choice) in part.choices.iter().enumerate() {
            talk.say(&format!("  {:>3}  {}", number + 1, choice.label))?;
        }
        match ask("> ", screen, part, talk, words)? {
            Asked::Value(value) if value.is_empty() => {}
            Asked::Value(value) => row.push(Entry { prompt: part.id.clone(), value }),
            Asked::Wish(wish) => return Ok(wish),
        }
    }
    Ok(Wish::Act(Action::Tally { prompt: prompt.id.clone(), row, count }))
}

fn help(talk: &Talk, words: &Words) -> io::Result<()> {
    talk.say(&key_list(words))
}

fn key_list(words: &Words) -> String {
    words.keys.iter().map(|(key, meaning)| format!("  {key}\n      {meaning}")).collect::<Vec<_>>().join("\n")
}
