//! The arguments of `search(...)`: which file, what is looked for in which columns, and which rows are left.
//!
//! `'towns'` takes every row; `'towns', 'contains', 'name, other', ${typed}` those whose columns hold what was typed;
//! two more arguments, a column and a value, leave those rows whose column says just that. File, way and columns are
//! texts in quotation marks; what they are compared with is any expression.

/// A call that can be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchCall {
    /// What expressions call the attached file.
    pub file: String,
    /// What is looked for, and in which columns.
    pub sought: Option<Sought>,
    /// The column that must say just this.
    pub filter: Option<(String, String)>,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// How it stands in a cell.
    pub way: Way,
    /// In one of these columns.
    pub columns: Vec<String>,
    /// An expression: the text.
    pub text: String,
}

/// How a text stands in a cell. Large and small letters of the Latin alphabet are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Somewhere in it; also what an unknown word means.
    Contains,
    /// At its beginning.
    Starts,
    /// At its end.
    Ends,
    /// As all of it.
    Matches,
}

impl SearchCall {
    /// Reads the arguments; the reason in words when they cannot be carried out.
    pub fn read(arguments: &str) -> Result<Self, &'static str> {
        let parts = split(arguments);
        if !matches!(parts.len(), 1 | 4 | 6) {
            return Err("it has one, four or six arguments");
        }
        let text = |place: usize, why| parts.get(place).and_then(|part| quoted(part)).ok_or(why);
        let file = file(arguments).ok_or("the name of the file must stand in quotation marks")?;
        let mut call = Self { file, sought: None, filter: None };
        if parts.len() > 1 {
            let way = match text(1, "the way to search must stand in quotation marks")?.trim() {
                "startswith" => Way::Starts,
                "endswith" => Way::Ends,
                "matches" => Way::Matches,
                _ => Way::Contains,
            };
            let columns = columns(text(2, "the columns must stand in quotation marks")?);
            // Without a column nothing is looked for.
            call.sought = (!columns.is_empty()).then(|| Sought { way, columns, text: parts[3].to_owned() });
        }
        if parts.len() > 4 {
            let column = text(4, "the column of the filter must stand in quotation marks")?;
            call.filter = Some((column.trim().to_owned(), parts[5].to_owned()));
        }
        Ok(call)
    }
}

/// The file that the first argument names, without its ending.
pub fn file(arguments: &str) -> Option<String> {
    let name = quoted(split(arguments).first()?)?.trim();
    Some(name.strip_suffix(".csv").unwrap_or(name).to_owned())
}

/// Names of columns with commas between them, or blanks where there is no comma.
pub fn columns(written: &str) -> Vec<String> {
    let split = |by: char| {
        let parts = written.split(by).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let parts = split(',');
    if parts.len() == 1 { split(' ') } else { parts }
}

/// What a text in quotation marks says.
fn quoted(part: &str) -> Option<&str> {
    let mark = part.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
    let inside = part.strip_prefix(mark)?.strip_suffix(mark)?;
    (!inside.contains(mark)).then_some(inside)
}

/// The arguments, at the commas that stand in no quotation marks and in no brackets.
fn split(arguments: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut open) = (Vec::new(), 0, 0_u32, None);
    for (place, letter) in arguments.char_indices() {
        match (letter, open) {
            (letter, Some(mark)) if letter == mark => open = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => open = Some(letter),
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth = depth.saturating_sub(1),
            (',', None) if depth == 0 => {
                parts.push(arguments[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(arguments[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(file: &str, sought: Option<(Way, &[&str], &str)>, filter: Option<(&str, &str)>) -> SearchCall {
        let text = |text: &str| text.to_owned();
        SearchCall {
            file: text(file),
            sought: sought.map(|(way, columns, words)| Sought {
                way,
                columns: columns.iter().map(|column| text(column)).collect(),
                text: text(words),
            }),
            filter: filter.map(|(column, value)| (text(column), text(value))),
        }
    }

    #[test]
    fn documented_forms_are_read() {
        for (arguments, expected) in [
            ("'towns'", call("towns", None, None)),
            ("\"towns.csv\"", call("towns", None, None)),
            ("'t', 'contains', 'name', ${x}", call("t", Some((Way::Contains, &["name"], "${x}")), None)),
            ("'t', 'startswith', 'a, b', 'x,y'", call("t", Some((Way::Starts, &["a", "b"], "'x,y'")), None)),
            ("'t', 'endswith', 'a b', f(1, 2)", call("t", Some((Way::Ends, &["a", "b"], "f(1, 2)")), None)),
            ("'t', 'sounds', 'a', ${x}", call("t", Some((Way::Contains, &["a"], "${x}")), None)),
            ("'t','matches','','','area',${a}", call("t", None, Some(("area", "${a}")))),
            (
                "'t', 'matches', 'a', ${x}, 'area', concat(${a}, ',')",
                call("t", Some((Way::Matches, &["a"], "${x}")), Some(("area", "concat(${a}, ',')"))),
            ),
        ] {
            assert_eq!(SearchCall::read(arguments), Ok(expected), "{arguments}");
        }
    }

    #[test]
    fn what_cannot_be_carried_out_says_why() {
        for (arguments, expected) in [
            ("", "the name of the file must stand in quotation marks"),
            ("${file}", "the name of the file must stand in quotation marks"),
            ("'t', 'matches'", "it has one, four or six arguments"),
            ("'t', ${way}, 'a', 'x'", "the way to search must stand in quotation marks"),
            ("'t', 'matches', ${column}, 'x'", "the columns must stand in quotation marks"),
            ("'t', 'matches', 'a', 'x', ${b}, 'y'", "the column of the filter must stand in quotation marks"),
        ] {
            assert_eq!(SearchCall::read(arguments), Err(expected), "{arguments}");
        }
    }
}
