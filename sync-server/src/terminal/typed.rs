//! What a typed line means.
//!
//! A line that begins with a key or a `/` is a command, anything else is an answer. So no answer of a person can stop
//! an interview by accident, and stop and distress are one key at any moment.

use fieldward::{ACKNOWLEDGED, Action, CorrectionReason, DeclineReason, Prompt, PromptControl, Screen, Step, StopCode};

use super::{draw::countable, narrow::fitting};

/// What acknowledges, in the terminal's languages.
const YES: [&str; 6] = ["ok", "1", "y", "yes", "o", "oui"];

/// What the interviewer wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// An answer to the prompt that was asked; empty for none.
    Answer(String),
    /// Something the core decides on.
    Act(Action),
    /// All keys.
    Help,
    /// Leave the interview open and go home.
    Home,
    /// Destroy everything on the device.
    Panic,
    /// No such key.
    Unknown,
}

/// What this line means on this screen, while `prompt` is asked.
#[must_use]
pub fn typed(line: &str, screen: &Screen, prompt: Option<&Prompt>) -> Typed {
    let line = line.trim();
    match line {
        "?" => Typed::Help,
        "!" => Typed::Act(Action::Stop),
        "*" => Typed::Act(Action::CheckDistress),
        "<" => Typed::Act(Action::Back),
        ">" => Typed::Act(Action::Forward),
        "+" => Typed::Act(Action::AddRepeat),
        "-" if screen.step == Step::Block => Typed::Act(Action::UndoTally),
        "-" => Typed::Act(Action::EndRepeat),
        _ => match line.strip_prefix('/') {
            Some(command) => slash(command, prompt),
            None => Typed::Answer(line.to_owned()),
        },
    }
}

fn slash(command: &str, prompt: Option<&Prompt>) -> Typed {
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    let rest = rest.trim();
    let act = match name {
        "88" => decline(prompt, DeclineReason::DoesNotKnow),
        "99" => decline(prompt, DeclineReason::PrefersNotToSay),
        "slip" => correct(rest, CorrectionReason::Slip),
        "offered" => correct(rest, CorrectionReason::Volunteered),
        "queried" => correct(rest, CorrectionReason::Queried),
        "who" => Some(Action::NotePresence),
        "say" if !rest.is_empty() => Some(Action::ChangeLanguage { language: rest.to_owned() }),
        "pause" => Some(Action::Pause),
        "resume" => Some(Action::Resume),
        "close" => rest.parse().ok().map(|minutes| Action::CloseBlock { minutes, nothing_seen: false }),
        "empty" => rest.parse().ok().map(|minutes| Action::CloseBlock { minutes, nothing_seen: true }),
        "end" => Some(Action::EndShift),
        "safety" => Some(Action::SafetyAction),
        "stop" => stop_code(rest).map(|code| Action::StopFor { code }),
        "withdraw" => Some(Action::Withdraw),
        "seal" => Some(Action::Finalize),
        "home" => return Typed::Home,
        "panic" => return Typed::Panic,
        _ => None,
    };
    act.map_or(Typed::Unknown, Typed::Act)
}

fn decline(prompt: Option<&Prompt>, reason: DeclineReason) -> Option<Action> {
    prompt.map(|prompt| Action::Decline { prompt: prompt.id.clone(), reason })
}

fn correct(rest: &str, reason: CorrectionReason) -> Option<Action> {
    let (prompt, value) = rest.split_once(' ').unwrap_or((rest, ""));
    (!prompt.is_empty()).then(|| Action::Correct { prompt: prompt.to_owned(), value: value.trim().to_owned(), reason })
}

/// A stop for the interviewer's own reason, as the instruments write its code.
#[must_use]
pub fn stop_code(word: &str) -> Option<StopCode> {
    Some(match word.to_ascii_uppercase().as_str() {
        "ST3" => StopCode::St3,
        "ST7" => StopCode::St7,
        "ST8" => StopCode::St8,
        "ST9" => StopCode::St9,
        "ST11" => StopCode::St11,
        "ST12" => StopCode::St12,
        "ST-D1" => StopCode::StD1,
        _ => return None,
    })
}

/// An answer as the core takes it: names for numbers of choices, a point for a decimal comma. `None` when a number
/// is on no list.
#[must_use]
pub fn lexical(answer: &str, prompt: &Prompt) -> Option<String> {
    match prompt.control {
        PromptControl::One if answer.is_empty() => Some(String::new()),
        PromptControl::One => choice(answer, prompt).or_else(|| only(answer, prompt)),
        PromptControl::Many | PromptControl::Rank => {
            let words = answer.split([' ', ',', ';']).filter(|word| !word.is_empty());
            let names = words.map(|word| choice(word, prompt)).collect::<Option<Vec<_>>>();
            names.map(|names| names.join(" ")).or_else(|| only(answer, prompt))
        }
        PromptControl::Decimal | PromptControl::Range => Some(answer.replace(',', ".")),
        PromptControl::Acknowledge => YES.contains(&answer.to_lowercase().as_str()).then(|| ACKNOWLEDGED.to_owned()),
        PromptControl::Image | PromptControl::Audio | PromptControl::Video | PromptControl::File => {
            Some(choice(answer, prompt).unwrap_or_else(|| answer.to_owned()))
        }
        _ => Some(answer.to_owned()),
    }
}

/// The one choice of a long list whose words hold what was typed.
fn only(answer: &str, prompt: &Prompt) -> Option<String> {
    match fitting(prompt, answer).as_slice() {
        [place] => prompt.choices.get(*place).map(|choice| choice.name.clone()),
        _ => None,
    }
}

/// The number that stands before a choice and chooses it: its name where all names are numbers, as the levels of
/// distress are, so that nobody types a 2 and means the line of the 1; else its place.
#[must_use]
pub fn key(prompt: &Prompt, place: usize) -> String {
    match prompt.choices.get(place) {
        Some(choice) if is_coded(prompt) => choice.name.clone(),
        _ => (place + 1).to_string(),
    }
}

fn is_coded(prompt: &Prompt) -> bool {
    prompt.choices.iter().all(|choice| choice.name.parse::<u32>().is_ok())
}

/// A choice by its number on the screen, else by its name.
fn choice(word: &str, prompt: &Prompt) -> Option<String> {
    let place = || word.parse::<usize>().ok()?.checked_sub(1);
    let numbered = if is_coded(prompt) { None } else { place().and_then(|place| prompt.choices.get(place)) };
    let named = || prompt.choices.iter().find(|choice| choice.name == word);
    numbered.or_else(named).map(|choice| choice.name.clone())
}

/// Which countable prompt a number in an hour block means, and how many: `2` or `2 5`.
#[must_use]
pub fn counted<'a>(answer: &str, screen: &'a Screen) -> Option<(&'a Prompt, u16)> {
    let (number, count) = answer.split_once(' ').unwrap_or((answer, "1"));
    let number = number.parse::<usize>().ok()?.checked_sub(1)?;
    let count = count.trim().parse().ok().filter(|count| *count > 0)?;
    countable(screen).nth(number).map(|prompt| (prompt, count))
}

#[cfg(test)]
mod tests {
    use fieldward::{Audience, ChoiceView, Look, Progress};

    use super::*;

    fn screen(step: Step, prompts: Vec<Prompt>) -> Screen {
        Screen {
            step,
            id: "x".into(),
            title: String::new(),
            paragraphs: vec![],
            prompts,
            offers: vec![],
            notices: vec![],
            progress: Progress::default(),
            language: "en".into(),
            right_to_left: false,
        }
    }

    fn prompt(id: &str, control: PromptControl, choices: &[&str]) -> Prompt {
        let view = |name: &&str| ChoiceView::new(*name, name.to_uppercase());
        Prompt {
            id: id.to_owned(),
            label: String::new(),
            hint: String::new(),
            audience: Audience::Person,
            control,
            choices: choices.iter().map(view).collect(),
            value: String::new(),
            declined: false,
            read_only: false,
            required: false,
            may_decline: true,
            warning: String::new(),
            appearance: vec![],
            look: Look::Plain,
            guidance: String::new(),
            media: vec![],
            scale: None,
        }
    }

    #[test]
    fn keys_are_keys_at_any_moment_and_text_is_text() {
        let age = prompt("age", PromptControl::Integer, &[]);
        let screen = screen(Step::Question, vec![age.clone()]);
        let check = |line: &str, expected: Typed| assert_eq!(typed(line, &screen, Some(&age)), expected, "{line}");
        check("!", Typed::Act(Action::Stop));
        check(" * ", Typed::Act(Action::CheckDistress));
        check("stop", Typed::Answer("stop".into()));
        check("!!", Typed::Answer("!!".into()));
        check("/88", Typed::Act(Action::Decline { prompt: "age".into(), reason: DeclineReason::DoesNotKnow }));
        check("/stop st7", Typed::Act(Action::StopFor { code: StopCode::St7 }));
        check("/stop", Typed::Unknown);
        check("/dance", Typed::Unknown);
        check("/home", Typed::Home);
        check("/panic", Typed::Panic);
        check("panic", Typed::Answer("panic".into()));
    }

    #[test]
    fn choices_are_typed_by_number_or_name() {
        let one = prompt("a", PromptControl::One, &["yes", "no"]);
        let many = prompt("b", PromptControl::Many, &["bus", "truck", "7"]);
        assert_eq!(lexical("2", &one).as_deref(), Some("no"));
        assert_eq!(lexical("yes", &one).as_deref(), Some("yes"));
        assert_eq!(lexical("3", &one), None);
        assert_eq!(lexical("0", &one), None);
        assert_eq!(lexical("1, truck 7", &many).as_deref(), Some("bus truck 7"));
        let level = prompt("distress/level", PromptControl::One, &["0", "1", "2", "3"]);
        assert_eq!(lexical("2", &level).as_deref(), Some("2"), "a level is typed as itself, not as its place");
        assert_eq!(lexical("4", &level), None);
        assert_eq!([key(&level, 0), key(&one, 0)], ["0", "1"]);
        assert_eq!(lexical("3,5", &prompt("c", PromptControl::Decimal, &[])).as_deref(), Some("3.5"));
    }

    #[test]
    fn each_kind_of_question_can_be_typed() {
        let check = |typed: &str, control, choices: &[&str], expected: Option<&str>| {
            assert_eq!(lexical(typed, &prompt("a", control, choices)).as_deref(), expected, "{control:?} {typed}");
        };
        check("2 1", PromptControl::Rank, &["rice", "fish"], Some("fish rice"));
        check("2,5", PromptControl::Range, &[], Some("2.5"));
        check("oui", PromptControl::Acknowledge, &[], Some("OK"));
        check("no", PromptControl::Acknowledge, &[], None);
        check("1", PromptControl::Image, &["not-taken-here"], Some("not-taken-here"));
        check("house.jpg", PromptControl::Image, &["not-taken-here"], Some("house.jpg"));
        check("0075", PromptControl::Barcode, &[], Some("0075"));
        check("1 2;3 4", PromptControl::Geotrace, &[], Some("1 2;3 4"));
    }

    #[test]
    fn a_part_of_a_label_finds_a_choice_in_a_long_list_only() {
        let names: Vec<String> = (1..=40).map(|number| format!("village{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(lexical("GE40", &prompt("a", PromptControl::One, &names)).as_deref(), Some("village40"));
        assert_eq!(lexical("ge4", &prompt("a", PromptControl::One, &names)), None, "it fits 4 and 40");
        assert_eq!(lexical("ge2", &prompt("a", PromptControl::One, &names[..5])), None);
    }

    #[test]
    fn numbers_in_an_hour_block_count_what_can_be_counted() {
        let prompts = vec![
            prompt("boys", PromptControl::Counter, &[]),
            prompt("child", PromptControl::CountedRow, &[]),
            prompt("child/sex", PromptControl::One, &["girl"]),
        ];
        let block = screen(Step::Block, prompts);
        let id = |answer: &str| counted(answer, &block).map(|(prompt, count)| (prompt.id.clone(), count));
        assert_eq!(id("1 4"), Some(("boys".into(), 4)));
        assert_eq!(id("2"), Some(("child".into(), 1)));
        assert_eq!(id("3"), None);
        assert_eq!(id("1 0"), None);
        assert_eq!(typed("-", &block, None), Typed::Act(Action::UndoTally));
    }
}
