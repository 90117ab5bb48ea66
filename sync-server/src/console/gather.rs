//! Opens what has arrived since this session last looked, and lays it on the desk.
//!
//! Opened records stay in the session's memory; only new arrivals cost an opening. A record lies on the desk only when
//! the signature of the device that it names covers it. What a supervisor's session opened and found sound it signs
//! for, so that a device may delete its copy; the server's own word would not do.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use fieldward_core::{
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    log::{Event, EventKind},
    record::{Content, PayloadContext, RecordError, RecordKeys, SealedRecord, StudySecret, open},
    review::{Flag, Lens, RecordView, review},
    safeguard::audit,
    study::Study,
    vault::SealingPublic,
};

use crate::{
    accounts::Account,
    audit::AuditError,
    console::{
        chains::{Break, Chains},
        decisions::{Decisions, Proven, decisions},
        desk::{Damage, Desk, DeskAlert, DeskBreak, DeskDamage, DeskRecord, DeskTaken, RecordState},
        lineage,
        memory::Memory,
        studies::{Earlier, instrument_of},
        visits,
        whole::{Seen, recordings},
        words::Tongue,
    },
    store::{Fork, Store, StoreResult, StoredRecord, Verified},
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
    taken_back: Vec<DeskTaken>,
    breaks: Vec<DeskBreak>,
    withdrawn: u32,
    chains: Chains,
    memory: Memory,
    /// Records that this session opened, or saw whole, and the recordings that belong to them.
    sound: HashSet<RecordId>,
    recordings: HashMap<RecordId, Vec<Hash32>>,
    /// Records whose keys are gone without the word of two holders.
    gone: HashSet<RecordId>,
    /// Records that cannot be on the desk before their device has signed for them.
    unsigned: Vec<StoredRecord>,
    views: HashMap<(RecordId, &'static str, Version), Arc<RecordView>>,
    earlier: Earlier,
    decided: Proven,
}

impl OpenedRecords {
    /// What returns to a device are sealed to: the key that a supervisor's session saw first and wrote into the log.
    /// `None` for a device that nobody has seen yet.
    pub(super) fn sealing_key(&self, device: DeviceId) -> Option<SealingPublic> {
        self.memory.seen.get(&device).map(|seen| seen.sealing)
    }

    /// Records that are held, whole or damaged.
    fn count(&self) -> usize {
        // An identity is no interview: that one withdrew is counted once.
        let damaged = self.damaged.iter().filter(|damaged| damaged.stream != StreamKind::Identity);
        self.answers.len() + self.alerts.len() + damaged.count()
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
    form: Hash32,
}

/// The desk as it is now.
pub(crate) fn gather(
    store: &dyn Store,
    study: &Arc<Study>,
    (secret, account): (&StudySecret, &Account),
    opened: &mut OpenedRecords,
    (tongue, now_ms): (Tongue, i64),
) -> StoreResult<Desk> {
    let read = opened.memory.read(store, account);
    let mut whole = remembers(read)?;
    opened.chains.refresh(store, &opened.memory.seen, &opened.memory.continuing)?;
    // What nobody had signed for may be signed for by now.
    opened.damaged.retain(|damage| damage.damage != Damage::Chain);
    for stored in std::mem::take(&mut opened.unsigned) {
        take(store, (study, account), secret, opened, stored)?;
    }
    loop {
        let arrived = store.records(opened.arrival, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { break };
        let newest = last.arrival;
        if arrived.iter().any(|stored| !opened.chains.knows(stored.record)) {
            opened.chains.refresh(store, &opened.memory.seen, &opened.memory.continuing)?;
        }
        for stored in arrived {
            take(store, (study, account), secret, opened, stored)?;
        }
        opened.arrival = newest;
    }
    drop_withdrawn(opened);
    if whole == Whole::Yes {
        vouch(store, account, opened)?;
        whole = remembers(opened.memory.note(store, account, &opened.chains, now_ms))?;
    }
    let breaks = opened.chains.breaks(store, &opened.memory.seen)?;
    opened.breaks = breaks.into_iter().map(|(device, what)| DeskBreak { device: Some(device), what }).collect();
    if whole == Whole::No {
        opened.breaks.push(DeskBreak { device: None, what: Break::Log });
    }
    lay_out(store, (study, account), opened, tongue)
}

/// Whether what earlier sessions saw can be read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// A log that is broken keeps nobody from the records; the desk says so.
fn remembers(outcome: Result<(), AuditError>) -> StoreResult<Whole> {
    match outcome {
        Ok(()) => Ok(Whole::Yes),
        Err(AuditError::Store(error)) => Err(error),
        Err(AuditError::Log(_) | AuditError::OtherFounding) => Ok(Whole::No),
    }
}

/// Signs for what was opened, up to the first record that was not, or whose recordings are not all here.
fn vouch(store: &dyn Store, account: &Account, opened: &mut OpenedRecords) -> StoreResult<()> {
    let OpenedRecords { chains, memory, sound, recordings, gone, .. } = opened;
    memory.vouch(store, account, chains, &mut Seen { store, sound, recordings, gone })
}

/// Who withdrew since this session opened their record is gone from its memory too. Only the log says who did, in the
/// name of two holders: the store's own list is whatever somebody wrote into the database.
fn drop_withdrawn(opened: &mut OpenedRecords) {
    let withdrawn = &opened.memory.withdrawn;
    let before = opened.count();
    opened.answers.retain(|one| !withdrawn.contains(&one.stored.record.record));
    opened.alerts.retain(|alert| !withdrawn.contains(&alert.id));
    opened.damaged.retain(|damaged| !withdrawn.contains(&damaged.id));
    opened.taken_back.retain(|taken| !withdrawn.contains(&taken.id));
    opened.views.retain(|(record, _, _), _| !withdrawn.contains(record));
    opened.recordings.retain(|record, _| !withdrawn.contains(record));
    opened.sound.extend(opened.gone.extract_if(|record| withdrawn.contains(record)));
    opened.withdrawn += u32::try_from(before - opened.count()).unwrap_or(u32::MAX);
}

/// Opens one record and keeps what is inside.
fn take(
    store: &dyn Store,
    (study, account): (&Arc<Study>, &Account),
    secret: &StudySecret,
    opened: &mut OpenedRecords,
    stored: StoredRecord,
) -> StoreResult<()> {
    let sealed = stored.sealed();
    if sealed.as_ref().is_ok_and(|sealed| !opened.chains.holds(&stored, sealed)) {
        opened.damaged.push(damaged(&stored, Damage::Chain));
        opened.unsigned.push(stored);
        return Ok(());
    }
    if sealed.as_ref().is_ok_and(|sealed| opened.chains.took_back(stored.device, sealed)) {
        return take_back(store, opened, &stored);
    }
    if stored.stream == StreamKind::Identity {
        return look_at_identity(store, opened, &stored);
    }
    let its_own = match &sealed {
        Ok(sealed) => opened.earlier.study_of(store, (study, account), &sealed.header)?,
        Err(_) => None,
    };
    let content =
        sealed.map_err(|_| Damage::Content).and_then(|sealed| open_content(its_own.as_deref(), secret, &sealed));
    // Keys can be deleted by whoever writes the database: only two holders' word makes it a withdrawal.
    let content = match content {
        Err(Damage::Keys) if opened.memory.withdrawn.contains(&stored.record) => Ok(Content::Tombstone),
        other => other,
    };
    match &content {
        Ok(content) => {
            opened.sound.insert(stored.record);
            if let Content::Answers(log) = content {
                let named = recordings(log);
                if !named.is_empty() {
                    opened.recordings.insert(stored.record, named);
                }
            }
        }
        Err(Damage::Keys) => {
            opened.gone.insert(stored.record);
        }
        Err(_) => {}
    }
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
    match content {
        Ok(Content::Answers(log)) if withdrawn(&log) => opened.withdrawn += 1,
        Ok(Content::Answers(log)) => {
            opened.answers.push(Opened { stored: slim(stored), study: Arc::clone(study), log: Arc::new(log) });
        }
        Ok(Content::Tombstone) => opened.withdrawn += 1,
        Ok(Content::Alert(content)) => {
            let (id, device, received_ms) = (stored.record, stored.device, stored.received_ms);
            opened.alerts.push(DeskAlert { id, device, received_ms, content });
        }
        Ok(Content::Identity(_)) => {}
        Err(damage) => opened.damaged.push(damaged(&stored, damage)),
    }
    Ok(())
}

fn damaged(stored: &StoredRecord, damage: Damage) -> DeskDamage {
    DeskDamage {
        id: stored.record,
        device: stored.device,
        stream: stored.stream,
        sequence: stored.sequence,
        received_ms: stored.received_ms,
        damage,
    }
}

/// Its device destroyed the keys before it was sent, and signed for that: a person withdrew, and nobody took anything
/// away.
fn take_back(store: &dyn Store, opened: &mut OpenedRecords, stored: &StoredRecord) -> StoreResult<()> {
    opened.sound.insert(stored.record);
    opened.withdrawn += u32::from(stored.stream == StreamKind::Answers);
    if !opened.memory.withdrawn.contains(&stored.record) {
        let StoredRecord { record: id, device, stream, sequence, received_ms, .. } = *stored;
        opened.taken_back.push(DeskTaken { id, device, stream, sequence, received_ms });
    }
    if stored.verified == Verified::NotYet { store.mark_verified(stored.record, Verified::Sound) } else { Ok(()) }
}

/// Nobody opens an identity here. That it is there, whole, and halved for custodians of both roles is what its device
/// waits for before it forgets its own copy.
fn look_at_identity(store: &dyn Store, opened: &mut OpenedRecords, stored: &StoredRecord) -> StoreResult<()> {
    let halved = stored.sealed().is_ok_and(|sealed| match &sealed.keys {
        RecordKeys::Split { first, second, .. } => !first.is_empty() && !second.is_empty(),
        RecordKeys::Withdrawn(_) | RecordKeys::WithdrawnBy(..) => opened.memory.withdrawn.contains(&stored.record),
        RecordKeys::Study(_) => false,
    });
    if halved {
        opened.sound.insert(stored.record);
    } else if stored.sealed().is_ok_and(|sealed| sealed.is_withdrawn()) {
        opened.gone.insert(stored.record);
        opened.damaged.push(damaged(stored, Damage::Keys));
    }
    if stored.verified != Verified::NotYet {
        return Ok(());
    }
    store.mark_verified(stored.record, if halved { Verified::Sound } else { Verified::Broken })
}

fn slim(stored: StoredRecord) -> Slim {
    let form = stored.sealed().map_or(Hash32([0; 32]), |sealed| sealed.header.form);
    Slim { record: StoredRecord { bytes: Vec::new(), ..stored }, form }
}

fn withdrawn(log: &[Event]) -> bool {
    log.iter().any(|event| matches!(event.kind, EventKind::Withdrawn))
}

fn open_content(study: Option<&Study>, secret: &StudySecret, sealed: &SealedRecord) -> Result<Content, Damage> {
    let bytes = match open(sealed, &secret.0) {
        Ok(bytes) => bytes,
        Err(RecordError::Withdrawn) => return Err(Damage::Keys),
        Err(_) => return Err(Damage::Seal),
    };
    let instrument = study.and_then(|study| instrument_of(study, &sealed.header)).ok_or(Damage::UnknownForm)?;
    let context = PayloadContext::new(&instrument.form, &sealed.header);
    Content::decode(&bytes, &context).map_err(|_| Damage::Content)
}

fn lay_out(
    store: &dyn Store,
    (study, account): (&Arc<Study>, &Account),
    opened: &mut OpenedRecords,
    tongue: Tongue,
) -> StoreResult<Desk> {
    let decided = decisions(store, study, &mut opened.decided)?;
    let mut records: Vec<DeskRecord> = Vec::with_capacity(opened.answers.len());
    for place in 0..opened.answers.len() {
        records.extend(desk_record(study, opened, place, tongue, &decided));
    }
    lineage::link(&mut records, &opened.chains);
    visits::flag_after_the_end(&mut records);
    let doubted = records.iter().filter(|record| decided.is_doubted(record.id, &record.decided)).count();
    if doubted > 0 {
        opened.breaks.push(DeskBreak { device: None, what: Break::Decisions(doubted) });
    }
    records.sort_by_key(|record| std::cmp::Reverse((record.received_ms, record.id)));
    let devices = store.devices()?.into_iter().map(|device| (device.id, device.label)).collect();
    // What was kept beside its number and came under another name since is in its place now.
    let forks: Vec<Fork> = store.forks()?.into_iter().filter(|fork| !opened.chains.has(&fork.other)).collect();
    let mut alerts = opened.alerts.clone();
    alerts.sort_by_key(|alert| std::cmp::Reverse(alert.received_ms));
    let mut desk = Desk {
        study: Arc::clone(study),
        role: account.holder.role,
        records,
        alerts,
        damaged: opened.damaged.clone(),
        taken_back: opened.taken_back.clone(),
        breaks: opened.breaks.clone(),
        withdrawn: opened.withdrawn,
        forks: forks.len(),
        forked: forks.iter().map(|fork| fork.device).collect(),
        devices,
    };
    lineage::flag_unsettled(&mut desk);
    Ok(desk)
}

fn desk_record(
    in_force: &Study,
    opened: &mut OpenedRecords,
    place: usize,
    tongue: Tongue,
    decisions: &Decisions,
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
    let decided = decisions.of(record.record, record.hash);
    // That it was accepted is final: a question that was asked before, or is put there again, does not unmake it.
    let state = match (&decided.accepted, &decided.returned) {
        (Some(_), _) => RecordState::Accepted,
        (None, Some(_)) => RecordState::Returned,
        (None, None) => RecordState::New,
    };
    Some(DeskRecord {
        id: record.record,
        hash: record.hash,
        form: *form,
        study: Arc::clone(study),
        device: record.device,
        received_ms: record.received_ms,
        state,
        decided,
        corrected_by: Vec::new(),
        corrects: None,
        log: Arc::clone(log),
        view,
    })
}
