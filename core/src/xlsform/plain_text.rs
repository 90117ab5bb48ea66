//! Workbooks written as text: comma-separated values, and Markdown tables.
//!
//! Both hold several sheets in one file: the first column names the sheet where one begins, and is empty in its rows.
//! Rows are counted in each sheet from its header, which is row 1. Knows cells, not what they mean.

use super::limits::SHEETS_MAX;

/// A sheet's name, and its cells with their row and column.
pub(super) type Table = (String, Vec<((u32, u32), String)>);

/// How much of a file is looked at to tell what it is.
const LOOK: usize = 5_000;

/// The sheets of a text, when it looks like one of the two.
pub(super) fn tables(bytes: &[u8]) -> Option<Vec<Table>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.contains('\0') {
        return None;
    }
    let count = |wanted: char| text.chars().take(LOOK).filter(|c| *c == wanted).count();
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    if first.starts_with('|') && count('|') >= 5 {
        Some(markdown(text))
    } else if count(',') >= 4 {
        Some(commas(text))
    } else {
        None
    }
}

/// Rows gathered into sheets.
#[derive(Default)]
struct Gathered {
    tables: Vec<Table>,
    /// Place of the sheet that rows now belong to, and its next row.
    now: Option<(usize, u32)>,
}

impl Gathered {
    /// A sheet begins. A second one of the same name takes the place of the first.
    fn begin(&mut self, name: &str) {
        let same = |table: &Table| table.0.to_lowercase() == name.to_lowercase();
        let place = self.tables.iter().position(same).unwrap_or_else(|| {
            self.tables.push((name.to_owned(), Vec::new()));
            self.tables.len() - 1
        });
        self.tables[place].1.clear();
        self.now = Some((place, 0));
    }

    /// One sheet more than there may be is enough to say so.
    fn are_too_many(&self) -> bool {
        self.tables.len() > SHEETS_MAX
    }

    /// A row of the sheet that was begun last; an empty one is passed over.
    fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        let Some((place, number)) = self.now else { return };
        let Some((_, table)) = self.tables.get_mut(place) else { return };
        let before = table.len();
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                table.push(((number, column), cell.to_owned()));
            }
        }
        if table.len() > before {
            self.now = Some((place, number.saturating_add(1)));
        }
    }
}

fn commas(text: &str) -> Vec<Table> {
    let mut gathered = Gathered::default();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap_or(false) {
        let name = record.get(0).unwrap_or("").trim();
        if !name.is_empty() {
            gathered.begin(name);
        }
        gathered.row(record.iter().skip(1).map(str::trim));
        if gathered.are_too_many() {
            break;
        }
    }
    gathered.tables
}

fn markdown(text: &str) -> Vec<Table> {
    let mut gathered = Gathered::default();
    for line in text.lines() {
        let Some(row) = inside(line) else { continue };
        if row.bytes().all(|byte| matches!(byte, b'|' | b'-')) && !row.is_empty() {
            continue;
        }
        let cells = split(row);
        let mut cells = cells.iter().map(|cell| cell.trim());
        let name = cells.next().unwrap_or("");
        if !name.is_empty() {
            gathered.begin(name);
        }
        gathered.row(cells);
        if gathered.are_too_many() {
            break;
        }
    }
    gathered.tables
}

/// What stands between the first and the last bar of a line that begins with one; a remark after `#` is left out.
fn inside(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = line.strip_prefix('|')?;
    let end = match rest.rfind('#') {
        Some(remark) if !rest[remark..].contains('|') => rest[..remark].rfind('|'),
        _ => rest.rfind('|'),
    };
    rest.get(..end?)
}

/// Cells between bars; `\|` is a bar inside a cell.
fn split(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = row.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = cells.len() - 1;
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                cells[last].push('|');
            }
            '|' => cells.push(String::new()),
            letter => cells[last].push(letter),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = tables(text.as_bytes())
            .unwrap_or_default()
            .into_iter()
            .map(|(name, cells)| {
                let cells: Vec<String> =
                    cells.iter().map(|((row, column), text)| format!("{row}{column}={text}")).collect();
                (name, cells.join(" "))
            })
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, cells)| (name.as_str(), cells.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_file_of_commas_holds_sheets() {
        let text = "\u{FEFF}survey\n,type,name\n,,\n,text, a \n\nchoices,list_name,name\n,\"x, \"\"y\"\"\",n\n";
        check(
            text,
            &[("survey", "00=type 01=name 10=text 11=a"), ("choices", "00=list_name 01=name 10=x, \"y\" 11=n")],
        );
    }

    #[test]
    fn a_markdown_table_holds_sheets() {
        let text = "# a form\n| survey | | |\n| | type | name | # remark\n|---|---|\n| | a\\|b | |\n\n| | | n#1 |\n";
        check(text, &[("survey", "00=type 01=name 10=a|b 21=n#1")]);
        check("|survey|type|\n||text|\n| Survey | t |\n| | u |", &[("survey", "00=t 10=u")]);
    }

    #[test]
    fn other_texts_are_no_workbooks() {
        for text in ["", "a letter, to a friend", "| one | bar", "a,b,c,d\0,e"] {
            check(text, &[]);
        }
    }
}
