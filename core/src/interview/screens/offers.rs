//! What can be done at a moment. Stop and withdraw are always among it, until the interview is stopped or closed
//! (R077): a person may still withdraw after a stop.

use crate::{
    interview::{Offer, screens::Pen, stand::Stand},
    safeguard::observation,
};

pub(super) fn of(pen: &Pen, stand: &Stand) -> Vec<Offer> {
    let interview = pen.interview;
    if *stand == Stand::Finalized {
        return Vec::new();
    }
    let ended = interview.case(0).ended().is_some();
    let mut offers = here(pen, stand);
    if interview.can_check() {
        offers.push(Offer::CheckDistress);
        if interview.has_consent() {
            offers.push(Offer::NotePresence);
        }
    }
    if !ended && !interview.facts.paused {
        offers.push(Offer::Pause);
    }
    if !interview.is_with_person() && !ended {
        offers.push(Offer::SafetyAction);
    }
    if !ended {
        offers.push(Offer::Stop);
    }
    if interview.is_with_person() && !interview.facts.withdrawn {
        offers.push(Offer::Withdraw);
    }
    offers
}

/// What belongs to this very moment.
fn here(pen: &Pen, stand: &Stand) -> Vec<Offer> {
    let interview = pen.interview;
    let mut offers = Vec::new();
    if interview.view.opened.is_some() {
        return vec![Offer::Next, Offer::Back];
    }
    if let Some(at) = &interview.view.looking_at {
        offers.push(if interview.facts.items.contains_key(at) { Offer::Correct } else { Offer::Next });
        offers.push(Offer::Forward);
    } else {
        offers.extend(at_stand(pen, stand));
    }
    let can_look = interview.case(0).ended().is_none() && !interview.looked_over().is_empty();
    if can_look && !offers.contains(&Offer::Back) {
        offers.push(Offer::Back);
    }
    offers
}

fn at_stand(pen: &Pen, stand: &Stand) -> Vec<Offer> {
    match stand {
        Stand::Paused => vec![Offer::Resume],
        Stand::Put(_) => vec![Offer::Next, Offer::Decline],
        Stand::Repeat(_) => vec![Offer::AddRepeat, Offer::EndRepeat],
        Stand::Blocks => {
            let facts = &pen.interview.facts;
            let mut offers = vec![Offer::Tally];
            let undo = facts.blocks.last().is_some_and(|block| block.minutes.is_none() && !block.taps.is_empty());
            offers.extend(undo.then_some(Offer::UndoTally));
            offers.push(if observation::waiting(facts).is_some() { Offer::CloseBlock } else { Offer::EndShift });
            offers.extend(observation::current(facts, pen.now).is_none().then_some(Offer::Next));
            offers
        }
        Stand::Ready | Stand::Auto(_) => vec![Offer::Finalize],
        Stand::Finalized => Vec::new(),
        _ => vec![Offer::Next],
    }
}
