//! Going to another question, and repetitions that come and go.

use std::io;

use fieldward_core::form::{NodeKind, Path};

use super::{
    look::meant,
    run::{Then, Trial, here},
    stops::{Stop, stops},
    surface::Surface,
};
use crate::terminal::draw::Ink;

impl Trial {
    /// Stands at a question, or at the first one inside a group or repetition.
    pub(super) fn stand_at(&mut self, place: &Path) -> bool {
        let form = self.instance.form().clone();
        let end = form.node(place.node).end;
        let is_inside = |stop: &Stop| match stop {
            Stop::Ask { at, .. } => at.node >= place.node && at.node < end && at.at.starts_with(&place.at),
            _ => false,
        };
        let found = stops(&self.instance).iter().position(is_inside);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    pub(super) fn go(&mut self, name: &str, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        let place = meant(&self.instance, name, &here(stop));
        if place.is_some_and(|place| self.stand_at(&place)) {
            return Ok(Then::Draw);
        }
        surface.say(Ink::Notice, &format!("'{name}' is not asked now, or not there. :why {name} may say why."))?;
        Ok(Then::Ask)
    }

    pub(super) fn add(&mut self, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        let Some(repeat) = self.growing(stop) else { return nothing_grows(surface) };
        let form = self.instance.form().clone();
        let added = self.changing(None, surface, |instance| instance.add_repeat(&repeat))?;
        match added {
            Ok(place) => {
                self.transcript.added(&form, &place);
                self.stand_at(&place);
                Ok(Then::Draw)
            }
            Err(error) => {
                surface.say(Ink::Notice, &format!("Not added: {error}."))?;
                Ok(Then::Ask)
            }
        }
    }

    pub(super) fn remove(&mut self, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        let Some(mut repeat) = self.growing(stop) else { return nothing_grows(surface) };
        if let (Stop::More { .. }, Some(last)) = (stop, repeat.at.last_mut()) {
            *last = last.saturating_sub(1);
        }
        let form = self.instance.form().clone();
        let removed = self.changing(None, surface, |instance| instance.remove_repeat(&repeat))?;
        match removed {
            Ok(()) => {
                self.transcript.removed(&form, &repeat);
                surface.say(Ink::Notice, &format!("{} is taken out.", form.prompt_id(&repeat)))?;
                Ok(Then::Draw)
            }
            Err(error) => {
                surface.say(Ink::Notice, &format!("Not taken out: {error}."))?;
                Ok(Then::Ask)
            }
        }
    }

    /// The innermost repetition around a stop whose number is not fixed.
    fn growing(&self, stop: &Stop) -> Option<Path> {
        let (form, place) = (self.instance.form(), here(stop));
        let grows = |node: &fieldward_core::form::NodeIndex| {
            matches!(form.node(*node).kind, NodeKind::Repeat { count: None, .. })
        };
        let node = form.repeats_of(place.node).into_iter().rev().find(grows)?;
        let depth = form.layout.depth(node);
        Some(Path { node, at: place.at.into_iter().take(depth).collect() })
    }
}

fn nothing_grows(surface: &mut Surface<'_>) -> io::Result<Then> {
    surface.say(Ink::Notice, "No repeat around here can grow or shrink: the form fixes its number.")?;
    Ok(Then::Ask)
}
