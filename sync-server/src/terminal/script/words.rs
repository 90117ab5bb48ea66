//! Cuts a line of a script into words.
//!
//! Words are separated by blanks. Quotes hold blanks together, also inside a word (`place="Old market"`); inside
//! quotes `\"` is a quote, `\\` a backslash and `\n` a new line. A free text that stands last on its line needs no
//! quotes. A `#` begins a remark at the beginning of a line only, so that a text may hold one.

use thiserror::Error;

/// Why a line cannot be cut into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WordsError {
    /// A quote is never closed.
    #[error("a quote is opened and never closed")]
    OpenQuote,
}

/// The words of a line; none for an empty line or a remark.
pub fn words(line: &str) -> Result<Vec<String>, WordsError> {
    let line = line.trim();
    if line.starts_with('#') {
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (word, after) = word(rest)?;
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

/// The first `count` words and the free text after them: unquoted when it is one quoted word, else as it stands.
pub fn words_then_text(line: &str, count: usize) -> Result<(Vec<String>, String), WordsError> {
    let mut rest = line.trim();
    let mut words = Vec::new();
    while words.len() < count && !rest.is_empty() {
        let (word, after) = word(rest)?;
        words.push(word);
        rest = after.trim_start();
    }
    if !rest.starts_with('"') {
        return Ok((words, rest.to_owned()));
    }
    let (text, after) = word(rest)?;
    let text = if after.trim().is_empty() { text } else { rest.to_owned() };
    Ok((words, text))
}

fn word(text: &str) -> Result<(String, &str), WordsError> {
    let mut word = String::new();
    let mut quoted = Quoted::No;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quoted, letter) {
            (Quoted::No, blank) if blank.is_whitespace() => return Ok((word, &text[at..])),
            (Quoted::No, '"') => quoted = Quoted::Yes,
            (Quoted::Yes, '"') => quoted = Quoted::No,
            (Quoted::Yes, '\\') => match letters.next() {
                Some((_, 'n')) => word.push('\n'),
                Some((_, escaped)) => word.push(escaped),
                None => return Err(WordsError::OpenQuote),
            },
            (_, other) => word.push(other),
        }
    }
    if quoted == Quoted::Yes { Err(WordsError::OpenQuote) } else { Ok((word, "")) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    Yes,
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        assert_eq!(words(line).expect("the line is well formed"), expected, "{line}");
    }

    #[test]
    fn words_are_cut_at_blanks_and_held_by_quotes() {
        check("", &[]);
        check("  # a remark", &[]);
        check("start child  site=ferry", &["start", "child", "site=ferry"]);
        check(r#"fill P1.3=yes place="Old market" x="#, &["fill", "P1.3=yes", "place=Old market", "x="]);
        check(r#"a "say \"yes\" \\ so\nnow""#, &["a", "say \"yes\" \\ so\nnow"]);
        check("enrol a#b", &["enrol", "a#b"]);
        assert_eq!(words(r#"a "b"#), Err(WordsError::OpenQuote));
    }

    #[test]
    fn a_text_at_the_end_needs_no_quotes() {
        let text = |line| words_then_text(line, 2).expect("the line is well formed").1;
        assert_eq!(text("answer why  it rains # often"), "it rains # often");
        assert_eq!(text(r#"answer why " kept blanks ""#), " kept blanks ");
        assert_eq!(text(r#"answer why "quoted" and more"#), r#""quoted" and more"#);
        assert_eq!(text("answer why"), "");
    }
}
