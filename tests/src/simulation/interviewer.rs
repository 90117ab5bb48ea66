//! The person with the device: mostly ordinary, sometimes clumsy, sometimes with somebody who stops.
//!
//! Knows screens only. Whatever is typed is a canary.

use fieldward_core::{
    ids::InterviewId,
    interview::{Action, Entry, Offer, Prompt, PromptControl, Screen, Step},
    log::StopCode,
};

use super::{canary, chance::Chance};
use crate::ordinary;

/// Questions in a thousand that somebody leaves out, of those that the ordinary person of other tests leaves out: among
/// these are all that ask who a person is, and without an answer there is no identity to seal.
const DECLINES: u64 = 250;
/// Texts in a thousand that somebody else may have typed too, so that two identities have something in common.
const ALIKE: u64 = 400;

/// How an interview goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Straight to its end, where people are asked how to reach them again.
    Steady,
    /// With breaks, slips, stops and odd answers.
    Restless,
}

impl Manner {
    /// That of an interview; one in three is steady.
    #[must_use]
    pub fn of(id: InterviewId) -> Self {
        if id.0.as_bytes()[0].is_multiple_of(3) { Self::Steady } else { Self::Restless }
    }
}

/// What to do on this screen; `None` when the interview is closed.
pub fn action(screen: &Screen, manner: Manner, chance: &mut Chance) -> Option<Action> {
    if screen.step == Step::Finalized {
        return None;
    }
    if manner == Manner::Restless
        && chance.happens(45)
        && let Some(action) = unusual(screen, chance)
    {
        return Some(action);
    }
    let mut action = match ordinary::action(screen, 0)? {
        Action::Decline { .. } if !chance.happens(DECLINES) => ordinary::answered(screen),
        action => action,
    };
    if let Action::Fill { entries } = &mut action {
        for entry in entries.iter_mut() {
            let Some(prompt) = screen.prompts.iter().find(|prompt| prompt.id == entry.prompt) else { continue };
            entry.value = value(prompt, &entry.value, manner, chance);
        }
    }
    Some(action)
}

/// Texts become canaries; now and then another choice or number is given.
fn value(prompt: &Prompt, ordinary: &str, manner: Manner, chance: &mut Chance) -> String {
    match prompt.control {
        PromptControl::Text if chance.happens(ALIKE) => canary::text(chance.below(3)),
        PromptControl::Text => canary::text(chance.below(1_000_000)),
        _ if manner == Manner::Steady => ordinary.to_owned(),
        PromptControl::Integer if chance.happens(300) => chance.below(30).to_string(),
        PromptControl::One if chance.happens(60) && !prompt.choices.is_empty() => {
            chance.pick(&prompt.choices).name.clone()
        }
        _ => ordinary.to_owned(),
    }
}

fn unusual(screen: &Screen, chance: &mut Chance) -> Option<Action> {
    let action = match chance.pick(&screen.offers) {
        Offer::CheckDistress => Action::CheckDistress,
        Offer::NotePresence => Action::NotePresence,
        Offer::Pause => Action::Pause,
        Offer::Resume => Action::Resume,
        Offer::AddRepeat => Action::AddRepeat,
        Offer::EndRepeat => Action::EndRepeat,
        Offer::Back => Action::Back,
        Offer::Forward => Action::Forward,
        Offer::SafetyAction => Action::SafetyAction,
        Offer::UndoTally => Action::UndoTally,
        Offer::EndShift => Action::EndShift,
        Offer::CloseBlock => Action::CloseBlock { minutes: 30, nothing_seen: true },
        Offer::Tally => tally(screen)?,
        Offer::Stop if chance.happens(200) => Action::StopFor { code: StopCode::St7 },
        Offer::Stop if chance.happens(200) => Action::Stop,
        Offer::Withdraw if chance.happens(200) => Action::Withdraw,
        _ => return None,
    };
    Some(action)
}

fn tally(screen: &Screen) -> Option<Action> {
    let counted = screen.prompts.iter().find(|prompt| prompt.control == PromptControl::Counter)?;
    Some(Action::Tally { prompt: counted.id.clone(), row: Vec::new(), count: 1 })
}

/// The same entries with the ordinary values: what is typed again when the screen refused.
pub fn ordinary_again(screen: &Screen) -> Option<Action> {
    let mut action = ordinary::action(screen, 2)?;
    if let Action::Fill { entries } = &mut action {
        for Entry { prompt, value } in entries.iter_mut() {
            let asked = screen.prompts.iter().find(|asked| asked.id == *prompt);
            if asked.is_some_and(|asked| asked.control == PromptControl::Text) {
                *value = canary::text(0);
            }
        }
    }
    Some(action)
}
