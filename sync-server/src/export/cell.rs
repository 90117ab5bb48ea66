//! One cell, and why text in it can do no harm.
//!
//! A spreadsheet program runs what begins with `=`, `+`, `-` or `@`, also when it came from a text file. Such text gets
//! an apostrophe in front, which those programs hide; numbers are written as numbers and need none. Where a program
//! takes a semicolon for the end of a cell, as those do whose decimal sign is a comma, a cell can begin in the middle
//! of a text: the apostrophe goes there too.

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, or the code of a missing value.
    Text(String),
    /// A number.
    Number(f64),
}

impl Cell {
    /// A count.
    #[must_use]
    pub fn count(count: impl Into<i64>) -> Self {
        Self::Number(count.into() as f64)
    }

    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The cell as a text file has it.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => guarded(text),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Signs with which something begins that is run.
const RUNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Signs that end a cell for one program or another. A comma is not among them: a text with one stands in quotes.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// Text that no spreadsheet program runs, wherever it begins a cell.
#[must_use]
pub fn guarded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    if text.starts_with(['\t', '\r', '\n']) {
        safe.push('\'');
    }
    for part in text.split_inclusive(ENDS) {
        let said = part.trim_end_matches(ENDS);
        // Programs that take blanks off the front find the sign behind them.
        if said.trim_start().starts_with(RUNS) && !is_place(said) {
            safe.push('\'');
        }
        safe.push_str(part);
    }
    safe
}

/// The same in a workbook, where a cell is one whatever stands in it: only how it begins counts, and the rest stays as
/// it was typed.
pub(super) fn guarded_in_workbook(text: &str) -> String {
    let runs = text.trim_start().starts_with(RUNS) || text.starts_with(['\t', '\r', '\n']);
    if runs && !is_place(text) { format!("'{text}") } else { text.to_owned() }
}

/// Two to four plain numbers with spaces between, as a place in the south or the west begins: no program runs it.
fn is_place(text: &str) -> bool {
    let is_number = |part: &str| {
        let digits = part.strip_prefix('-').unwrap_or(part);
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let parts = text.split(' ').count();
    (2..=4).contains(&parts) && text.split(' ').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_the_rest_is_left_alone() {
        for (text, expected) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+33", "'+33"),
            ("-1 degrees", "'-1 degrees"),
            ("-11.55 104.9 12 4.5", "-11.55 104.9 12 4.5"),
            ("-1 -2", "-1 -2"),
            ("-1", "'-1"),
            ("-1 -", "'-1 -"),
            ("-1 2+3", "'-1 2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            (" =1", "' =1"),
            ("ok;=HYPERLINK(\"http://x\")", "ok;'=HYPERLINK(\"http://x\")"),
            ("a; @b;c\n+d\r\n-e", "a;' @b;c\n'+d\r\n'-e"),
            ("11.5 104.9 0 0;-11.6 104.9 0 0", "11.5 104.9 0 0;-11.6 104.9 0 0"),
            ("a;;", "a;;"),
            ("a=b", "a=b"),
            (".d", ".d"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), expected);
        }
    }

    #[test]
    fn a_negative_number_is_a_number() {
        assert_eq!(Cell::Number(-3.5).plain(), "-3.5");
    }
}
