//! Coverage of each site by hour of the week: the picture, the same as a table, and what is still wanted.

use fieldward_core::{
    analysis::{
        Caveat, CaveatFacts, CaveatLanguage, Cell, Coverage, HourOfWeek, ObservedBlock, SiteCoverage, Subject, Weekday,
        caveats_for, coverage as cover, print_caveat, rate_per_observed_hour,
    },
    ids::SiteId,
};
use maud::{Markup, html};

use crate::console::{
    desk::Desk,
    pages::heat_map::heat_map,
    words::{Tongue, Words, fill},
};

/// Coverage from the desk's observations. Sites that the study plans to watch are in it from the first day.
pub fn desk_coverage(desk: &Desk) -> Coverage {
    let planned = desk.study.sites.iter().filter(|site| site.minutes_wanted > 0);
    cover(planned.map(|site| (site.id.clone(), site.minutes_wanted)), blocks(desk))
}

/// Every hour block with its site. A correction carries single items and watched no hours: only first records count.
fn blocks(desk: &Desk) -> impl Iterator<Item = (&SiteId, &ObservedBlock)> {
    let counted = desk.records.iter().filter(|record| record.view.parent.is_none());
    counted
        .filter_map(|record| record.view.site.as_ref().map(|site| (site, &record.view.blocks)))
        .flat_map(|(site, blocks)| blocks.iter().map(move |block| (site, block)))
}

/// The page.
pub fn coverage(tongue: Tongue, desk: &Desk) -> Markup {
    let words = tongue.words();
    let sites = desk_coverage(desk);
    html! {
        div.stack {
            div { h1 { (words.coverage.title) } p.lead { (words.coverage.lead) } }
            @if sites.is_empty() {
                section.empty { h2 { (words.coverage.empty_title) } p { (words.coverage.empty_lead) } }
            }
            @for (place, (id, site)) in sites.iter().enumerate() { (one_site(tongue, desk, place, id, site)) }
            @if !sites.is_empty() { (caveats(tongue, desk, &sites)) }
        }
    }
}

fn one_site(tongue: Tongue, desk: &Desk, place: usize, id: &SiteId, site: &SiteCoverage) -> Markup {
    let words = tongue.words();
    let name = desk.site_name(id, tongue.tag());
    let heading = format!("site-{place}");
    let rate = rate_per_observed_hour(blocks(desk).filter(|(at, _)| *at == id).map(|(_, block)| block));
    let hours = format!("{:.1}", f64::from(rate.minutes) / 60.0);
    html! {
        section.card aria-labelledby=(heading) {
            h2 id=(heading) { (name) }
            p {
                (fill(words.coverage.cells, &[("observed", &site.cells_observed().to_string())])) " "
                @if site.wanted > 0 {
                    (fill(words.coverage.reach, &[("reached", &site.cells_reached().to_string()), ("wanted", &site.wanted.to_string())]))
                }
            }
            (heat_map(words, site, &name))
            @if let Some(per_hour) = rate.per_hour() {
                p { (fill(words.coverage.rate, &[("rate", &format!("{per_hour:.1}")), ("passings", &rate.passings.to_string()), ("hours", &hours)])) }
            }
            details {
                summary { (words.coverage.as_table) }
                div.wide tabindex="0" role="region" aria-label=(fill(words.coverage.picture, &[("site", &name)])) { (table(words, site)) }
            }
        }
    }
}

fn table(words: &Words, site: &SiteCoverage) -> Markup {
    html! {
        table.week {
            caption { (words.coverage.table_caption) }
            thead { tr { td {} @for day in words.time.days_short { th scope="col" { (day) } } } }
            tbody {
                @for hour in 0..24 {
                    tr {
                        th scope="row" { (hour) ":00" }
                        @for day in Weekday::ALL {
                            td { (site.at(HourOfWeek::new(day, hour)).map_or(Cell::Unobserved, |minutes| Cell::Count(minutes.into()))) }
                        }
                    }
                }
            }
        }
    }
}

fn caveats(tongue: Tongue, desk: &Desk, sites: &Coverage) -> Markup {
    let language = CaveatLanguage::of(tongue.tag());
    let name = |(id, site): (&SiteId, &SiteCoverage)| {
        format!("{}: {}", desk.site_name(id, tongue.tag()), site.cells_observed())
    };
    let places: Vec<String> = sites.keys().map(|id| desk.site_name(id, tongue.tag())).collect();
    let facts = CaveatFacts {
        places: places.join(", "),
        dates: format!("{} – {}", desk.study.period.0, desk.study.period.1),
        coverage: sites.iter().map(name).collect::<Vec<_>>().join("; "),
        ..CaveatFacts::default()
    };
    let print = |caveat: Caveat| format!("{} · {}", caveat.id(), print_caveat(caveat, language, &facts));
    html! {
        section.note aria-labelledby="caveats" {
            h2 #caveats { (tongue.words().coverage.caveats) }
            ul { @for caveat in caveats_for(Subject::Coverage) { li { (print(caveat)) } } }
        }
    }
}
