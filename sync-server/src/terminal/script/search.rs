//! Finds what a script names: a prompt on the screen, an answer of the interview, a choice by its name or its words.

use fieldward::{ChoiceView, Prompt, PromptControl, Screen};

/// Whether a script's name means this prompt: its whole id, or the question's own name at its end.
pub(super) fn means(name: &str, prompt: &str) -> bool {
    prompt == name || prompt.strip_suffix(name).is_some_and(|before| before.ends_with('/'))
}

/// The prompt that a script names.
pub(super) fn prompt<'a>(screen: &'a Screen, name: &str) -> Option<&'a Prompt> {
    let exact = screen.prompts.iter().find(|prompt| prompt.id == name);
    exact.or_else(|| screen.prompts.iter().find(|prompt| means(name, &prompt.id)))
}

/// Prompts of a screen that take an entry.
pub(super) fn entries(screen: &Screen) -> impl Iterator<Item = &Prompt> {
    screen.prompts.iter().filter(|prompt| !prompt.read_only && prompt.control != PromptControl::Note)
}

/// A script's value as the core takes it: choices may be given by name or by what is read on the screen.
pub(super) fn lexical(value: &str, prompt: &Prompt) -> Result<String, String> {
    match prompt.control {
        PromptControl::One if !value.is_empty() => choice(value, prompt),
        PromptControl::Many | PromptControl::Rank => many(value, prompt),
        _ => Ok(value.to_owned()),
    }
}

fn many(value: &str, prompt: &Prompt) -> Result<String, String> {
    let words: Vec<&str> = value.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
    if words.iter().all(|word| named(word, prompt).is_some()) {
        return Ok(words.join(" "));
    }
    let labels = value.split([',', ';']).map(str::trim).filter(|label| !label.is_empty());
    labels.map(|label| choice(label, prompt)).collect::<Result<Vec<_>, _>>().map(|names| names.join(" "))
}

fn choice(value: &str, prompt: &Prompt) -> Result<String, String> {
    let labelled = || prompt.choices.iter().find(|choice| choice.label.to_lowercase() == value.to_lowercase());
    named(value, prompt).or_else(labelled).map(|choice| choice.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = prompt.choices.iter().map(|choice| choice.name.as_str()).collect();
        format!("{} has no choice `{value}`; its choices now are: {}", prompt.id, names.join(", "))
    })
}

fn named<'a>(value: &str, prompt: &'a Prompt) -> Option<&'a ChoiceView> {
    prompt.choices.iter().find(|choice| choice.name == value)
}
