//! What a supervisor should look at. A flag is a question to the team, never a verdict on the person or the
//! interviewer.

use crate::{
    form::AskedBy,
    ids::Hash32,
    log::{Event, EventKind, PresentPerson},
    moment::Moment,
    review::{Completeness, Lens},
    safeguard::{Breach, BreachKind, audit},
    study::{Instrument, Study},
};

/// Clocks that differ by more than this are flagged.
pub const CLOCK_SKEW_FLAGGED_MS: i64 = 5 * 60_000;
/// Half of the items answered faster than this many seconds is flagged.
pub const SECONDS_AN_ITEM_FLAGGED: u64 = 2;
/// A share of declined items, in percent, from which on the record is flagged.
pub const BLANK_SHARE_FLAGGED: u32 = 50;
/// Fewer items say nothing about pace or blanks.
pub const ITEMS_BEFORE_PACE_COUNTS: usize = 5;

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// The log breaks a rule: it cannot have been made by the shipped engine.
    Breach {
        /// Which rule.
        rule: BreachKind,
        /// The event that breaks it.
        sequence: u32,
    },
    /// An employer, an unknown adult or somebody who insisted was there.
    Constrained,
    /// Made in a training study.
    Training,
    /// The statement that was told is not that of the study at hand.
    OtherStatement,
    /// The questionnaire is not that of the study at hand.
    OtherForm,
    /// The device's wall clock jumped or disagrees with the server's, by this many minutes.
    ClockSkew {
        /// Minutes, always positive.
        minutes: u64,
    },
    /// Half of the items took no longer than this.
    Fast {
        /// Milliseconds.
        median_ms: u64,
    },
    /// This share of the asked items was declined.
    Blank {
        /// Percent.
        percent: u32,
    },
    /// It says that it corrects another record, and nobody sent that one back: it corrects nothing until somebody
    /// accepts it.
    NobodyAsked,
    /// Two accepted corrections of one record say different things, and nobody decided which counts.
    Unsettled,
    /// A visit after one that ended so that nobody comes again by themselves, and no supervisor asked for another.
    AfterTheEnd,
}

/// Every flag of a record.
pub(super) fn flags(
    study: &Study,
    instrument: &Instrument,
    log: &[Event],
    lens: Lens<'_>,
    completeness: Completeness,
) -> Vec<Flag> {
    let mut flags = breaches(study, log);
    flags.extend(constrained(log).then_some(Flag::Constrained));
    flags.extend(origin(study, instrument, log));
    flags.extend(clock_skew(log, lens.received_ms));
    flags.extend(fast(instrument, log));
    flags.extend(blank(completeness));
    flags
}

fn breaches(study: &Study, log: &[Event]) -> Vec<Flag> {
    let flag = |breach: Breach| Flag::Breach { rule: breach.kind, sequence: breach.sequence };
    audit(study, log).into_iter().map(flag).collect()
}

fn constrained(log: &[Event]) -> bool {
    log.iter().any(|event| match &event.kind {
        EventKind::Presence { who, insisted, .. } => {
            *insisted
                || who.iter().any(|person| matches!(person, PresentPerson::Employer | PresentPerson::UnknownAdult))
        }
        _ => false,
    })
}

fn origin(study: &Study, instrument: &Instrument, log: &[Event]) -> Vec<Flag> {
    let Some(EventKind::Started(start)) = log.first().map(|event| &event.kind) else { return Vec::new() };
    let differs = |told: Hash32, here: Hash32, flag: Flag| (told != here).then_some(flag);
    let found = [
        start.training.then_some(Flag::Training),
        differs(start.statement_hash, study.use_statement.hash, Flag::OtherStatement),
        differs(start.form_hash, instrument.form_hash, Flag::OtherForm),
    ];
    found.into_iter().flatten().collect()
}

/// The largest disagreement between wall and monotonic clock within the log, or a wall clock ahead of the server's.
/// Arriving late is no skew: teams are offline for weeks.
fn clock_skew(log: &[Event], received_ms: Option<i64>) -> Option<Flag> {
    let moments: Vec<Moment> = log.iter().filter_map(moment).collect();
    let drift = moments.windows(2).filter(|pair| pair[1].monotonic_ms >= pair[0].monotonic_ms).map(|pair| {
        let wall = pair[1].wall_ms.saturating_sub(pair[0].wall_ms);
        let counted = i64::try_from(pair[1].monotonic_ms - pair[0].monotonic_ms).unwrap_or(i64::MAX);
        wall.saturating_sub(counted).saturating_abs()
    });
    let ahead = moments.iter().filter_map(|at| received_ms.map(|received| at.wall_ms.saturating_sub(received)));
    let worst = drift.chain(ahead).max().unwrap_or(0);
    (worst > CLOCK_SKEW_FLAGGED_MS).then(|| Flag::ClockSkew { minutes: worst.unsigned_abs() / 60_000 })
}

fn moment(event: &Event) -> Option<Moment> {
    match &event.kind {
        EventKind::Started(start) => Some(start.at),
        EventKind::BlockOpened { at, .. }
        | EventKind::Resumed { at }
        | EventKind::CameBack { at }
        | EventKind::Finalized { at } => Some(*at),
        _ => None,
    }
}

/// Time from asking a participant's item to its answer.
fn fast(instrument: &Instrument, log: &[Event]) -> Option<Flag> {
    let participants = |node: crate::form::NodeIndex| {
        instrument.form.nodes.get(node.0 as usize).is_some_and(|node| node.care.by == AskedBy::Participant)
    };
    let mut asked: Option<u64> = None;
    let mut times: Vec<u64> = Vec::new();
    for event in log {
        match &event.kind {
            EventKind::Asked { at } if participants(at.node) => asked = Some(event.at_ms),
            EventKind::Answered { .. } | EventKind::Declined { .. } => {
                times.extend(asked.take().map(|since| event.at_ms.saturating_sub(since)));
            }
            _ => {}
        }
    }
    times.sort_unstable();
    let median_ms = *times.get(times.len() / 2)?;
    let enough = times.len() >= ITEMS_BEFORE_PACE_COUNTS;
    (enough && median_ms < SECONDS_AN_ITEM_FLAGGED * 1_000).then_some(Flag::Fast { median_ms })
}

fn blank(completeness: Completeness) -> Option<Flag> {
    let asked = completeness.answered + completeness.declined;
    let percent = (completeness.declined * 100).checked_div(asked)?;
    let enough = asked as usize >= ITEMS_BEFORE_PACE_COUNTS;
    (enough && percent >= BLANK_SHARE_FLAGGED).then_some(Flag::Blank { percent })
}
