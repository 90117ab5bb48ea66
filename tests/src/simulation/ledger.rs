//! What interviewers remember, held against what the records say.
//!
//! Before an interview is closed, it is asked what it holds: whose it is, and every answer. At the end the records are
//! opened, answers with the study's key and identities with the halves of two custodians, and must say the same,
//! each in its own record. So a record that is lost, changed or mixed up before it is sealed shows as well as one that
//! is lost afterwards. Nothing here asks the shipped code what it thinks it sealed.

use std::collections::{BTreeMap, BTreeSet};

use fieldward_core::{
    form::{Form, Path, Value},
    ids::{Hash32, InterviewId, ReferenceNumber, StreamKind},
    log::{Event, EventKind, Start},
    record::{
        Content, IdentityContent, PayloadContext, SealedRecord,
        identity::{CustodianRole, Half},
        open, open_identity,
    },
    session::AnswerLine,
};

use super::{
    device::Device,
    recordings::Recording,
    server::BASE,
    witness::{Rule, Violation, Witness, hold},
};

/// A machine and a number in one of its streams.
type Place = (usize, u64);

/// What is remembered of one interview.
#[derive(Debug, Clone)]
pub struct Memory {
    id: InterviewId,
    reference: ReferenceNumber,
    instrument: String,
    lines: Vec<AnswerLine>,
    /// It corrects a record that the office returned.
    corrects: bool,
}

/// What all interviewers remember.
#[derive(Default)]
pub struct Ledger {
    /// By the place of the answers record; with the number of the identity record that was sealed with it.
    closed: BTreeMap<Place, (Memory, Option<u64>)>,
    /// By machine too: a device that was copied has its open interviews twice.
    withdrawn: BTreeSet<(usize, InterviewId)>,
    /// The power failed while somebody withdrew: either is right.
    perhaps_withdrawn: BTreeSet<(usize, InterviewId)>,
    visited: BTreeSet<ReferenceNumber>,
    said: BTreeMap<(usize, InterviewId), Vec<AnswerLine>>,
}

/// The opened logs of one study, to be compared with one another.
#[derive(Default)]
struct Opened {
    /// Items that were asked of a person, in one log each.
    asked: BTreeMap<ReferenceNumber, Vec<BTreeSet<String>>>,
    identities: BTreeSet<Place>,
    /// Hashes of the records that were sealed: one of them is the parent of a correction.
    sealed: BTreeSet<Hash32>,
    /// Whose each record of answers is.
    whose: BTreeMap<Hash32, ReferenceNumber>,
    /// The parent of each correction, and whose the correction is.
    corrections: Vec<(Hash32, ReferenceNumber)>,
}

impl Memory {
    /// Whose it is.
    #[must_use]
    pub fn reference(&self) -> ReferenceNumber {
        self.reference
    }
}

impl Ledger {
    /// What an open interview holds; `None` when there is no such interview. After a stop, what it held before.
    pub fn memory(&self, machine: usize, device: &mut Device, id: InterviewId) -> Option<Memory> {
        let shown = device.answers(id)?;
        let said = self.said.get(&(machine, id)).filter(|_| shown.is_empty());
        let lines = said.cloned().unwrap_or(shown);
        let (session, now, rng) = device.session();
        let reference = session.reference(id, &now, rng).ok()?;
        let drafts = session.drafts().ok()?;
        let note = &drafts.iter().find(|draft| draft.id == id)?.note;
        Some(Memory { id, reference, instrument: note.instrument.clone(), lines, corrects: note.corrects.is_some() })
    }

    /// What an interview showed before an action that may end it, and what was typed then.
    pub fn said(&mut self, machine: usize, id: InterviewId, lines: Vec<AnswerLine>) {
        self.said.insert((machine, id), lines);
    }

    /// An interview was closed.
    pub fn close(&mut self, answers: Place, identity: Option<u64>, memory: Memory) {
        self.closed.insert(answers, (memory, identity));
    }

    /// A person withdrew.
    pub fn withdraw(&mut self, machine: usize, id: InterviewId) {
        self.withdrawn.insert((machine, id));
    }

    /// A person withdrew, and the power failed before the device said so.
    pub fn perhaps_withdraw(&mut self, machine: usize, id: InterviewId) {
        self.perhaps_withdrawn.insert((machine, id));
    }

    /// Everybody who was interviewed, but these, and on which machine.
    #[must_use]
    pub fn people(&self, but: &BTreeSet<ReferenceNumber>) -> Vec<(usize, ReferenceNumber)> {
        let all = self.closed.iter().map(|((machine, _), (memory, _))| (*machine, memory.reference));
        let all: BTreeSet<_> = all.filter(|(_, reference)| !but.contains(reference)).collect();
        all.into_iter().collect()
    }

    /// Everybody of whom there is an identity that has arrived, by its machine and its number, but these.
    #[must_use]
    pub fn named(
        &self,
        but: &BTreeSet<ReferenceNumber>,
        arrived: impl Fn(usize, u64) -> bool,
    ) -> BTreeSet<ReferenceNumber> {
        let there = |machine, identity: &Option<u64>| identity.is_some_and(|number| arrived(machine, number));
        let named = self.closed.iter().filter(|((machine, _), (_, identity))| there(*machine, identity));
        named.map(|(_, (memory, _))| memory.reference).filter(|reference| !but.contains(reference)).collect()
    }

    /// Whether this was typed in an interview with this person.
    #[must_use]
    pub fn typed(&self, reference: ReferenceNumber, answer: &str) -> bool {
        let of = self.closed.values().filter(|(memory, _)| memory.reference == reference);
        of.flat_map(|(memory, _)| &memory.lines).any(|line| line.value == answer)
    }

    /// Every interview that was closed: its machine, the number of its record, and whose it is.
    pub fn all(&self) -> impl Iterator<Item = (usize, u64, ReferenceNumber)> + '_ {
        self.closed.iter().map(|((machine, sequence), (memory, _))| (*machine, *sequence, memory.reference))
    }

    /// How many returned records were corrected on a machine.
    #[must_use]
    pub fn corrected(&self, machine: usize) -> u64 {
        let of = self.closed.range((machine, 0)..=(machine, u64::MAX));
        of.filter(|(_, (memory, _))| memory.corrects).count() as u64
    }

    /// Nobody visits this person again.
    pub fn never_again(&mut self, reference: ReferenceNumber) {
        self.visited.insert(reference);
    }

    /// A machine was copied: who withdrew in an interview that is not closed yet has withdrawn in the copy too.
    pub fn copied(&mut self, from: usize, to: usize) {
        let here = self.said.iter().filter(|((machine, _), _)| *machine == from);
        let said: Vec<_> = here.map(|((_, id), lines)| ((to, *id), lines.clone())).collect();
        self.said.extend(said);
        for withdrawn in [&mut self.withdrawn, &mut self.perhaps_withdrawn] {
            let here: Vec<_> = withdrawn.iter().filter(|(machine, _)| *machine == from).map(|(_, id)| *id).collect();
            withdrawn.extend(here.into_iter().map(|id| (to, id)));
        }
    }

    /// Somebody whom this machine has interviewed once, and with which instrument; each is named once.
    pub fn visit_again(&mut self, machine: usize) -> Option<(ReferenceNumber, String)> {
        let once = |(memory, _): &&(Memory, Option<u64>)| {
            !self.withdrawn.contains(&(machine, memory.id)) && !self.visited.contains(&memory.reference)
        };
        let of = self.closed.range((machine, 0)..=(machine, u64::MAX)).map(|(_, closed)| closed);
        let found = of.rev().find(once).map(|(memory, _)| (memory.reference, memory.instrument.clone()))?;
        self.visited.insert(found.0);
        Some(found)
    }

    /// Every record of these machines says what was said, and there is none besides.
    ///
    /// # Errors
    /// The first record that does not.
    pub fn compare(
        &self,
        witness: &Witness,
        recordings: &[Recording],
        alone: impl Fn(usize) -> bool,
    ) -> Result<(), Violation> {
        let sealed = witness.sealed().filter_map(|bytes| Some(SealedRecord::from_bytes(bytes).ok()?.hash()));
        let mut opened = Opened { sealed: sealed.collect(), ..Opened::default() };
        for ((machine, sequence), (memory, identity)) in &self.closed {
            let record = witness.record(*machine, StreamKind::Answers, *sequence).ok_or_else(|| lost("answers"))?;
            let identity = match identity {
                Some(sequence) => Some(identity_of(witness, (*machine, *sequence), &mut opened)?),
                None => None,
            };
            let form = form_of(record)?;
            match opened_with_study(record)? {
                Content::Tombstone => self.may_be_withdrawn((*machine, memory.id), identity.as_ref())?,
                Content::Answers(log) => {
                    self.is_not_withdrawn((*machine, memory.id))?;
                    let secretly = recordings.iter().any(|one| one.is_without_yes(*machine, memory.id, &log));
                    hold(Rule::RecordingsAreKept, (!secretly).into(), || "somebody was recorded without a yes".into())?;
                    same(form, &log, memory, identity.as_ref())?;
                    opened.names_its_parent(&log, memory)?;
                    opened
                        .whose
                        .extend(SealedRecord::from_bytes(record).map(|sealed| (sealed.hash(), memory.reference)));
                    if alone(*machine) {
                        opened.note(form, &log, memory.reference);
                    }
                }
                _ => return Err(changed("an answers record holds something else")),
            }
        }
        opened.asked_once()?;
        opened.corrected_of_one()?;
        for (machine, stream, sequence) in witness.places().filter(|(machine, ..)| alone(*machine)) {
            let known = match stream {
                StreamKind::Answers => self.closed.contains_key(&(machine, sequence)),
                StreamKind::Identity => opened.identities.contains(&(machine, sequence)),
                StreamKind::Alert => true,
            };
            hold(Rule::SaysWhatWasSaid, known.into(), || format!("{stream:?} {sequence} is of no interview"))?;
        }
        Ok(())
    }

    fn may_be_withdrawn(
        &self,
        whose: (usize, InterviewId),
        identity: Option<&IdentityContent>,
    ) -> Result<(), Violation> {
        let meant = self.withdrawn.contains(&whose) || self.perhaps_withdrawn.contains(&whose);
        hold(Rule::SaysWhatWasSaid, meant.into(), || "an interview counts as withdrawn and is not".to_owned())?;
        hold(Rule::SaysWhatWasSaid, identity.is_none().into(), || "who withdrew is still named".to_owned())
    }

    fn is_not_withdrawn(&self, whose: (usize, InterviewId)) -> Result<(), Violation> {
        let withdrawn = self.withdrawn.contains(&whose);
        hold(Rule::SaysWhatWasSaid, (!withdrawn).into(), || "a withdrawn interview is sealed whole".to_owned())
    }
}

impl Opened {
    fn note(&mut self, form: &Form, log: &[Event], reference: ReferenceNumber) {
        if started(log).is_none_or(|start| start.correction.is_some()) {
            return;
        }
        let asked = log.iter().filter_map(|event| match &event.kind {
            EventKind::Asked { at } => Some(form.node(at.node).name.clone()),
            _ => None,
        });
        self.asked.entry(reference).or_default().push(asked.collect());
    }

    /// A correction names the record that it corrects, and nothing else names one.
    fn names_its_parent(&mut self, log: &[Event], memory: &Memory) -> Result<(), Violation> {
        let parent = started(log).and_then(|start| start.correction.as_ref()).map(|correction| correction.parent);
        let named = parent.is_some() == memory.corrects && parent.is_none_or(|parent| self.sealed.contains(&parent));
        self.corrections.extend(parent.map(|parent| (parent, memory.reference)));
        hold(Rule::SaysWhatWasSaid, named.into(), || "a correction names no record that there is".to_owned())
    }

    /// A correction is of the person whose record it corrects.
    fn corrected_of_one(&self) -> Result<(), Violation> {
        for (parent, reference) in &self.corrections {
            let one = self.whose.get(parent).is_none_or(|whose| whose == reference);
            hold(Rule::SaysWhatWasSaid, one.into(), || "a correction is of another person".to_owned())?;
        }
        Ok(())
    }

    /// Nothing is asked of one person in two visits.
    fn asked_once(&self) -> Result<(), Violation> {
        for visits in self.asked.values() {
            let (all, each): (BTreeSet<_>, usize) =
                (visits.iter().flatten().collect(), visits.iter().map(BTreeSet::len).sum());
            hold(Rule::AskedOnce, (all.len() == each).into(), || format!("{} items twice", each - all.len()))?;
        }
        Ok(())
    }
}

/// What an identity record holds, opened as a requester would with one half of each role.
fn identity_of(witness: &Witness, place: Place, opened: &mut Opened) -> Result<IdentityContent, Violation> {
    let record = witness.record(place.0, StreamKind::Identity, place.1).ok_or_else(|| lost("an identity"))?;
    let form = form_of(record)?;
    let sealed = SealedRecord::from_bytes(record).map_err(|_| changed("an identity is no record"))?;
    let half =
        |role, secret| Half::open(&sealed, role, &[], secret).map_err(|_| changed("a custodian's half does not open"));
    let first = half(CustodianRole::First, &BASE.custodians.0)?;
    let second = half(CustodianRole::Second, &BASE.custodians.1)?;
    let plain = open_identity(&sealed, &first, &second).map_err(|_| changed("an identity does not open"))?;
    opened.identities.insert(place);
    match Content::decode(&plain, &PayloadContext::new(form, &sealed.header)) {
        Ok(Content::Identity(identity)) => Ok(identity),
        _ => Err(changed("an identity record holds something else")),
    }
}

pub(super) fn opened_with_study(record: &[u8]) -> Result<Content, Violation> {
    let sealed = SealedRecord::from_bytes(record).map_err(|_| changed("a record is none"))?;
    let plain = open(&sealed, &BASE.secret.0).map_err(|_| changed("a record does not open"))?;
    let content = Content::decode(&plain, &PayloadContext::new(form_of(record)?, &sealed.header));
    content.map_err(|_| changed("a record cannot be read"))
}

fn form_of(record: &[u8]) -> Result<&'static Form, Violation> {
    let sealed = SealedRecord::from_bytes(record).map_err(|_| changed("a record is none"))?;
    let instrument = BASE.study.instruments.iter().find(|instrument| instrument.form_hash == sealed.header.form);
    instrument.map(|instrument| &*instrument.form).ok_or_else(|| changed("a record is of no form of the study"))
}

/// The answers of a record, and of the identity beside it, are what the interviewer remembers. After a stop some may
/// have been dropped, never changed.
fn same(form: &Form, log: &[Event], memory: &Memory, identity: Option<&IdentityContent>) -> Result<(), Violation> {
    let start = started(log).ok_or_else(|| changed("a log has no start"))?;
    hold(Rule::SaysWhatWasSaid, (start.reference == memory.reference).into(), || "another person's".to_owned())?;
    let said = values(log);
    let apart = said.keys().all(|path| !form.node(path.node).care.identity);
    hold(Rule::IdentityApart, apart.into(), || "an identity stands in the answers".to_owned())?;
    let mut told: BTreeMap<String, String> =
        said.iter().map(|(path, value)| (form.prompt_id(path), form.lexical(path, value))).collect();
    if let Some(identity) = identity {
        let whose = identity.reference == memory.reference;
        hold(Rule::SaysWhatWasSaid, whose.into(), || "an identity is another person's".to_owned())?;
        let named = identity.values.iter().all(|(path, _)| form.node(path.node).care.identity);
        hold(Rule::IdentityApart, named.into(), || "an answer stands in the identity".to_owned())?;
        told.extend(identity.values.iter().map(|(path, value)| (form.prompt_id(path), form.lexical(path, value))));
    }
    let stopped = log.iter().any(|event| matches!(event.kind, EventKind::Stopped { .. }));
    for line in &memory.lines {
        let as_said = told.remove(&line.prompt).map_or(stopped, |value| value == line.value);
        hold(Rule::SaysWhatWasSaid, as_said.into(), || format!("{} of {}", line.prompt, start.instrument))?;
    }
    // What is left was said by nobody; identities may hold what a form computed.
    let computed =
        |prompt: &String| identity.is_some_and(|i| i.values.iter().any(|(p, _)| form.prompt_id(p) == *prompt));
    let left = told.keys().filter(|prompt| !computed(prompt)).count();
    hold(Rule::SaysWhatWasSaid, (left == 0).into(), || format!("{left} answers that nobody gave"))
}

/// The last value of each item.
fn values(log: &[Event]) -> BTreeMap<&Path, &Value> {
    let mut values = BTreeMap::new();
    for event in log {
        let (at, value) = match &event.kind {
            EventKind::Answered { at, value } => (at, Some(value)),
            EventKind::Corrected { at, value, .. } | EventKind::Noted { at, value } => (at, value.as_ref()),
            _ => continue,
        };
        values.remove(at);
        values.extend(value.map(|value| (at, value)));
    }
    values
}

fn started(log: &[Event]) -> Option<&Start> {
    log.iter().find_map(|event| match &event.kind {
        EventKind::Started(start) => Some(&**start),
        _ => None,
    })
}

fn changed(what: &str) -> Violation {
    Violation { rule: Rule::SaysWhatWasSaid, what: what.to_owned() }
}

fn lost(what: &str) -> Violation {
    Violation { rule: Rule::SaysWhatWasSaid, what: format!("the record of {what} was not seen") }
}
