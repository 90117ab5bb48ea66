//! The first page of the day: who needs somebody now, what waits, what each team sent, what was watched.

use std::collections::BTreeMap;

use fieldward_core::{
    analysis::CELLS_A_WEEK,
    authority::Role,
    ids::{DeviceId, StreamKind},
    review::Flag,
};
use maud::{Markup, html};

use crate::console::{
    address,
    damage::{break_lines, damage as damage_words, taken_back as taken_back_words, whose},
    desk::{Break, Damage, Desk, DeskDamage, DeskRecord, RecordState},
    pages::coverage::desk_coverage,
    say,
    words::{Tongue, Words, fill},
};

/// The overview.
pub fn overview(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    html! {
        div.stack {
            div {
                h1 { (words.overview.title) }
                p.lead { (desk.study.title.get(tongue.tag())) }
            }
            (alerts(tongue, desk))
            (damaged(tongue, desk))
            (figures(words, desk))
            @if desk.records.is_empty() { (nothing_yet(words)) } @else { (batches(tongue, desk)) }
            (watched(tongue, desk))
            (stops(words, desk))
        }
    }
}

fn alerts(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    let (lost, _) = damages(desk);
    if desk.role != Role::Supervisor {
        return alerts_counted(words, desk.alerts.len() + lost.len());
    }
    html! {
        @if !lost.is_empty() {
            section.note.alert aria-labelledby="alerts-lost" {
                h2 #alerts-lost { (words.overview.alerts_lost) }
                (damage_list(words, desk, &lost))
            }
        }
        @if !desk.alerts.is_empty() {
            section.note.alert aria-labelledby="alerts" {
                h2 #alerts { (words.overview.alerts) }
                p { (words.overview.alerts_lead) }
                ul {
                    @for alert in &desk.alerts {
                        li {
                            strong { (say::stop_code(alert.content.code)) " · " (words.stop(alert.content.code)) }
                            " — " (say::moment(words, &alert.content.at))
                            @if let Some(site) = &alert.content.site { ", " (desk.site_name(site, tongue.tag())) }
                            ", " (desk.device_name(alert.device))
                            @if let Some(number) = alert.content.reference { ", " span.number { (number) } }
                        }
                    }
                }
            }
        }
    }
}

/// Who needs help, where and when is for those who follow it up.
fn alerts_counted(words: &Words, count: usize) -> Markup {
    html! { @if count > 0 { p.note { (fill(words.overview.alerts_elsewhere, &[("count", &count.to_string())])) } } }
}

/// Records that do not open: alerts first, because somebody may wait for help, then the rest.
fn damages(desk: &Desk) -> (Vec<&DeskDamage>, Vec<&DeskDamage>) {
    // What no device signed may be invented: that it stands among alerts says nothing.
    desk.damaged.iter().partition(|damage| damage.stream == StreamKind::Alert && damage.damage != Damage::Chain)
}

fn damage_list(words: &Words, desk: &Desk, damaged: &[&DeskDamage]) -> Markup {
    html! {
        ul {
            @for damage in damaged {
                li {
                    (whose(desk, words, damage)) ", " (say::wall_time(words, damage.received_ms, 0)) ": "
                    (damage_words(words, damage.damage))
                }
            }
        }
    }
}

fn damaged(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    let breaks = break_lines(desk, tongue);
    let (_, damaged) = damages(desk);
    html! {
        @if !breaks.is_empty() {
            section.note.alert aria-labelledby="breaks" {
                h2 #breaks { (words.overview.breaks) }
                p { (words.overview.breaks_lead) }
                ul { @for line in &breaks { li { (line) } } }
                (to_confirm(words, desk))
            }
        }
        @if !damaged.is_empty() || desk.forks > 0 {
            section.note.warn aria-labelledby="damaged" {
                h2 #damaged { (words.overview.damaged) }
                p { (words.overview.damaged_lead) }
                @if desk.forks > 0 { p { (forks(words, desk)) } }
                (damage_list(words, desk, &damaged))
            }
        }
        (taken_back(words, desk))
    }
}

/// What people took back on a device before it was sent. It stands here and not among the damage: the devices signed
/// for it.
fn taken_back(words: &Words, desk: &Desk) -> Markup {
    html! {
        @if !desk.taken_back.is_empty() {
            section.card aria-labelledby="taken-back" {
                h2 #taken-back { (words.overview.taken_back) }
                p.soft { (words.overview.taken_back_lead) }
                ul {
                    @for taken in &desk.taken_back {
                        li { (taken_back_words(desk, words, taken)) ", " (say::wall_time(words, taken.received_ms, 0)) }
                    }
                }
            }
        }
    }
}

/// Where a supervisor says of a copied device that it goes on.
fn to_confirm(words: &Words, desk: &Desk) -> Markup {
    let waiting = desk.breaks.iter().filter(|broken| matches!(broken.what, Break::Unconfirmed(_)));
    html! {
        @for device in waiting.filter_map(|broken| broken.device).filter(|_| desk.role == Role::Supervisor) {
            p { a href=(address::device(device)) {
                (fill(words.devices.look, &[("device", &desk.device_name(device))]))
            } }
        }
    }
}

fn figures(words: &Words, desk: &Desk) -> Markup {
    html! {
        ul.figures aria-label=(words.overview.figures) {
            @for state in RecordState::ALL {
                li { a href=(address::records_where("state", state.code())) {
                    strong { (desk.count(state)) } span { (words.state(state)) }
                } }
            }
            li { div { strong { (desk.withdrawn) } span { (words.overview.withdrawn) } } }
        }
    }
}

fn nothing_yet(words: &Words) -> Markup {
    html! {
        section.empty {
            h2 { (words.overview.empty_title) }
            p { (words.overview.empty_lead) }
            ol { @for step in words.overview.empty_steps { li { (step) } } }
        }
    }
}

/// Records of one device that arrived on one day.
#[derive(Default)]
struct BatchLine<'a> {
    records: Vec<&'a DeskRecord>,
}

impl BatchLine<'_> {
    fn waiting(&self) -> usize {
        self.records.iter().filter(|record| record.state == RecordState::New).count()
    }

    fn missing(&self, desk: &Desk) -> u32 {
        self.records.iter().map(|record| desk.completeness(record).missing).sum()
    }

    fn complete(&self, desk: &Desk) -> usize {
        self.records.iter().filter(|record| desk.completeness(record).missing == 0).count()
    }

    fn flagged(&self, desk: &Desk) -> usize {
        let worth = |record: &&&DeskRecord| desk.flags(record).any(|flag| *flag != Flag::Training);
        self.records.iter().filter(worth).count()
    }
}

fn batches(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    let mut lines: BTreeMap<(i64, DeviceId), BatchLine<'_>> = BTreeMap::new();
    for record in &desk.records {
        lines.entry((record.received_ms.div_euclid(say::DAY_MS), record.device)).or_default().records.push(record);
    }
    html! {
        section.card.table-card aria-labelledby="batches" {
            h2 #batches { (words.overview.batches) }
            table.cards {
                thead { tr {
                    @for title in [words.overview.team, words.overview.day] { th scope="col" { (title) } }
                    @for title in [words.overview.sent, words.overview.complete, words.overview.missing,
                        words.overview.flagged, words.overview.waiting] { th.count scope="col" { (title) } }
                } }
                tbody {
                    @for ((day, device), line) in lines.iter().rev() { (batch(tongue, desk, *day, *device, line)) }
                }
            }
        }
    }
}

fn batch(tongue: Tongue, desk: &Desk, day: i64, device: DeviceId, line: &BatchLine<'_>) -> Markup {
    let words = tongue.words();
    let address = address::records_where("device", &device.0.to_string());
    html! {
        tr {
            th scope="row" { a href=(address) { (desk.device_name(device)) } }
            td data-label=(words.overview.day) { (say::day(words, day * say::DAY_MS)) }
            td.count data-label=(words.overview.sent) { (line.records.len()) }
            td.count data-label=(words.overview.complete) { (line.complete(desk)) }
            td.count data-label=(words.overview.missing) { (line.missing(desk)) }
            td.count data-label=(words.overview.flagged) { (line.flagged(desk)) }
            td.count data-label=(words.overview.waiting) {
                @if line.waiting() > 0 { span.chip.new { (line.waiting()) } } @else { "0" }
            }
        }
    }
}

fn watched(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    let coverage = desk_coverage(desk);
    html! {
        @if !coverage.is_empty() {
            section.card aria-labelledby="watched" {
                div.head { h2 #watched { (words.coverage.title) } a href=(address::COVERAGE) { (words.overview.see_week) } }
                p.soft { (words.coverage.lead) }
                dl.facts {
                    @for (site, covered) in &coverage {
                        div {
                            dt { (desk.site_name(site, tongue.tag())) }
                            dd {
                                (fill(words.coverage.cells, &[("observed", &covered.cells_observed().to_string())]))
                                (share(covered.cells_observed(), CELLS_A_WEEK))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A share as a bar; the words beside it say the same.
fn share(part: usize, whole: usize) -> Markup {
    let width = part * 100 / whole.max(1);
    html! {
        svg.bar-share viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.ground width="100" height="4" {}
            rect.fill width=(width) height="4" {}
        }
    }
}

/// Stops by code, without names: a stop is the protocol at work, never somebody's failure.
fn stops(words: &Words, desk: &Desk) -> Markup {
    let mut counted: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    for (code, _) in desk.records.iter().filter_map(|record| record.view.stopped) {
        let line = counted.entry(say::stop_code(code)).or_insert_with(|| (0, words.stop(code).to_owned()));
        line.0 += 1;
    }
    html! {
        @if !desk.records.is_empty() {
            section.card aria-labelledby="stops" {
                h2 #stops { (words.overview.stops) }
                p.soft { (words.overview.stops_lead) }
                @if counted.is_empty() { p { (words.overview.no_stops) } } @else {
                    ul.chips {
                        @for (code, (count, text)) in &counted { li.chip { (code) " · " (text) ": " (count) } }
                    }
                }
            }
        }
    }
}

/// Which devices were copied or put back: a supervisor takes them in hand.
fn forks(words: &Words, desk: &Desk) -> String {
    let names: Vec<String> = desk.forked.iter().map(|device| desk.device_name(*device)).collect();
    fill(words.overview.forks, &[("count", &desk.forks.to_string()), ("devices", &names.join(", "))])
}
