//! Sending a record back: choose questions, and write what is asked about each.
//!
//! Field names carry the question's prompt id: `ask` once for each chosen question, `comment:<id>` for its words, and
//! `comment` for the whole record.

use fieldward_core::{
    form::{AskedBy, Sensitivity, Value},
    record::MediaReference,
    review::{AnswerState, AnswerView},
};
use maud::{Markup, html};

use crate::console::{
    address,
    desk::{Desk, DeskRecord},
    form::Fields,
    pages::answers::{Seen, Shown, in_words, is_closed, shown},
    words::Words,
};

/// Longest comment on one question, in characters.
pub const COMMENT_CHARACTERS_MAX: usize = 1_000;

/// What was wrong with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnFault {
    /// No question was chosen.
    NothingChosen,
    /// A chosen question has no comment.
    NoComment,
    /// A comment is too long.
    TooLong,
    /// All comments together are too long.
    TooMuch,
}

/// The questions of a record that may be returned: what a person answered or noted. Nobody goes back to a person for
/// what was declined, dropped or never asked (R055); what is not in the record cannot be asked about, and what the
/// access plan keeps from whoever asks is not asked about by them. What is closed must be opened first: that a question
/// can be chosen tells that it was answered.
pub fn may_be_asked<'a>(desk: &'a Desk, record: &'a DeskRecord, seen: Seen) -> impl Iterator<Item = &'a AnswerView> {
    record.view.sections.iter().flat_map(|section| &section.answers).filter(move |answer| {
        shown(desk, answer, seen) == Shown::Plain
            && answer.by != AskedBy::Computed
            && match answer.state {
                AnswerState::Answered => true,
                AnswerState::Blank | AnswerState::NotAsked => answer.by == AskedBy::Observer,
                _ => false,
            }
    })
}

/// What goes back with a question: what the device said, so that it can be looked at beside what is asked. Of a highly
/// sensitive answer, and of a recording with its key, nothing goes back to a phone that could not read it any more.
pub fn sent_along(answer: &AnswerView) -> Option<Value> {
    let kept_here =
        answer.sensitivity == Sensitivity::HighlySensitive || answer.stored.parse::<MediaReference>().is_ok();
    answer.value.clone().filter(|_| !kept_here)
}

/// The form, filled with what was typed before.
pub fn return_form(
    words: &Words,
    desk: &Desk,
    record: &DeskRecord,
    seen: Seen,
    typed: &Fields,
    fault: Option<ReturnFault>,
    csrf: &str,
) -> Markup {
    html! {
        p.crumbs { a href=(address::record(record.id)) { "← " (record.view.title) " " span.number { (record.view.reference) } } }
        div.stack {
            div {
                h1 { (words.returning.title) }
                p.lead { (words.returning.lead) }
            }
            p.note { (words.returning.never_ask_again) }
            p.hint { (words.returning.kept_here) }
            @if is_closed(desk, record, seen) { p.hint { (words.returning.open_first) } }
            @if let Some(fault) = fault { p.note.alert #fault role="alert" { (fault_words(words, fault)) } }
            form.stack method="post" action=(address::return_form(record.id)) {
                input type="hidden" name="csrf" value=(csrf);
                @for section in &record.view.sections {
                    @let asked: Vec<&AnswerView> = section.answers.iter().filter(|answer| is_in(desk, record, answer, seen)).collect();
                    @if !asked.is_empty() {
                        fieldset.card {
                            legend.unseen { (section.title) }
                            h2 aria-hidden="true" { (section.title) }
                            @for answer in asked { (query(words, answer, typed)) }
                        }
                    }
                }
                div.card {
                    div.field {
                        label for="comment" { (words.returning.whole) }
                        textarea #comment name="comment" maxlength=(COMMENT_CHARACTERS_MAX) { (typed.get("comment")) }
                    }
                    div.actions {
                        button type="submit" { (words.returning.send) }
                        a.button.second href=(address::record(record.id)) { (words.returning.cancel) }
                    }
                }
            }
        }
    }
}

fn is_in(desk: &Desk, record: &DeskRecord, answer: &AnswerView, seen: Seen) -> bool {
    may_be_asked(desk, record, seen).any(|candidate| candidate.path == answer.path)
}

fn query(words: &Words, answer: &AnswerView, typed: &Fields) -> Markup {
    let comment = format!("comment:{}", answer.prompt);
    let id =
        format!("ask-{}", answer.path.node.0) + &answer.path.at.iter().map(|at| format!("-{at}")).collect::<String>();
    let comment_id = format!("{id}-comment");
    let held = in_words(words, answer);
    html! {
        div.query {
            label.tick for=(id) {
                input type="checkbox" id=(id) name="ask" value=(answer.prompt)
                    checked[typed.all("ask").any(|asked| asked == answer.prompt)];
                span {
                    (answer.label)
                    @for repetition in &answer.repetitions { " · " (repetition.label) " " (repetition.number) }
                    span.held { @if held.is_empty() { (words.answer_state(answer.state)) } @else { (held) } }
                }
            }
            div.comment {
                label for=(comment_id) { (words.returning.comment) }
                textarea id=(comment_id) name=(comment) maxlength=(COMMENT_CHARACTERS_MAX) { (typed.get(&comment)) }
            }
        }
    }
}

fn fault_words(words: &Words, fault: ReturnFault) -> &'static str {
    match fault {
        ReturnFault::NothingChosen => words.returning.nothing_chosen,
        ReturnFault::NoComment => words.returning.no_comment,
        ReturnFault::TooLong => words.returning.too_long,
        ReturnFault::TooMuch => words.returning.too_much,
    }
}
