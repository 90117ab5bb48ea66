//! The list of records, narrowed by state, device, instrument or site.

use std::collections::BTreeSet;

use fieldward_core::{
    authority::Role,
    review::{Completeness, Flag},
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::console::{
    address,
    desk::{Desk, DeskRecord, RecordState},
    say,
    words::{Tongue, Words, fill},
};

/// What the list is narrowed to; empty means everything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A state's code.
    pub state: String,
    /// A device's id.
    pub device: String,
    /// An instrument's id.
    pub instrument: String,
    /// A site's id.
    pub site: String,
}

impl Filter {
    fn takes(&self, record: &DeskRecord) -> bool {
        let site = record.view.site.as_ref().map_or("", |site| site.0.as_str());
        let wanted = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        wanted(&self.state, record.state.code())
            && wanted(&self.device, &record.device.0.to_string())
            && wanted(&self.instrument, &record.view.instrument)
            && wanted(&self.site, site)
    }

    fn is_open(&self) -> bool {
        [&self.state, &self.device, &self.instrument, &self.site].iter().all(|field| field.is_empty())
    }
}

/// The list.
pub fn records(tongue: Tongue, desk: &Desk, filter: &Filter) -> Markup {
    let words = tongue.words();
    let shown: Vec<&DeskRecord> = desk.records.iter().filter(|record| filter.takes(record)).collect();
    html! {
        div.stack {
            div {
                h1 { (words.records.title) }
                p.lead { (fill(words.records.count, &[("shown", &shown.len().to_string()), ("all", &desk.records.len().to_string())])) }
            }
            (filters(tongue, desk, filter))
            @if shown.is_empty() { (nothing(words, filter)) } @else { (table(tongue, desk, &shown)) }
        }
    }
}

fn filters(tongue: Tongue, desk: &Desk, filter: &Filter) -> Markup {
    let words = tongue.words();
    let states = RecordState::ALL.map(|state| (state.code().to_owned(), words.state(state).to_owned()));
    let device = |record: &DeskRecord| (record.device.0.to_string(), desk.device_name(record.device));
    let devices: BTreeSet<(String, String)> = desk.records.iter().map(device).collect();
    let instrument = |record: &DeskRecord| (record.view.instrument.clone(), record.view.title.clone());
    let instruments: BTreeSet<(String, String)> = desk.records.iter().map(instrument).collect();
    let sites = desk.study.sites.iter().map(|site| (site.id.0.clone(), site.name.get(tongue.tag()).to_owned()));
    html! {
        form.card method="get" action=(address::RECORDS) {
            div.filters {
                (choice(words, "state", words.records.state, states, &filter.state))
                (choice(words, "device", words.records.device, devices, &filter.device))
                (choice(words, "instrument", words.records.instrument, instruments, &filter.instrument))
                (choice(words, "site", words.records.site, sites, &filter.site))
                div.actions { button.second type="submit" { (words.records.narrow) } }
            }
        }
    }
}

fn choice(
    words: &Words,
    name: &str,
    label: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (words.records.any) }
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            }
        }
    }
}

fn nothing(words: &Words, filter: &Filter) -> Markup {
    html! {
        section.empty {
            @if filter.is_open() {
                h2 { (words.overview.empty_title) }
                p { (words.overview.empty_lead) }
            } @else {
                h2 { (words.records.none_title) }
                p { (words.records.none_lead) }
                a.button.second href=(address::RECORDS) { (words.records.show_all) }
            }
        }
    }
}

fn table(tongue: Tongue, desk: &Desk, shown: &[&DeskRecord]) -> Markup {
    let words = tongue.words();
    let titles = [
        words.records.reference,
        words.records.instrument,
        words.records.site,
        words.records.begun,
        words.records.device,
        words.records.items,
        words.records.state,
    ];
    html! {
        div.card.table-card {
            table.cards {
                caption.unseen { (words.records.title) }
                thead { tr { @for title in titles { th scope="col" { (title) } } } }
                tbody { @for record in shown { (row(words, desk, record)) } }
            }
        }
    }
}

fn row(words: &Words, desk: &Desk, record: &DeskRecord) -> Markup {
    let view = &record.view;
    let flags = desk.flags(record).filter(|flag| **flag != Flag::Training).count();
    html! {
        tr {
            th scope="row" { a.number href=(address::record(record.id)) { (view.reference) } }
            td data-label=(words.records.instrument) { (view.title) }
            td data-label=(words.records.site) { (view.site_name) }
            td data-label=(words.records.begun) { (say::moment(words, &view.started)) }
            td data-label=(words.records.device) { (desk.device_name(record.device)) }
            td data-label=(words.records.items) { (items(words, desk.completeness(record))) }
            td data-label=(words.records.state) {
                ul.chips {
                    li { (state_chip(words, record.state)) }
                    @if !view.alerts.is_empty() && desk.role == Role::Supervisor { li.chip.alert { (words.records.alert) } }
                    @if flags > 0 { li.chip.warn { (fill(words.records.flags, &[("count", &flags.to_string())])) } }
                    @if view.stopped.is_some() { li.chip.quiet { (words.records.stopped) } }
                }
            }
        }
    }
}

/// What is there and what is missing, in one line.
pub(super) fn items(words: &Words, counted: Completeness) -> String {
    let whole = counted.answered + counted.declined + counted.missing + counted.dropped;
    let there = counted.answered + counted.declined;
    fill(words.records.of, &[("there", &there.to_string()), ("whole", &whole.to_string())])
}

/// The state as a chip.
pub(super) fn state_chip(words: &Words, state: RecordState) -> Markup {
    let class = match state {
        RecordState::New => "chip new",
        RecordState::Returned => "chip warn",
        RecordState::Corrected => "chip quiet",
        RecordState::Accepted => "chip good",
    };
    html! { span class=(class) { (words.state(state)) } }
}
