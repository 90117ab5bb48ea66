//! The screen of each moment: a pure function of the interview and the interviewer's language.
//!
//! What the person hears is taken from the study and the form, in the language of the log; everything else is for the
//! interviewer's eyes. Nothing here decides: it shows where the interview stands.

mod blocks;
mod gates;
mod items;
mod offers;
mod prompts;

use crate::{
    form::{NodeIndex, NodeKind},
    interview::{Audience, Interview, Notice, Paragraph, Progress, Screen, Step, stand::Stand, view::Opened},
    log::StopCode,
    moment::Moment,
    safeguard::{ItemFacts, is_open, time_limit},
    words::{Tongue, Word, stop, word},
};

/// Primary subtags of languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "fa", "he", "ps", "ur", "ckb", "dv", "yi"];

/// What a screen is drawn from.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub interview: &'a Interview,
    pub now: &'a Moment,
    /// The interviewer's language.
    pub language: &'a str,
    pub tongue: Tongue,
}

/// What to draw. The interview has been settled.
pub(super) fn draw(interview: &Interview, now: &Moment, language: &str) -> Screen {
    let pen = Pen { interview, now, language, tongue: Tongue::of(language) };
    let stand = interview.stand(interview.facts.log_time(now));
    let mut screen = match interview.view.opened {
        Some(Opened::Distress) => gates::distress(&pen),
        Some(Opened::Presence) => gates::presence(&pen),
        None => match &interview.view.looking_at {
            Some(at) => items::look_back(&pen, at),
            None => pen.standing(&stand),
        },
    };
    screen.offers = offers::of(&pen, &stand);
    screen.notices.extend(pen.notices());
    screen.progress = pen.progress();
    screen.language.clone_from(&interview.facts.language);
    let primary = screen.language.split('-').next().unwrap_or_default();
    screen.right_to_left = RIGHT_TO_LEFT.contains(&primary);
    screen
}

impl Pen<'_> {
    fn standing(&self, stand: &Stand) -> Screen {
        match stand {
            Stand::Gate(gate) => gates::gate(self, gate),
            Stand::Paused => self.plain(Step::Paused, "pause", Word::TitlePaused, Word::PauseHint),
            Stand::Put(at) | Stand::Note(at) => items::item(self, at),
            Stand::Query(at) => items::query(self, at),
            Stand::Repeat(at) => items::repeat(self, at),
            Stand::Blocks => blocks::block(self),
            Stand::Keep => gates::keep(self),
            Stand::Farewell => gates::farewell(self),
            Stand::AfterLeaving => gates::after_leaving(self),
            Stand::Ready | Stand::Auto(_) => self.plain(Step::Ready, "ready", Word::TitleReady, Word::ReadyHint),
            Stand::Finalized => self.titled(Step::Finalized, "finalized", Word::TitleFinalized),
        }
    }

    /// A screen with its heading.
    pub fn titled(&self, step: Step, id: &str, title: Word) -> Screen {
        Screen { step, id: id.to_owned(), title: word(self.tongue, title).to_owned(), ..Screen::default() }
    }

    fn plain(&self, step: Step, id: &str, title: Word, hint: Word) -> Screen {
        Screen { paragraphs: vec![self.read(word(self.tongue, hint))], ..self.titled(step, id, title) }
    }

    /// Words for the interviewer.
    pub fn read(&self, text: &str) -> Paragraph {
        Paragraph { text: text.to_owned(), audience: Audience::Interviewer }
    }

    /// Words to be said aloud.
    pub fn say(&self, text: &str) -> Paragraph {
        Paragraph { text: text.to_owned(), audience: Audience::Person }
    }

    fn notices(&self) -> Vec<Notice> {
        let facts = &self.interview.facts;
        let mut notices = Vec::new();
        let mut add = |code: &str, text: &str| notices.push(Notice { code: code.to_owned(), text: text.to_owned() });
        if facts.start.as_ref().is_some_and(|start| start.training) {
            add("training", word(self.tongue, Word::NoticeTraining));
        }
        if facts.constrained {
            add("constrained", word(self.tongue, Word::NoticeConstrained));
        }
        let case = self.interview.case(facts.log_time(self.now));
        let over = facts.has_met() && !facts.finalized && case.ended().is_none() && time_limit::left_ms(&case) == 0;
        if over || facts.cut_short.is_some() {
            add("time_limit", word(self.tongue, Word::NoticeTimeLimit));
        }
        // Asked last: what was drawn may itself have looked through too much.
        if self.interview.instance.is_cut_short() {
            add("cut_short", word(self.tongue, Word::NoticeCutShort));
        }
        if self.interview.is_nearly_full() && case.ended().is_none() {
            add("nearly_full", word(self.tongue, Word::NoticeNearlyFull));
        }
        let start = facts.start.as_ref();
        if start.is_some_and(|start| start.visit > 1 && start.asked_before.is_empty()) && case.ended().is_none() {
            add("nothing_known", word(self.tongue, Word::NoticeNothingKnown));
        }
        if facts.withdrawn {
            add("withdrawn", word(self.tongue, Word::NoticeWithdrawn));
        }
        if facts.finalized && self.interview.is_put_back() {
            add("put_back", word(self.tongue, Word::NoticePutBack));
        }
        if let Some(code) = facts.stopped {
            add("stopped", stop(self.tongue, code));
        }
        if facts.alerts.contains(&StopCode::St2) {
            add("stay", word(self.tongue, Word::NoticeStayWithPerson));
        }
        if facts.alerts.contains(&StopCode::StD1) {
            add("alert", stop(self.tongue, StopCode::StD1));
        }
        if !facts.alerts.is_empty() {
            self.safety_contact().iter().for_each(|text| add("safety_contact", text));
        }
        notices
    }

    /// Who is called when somebody is in danger here.
    fn safety_contact(&self) -> Option<String> {
        let site = self.interview.facts.start.as_ref()?.site.as_ref()?;
        let listed = self.interview.study.sites.iter().find(|listed| listed.id == *site)?;
        let label = word(self.tongue, Word::NoticeSafetyContact);
        (!listed.safety_contact.is_empty()).then(|| format!("{label}: {}", listed.safety_contact))
    }

    /// Items that are relevant now, and how many of them are done.
    fn progress(&self) -> Progress {
        let (form, facts) = (self.interview.form(), &self.interview.facts);
        let open = |node: NodeIndex| {
            let is_put = matches!(&form.node(node).kind, NodeKind::Question(question) if is_open(question));
            is_put && !form.node(node).is_header()
        };
        let leaves = self.interview.instance.leaves();
        let total = leaves.iter().filter(|(at, _)| open(at.node)).count();
        let done = facts.items.values().filter(|state| **state == ItemFacts::Final).count() + facts.noted.len();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Progress { done: count(done), total: count(total.max(done)) }
    }
}
