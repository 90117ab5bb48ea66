//! What a supervisor sees of one opened record: a pure function of the study and the record's log.
//!
//! Nothing here opens, keeps or draws anything. Pages and exports are made from [`RecordView`], so that both tell
//! "does not know", "was not asked", "was dropped" and "does not apply" apart in the same way.

mod answers;
mod compare;
mod facts;
mod flags;
mod hour_blocks;
mod relevance;
mod say;
mod timeline;

use thiserror::Error;

pub use answers::{AnswerState, AnswerView, Repetition, SectionView};
pub use compare::{FieldChange, FieldComparison, compare};
pub use facts::{ConsentView, DistressView, PresenceNote, PresenceView, ReferralView};
pub use flags::{BLANK_SHARE_FLAGGED, CLOCK_SKEW_FLAGGED_MS, Flag, ITEMS_BEFORE_PACE_COUNTS, SECONDS_AN_ITEM_FLAGGED};
pub use say::value_in_words;
pub use timeline::TimelineEntry;

use crate::{
    analysis::{ObservedBlock, observed_blocks},
    ids::{Hash32, ReferenceNumber, SiteId},
    log::{Event, EventKind, Start, StopCode, brought},
    moment::Moment,
    study::{Instrument, Study},
};

/// One record as a supervisor reads it.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// The number that stands for the person.
    pub reference: ReferenceNumber,
    /// The instrument's id.
    pub instrument: String,
    /// The instrument's title in the chosen language.
    pub title: String,
    /// 1 or 2.
    pub visit: u8,
    /// Where, by the register.
    pub site: Option<SiteId>,
    /// The site's name in the chosen language.
    pub site_name: String,
    /// When it began, by both clocks.
    pub started: Moment,
    /// When it was finalized.
    pub finished: Option<Moment>,
    /// Language that was spoken, BCP 47; empty when none was set.
    pub spoken: String,
    /// Hash of the use statement that was told.
    pub statement_hash: Hash32,
    /// The record that this one corrects.
    pub parent: Option<Hash32>,
    /// Answers by top-level group.
    pub sections: Vec<SectionView>,
    /// Hour blocks of an observation.
    pub blocks: Vec<ObservedBlock>,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
    /// Consent, step by step.
    pub consent: ConsentView,
    /// Every distress check.
    pub distress: Vec<DistressView>,
    /// Who was there.
    pub presence: Vec<PresenceView>,
    /// Services that were offered.
    pub referrals: Vec<ReferralView>,
    /// Why it stopped, if it did, and whether sensitive answers were kept.
    pub stopped: Option<(StopCode, bool)>,
    /// A stop or duty rule asked that somebody be told.
    pub alerts: Vec<StopCode>,
    /// The person withdrew: everything else is empty.
    pub withdrawn: bool,
    /// What a supervisor should look at.
    pub flags: Vec<Flag>,
    /// What is there and what is missing.
    pub completeness: Completeness,
}

/// How much of a record is there. Items that do not apply are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Completeness {
    /// With a value.
    pub answered: u32,
    /// Asked, and declined: complete too.
    pub declined: u32,
    /// Relevant, and never asked or noted.
    pub missing: u32,
    /// Dropped by a stop.
    pub dropped: u32,
}

impl Completeness {
    /// Counts some of a record's answers: those that somebody may see.
    #[must_use]
    pub fn of<'a>(some: impl Iterator<Item = &'a AnswerView>) -> Self {
        answers::counted(some)
    }
}

/// Why a log cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReviewError {
    /// The first event is not a start.
    #[error("the log does not begin with a start")]
    NoStart,
    /// The study at hand has no such instrument.
    #[error("the study has no instrument of that name")]
    UnknownInstrument,
}

/// How to look at a record.
#[derive(Debug, Clone, Copy)]
pub struct Lens<'a> {
    /// Language of labels, BCP 47.
    pub language: &'a str,
    /// When the server received it, by the server's clock, if known.
    pub received_ms: Option<i64>,
}

/// The view of one record.
pub fn review(study: &Study, log: &[Event], lens: Lens<'_>) -> Result<RecordView, ReviewError> {
    let start = start_of(log).ok_or(ReviewError::NoStart)?;
    let instrument = instrument_of(study, start)?;
    let form = &brought::form_of(&instrument.form, log);
    let language = form.language_index(lens.language);
    let answers = answers::fold(form, log);
    let all = answers::sections(form, &answers, &relevance::Relevance::of(form, log, start, &answers), language);
    let sections = if start.correction.is_some() { answers::carried(all) } else { all };
    let completeness = answers::completeness(&sections);
    Ok(RecordView {
        reference: start.reference,
        instrument: start.instrument.clone(),
        title: form.title.in_general(language),
        visit: start.visit,
        site: start.site.clone(),
        site_name: site_name(study, start, lens.language),
        started: start.at,
        finished: finished(log),
        spoken: facts::spoken(log),
        statement_hash: start.statement_hash,
        parent: start.correction.as_ref().map(|correction| correction.parent),
        blocks: observed_blocks(log),
        timeline: timeline::timeline(form, log, language),
        consent: facts::consent(log),
        distress: facts::distress(form, log, language),
        presence: facts::presence(log),
        referrals: facts::referrals(log),
        stopped: facts::stopped(log),
        alerts: facts::alerts(log),
        withdrawn: log.iter().any(|event| matches!(event.kind, EventKind::Withdrawn)),
        flags: flags::flags(study, instrument, log, lens, completeness),
        completeness,
        sections,
    })
}

fn start_of(log: &[Event]) -> Option<&Start> {
    match &log.first()?.kind {
        EventKind::Started(start) => Some(start),
        _ => None,
    }
}

fn instrument_of<'a>(study: &'a Study, start: &Start) -> Result<&'a Instrument, ReviewError> {
    study.instruments.iter().find(|one| one.id == start.instrument).ok_or(ReviewError::UnknownInstrument)
}

fn site_name(study: &Study, start: &Start, language: &str) -> String {
    let Some(id) = &start.site else { return String::new() };
    let site = study.sites.iter().find(|site| site.id == *id);
    site.map_or_else(|| id.0.clone(), |site| site.name.get(language).to_owned())
}

fn finished(log: &[Event]) -> Option<Moment> {
    log.iter().rev().find_map(|event| match event.kind {
        EventKind::Finalized { at } => Some(at),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
