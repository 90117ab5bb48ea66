//! What stands of a record after its corrections.
//!
//! A correction carries the queried items only; the rest stands as it was, and both records are kept. Once a supervisor
//! accepted the record or a correction of it, only what was accepted counts: nobody's later word changes it until a
//! supervisor accepts that too. A correction of a correction counts before it. Two that were made side by side and say
//! different things leave the first record's own answer standing, until a named person decides which counts. A pure
//! function of the desk.

use std::collections::{BTreeMap, BTreeSet};

use fieldward_core::{
    form::Path,
    ids::RecordId,
    review::{AnswerState, AnswerView, compare},
};

use super::desk::{Desk, DeskRecord};

/// Which corrections count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Only what was accepted.
    Accepted,
    /// Also what nobody decided about, as long as nothing of the record was accepted.
    Arrived,
}

/// A record as it stands after its corrections.
#[derive(Debug)]
pub struct Standing<'a> {
    /// The first record.
    pub base: &'a DeskRecord,
    /// The corrections that were taken in, each after what it corrects.
    pub taken: Vec<&'a DeskRecord>,
    /// Items of which accepted corrections say different things: the first record's answer stands.
    pub unsettled: BTreeSet<Path>,
    changed: BTreeMap<Path, AnswerView>,
}

impl<'a> Standing<'a> {
    /// Follows the corrections of a first record.
    #[must_use]
    pub fn of(desk: &'a Desk, base: &'a DeskRecord, counting: Counting) -> Self {
        let family = family(desk, base);
        let accepted: Vec<_> = family.iter().copied().filter(|step| step.is_accepted()).collect();
        let decided = base.is_accepted() || !accepted.is_empty();
        let chosen = if decided || counting == Counting::Accepted { accepted } else { family };
        Self::with(desk, base, &chosen)
    }

    fn with(desk: &'a Desk, base: &'a DeskRecord, chosen: &[&'a DeskRecord]) -> Self {
        let lines: Vec<Line<'a>> = chosen.iter().map(|head| Line::of(desk, head)).collect();
        let mut taken: Vec<&DeskRecord> = Vec::new();
        for step in lines.iter().flat_map(|line| &line.steps) {
            if !taken.iter().any(|known| known.id == step.id) {
                taken.push(step);
            }
        }
        let mut claims: BTreeMap<Path, Vec<Claim<'a>>> = BTreeMap::new();
        for step in &taken {
            for answer in said(desk, step) {
                claims.entry(answer.path.clone()).or_default().push(Claim { step, answer });
            }
        }
        let mut standing = Self { base, taken, unsettled: BTreeSet::new(), changed: BTreeMap::new() };
        for (path, claims) in claims {
            match settle(&claims, &lines) {
                Some(answer) => {
                    standing.changed.insert(path, answer);
                }
                None => {
                    standing.unsettled.insert(path);
                }
            }
        }
        standing
    }

    /// Whether a supervisor accepted the record, or a correction that is in it.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.base.is_accepted() || self.taken.iter().any(|step| step.is_accepted())
    }

    /// Every answer as it stands, in the questionnaire's order.
    pub fn answers(&self) -> impl Iterator<Item = &AnswerView> {
        let all = self.base.view.sections.iter().flat_map(|section| &section.answers);
        all.map(|answer| self.changed.get(&answer.path).unwrap_or(answer))
    }

    fn answer(&self, path: &Path) -> Option<&AnswerView> {
        self.changed.get(path).or_else(|| self.answers().find(|answer| answer.path == *path))
    }
}

/// A correction and what it builds on, the first one first.
struct Line<'a> {
    head: &'a DeskRecord,
    steps: Vec<&'a DeskRecord>,
}

impl<'a> Line<'a> {
    fn of(desk: &'a Desk, head: &'a DeskRecord) -> Self {
        let above = |step: &&'a DeskRecord| step.corrects.and_then(|id| desk.record(id));
        let mut steps: Vec<_> =
            std::iter::successors(Some(head), above).filter(|step| step.corrects.is_some()).collect();
        steps.reverse();
        Self { head, steps }
    }

    fn has(&self, step: RecordId) -> bool {
        self.steps.iter().any(|one| one.id == step)
    }

    /// Whether somebody said that this one counts before another, and did not say the contrary later.
    fn is_over(&self, other: &Self) -> bool {
        let (Some(ours), Some(theirs)) = (&self.head.decided.accepted, &other.head.decided.accepted) else {
            return false;
        };
        let contrary = theirs.over.contains(&self.head.hash) && theirs.at_ms >= ours.at_ms;
        ours.over.contains(&other.head.hash) && !contrary
    }
}

/// What one correction says of one item.
#[derive(Debug)]
struct Claim<'a> {
    step: &'a DeskRecord,
    answer: AnswerView,
}

/// What a correction itself says. A stop in a correction takes nothing away, and of an item that was only asked about
/// it says nothing.
fn said(desk: &Desk, step: &DeskRecord) -> Vec<AnswerView> {
    let Some(parent) = step.corrects.and_then(|id| desk.record(id)) else { return Vec::new() };
    let untouched = |answer: &AnswerView| answer.state == AnswerState::Blank && answer.corrections == 0;
    let fields = compare(&parent.view, &step.view).into_iter();
    let says = fields.filter(|field| field.before.is_some() || !untouched(field.after));
    says.map(|field| field.after).filter(|answer| answer.state != AnswerState::Dropped).cloned().collect()
}

fn agree(one: &AnswerView, other: &AnswerView) -> bool {
    (one.state, &one.stored) == (other.state, &other.stored)
}

/// The answer that counts; `None` when corrections that were made side by side differ and nobody decided.
fn settle(claims: &[Claim<'_>], lines: &[Line<'_>]) -> Option<AnswerView> {
    let below = |claim: &Claim<'_>, other: &Claim<'_>| {
        claim.step.id != other.step.id
            && lines.iter().any(|line| {
                let place = |id| line.steps.iter().position(|step| step.id == id);
                place(claim.step.id).zip(place(other.step.id)).is_some_and(|(claim, other)| claim < other)
            })
    };
    let latest: Vec<&Claim<'_>> =
        claims.iter().filter(|claim| !claims.iter().any(|other| below(claim, other))).collect();
    if let Some(answer) = unanimous(&latest) {
        return Some(answer);
    }
    let of = |claim: &Claim<'_>| lines.iter().filter(|line| line.has(claim.step.id)).collect::<Vec<_>>();
    let beaten = |claim: &&Claim<'_>| {
        let ours = of(claim);
        latest.iter().filter(|other| other.step.id != claim.step.id).any(|other| {
            let theirs = of(other);
            ours.iter().all(|line| theirs.iter().any(|other| other.is_over(line)))
        })
    };
    let left: Vec<&Claim<'_>> = latest.iter().copied().filter(|claim| !beaten(claim)).collect();
    unanimous(&left)
}

fn unanimous(claims: &[&Claim<'_>]) -> Option<AnswerView> {
    let (first, rest) = claims.split_first()?;
    rest.iter().all(|claim| agree(&claim.answer, &first.answer)).then(|| first.answer.clone())
}

/// Every correction of a record, and their corrections, each after what it corrects.
fn family<'a>(desk: &'a Desk, base: &'a DeskRecord) -> Vec<&'a DeskRecord> {
    let mut found: Vec<&DeskRecord> = Vec::new();
    let mut waiting: Vec<RecordId> = base.corrected_by.iter().rev().copied().collect();
    while let Some(step) = waiting.pop().and_then(|id| desk.record(id)) {
        waiting.extend(step.corrected_by.iter().rev());
        found.push(step);
    }
    found
}

/// The record that a correction goes back to; itself when it corrects none.
fn base_of<'a>(desk: &'a Desk, record: &'a DeskRecord) -> &'a DeskRecord {
    Line::of(desk, record).steps.first().and_then(|first| desk.record(first.corrects?)).unwrap_or(record)
}

/// Whether a record was accepted, or a correction of it, or of a correction of it: then it counts with that.
pub(super) fn is_accepted(desk: &Desk, record: &DeskRecord) -> bool {
    record.is_accepted() || family(desk, record).iter().any(|step| step.is_accepted())
}

/// Whether accepting a record decides anything: not once it was accepted, or counts with a correction that was.
pub(super) fn may_be_accepted(desk: &Desk, record: &DeskRecord) -> bool {
    !is_accepted(desk, record)
}

/// The first record and the accepted corrections, when those differ and nobody decided between them.
pub(super) fn unsettled(desk: &Desk, base: &DeskRecord) -> Vec<RecordId> {
    let standing = Standing::of(desk, base, Counting::Accepted);
    if standing.unsettled.is_empty() {
        return Vec::new();
    }
    let accepted = standing.taken.iter().filter(|step| step.is_accepted() && !rivals(desk, step).is_empty());
    std::iter::once(base.id).chain(accepted.map(|step| step.id)).collect()
}

/// One item of a correction, beside what stands without it.
pub(super) struct Field {
    /// What stands without it.
    pub(super) before: Option<AnswerView>,
    /// What it says.
    pub(super) after: AnswerView,
    /// What other corrections say that were made beside it, where they say something else.
    pub(super) others: Vec<(RecordId, AnswerView)>,
}

impl Field {
    /// Whether it changes what stands.
    pub(super) fn is_changed(&self) -> bool {
        self.before.as_ref().is_none_or(|before| !agree(before, &self.after))
    }
}

/// Every item that accepting a correction decides about: what it carries, and what those carry that it builds on and
/// nobody accepted.
pub(super) fn field_by_field(desk: &Desk, record: &DeskRecord) -> Vec<Field> {
    let base = base_of(desk, record);
    let line = Line::of(desk, record);
    let mut mine: BTreeMap<Path, AnswerView> = BTreeMap::new();
    for step in line.steps.iter().filter(|step| step.id == record.id || !step.is_accepted()) {
        mine.extend(said(desk, step).into_iter().map(|answer| (answer.path.clone(), answer)));
    }
    let family = family(desk, base);
    let others: Vec<_> = family.iter().copied().filter(|step| is_beside(desk, &line, step)).collect();
    let accepted: Vec<_> = family.into_iter().filter(|step| step.is_accepted() && step.id != record.id).collect();
    let without = Standing::with(desk, base, &accepted);
    let others: Vec<(RecordId, Vec<AnswerView>)> = others.iter().map(|step| (step.id, said(desk, step))).collect();
    let field = |after: AnswerView| {
        let say = |(id, said): &(RecordId, Vec<AnswerView>)| {
            let same_item = said.iter().find(|answer| answer.path == after.path);
            same_item.filter(|answer| !agree(answer, &after)).map(|answer| (*id, answer.clone()))
        };
        let others = others.iter().filter_map(say).collect();
        Field { before: without.answer(&after.path).cloned(), others, after }
    };
    mine.into_values().map(field).collect()
}

/// Whether a correction was made beside a line: it is no part of it, and does not build on it.
fn is_beside(desk: &Desk, line: &Line<'_>, other: &DeskRecord) -> bool {
    !line.has(other.id) && !Line::of(desk, other).has(line.head.id)
}

/// Accepted corrections that were made beside this one, say something else of an item that it carries, and that nobody
/// put behind it yet. Who accepts it decides between them.
pub(super) fn rivals<'a>(desk: &'a Desk, record: &'a DeskRecord) -> Vec<&'a DeskRecord> {
    let line = Line::of(desk, record);
    if line.steps.is_empty() {
        return Vec::new();
    }
    let differs = |step: &&DeskRecord| {
        let other = Line::of(desk, step);
        let (ours, theirs) = (own(desk, &line, &other), own(desk, &other, &line));
        let differ = |(path, ours): (&Path, &AnswerView)| theirs.get(path).is_some_and(|theirs| !agree(ours, theirs));
        ours.iter().any(differ) && !line.is_over(&other)
    };
    let family = family(desk, base_of(desk, record)).into_iter();
    family.filter(|step| step.is_accepted() && is_beside(desk, &line, step)).filter(differs).collect()
}

/// What a line says, leaving out what another builds on too.
fn own(desk: &Desk, line: &Line<'_>, apart_from: &Line<'_>) -> BTreeMap<Path, AnswerView> {
    let steps = line.steps.iter().filter(|step| !apart_from.has(step.id));
    steps.flat_map(|step| said(desk, step)).map(|answer| (answer.path.clone(), answer)).collect()
}
