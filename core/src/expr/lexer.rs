//! From characters to tokens.
//!
//! XPath's one trap is settled here: `*`, `and`, `or`, `div` and `mod` are operators only after something that can be
//! a left operand. A name may hold `-` and `.`, so `a-b` is one name and `a - b` is a subtraction.

use super::{ExprError, ExprFault};

/// Longest expression, in bytes.
pub const EXPRESSION_BYTES_MAX: usize = 256 * 1024;

/// A token and where it stands, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// What it is.
    pub token: Token,
    /// Characters before it.
    pub offset: usize,
    /// Characters before what follows it.
    pub end: usize,
}

/// The smallest parts of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// `12.5`
    Number(f64),
    /// `'yes'`
    Text(String),
    /// `${age}`
    Reference(String),
    /// `age`, `jr:choice-name`
    Name(String),
    /// An operator that is not also a mark of paths: `or and = != < <= > >= + - * div mod |`
    Operator(&'static str),
    /// `( ) [ ] , / // . .. @ ::` and the wildcard `*`
    Mark(&'static str),
}

const SYMBOLS: [(&str, bool); 21] = [
    ("!=", true),
    ("<=", true),
    (">=", true),
    ("::", false),
    ("//", false),
    ("..", false),
    ("=", true),
    ("<", true),
    (">", true),
    ("+", true),
    ("-", true),
    ("|", true),
    ("*", true),
    ("(", false),
    (")", false),
    ("[", false),
    ("]", false),
    (",", false),
    ("/", false),
    ("@", false),
    (".", false),
];

/// Operators that are words.
const WORDS: [&str; 4] = ["and", "or", "div", "mod"];

/// What other languages write, and what to write here.
const FOREIGN: [(&str, &str); 6] =
    [("==", "="), ("&&", "and"), ("||", "or"), ("<>", "!="), ("\u{2018}", "'"), ("\u{201c}", "\"")];

/// All tokens of an expression.
///
/// # Errors
/// The first character that begins no token, an open quote, an open `${`, or too long an expression.
pub fn lex(source: &str) -> Result<Vec<Spot>, ExprError> {
    if source.len() > EXPRESSION_BYTES_MAX {
        return Err(ExprError { offset: 0, fault: ExprFault::TooLong(EXPRESSION_BYTES_MAX) });
    }
    let mut lexer = Lexer { rest: source, offset: 0, spots: Vec::new() };
    while lexer.step()? {}
    Ok(lexer.spots)
}

struct Lexer<'s> {
    rest: &'s str,
    offset: usize,
    spots: Vec<Spot>,
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
        self.spots.push(Spot { token, offset, end: self.offset });
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

    fn text(&mut self, quote: char) -> Result<Token, ExprError> {
        let Some(end) = self.rest[1..].find(quote) else { return self.fault(ExprFault::OpenQuote) };
        let text = self.rest[1..=end].to_owned();
        self.take(end + 2);
        Ok(Token::Text(text))
    }

    fn reference(&mut self) -> Result<Token, ExprError> {
        if !self.rest.starts_with("${") {
            return self.fault(ExprFault::StrangeCharacter('$'));
        }
        let Some(end) = self.rest.find('}') else { return self.fault(ExprFault::OpenReference) };
        let name = self.rest[2..end].trim().to_owned();
        self.take(end + 1);
        Ok(Token::Reference(name))
    }

    fn number(&mut self) -> Result<Token, ExprError> {
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

    fn name(&mut self) -> Token {
        if self.after_operand()
            && let Some(operator) = WORDS.into_iter().find(|word| self.rest.starts_with(word))
        {
            // Where an operator must stand, its letters are enough: `5 mod2` is a remainder in JavaRosa too.
            self.take(operator.len());
            return Token::Operator(operator);
        }
        let mut end = name_end(self.rest, 0);
        let after = &self.rest[end..];
        if after.starts_with(':') && !after.starts_with("::") && after[1..].starts_with(is_name_start) {
            end = name_end(self.rest, end + 1);
        }
        Token::Name(self.take(end).to_owned())
    }

    fn symbol(&mut self, first: char) -> Result<Token, ExprError> {
        if let Some((written, instead)) = FOREIGN.into_iter().find(|(written, _)| self.rest.starts_with(written)) {
            return self.fault(ExprFault::Foreign { written, instead });
        }
        let Some((symbol, is_operator)) = SYMBOLS.into_iter().find(|(symbol, _)| self.rest.starts_with(symbol)) else {
            return self.fault(ExprFault::StrangeCharacter(first));
        };
        let wildcard = symbol == "*" && !self.after_operand();
        self.take(symbol.len());
        Ok(if is_operator && !wildcard { Token::Operator(symbol) } else { Token::Mark(symbol) })
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
