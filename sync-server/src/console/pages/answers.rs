//! Answers by section. Highly sensitive ones stay closed until they are opened on purpose, and that is written down;
//! until then a page does not even show which of them there are.

use fieldward_core::{
    authority::Role,
    form::{NodeKind, Sensitivity},
    interview::NOT_TAKEN,
    record::MediaReference,
    review::{AnswerState, AnswerView, SectionView},
};
use maud::{Markup, html};

use crate::console::{
    address,
    desk::{Desk, DeskRecord},
    words::{Words, fill},
};

/// Whether this session opened the record's highly sensitive answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Still closed.
    Closed,
    /// Opened, and written down.
    Opened,
}

/// How an answer may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Plain,
    /// Closed until it is opened on purpose.
    Closed,
    /// The access plan does not let whoever sits here see it.
    Denied,
}

/// How this answer may be shown now.
pub fn shown(desk: &Desk, answer: &AnswerView, seen: Seen) -> Shown {
    class(desk, answer.sensitivity, seen)
}

/// How anything of this class may be shown now.
pub(super) fn class(desk: &Desk, class: Sensitivity, seen: Seen) -> Shown {
    if !desk.may_see(class) {
        Shown::Denied
    } else if class == Sensitivity::HighlySensitive && seen == Seen::Closed {
        Shown::Closed
    } else {
        Shown::Plain
    }
}

/// Whether a questionnaire asks anything of a class that is shown so: a form says it, and no answer.
fn has(desk: &Desk, record: &DeskRecord, seen: Seen, wanted: Shown) -> bool {
    let form = record.study.instrument(&record.view.instrument).map(|instrument| &instrument.form);
    form.is_some_and(|form| {
        let questions = form.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Question(_)));
        questions.filter(|node| !node.care.identity).any(|node| class(desk, node.care.sensitivity, seen) == wanted)
    })
}

/// Whether the questionnaire has questions that are closed as long as nobody opens them.
pub(super) fn is_closed(desk: &Desk, record: &DeskRecord, seen: Seen) -> bool {
    has(desk, record, seen, Shown::Closed)
}

/// Whether something of a record is kept from whoever looks, for now or for good.
pub(super) fn is_kept_back(desk: &Desk, record: &DeskRecord, seen: Seen) -> bool {
    has(desk, record, seen, Shown::Denied) || is_closed(desk, record, seen)
}

/// All sections of a record. What is closed or denied leaves no trace in them: that a question was asked, declined or
/// does not apply can tell as much as its answer.
pub fn answers(words: &Words, desk: &Desk, record: &DeskRecord, seen: Seen, csrf: &str) -> Markup {
    html! {
        @if record.view.withdrawn { p.note { (words.answers.withdrawn) } }
        @if is_closed(desk, record, seen) && desk.role == Role::Supervisor { (opening(words, record, csrf)) }
        @if has(desk, record, seen, Shown::Denied) { p.note { (words.answers.left_out) } }
        @for section in &record.view.sections { (one_section(words, desk, section, seen)) }
    }
}

fn opening(words: &Words, record: &DeskRecord, csrf: &str) -> Markup {
    html! {
        section.card aria-labelledby="sensitive" {
            h2 #sensitive { (words.answers.sensitive) }
            p { (words.answers.sensitive_lead) }
            form.actions method="post" action=(address::open_sensitive(record.id)) {
                input type="hidden" name="csrf" value=(csrf);
                button.second type="submit" { (words.answers.open_sensitive) }
            }
        }
    }
}

fn one_section(words: &Words, desk: &Desk, section: &SectionView, seen: Seen) -> Markup {
    let id = format!("s{}", section.section.0);
    let title = if section.title.is_empty() { words.answers.untitled } else { &section.title };
    let open: Vec<&AnswerView> =
        section.answers.iter().filter(|answer| shown(desk, answer, seen) == Shown::Plain).collect();
    let relevant = || open.iter().copied().filter(|answer| answer.state != AnswerState::Irrelevant);
    let hidden = open.len() - relevant().count();
    html! {
        @if !open.is_empty() {
            section.card aria-labelledby=(id) {
                h2 id=(id) { (title) }
                @for (heading, group) in grouped(relevant()) {
                    @if !heading.is_empty() { h3.repetition { (heading) } }
                    dl.answers { @for answer in group { (one(words, answer)) } }
                }
                @if hidden > 0 { p.soft { (fill(words.answers.irrelevant_count, &[("count", &hidden.to_string())])) } }
            }
        }
    }
}

/// Answers of one repetition together, with its name.
fn grouped<'a>(answers: impl Iterator<Item = &'a AnswerView>) -> Vec<(String, Vec<&'a AnswerView>)> {
    let mut groups: Vec<(String, Vec<&AnswerView>)> = Vec::new();
    for answer in answers {
        let name =
            |repetition: &fieldward_core::review::Repetition| format!("{} {}", repetition.label, repetition.number);
        let heading: Vec<String> = answer.repetitions.iter().map(name).collect();
        let heading = heading.join(" · ");
        match groups.last_mut() {
            Some((last, group)) if *last == heading => group.push(answer),
            _ => groups.push((heading, vec![answer])),
        }
    }
    groups
}

fn one(words: &Words, answer: &AnswerView) -> Markup {
    html! {
        div {
            dt { (answer.label) }
            (value(words, answer, Shown::Plain))
        }
    }
}

/// A file that the device could not take is said as its screen said it. Of a recording neither its place nor its key is
/// shown: whoever keeps a picture of the page must not open it later.
pub(super) fn in_words<'a>(words: &Words, answer: &'a AnswerView) -> &'a str {
    match answer.stored.as_str() {
        NOT_TAKEN => words.answers.not_taken,
        stored if stored.parse::<MediaReference>().is_ok() => words.answers.recording,
        _ => &answer.words,
    }
}

/// The value, or in words why there is none.
pub(super) fn value(words: &Words, answer: &AnswerView, shown: Shown) -> Markup {
    let state = &words.answers;
    let none = |text: &str| html! { dd.none { (text) } };
    match (answer.state, shown) {
        (_, Shown::Closed) => none(state.closed),
        (_, Shown::Denied) => none(state.denied),
        (AnswerState::Answered, Shown::Plain) => html! {
            dd {
                (in_words(words, answer))
                @if answer.corrections > 0 { small { (fill(state.corrected, &[("count", &answer.corrections.to_string())])) } }
            }
        },
        (other, Shown::Plain) => none(words.answer_state(other)),
    }
}
