//! One record: what was answered, how it came about, and what to decide.

use fieldward_core::{authority::Role, review::Flag, safeguard::BreachKind};
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
    say, standing,
    words::{Tongue, Words, fill},
};

/// Events that are named for one broken rule; the timeline has the rest.
const EVENTS_NAMED_MAX: usize = 6;

/// The page of one record.
pub fn record(tongue: Tongue, desk: &Desk, record: &DeskRecord, seen: Seen, csrf: &str) -> Markup {
    let words = tongue.words();
    html! {
        p.crumbs { a href=(address::RECORDS) { "← " (words.records.title) } }
        div.stack {
            (head(tongue, desk, record))
            (kinship(words, desk, record))
            (flags(words, &desk.flags(record).collect::<Vec<_>>()))
            @if record.corrects.is_some() { (comparison(words, desk, record, seen)) }
            div.record {
                div.stack {
                    (decision(words, desk, record, csrf))
                    (counted(tongue, desk, record))
                    (answers(words, desk, record, seen, csrf))
                }
                aside.stack aria-label=(words.record.beside) {
                    (facts(tongue, desk, record, seen))
                    (timeline(words, desk, record, seen))
                }
            }
        }
    }
}

fn head(tongue: Tongue, desk: &Desk, record: &DeskRecord) -> Markup {
    let words = tongue.words();
    let view = &record.view;
    let counted = desk.completeness(record);
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
                li.chip.quiet { (items(words, counted)) }
                @if counted.missing > 0 {
                    li.chip.quiet { (fill(words.record.missing, &[("count", &counted.missing.to_string())])) }
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
        @if record.is_accepted() { p.note { (accepted_by(words, record)) } }
        @if let Some((address, when)) = record.corrects.and_then(link) {
            p.note { (words.record.corrects) " " a href=(address) { (when) } }
        } @else if record.view.parent.is_some() {
            p.note.warn { (words.record.parent_missing) }
        }
        @for (address, when) in record.corrected_by.iter().copied().filter_map(link) {
            p.note { (words.record.corrected_by) " " a href=(address) { (when) } }
        }
    }
}

fn flags(words: &Words, flags: &[&Flag]) -> Markup {
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
fn breaches(flags: &[&Flag]) -> Vec<(BreachKind, Vec<u32>)> {
    let mut found: Vec<(BreachKind, Vec<u32>)> = Vec::new();
    for flag in flags {
        let Flag::Breach { rule, sequence } = *flag else { continue };
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
        Flag::Fast { median_ms } => {
            let seconds = format!("{:.1}", *median_ms as f64 / 1000.0).replace('.', words.decimal_point);
            fill(flags.fast, &[("seconds", &seconds)])
        }
        Flag::NobodyAsked => flags.nobody_asked.to_owned(),
        Flag::Unsettled => flags.unsettled.to_owned(),
        Flag::AfterTheEnd => flags.after_the_end.to_owned(),
        Flag::Blank { percent } => fill(flags.blank, &[("percent", &percent.to_string())]),
    })
}

fn decision(words: &Words, desk: &Desk, record: &DeskRecord, csrf: &str) -> Markup {
    let rivals = standing::rivals(desk, record);
    html! {
        @if desk.role == Role::Supervisor && (!record.is_accepted() || !rivals.is_empty()) {
            section.card aria-labelledby="decision" {
                h2 #decision { (words.record.decide) }
                @if !record.is_accepted() { p { (lead(words, desk, record)) } }
                @if !rivals.is_empty() { (between(words, record, &rivals)) }
                div.actions {
                    @if standing::may_be_accepted(desk, record) || !rivals.is_empty() {
                        form method="post" action=(address::accept(record.id)) {
                            input type="hidden" name="csrf" value=(csrf);
                            @for rival in &rivals { input type="hidden" name="over" value=(rival.id.0); }
                            button type="submit" {
                                @if record.is_accepted() { (words.record.count_these) } @else { (words.record.accept) }
                            }
                        }
                    }
                    @if !record.is_accepted() {
                        a.button.second href=(address::return_form(record.id)) { (words.record.send_back) }
                    }
                }
            }
        }
    }
}

fn lead(words: &Words, desk: &Desk, record: &DeskRecord) -> &'static str {
    match record.state {
        RecordState::Returned => words.record.awaits,
        RecordState::Corrected if standing::is_accepted(desk, record) => words.record.counts_with,
        RecordState::Corrected => words.record.was_corrected,
        RecordState::New | RecordState::Accepted => words.record.decide_lead,
    }
}

/// Other corrections that say something else: who decides sees which.
fn between(words: &Words, record: &DeskRecord, rivals: &[&DeskRecord]) -> Markup {
    html! {
        div.note.warn {
            h3 { (words.record.rivals) }
            p { @if record.is_accepted() { (words.record.unsettled_lead) } @else { (words.record.rivals_lead) } }
            ul {
                @for rival in rivals {
                    li { a href=(address::record(rival.id)) { (accepted_by(words, rival)) } }
                }
            }
        }
    }
}

/// Who accepted a record, and when.
fn accepted_by(words: &Words, record: &DeskRecord) -> String {
    record.decided.accepted.as_ref().map_or_else(String::new, |decision| {
        let when = say::wall_time(words, decision.at_ms, 0);
        fill(words.record.accepted_by, &[("holder", &decision.holder.0), ("when", &when)])
    })
}
