//! Interviews by the shipped device, with answers drawn from a seed, and the same answers as ODK would carry them.

use fieldward::{Device, StartChoice};
use fieldward_core::interview::{Action, Entry, Prompt, PromptControl, Screen, Step};
use fieldward_tests::ordinary;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rand_core::Rng;

use crate::{Outcome, form, odk};

/// Screens of one interview, at most.
const SCREENS_MAX: usize = 400;
const WORDS: [&str; 12] =
    ["sells", "fruit", "with", "my", "aunt", "washing", "dishes", "at", "the", "market", "every", "morning"];

/// What was made.
pub struct Made {
    /// Each interview as an ODK submission's XML.
    pub submissions: Vec<String>,
    /// Questions that were answered, in all.
    pub answers: usize,
}

/// Makes so many interviews; each is sealed when this returns.
pub fn make(device: &Device, count: usize) -> Outcome<Made> {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut made = Made { submissions: Vec::new(), answers: 0 };
    for number in 0..count {
        let answers = one(device, &mut rng)?;
        made.answers += answers.len();
        made.submissions.push(odk::submission(number, &answers));
    }
    Ok(made)
}

fn one(device: &Device, rng: &mut ChaCha20Rng) -> Outcome<Vec<(String, String)>> {
    let choice = StartChoice { instrument: form::NAME.into(), language: "en".into(), ..StartChoice::default() };
    let interview = device.start(choice)?;
    let mut screen = device.screen(interview.clone())?;
    let mut answers = Vec::new();
    for _ in 0..SCREENS_MAX {
        let Some(mut action) = ordinary::action(&screen, 0) else { return Ok(answers) };
        if screen.step == Step::Question
            && let Action::Fill { entries } = &mut action
        {
            draw(&screen, entries, rng);
            answers.extend(entries.iter().map(|entry| (entry.prompt.clone(), entry.value.clone())));
        }
        screen = device.act(interview.clone(), action)?;
    }
    Err("an interview has no end".into())
}

fn draw(screen: &Screen, entries: &mut [Entry], rng: &mut ChaCha20Rng) {
    for entry in entries {
        let Some(prompt) = screen.prompts.iter().find(|prompt| prompt.id == entry.prompt) else { continue };
        entry.value = value(prompt, &entry.value, rng);
    }
}

fn value(prompt: &Prompt, ordinary: &str, rng: &mut ChaCha20Rng) -> String {
    let mut below = |most: usize| (rng.next_u64() % most.max(1) as u64) as usize;
    match prompt.control {
        PromptControl::One => prompt.choices[below(prompt.choices.len())].name.clone(),
        PromptControl::Many => {
            let first = below(prompt.choices.len());
            let names = prompt.choices.iter().skip(first).step_by(3).map(|choice| choice.name.as_str());
            names.collect::<Vec<_>>().join(" ")
        }
        PromptControl::Integer => below(60).to_string(),
        PromptControl::Text => {
            let from = below(WORDS.len());
            WORDS.iter().cycle().skip(from).take(1 + below(5)).copied().collect::<Vec<_>>().join(" ")
        }
        _ => ordinary.to_owned(),
    }
}
