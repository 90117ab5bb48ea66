//! Fieldward's core as Kotlin, Swift and the terminal see it: one device, its interviews, its sync.
//!
//! | file | what it is |
//! |---|---|
//! | [`device`] | the one object a shell holds |
//! | [`view`] | read-only pictures for lists |
//! | `mirror` | core's screens and actions, repeated for the bindings |
//! | [`error`] | eight things that can go wrong, each something a screen can act on |
//! | `days` | days in other calendars |
//! | `dump` | keeps keys out of core dumps |
//! | [`hardware`] | the phone's keystore, as the device asks it |
//! | [`progress`] | how a shell watches a sync |
//! | [`surroundings`] | the one place that reads clocks and asks for random numbers |
//! | `state` | new, locked, unlocked: what the device holds in memory |
//! | `syncing` | drives core's sync engine |
//! | `leaving` | a person withdraws at this device |
//! | `carrying`, `courier` | parcels and receipts, where there is no line |
//! | `said` | what a link, a server or the store refused, in the interviewer's language |
//! | `transport`, `pinned` | HTTP, and whom it believes |
//!
//! A shell needs nothing else: it draws the screen it is given and sends back one action. Rust callers use the same
//! object and get core's own types.

mod carrying;
mod courier;
mod days;
pub mod device;
mod dump;
pub mod error;
pub mod hardware;
mod leaving;
mod listing;
mod mirror;
mod pinned;
pub mod progress;
mod said;
mod state;
pub mod surroundings;
mod syncing;
mod transport;
pub mod view;

pub use carrying::CarryReport;
pub use courier::{Courier, Handed};
pub use days::{example_of_day, read_day, say_day};
pub use device::Device;
pub use error::DeviceError;
pub use fieldward_core::moment::Moment;
pub use fieldward_core::record::MEDIA_BYTES_MAX;
pub use fieldward_core::words::language_name;
pub use fieldward_core::{
    form::{
        AudioQuality, CalendarKind, DayLook, DayPart, DeclineReason, Incremental, Look, MediaKind, MockPlaces,
        look::{
            Arrangement, Buttons, ChoicesLook, Choosing, DayPicker, Echo, Finding, Keys, PlaceLook, PlaceMap,
            ScaleLook, ScaleShape, TakenFrom, TakenLook, Thousands, Ticks, TypedLook,
        },
    },
    interview::{
        ACKNOWLEDGED, Action, Audience, ChoiceView, Entry, MediaView, Notice, Offer, Paragraph, Progress, Prompt,
        PromptControl, ScaleView, Screen, Step,
    },
    log::{CorrectionReason, StopCode},
};
pub use hardware::{HardwareError, HardwareKey};
pub use leaving::{OwedView, WithdrawalView};
pub use progress::SyncWatch;
pub use surroundings::{Surroundings, SystemSurroundings};
pub use view::{
    AnswerView, InstrumentView, InterviewState, InterviewView, InterviewerView, ReturnView, ReturnedItemView,
    SalvageView, SiteView, StartChoice, StudyView, SyncChoice, SyncProgress, SyncReport,
};

uniffi::setup_scaffolding!();
