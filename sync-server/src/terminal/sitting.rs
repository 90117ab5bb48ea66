//! One interview at the terminal: draws the screen, reads what is typed, sends one action, draws again.

use std::io;

use fieldward::{Action, Device, Entry, Prompt, Screen, Step};

use super::{
    draw::{Asked::Several, Ink, Line, asked, draw, lines, takes_entry},
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
                talk.say(&trouble::sentence(&error, words))?;
                return Ok(SittingEnd::LeftOpen);
            }
        };
        let mut page = draw(&screen, words, talk.width());
        if !remark.is_empty() {
            page.extend(lines(Ink::Notice, "", &std::mem::take(&mut remark), talk.width()));
        }
        talk.page(&page)?;
        match fill(&screen, talk, words)? {
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
    NoInput,
}

/// Asks for each prompt of the screen in its order; a command at any of them ends the filling.
fn fill(screen: &Screen, talk: &Talk, words: &Words) -> io::Result<Wish> {
    if screen.step == Step::Block {
        return block(screen, talk, words);
    }
    let mut entries = Vec::new();
    for prompt in screen.prompts.iter().filter(|prompt| takes_entry(prompt)) {
        let mark = if asked(screen) == Several { format!("{} > ", prompt.id) } else { "> ".to_owned() };
        match ask(&mark, screen, prompt, talk, words)? {
            Given::Value(value) => entries.push(Entry { prompt: prompt.id.clone(), value }),
            Given::Wish(wish) => return Ok(wish),
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

enum Given {
    Value(String),
    Wish(Wish),
}

fn ask(mark: &str, screen: &Screen, prompt: &Prompt, talk: &Talk, words: &Words) -> io::Result<Given> {
    loop {
        let Some(line) = talk.ask(mark)? else { return Ok(Given::Wish(Wish::NoInput)) };
        match typed(&line, screen, Some(prompt)) {
            // An empty line keeps what stands there.
            Typed::Answer(answer) if answer.is_empty() => return Ok(Given::Value(prompt.value.clone())),
            Typed::Answer(answer) => match lexical(&answer, prompt) {
                Some(value) => return Ok(Given::Value(value)),
                None => not_taken(&answer, prompt, talk, words)?,
            },
            Typed::Help => talk.more(&key_list(talk.width(), words))?,
            other => return Ok(Given::Wish(command(other, words))),
        }
    }
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
        Typed::Help => Wish::Help,
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
        for (place, choice) in part.choices.iter().enumerate() {
            talk.more(&lines(Ink::Plain, &format!("  {:>3}  ", key(part, place)), &choice.label, talk.width()))?;
        }
        match ask("> ", screen, part, talk, words)? {
            Given::Value(value) if value.is_empty() => {}
            Given::Value(value) => row.push(Entry { prompt: part.id.clone(), value }),
            Given::Wish(wish) => return Ok(wish),
        }
    }
    Ok(Wish::Act(Action::Tally { prompt: prompt.id.clone(), row, count }))
}

/// All keys, each with its meaning beside it.
fn key_list(width: usize, words: &Words) -> Vec<Line> {
    let line = |(key, meaning): &(&str, &str)| lines(Ink::Plain, &format!("  {key:<KEY_COLUMNS$}  "), meaning, width);
    words.keys.iter().flat_map(line).collect()
}
