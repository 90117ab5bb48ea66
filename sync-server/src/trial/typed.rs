//! What a typed line means. A line that begins with `:` is a command, anything else is an answer.

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// An answer; empty for going on.
    Answer(String),
    /// One step back.
    Back,
    /// One step on, without answering.
    Next,
    /// One more repetition.
    Add,
    /// Take out the repetition around here.
    Remove,
    /// Take the answer out.
    Clear,
    /// Show changes from here on, or no longer.
    Show,
    /// All values.
    State,
    /// What decides a question, with present values; the one that is asked when none is named.
    Why(String),
    /// To another question.
    Go(String),
    /// Another language of the form.
    Language(String),
    /// Write the transcript.
    Save(String),
    /// All keys.
    Help,
    /// Leave.
    Quit,
    /// No such command.
    Unknown(String),
}

/// Keys and what they do.
pub(super) const KEYS: [(&str, &str); 15] = [
    ("Enter", "go on; keeps what stands there"),
    (":back  <", "one question back"),
    (":next  >", "one question on, without answering"),
    (":go NAME", "to another question: age, member[2]/age"),
    (":add  +", "one more repetition"),
    (":remove", "take out the repetition around this question"),
    (":clear  -", "take the answer out"),
    (":show", "show what each answer changes; again: no longer"),
    (":state", "all values"),
    (":why NAME", "what decides a question, with present values"),
    (":language L", "another language of the form"),
    (":save FILE", "write the transcript, for `fieldward form replay`"),
    (":help  ?", "this list"),
    (":quit", "leave; nothing is kept"),
    ("::text", "an answer that begins with a colon"),
];

pub(super) fn typed(line: &str) -> Typed {
    let line = line.trim();
    match line {
        "<" => return Typed::Back,
        ">" => return Typed::Next,
        "+" => return Typed::Add,
        "-" => return Typed::Clear,
        "?" => return Typed::Help,
        _ => {}
    }
    let Some(command) = line.strip_prefix(':') else { return Typed::Answer(line.to_owned()) };
    if command.starts_with(':') {
        return Typed::Answer(command.to_owned());
    }
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim().to_owned();
    match name {
        "b" | "back" => Typed::Back,
        "n" | "next" => Typed::Next,
        "g" | "go" => Typed::Go(rest),
        "a" | "add" => Typed::Add,
        "remove" => Typed::Remove,
        "clear" => Typed::Clear,
        "show" => Typed::Show,
        "state" => Typed::State,
        "w" | "why" => Typed::Why(rest),
        "l" | "language" => Typed::Language(rest),
        "save" => Typed::Save(rest),
        "h" | "help" => Typed::Help,
        "q" | "quit" => Typed::Quit,
        _ => Typed::Unknown(name.to_owned()),
    }
}
