//! Opens what has arrived since this session last looked, and lays it on the desk.
//!
//! Opened records stay in the session's memory; only new arrivals cost an opening. What came of an opening is told to
//! the store, so that a device learns that its records were found sound.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use fieldward_core::{
    authority::Role,
    ids::{RecordId, StreamKind},
    log::{Event, EventKind},
    record::{Content, PayloadContext, RecordKeys, SealedRecord, StudySecret, open},
    review::{Flag, Lens, RecordView, review},
    safeguard::audit,
    study::Study,
};

use crate::{
    console::{
        decisions::{Decision, Verdict, decisions},
        desk::{Damage, Desk, DeskAlert, DeskDamage, DeskRecord, RecordState},
        studies::{Earlier, instrument_of},
        words::Tongue,
    },
    store::{Store, StoreResult, StoredRecord, Verified},
};

/// Records fetched at a time.
const RECORDS_AT_ONCE: u32 = 500;

/// What a session has opened.
#[derive(Default)]
pub struct OpenedRecords {
    arrival: u64,
    answers: Vec<Opened>,
    alerts: Vec<DeskAlert>,
    damaged: Vec<DeskDamage>,
    withdrawn: u32,
    views: HashMap<(RecordId, &'static str, Version), Arc<RecordView>>,
    earlier: Earlier,
}

impl OpenedRecords {
    /// Records that are held, whole or damaged.
    fn count(&self) -> usize {
        self.answers.len() + self.alerts.len() + self.damaged.len()
    }
}

/// Whether a record's questionnaire is the one in force.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Version {
    InForce,
    Earlier,
}

struct Opened {
    stored: Slim,
    study: Arc<Study>,
    log: Arc<Vec<Event>>,
}

/// What is kept of a stored record once it is open.
struct Slim {
    record: StoredRecord,
    form: fieldward_core::ids::Hash32,
}

/// The desk as it is now.
pub(crate) fn gather(
    store: &dyn Store,
    study: &Arc<Study>,
    secret: &StudySecret,
    opened: &mut OpenedRecords,
    tongue: Tongue,
) -> StoreResult<Desk> {
    loop {
        let arrived = store.records(opened.arrival, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { break };
        let newest = last.arrival;
        for stored in arrived {
            take(store, study, secret, opened, stored)?;
        }
        opened.arrival = newest;
    }
    drop_withdrawn(store, opened)?;
    lay_out(store, study, opened, tongue)
}

/// Who withdrew since this session opened their record is gone from its memory too.
fn drop_withdrawn(store: &dyn Store, opened: &mut OpenedRecords) -> StoreResult<()> {
    let gone = store.withdrawn()?;
    let before = opened.count();
    opened.answers.retain(|one| !gone.contains(&one.stored.record.record));
    opened.alerts.retain(|alert| !gone.contains(&alert.id));
    opened.damaged.retain(|damaged| !gone.contains(&damaged.id));
    opened.views.retain(|(record, _, _), _| !gone.contains(record));
    opened.withdrawn += u32::try_from(before - opened.count()).unwrap_or(u32::MAX);
    Ok(())
}

/// Opens one record and keeps what is inside.
fn take(
    store: &dyn Store,
    study: &Arc<Study>,
    secret: &StudySecret,
    opened: &mut OpenedRecords,
    stored: StoredRecord,
) -> StoreResult<()> {
    if stored.stream == StreamKind::Identity {
        return look_at_identity(store, &stored);
    }
    let sealed = stored.sealed();
    let its_own = match &sealed {
        Ok(sealed) => opened.earlier.study_of(store, study, &sealed.header)?,
        Err(_) => None,
    };
    let content =
        sealed.map_err(|_| Damage::Content).and_then(|sealed| open_content(its_own.as_deref(), secret, &sealed));
    let study = its_own.as_ref().unwrap_or(study);
    let came_of_it = match &content {
        Ok(Content::Answers(log)) if !audit(study, log).is_empty() => Verified::Flagged,
        Ok(_) => Verified::Sound,
        Err(Damage::UnknownForm) => Verified::NotYet,
        Err(_) => Verified::Broken,
    };
    if stored.verified == Verified::NotYet && came_of_it != Verified::NotYet {
        store.mark_verified(stored.record, came_of_it)?;
    }
    let (id, device, received_ms) = (stored.record, stored.device, stored.received_ms);
    match content {
        Ok(Content::Answers(log)) if withdrawn(&log) => opened.withdrawn += 1,
        Ok(Content::Answers(log)) => {
            opened.answers.push(Opened { stored: slim(stored), study: Arc::clone(study), log: Arc::new(log) });
        }
        Ok(Content::Tombstone) => opened.withdrawn += 1,
        Ok(Content::Alert(content)) => opened.alerts.push(DeskAlert { id, device, received_ms, content }),
        Ok(Content::Identity(_)) => {}
        Err(damage) => opened.damaged.push(DeskDamage { id, device, received_ms, damage }),
    }
    Ok(())
}

/// Nobody opens an identity here. That it is there, whole, and halved for custodians of both roles is what its device waits for
/// before it forgets its own copy.
fn look_at_identity(store: &dyn Store, stored: &StoredRecord) -> StoreResult<()> {
    if stored.verified != Verified::NotYet {
        return Ok(());
    }
    let halved = stored.sealed().is_ok_and(|sealed| match &sealed.keys {
        RecordKeys::Split { first, second, .. } => !first.is_empty() && !second.is_empty(),
        RecordKeys::Withdrawn(_) => true,
        RecordKeys::Study(_) => false,
    });
    store.mark_verified(stored.record, if halved { Verified::Sound } else { Verified::Broken })
}

fn slim(stored: StoredRecord) -> Slim {
    let form = stored.sealed().map_or(fieldward_core::ids::Hash32([0; 32]), |sealed| sealed.header.form);
    Slim { record: StoredRecord { bytes: Vec::new(), ..stored }, form }
}

fn withdrawn(log: &[Event]) -> bool {
    log.iter().any(|event| matches!(event.kind, EventKind::Withdrawn))
}

fn open_content(study: Option<&Study>, secret: &StudySecret, sealed: &SealedRecord) -> Result<Content, Damage> {
    let bytes = match open(sealed, &secret.0) {
        Ok(bytes) => bytes,
        Err(fieldward_core::record::RecordError::Withdrawn) => return Ok(Content::Tombstone),
        Err(_) => return Err(Damage::Seal),
    };
    let instrument = study.and_then(|study| instrument_of(study, &sealed.header)).ok_or(Damage::UnknownForm)?;
    let context = PayloadContext::new(&instrument.form, &sealed.header);
    Content::decode(&bytes, &context).map_err(|_| Damage::Content)
}

fn lay_out(store: &dyn Store, study: &Arc<Study>, opened: &mut OpenedRecords, tongue: Tongue) -> StoreResult<Desk> {
    let decided = decisions(store)?;
    let mut records: Vec<DeskRecord> = Vec::with_capacity(opened.answers.len());
    for place in 0..opened.answers.len() {
        records.extend(desk_record(study, opened, place, tongue, &decided));
    }
    link(&mut records);
    records.sort_by_key(|record| std::cmp::Reverse((record.received_ms, record.id)));
    let devices = store.devices()?.into_iter().map(|device| (device.id, device.label)).collect();
    let forks = store.forks()?;
    let mut alerts = opened.alerts.clone();
    alerts.sort_by_key(|alert| std::cmp::Reverse(alert.received_ms));
    Ok(Desk {
        study: Arc::clone(study),
        role: Role::Supervisor,
        records,
        alerts,
        damaged: opened.damaged.clone(),
        withdrawn: opened.withdrawn,
        forks: forks.len(),
        forked: forks.iter().map(|fork| fork.device).collect(),
        devices,
    })
}

fn desk_record(
    in_force: &Study,
    opened: &mut OpenedRecords,
    place: usize,
    tongue: Tongue,
    decided: &BTreeMap<RecordId, Decision>,
) -> Option<DeskRecord> {
    let Opened { stored: Slim { record, form }, study, log } = &opened.answers[place];
    let version =
        if in_force.instruments.iter().any(|one| one.form_hash == *form) { Version::InForce } else { Version::Earlier };
    let key = (record.record, tongue.tag(), version);
    let view = match opened.views.get(&key) {
        Some(view) => Arc::clone(view),
        None => {
            let lens = Lens { language: tongue.tag(), received_ms: Some(record.received_ms) };
            let mut view = review(study, log, lens).ok()?;
            if version == Version::Earlier {
                view.flags.push(Flag::OtherForm);
            }
            let view = Arc::new(view);
            opened.views.insert(key, Arc::clone(&view));
            view
        }
    };
    let state = match decided.get(&record.record).map(|decision| decision.verdict) {
        Some(Verdict::Accepted) => RecordState::Accepted,
        Some(Verdict::Returned) => RecordState::Returned,
        None => RecordState::New,
    };
    Some(DeskRecord {
        id: record.record,
        hash: record.hash,
        form: *form,
        study: Arc::clone(study),
        device: record.device,
        received_ms: record.received_ms,
        state,
        corrected_by: None,
        corrects: None,
        log: Arc::clone(log),
        view,
    })
}

/// Joins corrections and what they correct. An accepted record stays accepted: a person decided.
fn link(records: &mut [DeskRecord]) {
    let by_hash: HashMap<_, _> = records.iter().enumerate().map(|(place, record)| (record.hash, place)).collect();
    for place in 0..records.len() {
        let Some(parent) = records[place].view.parent.and_then(|hash| by_hash.get(&hash).copied()) else { continue };
        if !may_correct(&records[place], &records[parent]) {
            continue;
        }
        records[place].corrects = Some(records[parent].id);
        records[parent].corrected_by = Some(records[place].id);
        if records[parent].state != RecordState::Accepted {
            records[parent].state = RecordState::Corrected;
        }
    }
}

/// A record is returned to the device that made it, about the same person and on the same form. Whatever else names it
/// as its parent corrects nothing: else one device could put its own words in the place of what another gathered.
fn may_correct(correction: &DeskRecord, parent: &DeskRecord) -> bool {
    (correction.device, correction.form, correction.view.reference)
        == (parent.device, parent.form, parent.view.reference)
}
