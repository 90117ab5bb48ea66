//! Fieldward's core as Kotlin, Swift and the terminal see it: one device, its interviews, its sync.
//!
//! | file | what it is |
//! |---|---|
//! | [`device`] | the one object a shell holds |
//! | [`view`] | read-only pictures for lists |
//! | `mirror` | core's screens and actions, repeated for the bindings |
//! | [`error`] | eight things that can go wrong, each something a screen can act on |
//! | [`hardware`] | the phone's keystore, as the device asks it |
//! | [`progress`] | how a shell watches a sync |
//!
//! A shell needs nothing else: it draws the screen it is given and sends back one action. Rust callers use the same
//! object and get core's own types.

pub mod device;
pub mod error;
pub mod hardware;
mod mirror;
pub mod progress;
pub mod view;

pub use device::Device;
pub use error::DeviceError;
pub use fieldward_core::{
    form::DeclineReason,
    interview::{
        Action, Audience, ChoiceView, CorrectionReason, Entry, Notice, Offer, Paragraph, Progress, Prompt,
        PromptControl, Screen, Step, StopCode,
    },
};
pub use hardware::{HardwareError, HardwareKey};
pub use progress::SyncWatch;
pub use view::{
    InstrumentView, InterviewState, InterviewView, ReturnView, ReturnedItemView, SiteView, StartChoice, StudyView,
    SyncChoice, SyncProgress, SyncReport,
};

uniffi::setup_scaffolding!();
