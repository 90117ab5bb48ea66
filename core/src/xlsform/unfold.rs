//! How large an OpenDocument sheet becomes once its repetitions are written out.
//!
//! The format says "this row, a million times" in a few letters, and the library beneath writes it out at once. So the
//! sum is made first, over the tags alone. Knows the four tags that repeat, and errs on the side of too large.

/// What one place in a spreadsheet costs in memory, at the least.
const CELL_BYTES: u64 = 32;

/// Counted over one sheet.
#[derive(Default)]
struct Count {
    /// Bytes of filled cells, written out.
    text: u64,
    /// Rows down to the last filled one, and those since.
    rows: (u64, u64),
    /// Columns of the widest row.
    width: u64,
    row: RowCount,
}

/// Counted over one row.
#[derive(Default)]
struct RowCount {
    repeats: u64,
    text: u64,
    /// Columns to the last filled cell, and those since.
    columns: (u64, u64),
    cell: Option<(u64, u64)>,
}

/// Bytes that the content of an OpenDocument spreadsheet takes once unfolded.
pub fn bytes_of(content: &[u8]) -> u64 {
    let (mut count, mut total) = (Count::default(), 0_u64);
    for tag in content.split(|byte| *byte == b'<') {
        if tag.starts_with(b"table:table-row") {
            count.row = RowCount { repeats: number(tag, b"table:number-rows-repeated"), ..RowCount::default() };
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            count.row.end_cell();
            let repeats = number(tag, b"table:number-columns-repeated");
            if contains(tag, b"office:") || contains(tag, b"table:formula") {
                count.row.cell = Some((repeats, tag.len() as u64));
            } else {
                count.row.columns.1 = count.row.columns.1.saturating_add(repeats);
            }
        } else if tag.starts_with(b"/table:table-row") {
            count.end_row();
        } else if tag.starts_with(b"/table:table>") {
            let cells = count.rows.0.saturating_mul(count.width).saturating_mul(CELL_BYTES);
            total = total.saturating_add(count.text).saturating_add(cells);
            count = Count::default();
        } else if let Some((_, length)) = &mut count.row.cell {
            let spaces = if tag.starts_with(b"text:s") { number(tag, b"text:c") } else { 0 };
            *length = length.saturating_add(tag.len() as u64).saturating_add(spaces);
        }
    }
    total
}

impl RowCount {
    fn end_cell(&mut self) {
        if let Some((repeats, length)) = self.cell.take() {
            self.text = self.text.saturating_add(repeats.saturating_mul(length));
            self.columns = (self.columns.0.saturating_add(self.columns.1).saturating_add(repeats), 0);
        }
    }
}

impl Count {
    fn end_row(&mut self) {
        self.row.end_cell();
        let row = std::mem::take(&mut self.row);
        self.text = self.text.saturating_add(row.text.saturating_mul(row.repeats));
        self.rows.1 = self.rows.1.saturating_add(row.repeats);
        if row.columns.0 > 0 {
            self.rows = (self.rows.0.saturating_add(self.rows.1), 0);
            self.width = self.width.max(row.columns.0);
        }
    }
}

fn contains(tag: &[u8], word: &[u8]) -> bool {
    tag.windows(word.len()).any(|window| window == word)
}

/// The attribute's number, 1 when it is not there, and the largest when it cannot be read.
fn number(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(at) = tag.windows(attribute.len()).position(|window| window == attribute) else { return 1 };
    let rest = tag.get(at + attribute.len()..).unwrap_or_default();
    let digits: Vec<u8> = rest
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'' | b' '))
        .take_while(|byte| !matches!(byte, b'"' | b'\''))
        .collect();
    std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &str, expected: std::ops::RangeInclusive<u64>) {
        let found = bytes_of(format!("<table:table table:name=\"t\">{rows}</table:table>").as_bytes());
        assert!(expected.contains(&found), "{found}: {rows}");
    }

    #[test]
    fn repetitions_are_counted_before_they_are_written_out() {
        let cell = "<table:table-cell office:value=\"1\"/>";
        let many = "<table:table-cell office:value=\"1\" table:number-columns-repeated=\"1000\"/>";
        let gap = "<table:table-cell table:number-columns-repeated=\"16000\"/>";
        let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
        let rows = |cells: &str, n: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{n}\">{cells}</table:table-row>")
        };
        check(&row(cell), 32..=100);
        check(&row(&format!("{cell}{gap}")), 32..=100);
        check(&format!("{}{}", row(cell), rows(gap, "1048576")), 32..=100);
        check(&row(&format!("{gap}{cell}")), 500_000..=600_000);
        check(&row(many), 100_000..=200_000);
        check(&rows(many, "1000000"), 100_000_000_000..=u64::MAX);
        check(&rows(cell, "&#49;0"), u64::MAX..=u64::MAX);
        let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p>";
        check(&row(spaces), 4_000_000_000..=5_000_000_000);
    }
}
