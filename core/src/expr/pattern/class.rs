//! Classes of characters in Java's spelling: `[a-z&&[^b]]`, and escapes that mean the same inside and outside of them.

use super::java::Reader;

/// Most classes inside one another: `[a-z&&[^b]]` are two. Patterns may be calculated from what a respondent typed.
pub const CLASSES_NESTED_MAX: usize = 32;

/// A class whose `[` is read already; nothing where there are too many inside one another.
pub(super) fn rewritten(reader: &mut Reader<'_>) -> Option<String> {
    reader.classes += 1;
    let written = (reader.classes <= CLASSES_NESTED_MAX).then(|| inside(reader)).flatten();
    reader.classes -= 1;
    written
}

fn inside(reader: &mut Reader<'_>) -> Option<String> {
    let mut written = String::from("[");
    if reader.rest.next_if_eq(&'^').is_some() {
        written.push('^');
    }
    // Whether a `-` here would join the character before it to the one after.
    let mut after_character = false;
    let mut first = true;
    loop {
        let c = reader.rest.next()?;
        match c {
            ']' if !first => break,
            '[' => written.push_str(&rewritten(reader)?),
            '&' if reader.rest.next_if_eq(&'&').is_some() => written.push_str("&&"),
            '-' if after_character && reader.rest.peek() != Some(&']') => {
                written.push('-');
                written.push_str(&member(reader)?);
                after_character = false;
                continue;
            }
            '\\' if reader.rest.peek() == Some(&'Q') => {
                reader.rest.next();
                reader.quoted().chars().for_each(|quoted| written.push_str(&literal(quoted)));
            }
            '\\' => written.push_str(&escape(reader)?),
            _ => written.push_str(&literal(c)),
        }
        after_character = !matches!(c, '[' | '&');
        first = false;
    }
    written.push(']');
    Some(written)
}

/// The end of a range.
fn member(reader: &mut Reader<'_>) -> Option<String> {
    match reader.rest.next()? {
        '\\' => escape(reader),
        c => Some(literal(c)),
    }
}

/// A character that stands for itself, wherever it stands.
fn literal(c: char) -> String {
    if c.is_ascii_punctuation() { format!("\\x{:02X}", u32::from(c)) } else { c.to_string() }
}

/// What follows a backslash, inside a class or outside.
pub(super) fn escape(reader: &mut Reader<'_>) -> Option<String> {
    let c = reader.rest.next()?;
    Some(match c {
        'd' => "[0-9]".to_owned(),
        'D' => "[^0-9]".to_owned(),
        'w' => "[0-9A-Za-z_]".to_owned(),
        'W' => "[^0-9A-Za-z_]".to_owned(),
        's' => r"[\t-\r ]".to_owned(),
        'S' => r"[^\t-\r ]".to_owned(),
        'h' => r"[ \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]".to_owned(),
        'H' => r"[^ \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]".to_owned(),
        'v' => r"[\n\x0B\f\r\x{85}\x{2028}\x{2029}]".to_owned(),
        'V' => r"[^\n\x0B\f\r\x{85}\x{2028}\x{2029}]".to_owned(),
        't' | 'n' | 'r' | 'f' | 'a' => format!("\\{c}"),
        'e' => "\\x1B".to_owned(),
        'c' => code(u32::from(reader.rest.next()?) ^ 64)?,
        'x' => hexadecimal(reader)?,
        'u' => unit(reader)?,
        '0' => octal(reader)?,
        'p' | 'P' => property(reader, c)?,
        _ if c.is_ascii_alphanumeric() => return None,
        _ => literal(c),
    })
}

fn code(number: u32) -> Option<String> {
    char::from_u32(number).map(|_| format!("\\x{{{number:X}}}"))
}

fn hexadecimal(reader: &mut Reader<'_>) -> Option<String> {
    if reader.rest.next_if_eq(&'{').is_none() {
        return reader.hex(2).and_then(code);
    }
    let digits: String = reader.rest.by_ref().take_while(|c| *c != '}').collect();
    code(u32::from_str_radix(&digits, 16).ok()?)
}

/// `\uHHHH`; two of them may make one character.
fn unit(reader: &mut Reader<'_>) -> Option<String> {
    let first = reader.hex(4)?;
    if !(0xD800..0xDC00).contains(&first) {
        return code(first);
    }
    reader.rest.next_if_eq(&'\\')?;
    reader.rest.next_if_eq(&'u')?;
    let second = reader.hex(4).filter(|second| (0xDC00..0xE000).contains(second))?;
    code(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
}

/// `\0n`, `\0nn`, `\0nnn` up to 377.
fn octal(reader: &mut Reader<'_>) -> Option<String> {
    let mut number = 0;
    for _ in 0..3 {
        let Some(digit) = reader.rest.peek().and_then(|c| c.to_digit(8)) else { break };
        if number * 8 + digit > 0o377 {
            break;
        }
        number = number * 8 + digit;
        reader.rest.next();
    }
    code(number)
}

/// `\p{..}` by Java's names: ASCII's classes, Unicode's categories, scripts and properties.
fn property(reader: &mut Reader<'_>, letter: char) -> Option<String> {
    let name: String = match reader.rest.next()? {
        '{' => reader.rest.by_ref().take_while(|c| *c != '}').collect(),
        single => single.to_string(),
    };
    let ascii = match name.as_str() {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7F",
        "Alpha" => "A-Za-z",
        "Digit" => "0-9",
        "Alnum" => "0-9A-Za-z",
        "Punct" => r"!-/:-@\[-`{-~",
        "Graph" => "!-~",
        "Print" => " -~",
        "Blank" => r" \t",
        "Cntrl" => r"\x00-\x1F\x7F",
        "XDigit" => "0-9A-Fa-f",
        "Space" => r"\t-\r ",
        _ => "",
    };
    if !ascii.is_empty() {
        return Some(format!("[{}{ascii}]", if letter == 'P' { "^" } else { "" }));
    }
    let unicode = match name.as_str() {
        "javaLowerCase" => "Lowercase",
        "javaUpperCase" => "Uppercase",
        "javaAlphabetic" => "Alphabetic",
        "javaWhitespace" => "White_Space",
        "javaDigit" => "Nd",
        "javaLetter" => "L",
        _ if name.starts_with("In") || name.starts_with("java") => return None,
        _ => name.strip_prefix("Is").unwrap_or(&name),
    };
    let known = unicode.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | ' '));
    known.then(|| format!("\\{letter}{{{unicode}}}"))
}
