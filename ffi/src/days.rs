//! Days in the calendar that a question asks for, so that no shell has to reckon one itself.

use fieldward_core::{
    form::DayLook,
    words::{Tongue, day_example, day_meant, day_said},
};

/// A day in lexical form as the interviewer reads it, in the calendar of the look.
#[uniffi::export]
#[must_use]
pub fn say_day(look: DayLook, value: &str, language: &str) -> String {
    day_said(Tongue::of(language), look, value)
}

/// The lexical form of a day that was typed in the calendar of the look; nothing when it is no such day.
#[uniffi::export]
#[must_use]
pub fn read_day(look: DayLook, typed: &str) -> Option<String> {
    day_meant(look, typed)
}

/// What can be typed for such a day, by example.
#[uniffi::export]
#[must_use]
pub fn example_of_day(look: DayLook, language: &str) -> String {
    day_example(Tongue::of(language), look)
}
