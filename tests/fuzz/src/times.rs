//! Calendars: what a text says, and what a number of days or milliseconds is printed as.

use fieldward_core::expr::time;

use crate::{interview::calculation, text};

/// A text as a day, a time, a moment; and, as a pattern, how days far away are printed.
pub fn calendar(input: &[u8]) {
    let written = text(input);
    if let Some(days) = time::parse_date(written) {
        assert_eq!(time::parse_date(&time::date_text(days)), Some(days), "a day that is printed can be read");
    }
    if let Some(ms) = time::parse_time(written) {
        assert_eq!(time::parse_time(&time::time_text(ms)), Some(ms), "a time that is printed can be read");
    }
    if let Some((ms, offset)) = time::parse_date_time(written, 0) {
        let again = time::parse_date_time(&time::date_time_text(ms, offset), 0);
        assert_eq!(again, Some((ms, offset)), "a moment that is printed can be read");
    }
    let quoted = written.replace('\'', " ");
    for days in ["${d}", "-719162", "2932896", "1 div 0", "99999999999", "today()"] {
        calculation(&format!("format-date-time({days}, '{quoted}')"));
    }
    calculation(&format!("date('{quoted}') + decimal-date-time('{quoted}')"));
}
