//! Faults that are planted on purpose, to show that the simulation notices them.
//!
//! None is a switch in shipped code: each stands in a seam that is there anyway. The server's store is a trait, and so
//! is what sync sees of a device; the disk and the network are ours.

mod local;
mod store;

use fieldward_core::{ids::StreamKind, sync::wire::Request};

pub use local::{PlantedLocal, WasCut};
pub use store::PlantedStore;

use super::{
    canary,
    disk::Syncing,
    faults::{Fault, Rates},
};

/// A fault, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planted {
    /// The shipped code as it is.
    #[default]
    Nothing,
    /// The server says that records are durable before they are committed.
    AcknowledgedBeforeCommit,
    /// The server's disk does not sync.
    ServerNeverSyncs,
    /// A device's disk does not sync.
    DeviceNeverSyncs,
    /// A device believes that everything it sent has arrived.
    AcknowledgedWithoutAnswer,
    /// The server's mark falls behind what it has.
    MarkForgotten,
    /// A device sends a record without its link to the one before.
    ParentLinkDropped,
    /// The server takes a record again that it has.
    DedupeSkipped,
    /// A device's randomness begins again with every start.
    RandomnessRepeats,
    /// A device notes no acknowledgement after its power failed.
    AcknowledgementForgotten,
    /// A device does not know of its records.
    StreamForgotten,
    /// A finalized interview leaves its draft's rows behind.
    DraftKept,
    /// The keys that a finalized interview had stay in a part of its device's file.
    SlotsKept,
    /// A typed answer is written to a file of the device.
    AnswerInFile,
    /// The study's key is written to a file of the server.
    KeyInFile,
    /// A draft's row is not sealed.
    DraftInClear,
    /// The server logs an answer.
    AnswerLogged,
    /// A request carries an answer as it was typed.
    AnswerOnTheWire,
    /// A request has the nonce of an earlier one.
    NonceRepeated,
    /// The server acknowledges identities and keeps none.
    IdentityLost,
    /// The server acknowledges alerts and keeps none.
    AlertLost,
    /// The server counts a mark one too far.
    MarkTooFar,
    /// A device leaves a record out.
    GapSent,
    /// The server does not hand out the first returned record.
    ReturnSkipped,
    /// A device parks a record for no reason.
    ParkedWithoutReason,
    /// A device sends alerts after everything else.
    AlertsLast,
    /// A device runs the first package again after its power failed.
    PackageRolledBack,
    /// A device runs a package that nobody published.
    PackageOfNobody,
    /// An interview goes on after a stop.
    StopRuleSkipped,
    /// An interview goes on though the person is in distress.
    DistressIgnored,
    /// An interview goes on without consent.
    ConsentSkipped,
    /// A record is sealed for another header than the one it bears.
    WrongAssociatedData,
    /// A device obeys an order that one holder signed.
    OrderOfOne,
    /// A device obeys an order again that it has obeyed.
    OrderTwice,
    /// A device passes over the order to destroy itself.
    WipePassedOver,
    /// A device that is destroyed leaves its wrapped key in another file.
    WipeLeavesKey,
    /// A device forgets how often somebody guessed.
    AttemptsForgotten,
    /// The server takes records from a device that was revoked.
    RevokedStillTaken,
    /// The server keeps the keys of somebody who withdrew.
    KeysKeptOnServer,
    /// A device keeps them.
    KeysKeptOnDevice,
    /// What is carried is not sealed again.
    CarriedInClear,
    /// A device believes that what a carrier took has arrived.
    CarriedBelieved,
    /// A device does not send its recordings.
    RecordingLost,
    /// A device records people who did not agree to it.
    RecordedWithoutYes,
    /// One custodian grants for both roles.
    GrantedAlone,
    /// What was handed over to a custodian who came is not kept.
    HalvesLost,
    /// The key of a custodian who left stays.
    LeaverKeepsKey,
    /// What was kept for a request stays after it was opened.
    PocketsKept,
    /// A device keeps nothing of what a supervisor returned to it.
    ReturnEmptied,
    /// A device forgets what it sent some days too early.
    ForgottenEarly,
    /// The server throws away one return more than a device says it has.
    ReturnEmptiedEarly,
    /// A device takes another's records for its own.
    ForkUnseen,
    /// A device that is enrolled again believes that everything has arrived.
    EnrolledAcknowledged,
    /// The server gives every return of a device the same number.
    ReturnNumberReused,
    /// A device takes anybody's word for a supervisor's that its records were seen.
    VouchForged,
    /// New interviews begin however long the server was not heard.
    SevenDaysSkipped,
    /// An alert is sealed twice.
    AlertTwice,
    /// A sync goes on when the day's share of bytes is used up.
    ShareIgnored,
    /// An invite works for longer than it says.
    InviteNeverOver,
    /// The server says that it has a recording before the last of it came.
    RecordingCutShort,
}

/// Every fault that is planted.
pub const PLANTED: [Planted; 59] = [
    Planted::AcknowledgedBeforeCommit,
    Planted::ServerNeverSyncs,
    Planted::DeviceNeverSyncs,
    Planted::AcknowledgedWithoutAnswer,
    Planted::MarkForgotten,
    Planted::ParentLinkDropped,
    Planted::DedupeSkipped,
    Planted::RandomnessRepeats,
    Planted::AcknowledgementForgotten,
    Planted::StreamForgotten,
    Planted::DraftKept,
    Planted::SlotsKept,
    Planted::AnswerInFile,
    Planted::KeyInFile,
    Planted::DraftInClear,
    Planted::AnswerLogged,
    Planted::AnswerOnTheWire,
    Planted::NonceRepeated,
    Planted::IdentityLost,
    Planted::AlertLost,
    Planted::MarkTooFar,
    Planted::GapSent,
    Planted::ReturnSkipped,
    Planted::ParkedWithoutReason,
    Planted::AlertsLast,
    Planted::PackageRolledBack,
    Planted::PackageOfNobody,
    Planted::StopRuleSkipped,
    Planted::DistressIgnored,
    Planted::ConsentSkipped,
    Planted::WrongAssociatedData,
    Planted::OrderOfOne,
    Planted::OrderTwice,
    Planted::WipePassedOver,
    Planted::WipeLeavesKey,
    Planted::AttemptsForgotten,
    Planted::RevokedStillTaken,
    Planted::KeysKeptOnServer,
    Planted::KeysKeptOnDevice,
    Planted::CarriedInClear,
    Planted::CarriedBelieved,
    Planted::RecordingLost,
    Planted::RecordedWithoutYes,
    Planted::GrantedAlone,
    Planted::HalvesLost,
    Planted::LeaverKeepsKey,
    Planted::PocketsKept,
    Planted::ReturnEmptied,
    Planted::ForgottenEarly,
    Planted::ForkUnseen,
    Planted::AlertTwice,
    Planted::ShareIgnored,
    Planted::InviteNeverOver,
    Planted::RecordingCutShort,
    Planted::ReturnEmptiedEarly,
    Planted::EnrolledAcknowledged,
    Planted::ReturnNumberReused,
    Planted::VouchForged,
    Planted::SevenDaysSkipped,
];

impl Planted {
    /// The fault that is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PLANTED.into_iter().find(|planted| format!("{planted:?}") == name)
    }

    /// How the server's disk syncs.
    #[must_use]
    pub fn server_syncing(self) -> Syncing {
        if self == Self::ServerNeverSyncs { Syncing::Pretended } else { Syncing::Honest }
    }

    /// Whether a record is made that no sound device would seal.
    #[must_use]
    pub fn is_forged(self) -> bool {
        matches!(
            self,
            Self::StopRuleSkipped
                | Self::DistressIgnored
                | Self::ConsentSkipped
                | Self::WrongAssociatedData
                | Self::AlertTwice
        )
    }

    /// Whether it shows in what three people do, which takes weeks: somebody is interviewed, a custodian leaves, and
    /// another is asked for a name.
    #[must_use]
    pub fn is_of_custody(self) -> bool {
        matches!(self, Self::GrantedAlone | Self::HalvesLost | Self::LeaverKeepsKey | Self::PocketsKept)
    }

    /// Rates under which it should be noticed.
    #[must_use]
    pub fn rates(self) -> Rates {
        if matches!(self, Self::OrderOfOne | Self::OrderTwice) {
            // Somebody in the server's place shows them.
            return Rates::none().with(Fault::HostileServer, 250);
        }
        if self == Self::ForkUnseen {
            return Rates::none().with(Fault::Cloned, 200);
        }
        if self.is_of_custody() {
            // What three people do one after the other seldom comes to its end when the server's power fails.
            return Rates::none();
        }
        if matches!(self, Self::ReturnEmptiedEarly | Self::ReturnNumberReused) {
            // It shows in the second return of a device.
            return Rates::none();
        }
        if self == Self::SevenDaysSkipped {
            return Rates::none().with(Fault::Partition, 500);
        }
        Rates::none()
            .with(Fault::DeviceCut, 400)
            .with(Fault::ServerCut, 300)
            .with(Fault::ReplyLost, 250)
            .with(Fault::Duplicated, 250)
    }

    /// The kind of event in which it would show, drawn more often then: a week has few of each.
    #[must_use]
    pub fn shows_in(self) -> Option<u64> {
        match self {
            Self::OrderOfOne
            | Self::OrderTwice
            | Self::WipePassedOver
            | Self::RevokedStillTaken
            | Self::EnrolledAcknowledged => Some(205),
            Self::ReturnEmptiedEarly | Self::ReturnNumberReused => Some(175),
            Self::KeysKeptOnServer | Self::KeysKeptOnDevice => Some(217),
            Self::CarriedInClear | Self::CarriedBelieved => Some(233),
            custody if custody.is_of_custody() => Some(257),
            Self::WipeLeavesKey | Self::AttemptsForgotten => Some(272),
            _ => None,
        }
    }

    /// What it does to a request before it leaves the device.
    pub fn spoil(self, request: &mut Request, first_nonce: &mut Option<String>) {
        match self {
            Self::AnswerOnTheWire => request.body.extend(canary::text(4).into_bytes()),
            Self::NonceRepeated => {
                let nonce = request.headers.iter_mut().find(|(name, _)| *name == "fieldward-nonce");
                if let Some((_, nonce)) = nonce {
                    nonce.clone_from(first_nonce.get_or_insert_with(|| nonce.clone()));
                }
            }
            _ => {}
        }
    }

    fn loses(self, stream: StreamKind) -> Lost {
        let lost = (self == Self::IdentityLost && stream == StreamKind::Identity)
            || (self == Self::AlertLost && stream == StreamKind::Alert);
        if lost { Lost::Yes } else { Lost::No }
    }

    /// How a device's disk syncs.
    #[must_use]
    pub fn device_syncing(self) -> Syncing {
        if self == Self::DeviceNeverSyncs { Syncing::Pretended } else { Syncing::Honest }
    }
}

/// Whether a stream's records are lost.
#[derive(PartialEq)]
enum Lost {
    Yes,
    No,
}
