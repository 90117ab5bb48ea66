//! From characters to tokens.
//!
//! XPath's one trap is settled here: `*`, `and`, `or`, `div` and `mod` are operators only after something that can be
//! a left operand. A name may hold `-` and `.`, so `a-b` is one name and `a - b` is a subtraction.

use super::{Arithmetic, Comparison, ExprError, ExprFault, operator::Operator};

/// Longest expression, in bytes.
pub const EXPRESSION_BYTES_MAX: usize = 256 * 1024;

/// A token and where it stands, in characters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot<'s> {
    /// What it is.
    pub token: Token<'s>,
    /// Characters before it.
    pub offset: usize,
}

/// The smallest parts of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'s> {
    /// `12.5`
    Number(f64),
    /// `'yes'`
    Text(&'s str),
    /// `${age}`
    Reference(&'s str),
    /// `age`, `jr:choice-name`
    Name(&'s str),
    /// An operator that is not also a mark of paths: `or and = != < <= > >= + - * div mod |`
    Operator(Operator),
    /// `( ) [ ] , / // . .. @ ::` and the wildcard `*`
    Mark(&'static str),
}

/// Operators that are words.
const WORDS: [(&str, Operator); 4] = [
    ("and", Operator::And),
    ("or", Operator::Or),
    ("div", Operator::Calculate(Arithmetic::Divide)),
    ("mod", Operator::Calculate(Arithmetic::Modulo)),
];

/// What other languages write, and what to write here.
const FOREIGN: [(&str, &str); 6] =
    [("==", "="), ("&&", "and"), ("||", "or"), ("<>", "!="), ("\u{2018}", "'"), ("\u{201c}", "\"")];

/// How many letters a token has, more or less: room is made for as many as the text is long.
const LETTERS_OF_A_TOKEN: usize = 4;

/// All tokens of an expression.
///
/// # Errors
/// The first character that begins no token, an open quote, an open `${`, or too long an expression.
pub fn lex(source: &str) -> Result<Vec<Spot<'_>>, ExprError> {
    if source.len() > EXPRESSION_BYTES_MAX {
        return Err(ExprError { offset: 0, fault: ExprFault::TooLong(EXPRESSION_BYTES_MAX) });
    }
    let mut lexer = Lexer { rest: source, offset: 0, spots: Vec::with_capacity(source.len() / LETTERS_OF_A_TOKEN + 1) };
    while lexer.step()? {}
    Ok(lexer.spots)
}

struct Lexer<'s> {
    rest: &'s str,
    offset: usize,
    spots: Vec<Spot<'s>>,
}

impl<'s> Lexer<'s> {
    fn step(&mut self) -> Result<bool, ExprError> {
        let blank = self.rest.len() - self.rest.trim_start().len();
        self.take(blank);
        let Some(first) = self.rest.chars().next() else { return Ok(false) };
        let offset = self.offset;
        let second_is_digit = self.rest[first.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        let token = match first {
            '\'' | '"' => self.text(first)?,
            '$' => self.reference()?,
            _ if first.is_ascii_digit() || (first == '.' && second_is_digit) => self.number()?,
            _ if is_name_start(first) => self.name(),
            _ => self.symbol(first)?,
        };
        self.spots.push(Spot { token, offset });
        Ok(true)
    }

    fn take(&mut self, bytes: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.offset += taken.chars().count();
        self.rest = rest;
        taken
    }

    fn fault<T>(&self, fault: ExprFault) -> Result<T, ExprError> {
        Err(ExprError { offset: self.offset, fault })
    }

    fn text(&mut self, quote: char) -> Result<Token<'s>, ExprError> {
        let Some(end) = self.rest[1..].find(quote) else { return self.fault(ExprFault::OpenQuote) };
        let quoted = self.take(end + 2);
        Ok(Token::Text(&quoted[1..=end]))
    }

    fn reference(&mut self) -> Result<Token<'s>, ExprError> {
        if !self.rest.starts_with("${") {
            return self.fault(ExprFault::StrangeCharacter('$'));
        }
        let Some(end) = self.rest.find('}') else { return self.fault(ExprFault::OpenReference) };
        let written = self.take(end + 1);
        Ok(Token::Reference(written[2..end].trim()))
    }

    fn number(&mut self) -> Result<Token<'s>, ExprError> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let digits = &self.rest[..end];
        match digits.parse() {
            Ok(number) => {
                self.take(end);
                Ok(Token::Number(number))
            }
            Err(_) => self.fault(ExprFault::BadNumber(digits.to_owned())),
        }
    }

    fn name(&mut self) -> Token<'s> {
        if self.after_operand()
            && let Some((word, operator)) = WORDS.into_iter().find(|(word, _)| self.rest.starts_with(word))
        {
            // Where an operator must stand, its letters are enough: `5 mod2` is a remainder in JavaRosa too.
            self.take(word.len());
            return Token::Operator(operator);
        }
        let mut end = name_end(self.rest, 0);
        let after = &self.rest[end..];
        if after.starts_with(':') && !after.starts_with("::") && after[1..].starts_with(is_name_start) {
            end = name_end(self.rest, end + 1);
        }
        Token::Name(self.take(end))
    }

    fn symbol(&mut self, first: char) -> Result<Token<'s>, ExprError> {
        if let Some((written, instead)) = FOREIGN.into_iter().find(|(written, _)| self.rest.starts_with(written)) {
            return self.fault(ExprFault::Foreign { written, instead });
        }
        let Some((token, length)) = symbol(self.rest) else {
            return self.fault(ExprFault::StrangeCharacter(first));
        };
        let is_wildcard = first == '*' && !self.after_operand();
        self.take(length);
        Ok(if is_wildcard { Token::Mark("*") } else { token })
    }

    /// Whether what was read so far can end a left operand.
    fn after_operand(&self) -> bool {
        match self.spots.last().map(|spot| &spot.token) {
            None | Some(Token::Operator(_)) => false,
            Some(Token::Mark(mark)) => matches!(*mark, ")" | "]" | "." | ".." | "*"),
            Some(_) => true,
        }
    }
}

/// The operator or mark that a text begins with, and how long it is.
fn symbol(text: &str) -> Option<(Token<'static>, usize)> {
    let compare = |comparison| Token::Operator(Operator::Compare(comparison));
    let calculate = |arithmetic| Token::Operator(Operator::Calculate(arithmetic));
    Some(match text.as_bytes() {
        [b'!', b'=', ..] => (compare(Comparison::NotEqual), 2),
        [b'<', b'=', ..] => (compare(Comparison::LessOrEqual), 2),
        [b'>', b'=', ..] => (compare(Comparison::GreaterOrEqual), 2),
        [b':', b':', ..] => (Token::Mark("::"), 2),
        [b'/', b'/', ..] => (Token::Mark("//"), 2),
        [b'.', b'.', ..] => (Token::Mark(".."), 2),
        [b'=', ..] => (compare(Comparison::Equal), 1),
        [b'<', ..] => (compare(Comparison::Less), 1),
        [b'>', ..] => (compare(Comparison::Greater), 1),
        [b'+', ..] => (calculate(Arithmetic::Add), 1),
        [b'-', ..] => (calculate(Arithmetic::Subtract), 1),
        [b'*', ..] => (calculate(Arithmetic::Multiply), 1),
        [b'|', ..] => (Token::Operator(Operator::Union), 1),
        [b'(', ..] => (Token::Mark("("), 1),
        [b')', ..] => (Token::Mark(")"), 1),
        [b'[', ..] => (Token::Mark("["), 1),
        [b']', ..] => (Token::Mark("]"), 1),
        [b',', ..] => (Token::Mark(","), 1),
        [b'/', ..] => (Token::Mark("/"), 1),
        [b'@', ..] => (Token::Mark("@"), 1),
        [b'.', ..] => (Token::Mark("."), 1),
        _ => return None,
    })
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Where the name that begins at `start` ends. A `.` ends a name when no further part follows it.
fn name_end(text: &str, start: usize) -> usize {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}') || is_combining(c);
    text[start..].find(|c: char| !part(c)).map_or(text.len(), |length| start + length)
}

/// Marks that XML names may hold after a letter: many scripts write vowels with them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}
