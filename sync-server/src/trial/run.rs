//! One trial: where one stands, and what each typed line leads to.

use std::{io, sync::Arc};

use fieldward_core::{
    form::{Form, Path},
    instance::{Instance, Surroundings},
};

use super::{
    changes::Moment,
    page::Page,
    show, state,
    stops::{Stop, stops},
    surface::Surface,
    transcript::Transcript,
    typed::{KEYS, Typed, typed},
    why,
};
use crate::terminal::{
    draw::{Ink, Line},
    look,
};

/// Columns of the keys in their list.
const KEY_COLUMNS: usize = 12;

/// A form that is being tried.
pub struct Trial {
    pub(super) instance: Instance,
    pub(super) transcript: Transcript,
    pub(super) language: String,
    pub(super) at: usize,
    showing: Showing,
}

/// Whether each answer is followed by what it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// It is.
    Changes,
    /// It is not.
    Nothing,
}

/// What follows a typed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The stop is drawn, which may be another one.
    Draw,
    /// The same stop waits for another line.
    Ask,
    /// The end.
    Leave,
}

impl Trial {
    /// Begins with an empty interview. The language is one of the form's, by name or tag; empty for its own.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: Surroundings, language: &str, showing: Showing) -> Self {
        let mut instance = Instance::new(form, &surroundings);
        instance.set_language(language);
        let transcript = Transcript::new(surroundings);
        let language = instance.form().languages[usize::from(instance.form().language_index(language))].name.clone();
        Self { instance, transcript, language, at: 0, showing }
    }

    /// Asks until the end of the form, of the input, or `:quit`.
    ///
    /// # Errors
    /// When the surface is gone.
    pub fn run(&mut self, surface: &mut Surface<'_>) -> io::Result<()> {
        let form = self.instance.form().clone();
        let title = form.title.in_general(form.language_index(&self.language));
        surface.say(Ink::Heading, if title.is_empty() { &form.id.0 } else { &title })?;
        surface.say(Ink::Faint, "Nothing is kept. ? lists the keys, :show shows what each answer changes.")?;
        loop {
            let stops = stops(&self.instance);
            self.at = self.at.min(stops.len() - 1);
            surface.put(&self.drawn(&stops, surface.width()))?;
            loop {
                let line = if self.is_masked(&stops[self.at]) { surface.ask_unseen()? } else { surface.ask()? };
                let Some(line) = line else { return Ok(()) };
                match self.step(typed(&line), &stops, surface)? {
                    Then::Ask => {}
                    Then::Draw => break,
                    Then::Leave => return Ok(()),
                }
            }
        }
    }

    /// Whether what is typed here must not show.
    fn is_masked(&self, stop: &Stop) -> bool {
        matches!(stop, Stop::Ask { at, .. } if look::is_masked(&self.instance.form().look(at.node)))
    }

    fn drawn(&self, stops: &[Stop], width: usize) -> Vec<Line> {
        let page = self.page(width, stops.len());
        match &stops[self.at] {
            Stop::Ask { at, page: around } => page.question(at, around.as_ref(), stops),
            Stop::More { at } => page.more(at),
            Stop::End => state::end(&self.instance, &self.language, width),
        }
    }

    pub(super) fn page(&self, width: usize, stops: usize) -> Page<'_> {
        let progress = (self.at + 1, stops.saturating_sub(1));
        Page { instance: &self.instance, language: &self.language, width, progress }
    }

    fn step(&mut self, typed: Typed, stops: &[Stop], surface: &mut Surface<'_>) -> io::Result<Then> {
        let stop = &stops[self.at];
        match typed {
            Typed::Answer(text) => return self.answer(&text, stop, surface),
            Typed::Clear => return self.clear(stop, surface),
            Typed::Back => self.at = self.at.saturating_sub(1),
            Typed::Next => self.at += 1,
            Typed::Add => return self.add(stop, surface),
            Typed::Remove => return self.remove(stop, surface),
            Typed::Go(name) => return self.go(&name, stop, surface),
            Typed::Language(name) => return self.speak(&name, surface),
            Typed::Show => {
                self.showing = if self.showing == Showing::Changes { Showing::Nothing } else { Showing::Changes };
                let words = if self.showing == Showing::Changes { "Showing changes." } else { "No longer showing." };
                surface.say(Ink::Notice, words)?;
                return Ok(Then::Ask);
            }
            Typed::State => surface.put(&state::values(&self.instance, &self.language, surface.width()))?,
            Typed::Why(name) => return self.why(&name, stop, surface),
            Typed::Save(file) => return self.save(&file, surface),
            Typed::Help => surface.put(&keys(surface.width()))?,
            Typed::Quit => return Ok(Then::Leave),
            Typed::Unknown(name) => surface.say(Ink::Notice, &format!("There is no :{name}. ? lists the keys."))?,
        }
        Ok(Then::Draw)
    }

    fn speak(&mut self, name: &str, surface: &mut Surface<'_>) -> io::Result<Then> {
        let languages = &self.instance.form().languages;
        match languages.iter().find(|language| language.name == name || (!name.is_empty() && language.tag == name)) {
            Some(language) => {
                self.language = language.name.clone();
                self.instance.set_language(&self.language);
                Ok(Then::Draw)
            }
            None => {
                let names: Vec<&str> = languages.iter().map(|language| language.name.as_str()).collect();
                surface.say(Ink::Notice, &format!("The form has: {}.", names.join(", ")))?;
                Ok(Then::Ask)
            }
        }
    }

    fn why(&self, name: &str, stop: &Stop, surface: &mut Surface<'_>) -> io::Result<Then> {
        let here = here(stop);
        let place = if name.is_empty() { Some(here) } else { super::look::meant(&self.instance, name, &here) };
        match place.filter(|place| place.node.0 != 0) {
            Some(place) => surface.put(&why::lines(&self.instance, &place, &self.language, surface.width()))?,
            None => surface.say(Ink::Notice, "There is no such question; :why age, :why member[2]/age.")?,
        }
        Ok(Then::Ask)
    }

    fn save(&self, file: &str, surface: &mut Surface<'_>) -> io::Result<Then> {
        if file.is_empty() {
            surface.say(Ink::Notice, "Into which file? :save walk.jsonl")?;
            return Ok(Then::Ask);
        }
        let said = match self.transcript.lines(self.instance.form()).map(|lines| std::fs::write(file, lines)) {
            Some(Ok(())) => format!("Written: {file}. Try: fieldward form replay FORM {file}"),
            Some(Err(error)) => format!("{file}: {error}"),
            None => "The walk is too long to be written.".to_owned(),
        };
        surface.say(Ink::Notice, &said)?;
        Ok(Then::Ask)
    }

    /// Changes the interview, and shows what that changed when it is wanted.
    pub(super) fn changing<T>(
        &mut self,
        answered: Option<&Path>,
        surface: &mut Surface<'_>,
        change: impl FnOnce(&mut Instance) -> T,
    ) -> io::Result<T> {
        if self.showing == Showing::Nothing {
            return Ok(change(&mut self.instance));
        }
        let before = Moment::of(&self.instance);
        let changed = change(&mut self.instance);
        let changes = before.changes(&Moment::of(&self.instance), answered);
        surface.put(&show::lines(&self.instance, &changes, &self.language, surface.width()))?;
        Ok(changed)
    }
}

/// The place of a stop; the form itself behind the last question.
pub(super) fn here(stop: &Stop) -> Path {
    match stop {
        Stop::Ask { at, .. } | Stop::More { at } => at.clone(),
        Stop::End => Path::default(),
    }
}

fn keys(width: usize) -> Vec<Line> {
    let line = |(key, meaning): &(&str, &str)| {
        super::surface::paragraph(Ink::Plain, &format!("  {key:<KEY_COLUMNS$} "), meaning, width)
    };
    KEYS.iter().flat_map(line).collect()
}
