//! What the interviewer reads on gates, checks, buttons, refusals and stops, in English and French.
//!
//! One file a language; every entry is keyed by an enum and matched without a wildcard, so that a missing entry does
//! not compile. Words that the person hears are never here: they come from the study's workbook and from the form.

mod days;
mod en;
mod fr;
mod languages;
mod months;
mod needs;

use crate::{
    log::StopCode,
    safeguard::{Check, Code, RefusalCode},
};

pub use days::{day_example, day_meant, day_said};
pub use languages::name as language_name;
pub use needs::need;

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English, also for languages that the catalogue does not have.
    English,
    /// French.
    French,
}

impl Tongue {
    /// The catalogue's language for a BCP 47 tag.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next() {
            Some(primary) if primary.eq_ignore_ascii_case("fr") => Self::French,
            _ => Self::English,
        }
    }
}

/// Why something was not done.
#[must_use]
pub fn refusal(tongue: Tongue, code: RefusalCode) -> &'static str {
    match tongue {
        Tongue::English => en::refusal(code),
        Tongue::French => fr::refusal(code),
    }
}

/// A title, a prompt or a notice.
#[must_use]
pub fn word(tongue: Tongue, key: Word) -> &'static str {
    match tongue {
        Tongue::English => en::word(key),
        Tongue::French => fr::word(key),
    }
}

/// A step of P1, P2, P7 or P8.
#[must_use]
pub fn check(tongue: Tongue, key: Check) -> &'static str {
    match tongue {
        Tongue::English => en::check(key),
        Tongue::French => fr::check(key),
    }
}

/// A choice of a gate or a check.
#[must_use]
pub fn code(tongue: Tongue, key: Code) -> &'static str {
    match tongue {
        Tongue::English => en::code(key),
        Tongue::French => fr::code(key),
    }
}

/// Why an interview stopped.
#[must_use]
pub fn stop(tongue: Tongue, key: StopCode) -> &'static str {
    match tongue {
        Tongue::English => en::stop(key),
        Tongue::French => fr::stop(key),
    }
}

/// Titles, prompts and notices, named after what they say in English.
#[allow(missing_docs)] // The catalogue itself says what each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    TitleChecks,
    TitlePlace,
    TitleLanguage,
    TitleTell,
    TitleTeachBack,
    TitleGuardian,
    TitleConsent,
    TitlePresence,
    TitleDistress,
    TitleTrust,
    TitleRepeat,
    TitleBlock,
    TitlePaused,
    TitleKeep,
    TitleStopped,
    TitleClosing,
    TitleAfterLeaving,
    TitleReady,
    TitleFinalized,
    TitleQuery,
    LanguagePrompt,
    LevelPrompt,
    WhoPrompt,
    InsistedPrompt,
    CanHearPrompt,
    TeachBackPrompt,
    GuardianPrompt,
    ConsentPrompt,
    FreePrompt,
    PrivatePrompt,
    RelaxedPrompt,
    ChoicePrompt,
    KeepPrompt,
    NeedsPrompt,
    PauseHint,
    BlockHint,
    BlockNone,
    BlockWaiting,
    RepeatHint,
    ReadyHint,
    NoticeTraining,
    NoticeConstrained,
    NoticeTimeLimit,
    NoticeStayWithPerson,
    NoticeWithdrawn,
    /// Little room is left in one interview.
    NoticeNearlyFull,
    /// A later visit, and nothing is known here of an earlier one.
    NoticeNothingKnown,
    /// A correction was stopped, and what was asked waits as before.
    NoticePutBack,
    NoticeSafetyContact,
    NoticeLookBack,
    /// Something was left out because it was too much to look through.
    NoticeCutShort,
    NoticeService,
    CardNumber,
    NotTaken,
    FileHint,
    PlacesHint,
}
