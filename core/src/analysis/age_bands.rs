//! Age bands that a table may use, and counts that stay honest when an age is a range (N1, N2).
//!
//! An age given as a range that crosses a border is not assigned to a band: it is *possible* there and *definite*
//! nowhere (vector T3). Bands cannot be refined after the fact (T4).

use thiserror::Error;

/// An age in completed years, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Known.
    Exact(u8),
    /// Somewhere between these two, both included.
    Range(u8, u8),
    /// Only the band of an earlier table is known.
    Band(AgeBand),
    /// Not known, or not said.
    Unknown,
}

/// Ages from `low` to `high`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBand {
    /// Youngest.
    pub low: u8,
    /// Oldest.
    pub high: u8,
}

/// Bands of one table, in order of age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandSet(pub Vec<AgeBand>);

/// What is wrong with a set of bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandFault {
    /// These ages are in no band.
    Gap(AgeBand),
    /// These ages are in two bands.
    Overlap(AgeBand),
    /// The band holds both children and adults.
    CrossesEighteen(AgeBand),
}

/// Why bands cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BandSetError {
    /// Written in no way that we read.
    #[error("bands are written like 0-5, 6-11, 12-14, 15-17")]
    Unreadable,
    /// The question cuts through a band, and only the band is known.
    #[error("some ages are known as a band only, and the question cuts through it: the original ages are needed")]
    OriginalAgesNeeded,
}

/// A count with what is certain and what may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Surely inside.
    pub definite: u64,
    /// Inside or perhaps inside: never less than `definite`.
    pub possible: u64,
}

const ADULT_FROM: u8 = 18;

impl BandSet {
    /// Reads `0-5, 6-11, 12-14`; `<6` means from `span_low` to 5.
    pub fn parse(text: &str, span_low: u8) -> Result<Self, BandSetError> {
        let bands: Option<Vec<AgeBand>> = text.split(',').map(|part| parse_band(part.trim(), span_low)).collect();
        bands.map(Self).ok_or(BandSetError::Unreadable)
    }

    /// Everything that is wrong, for a table that should hold all ages of the span.
    #[must_use]
    pub fn faults(&self, span: AgeBand) -> Vec<BandFault> {
        let mut faults = Vec::new();
        let mut next = u16::from(span.low);
        for band in &self.0 {
            let (low, high) = (u16::from(band.low), u16::from(band.high));
            if low > next {
                faults.push(BandFault::Gap(AgeBand { low: next as u8, high: band.low - 1 }));
            }
            if low < next {
                faults.push(BandFault::Overlap(AgeBand { low: band.low, high: band.high.min((next - 1) as u8) }));
            }
            if band.low < ADULT_FROM && band.high >= ADULT_FROM {
                faults.push(BandFault::CrossesEighteen(*band));
            }
            next = next.max(high + 1);
        }
        if next <= u16::from(span.high) {
            faults.push(BandFault::Gap(AgeBand { low: next as u8, high: span.high }));
        }
        faults
    }
}

/// How many ages are in the band; refuses when only a coarser band is known.
pub fn count_between(ages: &[Age], query: AgeBand) -> Result<Counted, BandSetError> {
    let mut counted = Counted::default();
    for age in ages {
        let (low, high) = match *age {
            Age::Exact(years) => (years, years),
            Age::Range(low, high) => (low, high),
            Age::Band(band) if cuts(query, band) => return Err(BandSetError::OriginalAgesNeeded),
            Age::Band(band) => (band.low, band.high),
            Age::Unknown => continue,
        };
        counted.definite += u64::from(low >= query.low && high <= query.high);
        counted.possible += u64::from(low <= query.high && high >= query.low);
    }
    Ok(counted)
}

/// One count a band, and how many are unknown.
pub fn count_in_bands(ages: &[Age], bands: &BandSet) -> Result<(Vec<Counted>, u64), BandSetError> {
    let counts: Result<Vec<Counted>, _> = bands.0.iter().map(|band| count_between(ages, *band)).collect();
    let unknown = ages.iter().filter(|age| **age == Age::Unknown).count() as u64;
    Ok((counts?, unknown))
}

fn cuts(query: AgeBand, band: AgeBand) -> bool {
    let inside = band.low >= query.low && band.high <= query.high;
    let outside = band.high < query.low || band.low > query.high;
    !inside && !outside
}

fn parse_band(text: &str, span_low: u8) -> Option<AgeBand> {
    if let Some(below) = text.strip_prefix('<') {
        let high = below.trim().parse::<u8>().ok()?.checked_sub(1)?;
        return (high >= span_low).then_some(AgeBand { low: span_low, high });
    }
    let (low, high) = text.split_once(['-', '–'])?;
    let band = AgeBand { low: low.trim().parse().ok()?, high: high.trim().parse().ok()? };
    (band.low <= band.high).then_some(band)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bands: &str, span: AgeBand, expected: &[BandFault]) {
        let set = BandSet::parse(bands, span.low).expect("bands are well written");
        assert_eq!(set.faults(span), expected, "{bands}");
    }

    #[test]
    fn bands_with_gaps_and_across_eighteen_are_named() {
        let to_seventeen = AgeBand { low: 0, high: 17 };
        let crossing = AgeBand { low: 15, high: 18 };
        let gap = |low, high| BandFault::Gap(AgeBand { low, high });
        check("<6, 7-14, 15-18", to_seventeen, &[gap(6, 6), BandFault::CrossesEighteen(crossing)]);
        check("0-5, 6-11, 12-15", to_seventeen, &[gap(16, 17)]);
        check("0-5, 5-17", to_seventeen, &[BandFault::Overlap(AgeBand { low: 5, high: 5 })]);
        check("0-5, 6-11, 12-14, 15-17", to_seventeen, &[]);
    }

    #[test]
    fn a_range_across_a_border_is_possible_and_not_definite() {
        let ages = [Age::Exact(8), Age::Exact(10), Age::Exact(12), Age::Range(11, 13), Age::Unknown];
        let counted = count_between(&ages, AgeBand { low: 8, high: 12 });
        assert_eq!(counted, Ok(Counted { definite: 3, possible: 4 }), "vector T3");
    }

    #[test]
    fn bands_are_not_refined_after_the_fact() {
        let ages = [Age::Band(AgeBand { low: 6, high: 11 }), Age::Band(AgeBand { low: 12, high: 15 })];
        let query = AgeBand { low: 8, high: 12 };
        assert_eq!(count_between(&ages, query), Err(BandSetError::OriginalAgesNeeded), "vector T4");
        let whole = count_between(&ages, AgeBand { low: 6, high: 15 });
        assert_eq!(whole, Ok(Counted { definite: 2, possible: 2 }));
    }

    #[test]
    fn unknown_ages_are_counted_apart() {
        let bands = BandSet::parse("0-5, 6-17", 0).expect("bands are well written");
        let (counts, unknown) = count_in_bands(&[Age::Exact(3), Age::Unknown], &bands).expect("ages are exact");
        assert_eq!((counts[0].definite, counts[1].possible, unknown), (1, 0, 1));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "12", "9-3", "a-b", "<0"] {
            assert_eq!(BandSet::parse(text, 0), Err(BandSetError::Unreadable), "{text}");
        }
    }
}
