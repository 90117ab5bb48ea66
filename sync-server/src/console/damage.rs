//! What is wrong with devices and their streams, in words: on the overview, and beside every export.
//!
//! Found in `chains`, when a desk is opened; here it only gets its sentence. A figure that is computed over records of
//! which some are missing or invented claims more than the data say: so whatever leaves the desk carries these lines too.

use fieldward_core::ids::StreamKind;

use super::{
    chains::Break,
    desk::{Damage, Desk, DeskBreak},
    words::{Tongue, Words, fill},
};

/// A line for each device or stream that is not as its device signed it.
pub(crate) fn break_lines(desk: &Desk, tongue: Tongue) -> Vec<String> {
    let words = tongue.words();
    let line = |broken: &DeskBreak| match broken.device {
        Some(device) => format!("{}: {}", desk.device_name(device), say(words, &broken.what)),
        None => say(words, &broken.what),
    };
    desk.breaks.iter().map(line).collect()
}

/// What stands beside an export in this language: nothing when every stream is whole.
pub(crate) fn export_lines(desk: &Desk, language: &str) -> Vec<String> {
    let tongue = Tongue::of_tag(language).unwrap_or(Tongue::English);
    let mut lines = break_lines(desk, tongue);
    let invented = desk.damaged.iter().filter(|damage| damage.damage == Damage::Chain).count();
    if invented > 0 {
        let words = tongue.words().overview.damage_chain;
        lines.push(format!("{invented} × {words}"));
    }
    lines
}

/// One record's damage.
pub(super) fn damage(words: &Words, damage: Damage) -> &'static str {
    match damage {
        Damage::Seal => words.overview.damage_seal,
        Damage::UnknownForm => words.overview.damage_form,
        Damage::Content => words.overview.damage_content,
        Damage::Chain => words.overview.damage_chain,
    }
}

fn say(words: &Words, what: &Break) -> String {
    let stream = |kind: StreamKind| match kind {
        StreamKind::Alert => words.overview.stream_alerts,
        StreamKind::Answers => words.overview.stream_answers,
        StreamKind::Identity => words.overview.stream_identities,
    };
    let number = u64::to_string;
    match what {
        Break::Gap { stream: of, first, last } => fill(
            words.overview.break_gap,
            &[("stream", stream(*of)), ("first", &number(first)), ("last", &number(last))],
        ),
        Break::CutOff { stream: of, seen, here } => {
            fill(words.overview.break_cut, &[("stream", stream(*of)), ("seen", &number(seen)), ("here", &number(here))])
        }
        Break::Replaced(of) => fill(words.overview.break_replaced, &[("stream", stream(*of))]),
        Break::Keys => words.overview.break_keys.to_owned(),
        Break::Gone => words.overview.break_gone.to_owned(),
        Break::Log => words.overview.break_log.to_owned(),
    }
}
