//! How long a device keeps what it has sent, and how long it works without hearing from its server.
//!
//! A sealed copy goes when two things have come to pass: so many days since the server said that it has the record, by
//! the device's own clock, and the word of a supervisor who has seen it there. New interviews wait when seven days have
//! passed without the server, and never right after it was heard. The rules are held where a device forgets and where
//! it begins, against what this world remembers of both.

use std::collections::BTreeMap;

use fieldward_core::{
    ids::{InterviewId, StreamKind},
    record::SealedRecord,
    safeguard::RefusalCode,
    session::{GRANT_MS, SessionError},
    sync::engine::Local,
};
use fieldward_sync_server::vouch;

use super::{
    chance::Chance,
    faults::Fault,
    server::RETENTION_DAYS,
    time::{DAY_MS, HOUR_MS},
    witness::{Rule, Violation, hold},
    world::World,
};

/// Days after which any copy is old.
const FAR_DAYS: i64 = 60;

/// What is remembered of a device's copies and of its last word from the server.
#[derive(Default)]
pub struct Copies {
    /// Up to which record, and when by the device's clock, it believed the server to have a stream.
    believed: BTreeMap<(usize, StreamKind), Vec<(u64, i64)>>,
    /// The last record of a stream of which no copy is left.
    gone: BTreeMap<(usize, StreamKind), u64>,
    /// When a machine was last answered, by whichever way.
    answered: BTreeMap<usize, i64>,
    /// When a machine last heard the server to the end, and by how much its clock was wrong then.
    heard: BTreeMap<usize, (i64, i64)>,
}

impl World {
    /// A device believes that the server has a stream up to here.
    pub(super) fn believes(&mut self, machine: usize, stream: StreamKind, sequence: u64) {
        let at = self.devices[machine].now().wall_ms;
        self.copies.believed.entry((machine, stream)).or_default().push((sequence, at));
    }

    /// The same for all that a device believes after it read receipts.
    pub(super) fn believes_receipts(&mut self, machine: usize) {
        self.was_answered(machine);
        let (session, now, rng) = self.devices[machine].session();
        let Ok(link) = session.link(&now, rng) else { return };
        let marks = StreamKind::ALL.map(|stream| (stream, link.acknowledged(stream).unwrap_or(0)));
        drop(link);
        for (stream, mark) in marks.into_iter().filter(|(_, mark)| *mark > 0) {
            self.believes(machine, stream, mark);
        }
    }

    /// What a copied machine believes to be on the server is there, in its place or as evidence. A server that was put
    /// back has lost what it said once, and who was lied to may believe anything.
    pub(super) fn copies_held(&mut self) -> Result<(), Violation> {
        if self.network.happened.0.contains_key(&Fault::Restored) {
            return Ok(());
        }
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let down = || strange("the server is down".to_owned());
        let forks = self.server.store().ok_or_else(down)?.forks().unwrap_or_default();
        for machine in self.copied.iter().copied().filter(|machine| !self.deceived.contains(machine)) {
            let device = &mut self.devices[machine];
            let (None, Some(id)) = (device.ended, device.id()) else { continue };
            let (session, now, rng) = device.session();
            let link = session.link(&now, rng).map_err(|error| strange(error.to_string()))?;
            let marks = StreamKind::ALL.map(|stream| (stream, link.acknowledged(stream).unwrap_or(0)));
            drop(link);
            for (stream, mark) in marks {
                let chain = self.server.store().ok_or_else(down)?.chain(id, stream, 0).unwrap_or_default();
                for sequence in 1..=mark {
                    let Some(bytes) = self.witness.record(machine, stream, sequence) else { continue };
                    let hash = SealedRecord::from_bytes(bytes).map(|sealed| sealed.hash()).ok();
                    let there = chain.iter().any(|one| one.sequence == sequence && Some(one.hash) == hash);
                    let known = there || forks.iter().any(|fork| Some(fork.other) == hash);
                    let name = &self.devices[machine].name;
                    hold(Rule::ExactlyOnce, known.into(), || {
                        format!("{name} believes that {stream:?} {sequence} has arrived")
                    })?;
                }
            }
        }
        Ok(())
    }

    /// However much time passes, a device forgets nothing that no supervisor has seen: tried on a copy of its disk, in
    /// a far year. Whoever lied in the server's place may have brought the word of anybody.
    pub(super) fn forgets_seen_only(&mut self, machine: usize) -> Result<(), Violation> {
        if self.network.happened.0.contains_key(&Fault::Restored) || self.copied.contains(&machine) {
            return Ok(());
        }
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let image = self.devices[machine].disk.image();
        let chance = Chance::new(self.chance.below(u64::MAX), 13);
        let mut later = self.devices[machine].copy(&self.time, chance, &image).map_err(strange)?;
        later.clocks.set_skew(FAR_DAYS * DAY_MS);
        let (session, now, rng) = later.session();
        session.forget_sent(&now, rng).map_err(|error| strange(error.to_string()))?;
        let names = self.enrolled_names(machine);
        let words: Vec<_> = names.iter().filter_map(|id| vouch::stored(self.server.store()?, *id).ok()?).collect();
        for stream in StreamKind::ALL {
            let seen = words.iter().flat_map(|word| &word.statement.marks).filter(|mark| mark.stream == stream);
            let seen = seen.map(|mark| mark.sequence).max().unwrap_or(0);
            for sequence in seen + 1..=self.witness.known(machine, stream) {
                let here = self.devices[machine].record(stream, sequence).map_err(strange)?.is_some();
                let kept = !here || later.record(stream, sequence).map_err(strange)?.is_some();
                hold(Rule::KeptForDays, kept.into(), || {
                    format!("{} would forget {stream:?} {sequence}, and a supervisor has seen {seen}", later.name)
                })?;
            }
        }
        Ok(())
    }

    /// Whatever a device has just forgotten was due.
    pub(super) fn forgot(&mut self, machine: usize) -> Result<(), Violation> {
        if self.copied.contains(&machine) {
            return Ok(());
        }
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let due = self.devices[machine].now().wall_ms - i64::from(RETENTION_DAYS) * DAY_MS;
        let names = self.enrolled_names(machine);
        let words: Vec<_> = names.iter().filter_map(|id| vouch::stored(self.server.store()?, *id).ok()?).collect();
        for stream in StreamKind::ALL {
            let place = (machine, stream);
            let vouched = words.iter().flat_map(|word| &word.statement.marks).filter(|mark| mark.stream == stream);
            let vouched = vouched.map(|mark| mark.sequence).max().unwrap_or(0);
            for sequence in self.copies.gone.get(&place).copied().unwrap_or(0) + 1..=self.witness.known(machine, stream)
            {
                if self.devices[machine].record(stream, sequence).map_err(strange)?.is_some() {
                    break;
                }
                self.copies.gone.insert(place, sequence);
                let mut believed = self.copies.believed.get(&place).into_iter().flatten();
                let days = believed.any(|(up_to, at)| *up_to >= sequence && *at <= due);
                let name = &self.devices[machine].name;
                hold(Rule::KeptForDays, days.into(), || format!("{name} forgot {stream:?} {sequence} too early"))?;
                // A server that was put back may have lost the word that a device has.
                let seen = sequence <= vouched || self.network.happened.0.contains_key(&Fault::Restored);
                hold(Rule::KeptForDays, seen.into(), || {
                    format!("{name} forgot {stream:?} {sequence}, and a supervisor has seen {vouched}")
                })?;
            }
        }
        Ok(())
    }

    /// Somebody answered a device, perhaps not the server.
    pub(super) fn was_answered(&mut self, machine: usize) {
        self.copies.answered.insert(machine, self.time.now_ms());
    }

    /// The server saw a device's sync through.
    pub(super) fn was_heard(&mut self, machine: usize) {
        let now = self.time.now_ms();
        self.copies.heard.insert(machine, (now, self.devices[machine].now().wall_ms - now));
    }

    /// New interviews wait when the server was not heard for seven days, and not before.
    pub(super) fn begins_in_time(
        &self,
        machine: usize,
        started: &Result<InterviewId, SessionError>,
    ) -> Result<(), Violation> {
        let (now, device) = (self.time.now_ms(), &self.devices[machine]);
        let over = matches!(started, Err(SessionError::Refused(refusal)) if refusal.code == RefusalCode::GrantOver);
        let just = self
            .copies
            .heard
            .get(&machine)
            .is_some_and(|(at, skew)| now - at < HOUR_MS && device.now().wall_ms - now == *skew);
        // Orders that a backup has forgotten are missed, and what is missed gives no grant.
        let plain = !self.network.happened.0.contains_key(&Fault::Restored)
            && !self.copied.contains(&machine)
            && !self.deceived.contains(&machine);
        hold(Rule::SevenDays, (!(over && just && plain)).into(), || {
            format!("{} was just heard, and begins nothing", device.name)
        })?;
        let obeyed = plain && self.ordered.has_obeyed_revocation(machine, device.id());
        hold(Rule::RevokedIsRefused, (!(obeyed && started.is_ok())).into(), || {
            format!("{} knows that it is revoked, and begins", device.name)
        })?;
        let Some(answered) = self.copies.answered.get(&machine) else { return Ok(()) };
        let silent = u64::try_from(now - answered).unwrap_or(0);
        // Of the time before a restart it has no evidence but the wall clock.
        let late = silent > GRANT_MS && device.now().monotonic_ms >= silent;
        hold(Rule::SevenDays, (!(late && started.is_ok())).into(), || {
            format!("{} was not answered for {} hours, and begins", device.name, silent / HOUR_MS as u64)
        })
    }
}
