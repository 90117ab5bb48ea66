//! A week of a site as a picture: 24 hours by 7 days, unobserved cells empty and dashed, never shown as zero.
//!
//! Drawn twice, broad for a laptop and tall for a phone; the style sheet shows one. Colours come from classes, so that
//! the page needs no inline style.

use fieldward_core::analysis::{HourOfWeek, SiteCoverage, Weekday};
use maud::{Markup, html};

use crate::console::words::{Words, fill};

/// Which way the hours run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Hours from left to right.
    Broad,
    /// Hours from top to bottom.
    Tall,
}

const CELL: usize = 26;
const EDGE: usize = 46;

/// The picture, its key, and nothing else: the table stands beside it.
pub fn heat_map(words: &Words, site: &SiteCoverage, title: &str) -> Markup {
    html! {
        div.heat {
            (drawing(words, site, title, Way::Broad))
            (drawing(words, site, title, Way::Tall))
            (key(words))
        }
    }
}

fn drawing(words: &Words, site: &SiteCoverage, title: &str, way: Way) -> Markup {
    let (columns, rows, class) = match way {
        Way::Broad => (24, 7, "broad"),
        Way::Tall => (7, 24, "tall"),
    };
    let view_box = format!("0 0 {} {}", EDGE + columns * CELL, 22 + rows * CELL);
    html! {
        svg class=(class) viewBox=(view_box) role="img" aria-label=(fill(words.coverage.picture, &[("site", title)])) {
            @for (place, day) in Weekday::ALL.into_iter().enumerate() { (day_label(words, place, day, way)) }
            @for hour in (0..24).step_by(if way == Way::Broad { 2 } else { 1 }) { (hour_label(hour, way)) }
            @for cell in HourOfWeek::all() { (one_cell(words, site, cell, way)) }
        }
    }
}

fn day_label(words: &Words, place: usize, day: Weekday, way: Way) -> Markup {
    let name = words.time.days_short[day as usize];
    match way {
        Way::Broad => html! { text x="0" y=(22 + place * CELL + 18) font-size="13" { (name) } },
        Way::Tall => html! {
            text x=(EDGE + place * CELL + CELL / 2) y="15" font-size="10" text-anchor="middle" { (name) }
        },
    }
}

fn hour_label(hour: usize, way: Way) -> Markup {
    match way {
        Way::Broad => html! {
            text x=(EDGE + hour * CELL + CELL / 2) y="14" font-size="12" text-anchor="middle" { (hour) }
        },
        Way::Tall => html! { text x="0" y=(22 + hour * CELL + 17) font-size="11" { (hour) ":00" } },
    }
}

fn one_cell(words: &Words, site: &SiteCoverage, cell: HourOfWeek, way: Way) -> Markup {
    let (day, hour) = (cell.day() as usize, usize::from(cell.hour()));
    let (column, row) = match way {
        Way::Broad => (hour, day),
        Way::Tall => (day, hour),
    };
    let (x, y) = (EDGE + column * CELL, 22 + row * CELL);
    let minutes = site.at(cell);
    let tip = format!("{} {}:00 — {}", words.time.days[day], hour, cell_words(words, minutes));
    html! {
        rect class=(class(minutes, site.wanted)) x=(x + 1) y=(y + 1) width=(CELL - 2) height=(CELL - 2) rx="4" { title { (tip) } }
        @if minutes.is_none() { circle.none cx=(x + CELL / 2) cy=(y + CELL / 2) r="1.2" {} }
    }
}

/// Minutes of a cell in words.
pub(super) fn cell_words(words: &Words, minutes: Option<u32>) -> String {
    minutes.map_or_else(
        || words.coverage.unobserved.to_owned(),
        |minutes| fill(words.facts.minutes, &[("minutes", &minutes.to_string())]),
    )
}

/// Four steps up to what is wanted; where nothing is wanted, up to an hour.
fn class(minutes: Option<u32>, wanted: u32) -> &'static str {
    let goal = if wanted == 0 { 60 } else { wanted };
    match minutes.map(|minutes| u64::from(minutes) * 100 / u64::from(goal)) {
        None => "h0",
        Some(0..=33) => "h1",
        Some(34..=66) => "h2",
        Some(67..=99) => "h3",
        Some(_) => "h4",
    }
}

fn key(words: &Words) -> Markup {
    let steps = [
        ("h0", words.coverage.unobserved),
        ("h1", words.coverage.a_third),
        ("h2", words.coverage.two_thirds),
        ("h3", words.coverage.nearly),
        ("h4", words.coverage.reached),
    ];
    html! {
        ul.key {
            @for (class, text) in steps {
                li { svg viewBox="0 0 26 26" aria-hidden="true" { rect class=(class) x="1" y="1" width="24" height="24" rx="4" {} } (text) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_what_is_wanted_and_unobserved_is_its_own() {
        for (minutes, wanted, expected) in [
            (None, 60, "h0"),
            (Some(0), 60, "h1"),
            (Some(30), 60, "h2"),
            (Some(59), 60, "h3"),
            (Some(60), 60, "h4"),
            (Some(30), 0, "h2"),
            (Some(200), 120, "h4"),
        ] {
            assert_eq!(class(minutes, wanted), expected, "{minutes:?} of {wanted}");
        }
    }
}
