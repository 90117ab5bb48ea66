//! One record: what was answered, how it came about, and what to decide.

use fieldward_core::{review::Flag, safeguard::BreachKind};
use maud::{Markup, html};

use crate::console::{
    address,
    desk::{Desk, DeskRecord, RecordState},
    pages::{
        answers::{Seen, answers},
        comparison::comparison,
        counted::counted,
        facts::facts,
        records::{items, state_chip},
        timeline::timeline,
    },
    say,
    words::{Tongue, Words, fill},
};

/// Events that are named for one broken rule; the timeline has the rest.
const EVENTS_NAMED_MAX: usize = 6;

/// The page of one record.
pub fn record(tongue: Tongue, desk: &Desk, record: &DeskRecord, seen: Seen, csrf: &str) -> Markup {
    let words = tongue.words();
    let parent = record.corrects.and_then(|id| desk.record(id));
    html! {
        p.crumbs { a href=(address::RECORDS) { "← " (words.records.title) } }
        div.stack {
            (head(tongue, desk, record))
            (kinship(words, desk, record))
            (flags(words, &record.view.flags))
            @if let Some(parent) = parent { (comparison(words, desk, parent, record, seen)) }
            div.record {
                div.stack {
                    (decision(words, record, csrf))
                    (counted(tongue, desk, record))
                    (answers(words, desk, record, seen, csrf))
                }
                aside.stack aria-label=(words.record.beside) {
                    (facts(tongue, record))
                    (timeline(words, &record.view))
                }
            }
        }
    }
}

fn head(tongue: Tongue, desk: &Desk, record: &DeskRecord) -> Markup {
    let words = tongue.words();
    let view = &record.view;
    html! {
        div {
            h1 { (view.title) }
            p.lead {
                span.number { (view.reference) } " · " (say::moment(words, &view.started))
                @if !view.site_name.is_empty() { " · " (view.site_name) }
                " · " (desk.device_name(record.device))
            }
            ul.chips {
                li { (state_chip(words, record.state)) }
                li.chip.quiet { (items(words, view.completeness)) }
                @if view.completeness.missing > 0 {
                    li.chip.quiet { (fill(words.record.missing, &[("count", &view.completeness.missing.to_string())])) }
                }
                li.chip.quiet { (fill(words.record.visit, &[("visit", &view.visit.to_string())])) }
                @if let Some((code, _)) = view.stopped { li.chip.warn { (say::stop_code(code)) " · " (words.stop(code)) } }
            }
        }
    }
}

fn kinship(words: &Words, desk: &Desk, record: &DeskRecord) -> Markup {
    let link = |id| desk.record(id).map(|other| (address::record(other.id), say::moment(words, &other.view.started)));
    html! {
        @if let Some((address, when)) = record.corrects.and_then(link) {
            p.note { (words.record.corrects) " " a href=(address) { (when) } }
        } @else if record.view.parent.is_some() {
            p.note.warn { (words.record.parent_missing) }
        }
        @if let Some((address, when)) = record.corrected_by.and_then(link) {
            p.note { (words.record.corrected_by) " " a href=(address) { (when) } }
        }
    }
}

fn flags(words: &Words, flags: &[Flag]) -> Markup {
    html! {
        @if !flags.is_empty() {
            section.note.warn aria-labelledby="flags" {
                h2 #flags { (words.record.flags) }
                ul {
                    @for (rule, events) in breaches(flags) {
                        li { (fill(words.flags.breach, &[("rule", words.breach(rule)), ("event", &listed(&events))])) }
                    }
                    @for text in flags.iter().filter_map(|flag| flag_words(words, flag)) { li { (text) } }
                }
            }
        }
    }
}

/// Broken rules, each once, with the events that break it.
fn breaches(flags: &[Flag]) -> Vec<(BreachKind, Vec<u32>)> {
    let mut found: Vec<(BreachKind, Vec<u32>)> = Vec::new();
    for flag in flags {
        let Flag::Breach { rule, sequence } = flag else { continue };
        match found.iter_mut().find(|(known, _)| known == rule) {
            Some((_, events)) => events.push(*sequence),
            None => found.push((*rule, vec![*sequence])),
        }
    }
    found
}

/// The first numbers of a list that may be long.
fn listed(events: &[u32]) -> String {
    let first: Vec<String> = events.iter().take(EVENTS_NAMED_MAX).map(u32::to_string).collect();
    let more = if events.len() > EVENTS_NAMED_MAX { ", …" } else { "" };
    format!("{}{more}", first.join(", "))
}

/// What a flag says; broken rules are said together by [`breaches`].
fn flag_words(words: &Words, flag: &Flag) -> Option<String> {
    let flags = &words.flags;
    Some(match flag {
        Flag::Breach { .. } => return None,
        Flag::Constrained => flags.constrained.to_owned(),
        Flag::Training => flags.training.to_owned(),
        Flag::OtherStatement => flags.other_statement.to_owned(),
        Flag::OtherForm => flags.other_form.to_owned(),
        Flag::ClockSkew { minutes } => fill(flags.clock_skew, &[("minutes", &minutes.to_string())]),
        Flag::Fast { median_ms } => fill(flags.fast, &[("seconds", &format!("{:.1}", *median_ms as f64 / 1000.0))]),
        Flag::Blank { percent } => fill(flags.blank, &[("percent", &percent.to_string())]),
    })
}

fn decision(words: &Words, record: &DeskRecord, csrf: &str) -> Markup {
    let open = matches!(record.state, RecordState::New | RecordState::Returned);
    html! {
        @if open {
            section.card aria-labelledby="decision" {
                h2 #decision { (words.record.decide) }
                p { @if record.state == RecordState::Returned { (words.record.awaits) } @else { (words.record.decide_lead) } }
                div.actions {
                    form method="post" action=(address::accept(record.id)) {
                        input type="hidden" name="csrf" value=(csrf);
                        button type="submit" { (words.record.accept) }
                    }
                    a.button.second href=(address::return_form(record.id)) { (words.record.send_back) }
                }
            }
        }
    }
}
