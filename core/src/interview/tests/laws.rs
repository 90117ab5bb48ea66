//! Laws over all logs: random sequences of actions, and every sequence of a small alphabet over a tiny form.
//!
//! The laws themselves are in [`Run`], which checks them after every step.

use proptest::prelude::{Strategy, any, prop, proptest};

use super::fixture::{Run, calm, fill};
use crate::{
    form::DeclineReason,
    interview::{Action, Entry, PromptControl, Screen},
    log::{CorrectionReason, StopCode},
};

/// Depth of the exhaustive search.
const DEPTH: usize = 4;

/// What a careless or hostile shell might send: mostly something that fits the screen, with any choice at all.
fn action(screen: &Screen, dice: &(u8, u8, u8)) -> Action {
    let (kind, pick, other) = *dice;
    let named = |prompt: &str| prompt.to_owned();
    match kind % 40 {
        0 => Action::Stop,
        1 => Action::Withdraw,
        2 => Action::CheckDistress,
        3 => Action::NotePresence,
        4 => Action::Pause,
        5 | 6 => Action::Resume,
        7 => Action::Back,
        8 => Action::Forward,
        9 => Action::AddRepeat,
        10 => Action::EndRepeat,
        11 => Action::Finalize,
        12 => Action::StopFor {
            code: [StopCode::St2, StopCode::St7, StopCode::St12, StopCode::St10][usize::from(pick % 4)],
        },
        13 => Action::CloseBlock { minutes: pick % 70, nothing_seen: other % 2 == 0 },
        14 => Action::Tally { prompt: named("handed"), row: Vec::new(), count: u16::from(pick % 3) },
        15 => Action::Tally { prompt: named("passing"), row: Vec::new(), count: 1 },
        16 => Action::UndoTally,
        17 => Action::EndShift,
        18 => Action::SafetyAction,
        19 => Action::ChangeLanguage { language: ["en", "fr", "xx"][usize::from(pick % 3)].to_owned() },
        20 => Action::Correct {
            prompt: ["like", "age", "school", "work"][usize::from(pick % 4)].to_owned(),
            value: ["", "yes", "12"][usize::from(other % 3)].to_owned(),
            reason: [CorrectionReason::Volunteered, CorrectionReason::Slip, CorrectionReason::Queried]
                [usize::from(other % 3)],
        },
        21 => Action::Decline {
            prompt: screen.prompts.first().map(|prompt| prompt.id.clone()).unwrap_or_default(),
            reason: DeclineReason::DoesNotKnow,
        },
        22 | 23 => Action::Fill { entries: wild(screen, pick, other) },
        _ => calm(screen),
    }
}

fn wild(screen: &Screen, pick: u8, other: u8) -> Vec<Entry> {
    let value = |prompt: &crate::interview::Prompt| {
        let choices = &prompt.choices;
        match prompt.control {
            _ if !choices.is_empty() => choices[usize::from(pick) % choices.len()].name.clone(),
            PromptControl::Integer => (i32::from(pick) - 20).to_string(),
            _ => String::from_utf8_lossy(&[other]).into_owned(),
        }
    };
    screen.prompts.iter().map(|prompt| Entry { prompt: prompt.id.clone(), value: value(prompt) }).collect()
}

fn play(instrument: &str, dice: &[(u8, u8, u8)], minutes: u8) {
    let mut run = Run::of(instrument);
    for throw in dice {
        let action = action(&run.screen(), throw);
        // A refusal is an answer too: what matters is that the laws hold whatever was sent.
        let _ = run.act(&action);
        if throw.0 == 255 {
            run.wait(u64::from(minutes));
        }
    }
}

fn dice() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    prop::collection::vec(any::<(u8, u8, u8)>(), 0..60)
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_sent_a_childs_interview_keeps_the_laws(dice in dice(), minutes in 0u8..60) {
        play("child", &dice, minutes);
    }

    #[test]
    fn whatever_is_sent_an_informants_interview_keeps_the_laws(dice in dice(), minutes in 0u8..60) {
        play("informant", &dice, minutes);
    }

    #[test]
    fn whatever_is_sent_an_observation_keeps_the_laws(dice in dice(), minutes in 0u8..60) {
        play("station", &dice, minutes);
    }
}

/// All sequences of a small alphabet, from several places of a tiny form.
#[test]
fn every_short_sequence_keeps_the_laws() {
    for place in ["P3.3", "a", "trust", "b"] {
        let mut run = Run::of("tiny");
        run.calmly_to(place);
        explore(&run, DEPTH);
    }
}

fn explore(run: &Run, depth: usize) {
    if depth == 0 {
        return;
    }
    let calm_step = calm(&run.screen());
    let alphabet = [
        calm_step,
        Action::Stop,
        Action::Withdraw,
        Action::CheckDistress,
        fill(&[("distress/level", "1")]),
        fill(&[("distress/level", "3")]),
        Action::NotePresence,
        fill(&[("presence/who", "employer"), ("presence/insisted", "no"), ("presence/can_hear", "yes")]),
        Action::Resume,
        Action::Back,
        fill(&[("a", "yes")]),
        Action::Correct { prompt: "a".to_owned(), value: "no".to_owned(), reason: CorrectionReason::Volunteered },
    ];
    for action in &alphabet {
        let mut next = run.clone();
        if next.act(action).is_ok() {
            explore(&next, depth - 1);
        }
    }
}
