//! The form of each command: which words follow its name.
//!
//! One function for commands about the device, one for deeds on the open interview, one for expectations. An error
//! shows the right form, because the person who wrote the line is a trainer, not a programmer.

use std::{path::PathBuf, time::Duration};

use fieldward::{CorrectionReason, DeclineReason, StartChoice, StopCode};
use jiff::Timestamp;

use super::{
    command::{ClockChange, Command, CommandError, Deed, Expectation, Extent, Gates, Invite, PassUntil, Pins, Seen},
    words::words_then_text,
};
use crate::terminal::typed;

/// A command about the device; `None` when the name is not one of these.
pub(super) fn device(name: &str, rest: &[&str]) -> Result<Option<Command>, CommandError> {
    Ok(Some(match (name, rest) {
        ("create", [pin]) => Command::Create((*pin).to_owned()),
        ("unlock", [pin]) => Command::Unlock((*pin).to_owned()),
        ("create" | "unlock", _) => return Err(CommandError::Form("create PIN, unlock PIN")),
        ("pin", [old, new, duress @ ..]) if duress.len() < 2 => Command::ChangePin(pins(old, new, duress)),
        ("renew-keys", [pin, duress @ ..]) if duress.len() < 2 => Command::RenewKeys(pins(pin, pin, duress)),
        ("pin" | "renew-keys", _) => return Err(CommandError::Form("pin OLD NEW [DURESS], renew-keys PIN [DURESS]")),
        ("salvage", [pin]) => Command::Salvage((*pin).to_owned()),
        ("panic", []) => Command::Panic,
        ("withdraw-person", [number]) => Command::WithdrawPerson((*number).to_owned()),
        ("withdraw-person", _) => return Err(CommandError::Form("withdraw-person NUMBER, or withdraw-person last")),
        ("record", [name, file]) => Command::Record { name: (*name).to_owned(), file: file.into() },
        ("record", _) => return Err(CommandError::Form("record NAME FILE")),
        ("lock", []) => Command::Lock,
        ("enrol", [text]) => Command::Enrol(match text.strip_prefix('@') {
            Some(path) => Invite::File(PathBuf::from(path)),
            None => Invite::Text((*text).to_owned()),
        }),
        ("enrol", _) => return Err(CommandError::Form("enrol @FILE, or enrol INVITE")),
        ("sync", []) => Command::Sync(Extent::Once),
        ("sync", ["all"]) => Command::Sync(Extent::All),
        ("sync", _) => return Err(CommandError::Form("sync, or sync all")),
        ("outbox", [file]) => Command::Outbox(file.into()),
        ("receipts", [file]) => Command::Receipts(file.into()),
        ("orders", [file]) => Command::Orders(file.into()),
        ("relay", [address]) => Command::Relay((*address).to_owned()),
        ("language", [tag]) => Command::Language((*tag).to_owned()),
        ("clock", [text]) => Command::Clock(clock(text)?),
        ("gates", ["pass"]) => Command::Gates(Gates::Pass),
        ("gates", ["stop"]) => Command::Gates(Gates::Stop),
        ("gates", _) => return Err(CommandError::Form("gates pass, or gates stop")),
        ("start", [instrument, options @ ..]) => Command::Start(start(instrument, options)?),
        ("start", _) => return Err(CommandError::Form(START)),
        ("open", [number]) => Command::Open(counted(number, "open NUMBER")?),
        ("returns", []) => Command::Returns,
        ("correction", [number]) => Command::Correction(counted(number, "correction NUMBER")?),
        ("pass", []) => Command::Pass(PassUntil::Gates),
        ("pass", ["until", "question"]) => Command::Pass(PassUntil::Question),
        ("pass", _) => return Err(CommandError::Form("pass, or pass until question")),
        ("screen", []) => Command::Screen,
        ("kill", []) => Command::Kill,
        _ => return Ok(None),
    }))
}

fn pins(old: &str, new: &str, duress: &[&str]) -> Pins {
    Pins { old: old.to_owned(), new: new.to_owned(), duress: duress.first().map(|pin| (*pin).to_owned()) }
}

const START: &str = "start INSTRUMENT [site=ID] [language=TAG] [reference=NUMBER]";

fn start(instrument: &str, options: &[&str]) -> Result<StartChoice, CommandError> {
    let mut choice = StartChoice { instrument: instrument.to_owned(), ..StartChoice::default() };
    for option in options {
        match option.split_once('=') {
            Some(("site", value)) => value.clone_into(&mut choice.site),
            Some(("language", value)) => value.clone_into(&mut choice.language),
            Some(("reference", value)) => value.clone_into(&mut choice.reference),
            _ => return Err(CommandError::Form(START)),
        }
    }
    Ok(choice)
}

fn clock(text: &str) -> Result<ClockChange, CommandError> {
    const FORM: &str = "clock 2026-03-02T08:00+07:00, or clock +90m (s, m, h)";
    if let Some(span) = text.strip_prefix('+') {
        let unit = span.chars().last().ok_or(CommandError::Form(FORM))?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return Err(CommandError::Form(FORM)),
        };
        let number: u64 = span[..span.len() - 1].parse().map_err(|_| CommandError::Form(FORM))?;
        return Ok(ClockChange::Forward(Duration::from_secs(number.saturating_mul(seconds))));
    }
    let at: Timestamp = text.parse().map_err(|_| CommandError::Form(FORM))?;
    let offset_min = offset(text).ok_or(CommandError::Form(FORM))?;
    Ok(ClockChange::Set { wall_ms: at.as_millisecond(), offset_min })
}

/// The offset at the end of a time, in minutes: `Z`, `+07:00`, `-03:30`.
fn offset(text: &str) -> Option<i16> {
    if text.ends_with('Z') {
        return Some(0);
    }
    let sign = text.rfind(['+', '-'])?;
    let (hours, minutes) = text[sign + 1..].split_once(':').unwrap_or((&text[sign + 1..], "0"));
    let size = hours.parse::<i16>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    Some(if text[sign..].starts_with('-') { -size } else { size })
}

/// A deed on the open interview.
pub(super) fn deed(name: &str, rest: &[&str], line: &str) -> Result<Deed, CommandError> {
    Ok(match (name, rest) {
        ("fill", entries) => Deed::Fill(pairs(entries, "fill PROMPT=VALUE ...")?),
        ("answer", _) => {
            let (name, value) = named(line, "answer NAME VALUE")?;
            Deed::Answer { name, value }
        }
        ("decline", [name, reason]) => Deed::Decline { name: (*name).to_owned(), reason: decline(reason)? },
        ("decline", _) => return Err(CommandError::Form(DECLINE)),
        (correction, _) if correction.split(':').next() == Some("correct") => correct(line)?,
        ("next", []) => Deed::Next,
        ("add", []) => Deed::AddRepeat,
        ("end", []) => Deed::EndRepeat,
        ("back", []) => Deed::Back,
        ("forward", []) => Deed::Forward,
        ("distress", [level]) => Deed::Distress(
            level.parse().ok().filter(|level| *level <= 3).ok_or(CommandError::Form("distress 0, 1, 2 or 3"))?,
        ),
        ("presence", [_, ..]) => Deed::Presence(rest.iter().map(|who| (*who).to_owned()).collect()),
        ("presence", _) => return Err(CommandError::Form("presence nobody, or presence WHO ... [insisted] [hear]")),
        ("say", [language]) => Deed::ChangeLanguage((*language).to_owned()),
        ("pause", []) => Deed::Pause,
        ("resume", []) => Deed::Resume,
        ("tally", [prompt, row @ ..]) => tally(prompt, row)?,
        ("undo", []) => Deed::UndoTally,
        ("close-block", [minutes]) => close_block(minutes, Seen::Something)?,
        ("close-block", [minutes, "nothing"]) => close_block(minutes, Seen::Nothing)?,
        ("close-block", _) => return Err(CommandError::Form(CLOSE_BLOCK)),
        ("end-shift", []) => Deed::EndShift,
        ("safety", []) => Deed::SafetyAction,
        ("stop", []) => Deed::Stop(None),
        ("stop", [code]) => Deed::Stop(Some(stop_code(code)?)),
        ("withdraw", []) => Deed::Withdraw,
        ("finalize", []) => Deed::Finalize,
        _ => return Err(CommandError::Unknown(name.to_owned())),
    })
}

const DECLINE: &str = "decline NAME dont_know, or decline NAME prefers_not";
const CLOSE_BLOCK: &str = "close-block MINUTES, or close-block MINUTES nothing (0 to 60)";

fn decline(word: &str) -> Result<DeclineReason, CommandError> {
    match word {
        "dont_know" => Ok(DeclineReason::DoesNotKnow),
        "prefers_not" => Ok(DeclineReason::PrefersNotToSay),
        _ => Err(CommandError::Form(DECLINE)),
    }
}

fn correct(line: &str) -> Result<Deed, CommandError> {
    const FORM: &str = "correct NAME VALUE, or correct:slip NAME VALUE (slip, volunteered, queried)";
    let command = line.split_whitespace().next().unwrap_or_default();
    let reason = match command.split_once(':').map(|(_, reason)| reason) {
        None => None,
        Some("slip") => Some(CorrectionReason::Slip),
        Some("volunteered") => Some(CorrectionReason::Volunteered),
        Some("queried") => Some(CorrectionReason::Queried),
        Some(_) => return Err(CommandError::Form(FORM)),
    };
    let (name, value) = named(line, FORM)?;
    Ok(Deed::Correct { name, value, reason })
}

/// The name after the command, and the text after the name.
fn named(line: &str, form: &'static str) -> Result<(String, String), CommandError> {
    let (words, text) = words_then_text(line, 2)?;
    let name = words.into_iter().nth(1).ok_or(CommandError::Form(form))?;
    Ok((name, text))
}

fn pairs(words: &[&str], form: &'static str) -> Result<Vec<(String, String)>, CommandError> {
    let pair = |word: &&str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    words.iter().map(|word| pair(word).ok_or(CommandError::Form(form))).collect()
}

fn tally(prompt: &str, row: &[&str]) -> Result<Deed, CommandError> {
    const FORM: &str = "tally COUNTER [HOW_MANY], or tally ROW [HOW_MANY] NAME=VALUE ...";
    let (count, row) = match row.split_first() {
        Some((first, row)) if !first.contains('=') => (first.parse().map_err(|_| CommandError::Form(FORM))?, row),
        _ => (1, row),
    };
    Ok(Deed::Tally { prompt: prompt.to_owned(), row: pairs(row, FORM)?, count })
}

fn close_block(minutes: &str, seen: Seen) -> Result<Deed, CommandError> {
    let minutes = minutes.parse().ok().filter(|minutes| *minutes <= 60).ok_or(CommandError::Form(CLOSE_BLOCK))?;
    Ok(Deed::CloseBlock { minutes, seen })
}

fn stop_code(word: &str) -> Result<StopCode, CommandError> {
    const FORM: &str = "stop, or stop ST3, ST7, ST8, ST9, ST11, ST12 or ST-D1";
    typed::stop_code(word).ok_or(CommandError::Form(FORM))
}

fn counted(word: &str, form: &'static str) -> Result<usize, CommandError> {
    word.parse().map_err(|_| CommandError::Form(form))
}

/// An expectation; `words` are the command and up to two words, and the text after them.
pub(super) fn expect(words: &(Vec<String>, String)) -> Result<Expectation, CommandError> {
    const FORM: &str = "expect step STEP | question NAME | value NAME VALUE | notice CODE | refused [CODE] | \
                        open N | waiting N | returns N";
    let (words, text) = (words.0.iter().map(String::as_str).collect::<Vec<_>>(), &words.1);
    Ok(match words.as_slice() {
        [_, "value", name] => Expectation::Value { name: (*name).to_owned(), value: text.clone() },
        _ if !text.is_empty() => return Err(CommandError::Form(FORM)),
        [_, "step", step] => Expectation::Step((*step).to_owned()),
        [_, "question", name] => Expectation::Question((*name).to_owned()),
        [_, "notice", code] => Expectation::Notice((*code).to_owned()),
        [_, "refused"] => Expectation::Refused(None),
        [_, "refused", code] => Expectation::Refused(Some((*code).to_owned())),
        [_, "open", number] => Expectation::Open(counted(number, FORM)?),
        [_, "waiting", number] => Expectation::Waiting(counted(number, FORM)?),
        [_, "returns", number] => Expectation::Returns(counted(number, FORM)?),
        _ => return Err(CommandError::Form(FORM)),
    })
}
