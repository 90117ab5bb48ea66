//! One interview: an append-only log of events, and the screen that follows from it.
//!
//! [`Interview::plan`] turns an action into events or refuses it; the caller makes the events durable; only then
//! [`Interview::apply`] takes them in. So nothing is shown that could be lost, and a log that was kept can always be
//! replayed. This room knows nothing of storage or ciphers.

mod action;
mod event;
mod screen;

pub use action::{Action, CorrectionReason, Entry};
pub use event::{
    CheckOutcome, ConsentAnswer, Correction, DistressPoint, Event, EventKind, GuardianAnswer, PresentPerson, Start,
    StopCode, TeachBackOutcome, TrustAnswer,
};
pub use screen::{Audience, ChoiceView, Notice, Offer, Paragraph, Progress, Prompt, PromptControl, Screen, Step};
