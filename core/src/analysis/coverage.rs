//! Coverage of a site by hour of the week (N9): what was watched, what was not, and what is still wanted.
//!
//! A cell that nobody watched has no number. A gap is a reminder for planning, never an order to go: the safety of
//! observers comes first, and a shift that was stopped for safety is a legitimate gap.

use std::collections::BTreeMap;

use crate::{
    analysis::{
        observed::ObservedBlock,
        week::{CELLS_A_WEEK, HourOfWeek, spread_over_week},
    },
    ids::SiteId,
};

/// Coverage of several sites.
pub type Coverage = BTreeMap<SiteId, SiteCoverage>;

/// Coverage of one site.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteCoverage {
    /// Minutes watched by cell; `None` where nobody watched.
    pub minutes: Vec<Option<u32>>,
    /// Passings counted by cell; `None` where nobody watched.
    pub passings: Vec<Option<i64>>,
    /// Minutes wanted in each cell; 0 means not planned.
    pub wanted: u32,
}

/// A cell that has not the wanted minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Which hour.
    pub cell: HourOfWeek,
    /// Minutes that are there.
    pub watched: u32,
    /// Minutes that are wanted.
    pub wanted: u32,
}

impl SiteCoverage {
    /// A site that nobody watched yet.
    #[must_use]
    pub fn unobserved(wanted: u32) -> Self {
        Self { minutes: vec![None; CELLS_A_WEEK], passings: vec![None; CELLS_A_WEEK], wanted }
    }

    /// Minutes watched in a cell; `None` where nobody watched.
    #[must_use]
    pub fn at(&self, cell: HourOfWeek) -> Option<u32> {
        self.minutes[cell.index()]
    }

    /// Cells that were watched at all.
    #[must_use]
    pub fn cells_observed(&self) -> usize {
        self.minutes.iter().flatten().count()
    }

    /// Cells that reach the wanted minutes. Where none are wanted, those that were watched at all.
    #[must_use]
    pub fn cells_reached(&self) -> usize {
        self.minutes.iter().flatten().filter(|minutes| **minutes >= self.wanted).count()
    }

    /// All minutes watched.
    #[must_use]
    pub fn minutes_total(&self) -> u32 {
        self.minutes.iter().flatten().sum()
    }

    /// Planned cells that have not what is wanted, in the order of the week.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        HourOfWeek::all()
            .map(|cell| Gap { cell, watched: self.at(cell).unwrap_or(0), wanted: self.wanted })
            .filter(|gap| gap.watched < gap.wanted)
            .collect()
    }

    fn add(&mut self, block: &ObservedBlock) {
        let Some(minutes) = block.minutes else { return };
        for (cell, watched) in spread_over_week(&block.opened, u32::from(minutes)) {
            *self.minutes[cell.index()].get_or_insert(0) += watched;
            self.passings[cell.index()].get_or_insert(0);
        }
        // Passings belong to the hour in which the block was opened: blocks are hours, and nobody knows the minute.
        if let (Some((cell, _)), Some(passings)) = (spread_over_week(&block.opened, 1).first(), block.passings()) {
            *self.passings[cell.index()].get_or_insert(0) += passings;
        }
    }
}

/// Coverage from blocks by site. Sites without any block are in it when they are in `planned` (site, wanted minutes).
#[must_use]
pub fn coverage<'a>(
    planned: impl IntoIterator<Item = (SiteId, u32)>,
    blocks: impl IntoIterator<Item = (&'a SiteId, &'a ObservedBlock)>,
) -> Coverage {
    let mut sites: Coverage =
        planned.into_iter().map(|(site, wanted)| (site, SiteCoverage::unobserved(wanted))).collect();
    for (site, block) in blocks {
        sites.entry(site.clone()).or_insert_with(|| SiteCoverage::unobserved(0)).add(block);
    }
    sites
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::week::Weekday, moment::Moment};

    /// Monday 2026-03-02 06:00Z.
    fn block(hour: i64, minutes: Option<u8>) -> ObservedBlock {
        let opened = Moment { wall_ms: 1_772_431_200_000 + hour * 3_600_000, offset_min: 0, monotonic_ms: 0 };
        ObservedBlock { block: 0, opened, minutes, nothing_seen: true, counts: BTreeMap::new(), rows: Vec::new() }
    }

    fn of(blocks: &[ObservedBlock]) -> SiteCoverage {
        let site = SiteId("station".into());
        let planned = [(site.clone(), 60)];
        coverage(planned, blocks.iter().map(|block| (&site, block))).remove(&site).expect("the site was planned")
    }

    #[test]
    fn nothing_seen_in_a_watched_hour_is_zero_and_an_unwatched_hour_is_nothing() {
        let site = of(&[block(0, Some(60)), block(1, None)]);
        let watched = HourOfWeek::new(Weekday::Monday, 6).index();
        assert_eq!((site.minutes[watched], site.passings[watched]), (Some(60), Some(0)), "vector T15");
        assert_eq!((site.minutes[watched + 1], site.passings[watched + 1]), (None, None), "vector T15");
    }

    #[test]
    fn minutes_of_several_weeks_add_up_and_gaps_shrink() {
        let half = of(&[block(0, Some(30))]);
        assert_eq!((half.cells_observed(), half.cells_reached(), half.gaps().len()), (1, 0, 168));
        let whole = of(&[block(0, Some(30)), block(168, Some(30))]);
        assert_eq!((whole.cells_observed(), whole.cells_reached(), whole.gaps().len()), (1, 1, 167));
    }

    #[test]
    fn a_planned_site_that_nobody_watched_is_there() {
        let site = of(&[]);
        assert_eq!((site.cells_observed(), site.minutes_total()), (0, 0));
    }
}
