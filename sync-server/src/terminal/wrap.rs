//! Breaks text into lines of a given width, as a terminal counts it.
//!
//! Wide letters count two. Right-to-left text is put between isolates line by line, so that a terminal which knows
//! bidirectional text shows it right, and numbers and borders beside it stay where they are.

use unicode_width::UnicodeWidthStr;

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Latin, Khmer, Amharic ...
    LeftToRight,
    /// Arabic, Persian, Hebrew ...
    RightToLeft,
}

/// The lines of a text, each at most `width` wide, after `first` on the first line and as many blanks on the others.
pub fn wrap(first: &str, text: &str, width: usize, direction: Direction) -> Vec<String> {
    let indent = " ".repeat(first.width());
    let room = width.saturating_sub(indent.len()).max(8);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        lines.extend(break_paragraph(paragraph, room));
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    let lead = |at: usize| if at == 0 { first } else { indent.as_str() };
    lines.iter().enumerate().map(|(at, line)| format!("{}{}", lead(at), isolated(line, direction))).collect()
}

fn isolated(line: &str, direction: Direction) -> String {
    match direction {
        Direction::RightToLeft if !line.is_empty() => format!("\u{2067}{line}\u{2069}"),
        _ => line.to_owned(),
    }
}

fn break_paragraph(paragraph: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        for piece in pieces(word, room) {
            let line = lines.last_mut().expect("there is always a last line");
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + piece.width() <= room {
                line.push_str(&" ".repeat(gap));
                line.push_str(&piece);
            } else {
                lines.push(piece);
            }
        }
    }
    lines
}

/// A word that is wider than a line, cut where it must be: scripts without blanks between words need it.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let piece = pieces.last_mut().expect("there is always a last piece");
        let wider = format!("{piece}{letter}");
        if wider.width() > room && !piece.is_empty() {
            pieces.push(letter.to_string());
        } else {
            *piece = wider;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &[&str]) {
        assert_eq!(wrap("  ", text, width, Direction::LeftToRight), expected);
    }

    #[test]
    fn breaks_at_blanks_and_inside_what_is_too_long() {
        check("one two three", 12, &["  one two", "  three"]);
        check("", 12, &["  "]);
        check("first\nsecond", 20, &["  first", "  second"]);
        check("abcdefghijklmnop", 12, &["  abcdefghij", "  klmnop"]);
        check("日本語日本語", 10, &["  日本語日", "  本語"]);
    }

    #[test]
    fn right_to_left_lines_stand_in_isolates() {
        assert_eq!(wrap("1 ", "نعم", 20, Direction::RightToLeft), ["1 \u{2067}نعم\u{2069}"]);
    }
}
