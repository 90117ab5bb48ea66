//! What would mend an expression: what an author who knows spreadsheets or another language most likely meant.
//!
//! The fault says where reading stopped; from what stands there it is nearly always clear which habit of the hand it
//! was. Knows the words of expressions, not how they are read.

use super::faults::Known;
use crate::expr::{ExprError, ExprFault, Function};

/// What other languages write, and what an expression has in its place.
const HABITS: [(&str, &str); 20] = [
    ("$", "Write ${name} for the answer to a question"),
    ("{", "Write ${name} for the answer to a question"),
    ("}", "Write ${name} for the answer to a question"),
    ("&", "Write concat(a, b) to join texts, the word and for both, and > or < in place of &gt; or &lt;"),
    ("^", "Write pow(a, b) for a power, and a pattern between quotation marks: regex(., '^[0-9]+$')"),
    (
        "%",
        "Write mod for the remainder, a number without its sign for a percentage, and a format between quotation marks: '%Y'",
    ),
    ("×", "Write * to multiply"),
    ("÷", "Write div to divide"),
    ("–", "Write a plain - to subtract"),
    ("—", "Write a plain - to subtract"),
    ("−", "Write a plain - to subtract"),
    ("≤", "Write <= for at most"),
    ("≥", "Write >= for at least"),
    ("≠", "Write != for unequal"),
    (";", "Write a comma, not ;, between the arguments"),
    ("!", "Write not(...), and != for unequal"),
    (">", "Write >= for at least, and a value on both sides"),
    ("<", "Write <= for at most, and a value on both sides"),
    (",", "Write a point, not a comma, inside a number, and commas only between arguments"),
    ("[", "Write a function's arguments in round brackets, and a pattern between quotation marks: '[0-9]+'"),
];

/// Signs that keyboards and word processors write, and the plain one that is meant.
const TYPOGRAPHIC: [(&str, &str); 9] = [
    ("«»‹›‘’‚`´′", "'"),
    ("“”„″＂", "\""),
    ("＇", "'"),
    ("（", "("),
    ("）", ")"),
    ("，、", ","),
    ("＝", "="),
    ("＞", ">"),
    ("＜", "<"),
];

/// Signs that nobody can see.
const INVISIBLE: [char; 8] =
    ['\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{ad}'];

/// Functions of spreadsheets, and what does the same.
const OF_SPREADSHEETS: [(&str, &str); 14] = [
    ("AVERAGE", "sum(${x}) div count(${x})"),
    ("CONCATENATE", "concat(a, b)"),
    ("COUNTIF", "count(${repeat}[x = 'yes'])"),
    ("DATEDIF", "int((a - b) div 365.25)"),
    ("IFERROR", "coalesce(a, b)"),
    ("IFS", "if(a, b, if(c, d, e))"),
    ("ISBLANK", "${x} = ''"),
    ("LEFT", "substr(${x}, 0, 3)"),
    ("LEN", "string-length(${x})"),
    ("LOWER", "translate(${x}, 'ABC', 'abc')"),
    ("SUMIF", "sum(${repeat}[x = 'yes']/y)"),
    ("TRIM", "normalize-space(${x})"),
    ("UPPER", "translate(${x}, 'abc', 'ABC')"),
    ("VLOOKUP", "instance('list')/root/item[name = ${x}]/label, or pulldata()"),
];

/// Words that other languages have between or in place of values.
const WORDS: [(&str, &str); 10] = [
    ("between", "Write both limits: ${age} >= 5 and ${age} <= 10"),
    ("in", "Write one comparison for each, with or between them, or selected('a b c', ${x})"),
    ("is", "Write = to compare"),
    ("like", "Write contains(${x}, 'text') or regex(${x}, 'pattern')"),
    ("true", "Write true() with its brackets"),
    ("false", "Write false() with its brackets"),
    ("null", "Write '' for no answer"),
    ("none", "Write '' for no answer, or 'none' between quotation marks for the word"),
    ("empty", "Write '' for no answer"),
    ("blank", "Write '' for no answer"),
];

/// What would mend an expression in this column.
pub fn expression(error: &ExprError, known: &Known, column: &str) -> String {
    match &error.fault {
        ExprFault::UnknownName { name, candidates } if candidates.is_empty() => known.near_name(name),
        ExprFault::UnknownName { candidates, .. } => format!("Write ${{{}}}", candidates.join("} or ${")),
        ExprFault::AmbiguousName { .. } => "Rename one of them, so that each name is one question's".to_owned(),
        // A question of the form that stands elsewhere was written without its braces.
        ExprFault::UnknownStep { step, candidates } if !candidates.is_empty() && !known.has_name(step) => {
            format!("Write {}", candidates.join(" or "))
        }
        ExprFault::UnknownStep { step, .. } => bare_word(step, known, column),
        ExprFault::UnknownFunction { name, candidates } if !candidates.is_empty() => {
            // In other letters it is the one that was meant.
            match candidates.iter().find(|candidate| candidate.eq_ignore_ascii_case(name)) {
                Some(meant) => format!("Write {meant}()"),
                None => format!("Write {}()", candidates.join("() or ")),
            }
        }
        ExprFault::UnknownFunction { name, .. } if of_spreadsheets(name).is_some() => {
            format!("Write {}", of_spreadsheets(name).unwrap_or_default())
        }
        ExprFault::Unsupported(part) if !part.contains("()") => {
            "Write a path of names, with columns in its brackets, such as instance('list')/root/item[name = ${x}]/label"
                .to_owned()
        }
        ExprFault::UnknownFunction { .. } | ExprFault::Unsupported(_) => {
            "Use a function of XLSForm, such as if(), coalesce() or concat()".to_owned()
        }
        ExprFault::UnknownTable { .. } => "Name a list of the choices sheet, or an attached file".to_owned(),
        ExprFault::Foreign { instead, .. } => format!("Write {instead}"),
        ExprFault::StrangeCharacter(strange) => habit(&strange.to_string()),
        ExprFault::Unexpected { expected, found } => unexpected(expected, found),
        ExprFault::OpenQuote => "Close the text with the same mark that opens it, ' or \"".to_owned(),
        ExprFault::OpenReference => "Close the name with a }, as in ${age}".to_owned(),
        ExprFault::BadNumber(_) => "Write one number with one point, such as 1.5".to_owned(),
        ExprFault::BadRegex => {
            "Close each ( and [ of the regular expression, and write \\ before a sign that is meant".to_owned()
        }
        ExprFault::Arity { function, takes, .. } => format!("Give {function}() {takes}, with commas between them"),
        ExprFault::Argument { needs, .. } => format!("Write {needs} there"),
        ExprFault::TooManyPaths(_) => "Name the questions that are meant".to_owned(),
        ExprFault::TooLong(_) | ExprFault::TooDeep(_) => "Put parts of it into calculations of their own".to_owned(),
        ExprFault::Empty => "Write the expression, or clear the cell".to_owned(),
    }
}

/// A word that stands where a value belongs.
fn bare_word(word: &str, known: &Known, column: &str) -> String {
    if matches!(column, "required" | "read_only" | "readonly") {
        return "Write yes or no, or an expression over ${name}".to_owned();
    }
    if known.has_name(word) {
        return format!("Write ${{{word}}} for the question, or '{word}' for the word");
    }
    if let Some(remedy) = word_of_others(word) {
        return remedy.to_owned();
    }
    if is_cell(word) {
        return "Write ${name} of a question: a form knows no cells of a spreadsheet".to_owned();
    }
    match Function::named(word) {
        Ok(_) => format!("Write {word}() with its brackets"),
        Err(_) => format!("Write ${{name}} of a question, or '{word}' between quotation marks for the word"),
    }
}

/// Reading stopped at something that does not fit.
fn unexpected(expected: &str, found: &str) -> String {
    let word = found.trim_matches('\'');
    if matches!(word, "AND" | "OR" | "MOD" | "DIV" | "And" | "Or" | "Mod" | "Div") {
        return format!("Write {} in small letters", word.to_lowercase());
    }
    if let Some(remedy) = word_of_others(word).filter(|_| expected.contains("operator")) {
        return remedy.to_owned();
    }
    if found.starts_with("the number") && expected.contains("path") {
        return "Write div to divide: a / leads into a group".to_owned();
    }
    if word.starts_with("${") && expected.contains("operator") {
        return "Write an operator such as = before it; a function has its value in brackets: not(${name})".to_owned();
    }
    if let Some(remedy) = between_values(expected, found, word) {
        return remedy.to_owned();
    }
    if word == ")" || expected.contains(')') {
        return "Write one ) for each (".to_owned();
    }
    match HABITS.iter().find(|(sign, _)| word.starts_with(sign)) {
        Some((_, remedy)) => (*remedy).to_owned(),
        None if expected.contains("operator") => {
            "Write an operator such as =, + or and between two values, and a comma between arguments".to_owned()
        }
        None => "Write a value there: ${name}, a number, or a text between quotation marks".to_owned(),
    }
}

/// Something is missing between two values, or before one.
fn between_values(expected: &str, found: &str, word: &str) -> Option<&'static str> {
    let (wants_value, wants_comma) = (expected.contains("a value"), expected.contains("','"));
    match found {
        "a quoted text" if wants_comma => {
            Some("Write a comma or an operator before it; a text that has ' in it stands between \" and \"")
        }
        _ if wants_comma && found.starts_with("the number") => Some("Write a comma or an operator before it"),
        _ if wants_value && word == "," => Some("Write what is missing before the comma, such as '' for nothing"),
        _ if wants_value && word == "=" => {
            Some("Remove a = at the beginning, and write <=, >= and != without a space inside")
        }
        _ if wants_value && word == "+" => {
            Some("Leave the + out, or write a text between quotation marks, such as '+255'")
        }
        _ => None,
    }
}

fn of_spreadsheets(name: &str) -> Option<&'static str> {
    OF_SPREADSHEETS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, instead)| *instead)
}

fn word_of_others(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, remedy)| *remedy)
}

/// Whether a word is the place of a cell, such as `B2`.
fn is_cell(word: &str) -> bool {
    let (letters, digits) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len()));
    (1..=2).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn habit(strange: &str) -> String {
    if strange.chars().all(char::is_numeric) {
        return "Write numbers with the digits 0 to 9".to_owned();
    }
    if let Some(hidden) = strange.chars().find(|sign| INVISIBLE.contains(sign)) {
        return format!("Remove the invisible character U+{:04X}, or write the cell anew", u32::from(hidden));
    }
    if let Some((_, plain)) = TYPOGRAPHIC.iter().find(|(signs, _)| signs.contains(strange)) {
        return format!("Write a plain {plain} in place of it");
    }
    let known = HABITS.iter().find(|(sign, _)| *sign == strange);
    known.map_or_else(
        || "Remove the character, or write it inside a text between quotation marks".to_owned(),
        |known| known.1.to_owned(),
    )
}
