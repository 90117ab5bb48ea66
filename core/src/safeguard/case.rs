//! What a rule looks at: the study, the instrument and what the log says, at one moment.

use crate::{
    log::StopCode,
    safeguard::{Facts, Outline, Section, outline::SectionBy},
    study::{Instrument, Method, Respondent, Study},
};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    pub study: &'a Study,
    pub instrument: &'a Instrument,
    pub outline: &'a Outline,
    pub facts: &'a Facts,
    /// Now, as milliseconds after the interview's start.
    pub at_ms: u64,
}

impl<'a> Case<'a> {
    /// The section that was entered and not left.
    pub fn open_section(&self) -> Option<&'a Section> {
        self.outline.section(self.facts.section?)
    }

    /// The open section, when something in it is asked of a person.
    pub fn open_section_of_person(&self) -> Option<&'a Section> {
        self.open_section().filter(|section| section.by == SectionBy::Person)
    }

    /// A person answers.
    pub fn is_interview(&self) -> bool {
        self.instrument.method == Method::Interview
    }

    /// A child answers.
    pub fn is_child(&self) -> bool {
        self.instrument.respondent == Respondent::Child
    }

    /// The interview was stopped or withdrawn, and how.
    pub fn ended(&self) -> Option<StopCode> {
        if self.facts.withdrawn { Some(StopCode::St5) } else { self.facts.stopped }
    }
}
