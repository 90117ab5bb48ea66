//! What is wrong with devices and their streams, in words: on the overview, and beside every export.
//!
//! Found in `chains`, when a desk is opened; here it only gets its sentence. A figure that is computed over records of
//! which some are missing or invented claims more than the data say: so whatever leaves the desk carries these lines
//! too.

use fieldward_core::ids::StreamKind;

use super::{
    chains::Break,
    desk::{Damage, Desk, DeskBreak, DeskDamage, DeskTaken},
    words::{Tongue, Words, fill},
};

/// A line for each device or stream that is not as its device signed it.
pub(crate) fn break_lines(desk: &Desk, tongue: Tongue) -> Vec<String> {
    let words = tongue.words();
    let line = |broken: &DeskBreak| match broken.device {
        Some(device) => format!("{}: {}", desk.device_name(device), say(words, desk, broken)),
        None => say(words, desk, broken),
    };
    desk.breaks.iter().map(line).collect()
}

/// What stands beside an export in this language: nothing when every stream is whole.
pub(crate) fn export_lines(desk: &Desk, language: &str) -> Vec<String> {
    let tongue = Tongue::of_tag(language).unwrap_or(Tongue::English);
    let mut lines = break_lines(desk, tongue);
    for (kind, words) in
        [(Damage::Chain, tongue.words().overview.damage_chain), (Damage::Keys, tongue.words().overview.damage_keys)]
    {
        let count = desk.damaged.iter().filter(|damage| damage.damage == kind).count();
        if count > 0 {
            lines.push(format!("{count} × {words}"));
        }
    }
    lines
}

/// Whose record it is, and which.
pub(super) fn whose(desk: &Desk, words: &Words, damage: &DeskDamage) -> String {
    format!("{}, {} {}", desk.device_name(damage.device), stream_words(words, damage.stream), damage.sequence)
}

/// A record that a person took back on the device: no damage, and not nothing.
pub(super) fn taken_back(desk: &Desk, words: &Words, taken: &DeskTaken) -> String {
    format!("{}, {} {}", desk.device_name(taken.device), stream_words(words, taken.stream), taken.sequence)
}

/// One record's damage.
pub(super) fn damage(words: &Words, damage: Damage) -> &'static str {
    match damage {
        Damage::Seal => words.overview.damage_seal,
        Damage::UnknownForm => words.overview.damage_form,
        Damage::Content => words.overview.damage_content,
        Damage::Chain => words.overview.damage_chain,
        Damage::Keys => words.overview.damage_keys,
    }
}

fn stream_words(words: &Words, stream: StreamKind) -> &'static str {
    match stream {
        StreamKind::Alert => words.overview.stream_alerts,
        StreamKind::Answers => words.overview.stream_answers,
        StreamKind::Identity => words.overview.stream_identities,
    }
}

fn say(words: &Words, desk: &Desk, broken: &DeskBreak) -> String {
    let stream = |kind: StreamKind| stream_words(words, kind);
    let number = u64::to_string;
    let from_to = |line: &str, of: StreamKind, first: u64, last: u64| {
        fill(line, &[("stream", stream(of)), ("first", &number(&first)), ("last", &number(&last))])
    };
    match &broken.what {
        Break::Gap { stream: of, first, last } => from_to(words.overview.break_gap, *of, *first, *last),
        Break::HashOnly { stream: of, first, last } => from_to(words.overview.break_hashes, *of, *first, *last),
        Break::CutOff { stream: of, seen, here } => {
            fill(words.overview.break_cut, &[("stream", stream(*of)), ("seen", &number(seen)), ("here", &number(here))])
        }
        Break::Replaced(of) => fill(words.overview.break_replaced, &[("stream", stream(*of))]),
        Break::Keys => words.overview.break_keys.to_owned(),
        Break::Gone => words.overview.break_gone.to_owned(),
        Break::Unconfirmed(of) => {
            let id = broken.device.map_or_else(String::new, |device| device.0.to_string());
            fill(words.overview.break_unconfirmed, &[("other", &desk.device_name(*of)), ("device", &id)])
        }
        Break::Log => words.overview.break_log.to_owned(),
        Break::Decisions(count) => fill(words.overview.break_decisions, &[("count", &count.to_string())]),
    }
}
