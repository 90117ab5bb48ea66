//! The ordinary good answers to gates: what `pass` fills in.
//!
//! They are those of an interview in which nothing is wrong: checks hold, lines are told and understood, consent is
//! given, nobody else is there, the person is settled. A script says anything else by itself, with `fill`, `distress`
//! or `presence`. The core judges these answers like any others.

use fieldward::{Action, Entry, Prompt, PromptControl, Screen, StartChoice, Step};

use super::search;

/// Answers by the prompt's id. A prompt of a gate that is not here gets its first choice; one that is, and does not
/// offer the answer, refuses it, so that no script says what nobody wrote.
const GOOD: [(&str, &str); 30] = [
    ("P1.2", "yes"),
    ("P1.3", "yes"),
    ("P1.5", "service"),
    ("P1.5s", "yes"),
    ("P1.6", "no"),
    ("P1.7", "same_language"),
    ("P1.8", "yes"),
    ("P2.1", "no"),
    ("P2.1v", "no"),
    ("P2.2", "service"),
    ("P2.3", "low"),
    ("P2.4", "no"),
    ("P2.5", "no"),
    ("P3.1", "understood"),
    ("P3.2", "given"),
    ("P3.3", "yes"),
    ("P3.4", "free"),
    ("distress/level", "0"),
    // Nobody else: the prompt offers people only.
    ("presence/who", ""),
    ("presence/insisted", "no"),
    ("presence/can_hear", "no"),
    ("trust/private", "yes"),
    ("trust/relaxed", "yes"),
    ("trust/choice", "go_on"),
    ("keep", "keep"),
    ("P7.1", "yes"),
    ("P7.2", ""),
    ("P7.3", "card_none"),
    ("P8.1", "none"),
    ("P8.2", "no"),
];
const CHECKED_OUT: (&str, &str) = ("P8.3", "yes");
/// Separate purposes (P3.5) default to no.
const PURPOSE: &str = "P3.5/";

/// What the script said at `start`.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    /// The language of the interview; empty for the study's first.
    pub language: String,
    /// A reference number was given: P1.6 says so.
    pub second_visit: SecondVisit,
}

/// Whether this is a second visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum SecondVisit {
    /// It is not.
    #[default]
    No,
    /// It is.
    Yes,
}

impl Manner {
    pub fn of(choice: &StartChoice) -> Self {
        let second_visit = if choice.reference.is_empty() { SecondVisit::No } else { SecondVisit::Yes };
        Self { language: choice.language.clone(), second_visit }
    }
}

/// What `pass` does on a screen.
pub(super) enum Passing {
    /// This.
    Answer(Action),
    /// Nothing: a question, a block, or the end.
    NotAGate,
}

/// The ordinary good answer to a screen.
pub(super) fn good_answer(screen: &Screen, manner: &Manner) -> Passing {
    match screen.step {
        Step::Paused => Passing::Answer(Action::Resume),
        _ if !is_gate(screen.step) => Passing::NotAGate,
        _ => {
            let entry = |prompt: &Prompt| Entry { prompt: prompt.id.clone(), value: good_value(prompt, manner) };
            Passing::Answer(Action::Fill { entries: search::entries(screen).map(entry).collect() })
        }
    }
}

/// Whether this step is a gate, and not a question of the form.
pub(super) fn is_gate(step: Step) -> bool {
    match step {
        Step::Question | Step::Repeat | Step::Block | Step::Paused | Step::Ready | Step::Finalized => false,
        Step::Checks
        | Step::Language
        | Step::Tell
        | Step::TeachBack
        | Step::Guardian
        | Step::Consent
        | Step::Presence
        | Step::Distress
        | Step::Trust
        | Step::Stopped
        | Step::Closing
        | Step::AfterLeaving => true,
    }
}

fn good_value(prompt: &Prompt, manner: &Manner) -> String {
    let offered = |value: &str| prompt.choices.iter().any(|choice| choice.name == value);
    if prompt.id == "P1.6" && manner.second_visit == SecondVisit::Yes {
        return "visit_2".to_owned();
    }
    if offered(&manner.language) {
        return manner.language.clone();
    }
    if prompt.id.starts_with(PURPOSE) {
        return "no".to_owned();
    }
    let known = GOOD.iter().chain([&CHECKED_OUT]).find(|(id, _)| *id == prompt.id);
    match known {
        Some((_, good)) => (*good).to_owned(),
        None => prompt.choices.first().map(|choice| choice.name.clone()).unwrap_or_default(),
    }
}

/// A screen that is only to be read: a form's note, or an hour block that waits to be opened.
pub(super) fn is_read_only(screen: &Screen) -> bool {
    screen.step == Step::Question && search::entries(screen).next().is_none()
}

/// A distress level on a screen that asks for one.
pub(super) fn distress(screen: &Screen, level: u8) -> Option<Action> {
    let prompt = search::entries(screen).find(|prompt| prompt.control == PromptControl::One)?;
    let entry = Entry { prompt: prompt.id.clone(), value: level.to_string() };
    (screen.step == Step::Distress).then(|| Action::Fill { entries: vec![entry] })
}

/// Who is there: people, and the words `insisted` and `hear`.
pub(super) fn presence(screen: &Screen, words: &[String]) -> Result<Action, String> {
    let said = |word: &str| words.iter().any(|said| said == word);
    let yes_no = |word: &str| if said(word) { "yes" } else { "no" }.to_owned();
    let people: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !matches!(*word, "insisted" | "hear")).collect();
    let mut entries = Vec::new();
    for prompt in search::entries(screen) {
        let value = match prompt.id.as_str() {
            "presence/insisted" => yes_no("insisted"),
            "presence/can_hear" => yes_no("hear"),
            _ => search::lexical(&people.join(" "), prompt)?,
        };
        entries.push(Entry { prompt: prompt.id.clone(), value });
    }
    if entries.is_empty() {
        Err("the screen does not ask who is there".to_owned())
    } else {
        Ok(Action::Fill { entries })
    }
}
