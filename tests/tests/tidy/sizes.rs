//! Files and functions of a size that can be read.

use super::source::Source;

/// A file with more lines than this holds more than one idea.
const FILE_LINES_MAX: usize = 500;
/// A function with more lines than this does more than one thing.
const FUNCTION_LINES_MAX: usize = 70;
/// The formatter keeps code to this width, and leaves comments to whoever writes them.
const COMMENT_CHARS_MAX: usize = 120;

/// Files and functions that are too long, and modules that do not say what they are.
pub(crate) fn faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX {
        faults.push(format!("{}: {lines} lines; at most {FILE_LINES_MAX}", source.path));
    }
    if !source.text.starts_with("//!") {
        faults.push(format!("{}: begins without a `//!` that says what it is", source.path));
    }
    faults.extend(
        wide_comments(&source.text)
            .map(|at| format!("{}:{at}: a comment of more than {COMMENT_CHARS_MAX} characters", source.path)),
    );
    for (at, name, length) in functions(&source.text) {
        if length > FUNCTION_LINES_MAX {
            faults.push(format!("{}:{at}: `{name}` has {length} lines; at most {FUNCTION_LINES_MAX}", source.path));
        }
    }
    faults
}

/// Where a comment is wider than code may be. A row of a table cannot be broken.
fn wide_comments(text: &str) -> impl Iterator<Item = usize> + '_ {
    let is_wide = |line: &str| {
        let comment = line.trim_start().strip_prefix("//").map(|words| words.trim_start_matches(['/', '!', ' ']));
        comment.is_some_and(|words| !words.starts_with('|')) && line.chars().count() > COMMENT_CHARS_MAX
    };
    (1..).zip(text.lines()).filter(move |(_, line)| is_wide(line)).map(|(at, _)| at)
}

/// Where each function begins, its name, and its length. Formatted code closes a function at its own indentation.
fn functions(text: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let close = format!("{}}}", " ".repeat(indent));
        if let Some(length) = lines[at..].iter().position(|l| *l == close || l.ends_with(';') && at_indent(l, indent)) {
            found.push((at + 1, name, length + 1));
        }
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "fn")?;
    let before = ["pub", "pub(crate)", "pub(super)", "async", "const", "extern", "unsafe", "\"C\""];
    if !words[..at].iter().all(|word| before.contains(word)) {
        return None;
    }
    let name = words.get(at + 1)?.split(['(', '<']).next()?;
    Some(name.to_owned())
}

fn at_indent(line: &str, indent: usize) -> bool {
    line.len() - line.trim_start().len() == indent
}
