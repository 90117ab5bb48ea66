//! What a supervisor counts, with the caveats that belong to it.
//!
//! Everything is a function over opened records: nothing is kept, nothing is fetched, nothing is drawn. Every result
//! tells "nothing was seen" from "nobody watched", and carries its caveats, because a number that travels without
//! them is read as more than it is. This room knows neither keys nor pages.

mod age_bands;
mod caveats;
mod caveats_words;
mod codebook;
mod coverage;
mod mark;
mod observed;
mod rates;
mod week;

pub use age_bands::{Age, AgeBand, BandFault, BandSet, BandSetError, Counted, count_between, count_in_bands};
pub use caveats::{Caveat, CaveatFacts, CaveatLanguage, Subject, caveats_for, print_caveat};
pub use codebook::{CodebookChoice, CodebookEntry, codebook};
pub use coverage::{Coverage, Gap, SiteCoverage, coverage};
pub use mark::{Cell, disclose};
pub use observed::{CountedRow, ObservedBlock, observed_blocks};
pub use rates::{Rate, rate_per_observed_hour};
pub use week::{CELLS_A_WEEK, HourOfWeek, Weekday, spread_over_week};
