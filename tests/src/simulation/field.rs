//! What interviewers do: enrolling, interviews, power cuts in the middle of them.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::{DeviceId, InterviewId, StreamKind},
    interview::{Action, Screen, Step},
    session::{AnswerLine, SessionError, StartWish},
    study::Instrument,
    sync::{
        Invite, TOKEN_MINUTES,
        engine::Local,
        wire::{CONTENT_TYPE, Request},
    },
    vault::VaultError,
};

use super::{
    canary,
    faults::Fault,
    interviewer::{self, Manner},
    ledger::Memory,
    planted::Planted,
    recordings::RECORDS,
    time::MINUTE_MS,
    witness::{Holds, Rule, Violation, hold},
    world::World,
};

/// Interviews in a thousand that are begun where people are asked who they are, besides those that chance picks.
const WHO: u64 = 350;
/// Interviews in a thousand that are second visits, where somebody can be visited again.
const AGAIN: u64 = 250;
/// Invites in a thousand that somebody else tries too, and that come too late.
const OVERLOOKED: u64 = 300;
const TOO_LATE: u64 = 50;
/// Screens after which an interview that goes nowhere is stopped.
const SCREENS_MAX: usize = 600;
/// Writes of a closing, about: there the power fails more often than by chance, because the draft goes and its records
/// come in the same moment.
const CLOSING_WRITES: u64 = 40;

impl World {
    /// Enrols a device, trying as often as it takes.
    ///
    /// # Errors
    /// When the server refuses a good invite.
    pub fn enrol(&mut self, machine: usize) -> Result<(), Violation> {
        let strange = |what: String| Violation { rule: Rule::NoStrangeErrors, what };
        let mut last = "no invite was made".to_owned();
        // Whoever enrols looks after both disks.
        self.full.remove(&machine);
        self.devices[machine].disk.make_room();
        for _ in 0..ENROLMENT_TRIES {
            self.server.disk.make_room();
            self.revive_server()?;
            let Some(store) = self.server.store() else { continue };
            let folder = self.server.disk.folder().to_owned();
            let address = Some("http://127.0.0.1:1".to_owned());
            let now = self.server.clocks.now();
            let label = &self.devices[machine].name;
            let made =
                fieldward_sync_server::invites::make_with(store, &folder, address, label, &now, self.chance.rng());
            let Ok(invite) = made else { continue };
            self.turn_on(machine)?;
            let (session, _, rng) = self.devices[machine].session();
            let request = session.enrolment_request(&invite, rng).map_err(|error| strange(error.to_string()))?;
            if self.troubled && self.chance.happens(TOO_LATE) {
                self.invited_too_late(&request)?;
                continue;
            }
            for _ in 0..3 {
                self.revive_server()?;
                self.turn_on(machine)?;
                let (answer, _) = self.network.exchange(&mut self.server, &request);
                let Ok(answer) = answer else { continue };
                let (session, _, rng) = self.devices[machine].session();
                match session.take_enrolled(&invite, &answer, rng) {
                    Ok(()) => {
                        let names = self.enrolled_names(machine);
                        self.named.insert(machine, names);
                        self.turn_on(machine)?;
                        self.plant_enrolled(machine)?;
                        self.turn_on(machine)?;
                        self.told_by_carrier(machine)?;
                        self.invited_once(machine, &invite)?;
                        self.history.note(format!("{} is enrolled", self.devices[machine].name));
                        return Ok(());
                    }
                    Err(error) => last = format!("{error}, status {}", answer.status),
                }
            }
        }
        Err(strange(format!("{} could not enrol: {last}", self.devices[machine].name)))
    }

    /// Every name that a machine has had.
    pub(super) fn enrolled_names(&self, machine: usize) -> BTreeSet<DeviceId> {
        let before = self.named.get(&machine).into_iter().flatten().copied();
        before.chain(self.devices[machine].id()).collect()
    }

    /// Whoever else has seen the code on the screen comes to nothing, at once and later.
    fn invited_once(&mut self, machine: usize, invite: &Invite) -> Result<(), Violation> {
        let others: Vec<usize> = self.living().into_iter().filter(|other| *other != machine).collect();
        let Some(other) = others.iter().copied().find(|other| !self.copied.contains(other)) else { return Ok(()) };
        if self.full.contains(&other) || self.copied.contains(&machine) || !self.chance.happens(OVERLOOKED) {
            return Ok(());
        }
        let (session, _, rng) = self.devices[other].session();
        let request = session.enrolment_request(invite, rng);
        let request = request.map_err(|error| strange(&error))?;
        let (answer, _) = self.network.exchange(&mut self.server, &request);
        let let_in = answer.is_ok_and(|answer| answer.status == 200 && answer.content_type == CONTENT_TYPE);
        hold(Rule::InvitesOnce, (!let_in).into(), || "one invite let two devices in".to_owned())
    }

    fn plant_enrolled(&mut self, machine: usize) -> Result<(), Violation> {
        if self.planted != Planted::EnrolledAcknowledged {
            return Ok(());
        }
        let (session, now, rng) = self.devices[machine].session();
        // The power may fail here too.
        let Ok(mut link) = session.link(&now, rng) else { return Ok(()) };
        for stream in StreamKind::ALL {
            let _ = link.latest(stream).and_then(|latest| link.acknowledge(stream, latest));
        }
        Ok(())
    }

    /// An invite that nobody used in its time.
    fn invited_too_late(&mut self, request: &Request) -> Result<(), Violation> {
        self.time.pass(i64::from(TOKEN_MINUTES + 1) * MINUTE_MS);
        let (answer, _) = self.network.exchange(&mut self.server, request);
        let let_in = answer.is_ok_and(|answer| answer.status == 200 && answer.content_type == CONTENT_TYPE);
        hold(Rule::InvitesOnce, (!let_in).into(), || "an invite works longer than it says".to_owned())
    }

    /// Some screens of an interview, a new one or one that is open; the power may fail at any write of it.
    ///
    /// # Errors
    /// When a rule was broken.
    pub fn interview(&mut self, machine: usize) -> Result<(), Violation> {
        let Some(id) = self.open_interview(machine)? else { return Ok(()) };
        let screens = self.chance.between(5, 200) as usize;
        self.screens(machine, id, screens)
    }

    /// Takes every open interview to its end.
    ///
    /// # Errors
    /// When a rule was broken, or one has no end.
    pub fn finish_interviews(&mut self, machine: usize) -> Result<(), Violation> {
        for id in self.drafts(machine)? {
            self.screens(machine, id, SCREENS_MAX)?;
        }
        let left = self.drafts(machine)?;
        hold(Rule::Drains, left.is_empty().into(), || format!("{} interviews have no end", left.len()))
    }

    fn drafts(&mut self, machine: usize) -> Result<Vec<InterviewId>, Violation> {
        let (session, ..) = self.devices[machine].session();
        let drafts = session.drafts().map_err(|error| strange(&error))?;
        Ok(drafts.iter().map(|draft| draft.id).collect())
    }

    fn open_interview(&mut self, machine: usize) -> Result<Option<InterviewId>, Violation> {
        let open = self.drafts(machine)?;
        if !open.is_empty() && (open.len() > 1 || self.chance.happens(700)) {
            return Ok(Some(*self.chance.pick(&open)));
        }
        let (session, now, rng) = self.devices[machine].session();
        let returns = session.returns().map_err(|error| strange(&error))?;
        let waiting = returns.iter().find(|line| line.interview.is_none());
        let again = if self.chance.happens(AGAIN) { self.ledger.visit_again(machine) } else { None };
        let started = if let Some(line) = waiting {
            session.start_correction(line.number, &now, rng)
        } else {
            let Ok(study) = session.study() else { return Ok(None) };
            let study = std::sync::Arc::clone(study);
            let asks_who = |instrument: &&Instrument| instrument.form.nodes.iter().any(|node| node.care.identity);
            let who = study.instruments.iter().find(asks_who).filter(|_| self.chance.happens(WHO));
            let any = who.unwrap_or_else(|| self.chance.pick(&study.instruments)).id.clone();
            // Whoever comes again with the same instrument has the most that must not be asked.
            let same = again.as_ref().filter(|_| self.chance.happens(500)).map(|(_, instrument)| instrument.clone());
            let site = study.sites.first().map(|site| site.id.clone());
            let reference = again.map(|(reference, _)| reference);
            let wish = StartWish { instrument: same.unwrap_or(any), site, reference };
            if self.planted == Planted::SevenDaysSkipped {
                let _ = session.grant(now.wall_ms, &now, rng);
            }
            let started = session.start(wish, &now, rng);
            self.begins_in_time(machine, &started)?;
            started
        };
        let started = self.settle(machine, started.map(Some))?;
        self.begun.extend(started);
        Ok(started)
    }

    /// Acts so many times, unless the interview ends or the power fails.
    fn screens(&mut self, machine: usize, id: InterviewId, screens: usize) -> Result<(), Violation> {
        let (session, now, rng) = self.devices[machine].session();
        let screen = session.screen(id, "en", &now, rng);
        // A start that was cut short leaves a draft without events, which goes when it is opened.
        let screen = match screen {
            Err(SessionError::NoSuchInterview) if !self.begun.contains(&id) => Ok(None),
            screen => screen.map(Some),
        };
        let Some(mut screen) = self.settle(machine, screen)? else { return Ok(()) };
        self.begun.insert(id);
        for _ in 0..screens {
            let Some(action) = interviewer::action(&screen, Manner::of(id), &mut self.chance) else { return Ok(()) };
            self.time.pass(self.chance.between(2_000, 60_000) as i64);
            if matches!(action, Action::Finalize | Action::Withdraw) && self.network.strikes(Fault::DeviceCut) {
                self.devices[machine].disk.cut_after(self.chance.below(CLOSING_WRITES));
                self.armed = true;
            }
            let before = if self.armed { self.devices[machine].answers(id) } else { None };
            self.note_what_is_said(machine, id, &screen, &action);
            let mut memory = self.remembered(machine, id, &action);
            let keeps_room = self.devices[machine].keeps_room();
            let (session, now, rng) = self.devices[machine].session();
            let mut done = session.act(id, &action, "en", &now, rng);
            let ends = matches!(action, Action::Stop | Action::StopFor { .. } | Action::Withdraw);
            let no_room = matches!(done, Err(SessionError::Vault(VaultError::DiskFull)));
            hold(Rule::StopsAlways, (!(ends && no_room && keeps_room)).into(), || "a stop found no room".to_owned())?;
            if action == Action::Withdraw {
                if done.is_ok() { self.ledger.withdraw(machine, id) } else { self.ledger.perhaps_withdraw(machine, id) }
            }
            if let (Err(SessionError::Refused(_)), Some(again)) = (&done, interviewer::ordinary_again(&screen)) {
                self.note_what_is_said(machine, id, &screen, &again);
                memory = memory.or_else(|| self.remembered(machine, id, &again));
                let (session, now, rng) = self.devices[machine].session();
                done = session.act(id, &again, "en", &now, rng);
            }
            let (session, now, rng) = self.devices[machine].session();
            if let Err(SessionError::Refused(_)) = &done {
                let way_out = if screen.step == Step::Paused { Action::Resume } else { Action::Stop };
                done = session.act(id, &way_out, "en", &now, rng);
            }
            if let Err(SessionError::Refused(_)) = &done {
                done = session.screen(id, "en", &now, rng);
            }
            let known = self.known(machine);
            if self.devices[machine].disk.is_off() {
                self.cut_in_interview(machine, id, &action, before)?;
                return self.closed(machine, memory, known, &action);
            }
            let Some(next) = self.settle(machine, done.map(Some))? else { return Ok(()) };
            screen = next;
            if screen.step == Step::Question && self.chance.happens(RECORDS) {
                self.record(machine, id)?;
            }
            // Who withdraws is sealed at once; the closing words that follow are in memory only.
            if screen.step == Step::Finalized || action == Action::Withdraw {
                self.closed(machine, memory, known, &action)?;
            }
            if screen.step == Step::Finalized {
                self.finalized += 1;
                return Ok(());
            }
        }
        Ok(())
    }

    /// What an interview holds, before an action that may close it.
    fn remembered(&mut self, machine: usize, id: InterviewId, action: &Action) -> Option<Memory> {
        let closes = matches!(action, Action::Finalize | Action::Withdraw);
        if closes { self.ledger.memory(machine, &mut self.devices[machine], id) } else { None }
    }

    /// After a stop a device shows nothing of what was said: the interviewer remembers what it showed before.
    fn note_what_is_said(&mut self, machine: usize, id: InterviewId, screen: &Screen, action: &Action) {
        if screen.notices.iter().any(|notice| ["stopped", "withdrawn"].contains(&notice.code.as_str())) {
            return;
        }
        let Some(mut lines) = self.devices[machine].answers(id) else { return };
        if let Action::Fill { entries } = action {
            let typed = entries.iter().filter(|entry| !lines.iter().any(|line| line.prompt == entry.prompt));
            let typed: Vec<AnswerLine> =
                typed.map(|entry| AnswerLine { prompt: entry.prompt.clone(), value: entry.value.clone() }).collect();
            lines.extend(typed);
        }
        self.ledger.said(machine, id, lines);
    }

    /// Numbers of the last answers and of the last identity that were seen.
    fn known(&self, machine: usize) -> (u64, u64) {
        (self.witness.known(machine, StreamKind::Answers), self.witness.known(machine, StreamKind::Identity))
    }

    /// Keeps what is remembered of an interview, if it was closed since these were the last numbers.
    fn closed(
        &mut self,
        machine: usize,
        memory: Option<Memory>,
        before: (u64, u64),
        action: &Action,
    ) -> Result<(), Violation> {
        let after = self.known(machine);
        if after.0 == before.0 {
            return Ok(());
        }
        let identity = (after.1 > before.1).then_some(after.1);
        let one = Holds::from(after.0 == before.0 + 1 && after.1 <= before.1 + 1);
        hold(Rule::SaysWhatWasSaid, one, || "one interview was sealed twice".to_owned())?;
        if let Some(memory) = memory {
            if *action == Action::Withdraw {
                self.withdrew_in_an_interview(memory.reference());
            }
            self.ledger.close((machine, after.0), identity, memory);
        }
        self.forge(machine, after.0)
    }

    /// The power failed during an action: what was answered before it must be there.
    fn cut_in_interview(
        &mut self,
        machine: usize,
        id: InterviewId,
        action: &Action,
        before: Option<Vec<AnswerLine>>,
    ) -> Result<(), Violation> {
        let sealed = self.witness.known(machine, StreamKind::Answers);
        self.recover(machine)?;
        let Some(before) = before else { return Ok(()) };
        let name = self.devices[machine].name.clone();
        let Some(after) = self.devices[machine].answers(id) else {
            // To be taken up again is an event: a full disk shows nothing until there is room.
            if self.full.contains(&machine) {
                return Ok(());
            }
            let latest = self.devices[machine].latest(StreamKind::Answers).unwrap_or(0);
            let gone = Holds::from(latest == sealed + 1 || before.is_empty());
            return hold(Rule::ReturnedIsDurable, gone, || format!("{name}: an open interview is gone"));
        };
        let in_flight: Vec<&str> = match action {
            Action::Fill { entries } => entries.iter().map(|entry| entry.prompt.as_str()).collect(),
            _ => Vec::new(),
        };
        let kept = before.iter().all(|line| in_flight.contains(&line.prompt.as_str()) || after.contains(line));
        hold(Rule::ReturnedIsDurable, kept.into(), || {
            format!("{name}: {} answers were durable, {} are there", before.len(), after.len())
        })
    }

    /// What came of a call: a power cut is recovered from, a full disk is borne, anything else is strange.
    pub fn settle<T>(&mut self, machine: usize, done: Result<Option<T>, SessionError>) -> Result<Option<T>, Violation> {
        if self.devices[machine].disk.is_off() {
            self.recover(machine)?;
            return Ok(None);
        }
        self.witness.look(machine, &mut self.devices[machine])?;
        match done {
            Ok(done) => Ok(done),
            Err(SessionError::Vault(VaultError::DiskFull)) if self.full.contains(&machine) => Ok(None),
            Err(SessionError::Refused(_)) => Ok(None),
            Err(error) => Err(strange(&error)),
        }
    }
}

/// Invites that are made for one device before its enrolment counts as failed.
const ENROLMENT_TRIES: usize = 60;

fn strange(error: &SessionError) -> Violation {
    debug_assert!(!canary::is_in(error.to_string().as_bytes(), &[]), "an error names no answer");
    Violation { rule: Rule::NoStrangeErrors, what: error.to_string() }
}
