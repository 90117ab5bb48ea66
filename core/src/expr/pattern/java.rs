//! Java's spelling of a regular expression, rewritten for an engine that takes most of it and means some differently:
//! `\d`, `\w`, `\s` are ASCII's in Java, `.` stops at more line ends, and `\Q...\E`, `\uHHHH`, `\h` need other words.

use std::{iter::Peekable, str::Chars};

use super::class;

/// The characters of a pattern that are not read yet.
pub(super) struct Reader<'s> {
    pub(super) rest: Peekable<Chars<'s>>,
    /// Classes inside one another that are open.
    pub(super) classes: usize,
}

/// What `.` matches in Java: anything but an end of a line.
const DOT: &str = r"[^\n\r\x{85}\x{2028}\x{2029}]";
const LINE_END: &str = r"(?:\r\n|[\n\x0B\f\r\x{85}\x{2028}\x{2029}])";

/// The pattern in the other spelling; nothing where there is none.
pub(super) fn rewritten(source: &str) -> Option<String> {
    let mut reader = Reader { rest: source.chars().peekable(), classes: 0 };
    let dot = if has_flag(source, 's') { "." } else { DOT };
    let mut written = String::with_capacity(source.len() + 16);
    while let Some(c) = reader.rest.next() {
        match c {
            '\\' => written.push_str(&reader.escape()?),
            '[' => written.push_str(&class::rewritten(&mut reader)?),
            '.' => written.push_str(dot),
            '(' => written.push_str(&reader.group()),
            '{' => written.push_str(&reader.bounds()?),
            _ => written.push(c),
        }
    }
    Some(written)
}

/// Whether any group of flags, such as `(?s)`, has this one.
fn has_flag(source: &str, flag: char) -> bool {
    let flags = source.split("(?").skip(1).map(|after| after.split(|c: char| !c.is_ascii_alphabetic()).next());
    flags.flatten().any(|letters| letters.contains(flag))
}

impl Reader<'_> {
    /// What begins with a bracket; flags that Java has alone are left out.
    fn group(&mut self) -> String {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('?') {
            return "(".to_owned();
        }
        let flags: String = ahead.clone().take_while(|c| c.is_ascii_alphabetic() || *c == '-').collect();
        let end = ahead.nth(flags.len());
        if flags.is_empty() || !matches!(end, Some(')' | ':')) {
            return "(".to_owned();
        }
        self.rest = ahead;
        let kept: String = flags.chars().filter(|flag| matches!(flag, 'i' | 'm' | 's' | 'x' | '-')).collect();
        match (kept.trim_end_matches('-'), end) {
            ("", Some(')')) => String::new(),
            (kept, Some(end)) => format!("(?{kept}{end}"),
            (_, None) => String::new(),
        }
    }

    /// How often something is repeated: `{2}`, `{2,}`, `{2,3}`. Java takes no other `{`.
    fn bounds(&mut self) -> Option<String> {
        let inside: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
        let are_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        (!least.is_empty() && are_digits(least) && are_digits(most)).then(|| format!("{{{inside}}}"))
    }

    /// What follows a backslash outside a class.
    fn escape(&mut self) -> Option<String> {
        match self.rest.peek()? {
            'Q' => {
                self.rest.next();
                Some(regex::escape(&self.quoted()))
            }
            'A' | 'z' | 'b' | 'B' => Some(format!("\\{}", self.rest.next()?)),
            'Z' => {
                self.rest.next();
                Some("(?:\\n?\\z)".to_owned())
            }
            'R' => {
                self.rest.next();
                Some(LINE_END.to_owned())
            }
            'k' | '1'..='9' => Some(format!("\\{}", self.rest.next()?)),
            _ => class::escape(self),
        }
    }

    /// The text up to `\E`, or to the end.
    pub(super) fn quoted(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.rest.next() {
            if c == '\\' && self.rest.peek() == Some(&'E') {
                self.rest.next();
                break;
            }
            text.push(c);
        }
        text
    }

    /// So many hexadecimal digits.
    pub(super) fn hex(&mut self, count: usize) -> Option<u32> {
        let digits: String = self.rest.by_ref().take(count).collect();
        let whole = digits.len() == count && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        whole.then(|| u32::from_str_radix(&digits, 16).ok())?
    }
}
