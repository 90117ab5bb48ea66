//! An interview in which nothing goes wrong: for any screen, the action that an interviewer with a willing, settled
//! person would take. It knows screens only, so it runs any instrument.

use fieldward_core::interview::{Action, Entry, Offer, Prompt, PromptControl, Screen, Step};

/// The choices that let a gate be passed, where the first one does not.
const PASSES: &[&str] =
    &["yes", "no", "low", "school", "nobody", "none", "understood", "given", "free", "go_on", "0", "1", "en", "fr"];
/// Gate prompts whose good answer is "no".
const GOOD_WHEN_NO: &[&str] = &["P1.6", "P2.1", "P2.4", "P2.5"];

/// What to do on this screen; `None` when the interview is closed.
#[must_use]
pub fn action(screen: &Screen, repeats_so_far: usize) -> Option<Action> {
    match screen.step {
        Step::Finalized => None,
        Step::Ready => Some(Action::Finalize),
        Step::Repeat if repeats_so_far < 2 && screen.offers.contains(&Offer::AddRepeat) => Some(Action::AddRepeat),
        Step::Repeat => Some(Action::EndRepeat),
        Step::Question => Some(question(screen)),
        _ => Some(Action::Fill { entries: screen.prompts.iter().filter_map(gate_entry).collect() }),
    }
}

/// The same for somebody who declines no question.
#[must_use]
pub fn answered(screen: &Screen) -> Action {
    Action::Fill { entries: screen.prompts.iter().filter_map(answer).collect() }
}

/// Declines one question in nine, by the length of its label, and answers the others.
fn question(screen: &Screen) -> Action {
    let declines = screen.prompts.iter().find(|prompt| prompt.may_decline && prompt.label.len() % 9 == 0);
    match declines {
        Some(prompt) => {
            Action::Decline { prompt: prompt.id.clone(), reason: fieldward_core::form::DeclineReason::PrefersNotToSay }
        }
        None => answered(screen),
    }
}

fn gate_entry(prompt: &Prompt) -> Option<Entry> {
    let offered = |name: &&&str| prompt.choices.iter().any(|choice| choice.name == **name);
    if GOOD_WHEN_NO.iter().any(|id| prompt.id.starts_with(id)) {
        return Some(entry(prompt, "no"));
    }
    match prompt.control {
        PromptControl::One => {
            let passing = PASSES.iter().find(offered).map(|name| (*name).to_owned());
            passing.or_else(|| prompt.choices.first().map(|c| c.name.clone())).map(|value| entry(prompt, &value))
        }
        PromptControl::Many => prompt.choices.iter().find(|c| c.name == "nobody").map(|c| entry(prompt, &c.name)),
        _ => answer(prompt),
    }
}

fn answer(prompt: &Prompt) -> Option<Entry> {
    if prompt.read_only {
        return None;
    }
    let first = || prompt.choices.first().map(|choice| choice.name.clone());
    let value = match prompt.control {
        PromptControl::Note | PromptControl::Counter | PromptControl::CountedRow => return None,
        PromptControl::Text => "déjà vu, “quoted”, مرحبا".to_owned(),
        PromptControl::Integer => "12".to_owned(),
        PromptControl::Decimal => "2.5".to_owned(),
        PromptControl::Date => "2026-03-01".to_owned(),
        PromptControl::Time => "14:30".to_owned(),
        PromptControl::DateTime => "2026-03-01T14:30:00.000Z".to_owned(),
        PromptControl::One | PromptControl::Many => first()?,
        PromptControl::Geopoint => "11.55 104.9 12 4.5".to_owned(),
        PromptControl::Range => prompt.scale.as_ref()?.start.clone(),
        PromptControl::Rank => prompt.choices.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join(" "),
        PromptControl::Acknowledge => "OK".to_owned(),
        PromptControl::Barcode => "0075".to_owned(),
        PromptControl::Image | PromptControl::Audio | PromptControl::Video | PromptControl::File => first()?,
        PromptControl::Geotrace | PromptControl::Geoshape => {
            "11.55 104.9 0 0;11.56 104.9 0 0;11.55 104.9 0 0".to_owned()
        }
    };
    Some(entry(prompt, &value))
}

fn entry(prompt: &Prompt, value: &str) -> Entry {
    Entry { prompt: prompt.id.clone(), value: value.to_owned() }
}
