//! What a supervisor has on the desk: the study, and every record that this session could open.
//!
//! A plain picture of the moment, in memory only and for one session. Pages read it; nothing here draws or stores.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fieldward_core::{
    authority::Role,
    form::Sensitivity,
    ids::{DeviceId, Hash32, RecordId, SiteId, StreamKind},
    log::Event,
    record::AlertContent,
    review::{Completeness, Flag, RecordView},
    study::{Instrument, Study},
};

pub use super::{chains::Break, decisions::Decided};

/// Everything that pages are drawn from.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The study in force.
    pub study: Arc<Study>,
    /// Whose column of the access plan counts.
    pub role: Role,
    /// Answers, the newest arrival first.
    pub records: Vec<DeskRecord>,
    /// Alerts, the newest first.
    pub alerts: Vec<DeskAlert>,
    /// Records that do not open, or not as what they say they are.
    pub damaged: Vec<DeskDamage>,
    /// Records whose devices destroyed the keys before they were sent, and signed for that.
    pub taken_back: Vec<DeskTaken>,
    /// Devices and streams that are not as their devices signed them.
    pub breaks: Vec<DeskBreak>,
    /// Interviews that ended in a withdrawal: a count and nothing else.
    pub withdrawn: u32,
    /// Two records claim the same number of one device's stream.
    pub forks: usize,
    /// Devices of which that is so: each was copied, or put back from a copy.
    pub forked: BTreeSet<DeviceId>,
    /// What people call a device.
    pub devices: BTreeMap<DeviceId, String>,
}

/// One opened record.
#[derive(Debug, Clone)]
pub struct DeskRecord {
    /// Its id on the wire.
    pub id: RecordId,
    /// Its hash; what a correction names.
    pub hash: Hash32,
    /// Hash of the form that was filled in.
    pub form: Hash32,
    /// The study as it was when the record was made.
    pub study: Arc<Study>,
    /// The device that made it.
    pub device: DeviceId,
    /// When the server took it, milliseconds since 1970 by the server's clock.
    pub received_ms: i64,
    /// Where it is in the review.
    pub state: RecordState,
    /// What supervisors decided about it.
    pub decided: Decided,
    /// The records that correct it, in the order of their arrival. One that nobody asked for and nobody accepted is not
    /// among them.
    pub corrected_by: Vec<RecordId>,
    /// The record that it says it corrects, if it is here and may be corrected by it.
    pub corrects: Option<RecordId>,
    /// Its log.
    pub log: Arc<Vec<Event>>,
    /// What there is to see.
    pub view: Arc<RecordView>,
}

impl DeskRecord {
    /// Whether a supervisor accepted this record itself.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.state == RecordState::Accepted
    }
}

/// Where a record is in the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    /// Nobody decided yet.
    New,
    /// Sent back with questions; the answer is awaited.
    Returned,
    /// A correction of it arrived.
    Corrected,
    /// Accepted.
    Accepted,
}

impl RecordState {
    /// All states, in the order in which they need attention.
    pub const ALL: [Self; 4] = [Self::New, Self::Returned, Self::Corrected, Self::Accepted];

    /// Its short name in addresses and in the style sheet.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Returned => "returned",
            Self::Corrected => "corrected",
            Self::Accepted => "accepted",
        }
    }
}

/// An alert that a device sent before anything else.
#[derive(Debug, Clone)]
pub struct DeskAlert {
    /// Its id, as the wire had it.
    pub id: RecordId,
    /// The device.
    pub device: DeviceId,
    /// When the server took it.
    pub received_ms: i64,
    /// What it says.
    pub content: AlertContent,
}

/// A record that does not open.
#[derive(Debug, Clone)]
pub struct DeskDamage {
    /// Its id, as the wire had it.
    pub id: RecordId,
    /// The device that sent it.
    pub device: DeviceId,
    /// Which of its streams.
    pub stream: StreamKind,
    /// Its number there.
    pub sequence: u64,
    /// When the server took it.
    pub received_ms: i64,
    /// What is wrong.
    pub damage: Damage,
}

/// A record that a person took back on the device, before it was sent. That it was there is all that is left.
#[derive(Debug, Clone)]
pub struct DeskTaken {
    /// Its id, as the wire had it.
    pub id: RecordId,
    /// The device.
    pub device: DeviceId,
    /// Which of its streams.
    pub stream: StreamKind,
    /// Its number there.
    pub sequence: u64,
    /// When the server took what is left.
    pub received_ms: i64,
}

/// A device or a stream that is not as its device signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskBreak {
    /// Whose; `None` when it is about all.
    pub device: Option<DeviceId>,
    /// What is wrong.
    pub what: Break,
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The seal does not open: changed, or sealed to another key.
    Seal,
    /// Its questionnaire is in no package that this server published.
    UnknownForm,
    /// The content does not follow the format.
    Content,
    /// No signature of the device that it names covers it: anybody could have put it there.
    Chain,
    /// Its keys are gone; no order of two holders took them, and its device did not sign that it did.
    Keys,
}

impl Desk {
    /// The record with this id.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&DeskRecord> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Every questionnaire that there may be records of: those in force, then those that the study has no longer.
    #[must_use]
    pub fn instruments(&self) -> Vec<&Instrument> {
        let mut all: Vec<&Instrument> = self.study.instruments.iter().collect();
        for record in &self.records {
            let known = all.iter().any(|known| known.id == record.view.instrument);
            all.extend(record.study.instrument(&record.view.instrument).filter(|_| !known));
        }
        all
    }

    /// What people call a device; its id's first characters when it has no name.
    #[must_use]
    pub fn device_name(&self, device: DeviceId) -> String {
        let short = || device.0.simple().to_string().chars().take(8).collect();
        self.devices.get(&device).filter(|name| !name.is_empty()).cloned().unwrap_or_else(short)
    }

    /// A site's name in a language.
    #[must_use]
    pub fn site_name(&self, id: &SiteId, language: &str) -> String {
        let site = self.study.sites.iter().find(|site| site.id == *id);
        site.map_or_else(|| id.0.clone(), |site| site.name.get(language).to_owned())
    }

    /// Whether the access plan lets whoever sits here see this class of data: denied unless listed (R083, R084).
    #[must_use]
    pub fn may_see(&self, class: Sensitivity) -> bool {
        may_see(&self.study, self.role, class)
    }

    /// How much of a record is there, of what whoever sits here may see: what is counted must not tell what is kept
    /// from them.
    #[must_use]
    pub fn completeness(&self, record: &DeskRecord) -> Completeness {
        let all = record.view.sections.iter().flat_map(|section| &section.answers);
        Completeness::of(all.filter(|answer| self.may_see(answer.sensitivity)))
    }

    /// What a supervisor should look at, and whoever sits here may know. Pace, blanks and broken rules are found in all
    /// answers, so only who may see all classes is told of them.
    pub fn flags<'a>(&'a self, record: &'a DeskRecord) -> impl Iterator<Item = &'a Flag> {
        let all = self.may_see(Sensitivity::HighlySensitive);
        let of_answers = |flag: &Flag| matches!(flag, Flag::Breach { .. } | Flag::Fast { .. } | Flag::Blank { .. });
        record.view.flags.iter().filter(move |flag| all || !of_answers(flag))
    }

    /// How many records are in this state.
    #[must_use]
    pub fn count(&self, state: RecordState) -> usize {
        self.records.iter().filter(|record| record.state == state).count()
    }
}

/// Whether a study's access plan lets a role see this class of data.
#[must_use]
pub fn may_see(study: &Study, role: Role, class: Sensitivity) -> bool {
    let name = match class {
        Sensitivity::Neutral => "S0",
        Sensitivity::Personal => "S1",
        Sensitivity::Sensitive => "S2",
        Sensitivity::HighlySensitive => "S3",
    };
    study.sees(role.name(), name)
}
