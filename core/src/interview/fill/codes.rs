//! Ids of prompts that stand on gates, the codes that can be chosen there, and how an entry is looked up among them.

use crate::{
    interview::{Entry, Refusal},
    log::PresentPerson,
    safeguard::{Code, RefusalCode},
};

/// Ids of prompts that stand on gates. Steps of P1, P2, P7 and P8 are their own ids.
pub(in crate::interview) mod id {
    pub const LANGUAGE: &str = "language";
    pub const LEVEL: &str = "distress/level";
    pub const WHO: &str = "presence/who";
    pub const INSISTED: &str = "presence/insisted";
    pub const CAN_HEAR: &str = "presence/can_hear";
    pub const TEACH_BACK: &str = "P3.1";
    pub const GUARDIAN: &str = "P3.2";
    pub const CONSENT: &str = "P3.3";
    pub const FREE: &str = "P3.4";
    pub const PURPOSE: &str = "P3.5/";
    pub const PRIVATE: &str = "trust/private";
    pub const RELAXED: &str = "trust/relaxed";
    pub const CHOICE: &str = "trust/choice";
    pub const KEEP: &str = "keep";
    pub const NEEDS: &str = "P7.2";
}

/// People who may be present, with the codes that a shell sends.
pub(in crate::interview) const PEOPLE: [(Code, PresentPerson); 9] = [
    (Code::Interpreter, PresentPerson::Interpreter),
    (Code::Parent, PresentPerson::Parent),
    (Code::OtherRelative, PresentPerson::OtherRelative),
    (Code::Peer, PresentPerson::Peer),
    (Code::Teacher, PresentPerson::Teacher),
    (Code::SocialWorker, PresentPerson::SocialWorker),
    (Code::Employer, PresentPerson::Employer),
    (Code::UnknownAdult, PresentPerson::UnknownAdult),
    (Code::Official, PresentPerson::Official),
];

pub(in crate::interview) const LEVELS: [Code; 4] = [Code::Level0, Code::Level1, Code::Level2, Code::Level3];
pub(in crate::interview) const TEACH_BACK: [Code; 3] = [Code::Understood, Code::ExplainedAgain, Code::NotUnderstood];
pub(in crate::interview) const OWN_ANSWER: [Code; 3] = [Code::Yes, Code::No, Code::Unsure];
pub(in crate::interview) const FREEDOM: [Code; 3] = [Code::Free, Code::Pressed, Code::CannotTell];
pub(in crate::interview) const YES_NO: [Code; 2] = [Code::Yes, Code::No];
pub(in crate::interview) const TRUST: [Code; 2] = [Code::GoOn, Code::LeaveOut];
pub(in crate::interview) const WISHES: [Code; 2] = [Code::Keep, Code::Drop];
pub(in crate::interview) const GUARDIAN: [Code; 5] =
    [Code::Given, Code::Refused, Code::WaivedInvolved, Code::WaivedOnOwn, Code::WaivedMature];

pub(super) fn bad<T>(prompt: &str) -> Result<T, Refusal> {
    Err(Refusal::at(RefusalCode::BadValue, prompt))
}

pub(super) fn no_entries(entries: &[Entry]) -> Result<(), Refusal> {
    entries.first().map_or(Ok(()), |entry| Err(Refusal::at(RefusalCode::UnknownPrompt, &entry.prompt)))
}

/// The one entry that is expected.
pub(super) fn single(entries: &[Entry], prompt: &str) -> Result<String, Refusal> {
    let missing = || Refusal::at(RefusalCode::Missing, prompt);
    entries.iter().find(|entry| entry.prompt == prompt).map(|entry| entry.value.clone()).ok_or_else(missing)
}

/// The code that was chosen; it must be there.
pub(super) fn code(entries: &[Entry], prompt: &str, codes: &[Code]) -> Result<Code, Refusal> {
    optional(entries, prompt, codes)?.ok_or_else(|| Refusal::at(RefusalCode::Missing, prompt))
}

/// The code that was chosen, if one was.
pub(super) fn optional(entries: &[Entry], prompt: &str, codes: &[Code]) -> Result<Option<Code>, Refusal> {
    match entries.iter().find(|entry| entry.prompt == prompt).map(|entry| entry.value.trim()) {
        None | Some("") => Ok(None),
        Some(typed) => Code::among(codes, typed).map(Some).ok_or_else(|| Refusal::at(RefusalCode::BadValue, prompt)),
    }
}
