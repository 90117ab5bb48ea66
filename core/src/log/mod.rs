//! What can happen in an interview, as facts: the log of these is the interview.
//!
//! Safeguards are functions over the log, a screen follows from it, a record seals it and a review reads it. So the
//! events stand below all of them and know none: here is what was said and done, and never what may follow.
//! The interview decides which event can come next.

pub mod brought;
mod correction;
mod distress;
mod event;
mod gates;
mod presence;
mod start;
mod stop_code;

pub use brought::{Brought, BroughtList};
pub use correction::{Correction, CorrectionReason};
pub use distress::DistressPoint;
pub use event::{Event, EventKind};
pub use gates::{CheckOutcome, ConsentAnswer, GuardianAnswer, KeepWish, TeachBackOutcome, TrustAnswer};
pub use presence::PresentPerson;
pub use start::Start;
pub use stop_code::StopCode;
