//! Answers by section, each with its value or the reason why there is none.

use std::collections::BTreeMap;

use crate::{
    form::{AskedBy, Care, Control, DeclineReason, Form, NodeIndex, NodeKind, Path, Sensitivity, Value},
    log::{Event, EventKind, KeepWish},
    review::{
        Completeness,
        hour_blocks::{BlockSays, HourBlocks},
        relevance::Relevance,
        timeline::label,
        value_in_words,
    },
};

/// A top-level group and what is in it.
#[derive(Debug, Clone)]
pub struct SectionView {
    /// The group, or a repeat that stands in none; node 0 for questions outside all of them.
    pub section: NodeIndex,
    /// Its title.
    pub title: String,
    /// In document order, repetitions one after another.
    pub answers: Vec<AnswerView>,
}

/// One item.
#[derive(Clone)]
pub struct AnswerView {
    /// Where it stands.
    pub path: Path,
    /// How people and returns name it.
    pub prompt: String,
    /// The question in words.
    pub label: String,
    /// The repetitions it is in, outermost first.
    pub repetitions: Vec<Repetition>,
    /// What came of it.
    pub state: AnswerState,
    /// The value; `None` unless answered.
    pub value: Option<Value>,
    /// The value in words; empty without a value.
    pub words: String,
    /// The value as stored; empty without a value.
    pub stored: String,
    /// How sensitive.
    pub sensitivity: Sensitivity,
    /// Whose knowledge.
    pub by: AskedBy,
    /// How often it was corrected.
    pub corrections: u32,
}

/// Shows where and what came of it, never the value.
impl std::fmt::Debug for AnswerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerView({}, {:?})", self.prompt, self.state)
    }
}

/// One repetition around an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repetition {
    /// The repeat's label.
    pub label: String,
    /// Counted from 1.
    pub number: u16,
}

/// What came of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerState {
    /// It has a value.
    Answered,
    /// Asked: the person does not know.
    DoesNotKnow,
    /// Asked: the person prefers not to say.
    PrefersNotToSay,
    /// Taken back, or asked and left without an answer.
    Blank,
    /// Never asked or noted.
    NotAsked,
    /// In an hour block that nobody watched.
    Unobserved,
    /// Removed, because a stop asks for it.
    Dropped,
    /// Does not apply to this person.
    Irrelevant,
    /// Held in the identity record, which two persons must open together.
    InIdentity,
}

impl AnswerState {
    /// How an export writes it where there is no value. Extended missing values of statistics programs: they begin
    /// with a dot and so cannot be taken for an answer such as 88.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Answered => "",
            Self::NotAsked => ".",
            Self::Unobserved => ":",
            Self::Blank => ".b",
            Self::DoesNotKnow => ".d",
            Self::PrefersNotToSay => ".p",
            Self::Dropped => ".x",
            Self::Irrelevant => ".i",
            Self::InIdentity => ".h",
        }
    }

    /// All states that have a code.
    pub const WITHOUT_VALUE: [Self; 8] = [
        Self::NotAsked,
        Self::Unobserved,
        Self::Blank,
        Self::DoesNotKnow,
        Self::PrefersNotToSay,
        Self::Dropped,
        Self::Irrelevant,
        Self::InIdentity,
    ];
}

/// What the log says about one item.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub(super) value: Option<Value>,
    declined: Option<DeclineReason>,
    corrections: u32,
}

/// Items and repetitions of a log.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    pub(super) items: BTreeMap<Path, Held>,
    repetitions: BTreeMap<Path, u16>,
    drops: Drops,
    blocks: HourBlocks,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Drops {
    #[default]
    Nothing,
    Sensitive,
}

impl Folded {
    /// Every repeat that has repetitions, outer ones first, and how many.
    pub(super) fn repeats(&self) -> impl Iterator<Item = (&Path, u16)> {
        self.repetitions.iter().map(|(at, seen)| (at, *seen))
    }

    /// How many repetitions a repeat has; `at.at` names the repetitions around it only.
    fn repetitions(&self, at: &Path) -> u16 {
        self.repetitions.get(at).copied().unwrap_or(0)
    }

    fn saw_repetition(&mut self, node: NodeIndex, at: &[u16]) {
        let Some((last, around)) = at.split_last() else { return };
        let seen = self.repetitions.entry(Path { node, at: around.to_vec() }).or_default();
        *seen = (*seen).max(last + 1);
    }

    fn item(&mut self, form: &Form, at: &Path) -> &mut Held {
        let repeats = form.repeats_of(at.node);
        for (depth, repeat) in repeats.iter().enumerate() {
            self.saw_repetition(*repeat, at.at.get(..=depth).unwrap_or_default());
        }
        self.items.entry(at.clone()).or_default()
    }
}

impl Held {
    fn state(&self, drops: Drops) -> AnswerState {
        match (self.declined, &self.value) {
            _ if drops == Drops::Sensitive => AnswerState::Dropped,
            (Some(DeclineReason::DoesNotKnow), _) => AnswerState::DoesNotKnow,
            (Some(DeclineReason::PrefersNotToSay), _) => AnswerState::PrefersNotToSay,
            (None, Some(_)) => AnswerState::Answered,
            (None, None) => AnswerState::Blank,
        }
    }

    fn set(&mut self, value: Option<Value>) {
        self.value = value;
        self.declined = None;
    }

    fn decline(&mut self, reason: DeclineReason) {
        *self = Self { declined: Some(reason), corrections: self.corrections, value: None };
    }
}

/// Reads the log once, last word wins.
pub(super) fn fold(form: &Form, log: &[Event]) -> Folded {
    let mut folded = Folded {
        items: BTreeMap::new(),
        repetitions: BTreeMap::new(),
        drops: Drops::Nothing,
        blocks: HourBlocks::of(form, log),
    };
    if let Some((repeat, count)) = folded.blocks.repetitions() {
        folded.repetitions.insert(Path { node: repeat, at: Vec::new() }, count);
    }
    let mut of_stop = Drops::Sensitive;
    for event in log {
        match &event.kind {
            EventKind::Started(start) => {
                // What a stopped correction brought along was kept before, by the person's own word then.
                of_stop = if start.correction.is_some() { Drops::Nothing } else { Drops::Sensitive };
                let queried = start.correction.iter().flat_map(|correction| &correction.queried);
                queried.for_each(|(at, value)| folded.item(form, at).set(value.clone()));
            }
            EventKind::Asked { at } => {
                folded.item(form, at);
            }
            EventKind::Answered { at, value } => folded.item(form, at).set(Some(value.clone())),
            EventKind::Noted { at, value } => folded.item(form, at).set(value.clone()),
            EventKind::Declined { at, reason } => folded.item(form, at).decline(*reason),
            EventKind::Corrected { at, value, .. } => {
                let held = folded.item(form, at);
                held.set(value.clone());
                held.corrections += 1;
            }
            EventKind::RepeatAdded { at } => folded.saw_repetition(at.node, &at.at),
            EventKind::Stopped { .. } => folded.drops = of_stop,
            EventKind::Kept { wish: KeepWish::Keep } => folded.drops = Drops::default(),
            _ => {}
        }
    }
    folded
}

/// The sections of a form with what the log says about them.
pub(super) fn sections(form: &Form, folded: &Folded, relevance: &Relevance, language: u16) -> Vec<SectionView> {
    let mut sections: Vec<SectionView> = Vec::new();
    for path in leaves(form, folded) {
        let repeat = || form.repeats_of(path.node).first().copied();
        let section = form.section_of(path.node).or_else(repeat).unwrap_or(NodeIndex(0));
        if sections.last().is_none_or(|last| last.section != section) {
            let title = if section.0 == 0 { String::new() } else { label(form, section, language) };
            sections.push(SectionView { section, title, answers: Vec::new() });
        }
        let answer = answer(form, folded, relevance, &path, language);
        if let Some(last) = sections.last_mut() {
            last.answers.push(answer);
        }
    }
    sections
}

fn answer(form: &Form, folded: &Folded, relevance: &Relevance, path: &Path, language: u16) -> AnswerView {
    let node = form.node(path.node);
    let held = folded.items.get(path);
    let said = folded.blocks.say(form, path);
    let computed = match &said {
        Some(BlockSays::Value(value)) => Some(value),
        _ => relevance.computed(path),
    };
    let state = match (held, &said) {
        _ if node.care.identity => AnswerState::InIdentity,
        (None, Some(BlockSays::Unobserved)) => AnswerState::Unobserved,
        (Some(held), _) => held.state(dropped(folded, &node.care)),
        (None, _) if computed.is_some() => AnswerState::Answered,
        (None, _) if relevance.applies(path) => AnswerState::NotAsked,
        (None, _) => AnswerState::Irrelevant,
    };
    let value = held.and_then(|held| held.value.as_ref()).or(computed).filter(|_| state == AnswerState::Answered);
    AnswerView {
        prompt: form.prompt_id(path),
        label: label(form, path.node, language),
        repetitions: repetitions(form, path, language),
        state,
        words: value.map_or_else(String::new, |value| value_in_words(form, path, value, language)),
        value: value.cloned(),
        stored: value.map_or_else(String::new, |value| form.lexical(path, value)),
        sensitivity: node.care.sensitivity,
        by: node.care.by,
        corrections: held.map_or(0, |held| held.corrections),
        path: path.clone(),
    }
}

/// What a stop without agreement to keep takes away: the person's sensitive answers.
fn dropped(folded: &Folded, care: &Care) -> Drops {
    let sensitive = care.by == AskedBy::Participant && care.sensitivity >= Sensitivity::Sensitive;
    if sensitive { folded.drops } else { Drops::Nothing }
}

fn repetitions(form: &Form, path: &Path, language: u16) -> Vec<Repetition> {
    let repeats = form.repeats_of(path.node);
    repeats
        .iter()
        .zip(&path.at)
        .map(|(repeat, at)| Repetition { label: label(form, *repeat, language), number: at + 1 })
        .collect()
}

/// Every question that can hold an answer, in document order, once for each repetition that exists.
fn leaves(form: &Form, folded: &Folded) -> Vec<Path> {
    let mut found = Vec::new();
    walk(form, folded, 1, form.nodes.len() as u32, &[], &mut found);
    found
}

fn walk(form: &Form, folded: &Folded, from: u32, to: u32, at: &[u16], found: &mut Vec<Path>) {
    let mut place = from;
    while place < to {
        let node = &form.nodes[place as usize];
        let path = Path { node: NodeIndex(place), at: at.to_vec() };
        match &node.kind {
            NodeKind::Repeat { .. } => {
                for repetition in 0..folded.repetitions(&path) {
                    let inner: Vec<u16> = at.iter().copied().chain([repetition]).collect();
                    walk(form, folded, place + 1, node.end.0, &inner, found);
                }
            }
            NodeKind::Group => walk(form, folded, place + 1, node.end.0, at, found),
            NodeKind::Question(question) if question.control != Control::Note => found.push(path),
            NodeKind::Root | NodeKind::Question(_) => {}
        }
        place = node.end.0.max(place + 1);
    }
}

/// What a correction carries: the rest was not asked for, and is not missing.
pub(super) fn carried(mut sections: Vec<SectionView>) -> Vec<SectionView> {
    let kept = |answer: &AnswerView| {
        answer.by != AskedBy::Computed
            && !matches!(answer.state, AnswerState::NotAsked | AnswerState::Irrelevant | AnswerState::InIdentity)
    };
    sections.iter_mut().for_each(|section| section.answers.retain(kept));
    sections.retain(|section| !section.answers.is_empty());
    sections
}

/// Counts what is there and what is missing, of what people answer or note.
pub(super) fn completeness(sections: &[SectionView]) -> Completeness {
    counted(sections.iter().flat_map(|section| &section.answers))
}

/// The same of some answers.
pub(super) fn counted<'a>(answers: impl Iterator<Item = &'a AnswerView>) -> Completeness {
    let mut counted = Completeness::default();
    let people = |answer: &&AnswerView| answer.by != AskedBy::Computed;
    for answer in answers.filter(people) {
        match answer.state {
            AnswerState::Answered => counted.answered += 1,
            AnswerState::DoesNotKnow | AnswerState::PrefersNotToSay => counted.declined += 1,
            AnswerState::NotAsked | AnswerState::Blank | AnswerState::Unobserved => counted.missing += 1,
            AnswerState::Dropped => counted.dropped += 1,
            AnswerState::Irrelevant | AnswerState::InIdentity => {}
        }
    }
    counted
}
